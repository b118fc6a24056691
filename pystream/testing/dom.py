"""A small DOM for client modules under CPython: Beautiful Soup's tree, with the names that browsers have.

What is not there: layout, styles, canvas, ranges, shadow trees. Values of inputs and other properties are
attributes of the tree, so that selectors see them.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator
from typing import Any

try:
    import soupsieve
    from bs4 import BeautifulSoup
    from bs4.element import NavigableString, Tag
except ImportError:
    raise ImportError("pages under CPython need Beautiful Soup: pip install 'pystream[testing]'") from None

from markupsafe import Markup

# Those that count for their own element only, as the browser sends them.
NOT_BUBBLING = frozenset({"focus", "blur", "load", "unload", "scroll", "mouseenter", "mouseleave", "error"})
_MULTI = {"multi_valued_attributes": None}


class Event:
    """What a browser calls Event: of any kind, with the properties it was made with."""

    def __init__(self, type: str, target: Node, **properties: Any) -> None:
        self.type = type
        self.target = target
        self.currentTarget: Node | None = None
        self.bubbles = type not in NOT_BUBBLING
        self.defaultPrevented = False
        self.key = ""
        self._is_stopped = False
        for name, value in properties.items():
            setattr(self, name, value)

    def preventDefault(self) -> None:
        self.defaultPrevented = True

    def stopPropagation(self) -> None:
        self._is_stopped = True

    @property
    def is_stopped(self) -> bool:
        return self._is_stopped


class Node:
    """An element as the browser has it: `element.element` in client code."""

    def __init__(self, document: Document, tag: Tag) -> None:
        self.tag = tag
        self.ownerDocument = document
        self.files: FileList = FileList()
        self.scrollTop = 0.0
        self.scrollHeight = 0.0
        self._listeners: list[tuple[str, Callable[..., object]]] = []

    def __repr__(self) -> str:
        return f"<{self.tag.name}{'#' + self.id if self.id else ''}>"

    @property
    def nodeType(self) -> int:
        return 1

    @property
    def tagName(self) -> str:
        return str(self.tag.name).upper()

    @property
    def id(self) -> str:
        return self.getAttribute("id") or ""

    @id.setter
    def id(self, id: str) -> None:
        self.setAttribute("id", id)

    @property
    def className(self) -> str:
        return self.getAttribute("class") or ""

    @className.setter
    def className(self, names: str) -> None:
        self.setAttribute("class", names)

    @property
    def classList(self) -> ClassList:
        return ClassList(self)

    @property
    def textContent(self) -> str:
        return self.tag.get_text()

    @textContent.setter
    def textContent(self, text: str) -> None:
        self.tag.clear()
        if text:
            self.tag.append(NavigableString(str(text)))

    @property
    def value(self) -> str:
        if self.tag.name == "textarea" and not self.tag.has_attr("value"):
            return self.textContent
        if self.tag.name == "select":
            options = self.tag.find_all("option")
            chosen = next(
                (each for each in options if each.has_attr("selected")), options[0] if options else None
            )
            return "" if chosen is None else str(chosen.get("value", chosen.get_text()))
        return self.getAttribute("value") or (
            "on" if self._is_switch and not self.tag.has_attr("value") else ""
        )

    @value.setter
    def value(self, value: object) -> None:
        text = str(value)
        if self.tag.name != "select":
            self.setAttribute("value", text)
            return
        for option in self.tag.find_all("option"):
            if str(option.get("value", option.get_text())) == text:
                option["selected"] = ""
            else:
                option.attrs.pop("selected", None)

    @property
    def _is_switch(self) -> bool:
        return self.tag.name == "input" and self.getAttribute("type") in ("checkbox", "radio")

    @property
    def hidden(self) -> bool:
        return self.hasAttribute("hidden")

    @hidden.setter
    def hidden(self, on: object) -> None:
        self.toggleAttribute("hidden", on)

    @property
    def disabled(self) -> bool:
        return self.hasAttribute("disabled")

    @disabled.setter
    def disabled(self, on: object) -> None:
        self.toggleAttribute("disabled", on)

    @property
    def checked(self) -> bool:
        return self.hasAttribute("checked")

    @checked.setter
    def checked(self, on: object) -> None:
        self.toggleAttribute("checked", on)

    @property
    def parentElement(self) -> Node | None:
        parent = self.tag.parent
        return (
            None if parent is None or isinstance(parent, BeautifulSoup) else self.ownerDocument.node(parent)
        )

    @property
    def parentNode(self) -> Node | None:
        parent = self.tag.parent
        return None if parent is None else self.ownerDocument.node(parent)

    @property
    def style(self) -> Style:
        return Style(self)

    @property
    def children(self) -> list[Node]:
        return [self.ownerDocument.node(each) for each in self.tag.children if isinstance(each, Tag)]

    def getAttribute(self, name: str) -> str | None:
        value = self.tag.get(name)
        return None if value is None else str(value)

    def setAttribute(self, name: str, value: object) -> None:
        self.tag[name] = str(value)

    def hasAttribute(self, name: str) -> bool:
        return self.tag.has_attr(name)

    def removeAttribute(self, name: str) -> None:
        self.tag.attrs.pop(name, None)

    def toggleAttribute(self, name: str, on: object) -> None:
        if on:
            self.tag[name] = ""
        else:
            self.removeAttribute(name)

    def append(self, *children: Any) -> None:
        for child in children:
            for each in _contents(child):
                self.tag.append(each)

    def prepend(self, *children: Any) -> None:
        contents = [each for child in children for each in _contents(child)]
        for place, each in enumerate(contents):
            self.tag.insert(place, each)

    def hasChildNodes(self) -> bool:
        return bool(self.tag.contents)

    def appendChild(self, child: Node | Text) -> None:
        self.append(child)

    def insertBefore(self, child: Node | Text, before: Node | Text) -> None:
        _contents(before)[0].insert_before(*_contents(child))

    def removeChild(self, child: Node | Text) -> None:
        _contents(child)[0].extract()

    def remove(self) -> None:
        self.tag.extract()

    def replaceChildren(self, *children: Any) -> None:
        self.tag.clear()
        self.append(*children)

    def matches(self, selector: str) -> bool:
        return bool(soupsieve.match(selector, self.tag))

    def closest(self, selector: str) -> Node | None:
        found = soupsieve.closest(selector, self.tag)
        return None if found is None else self.ownerDocument.node(found)

    def querySelector(self, selector: str) -> Node | None:
        found = soupsieve.select_one(selector, self.tag)
        return None if found is None else self.ownerDocument.node(found)

    def querySelectorAll(self, selector: str) -> list[Node]:
        return [self.ownerDocument.node(each) for each in soupsieve.select(selector, self.tag)]

    def contains(self, other: Node) -> bool:
        return other.tag is self.tag or any(parent is self.tag for parent in other.tag.parents)

    def addEventListener(self, type: str, listener: Callable[..., object], *options: object) -> None:
        self._listeners.append((type, listener))

    def removeEventListener(self, type: str, listener: Callable[..., object], *options: object) -> None:
        self._listeners.remove((type, listener))

    def dispatchEvent(self, event: Event) -> bool:
        return self.ownerDocument.dispatch(event)

    def click(self) -> None:
        self.ownerDocument.dispatch(Event("click", self))

    def focus(self) -> None:
        self.ownerDocument.activeElement = self

    def blur(self) -> None:
        self.ownerDocument.activeElement = None

    def listeners(self, type: str) -> Iterator[Callable[..., object]]:
        return (listener for kind, listener in list(self._listeners) if kind == type)


class Text:
    """A text node."""

    nodeType = 3

    def __init__(self, document: Document, text: str) -> None:
        self.ownerDocument = document
        self.string = NavigableString(text)

    @property
    def data(self) -> str:
        return str(self.string)

    @data.setter
    def data(self, text: str) -> None:
        old, self.string = self.string, NavigableString(text)
        if old.parent is not None:
            old.replace_with(self.string)

    @property
    def nextSibling(self) -> object:
        return self.string.next_sibling

    @property
    def parentNode(self) -> Node | None:
        parent = self.string.parent
        return None if parent is None else self.ownerDocument.node(parent)

    def remove(self) -> None:
        self.string.extract()


class Style:
    """What an element's `style` says, property by property."""

    def __init__(self, node: Node) -> None:
        self._node = node

    def _properties(self) -> dict[str, str]:
        pairs = (each.partition(":") for each in (self._node.getAttribute("style") or "").split(";"))
        return {name.strip(): value.strip() for name, _, value in pairs if value}

    def getPropertyValue(self, name: str) -> str:
        return self._properties().get(name, "")

    def setProperty(self, name: str, value: str) -> None:
        properties = {**self._properties(), name: value}
        text = "; ".join(f"{each}: {how}" for each, how in properties.items() if how)
        self._node.setAttribute("style", text)


