"""What signals and the element builder add to an app's script."""

from __future__ import annotations

from pathlib import Path

from pystream.compiler.pipeline import compile_project
from pystream.output import read_library
from pystream.settings import load

# One app, written three times: a counter, and a list that grows and shrinks.
PLAIN = """
from pystream.client import DomEvent, create, dom, handle, on

count = 0
items: list[str] = []


def show() -> None:
    dom["#count"].text = str(count)
    dom["#double"].text = f"twice {count * 2}"
    dom["#enough"].hidden = count < 10


@on("click", "#more")
def more() -> None:
    global count
    count += 1
    show()


def add_row(text: str) -> None:
    row = create("li", text, "item")
    gone = create("button", "x")

    def remove() -> None:
        items.remove(text)
        row.remove()
        left()

    handle(gone, "click", remove)
    row.append(gone)
    dom["#list"].append(row)


def left() -> None:
    dom["#left"].text = f"{len(items)} left"


@on("keydown", "#entry")
def typed(event: DomEvent) -> None:
    if event.key == "Enter":
        text = event.target.value
        items.append(text)
        add_row(text)
        left()


show()
left()
"""
SIGNALS = """
from pystream.client import DomEvent, create, dom, handle, on
from pystream.signals import computed, effect, signal

count = signal(0)
items: list[str] = []
left = signal(0)


@computed
def double() -> int:
    return count.value * 2


@effect
def show() -> None:
    dom["#count"].text = str(count.value)
    dom["#double"].text = f"twice {double.value}"
    dom["#enough"].hidden = count.value < 10


@on("click", "#more")
def more() -> None:
    count.value += 1


def add_row(text: str) -> None:
    row = create("li", text, "item")
    gone = create("button", "x")

    def remove() -> None:
        items.remove(text)
        row.remove()
        left.value -= 1

    handle(gone, "click", remove)
    row.append(gone)
    dom["#list"].append(row)


@effect
def show_left() -> None:
    dom["#left"].text = f"{left.value} left"


@on("keydown", "#entry")
def typed(event: DomEvent) -> None:
    if event.key == "Enter":
        text = event.target.value
        items.append(text)
        add_row(text)
        left.value += 1
"""
BUILT = """
from pystream.client import DomEvent, Element, dom
from pystream.html import button, div, each, input_, li, mount, p, ul, when
from pystream.signals import Signal, computed, signal

count = signal(0)
items: Signal[list[str]] = signal([])


@computed
def double() -> int:
    return count.value * 2


def more() -> None:
    count.value += 1


def remove(text: str) -> None:
    items.value = [each for each in items.value if each != text]


def row(item: Signal[str]) -> Element:
    return li(item, button("x", on_click=lambda: remove(item.value)), class_="item")


def typed(event: DomEvent) -> None:
    if event.key == "Enter":
        items.value = [*items.value, event.target.value]


def view() -> Element:
    return div(
        button("more", on_click=more),
        p(count),
        p("twice ", double),
        when(lambda: count.value > 9, lambda: p("that is enough")),
        input_(on_keydown=typed),
        ul(each(items, lambda text: text, row)),
        p(lambda: f"{len(items.value)} left"),
    )


mount(dom["#app"], view)
"""


def weight(app: str, root: Path) -> int:
    page = "<head>{{ pystream() }}</head>"
    sources = {"client_src/app.py": app.encode(), "client_src/app.html": page.encode()}
    compiled = compile_project(sources, read_library(), load(root, {}))
    return max(size.gzip for size in compiled.sizes)


def test_signals_add_little_to_an_app(tmp_path: Path) -> None:
    assert weight(SIGNALS, tmp_path) - weight(PLAIN, tmp_path) <= 3_800


def test_signals_and_the_builder_add_a_little_more(tmp_path: Path) -> None:
    assert weight(BUILT, tmp_path) - weight(PLAIN, tmp_path) <= 9_200
