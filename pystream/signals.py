"""Values that know who reads them: what depends on a value runs again when it changes, and nothing else does.

    count = signal(0)                a value; `count.value += 1` changes it

    @computed
    def double() -> int:             made of others: when somebody asks, and kept until one of them changes
        return count.value * 2

    @effect
    def show() -> None:              runs now, and again when a value that it read last time has changed
        dom["#count"].text = str(double.value)

    with batch(): ...                effects wait until the block ends
    with untracked(): ...            what is read inside makes nobody depend on it
    on_cleanup(function)             called before the effect around runs again, and when it ends

A change only marks what depends on it. Then each effect that is marked looks whether something that it read
has another value by now, which brings computed values up to date, and runs if so: nobody sees a mix of old
and new, and what comes out equal goes no further. A computed value that no effect reads is unknown to what
it reads, so only those who use it keep it alive.

This file is compiled into bundles too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeAlias, TypeVar

T = TypeVar("T")
R = TypeVar("R")

# How often effects may set each other off by one change before that counts as a circle.
ROUNDS = 100


class _Link:
    """`reader` read `source`, whose version was this.

    It is in two lists: of what the reader read, in order (`following`), and, if the reader is to be told of
    changes, of who reads the source (`before`, `after`).
    """

    version: int

    def __init__(self, source: Readable[Any], reader: _Reader, following: _Link | None) -> None:
        self.source = source
        self.reader = reader
        self.following = following
        self.version = -1
        self.before: _Link | None = None
        self.after: _Link | None = None


class Readable(Generic[T]):
    """A value that can be read, by whatever means it came about: Signal or Computed."""

    _value: T
    _version: int
    # Who is to be told of changes, in the order in which they came.
    _first: _Link | None
    _last: _Link | None
    # By which a run under way has read it.
    _link: _Link | None

    @property
    def value(self) -> T:
        """The value. The computed value or effect that asks depends on it from now on."""
        return _asked(self)

    def peek(self) -> T:
        """The value; nobody depends on it by that."""
        self._refresh()
        return self._got()

    def _refresh(self) -> None:
        """Bring value and version up to date."""

    def _got(self) -> T:
        return self._value

    def _wake(self) -> None:
        """Somebody is to be told of its changes now, and nobody was."""

    def _rest(self) -> None:
        """Nobody is to be told any more."""


class Signal(Readable[T]):
    """A value that is set from outside."""

    def __init__(self, value: T) -> None:
        self._value = value
        self._version = 0
        self._first = self._last = self._link = None

    @property
    def value(self) -> T:
        return _asked(self)

    @value.setter
    def value(self, value: T) -> None:
        global _clock, _depth
        if _same(self._value, value):
            return
        if _reader is not None and _reader._lazy:
            raise RuntimeError(f"{_name(_reader)} is computed: it cannot change a signal; an effect can")
        self._value = value
        self._version += 1
        _clock += 1
        _depth += 1
        _tell(self)
        _end()


class Computed(Readable[T]):
    """A value made of others; an exception counts as one, raised for whoever asks."""

    _lazy: bool
    # Whether what it reads tells it of changes.
    _told: bool
    _stale: bool
    _running: bool
    # When it was last known to be up to date.
    _clock: int

    def __init__(self, function: Callable[[], T]) -> None:
        self._lazy = True
        self._function = function
        self._version = 0
        self._first = self._last = self._link = None
        self._sources: _Link | None = None
        self._cursor: _Link | None = None
        self._outer: _Reader | None = None
        self._error: Exception | None = None
        self._stale = True
        self._told = self._running = False
        self._clock = -1

    def _refresh(self) -> None:
        if self._running:
            return
        clock = _clock
        if self._clock != clock and (self._stale or not self._told):
            self._running = True
            try:
                if self._version == 0 or _outdated(self):
                    self._compute()
            finally:
                self._running = False
        self._stale = False
        self._clock = clock

    def _compute(self) -> None:
        global _reader
        self._outer = _reader
        _reader = self
        failed, self._error = self._error, None
        try:
            value = self._function()
            if failed is not None or self._version == 0 or not _same(self._value, value):
                self._value = value
                self._version += 1
        except Exception as error:
            self._error = error
            self._version += 1
        finally:
            _reader = self._outer
            _settle(self)

    def _got(self) -> T:
        if self._running:
            raise RuntimeError(f"{_name(self)} depends on itself: {_way(self)}")
        if self._error is not None:
            raise self._error
        return self._value

    def _wake(self) -> None:
        self._told = True
        # Who is stale already is not told again: that is for what will be refreshed before long.
        self._stale = self._clock != _clock
        link = self._sources
        while link is not None:
            _enlist(link)
            link = link.following

    def _rest(self) -> None:
        self._told = False
        if not self._stale:
            self._clock = _clock
        link = self._sources
        while link is not None:
            _strike(link)
            link = link.following


class Scope:
    """What ends together: effects and cleanups that were made while it ran something."""

    def __init__(self) -> None:
        self._youngest: Scope | None = None
        _adopt(self)

    _owner: Scope | None
    _elder: Scope | None
    _younger: Scope | None

    def run(self, function: Callable[[], R]) -> R:
        """Call it; effects that it makes end with this scope. Nobody depends on what it reads."""
        global _owner, _reader
        owner, reader = _owner, _reader
        _owner, _reader = self, None
        try:
            return function()
        finally:
            _owner, _reader = owner, reader

    def dispose(self) -> None:
        """End all that is in it, the youngest first; an exception is raised when the rest has ended."""
        owner, elder, younger = self._owner, self._elder, self._younger
        self._owner = self._elder = self._younger = None
        if elder is not None:
            elder._younger = younger
        if younger is not None:
            younger._elder = elder
        elif owner is not None:
            owner._youngest = elder
        self._over()
        self._clear()

    def _clear(self) -> None:
        failed: Exception | None = None
        while self._youngest is not None:
            try:
                self._youngest.dispose()
            except Exception as error:
                failed = error
        if failed is not None:
            raise failed

    def _turn(self) -> None:
        """Run what is due; what is outside goes first, since that may end what is inside."""
        if self._owner is not None:
            self._owner._turn()
        self._again()

    def _again(self) -> None:
        """Run, if that is due."""

    def _over(self) -> None:
        """It ends."""


class Effect(Scope):
    """A function that runs again when what it read has changed, until `dispose()`."""

    _lazy: bool
    # Until it ends.
    _told: bool
    _stale: bool

    def __init__(self, function: Callable[[], object]) -> None:
        if _reader is not None and _reader._lazy:
            raise RuntimeError(f"{_name(_reader)} is computed: it cannot make effects")
        self._lazy = False
        self._function = function
        self._youngest = None
        self._sources: _Link | None = None
        self._cursor: _Link | None = None
        self._outer: _Reader | None = None
        self._stale = False
        self._told = True
        _adopt(self)
        try:
            self._run()
        except BaseException:
            self.dispose()
            raise

    def _over(self) -> None:
        # Its own run may be what ends it.
        self._cursor = None
        _settle(self)
        self._told = False

    def _again(self) -> None:
        if self._stale:
            self._stale = False
            if self._told and _outdated(self):
                self._run()

    def _run(self) -> None:
        global _depth, _owner, _reader
        _depth += 1
        owner, self._outer = _owner, _reader
        try:
            self._clear()
        finally:
            _owner = _reader = self
            try:
                self._function()
            finally:
                _owner, _reader = owner, self._outer
                _settle(self)
                _end()


class _Cleanup(Scope):
    def __init__(self, function: Callable[[], object]) -> None:
        self._youngest = None
        self._function = function
        _adopt(self)

    def _over(self) -> None:
        self._function()


class batch:
    """`with batch():` what changes inside is one change: effects run when the outermost such block ends."""

    def __enter__(self) -> None:
        global _depth
        _depth += 1

    def __exit__(self, *why: object) -> None:
        _end()


class untracked:
    """`with untracked():` nobody depends on what is read inside."""

    def __enter__(self) -> None:
        global _reader
        self._outer, _reader = _reader, None

    def __exit__(self, *why: object) -> None:
        global _reader
        _reader = self._outer


def signal(value: T) -> Signal[T]:
    """A value that makes those who read it run again when it changes.

    A change is another value: not the same object, nor one of the same type that is equal. So a list that is
    changed in place is none; set another: `rows.value = [*rows.value, row]`.
    """
    return Signal(value)


def computed(function: Callable[[], T]) -> Computed[T]:
    """Decorator: what the function returns, as a value that is kept until something that it read changes."""
    return Computed(function)


def effect(function: Callable[[], object]) -> Effect:
    """Decorator: run the function now, and again whenever something that it read has changed.

    Effects made while it runs are its own: they end before it runs again, and when it ends. What it raises is
    raised for whoever made the change, after all other effects have run.
    """
    return Effect(function)


def on_cleanup(function: Callable[[], object]) -> None:
    """Have `function` called before the effect around runs again, and when that ends."""
    if _owner is None:
        raise RuntimeError("on_cleanup() is for effects and what is mounted: nothing would ever call it here")
    _Cleanup(function)


_Reader: TypeAlias = "Computed[Any] | Effect"

# Who runs, and is made to depend on what is read; whose the effects are that are made.
_reader: _Reader | None = None
_owner: Scope | None = None
# How many batches and effects are under way; while there are any, others wait in the queue.
_depth = 0
_queue: list[Effect] = []
# The number of changes so far.
_clock = 0


def _asked(source: Readable[T]) -> T:
    """The value of `source` for whoever runs."""
    reader = _reader
    if reader is None:
        return source.peek()
    link = source._link
    if link is None or link.reader is not reader:
        link = _linked(source, reader)
        source._refresh()
        link.version = source._version
    else:
        source._refresh()
    return source._got()


def _linked(source: Readable[Any], reader: _Reader) -> _Link:
    """The link by which `reader` has read `source` just now: most often that of its last run."""
    cursor = reader._cursor
    link = reader._sources if cursor is None else cursor.following
    if link is None or link.source is not source:
        link = _Link(source, reader, link)
        if cursor is None:
            reader._sources = link
        else:
            cursor.following = link
        if reader._told:
            _enlist(link)
    reader._cursor = source._link = link
    return link


def _enlist(link: _Link) -> None:
    """Have its reader told of the source's changes."""
    source = link.source
    last = source._last
    link.before = last
    if last is None:
        source._wake()
        source._first = link
    else:
        last.after = link
    source._last = link


