"""contextvars: variables of a context. Context.run enters one; the event loop runs each task in a copy of its maker's."""

from _contextvars import current, enter


class Token:
    MISSING = "<Token.MISSING>"

    def __init__(self, context, var, old_value):
        self._context = context
        self._used = False
        self.var = var
        self.old_value = old_value

    def __repr__(self):
        return f"<Token{' used' if self._used else ''} var={self.var!r} at {hex(id(self))}>"


class ContextVar:
    def __init__(self, name, **options):
        if not isinstance(name, str):
            raise TypeError("context variable name must be a str")
        for option in options:
            if option != "default":
                raise TypeError(f"'{option}' is an invalid keyword argument for ContextVar()")
        self.name = name
        self._options = options

    def __class_getitem__(cls, item):
        return cls

    def get(self, *default):
        values = _current()._values
        if self in values:
            return values[self]
        if default:
            return default[0]
        if self._options:
            return self._options["default"]
        raise LookupError(self)

    def set(self, value):
        context = _current()
        token = Token(context, self, context._values.get(self, Token.MISSING))
        context._values[self] = value
        return token

    def reset(self, token):
        if not isinstance(token, Token):
            raise TypeError(f"expected an instance of Token, got {token!r}")
        if token._used:
            raise RuntimeError(f"{token!r} has already been used once")
        if token.var is not self:
            raise ValueError(f"{token!r} was created by a different ContextVar")
        context = _current()
        if token._context is not context:
            raise ValueError(f"{token!r} was created in a different Context")
        token._used = True
        if token.old_value is Token.MISSING:
            del context._values[self]
        else:
            context._values[self] = token.old_value

    def __repr__(self):
        default = f" default={self._options['default']!r}" if self._options else ""
        return f"<ContextVar name={self.name!r}{default} at {hex(id(self))}>"


class Context:
    def __init__(self):
        self._values = {}
        self._outer = None

    def run(self, callable, *args, **kwargs):
        if self._outer is not None:
            raise RuntimeError(f"cannot enter context: {self!r} is already entered")
        self._outer = _current()
        enter(self)
        try:
            return callable(*args, **kwargs)
        finally:
            enter(self._outer)
            self._outer = None

    def copy(self):
        made = Context()
        made._values = dict(self._values)
        return made

    def get(self, var, default=None):
        return self._values.get(var, default)

    def __getitem__(self, var):
        return self._values[var]

    def __contains__(self, var):
        return var in self._values

    def __iter__(self):
        return iter(self._values)

    def __len__(self):
        return len(self._values)

    def keys(self):
        return self._values.keys()

    def values(self):
        return self._values.values()

    def items(self):
        return self._values.items()

    def __eq__(self, other):
        return self._values == other._values if isinstance(other, Context) else NotImplemented

    __hash__ = object.__hash__


def _current():
    if current() is None:
        enter(Context())
    return current()


def copy_context():
    return _current().copy()


# Tasks copy a context that is there; one made by their first set() would be gone with their first step.
_current()
