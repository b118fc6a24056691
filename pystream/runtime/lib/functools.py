"""functools: the part that needs nothing of the runtime's inside."""

from _functools import (
    cache,
    cached_property,
    lru_cache,
    partial,
    reduce,
    total_ordering,
    update_wrapper,
    wraps,
)

WRAPPER_ASSIGNMENTS = ("__module__", "__name__", "__qualname__", "__doc__", "__annotations__")
WRAPPER_UPDATES = ("__dict__",)


def cmp_to_key(mycmp):
    class K:
        __hash__ = None

        def __init__(self, obj):
            self.obj = obj

        def __lt__(self, other):
            return mycmp(self.obj, other.obj) < 0

        def __gt__(self, other):
            return mycmp(self.obj, other.obj) > 0

        def __eq__(self, other):
            return mycmp(self.obj, other.obj) == 0

        def __le__(self, other):
            return mycmp(self.obj, other.obj) <= 0

        def __ge__(self, other):
            return mycmp(self.obj, other.obj) >= 0

    return K


def _dispatch(registry, kind):
    """The implementation for a class: its own, of the first base that has one, or of an abstract class."""
    found = None
    for base in kind.__mro__:
        if base is object:
            break
        if base in registry:
            return registry[base]
        for each in registry:
            if each is not object and each not in kind.__mro__ and issubclass(base, each):
                if found is None or issubclass(each, found):
                    found = each
        if found is not None:
            return registry[found]
    return registry[object]


def _annotated(func):
    """The class that a registered function's first annotated parameter names."""
    notes = getattr(func, "__annotations__", None)
    if not notes:
        raise TypeError(
            f"Invalid first argument to `register()`: {func!r}. "
            "Use either `@register(some_class)` or plain `@register` on an annotated function."
        )
    return next(iter(notes.values()))


def _kinds(kind):
    union = getattr(kind, "__args__", None)
    return union if union and not isinstance(kind, type) else (kind,)


def singledispatch(func):
    registry = {object: func}
    cached = {}

    def dispatch(kind):
        found = cached.get(kind)
        if found is None:
            found = cached[kind] = _dispatch(registry, kind)
        return found

    def register(cls, func=None):
        if func is None:
            if isinstance(cls, type) or getattr(cls, "__args__", None):
                return lambda f: register(cls, f)
            func = cls
            cls = _annotated(func)
        for each in _kinds(cls):
            registry[type(None) if each is None else each] = func
        cached.clear()
        return func

    def wrapper(*args, **kw):
        if not args:
            raise TypeError(f"{func.__name__} requires at least 1 positional argument")
        return dispatch(type(args[0]))(*args, **kw)

    wrapper.register = register
    wrapper.dispatch = dispatch
    wrapper.registry = registry
    return update_wrapper(wrapper, func)


class singledispatchmethod:
    def __init__(self, func):
        self.dispatcher = singledispatch(func)
        self.func = func

    def register(self, cls, method=None):
        return self.dispatcher.register(cls, method)

    def __get__(self, obj, cls=None):
        def method(*args, **kw):
            found = self.dispatcher.dispatch(type(args[0]))
            if hasattr(found, "__get__"):
                return found.__get__(obj, cls)(*args, **kw)
            return found(obj, *args, **kw)

        method.register = self.register
        return update_wrapper(method, self.func)


class partialmethod:
    def __init__(self, func, /, *args, **keywords):
        self.func = func
        self.args = args
        self.keywords = keywords

    def __get__(self, obj, cls=None):
        func = self.func
        if hasattr(func, "__get__"):
            bound = func.__get__(obj, cls)
            return partial(bound, *self.args, **self.keywords)
        if obj is None:
            return lambda self_, *args, **kw: func(self_, *self.args, *args, **{**self.keywords, **kw})
        return partial(func, obj, *self.args, **self.keywords)
