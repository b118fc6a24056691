"""`@page`: what a visit's page shows before any script has run."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, overload

from pystream.clients import MAIN
from pystream.server.actions import mark
from pystream.server.errors import StartError
from pystream.server.registry import Marked

Values = Mapping[str, Any]
_F = TypeVar("_F", bound=Callable[[], Values | Awaitable[Values]])


@dataclass(frozen=True, slots=True)
class PageMark:
    """What @page says about a function."""

    client: str


@overload
def page(function: _F, /) -> _F: ...
@overload
def page(client: str, /) -> Callable[[_F], _F]: ...


def page(what: Any, /) -> Any:
    """Give the page of a visit its values: `{{ page("log.html") }}` in app.html is rendered with them.

    The function is called once for each visit, async or not, takes nothing and returns values by name;
    `session` is the visitor's. `@page("admin")` is for another client than the main one.
    """
    if isinstance(what, str):
        return lambda function: _marked(function, what)
    return _marked(what, MAIN)


def _marked(function: _F, client: str) -> _F:
    if inspect.signature(function).parameters:
        raise TypeError(f"@page: {function.__qualname__} must take no arguments; look at session and request")
    mark(function, PageMark(client))
    return function


def page_functions(
    declared: Iterable[Marked[PageMark]], clients: Iterable[str]
) -> dict[str, Callable[..., Any]]:
    """The functions by client. Raises StartError: there is no such client, or it has two."""
    known = list(clients)
    found: dict[str, Callable[..., Any]] = {}
    for each in declared:
        name = each.mark.client
        if name not in known:
            raise StartError(
                f"{each.where}: @page: no client is called {name!r}; there are: {', '.join(known)}"
            )
        if name in found:
            raise StartError(f"{each.where}: @page: {name} has one already; return all values from it")
        found[name] = each.function
    return found


async def values_of(function: Callable[..., Any] | None) -> Values:
    """What the function gives for this visit; nothing without a function."""
    given = {} if function is None else function()
    values: Values = await given if inspect.isawaitable(given) else given
    return values
