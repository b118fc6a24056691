"""The element builder under CPython, in the small DOM: what it builds, what follows signals, what stays."""

from __future__ import annotations

import importlib
import random
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest

from pystream.signals import signal
from pystream.testing import half as halves
from pystream.testing.dom import Document, Event


class Page:
    def __init__(self) -> None:
        self.document = Document(
            '<body><div id="app">waiting</div></body>', lambda what, handler, *args: handler(*args)
        )
        self.app = self.document.element(self.document.querySelector("#app"))

    @property
    def html(self) -> str:
        return "".join(map(str, self.app.element.tag.contents))


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    made = Page()
    monkeypatch.setattr(halves, "opening", halves.Half(made.document))
    import pystream.browser
    import pystream.building
    import pystream.client
    import pystream.html

    modules = (pystream.client, pystream.browser, pystream.building, pystream.html)
    for module in modules:
        importlib.reload(module)
    yield made
    monkeypatch.undo()
    for module in modules:
        importlib.reload(module)


@pytest.fixture
def html(page: Page) -> ModuleType:
    return importlib.import_module("pystream.html")


def test_elements_have_attributes_and_texts_never_markup(page: Page, html: ModuleType) -> None:
    note = signal("<b>")
    scope = html.mount(
        page.app,
        lambda: [
            html.p("a <i> ", 1, None, [" b", html.em("c")], note, id="x", class_="wide", hidden=True),
            html.input_(type="text", required=False, attributes={"data-id": 7, "aria-label": note}),
            html.element("my-tag", html.label("name", for_="x"), style={"color": "red", "top": None}),
        ],
    )
    assert page.html == (
        '<p class="wide" hidden="" id="x">a &lt;i&gt; 1 b<em>c</em>&lt;b&gt;</p>'
        '<input aria-label="&lt;b&gt;" data-id="7" type="text"/>'
        '<my-tag style="color: red"><label for="x">name</label></my-tag>'
    )
    scope.dispose()
    assert page.html == ""


def test_what_is_shown_follows_signals_until_it_ends(page: Page, html: ModuleType) -> None:
    count = signal(0)

    def view() -> Any:
        return html.p(
            count,
            lambda: " times" if count.value != 1 else " time",
            classes={"many": lambda: count.value > 1},
            style={"width": lambda: f"{count.value}px"},
            title=lambda: f"{count.value}" if count.value else None,
        )

    scope = html.mount(page.app, view)
    assert page.html == '<p style="width: 0px">0 times</p>'
    count.value = 1
    assert page.html == '<p style="width: 1px" title="1">1 time</p>'
    count.value = 2
    assert page.html == '<p class="many" style="width: 2px" title="2">2 times</p>'
    paragraph = page.app.element.children[0]
    scope.dispose()
    count.value = 3
    assert paragraph.textContent == "2 times"


def test_events_reach_their_handler(page: Page, html: ModuleType) -> None:
    heard: list[object] = []
    html.mount(
        page.app,
        lambda: html.button(
            "go", on_click=lambda: heard.append("click"), on_keydown=lambda event: heard.append(event.key)
        ),
    )
    button = page.app.element.children[0]
    button.click()
    button.dispatchEvent(Event("keydown", button, key="x"))
    assert heard == ["click", "x"]


def test_values_of_inputs_are_properties(page: Page, html: ModuleType) -> None:
    text, on = signal("a"), signal(False)
    html.mount(page.app, lambda: [html.input_(value=text), html.input_(type="checkbox", checked=on)])
    field, box = page.app.element.children
    field.value = "typed"
    text.value = "b"
    on.value = True
    assert (field.value, box.checked) == ("b", True)


def test_when_shows_one_of_two(page: Page, html: ModuleType) -> None:
    count, made = signal(0), list[str]()

    def shown(what: str) -> Callable[[], Any]:
        return lambda: made.append(what) or html.b(what)

    html.mount(
        page.app,
        lambda: html.p(
            html.when(lambda: count.value > 1, shown("many"), shown("few")),
            "|",
            html.when(count, shown("any")),
        ),
    )
    for number in (0, 1, 2, 3, 0):
        count.value = number
    assert page.html == "<p><b>few</b>|</p>"
    assert made == ["few", "any", "many", "few"]


def rows_of(page: Page) -> list[Any]:
    return page.app.element.children[0].children


def test_rows_are_known_by_their_keys(page: Page, html: ModuleType) -> None:
    items, ended, effects = signal([(1, "a"), (2, "b"), (3, "c")]), list[int](), list[str]()
    from pystream.signals import effect, on_cleanup

    def row(item: Any) -> Any:
        key = item.peek()[0]
        on_cleanup(lambda: ended.append(key))
        effect(lambda: effects.append(item.value[1]))
        return html.li(lambda: item.value[1])

    html.mount(page.app, lambda: html.ul(html.each(items, lambda item: item[0], row)))
    first, _, third = rows_of(page)
    effects.clear()
    items.value = [(3, "c"), (1, "A"), (4, "d")]
    assert page.html == "<ul><li>c</li><li>A</li><li>d</li></ul>"
    assert rows_of(page)[:2] == [third, first]
    assert (ended, effects) == ([2], ["A", "d"]) or (ended, effects) == ([2], ["d", "A"])
    items.value = []
    assert (page.html, sorted(ended)) == ("<ul></ul>", [1, 2, 3, 4])
    with pytest.raises(ValueError, match=r"each\(\): two items have the same key: 5"):
        items.value = [(5, "x"), (5, "y")]


def test_any_order_comes_about_with_the_fewest_moves(
    page: Page, html: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(3)
    items = signal(list(range(12)))
    html.mount(page.app, lambda: html.ul(html.each(items, int, lambda item: html.li(item))))
    nodes = dict(enumerate(rows_of(page)))
    node_type, moves = type(page.app.element), list[int]()
    insert = node_type.insertBefore
    monkeypatch.setattr(node_type, "insertBefore", lambda *args: moves.append(1) or insert(*args))
    for _ in range(200):
        old = items.value
        new = chance.sample(range(16), chance.randrange(13))
        moves.clear()
        items.value = new
        shown = rows_of(page)
        assert [node.textContent for node in shown] == [str(each) for each in new]
        kept = [old.index(each) for each in new if each in old]
        rise = longest(kept)
        assert len(moves) == len(new) - rise
        for number, node in zip(new, shown, strict=True):
            assert number not in old or nodes[number] is node
            nodes[number] = node


def longest(numbers: list[int]) -> int:
    best: list[int] = []
    for at, number in enumerate(numbers):
        best.append(1 + max((best[i] for i in range(at) if numbers[i] < number), default=0))
    return max(best, default=0)
