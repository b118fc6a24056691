"""One dev server: it listens, watches, compiles, and tells its pages."""

from __future__ import annotations

import asyncio
import logging
import socket
import sys
from importlib import resources
from types import TracebackType
from typing import Any

from sanic import Sanic

from pystream.app import assemble, read_declared, show
from pystream.backends import name_of, open_backend
from pystream.dev.changes import Shown, between
from pystream.dev.channel import PATH, SCRIPT, Channel, Message, add_channel
from pystream.dev.compiling import BUILD, Compiler, Outcome
from pystream.dev.watching import watch
from pystream.logs import start_logging
from pystream.output import read_manifest
from pystream.server.errors import StartError
from pystream.server.hub import Hub
from pystream.server.registry import load
from pystream.serving import EXIT_INTERRUPTED, bind, serve_app
from pystream.settings import Settings
from pystream.transports.pages import Page

log = logging.getLogger("pystream.dev")


def run(settings: Settings) -> int:
    """Serve until SIGINT or SIGTERM; the exit code. What keeps it from starting is one line on stderr."""
    start_logging(settings)
    logging.getLogger("watchfiles").setLevel(logging.WARNING)
    try:
        if settings.workers > 1:
            raise StartError("--dev serves with one worker; leave out --workers")
        with bind(settings) as listener:
            compiler = Compiler()
            try:
                return _serve(settings, listener, compiler)
            finally:
                compiler.close()
    except StartError as why:
        print(f"pystream: {why}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED


def _serve(settings: Settings, listener: socket.socket, compiler: Compiler) -> int:
    compiler.begin(settings)  # while this process imports the app
    contract = read_declared(settings.root)
    registry = load(settings.root, settings.authenticate, settings.rate)
    hub = Hub(settings, registry, open_backend(settings), contract)
    dev = DevServer(settings, assemble(hub, settings.root / BUILD, registry, contract), compiler)
    dev.take(compiler.outcome())
    return serve_app(dev.app, listener, lambda: _announce(settings, listener), beside=dev)


def _announce(settings: Settings, listener: socket.socket) -> None:
    host, port = listener.getsockname()[:2]
    where = f"[{host}]" if ":" in host else host
    scheme = "https" if settings.tls_cert else "http"
    print(f"pystream: {scheme}://{where}:{port}  (dev: follows your edits, {name_of(settings)})", flush=True)


class DevServer:
    """Follows the edits of one project while it is entered."""

    def __init__(self, settings: Settings, app: Sanic[Any, Any], compiler: Compiler) -> None:
        self.app = app
        self.channel = Channel(self._greeting)
        self._settings = settings
        self._compiler = compiler
        # Until something has compiled.
        self._shown = Shown({client.name: ("", "") for client in settings.all_clients}, frozenset())
        self._stale = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        add_channel(app, self.channel)
        empty = (resources.files("pystream.dev") / "browser" / "empty.html").read_text("utf-8")
        app.ctx.pages.of = {client.path: Page(empty, _first("")) for client in settings.all_clients}

    async def __aenter__(self) -> None:
        loop = asyncio.get_running_loop()
        following = watch(self._settings.root.resolve(), self._stale.set)
        self._tasks = [loop.create_task(following), loop.create_task(self._rebuild())]

    async def __aexit__(
        self, kind: type[BaseException] | None, why: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._tasks:
            task.cancel()
        self.channel.close()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _rebuild(self) -> None:
        """Whenever something has changed."""
        while True:
            await self._stale.wait()
            self._stale.clear()
            outcome = await self._compiler.compile(self._settings)
            if not self._stale.is_set():  # else what changed meanwhile is all that counts
                self.take(outcome)

    def take(self, outcome: Outcome) -> None:
        """Show a new build, or what is wrong with the sources."""
        if outcome.crash:
            log.error("the compiler broke: %s", outcome.crash)
            broke = {"kind": "exception", "type": "compiler", "message": outcome.crash, "frames": []}
            self.channel.stand("compiler", broke)
            return
        if outcome.problems:
            count = len(outcome.problems)
            log.error("%d problem%s\n\n%s\n", count, "s" if count > 1 else "", outcome.text)
            self.channel.stand("compiler", {"kind": "problems", "problems": outcome.problems})
            return
        for warning in outcome.warnings:
            log.warning("%s", warning)
        self._show(outcome.seconds)
        self.channel.stand("compiler", None)

    def _show(self, seconds: float) -> None:
        build = self._settings.root / BUILD
        manifest = read_manifest(build)
        pages = {
            name: (client.page, (build / client.page).read_text("utf-8"))
            for name, client in manifest.clients.items()
        }
        before, self._shown = self._shown, Shown(pages, frozenset(manifest.assets))
        show(self.app, build, manifest, _first)
        messages = between(before, self._shown)
        kinds = ", ".join(message["kind"] for message in messages) or "nothing changed for browsers"
        log.info("compiled in %d ms: %s", round(seconds * 1000), kinds if before.assets else "ready")
        for message in messages:
            self.channel.send(message)

    def _greeting(self) -> Message:
        return {"kind": "hello", "pages": self._shown.names}


def _first(page: str) -> str:
    return f'<script type="module" src="{PATH}{SCRIPT}" data-page="{page}"></script>'
