"""Sanic blueprints of server_src: the app's own routes, for whoever the session of the browser says.

In a handler `session`, `request`, `publish`, `presence` and `config` are what they are in an action, and
`authenticate` of its module holds. What it changed of session.data is saved when it has returned its
response, and an error of pystream.errors that it raises is answered as by /api/.
"""

from __future__ import annotations

import functools
import inspect
import secrets
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from typing import Any, TypeAlias

import msgspec
from sanic import Blueprint, Sanic
from sanic.blueprint_group import BlueprintGroup
from sanic.response import BaseHTTPResponse
from sanic_routing.route import Route

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


class Routes:
    """Those of one server."""

    def __init__(self, app: Sanic[Any, Any], hub: Hub, credentials: Credentials) -> None:
        self._app = app
        self._hub = hub
        self._credentials = credentials
        self._blueprints: dict[str, _Served] = {}

    def add(self, registry: Registry) -> None:
        """Serve every blueprint that stands at module level.

        Raises:
            StartError: a group of them; two have one name, or lead to one place, or to one of pystream's.
        """
        for blueprint, names in _homes(registry):
            _register(self._app, blueprint, names)
            ways = {}
            for route in blueprint.routes:
                way = _Way(route.handler, _needs_user(route.handler, names, registry.closed))
                ways[_place(route)] = way
                route.handler = _served(way, self._hub, self._credentials)
            self._blueprints[blueprint.name] = _Served(blueprint, names, ways)

    def changed(self, registry: Registry) -> Callable[[], list[str]]:
        """What puts this registry's handlers in the place of the others, and tells what cannot be changed.

        Raises:
            StartError: as add() does.
        """
        homes = _homes(registry)
        scratch: Sanic[Any, Any] = Sanic(f"pystream-{secrets.token_hex(6)}", configure_logging=False)
        Sanic.unregister_app(scratch)
        new = [(blueprint, names) for blueprint, names in homes if not self._serves(blueprint)]
        for blueprint, names in new:
            _register(scratch, blueprint, names)

        def become() -> list[str]:
            notes = []
            for blueprint, names in homes:
                served = self._blueprints.get(blueprint.name)
                ways = served.ways if served is not None else {}
                routes = {_place(route): route for route in blueprint.routes}
                for place in ways.keys() & routes.keys():
                    if served is not None and served.blueprint is not blueprint:
                        ways[place].handler = routes[place].handler
                    ways[place].needs_user = _needs_user(ways[place].handler, names, registry.closed)
                what = ""
                if ways.keys() != routes.keys():
                    what = "its routes are others"
                elif (blueprint, names) in new and _has_more(blueprint):
                    what = "its middleware, listeners and handlers of errors stay as they were"
                if what:
                    notes.append(f"{names[0]}: blueprint {blueprint.name}: {what}; restart to apply")
                elif served is not None:
                    served.blueprint, served.names = blueprint, names
            for name in self._blueprints.keys() - {blueprint.name for blueprint, _ in homes}:
                home = self._blueprints[name].names[0]
                notes.append(f"{home}: blueprint {name} is gone; restart to apply")
            return notes

        return become

    @property
    def homes(self) -> list[list[str]]:
        """For each blueprint the modules that have it."""
        return [served.names for served in self._blueprints.values()]

    def _serves(self, blueprint: Blueprint) -> bool:
        served = self._blueprints.get(blueprint.name)
        return served is not None and served.blueprint is blueprint


@dataclass(slots=True)
class _Way:
    """Where a route leads now."""

    handler: Handler
    needs_user: bool


@dataclass(slots=True)
class _Served:
    """A blueprint, the modules that have it, and its routes by place."""

    blueprint: Blueprint
    names: list[str]
    ways: dict[tuple[object, ...], _Way]


def add_routes(app: Sanic[Any, Any], hub: Hub, registry: Registry, credentials: Credentials) -> Routes:
    """Serve the blueprints. Raises StartError; see Routes.add."""
    routes = Routes(app, hub, credentials)
    routes.add(registry)
    return routes


def _homes(registry: Registry) -> list[tuple[Blueprint, list[str]]]:
    """The blueprints at module level, and the modules that have each. Raises StartError."""
    homes: dict[int, tuple[Blueprint, list[str]]] = {}
    for home, module in registry.modules.items():
        for thing in vars(module).values():
            if isinstance(thing, BlueprintGroup):
                text = "groups of blueprints are not served; give each blueprint its whole url_prefix"
                raise StartError(f"{home}: {text}")
            if isinstance(thing, Blueprint):
                homes.setdefault(id(thing), (thing, []))[1].append(home)
    return list(homes.values())


def _register(app: Sanic[Any, Any], blueprint: Blueprint, names: list[str]) -> None:
    """Raises StartError."""
    where = f"{names[0]}: blueprint {blueprint.name}"
    try:
        app.blueprint(blueprint)
    except Exception as why:  # Sanic's own, and its router's
        raise StartError(f"{where}: {why}") from None
    for route in blueprint.routes:
        if route.path.lstrip("/").split("/")[0] in RESERVED:
            raise StartError(f"{where}: /{route.path.lstrip('/')} is pystream's; choose another path")


def _place(route: Route) -> tuple[object, ...]:
    """What is asked for when a route answers."""
    return route.path, route.methods, str(sorted(dict(route.requirements).items()))


def _has_more(blueprint: Blueprint) -> bool:
    """Whether it has what belongs to no route."""
    return bool(blueprint.middlewares or blueprint.exceptions or blueprint.listeners)


def _needs_user(handler: Handler, homes: Collection[str], closed: Collection[str]) -> bool:
    """Whether a route is for who has signed in; `homes` are the modules that have its blueprint."""
    module = getattr(inspect.unwrap(handler), "__module__", "")
    if module.partition(".")[0] == "pystream":
        return False  # one that signs people in, as pystream.oidc has
    return module in closed if module in homes else any(home in closed for home in homes)


def _served(way: _Way, hub: Hub, credentials: Credentials) -> Handler:
    @functools.wraps(way.handler)
    async def serve(request: Request, *args: Any, **kwargs: Any) -> Answer:
        try:
            async with caller_of(request, hub, credentials) as caller:
                context = CallContext(hub, caller, f"{request.method} {request.path}")
                token = current.set(context)
                try:
                    if way.needs_user and caller.session.user is None:
                        raise SignedOut("sign in first")
                    given = way.handler(request, *args, **kwargs)
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
