import re
from html.parser import HTMLParser

import pytest

from pystream.compiler.messages import CompileError
from pystream.compiler.page import render, render_plain


def test_the_page_links_script_and_style_and_escapes() -> None:
    files = {"client_src/app.html": "<title>{{ title }}</title>{{ pystream() }}"}
    html = render(files, "/assets/app-1.js", "/assets/app-1.css", "a < b")
    assert "<title>a &lt; b</title>" in html
    assert '<link rel="stylesheet" href="/assets/app-1.css">' in html
    assert '<script type="module" src="/assets/app-1.js"></script>' in html


@pytest.mark.parametrize(
    "title", ["</title><script>x()</script>", '" onload=x() a="', "' onload=x() a='", "&lt;b>"]
)
def test_a_title_is_text_wherever_it_stands(title: str) -> None:
    page = "<title>{{ title }}</title><p class=\"{{ title }}\" id='{{ title }}'>{{ pystream() }}"

    class Reader(HTMLParser):
        def __init__(self, title: str) -> None:
            super().__init__()
            self.read: list[object] = []
            self.feed(render({"client_src/app.html": page}, "/a.js", "", title))

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.read.append((tag, attrs))

        def handle_data(self, data: str) -> None:
            self.read.append(data)

    read = Reader(title).read
    assert read[:3] == [("title", []), title, ("p", [("class", title), ("id", title)])]
    assert read[3:] == Reader("t").read[3:]


def test_a_page_without_style_has_no_link() -> None:
    assert "stylesheet" not in render({"client_src/app.html": "{{ pystream() }}"}, "/a.js", "", "t")


def test_a_page_may_include_and_extend_others() -> None:
    files = {
        "client_src/app.html": "{% extends 'base.html' %}{% block b %}{% include 'nav.html' %}{% endblock %}",
        "client_src/base.html": "{{ pystream() }}{% block b %}{% endblock %}",
        "client_src/nav.html": "<nav></nav>",
    }
    assert "<nav></nav>" in render(files, "/a.js", "", "t")


@pytest.mark.parametrize(
    ("html", "said"),
    [
        (None, "PS080 client_src/app.html  the page is missing"),
        ("<p>", "PS082 client_src/app.html  it never calls pystream()"),
        ("{{ pystream() }}\n{% if %}", "PS081 client_src/app.html:2:1"),
        ("{{ pystream() }}{{ nam }}", "'nam' is undefined"),
        ("{{ pystream() }}{% include 'x.html' %}", "x.html, which is not in client_src/"),
    ],
)
def test_a_page_that_cannot_be_rendered_is_refused_with_its_place(html: str | None, said: str) -> None:
    with pytest.raises(CompileError) as refusal:
        render({} if html is None else {"client_src/app.html": html}, "/a.js", "", "t")
    assert said in str(refusal.value)


def test_a_browser_without_javascript_is_told_unless_the_page_does_so() -> None:
    made = render({"client_src/app.html": "<body>{{ pystream() }}</BODY></html>"}, "/a.js", "", "t")
    assert made.endswith("<noscript><p>This page needs JavaScript.</p></noscript>\n</BODY></html>")
    own = "{{ pystream() }}<noscript>mine</noscript>"
    assert render({"client_src/app.html": own}, "/a.js", "", "t").count("<noscript>") == 1


def test_the_check_of_a_browser_costs_little_and_comes_before_the_script() -> None:
    made = render({"client_src/app.html": "{{ pystream() }}"}, "/a.js", "", "t")
    checks, _, _ = made.partition('<script type="module" src="/a.js">')
    assert len(checks) < 320
    guard, needs = re.findall(r"<script[^>]*>(.*?)</script>", checks, re.S)
    # A browser that knows no modules must be able to read the one; only one that can run the app, the other.
    assert not re.search(r"=>|`|\blet\b|\bconst\b|\?", guard)
    for newer in ("static{", "??=", "1n", "Object.hasOwn(", ".at("):
        assert newer in needs


def test_plain_pages_may_be_the_projects() -> None:
    assert "too old for this page" in render_plain({}, "client_src/incompatible.html", "", "t")
    files = {"client_src/incompatible.html": "{{ title }} {{ style }}"}
    assert render_plain(files, "client_src/incompatible.html", "/a.css", "<t>") == "&lt;t&gt; /a.css"
