"""Assembles one server from a build; decides nothing."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sanic import Sanic

from pystream import contract, output
from pystream.backends import open_backend
from pystream.server.credentials import Credentials, CredentialsMark
from pystream.server.errors import StartError
from pystream.server.hub import Hub
from pystream.server.registry import Registry, load, read_declared
from pystream.server.rendering import Renderer
from pystream.server.siblings import ALONE, Place
from pystream.settings import Settings
from pystream.templating import Declared
from pystream.transports.api import add_api
from pystream.transports.errors import add_errors
from pystream.transports.events import add_events
from pystream.transports.first_paint import FirstPaint
from pystream.transports.guard import add_guard
from pystream.transports.headers import Policy
from pystream.transports.limits import Limits
from pystream.transports.operations import add_operations
from pystream.transports.pages import Pages, Site, add_pages
from pystream.transports.reports import add_reports
from pystream.transports.request import Request
from pystream.transports.routes import add_routes
from pystream.transports.session import add_session
from pystream.transports.websocket import add_line

__all__ = ["StartError", "assemble", "become", "create_app", "show"]


def create_app(settings: Settings, build: Path, place: Place = ALONE) -> Sanic[Any, Any]:
    """A Sanic application that serves the build and the actions of settings.root.

    `app.ctx.hub` is its Hub: start it before the app listens, drain and close it afterwards; workers.listen
    does. Several may live in one process.

    Raises:
        StartError: no build or a stale one, a broken server module, a setting that does not fit; one line.
    """
    try:
        manifest = output.read_manifest(build)
        built = contract.hash_of((build / "contract.json").read_text("utf-8"))
    except output.BuildError as why:
        raise StartError(str(why)) from None
    except (OSError, ValueError) as why:
        raise StartError(f"{build / 'contract.json'}: {why}; run `pystream compile`") from None
    current = read_declared(settings.root)
    if current.hash != built:
        raise StartError(f"{build} is older than the server's code; run `pystream compile`")
    registry = load(settings.root, settings.authenticate, settings.rate)
    app = assemble(Hub(settings, registry, open_backend(settings), current, place), build, registry, current)
    show(app, build, manifest)
    return app


def show(
    app: Sanic[Any, Any],
    build: Path,
    manifest: output.Manifest,
    first: Callable[[str], str] = lambda page: "",
) -> None:
    """Let the app serve what is in the build, from now on.

    Args:
        first: of a page's file, what its head begins with.
    """
    hub: Hub = app.ctx.hub
    templates = output.read_templates(build, manifest)
    urls = {name: f"{hub.settings.cdn}/{path}" for name, path in manifest.statics.items()}
    hub.renderer = Renderer(
        templates["texts"], [Declared(*each) for each in templates["functions"]], urls.get
    )
    site = Site(
        build,
        {client.path: client.page for client in manifest.clients.values()},
        [*manifest.assets, *output.previous_assets(build)],
        manifest.roots,
        {name: client.worker for name, client in manifest.clients.items() if client.worker},
        manifest.incompatible,
        manifest.missing,
    )
    app.ctx.pages.show(site, first)


def assemble(hub: Hub, build: Path, registry: Registry, current: contract.Contract) -> Sanic[Any, Any]:
    """The application of create_app, which does not show its build yet.

    Raises:
        StartError: something of the registry does not fit.
    """
    settings = hub.settings
    app: Sanic[Any, Any] = Sanic(
        f"pystream-{secrets.token_hex(6)}", configure_logging=False, request_class=Request
    )
    app.config.MOTD = False
    app.config.ACCESS_LOG = False
    app.config.AUTO_EXTEND = False
    # It rewrites Sanic's classes for the first app of a process, and breaks on the second.
    app.config.TOUCHUP = False
    app.config.FALLBACK_ERROR_FORMAT = "text"
    app.ctx.hub = hub
    app.ctx.idle_s = 0.0
    app.ctx.policy = Policy(settings)
    app.ctx.limits = limits = Limits(hub)
    app.config.REQUEST_MAX_SIZE = settings.max_body_bytes
    add_guard(app, settings, hub.notices)
    add_reports(app, hub.notices)
    add_errors(app, hub, build)
    add_line(app, hub, limits)
    add_events(app, hub, limits)
    add_session(app, hub, settings.cookie_days)
    add_operations(app, hub)
    credentials = Credentials(registry.of(CredentialsMark))
    app.ctx.credentials = credentials
    app.ctx.api = add_api(app, hub, current, credentials) if settings.http_api else None
    app.ctx.pages = pages = Pages()
    app.ctx.first_paint = FirstPaint(hub, registry, credentials)
    add_pages(app, pages, settings, app.ctx.first_paint.show)
    app.ctx.routes = add_routes(app, hub, registry, credentials)
    return app


async def become(app: Sanic[Any, Any], registry: Registry, current: contract.Contract) -> list[str]:
    """Let a running app serve another registry, on the lines that are open.

    Returns:
        What needs a restart to be served; one line each.
    Raises:
        StartError: something of it does not fit; then all is as before.
    """
    credentials = Credentials(registry.of(CredentialsMark))
    change_routes = app.ctx.routes.changed(registry)
    change_first_paint = app.ctx.first_paint.changed(registry)
    await app.ctx.hub.become(registry, current)
    change_first_paint()
    app.ctx.hub.renderer.forget()
    app.ctx.credentials.become(credentials)
    if app.ctx.api is not None:
        app.ctx.api.become(current)
    notes: list[str] = change_routes()
    return notes
