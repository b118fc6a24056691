"""What gate.py says, one entry per refusal. Codes are stable: PS101 to PS189."""

from __future__ import annotations

from typing import NamedTuple


class Refusal(NamedTuple):
    """`{}` in the text is what the source names there."""

    code: str
    text: str
    hint: str


def _refusals(*rows: tuple[str, str, str, str]) -> dict[str, Refusal]:
    return {name: Refusal(code, text, hint) for name, code, text, hint in rows}


REFUSALS = _refusals(
    ("match", "PS101", "`match` is not compiled", "write if / elif"),
    ("walrus", "PS102", "`:=` is not compiled", "assign on a line of its own"),
    ("async for", "PS103", "`async for` is not compiled", "await inside of a plain loop"),
    ("async with", "PS104", "`async with` is not compiled", "write try / finally"),
    ("async comprehension", "PS105", "a comprehension cannot await", "await in a for loop and append"),
    ("async generator", "PS106", "a generator cannot be async", "collect into a list and return it"),
    ("with", "PS107", "`with` is not compiled: it would lose what __enter__ returns", "write try / finally"),
    (
        "try else",
        "PS108",
        "`else` of a try is not compiled: it would swallow errors",
        "move it behind the try",
    ),
    ("except*", "PS109", "`except*` is not compiled", "write except"),
    ("matrix", "PS110", "`@` between values is not compiled", "call a method"),
    ("complex", "PS111", "complex numbers are not compiled", "keep the two parts apart"),
    ("bytes", "PS112", "bytes are not compiled", "use text"),
    (
        "dict key",
        "PS113",
        "a dict's keys must be text here",
        "use text: str(key), or an f-string of the parts",
    ),
    ("taken key", "PS114", "the key {!r} is taken by the engine's own dict", "choose another key"),
    ("del name", "PS115", "`del` of a name is not compiled", "assign None to it"),
    (
        "default",
        "PS116",
        "this default would be made anew for each call",
        "default to None and set it inside",
    ),
    ("two bases", "PS117", "more than one base class is not compiled", "hold the other as an attribute"),
    ("class keywords", "PS118", "keywords of a class are not compiled", "set it up with a function"),
    ("special method", "PS119", "`{}` would never be called", "write a method with a name of its own"),
    ("class body", "PS120", "a class body holds assignments and methods only", "do it behind the class"),
    ("class body name", "PS121", "a class body cannot use its own names", "compute it before the class"),
    ("super", "PS122", "super() is compiled only as super().method(...)", "call the base class's method"),
    ("chained comparison", "PS123", "the middle of this chain would run twice", "assign it to a name first"),
    ("percent", "PS124", "text % values is not compiled", "write an f-string"),
    ("ellipsis", "PS125", "`...` is not compiled as a value", "use None"),
    ("big number", "PS126", "numbers are exact up to 2**53 only", "use text for large ids"),
    (
        "unbound global",
        "PS127",
        "`global {}`: the module never assigns it",
        "assign it at module level first",
    ),
    ("loop target", "PS128", "a loop's targets must be plain names", "assign inside the loop"),
    ("yield value", "PS129", "a value sent into a generator is not compiled", "pass it as an argument"),
    (
        "await outside",
        "PS130",
        "`await` outside an async function is not compiled",
        "move it to async def init()",
    ),
    ("length", "PS131", "an attribute called `length` cannot be set", "call it size or count"),
    ("special attribute", "PS132", "`{}` is not there at run time", "keep what you need yourself"),
    ("deleter", "PS133", "deleters of properties are not compiled", "write a method"),
    ("slice augmented", "PS134", "augmented assignment to a slice is not compiled", "write it as assignment"),
    ("new syntax", "PS135", "this syntax is not compiled", "write it in Python 3.11"),
    ("and", "PS136", "the value of this `and` would be False", "write `b if a else a`, or name it first"),
    ("builtin base", "PS137", "a class cannot be a kind of `{}` here", "hold one as an attribute"),
    ("method of type", "PS138", "`{}` is not there at run time", "write a lambda that calls the method"),
    ("builtin", "PS140", "`{}` is not there in the browser", "do it in an action, or write it out"),
    ("module", "PS141", "the module `{}` is not there in the browser", "do it in an action, or write it out"),
    ("module name", "PS142", "`{}` is not there in the browser", "do it in an action, or write it out"),
    (
        "dataclasses",
        "PS143",
        "dataclasses are not compiled",
        "import the type for annotations only, or write a class",
    ),
    ("enum", "PS144", "`enum` is not compiled", "import the type for annotations only; compare its values"),
    ("asyncio", "PS145", "`asyncio` is not compiled", "await actions; window.setTimeout for timers"),
    (
        "datetime",
        "PS146",
        "`datetime` is not compiled",
        "import the type for annotations only; format on the server",
    ),
    ("global", "PS148", "`{}` of pystream.browser is not compiled", "reach it through `window`"),
    ("script", "PS149", "vendored scripts are not compiled", "load it from app.html, and use `window`"),
    ("json", "PS147", "`json` is not compiled", "actions take and return values as they are"),
)
