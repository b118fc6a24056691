"""What somebody sees who could not be signed in."""

from __future__ import annotations

from functools import cache
from importlib import resources

import jinja2
from sanic.response import HTTPResponse, html


def page(status: int, title: str, text: str, again: str, label: str) -> HTTPResponse:
    """A page that says so in plain words, with ways on."""
    return html(_template().render(title=title, text=text, again=again, label=label), status=status)


@cache
def _template() -> jinja2.Template:
    text = resources.files("pystream.oidc").joinpath("page.html").read_text("utf-8")
    return jinja2.Environment(autoescape=True).from_string(text)