class ClassList:
    """The classes of an element."""

    def __init__(self, node: Node) -> None:
        self._node = node

    def __contains__(self, name: object) -> bool:
        return name in self._node.className.split()

    def contains(self, name: str) -> bool:
        return name in self

    def add(self, *names: str) -> None:
        self._node.className = " ".join(dict.fromkeys([*self._node.className.split(), *names]))

    def remove(self, *names: str) -> None:
        if self._node.hasAttribute("class"):
            self._node.className = " ".join(
                name for name in self._node.className.split() if name not in names
            )

    def toggle(self, name: str, on: bool | None = None) -> bool:
        on = name not in self if on is None else on
        (self.add if on else self.remove)(name)
        return on


class FileList(list[Any]):
    """The files of an input."""

    @property
    def length(self) -> int:
        return len(self)

    def item(self, place: int) -> Any:
        return self[place] if place < len(self) else None


class Document:
    """A page's tree. `run` runs a handler: what it was for, the function, its arguments."""

    def __init__(self, html: str, run: Callable[..., None]) -> None:
        self._soup = BeautifulSoup(html, "html.parser", **_MULTI)
        self._nodes: dict[int, Node] = {}
        self._elements: dict[int, Element] = {}
        self._delegated: list[tuple[str, str, Callable[..., object]]] = []
        self.run = run
        self.activeElement: Node | None = None

    @property
    def body(self) -> Node:
        return self.node(self._soup.body or self._soup.find(True))

    @property
    def documentElement(self) -> Node:
        return self.node(self._soup.find(True))

    @property
    def title(self) -> str:
        return self._soup.title.get_text() if self._soup.title else ""

    @title.setter
    def title(self, text: str) -> None:
        if self._soup.title is None and self._soup.head is not None:
            self._soup.head.append(self._soup.new_tag("title"))
        if self._soup.title is not None:
            self.node(self._soup.title).textContent = text

    def node(self, tag: Any) -> Node:
        """The one Node of a tag."""
        found = self._nodes.get(id(tag))
        if found is None:
            found = self._nodes[id(tag)] = Node(self, tag)
        return found

    def element(self, node: Node) -> Element:
        """The one Element of a node."""
        found = self._elements.get(id(node))
        if found is None:
            found = self._elements[id(node)] = Element(node)
        return found

    def createElement(self, tag: str) -> Node:
        return self.node(self._soup.new_tag(tag))

    def createTextNode(self, text: str) -> Text:
        return Text(self, text)

    def getElementById(self, id: str) -> Node | None:
        found = self._soup.find(id=id)
        return self.node(found) if isinstance(found, Tag) else None

    def querySelector(self, selector: str) -> Node | None:
        found = self._soup.select_one(selector)
        return None if found is None else self.node(found)

    def querySelectorAll(self, selector: str) -> list[Node]:
        return [self.node(each) for each in self._soup.select(selector)]

    def listen(self, type: str, selector: str, handler: Callable[..., object]) -> None:
        """Handle what happens to elements that match, now or later."""
        soupsieve.compile(selector)
        self._delegated.append((type, selector, handler))

    def dispatch(self, event: Event) -> bool:
        """Tell of an event: first client code's `on`, which listens on the way down, then those on elements.

        Returns:
            Whether the browser's own action follows.
        """
        for type, selector, handler in list(self._delegated):
            if type != event.type:
                continue
            if event.bubbles:
                hit = event.target.closest(selector)
            else:
                hit = event.target if event.target.matches(selector) else None
            if hit is not None:
                self.run(f"{type} of {selector}", handler, DomEvent(event, self.element(hit)))
        at: Node | None = event.target
        while at is not None and not event.is_stopped:
            event.currentTarget = at
            for listener in at.listeners(event.type):
                self.run(f"{event.type} of {at!r}", listener, event)
            at = at.parentElement if event.bubbles else None
        return not event.defaultPrevented


