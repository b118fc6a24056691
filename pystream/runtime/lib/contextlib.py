"""contextlib: managers made of generators, and stacks of them."""

import sys
from abc import ABC, abstractmethod
from functools import wraps


class AbstractContextManager(ABC):
    _abc_methods = "__enter__ __exit__"

    def __enter__(self):
        return self

    @abstractmethod
    def __exit__(self, exc_type, exc_value, traceback):
        return None


class AbstractAsyncContextManager(ABC):
    _abc_methods = "__aenter__ __aexit__"

    async def __aenter__(self):
        return self

    @abstractmethod
    async def __aexit__(self, exc_type, exc_value, traceback):
        return None


class ContextDecorator:
    def _recreate_cm(self):
        return self

    def __call__(self, func):
        @wraps(func)
        def inner(*args, **kw):
            with self._recreate_cm():
                return func(*args, **kw)

        return inner


class AsyncContextDecorator:
    def _recreate_cm(self):
        return self

    def __call__(self, func):
        @wraps(func)
        async def inner(*args, **kw):
            async with self._recreate_cm():
                return await func(*args, **kw)

        return inner


class _GeneratorContextManager(ContextDecorator):
    def __init__(self, func, args, kw):
        self._made = func, args, kw
        self.gen = func(*args, **kw)

    def _recreate_cm(self):
        func, args, kw = self._made
        return _GeneratorContextManager(func, args, kw)

    def __enter__(self):
        try:
            return next(self.gen)
        except StopIteration:
            raise RuntimeError("generator didn't yield") from None

    def __exit__(self, typ, value, traceback):
        if typ is None:
            try:
                next(self.gen)
            except StopIteration:
                return False
            raise RuntimeError("generator didn't stop")
        if value is None:
            value = typ()
        try:
            self.gen.throw(value)
        except StopIteration as error:
            return error is not value
        except RuntimeError as error:
            # A StopIteration of the body comes back wrapped.
            if error is value or isinstance(value, StopIteration) and error.__cause__ is value:
                return False
            raise
        except BaseException as error:
            if error is value:
                return False
            raise
        raise RuntimeError("generator didn't stop after throw()")


class _AsyncGeneratorContextManager(AsyncContextDecorator):
    def __init__(self, func, args, kw):
        self._made = func, args, kw
        self.gen = func(*args, **kw)

    def _recreate_cm(self):
        func, args, kw = self._made
        return _AsyncGeneratorContextManager(func, args, kw)

    async def __aenter__(self):
        try:
            return await anext(self.gen)
        except StopAsyncIteration:
            raise RuntimeError("generator didn't yield") from None

    async def __aexit__(self, typ, value, traceback):
        if typ is None:
            try:
                await anext(self.gen)
            except StopAsyncIteration:
                return False
            raise RuntimeError("generator didn't stop")
        if value is None:
            value = typ()
        try:
            await self.gen.athrow(value)
        except StopAsyncIteration as error:
            return error is not value
        except RuntimeError as error:
            if (
                error is value
                or isinstance(value, (StopIteration, StopAsyncIteration))
                and error.__cause__ is value
            ):
                return False
            raise
        except BaseException as error:
            if error is value:
                return False
            raise
        raise RuntimeError("generator didn't stop after athrow()")


def contextmanager(func):
    @wraps(func)
    def helper(*args, **kw):
        return _GeneratorContextManager(func, args, kw)

    return helper


def asynccontextmanager(func):
    @wraps(func)
    def helper(*args, **kw):
        return _AsyncGeneratorContextManager(func, args, kw)

    return helper


class closing:
    def __init__(self, thing):
        self.thing = thing

    def __enter__(self):
        return self.thing

    def __exit__(self, *exc_info):
        self.thing.close()


class aclosing:
    def __init__(self, thing):
        self.thing = thing

    async def __aenter__(self):
        return self.thing

    async def __aexit__(self, *exc_info):
        await self.thing.aclose()


class suppress:
    def __init__(self, *exceptions):
        self._exceptions = exceptions

    def __enter__(self):
        pass

    def __exit__(self, typ, value, traceback):
        return typ is not None and issubclass(typ, self._exceptions)


