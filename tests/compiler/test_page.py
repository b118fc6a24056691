from html.parser import HTMLParser

import pytest

from pystream.compiler.messages import CompileError
from pystream.compiler.page import render


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
    read: list[object] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            read.append((tag, attrs))

        def handle_data(self, data: str) -> None:
            read.append(data)

    Reader().feed(render({"client_src/app.html": page}, "/a.js", "", title))
    assert read[:3] == [("title", []), title, ("p", [("class", title), ("id", title)])]
    assert len(read) == 4


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
