"""`render` on the server: the templates of client_src/templates/, as browsers have them."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from pystream.server.context import here
from pystream.templating import FOLDER, Declared, declared, environment

__all__ = ["Markup", "Renderer", "from_sources", "render"]


class Renderer:
    """The templates of one app.

    Args:
        texts: of the templates, by name.
        functions: what shared_src adds to Jinja2; their modules are imported at the first render.
        static: the URL of a static file; None if there is no such file.
    """

    def __init__(
        self, texts: Mapping[str, str], functions: Iterable[Declared], static: Callable[[str], str | None]
    ) -> None:
        self.texts = texts
        self._functions = tuple(functions)
        self._static = static

    @functools.cached_property
    def environment(self) -> jinja2.Environment:
        made = environment(self.texts)
        made.globals["static"] = self.static
        kinds: dict[str, Any] = {"filters": made.filters, "tests": made.tests, "globals": made.globals}
        for each in self._functions:
            function = getattr(import_module(each.module), each.name)
            # A filter and a test are given what is there: as in browsers, nothing else gets to them.
            kinds[each.kind][each.name] = function if each.kind == "globals" else _sure(function)
        return made

    def forget(self) -> None:
        """Import what shared_src adds once more."""
        vars(self).pop("environment", None)

    def static(self, name: str) -> str:
        """The URL of a file of client_src/static/."""
        url = self._static(name)
        if url is None:
            raise ValueError(f"static({name!r}): there is no such file in client_src/static/")
        return url

    def render(self, template: str, context: Mapping[str, Any]) -> Markup:
        """A template with these values.

        Raises:
            LookupError: there is no such template.
        """
        if template not in self.texts:
            known = ", ".join(sorted(self.texts)) or "none"
            raise LookupError(f"no template is called {template!r}; in {FOLDER} there are: {known}")
        return Markup(self.environment.get_template(template).render(context))


def _sure(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def called(value: Any, *args: Any, **named: Any) -> Any:
        if isinstance(value, jinja2.Undefined):
            value._fail_with_undefined_error()
        return function(value, *args, **named)

    return called


def from_sources(root: Path) -> Renderer:
    """The templates of a project that is not built, as tests have it."""
    folder = root / FOLDER
    texts = {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in sorted(folder.rglob("*.html"))
    }
    python = {
        path.relative_to(root).as_posix(): path.read_text("utf-8")
        for path in sorted((root / "shared_src").rglob("*.py"))
    }
    return Renderer(texts, declared(python), lambda name: f"/static/{name}")


def render(template: str, /, **context: object) -> Markup:
    """The HTML of a template of client_src/templates/, as browsers make it too.

    Values are escaped unless they are Markup.

    Raises:
        LookupError: there is no such template. jinja2.UndefinedError: a value is missing.
        RuntimeError: outside of a server.
    """
    return here("render").hub.renderer.render(template, context)
