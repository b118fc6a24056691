"""`pystream console`: Python in the app's context, with `await`, as any user, on a live cluster."""

from __future__ import annotations

import ast
import asyncio
import code
import contextvars
import functools
import inspect
import logging
import sys
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import click

import pystream
from pystream.cli.main import project_option, project_settings
from pystream.server import actions
from pystream.server.errors import StartError, Unreachable
from pystream.server.registry import SERVER
from pystream.settings import Settings, SettingsError
from pystream.testing.acting import acting, face
from pystream.testing.app import App, Project
from pystream.testing.client import Client

_HISTORY = ".pystream/console_history"
_HELP = """\
{modules}: the modules of server_src; their actions are called as a page calls them, through their gates
await become("ada"): call as that user, None for nobody; `me` is the tab that calls; what it hears is shown
publish, presence, config: as in server code        app: the server of this console
Ctrl-D ends it."""


@click.command()
@project_option
@click.option("--redis", metavar="URL", help="The cluster to join.  [default: the project's setting]")
@click.option(
    "--store", help="Where state is without Redis; memory: begin with nothing.  [default: the project's]"
)
@click.option("--user", help="Call as this user from the beginning.")
@click.option("-c", "source", metavar="CODE", help="Run this, and end; exits 1 if it raises.")
def command(
    project: Path, redis: str | None, store: str | None, user: str | None, source: str | None
) -> None:
    """Python in the app's context: await chat.say("lobby", "hi"), await publish.all(chat.message, ...).

    With Redis, it joins the workers that meet there: what is published reaches their pages. Without, it opens
    the store itself, which a server that runs has for itself.
    """
    settings = project_settings(project)
    given = {"redis": redis, "store": store}
    try:
        settings = settings.replace(**{name: value for name, value in given.items() if value is not None})
    except SettingsError as why:
        raise click.ClickException(str(why)) from None
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    try:
        status = _Session(settings, user).run(source)
    except (StartError, Unreachable) as why:
        hint = "" if settings.redis else "; without Redis, `--store memory` is a server of this console's own"
        raise click.ClickException(f"{why}{hint}") from None
    sys.exit(status)