class Element:
    """pystream.client.Element."""

    def __init__(self, element: Node) -> None:
        self.element = element

    def __repr__(self) -> str:
        return f"<Element {self.element!r} {self.text!r}>"

    @property
    def text(self) -> str:
        return self.element.textContent

    @text.setter
    def text(self, text: str) -> None:
        self.element.textContent = text

    @property
    def value(self) -> str:
        return self.element.value

    @value.setter
    def value(self, value: str) -> None:
        self.element.value = value

    @property
    def hidden(self) -> bool:
        return self.element.hidden

    @hidden.setter
    def hidden(self, hidden: bool) -> None:
        self.element.hidden = hidden

    @property
    def disabled(self) -> bool:
        return self.element.disabled

    @disabled.setter
    def disabled(self, disabled: bool) -> None:
        self.element.disabled = disabled

    def append(self, child: Element | Markup | str, /) -> None:
        self.element.append(child)

    def prepend(self, child: Element | Markup | str, /) -> None:
        self.element.prepend(child)

    def replace(self, child: Element | Markup | str, /) -> None:
        self.element.tag.replace_with(*_contents(child))

    def clear(self) -> None:
        self.element.textContent = ""

    def remove(self) -> None:
        self.element.remove()

    def focus(self) -> None:
        self.element.focus()

    def add_class(self, name: str, /) -> None:
        self.element.classList.add(name)

    def remove_class(self, name: str, /) -> None:
        self.element.classList.remove(name)

    def toggle_class(self, name: str, on: bool | None = None) -> None:
        self.element.classList.toggle(name, on)

    def attr(self, name: str, /) -> str | None:
        return self.element.getAttribute(name)

    def set_attr(self, name: str, value: str, /) -> None:
        self.element.setAttribute(name, value)

    def scroll_to_end(self) -> None:
        self.element.scrollTop = self.element.scrollHeight


