"""One dev server: it listens, watches, compiles, imports anew, and tells its pages."""

from __future__ import annotations

import asyncio
import logging
import socket
import sys
from collections.abc import Callable
from importlib import resources
from types import TracebackType
from typing import Any

from sanic import Sanic

from pystream.app import assemble, become, show
from pystream.backends import name_of, open_backend
from pystream.contract import Contract
from pystream.dev.changes import Shown, between
from pystream.dev.channel import PATH, SCRIPT, Channel, Message, add_channel
from pystream.dev.compiling import BUILD, Compiler, Outcome
from pystream.dev.configuring import TOOLS, changes
from pystream.dev.exceptions import ExceptionWatch, told
from pystream.dev.modules import renewed, stale, unwritten
from pystream.dev.watching import watch
from pystream.logs import start_logging
from pystream.output import Manifest, read_manifest, read_sources
from pystream.server.addresses import address_of
from pystream.server.errors import StartError
from pystream.server.hub import Hub
from pystream.server.registry import SERVER, SHARED, Registry, load, read_declared
from pystream.serving import EXIT_INTERRUPTED, bind, serve_app
from pystream.settings import Settings, SettingsError
from pystream.transports.headers import Policy
from pystream.transports.pages import Page

log = logging.getLogger("pystream.dev")