def _strike(link: _Link) -> None:
    source, before, after = link.source, link.before, link.after
    link.before = link.after = None
    if before is None:
        source._first = after
    else:
        before.after = after
    if after is None:
        source._last = before
        if before is None:
            source._rest()
    else:
        after.before = before


def _adopt(scope: Scope) -> None:
    """Make it a part of the scope around."""
    owner = scope._owner = _owner
    scope._elder = scope._younger = None
    if owner is not None:
        elder = scope._elder = owner._youngest
        if elder is not None:
            elder._younger = scope
        owner._youngest = scope


def _settle(reader: _Reader) -> None:
    """End a run: what was not read this time counts no more."""
    cursor = reader._cursor
    reader._cursor = None
    if cursor is None:
        link, reader._sources = reader._sources, None
    else:
        link, cursor.following = cursor.following, None
    while link is not None:
        link.source._link = None
        if reader._told:
            _strike(link)
        link = link.following
    link = reader._sources
    while link is not None:
        link.source._link = None
        link = link.following


def _outdated(reader: _Reader) -> bool:
    """Whether something that it read has another value by now. In order: what was read first may decide
    whether the rest is read at all."""
    link = reader._sources
    while link is not None:
        source = link.source
        source._refresh()
        if link.version != source._version:
            return True
        link = link.following
    return False