class DomEvent:
    """pystream.client.DomEvent."""

    def __init__(self, raw: Event, target: Element) -> None:
        self.raw = raw
        self.target = target

    @property
    def key(self) -> str:
        return self.raw.key

    def prevent(self) -> None:
        self.raw.preventDefault()


class Dom:
    """pystream.client.dom."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def __getitem__(self, selector: str, /) -> Element:
        found = self._document.querySelector(selector)
        if found is None:
            raise LookupError(f'dom["{selector}"]: nothing on the page matches; check it against app.html')
        return self._document.element(found)

    def all(self, selector: str, /) -> list[Element]:
        return [self._document.element(each) for each in self._document.querySelectorAll(selector)]


def _contents(child: Any) -> list[Any]:
    """What goes into the tree: a tag, what HTML stands for, or text."""
    if isinstance(child, Element):
        return [child.element.tag]
    if isinstance(child, Text):
        return [child.string]
    if isinstance(child, Markup):
        return list(BeautifulSoup(child, "html.parser").contents)
    return [child.tag if isinstance(child, Node) else NavigableString(str(child))]


@functools.cache
def places(function: Callable[..., object]) -> int:
    """How many arguments by position a handler takes: it may leave out the last of those that it is given."""
    kinds = [each.kind for each in inspect.signature(function).parameters.values()]
    if inspect.Parameter.VAR_POSITIONAL in kinds:
        return 1000
    return sum(
        kind in (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD) for kind in kinds
    )
