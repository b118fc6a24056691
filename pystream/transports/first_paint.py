"""Pages with values of the visit: what `{{ page("log.html") }}` in app.html stands for.

The page itself was rendered when compiling, and its nonces are put where the author has scripts. What is
rendered here goes between those pieces as it is: no script in it gets a nonce, whoever wrote it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sanic.response import HTTPResponse

from pystream.server.context import CallContext, current
from pystream.server.credentials import Credentials
from pystream.server.hub import Hub
from pystream.server.pages import PageMark, page_functions, values_of
from pystream.server.registry import Registry
from pystream.transports.callers import caller_of
from pystream.transports.cookies import session_id, set_session
from pystream.transports.pages import Page
from pystream.transports.request import Request


class FirstPaint:
    """Answers visits of clients' pages.

    Raises:
        StartError: a @page names no client, or one that has another.
    """

    def __init__(self, hub: Hub, registry: Registry, credentials: Credentials) -> None:
        self._hub = hub
        self._credentials = credentials
        self._functions = self._by_path(registry)

    def changed(self, registry: Registry) -> Callable[[], None]:
        """What lets the functions of this registry give the values. Raises StartError, see above."""
        functions = self._by_path(registry)

        def become() -> None:
            self._functions = functions

        return become

    def _by_path(self, registry: Registry) -> dict[str, Callable[..., Any]]:
        clients = {client.name: client.path for client in self._hub.settings.all_clients}
        functions = page_functions(registry.of(PageMark), clients)
        return {clients[name]: function for name, function in functions.items()}

    async def show(self, request: Request, page: Page, path: str) -> HTTPResponse:
        """The page of the client at a path, for whoever visits it."""
        if not page.holes:
            response = page.response(request)
            set_session(response, request, session_id(request), self._hub.settings.cookie_days)
            return response
        async with caller_of(request, self._hub, self._credentials) as caller:
            context = CallContext(self._hub, caller, f"{request.method} {request.path}")
            token = current.set(context)
            try:
                values = await values_of(self._functions.get(path))
                filled = self._filled(page, values)
                if (saving := context.save()) is not None:
                    await saving
            finally:
                current.reset(token)
            response = page.response(request, filled=filled)
            set_session(response, request, caller.session.id, self._hub.settings.cookie_days)
            return response

    def _filled(self, page: Page, values: Mapping[str, Any]) -> dict[str, str]:
        render = self._hub.renderer.render
        return {name: str(render(name, values)) for name in page.holes}
