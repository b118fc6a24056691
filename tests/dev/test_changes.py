"""What pages are told of a new build."""

from __future__ import annotations

from pystream.dev.changes import Shown, between

HTML = '<link href="/assets/app-{style}.css"><script src="/assets/app-{script}.js"></script>{text}'
A, B = "aaaaaaaa", "bbbbbbbb"


def shown(page: str, style: str = A, script: str = A, text: str = "") -> Shown:
    html = HTML.format(style=style, script=script, text=text)
    return Shown({"app": (page, html)}, frozenset({f"assets/app-{style}.css", f"assets/app-{script}.js"}))


def test_the_same_page_is_no_news() -> None:
    assert between(shown("1"), shown("1")) == []


def test_other_styles_alone_are_replaced_in_place() -> None:
    urls = {f"/assets/app-{A}.css": f"/assets/app-{B}.css"}
    assert between(shown("1"), shown("2", style=B)) == [{"kind": "css", "pages": {"1": "2"}, "urls": urls}]


def test_all_else_loads_the_page_again() -> None:
    for after in (shown("2", script=B), shown("2", text="x"), shown("2", style=B, text="x")):
        assert between(shown("1"), after) == [{"kind": "reload", "pages": {"1": "2"}}]


def test_python_is_swapped_where_the_page_is_the_same_but_for_its_script() -> None:
    swaps = {"app": "assets/app-swap-cccccccc.js"}
    swap = {"kind": "swap", "pages": {"1": "2"}, "url": "/assets/app-swap-cccccccc.js"}
    assert between(shown("1"), shown("2", script=B), swaps) == [{**swap, "urls": {}}]
    urls = {f"/assets/app-{A}.css": f"/assets/app-{B}.css"}
    assert between(shown("1"), shown("2", style=B, script=B), swaps) == [{**swap, "urls": urls}]
    assert between(shown("1"), shown("2", script=B, text="x"), swaps)[0]["kind"] == "reload"


def test_of_several_clients_only_those_that_changed_are_told() -> None:
    styles = frozenset({f"assets/app-{A}.css"}), frozenset({f"assets/app-{B}.css"})
    before = {"app": ("1", f"/assets/app-{A}.css"), "admin": ("a1", "x"), "still": ("s", "s")}
    after = {"app": ("2", f"/assets/app-{B}.css"), "admin": ("a2", "y"), "still": ("s", "s")}
    css, reload = between(Shown(before, styles[0]), Shown(after, styles[1]))
    assert (css["kind"], css["pages"]) == ("css", {"1": "2"})
    assert reload == {"kind": "reload", "pages": {"a1": "a2"}}
