"""Elements in Python: trees of tags whose texts and attributes may be signals, and lists that come and go.

    from pystream.html import button, div, each, li, mount, ul, when
    from pystream.signals import signal

    count = signal(0)


    def view() -> Element:
        return div(
            button("more", on_click=more),
            p("pressed ", count, " times", classes={"often": lambda: count.value > 9}),
            when(lambda: count.value > 9, lambda: p("that is enough")),
        )


    mount(dom["#app"], view)

A signal, or a function that reads signals, is shown as it is now and again when it changes, by the one text
or attribute where it stands: nothing is built anew or compared. Text is set as text, never as markup.

This file is compiled into bundles too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict, Unpack

from pystream.building import Child as Child
from pystream.building import Handler, Text, Value, made
from pystream.building import each as each
from pystream.building import mount as mount
from pystream.building import when as when
from pystream.client import Element


class Attributes(TypedDict, total=False):
    """What a tag may be given by name. `class_` and `for_` end so because Python has these words itself."""

    id: str
    class_: Value[str]
    # Classes that are there while their value is true.
    classes: Mapping[str, Value[bool]]
    # CSS properties; one that is None is not set.
    style: Mapping[str, Value[Text | None]]
    # Any other attribute, by its own name: attributes={"data-id": 7, "aria-label": label}. One that is None
    # or False is not there.
    attributes: Mapping[str, Value[Text | None]]
    accept: Value[str]
    action: Value[str]
    alt: Value[str]
    autocomplete: Value[str]
    autofocus: Value[bool]
    checked: Value[bool]
    colspan: Value[int]
    cols: Value[int]
    controls: Value[bool]
    datetime: Value[str]
    dir: Value[str]
    disabled: Value[bool]
    download: Value[str]
    draggable: Value[str]
    for_: Value[str]
    height: Value[int]
    hidden: Value[bool]
    href: Value[str]
    lang: Value[str]
    loading: Value[str]
    max: Value[Text]
    maxlength: Value[int]
    method: Value[str]
    min: Value[Text]
    multiple: Value[bool]
    name: Value[str]
    open: Value[bool]
    pattern: Value[str]
    placeholder: Value[str]
    popover: Value[str]
    readonly: Value[bool]
    rel: Value[str]
    required: Value[bool]
    role: Value[str]
    rows: Value[int]
    rowspan: Value[int]
    selected: Value[bool]
    size: Value[int]
    spellcheck: Value[str]
    src: Value[str]
    step: Value[Text]
    tabindex: Value[int]
    target: Value[str]
    title: Value[str]
    type: Value[str]
    value: Value[Text]
    width: Value[int]
    on_blur: Handler
    on_change: Handler
    on_click: Handler
    on_close: Handler
    on_dblclick: Handler
    on_dragend: Handler
    on_dragover: Handler
    on_dragstart: Handler
    on_drop: Handler
    on_focus: Handler
    on_input: Handler
    on_keydown: Handler
    on_keyup: Handler
    on_load: Handler
    on_pointerdown: Handler
    on_pointerenter: Handler
    on_pointerleave: Handler
    on_pointermove: Handler
    on_pointerup: Handler
    on_scroll: Handler
    on_submit: Handler
    on_toggle: Handler


def element(tag: str, *children: Child, **attributes: Unpack[Attributes]) -> Element:
    """An element of any tag: element("my-chart", attributes={"data-points": "7"})."""
    return made(tag, children, attributes)


def a(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("a", children, attributes)


def abbr(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("abbr", children, attributes)


def article(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("article", children, attributes)


def aside(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("aside", children, attributes)


def audio(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("audio", children, attributes)


def b(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("b", children, attributes)


def blockquote(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("blockquote", children, attributes)


def br(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("br", children, attributes)


def button(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("button", children, attributes)


def canvas(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("canvas", children, attributes)


def caption(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("caption", children, attributes)


def code(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("code", children, attributes)


def col(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("col", children, attributes)


def dd(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("dd", children, attributes)


def details(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("details", children, attributes)


def dialog(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("dialog", children, attributes)


def div(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("div", children, attributes)


def dl(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("dl", children, attributes)


def dt(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("dt", children, attributes)


def em(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("em", children, attributes)


def fieldset(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("fieldset", children, attributes)


def figcaption(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("figcaption", children, attributes)


def figure(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("figure", children, attributes)


def footer(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("footer", children, attributes)


def form(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("form", children, attributes)


def h1(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("h1", children, attributes)


def h2(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("h2", children, attributes)


def h3(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("h3", children, attributes)


def h4(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("h4", children, attributes)


def header(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("header", children, attributes)


def hr(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("hr", children, attributes)


def i(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("i", children, attributes)


def iframe(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("iframe", children, attributes)


def img(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("img", children, attributes)


def input_(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("input", children, attributes)


def kbd(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("kbd", children, attributes)


def label(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("label", children, attributes)


def legend(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("legend", children, attributes)


def li(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("li", children, attributes)


def main(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("main", children, attributes)


def mark(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("mark", children, attributes)


def meter(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("meter", children, attributes)


def nav(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("nav", children, attributes)


def ol(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("ol", children, attributes)


def optgroup(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("optgroup", children, attributes)


def option(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("option", children, attributes)


def output(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("output", children, attributes)


def p(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("p", children, attributes)


def picture(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("picture", children, attributes)


def pre(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("pre", children, attributes)


def progress(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("progress", children, attributes)


def q(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("q", children, attributes)


def s(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("s", children, attributes)


def section(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("section", children, attributes)


def select(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("select", children, attributes)


def small(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("small", children, attributes)


def source(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("source", children, attributes)


def span(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("span", children, attributes)


def strong(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("strong", children, attributes)


def sub(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("sub", children, attributes)


def summary(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("summary", children, attributes)


def sup(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("sup", children, attributes)


def table(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("table", children, attributes)


def tbody(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("tbody", children, attributes)


def td(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("td", children, attributes)


def textarea(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("textarea", children, attributes)


def tfoot(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("tfoot", children, attributes)


def th(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("th", children, attributes)


def thead(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("thead", children, attributes)


def time(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("time", children, attributes)


def tr(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("tr", children, attributes)


def u(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("u", children, attributes)


def ul(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("ul", children, attributes)


def video(*children: Child, **attributes: Unpack[Attributes]) -> Element:
    return made("video", children, attributes)