class _Session:
    """One console. A thread reads, since reading waits; what it reads runs in the main one's event loop."""

    def __init__(self, settings: Settings, user: str | None) -> None:
        self.settings = settings
        self.user = user
        self.names: dict[str, Any] = {"__name__": "__console__", "__builtins__": __builtins__}
        self.modules: dict[str, Any] = {}
        # What code leaves in context variables stays for the code after it.
        self.context = contextvars.copy_context()
        self.running: asyncio.Future[Any] | None = None
        self.app: App
        self.loop = asyncio.new_event_loop()

    def run(self, source: str | None) -> int:
        """The exit code."""
        try:
            self.loop.run_until_complete(self._start())
            try:
                return self._once(source) if source is not None else self._interact()
            finally:
                self.loop.run_until_complete(self.app.stop())
        finally:
            self.loop.run_until_complete(self.loop.shutdown_asyncgens())
            self.loop.close()

    async def _start(self) -> None:
        actions.face = face
        self.app = App(Project(self.settings.root), self.settings)
        await self.app.start()
        for name, module in self.app.registry.modules.items():
            path = name.removeprefix(SERVER).removeprefix(".")
            if path and "." not in path:
                self.modules[path] = module
        self.names |= {
            **self.modules,
            "app": self.app,
            "become": self._become,
            "config": self.settings.app,
            "presence": _Within(self.app, pystream.presence),
            "publish": _Within(self.app, pystream.publish),
        }
        await self.loop.create_task(self._become(self.user), context=self.context)

    async def _become(self, user: str | None) -> Client:
        """Call as this user from here on."""
        client = await self.app.client(user)
        hear = client.tab_line.hear_event

        def heard(name: str, payload: bytes, topic: str) -> None:
            hear(name, payload, topic)
            print(client.heard[-1], file=sys.stderr)

        client.tab_line.hear_event = heard
        acting.set(client)
        self.names["me"] = client
        self.user = user
        return client

    def _once(self, source: str) -> int:
        try:
            compiled = compile(source, "<command>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
            self.loop.run_until_complete(self._execute(compiled))
            self.loop.run_until_complete(self.app.settle())
        except (SyntaxError, ValueError):
            traceback.print_exc(limit=0)
            return 1
        except BaseException:
            _print_error()
            return 1
        return 0

    def _interact(self) -> int:
        console = _Console(self)
        ended: Future[int] = Future()
        ended.add_done_callback(lambda _: self.loop.call_soon_threadsafe(self.loop.stop))
        threading.Thread(target=console.converse, args=(ended,), daemon=True, name="console").start()
        while True:
            try:
                self.loop.run_forever()
            except KeyboardInterrupt:
                if self.running is not None:
                    self.running.cancel()
                continue
            return ended.result()

    def execute(self, compiled: CodeType) -> None:
        """Run a statement in the event loop; from the reading thread. Raises what it raises."""
        asyncio.run_coroutine_threadsafe(self._execute(compiled), self.loop).result()

    async def _execute(self, compiled: CodeType) -> None:
        task = self.loop.create_task(self._run(compiled), context=self.context)
        self.running = task
        try:
            await task
        finally:
            self.running = None

    async def _run(self, compiled: CodeType) -> None:
        result = FunctionType(compiled, self.names)()
        if inspect.iscoroutine(result):
            await result


class _Console(code.InteractiveConsole):
    """Reads statements; stops at the first that breaks if nobody watches."""

    def __init__(self, session: _Session) -> None:
        super().__init__(session.names)
        self.compile.compiler.flags |= ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        self.session = session
        self.watched = sys.stdin.isatty()
        self.broke = False

    def converse(self, ended: Future[int]) -> None:
        try:
            if self.watched:
                self._line_editing()
                modules = ", ".join(self.session.modules)
                print(_HELP.format(modules=modules or "(no modules yet)"), file=sys.stderr)
            more = False
            while not (self.broke and not self.watched):
                try:
                    more = self.push(self.raw_input("... " if more else f"{self.session.user or 'nobody'}> "))
                except EOFError:
                    break
                except KeyboardInterrupt:
                    self.resetbuffer()
                    more = False
            if more:
                self.push("")
        except BaseException as why:
            ended.set_exception(why)
        else:
            ended.set_result(int(self.broke and not self.watched))

    def raw_input(self, prompt: str = "") -> str:
        return input(prompt if self.watched else "")

    def runcode(self, compiled: CodeType) -> None:
        try:
            self.session.execute(compiled)
        except SystemExit:
            raise EOFError from None
        except BaseException:
            self.broke = True
            _print_error()

    def showsyntaxerror(self, filename: str | None = None, **more: Any) -> None:
        self.broke = True
        super().showsyntaxerror(filename, **more)

    def _line_editing(self) -> None:
        try:
            import readline
            import rlcompleter
        except ImportError:
            return
        import atexit

        readline.set_completer(rlcompleter.Completer(self.session.names).complete)
        readline.parse_and_bind("tab: complete")
        history = self.session.settings.root / _HISTORY
        if history.is_file():
            readline.read_history_file(history)
        history.parent.mkdir(exist_ok=True)
        atexit.register(readline.write_history_file, history)


class _Within:
    """An object of pystream's, whose methods run as server code does, outside of any call."""

    def __init__(self, app: App, thing: object) -> None:
        self._app = app
        self._thing = thing

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self._thing, name)

        @functools.wraps(method)
        async def within(*args: Any, **named: Any) -> Any:
            with self._app.server:
                return await method(*args, **named)

        return within

    def __dir__(self) -> list[str]:
        return [name for name in dir(self._thing) if not name.startswith("_")]


def _print_error() -> None:
    """The exception without the console's own frames."""
    kind, why, trace = sys.exc_info()
    while trace is not None and trace.tb_frame.f_code.co_name != "<module>":
        trace = trace.tb_next
    traceback.print_exception(kind, why, trace)
