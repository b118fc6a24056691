"""The pages: client_src/app.html and other clients' app.html, Jinja2 templates, rendered at compile time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from importlib import resources
from types import MappingProxyType
from typing import Any

import jinja2
from markupsafe import Markup

from pystream.compiler import messages
from pystream.compiler.messages import CompileError, Problem
from pystream.compiler.minify import minify_script
from pystream.compiler.source import Source, Span
from pystream.compiler.statics import NONE, Statics
from pystream.templating import FOLDER as TEMPLATES

PAGE = "client_src/app.html"
FOLDER = "client_src/"


# Of a project that has none of its own.
INCOMPATIBLE = "client_src/incompatible.html"
MISSING = "client_src/404.html"
NO_SCRIPT = "<noscript><p>This page needs JavaScript.</p></noscript>\n"


def render(
    files: Mapping[str, str],
    script: str,
    style: str,
    title: str,
    before: Sequence[tuple[str, bool]] = (),
    path: str = PAGE,
    statics: Statics = NONE,
    integrity: Mapping[str, str] = MappingProxyType({}),
    last: str = "",
) -> str:
    """A client's page.

    Args:
        files: the project's text files by path; the template may include others from client_src/.
        script: URL of the bundle.
        style: URL of the joined CSS; empty when the project has none.
        title: what `{{ title }}` stands for.
        before: URLs of vendored scripts, and whether each is an ES module.
        path: of the template.
        statics: what `{{ static("logo.png") }}` may name.
        integrity: hashes of what another host serves, by URL.
        last: the text of a module that runs after all others.
    Raises:
        CompileError: no page (PS080), no template (PS081), or one that never calls pystream() (PS082).
    """
    if path not in files:
        raise _error(
            "PS080", path, 0, "the page is missing", "write one that has {{ pystream() }} in its <head>"
        )
    calls: list[None] = []

    def tag(form: str, url: str) -> str:
        hashed = Markup(' crossorigin integrity="{}"').format(integrity[url]) if url in integrity else ""
        return Markup(form).format(url, hashed)

    def pystream() -> str:
        calls.append(None)
        guard, needs = (Markup(minify_script(_own(name)).strip()) for name in ("guard.js", "needs.js"))
        made = Markup('<script>{}</script><script type="module">{}</script>\n').format(guard, needs)
        if style:
            made += tag('<link rel="stylesheet" href="{}"{}>\n', style)
        for url, is_module in before:
            # Deferred scripts and modules run in the order of the page; the app itself imports ES modules.
            preload, classic = (
                '<link rel="modulepreload" href="{}"{}>\n',
                '<script defer src="{}"{}></script>\n',
            )
            made += tag(preload if is_module else classic, url)
        made += tag('<script type="module" src="{}"{}></script>', script)
        return made + (Markup('\n<script type="module">{}</script>').format(Markup(last)) if last else "")

    def page(name: str) -> str:
        if f"{TEMPLATES}{name}" not in files:
            near = messages.nearest(name, [each.removeprefix(TEMPLATES) for each in files])
            hint = near or f"write {TEMPLATES}{name}"
            raise _error("PS081", path, 0, f"page({name!r}): there is no such template", hint)
        return Markup(f"<!--pystream:page {name}-->")

    known = {"title": title, "pystream": pystream, "page": page}
    html = _rendered(files, path, known, statics)
    if not calls:
        raise _error("PS082", path, 0, "it never calls pystream()", "put {{ pystream() }} into its <head>")
    if "<noscript" not in html.lower():
        end = html.lower().rfind("</body")
        html = f"{html}{NO_SCRIPT}" if end < 0 else f"{html[:end]}{NO_SCRIPT}{html[end:]}"
    return html


def render_plain(files: Mapping[str, str], path: str, style: str, title: str, statics: Statics = NONE) -> str:
    """A page without a script: client_src/404.html, or incompatible.html, of which there is always one.

    Its template has `title`, static(), and `style`: the URL of the main client's style sheet, or empty.

    Raises:
        CompileError: no template (PS081).
    """
    if path == INCOMPATIBLE and path not in files:
        files = {**files, path: _own("incompatible.html")}
    return _rendered(files, path, {"title": title, "style": style}, statics)


def _own(name: str) -> str:
    return resources.files("pystream.compiler").joinpath("pages", name).read_text("utf-8")


def _rendered(files: Mapping[str, str], path: str, known: Mapping[str, Any], statics: Statics) -> str:
    """A template of client_src/. Raises CompileError."""

    def static(name: str) -> str:
        url = statics.url(name)
        if url is None:
            where, span = _said(files, name, path)
            raise CompileError([messages.no_such_static(where, span, name, statics.paths)])
        return url

    templates = {each.removeprefix(FOLDER): text for each, text in files.items() if each.startswith(FOLDER)}
    environment = jinja2.Environment(
        loader=jinja2.DictLoader(templates),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
    )
    environment.globals.update(known, static=static)
    try:
        return environment.get_template(path.removeprefix(FOLDER)).render()
    except jinja2.TemplateSyntaxError as why:
        raise _error("PS081", FOLDER + (why.name or ""), why.lineno, why.message or str(why)) from None
    except jinja2.TemplateNotFound as why:
        raise _error("PS081", path, 0, f"it includes {why.name}, which is not in client_src/") from None
    except jinja2.TemplateError as why:
        names = [f"{name}()" if callable(value) else name for name, value in known.items()]
        hint = f"it may use: {', '.join([*names, 'static()'])}"
        raise _error("PS081", path, 0, why.message or str(why), hint) from None


def _said(files: Mapping[str, str], name: str, page: str) -> tuple[Source, Span]:
    """Where a template says `static("name")`; the page as a whole if its name is computed."""
    said = re.compile(rf"""static\(\s*(["']){re.escape(name)}\1""")
    for path in (page, *files):
        found = said.search(files[path]) if path.startswith(FOLDER) and path.endswith(".html") else None
        if found:
            line = files[path].count("\n", 0, found.start()) + 1
            col = found.start() - files[path].rfind("\n", 0, found.start())
            return Source(path, files[path]), Span(line, col, line, col + len(found[0]) + 1)
    return Source(page, ""), Span()


def _error(code: str, path: str, line: int, message: str, hint: str = "") -> CompileError:
    return CompileError([Problem(code, Span(line, 1, line, 1) if line else Span(), path, message, hint)])
