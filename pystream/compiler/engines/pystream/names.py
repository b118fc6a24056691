"""Python's names in JavaScript: builtins to runtime exports, attributes to properties."""

from __future__ import annotations

# Attributes of builtin types. Everywhere in a program such a name is the property `$name`, so that what the
# runtime puts on String.prototype and its kin cannot meet what JavaScript or a page has there.
# The runtime's list for computed names is in runtime/builtins/names.js; a test holds them equal.
BUILTIN_ATTRIBUTES = frozenset(
    """
    aclose add add_note append as_integer_ratio asend athrow bit_count bit_length capitalize casefold center
    clear close conjugate copy count decode denominator derive difference difference_update discard encode
    endswith expandtabs extend find format format_map from_bytes fromhex fromkeys get hex imag index indices
    insert intersection intersection_update is_integer isalnum isalpha isascii isdecimal isdigit isdisjoint
    isidentifier islower isnumeric isprintable isspace issubset issuperset istitle isupper items join keys
    ljust lower lstrip maketrans numerator partition pop popitem real remove removeprefix removesuffix
    replace reverse rfind rindex rjust rpartition rsplit rstrip send setdefault sort split splitlines
    startswith strip subgroup swapcase symmetric_difference symmetric_difference_update throw title to_bytes
    translate union update upper values with_traceback zfill
    """.split()
)
# Methods of builtin types that have no `$`: no JavaScript object has one of that name.
PLAIN_METHODS = frozenset("getter setter deleter mro".split())
# Properties that mean something to JavaScript itself.
JAVASCRIPT = frozenset(
    """
    constructor prototype then __proto__ push shift unshift slice splice concat map filter forEach
    reduce every some fill flat includes indexOf entries has delete set size next return call apply bind
    toString valueOf length
    """.split()
)


def prop(attribute: str) -> str:
    """The JavaScript property of a Python attribute."""
    return f"${attribute}" if attribute in BUILTIN_ATTRIBUTES or attribute in JAVASCRIPT else attribute


# Builtins that are not exported under their own name and an underscore.
TYPES = {
    "int": "PyInt",
    "float": "PyFloat",
    "bool": "PyBool",
    "complex": "PyComplexType",
    "str": "PyStr",
    "bytes": "PyBytesType",
    "bytearray": "PyByteArrayType",
    "list": "PyList",
    "tuple": "PyTuple",
    "dict": "PyDict",
    "set": "PySetType",
    "frozenset": "PyFrozenSetType",
    "range": "PyRange",
    "slice": "PySlice",
    "type": "type_",
    "object": "PyObject",
    "property": "PyProperty",
    "classmethod": "PyClassMethod",
    "staticmethod": "PyStaticMethod",
}
# Exported as they are, by the object model.
PLAIN = frozenset("isinstance issubclass id callable getattr setattr hasattr delattr vars dir hash".split())
FUNCTIONS = frozenset(
    """
    abs aiter all anext any ascii bin callable chr delattr dir divmod enumerate filter format getattr
    hasattr hash hex id input isinstance issubclass iter len map max min next oct ord pow print repr
    reversed round setattr sorted sum vars zip
    """.split()
)
EXCEPTIONS = frozenset(
    """
    ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup BlockingIOError
    BrokenPipeError BufferError BytesWarning ChildProcessError ConnectionAbortedError ConnectionError
    ConnectionRefusedError ConnectionResetError DeprecationWarning EOFError EncodingWarning Exception
    ExceptionGroup FileExistsError FileNotFoundError FloatingPointError FutureWarning GeneratorExit
    ImportError ImportWarning IndentationError IndexError InterruptedError IsADirectoryError KeyError
    KeyboardInterrupt LookupError MemoryError ModuleNotFoundError NameError NotADirectoryError
    NotImplementedError OSError OverflowError PendingDeprecationWarning PermissionError
    ProcessLookupError RecursionError ReferenceError ResourceWarning RuntimeError RuntimeWarning
    StopAsyncIteration StopIteration SyntaxError SyntaxWarning SystemError SystemExit TabError
    TimeoutError TypeError UnboundLocalError UnicodeDecodeError UnicodeEncodeError UnicodeError
    UnicodeTranslateError UnicodeWarning UserWarning ValueError Warning ZeroDivisionError
    """.split()
)
ALIASES = {"IOError": "OSError", "EnvironmentError": "OSError"}
# Exceptions whose names JavaScript has too.
UNDERSCORED = frozenset("TypeError SyntaxError ReferenceError".split())
CONSTANTS = {"NotImplemented": "NotImplemented", "Ellipsis": "Ellipsis", "__debug__": "true"}


def builtin(name: str) -> str | None:
    """The runtime export that a builtin name stands for; None when Python has no such builtin here."""
    name = ALIASES.get(name, name)
    if name in TYPES:
        return TYPES[name]
    if name in FUNCTIONS:
        return name if name in PLAIN else f"{name}_"
    if name in EXCEPTIONS:
        return f"{name}_" if name in UNDERSCORED else name
    return CONSTANTS.get(name)
