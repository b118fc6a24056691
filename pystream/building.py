"""What pystream.html is made of: elements, texts and attributes that follow signals, lists that come and go.

This file is compiled into bundles too.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, Generic, TypeAlias, TypeVar

from pystream.browser import document
from pystream.client import DomEvent, Element, create, handle
from pystream.signals import Effect, Readable, Scope, Signal, on_cleanup

T = TypeVar("T")

# A value, or what it is now and whenever that changes.
Value: TypeAlias = T | Readable[T] | Callable[[], T]
Text: TypeAlias = str | int | float
Handler: TypeAlias = Callable[[DomEvent], object] | Callable[[], object]
Child: TypeAlias = (
    "Element | Region[Any] | Readable[Any] | Callable[[], Text] | Text | Sequence[Child] | None"
)


def mount(target: Element, view: Callable[[], Child]) -> Scope:
    """Put what `view` returns into `target`, in place of what is there. `dispose()` of the result ends it."""
    scope = Scope()
    target.clear()
    scope.run(lambda: _add(target.element, view()))
    scope.run(lambda: on_cleanup(lambda: target.clear()))
    return scope


def each(
    items: Readable[list[T]] | Callable[[], Iterable[T]],
    key: Callable[[T], Hashable],
    row: Callable[[Signal[T]], Element],
) -> Region[Any]:
    """One element for each item, in the items' order.

    Args:
        items: the list, which may change.
        key: what an item is known by: another item with the same key is shown by the same element.
        row: makes the element of an item, which is given as a signal: it has the newest item with that key.
            Its effects end when the item goes.
    """
    return Region(items, key, row)


def when(
    condition: Readable[Any] | Callable[[], object],
    then: Callable[[], Element],
    otherwise: Callable[[], Element] | None = None,
) -> Region[Any]:
    """The element that `then` makes while the condition is true; else that of `otherwise`, or none."""

    def chosen() -> list[bool]:
        if _now(condition):
            return [True]
        return [] if otherwise is None else [False]

    def shown(truth: Signal[bool]) -> Element:
        return then() if truth.peek() or otherwise is None else otherwise()

    return Region(chosen, lambda truth: truth, shown)


class _Row(Generic[T]):
    # While rows are put in order: where it was, and whether it stays there.
    place: int
    stays: bool

    def __init__(self, key: Hashable, item: Signal[T], node: Any, scope: Scope) -> None:
        self.key = key
        self.item = item
        self.node = node
        self.scope = scope
        self.place = -1
        self.stays = False
        # Who stays before it.
        self.previous: _Row[T] | None = None


class Region(Generic[T]):
    """Children that come and go; made by each() and when(), to stand among an element's children, once."""

    _rows: list[_Row[T]]
    # Whether it stands first in its parent.
    _leads: bool

    def __init__(
        self,
        items: Readable[list[T]] | Callable[[], Iterable[T]],
        key: Callable[[T], Hashable],
        row: Callable[[Signal[T]], Element],
    ) -> None:
        self._items = items
        self._key = key
        self._row = row
        self._rows = []

    def _enter(self, parent: Any) -> None:
        self._leads = parent.hasChildNodes() is False
        # Marks where the last row ends, also while there is none.
        self._end: Any = document.createTextNode("")
        parent.appendChild(self._end)
        self._scope = Scope()
        Effect(lambda: self._show())

    def _show(self) -> None:
        items = [*_now(self._items)]
        self._scope.run(lambda: self._arrange(items))

    def _arrange(self, items: list[T]) -> None:
        """Make the rows those of `items`. What is the same at both ends stays as it is."""
        rows: list[_Row[T]] = self._rows
        key = self._key
        first: int = 0
        old: int = len(rows)
        new: int = len(items)
        while first < old and first < new and rows[first].key == key(items[first]):
            rows[first].item.value = items[first]
            first += 1
        while first < old and first < new and rows[old - 1].key == key(items[new - 1]):
            old -= 1
            new -= 1
            rows[old].item.value = items[new]
        if first < old or first < new:
            before = rows[old].node if old < len(rows) else self._end
            made: list[_Row[T]] = self._replaced(rows[first:old], items[first:new], before)
            self._rows = [*rows[:first], *made, *rows[old:]]

    def _replaced(self, old: list[_Row[T]], items: list[T], before: Any) -> list[_Row[T]]:
        """The rows of `items`, in the place of these, ahead of the node `before`."""
        wanted: dict[Hashable, int] = {}
        at: int = 0
        for item in items:
            key = self._key(item)
            if wanted.setdefault(key, at) != at:
                raise ValueError(f"each(): two items have the same key: {key}")
            at += 1
        found: dict[Hashable, _Row[T]] = {}
        kept: int = 0
        for row in old:
            if wanted.get(row.key) is not None:
                row.place = kept
                kept += 1
                found.setdefault(row.key, row)
            else:
                row.place = -1
        made: list[_Row[T]] = []
        for key in wanted:
            made.append(self._kept_or_new(key, items[len(made)], found))
        parent = self._end.parentNode
        focused: Any = document.activeElement
        self._drop(old, kept, parent)
        if kept:
            _find_rise(made)
        while at:
            at -= 1
            each: _Row[T] = made[at]
            if not each.stays:
                parent.insertBefore(each.node, before)
            before = each.node
            each.stays = False
            each.previous = None
        if focused is not None and focused is not document.activeElement:
            # Browsers take it from what is moved.
            focused.focus()
        return made

    def _kept_or_new(self, key: Hashable, item: T, found: dict[Hashable, _Row[T]]) -> _Row[T]:
        row = found.get(key)
        if row is not None:
            row.item.value = item
            return row
        scope = Scope()
        held = Signal(item)
        node = scope.run(lambda: self._row(held)).element
        return _Row(key, held, node, scope)

    def _drop(self, rows: list[_Row[T]], kept: int, parent: Any) -> None:
        """Take rows away, but for those that are kept, which have a place."""
        at_once: bool = (
            kept == 0 and self._leads and len(rows) == len(self._rows) and self._end.nextSibling is None
        )
        for row in rows:
            if row.place < 0:
                row.scope.dispose()
                if not at_once:
                    parent.removeChild(row.node)
        if at_once:
            parent.textContent = ""
            parent.appendChild(self._end)


