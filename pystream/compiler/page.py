"""The pages: client_src/app.html and other clients' app.html, Jinja2 templates, rendered at compile time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import jinja2
from markupsafe import Markup

from pystream.compiler import messages
from pystream.compiler.messages import CompileError, Problem
from pystream.compiler.source import Source, Span
from pystream.compiler.statics import Statics

PAGE = "client_src/app.html"
FOLDER = "client_src/"


def render(
    files: Mapping[str, str],
    script: str,
    style: str,
    title: str,
    before: Sequence[tuple[str, bool]] = (),
    path: str = PAGE,
    statics: Statics | None = None,
) -> str:
    """The page's HTML.

    Args:
        files: the project's text files by path; the template may include others from client_src/.
        script: URL of the bundle, from the site's root.
        style: URL of the joined CSS; empty when the project has none.
        title: what `{{ title }}` stands for.
        before: URLs of vendored scripts, and whether each is an ES module.
        path: of the template.
        statics: what `{{ static("logo.png") }}` may name.
    Raises:
        CompileError: no page (PS080), no template (PS081), or one that never calls pystream() (PS082).
    """
    if path not in files:
        raise _error(
            "PS080", path, 0, "the page is missing", "write one that has {{ pystream() }} in its <head>"
        )
    calls: list[None] = []

    def pystream() -> str:
        calls.append(None)
        link = Markup('<link rel="stylesheet" href="{}">\n').format(style) if style else ""
        for url, is_module in before:
            # Deferred scripts and modules run in the order of the page; the app itself imports ES modules.
            form = (
                '<link rel="modulepreload" href="{}">\n'
                if is_module
                else '<script defer src="{}"></script>\n'
            )
            link += Markup(form).format(url)
        return link + Markup('<script type="module" src="{}"></script>').format(script)

    def static(name: str) -> str:
        url = statics.url(name) if statics else None
        if url is None:
            where, span = _said(files, name, path)
            raise CompileError([messages.no_such_static(where, span, name, statics.paths if statics else ())])
        return url

    templates = {path.removeprefix(FOLDER): text for path, text in files.items() if path.startswith(FOLDER)}
    environment = jinja2.Environment(
        loader=jinja2.DictLoader(templates),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
    )
    environment.globals.update(pystream=pystream, static=static, title=title)
    try:
        html = environment.get_template(path.removeprefix(FOLDER)).render()
    except jinja2.TemplateSyntaxError as why:
        raise _error("PS081", FOLDER + (why.name or ""), why.lineno, why.message or str(why)) from None
    except jinja2.TemplateNotFound as why:
        raise _error("PS081", path, 0, f"it includes {why.name}, which is not in client_src/") from None
    except jinja2.TemplateError as why:
        known = "it may use: title, pystream(), static()"
        raise _error("PS081", path, 0, why.message or str(why), known) from None
    if not calls:
        raise _error("PS082", path, 0, "it never calls pystream()", "put {{ pystream() }} into its <head>")
    return html


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