def run(read: Callable[[], Settings]) -> int:
    """Serve until SIGINT or SIGTERM; the exit code. What keeps it from starting is one line on stderr.

    Args:
        read: the settings, as they are now. Raises SettingsError.
    """

    def as_dev() -> Settings:
        return read().replace(client_errors=True)

    try:
        settings = as_dev()
        start_logging(settings)
        logging.getLogger("watchfiles").setLevel(logging.WARNING)
        if settings.workers > 1:
            raise StartError("--dev serves with one worker; leave out --workers")
        with bind(settings) as listener:
            compiler = Compiler()
            try:
                return _serve(settings, as_dev, listener, compiler)
            finally:
                compiler.close()
    except (StartError, SettingsError) as why:
        print(f"pystream: {why}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED


def _serve(
    settings: Settings, read: Callable[[], Settings], listener: socket.socket, compiler: Compiler
) -> int:
    compiler.begin(settings)  # while this process imports the app
    dev = DevServer(settings, read, compiler)
    dev.take(compiler.outcome())
    return serve_app(dev.app, listener, lambda: _announce(settings, listener), beside=dev)


def _announce(settings: Settings, listener: socket.socket) -> None:
    host, port = listener.getsockname()[:2]
    where = f"[{host}]" if ":" in host else host
    scheme = "https" if settings.tls_cert else "http"
    print(f"pystream: {scheme}://{where}:{port}  (dev: follows your edits, {name_of(settings)})", flush=True)
    address = address_of(host)
    if address is None or not address.is_loopback:
        said = "whoever reaches %s sees the app's sources and tracebacks; to deploy, leave out --dev"
        log.warning(said, where)


class DevServer:
    """Follows the edits of one project while it is entered.

    Attributes:
        app: what serves.
        channel: to the pages.
    """

    def __init__(self, settings: Settings, read: Callable[[], Settings], compiler: Compiler) -> None:
        self.channel = Channel(self._greeting)
        self._settings = self._last_read = settings
        self._read = read
        self._compiler = compiler
        # Until something has compiled.
        self._shown = Shown({client.name: ("", "") for client in settings.all_clients}, frozenset())
        self._manifest: Manifest | None = None
        self._root = settings.root.resolve()
        # The server's sources that run, and those that were last tried.
        self._running: dict[str, bytes] = {}
        self._tried = self._server_sources()
        self._contract = Contract()
        self._imports_again = False
        self._stale = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self.app = self._assemble()
        add_channel(self.app, self.channel)
        empty = (resources.files("pystream.dev") / "browser" / "empty.html").read_text("utf-8")
        self.app.ctx.pages.of = {client.path: Page(empty, _first("")) for client in settings.all_clients}

    async def __aenter__(self) -> None:
        loop = asyncio.get_running_loop()
        self._watch = ExceptionWatch(self.channel.send, self._root)
        logging.getLogger().addHandler(self._watch)
        following = watch(self._root, self._stale.set)
        self._tasks = [loop.create_task(following), loop.create_task(self._follow())]

    async def __aexit__(
        self, kind: type[BaseException] | None, why: BaseException | None, trace: TracebackType | None
    ) -> None:
        logging.getLogger().removeHandler(self._watch)
        for task in self._tasks:
            task.cancel()
        self._compiler.close()  # or a compile that is under way would be waited for
        self.channel.close()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _assemble(self) -> Sanic[Any, Any]:
        """The app; without anything of server_src when that cannot be imported."""
        settings, build = self._settings, self._settings.root / BUILD
        try:
            with unwritten():
                contract = read_declared(settings.root)
                registry = load(settings.root, settings.authenticate, settings.rate)
            hub = Hub(settings, registry, open_backend(settings), contract)
            app = assemble(hub, build, registry, contract)
        except StartError as why:
            self._cannot_import(why)
            nothing = Registry()
            hub = Hub(settings, nothing, open_backend(settings), self._contract)
            return assemble(hub, build, nothing, self._contract)
        self._running, self._contract = self._tried, contract
        return app

    async def _follow(self) -> None:
        """Make of each change what is to be made of it."""
        while True:
            await self._stale.wait()
            self._stale.clear()
            try:
                await self._rebuild()
            except OSError as why:
                # A file that went between being listed and being read: its own change is on its way.
                log.debug("%s", why)
            except Exception:
                log.exception("an edit could not be followed; the next one is tried again")

    async def _rebuild(self) -> None:
        settings = self._configure()
        compiling = asyncio.ensure_future(self._compiler.compile(settings, frozenset(self._shown.names)))
        sources = self._server_sources()
        contract = self._declared(sources)
        # Pages that were compiled for another contract are to come with it.
        if contract is not None and contract.hash == self._contract.hash:
            await self._import(sources, contract)
            contract = None
        outcome = await compiling
        if self._stale.is_set():
            return  # what has changed meanwhile is all that counts
        if contract is not None:
            await self._import(sources, contract)
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
        self._show(outcome)
        self.channel.stand("compiler", None)

    def _show(self, outcome: Outcome) -> None:
        build = self._settings.root / BUILD
        manifest = read_manifest(build)
        pages = {
            name: (client.page, (build / client.page).read_text("utf-8"))
            for name, client in manifest.clients.items()
        }
        before, self._shown = self._shown, Shown(pages, frozenset(manifest.assets))
        messages = between(before, self._shown, outcome.swaps)
        if manifest != self._manifest:
            show(self.app, build, manifest, _first)
        if before.assets and self._manifest is not None and manifest.templates != self._manifest.templates:
            messages += self._filled(manifest, before)
        if messages or not before.assets:
            kinds = ", ".join(message["kind"] for message in messages)
            took = round(outcome.seconds * 1000)
            log.info("compiled in %d ms: %s", took, kinds if before.assets else "ready")
        self._manifest = manifest
        for reason in outcome.reloads:
            log.info("reloads: %s", reason)
        for message in messages:
            self.channel.send(message)

    def _filled(self, manifest: Manifest, before: Shown) -> list[Message]:
        """What pages are told that stay the same but for templates that fill them at each visit."""
        pages = self.app.ctx.pages.of
        same = {each.page: each.page for each in manifest.clients.values() if pages[each.path].holes}
        same = {name: name for name in same if name in before.names}
        return [{"kind": "reload", "pages": same}] if same else []

    def _server_sources(self) -> dict[str, bytes]:
        return read_sources(self._root, (SERVER, SHARED))

    def _declared(self, sources: dict[str, bytes]) -> Contract | None:
        """The contract of sources that are to be imported; None if there is nothing to import."""
        if sources == self._running:
            self._tried = sources
            self.channel.stand("server", None)
        if sources == self._tried and not self._imports_again:
            return None
        try:
            return read_declared(self._settings.root)
        except StartError:
            return None  # the compiler has found it too, and says so better

    async def _import(self, sources: dict[str, bytes], contract: Contract) -> None:
        """Let the server run these sources, if they can be imported."""
        settings = self._settings
        self._tried = sources
        names = stale(self._running, sources, self.app.ctx.routes.homes)
        try:
            with renewed(names):
                registry = load(self._root, settings.authenticate, settings.rate, afresh=False)
                notes = await become(self.app, registry, contract)
        except StartError as why:
            self._cannot_import(why)
            return
        self._running, self._contract, self._imports_again = sources, contract, False
        for note in notes:
            log.warning("%s", note)
        if names:
            log.info("imported %s", ", ".join(sorted(names)))
        self.channel.send({"kind": "server", "modules": sorted(names)})
        self.channel.stand("server", None)

    def _cannot_import(self, why: StartError) -> None:
        log.error("%s; what was there before goes on", why)
        self.channel.stand("server", told(why, self._root))

    def _configure(self) -> Settings:
        """Take up what has changed of the settings; those to compile with."""
        try:
            read = self._read()
        except SettingsError as why:
            log.error("%s; the settings from before hold", why)
            self.channel.stand("settings", told(why, self._root))
            return self._settings
        self.channel.stand("settings", None)
        if read == self._last_read:
            return self._settings
        self._last_read = read
        found = changes(self._settings, read)
        if found.of_restart:
            log.warning("pyproject.toml: restart to apply: %s", ", ".join(found.of_restart))
        if found.live:
            log.info("pyproject.toml: %s", ", ".join(found.live))
        self._settings = found.settings
        self.app.ctx.hub.settings = found.settings
        if TOOLS.intersection(found.live):
            self.channel.send(self._greeting())
        if "csp" in found.live:
            self.app.ctx.policy = Policy(found.settings)
            self.channel.send({"kind": "reload", "pages": {name: name for name in self._shown.names}})
        self._imports_again |= found.is_imported
        return found.settings

    def _greeting(self) -> Message:
        settings = self._settings
        return {
            "kind": "hello",
            "pages": self._shown.names,
            "root": self._root.as_posix(),
            "editor": settings.editor,
            "panel": settings.dev_panel,
        }


def _first(page: str) -> str:
    return f'<script type="module" src="{PATH}{SCRIPT}" data-page="{page}"></script>'
