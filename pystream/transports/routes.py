"""Sanic blueprints of server_src: the app's own routes, for whoever the session of the browser says.

In a handler `session`, `request`, `publish`, `presence` and `config` are what they are in an action, and
`authenticate` of its module holds. What it changed of session.data is saved when it has returned its
response, and an error of pystream.errors that it raises is answered as by /api/.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Awaitable, Callable, Collection
from typing import Any, TypeAlias

import msgspec
from sanic import Blueprint, Sanic
from sanic.blueprint_group import BlueprintGroup
from sanic.response import BaseHTTPResponse

from pystream.clients import RESERVED
from pystream.errors import PystreamError, SignedOut, SlowDown
from pystream.server.context import CallContext, current
from pystream.server.credentials import Credentials, WrongCredentials
from pystream.server.errors import StartError, Unreachable
from pystream.server.failures import text_of, wire_arguments, wire_name
from pystream.server.hub import Hub
from pystream.server.registry import Registry
from pystream.transports.callers import caller_of
from pystream.transports.problems import RETRY_S, problem, retry_after, status_of
from pystream.transports.request import Request

Answer: TypeAlias = BaseHTTPResponse | None
Handler: TypeAlias = Callable[..., Awaitable[Answer] | Answer]


def add_routes(app: Sanic[Any, Any], hub: Hub, registry: Registry, credentials: Credentials) -> None:
    """Serve every blueprint that stands at module level.

    Raises:
        StartError: a group of them; two have one name, or lead to one place, or to one of pystream's.
    """
    homes: dict[int, tuple[Blueprint, list[str]]] = {}
    for home, module in registry.modules.items():
        for thing in vars(module).values():
            if isinstance(thing, BlueprintGroup):
                text = "groups of blueprints are not served; give each blueprint its whole url_prefix"
                raise StartError(f"{home}: {text}")
            if isinstance(thing, Blueprint):
                homes.setdefault(id(thing), (thing, []))[1].append(home)
    for blueprint, names in homes.values():
        try:
            app.blueprint(blueprint)
        except Exception as why:  # Sanic's own, and its router's
            raise StartError(f"{names[0]}: blueprint {blueprint.name}: {why}") from None
        for route in blueprint.routes:
            if route.path.lstrip("/").split("/")[0] in RESERVED:
                where = f"{names[0]}: blueprint {blueprint.name}"
                raise StartError(f"{where}: /{route.path.lstrip('/')} is pystream's; choose another path")
            needs_user = _needs_user(route.handler, names, registry.closed)
            route.handler = _served(route.handler, hub, credentials, needs_user)


def _needs_user(handler: Handler, homes: Collection[str], closed: Collection[str]) -> bool:
    """Whether a route is for who has signed in; `homes` are the modules that have its blueprint."""
    module = getattr(inspect.unwrap(handler), "__module__", "")
    if module.partition(".")[0] == "pystream":
        return False  # one that signs people in, as pystream.oidc has
    return module in closed if module in homes else any(home in closed for home in homes)


def _served(handler: Handler, hub: Hub, credentials: Credentials, needs_user: bool) -> Handler:
    @functools.wraps(handler)
    async def serve(request: Request, *args: Any, **kwargs: Any) -> Answer:
        try:
            async with caller_of(request, hub, credentials) as caller:
                context = CallContext(hub, caller, f"{request.method} {request.path}")
                token = current.set(context)
                try:
                    if needs_user and caller.session.user is None:
                        raise SignedOut("sign in first")
                    given = handler(request, *args, **kwargs)
                    response = await given if inspect.isawaitable(given) else given
                    if (saving := context.save()) is not None:
                        await saving
                finally:
                    current.reset(token)
                if response is not None:  # else it has sent its answer piece by piece
                    caller.finish(request, response, hub.settings.cookie_days)
                return response
        except WrongCredentials:
            return problem(401, "SignedOut", "wrong credentials")
        except PystreamError as why:
            return _refusal(why)
        except Unreachable:
            return problem(503, "ConnectionLost", "the store cannot be reached", headers=retry_after(RETRY_S))

    return serve


def _refusal(why: PystreamError) -> BaseHTTPResponse:
    headers = retry_after(why.retry_after) if isinstance(why, SlowDown) else {}
    name = wire_name(type(why)) or "Failed"
    return problem(
        status_of(type(why)), name, text_of(why), msgspec.json.encode(wire_arguments(why)), headers
    )