def _tell(source: Readable[Any]) -> None:
    """Mark all that depends on it."""
    told = [source]
    for each in told:  # those too that come while it goes
        link = each._first
        while link is not None:
            reader: Any = link.reader
            if not reader._stale:
                reader._stale = True
                (told if reader._lazy else _queue).append(reader)
            link = link.after


def _end() -> None:
    """End a batch or an effect; the outermost one runs what waits."""
    global _depth, _queue
    failed: Exception | None = None
    more = rounds = 0
    try:
        while _depth == 1 and _queue:
            rounds += 1
            due, _queue = _queue, []
            if rounds > ROUNDS:
                names = ""
                for each in due:
                    each._stale = False
                    names = f"{names}, {_name(each)}" if names else _name(each)
                raise RuntimeError(f"effects change what they read themselves, without an end: {names}")
            for each in due:
                try:
                    each._turn()
                except Exception as error:
                    if failed is None:
                        failed = error
                    else:
                        more += 1
    finally:
        _depth -= 1
    if failed is not None:
        if more:
            failed.add_note(f"{more} more effects failed as well")
        raise failed


def _same(old: object, new: object) -> bool:
    # True is equal to 1, and shows as something else.
    return old is new or (type(old) is type(new) and old == new)


def _name(reader: _Reader) -> str:
    function: Any = reader._function
    return str(function.__name__)


def _way(start: _Reader) -> str:
    """How `start` came to read itself, through all that runs."""
    way = _name(start)
    reader = _reader
    while reader is not None and reader is not start:
        way = f"{_name(reader)} -> {way}"
        reader = reader._outer
    return f"{_name(start)} -> {way}"