def _find_rise(rows: list[_Row[T]]) -> None:
    """Have as many rows stay as can: those of a longest sequence in which places rise."""
    ends: list[_Row[T]] = []
    for row in rows:
        if row.place < 0:
            continue
        high: int = len(ends)
        # Most come after all that came before them.
        low: int = high if high and ends[high - 1].place < row.place else 0
        while low < high:
            middle: int = (low + high) >> 1
            if ends[middle].place < row.place:
                low = middle + 1
            else:
                high = middle
        row.previous = ends[low - 1] if low else None
        if low == len(ends):
            ends.append(row)
        else:
            ends[low] = row
    last = ends[len(ends) - 1] if ends else None
    while last is not None:
        last.stays = True
        last = last.previous


def _now(source: Any) -> Any:
    return source.value if isinstance(source, Readable) else source()


def made(tag: str, children: Sequence[Child], attributes: Mapping[str, Any]) -> Element:
    element = create(tag)
    for name in attributes:
        _set(element, name, attributes.get(name))
    for child in children:
        _add(element.element, child)
    return element


def _add(parent: Any, child: Child) -> None:
    if isinstance(child, Element):
        parent.appendChild(child.element)
    elif isinstance(child, Region):
        child._enter(parent)
    elif isinstance(child, (list, tuple)):
        for inner in child:
            _add(parent, inner)
    elif child is not None:
        text = document.createTextNode("")
        parent.appendChild(text)
        _follow(child, lambda value: _write(text, str(value)))


def _write(node: Any, text: str) -> None:
    if node.data != text:
        node.data = text


def _set(element: Element, name: str, value: Any) -> None:
    node = element.element
    event: str = name.removeprefix("on_")
    if event != name:
        handle(element, event, value)
    elif name == "classes":
        for inner in value:
            _toggle(node, inner, value.get(inner))
    elif name == "style":
        for inner in value:
            _style(node, inner, value.get(inner))
    elif name == "attributes":
        for inner in value:
            _attribute(node, inner, value.get(inner))
    else:
        _attribute(node, name.removesuffix("_"), value)


def _toggle(node: Any, name: str, there: Any) -> None:
    _follow(there, lambda now: node.classList.toggle(name, bool(now)))


def _style(node: Any, name: str, how: Any) -> None:
    _follow(how, lambda now: node.style.setProperty(name, "" if now is None else str(now)))


def _attribute(node: Any, name: str, what: Any) -> None:
    def show(now: Any) -> None:
        if name == "value":
            # What the person has written since is in the property alone.
            text: str = str(now)
            if node.value != text:
                node.value = text
        elif name == "checked":
            node.checked = now
        elif now is None or now is False:
            node.removeAttribute(name)
        else:
            node.setAttribute(name, "" if now is True else str(now))

    _follow(what, show)


def _follow(source: Any, show: Callable[[Any], object]) -> None:
    """Show what `source` is: once, or again and again if it is a signal or a function."""
    if isinstance(source, Readable):
        Effect(lambda: show(source.value))
    elif callable(source):
        Effect(lambda: show(source()))
    else:
        show(source)