class nullcontext:
    def __init__(self, enter_result=None):
        self.enter_result = enter_result

    def __enter__(self):
        return self.enter_result

    def __exit__(self, *exc_info):
        pass

    async def __aenter__(self):
        return self.enter_result

    async def __aexit__(self, *exc_info):
        pass


class redirect_stdout:
    def __init__(self, new_target):
        self._new_target = new_target
        # One manager may be entered again while it is in use.
        self._old_targets = []

    def __enter__(self):
        self._old_targets.append(sys.stdout)
        sys.stdout = self._new_target
        return self._new_target

    def __exit__(self, typ, value, traceback):
        sys.stdout = self._old_targets.pop()


class redirect_stderr:
    def __init__(self, new_target):
        self._new_target = new_target
        self._old_targets = []

    def __enter__(self):
        self._old_targets.append(sys.stderr)
        sys.stderr = self._new_target
        return self._new_target

    def __exit__(self, typ, value, traceback):
        sys.stderr = self._old_targets.pop()


def _chained(new, old, outer):
    """Give an exception of an __exit__ the context that nested `with` statements would have given it."""
    while True:
        context = new.__context__
        if context is None or context is old:
            return
        if context is outer:
            break
        new = context
    new.__context__ = old


class _Stack:
    def __init__(self):
        self._exits = []

    def pop_all(self):
        other = type(self)()
        other._exits = self._exits
        self._exits = []
        return other

    def _enter(self, manager):
        kind = type(manager)
        if not hasattr(kind, "__enter__") or not hasattr(kind, "__exit__"):
            raise TypeError(
                f"'{kind.__module__}.{kind.__qualname__}' object does not support the context manager protocol"
            )
        value = manager.__enter__()
        self._exits.append((True, manager.__exit__))
        return value

    def enter_context(self, cm):
        return self._enter(cm)

    def push(self, exit):
        self._exits.append((True, exit.__exit__ if hasattr(type(exit), "__exit__") else exit))
        return exit

    def callback(self, callback, /, *args, **kw):
        def done(typ, value, traceback):
            callback(*args, **kw)

        self._exits.append((True, done))
        return callback


class ExitStack(_Stack):
    def __enter__(self):
        return self

    def close(self):
        self.__exit__(None, None, None)

    def __exit__(self, typ, value, traceback):
        outer = sys.exc_info()[1]
        pending = value
        swallowed = failed = False
        while self._exits:
            _, leave = self._exits.pop()
            try:
                if leave(None if pending is None else type(pending), pending, None):
                    swallowed = True
                    failed = False
                    pending = None
            except BaseException as error:
                _chained(error, pending, outer)
                failed = True
                pending = error
        if failed:
            raise pending
        return value is not None and swallowed


class AsyncExitStack(_Stack):
    async def __aenter__(self):
        return self

    async def aclose(self):
        await self.__aexit__(None, None, None)

    async def enter_async_context(self, cm):
        kind = type(cm)
        if not hasattr(kind, "__aenter__") or not hasattr(kind, "__aexit__"):
            raise TypeError(
                f"'{kind.__module__}.{kind.__qualname__}' object does not support "
                "the asynchronous context manager protocol"
            )
        value = await cm.__aenter__()
        self._exits.append((False, cm.__aexit__))
        return value

    def push_async_exit(self, exit):
        self._exits.append((False, exit.__aexit__ if hasattr(type(exit), "__aexit__") else exit))
        return exit

    def push_async_callback(self, callback, /, *args, **kw):
        async def done(typ, value, traceback):
            await callback(*args, **kw)

        self._exits.append((False, done))
        return callback

    async def __aexit__(self, typ, value, traceback):
        outer = sys.exc_info()[1]
        pending = value
        swallowed = failed = False
        while self._exits:
            plain, leave = self._exits.pop()
            try:
                answer = leave(None if pending is None else type(pending), pending, None)
                if answer if plain else await answer:
                    swallowed = True
                    failed = False
                    pending = None
            except BaseException as error:
                _chained(error, pending, outer)
                failed = True
                pending = error
        if failed:
            raise pending
        return value is not None and swallowed
