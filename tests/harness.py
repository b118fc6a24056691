"""What suites run against: a real Redis, a project on disk, a server, a browser's half of the line."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import secrets
import shutil
import socket
import subprocess
import textwrap
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
import websockets
from events_client import EventsClient

from pystream import wire
from pystream.declarations import read_contract


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


class RedisServer:
    """A redis-server of our own on a free port, without persistence.

    Args:
        options: more of its options, as `--name value`.
        sentinel: the configuration of a sentinel, which it then is.
    """

    def __init__(self, folder: Path, *options: str, sentinel: Path | None = None) -> None:
        self.program = shutil.which("redis-server")
        if self.program is None:
            pytest.fail("these tests need redis-server on the PATH (apt-get install redis-server)")
        self.folder = folder
        self.options = options
        self.sentinel = sentinel
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Run it until stop(); on return it listens."""
        self.folder.mkdir(exist_ok=True)
        options = ["--port", str(self.port), "--bind", "127.0.0.1", *self.options]
        kind = [str(self.sentinel), "--sentinel"] if self.sentinel else ["--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen(
            [str(self.program), *kind, *options], cwd=self.folder, stdout=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 10
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    pytest.fail(f"redis-server does not listen on port {self.port}")
                time.sleep(0.01)

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def ask(self, *command: str | int) -> str:
        """The answer to one command."""
        line = [str(shutil.which("redis-cli")), "-p", str(self.port), *map(str, command)]
        return subprocess.run(line, capture_output=True, text=True, check=True).stdout

    def until(self, said: str, *command: str | int) -> None:
        """Ask until the answer has this in it."""
        deadline = time.monotonic() + 20
        while said not in (answer := self.ask(*command)):
            if time.monotonic() > deadline:
                pytest.fail(f"redis-server on port {self.port} does not come to {said!r}: {answer}")
            time.sleep(0.02)


class RedisCluster:
    """Three masters, and a replica of the first if asked for."""

    def __init__(self, folder: Path, *, replica: bool = False) -> None:
        self.servers = [
            RedisServer(folder / str(number), "--cluster-enabled", "yes", "--cluster-port", str(free_port()),
                        "--cluster-node-timeout", "500")
            for number in range(3 + replica)
        ]  # fmt: skip

    @property
    def url(self) -> str:
        return "redis+cluster://" + ",".join(f"127.0.0.1:{server.port}" for server in self.servers[1:3])

    def start(self) -> None:
        for server in self.servers:
            server.start()
        first, *others = self.servers
        for number, server in enumerate(self.servers[:3]):
            server.ask("CLUSTER", "ADDSLOTSRANGE", number * 5462, min(16383, number * 5462 + 5461))
            server.ask("CONFIG", "SET", "cluster-replica-validity-factor", 0)
        for server in others:
            first.ask("CLUSTER", "MEET", "127.0.0.1", server.port, server.options[3])
        for server in self.servers:
            server.until(f"cluster_known_nodes:{len(self.servers)}", "CLUSTER", "INFO")
        for server in self.servers[3:]:
            server.ask("CLUSTER", "REPLICATE", first.ask("CLUSTER", "MYID").strip())
            server.until("master_link_status:up", "INFO", "replication")
        for server in self.servers:
            server.until("cluster_state:ok", "CLUSTER", "INFO")

    def stop(self) -> None:
        for server in self.servers:
            server.stop()


class RedisSentinel:
    """A master, its replica, and a sentinel that watches them."""

    def __init__(self, folder: Path) -> None:
        self.master = RedisServer(folder / "master")
        self.replica = RedisServer(
            folder / "replica",
            "--replicaof",
            f"127.0.0.1 {self.master.port}",
            "--repl-diskless-sync-delay",
            "0",
        )
        self.folder = folder
        self.sentinel: RedisServer

    @property
    def url(self) -> str:
        return f"redis+sentinel://127.0.0.1:{self.sentinel.port},127.0.0.1:1/mymaster/0"

    def start(self) -> None:
        self.master.start()
        self.master.ask("CONFIG", "SET", "repl-diskless-sync-delay", 0)
        self.replica.start()
        self.replica.until("master_link_status:up", "INFO", "replication")
        config = self.folder / "sentinel.conf"
        config.write_text(
            f"sentinel monitor mymaster 127.0.0.1 {self.master.port} 1\n"
            "sentinel down-after-milliseconds mymaster 300\nsentinel failover-timeout mymaster 2000\n"
        )
        self.sentinel = RedisServer(self.folder, sentinel=config)
        self.sentinel.start()
        self.sentinel.until("slaves=1", "INFO", "sentinel")

    def stop(self) -> None:
        for server in (self.master, self.replica, self.sentinel):
            server.stop()


class Project:
    """A user's project with a minimal build."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.build = root / "build"

    def write(self, **modules: str) -> None:
        """Write server_src modules (`chat="..."`; `shared_rules` goes to shared_src/rules.py), and build."""
        self.write_sources(**modules)
        self.compile()

    def write_sources(self, **modules: str) -> None:
        """Write modules without building."""
        for name, source in modules.items():
            folder, file = "server_src", name
            if name.startswith("shared_"):
                folder, file = "shared_src", name.removeprefix("shared_")
            path = self.root / folder / f"{file}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(textwrap.dedent(source), "utf-8")

    def compile(self) -> None:
        """What `pystream compile` leaves, as far as the server reads it."""
        sources = {
            path.relative_to(self.root).as_posix(): path.read_text("utf-8")
            for folder in ("server_src", "shared_src")
            for path in sorted((self.root / folder).rglob("*.py"))
        }
        contract = read_contract(sources)
        files: dict[str, bytes] = {
            "app.html": b"<!doctype html><title>t</title>",
            "assets/app-12345678.js": b"console.log('hello')",
            "assets/app-12345678.js.br": b"brotli",
            "assets/app-12345678.js.gz": b"gzip",
            "assets/app-12345678.css": b"body{}",
            "contract.json": contract.to_json().encode(),
        }
        manifest = {
            "version": "0",
            "sources": "",
            "contract": contract.hash,
            "clients": {
                "app": {"path": "/", "page": "app.html", "script": "assets/app-12345678.js", "style": ""}
            },
            "assets": [name for name in files if name.startswith("assets/")],
            "files": sorted(files),
        }
        files["manifest.json"] = json.dumps(manifest).encode()
        for name, content in files.items():
            path = self.build / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


class Browser:
    """What the tabs of a browser share.

    Attributes:
        cookie: the session's id, as the browser has it.
        redeems: whether its tabs redeem tickets, as pages do.
    """

    def __init__(self, cookie: str) -> None:
        self.cookie = cookie
        self.redeems = True
        self._turn = asyncio.Lock()

    async def redeem(self, port: int, ticket: str) -> list[int]:
        """Do with a ticket what detour.js does; the status of each answer."""
        with contextlib.suppress(httpx.HTTPError):  # the server is gone
            return await self._redeem(port, ticket)
        return []

    async def _redeem(self, port: int, ticket: str) -> list[int]:
        async with self._turn:
            statuses = [await self.post(port, ticket)]
            if statuses == [204]:
                statuses.append(await self.post(port, ticket))
            return statuses

    async def post(self, port: int, ticket: str, headers: Mapping[str, str] | None = None) -> int:
        """POST a ticket, and keep the cookie that comes back."""
        async with httpx.AsyncClient() as client:
            answer = await client.post(
                f"http://127.0.0.1:{port}/_pystream/session",
                content=ticket,
                headers={"Cookie": f"pystream_session={self.cookie}", **(headers or {})},
            )
        # By the header: a session that lives for less than a second has a cookie that httpx drops at once.
        if given := re.match(r"pystream_session=([^;]+)", answer.headers.get("set-cookie", "")):
            self.cookie = given[1]
        return answer.status_code


OTHER_ID = 4411


class Tab:
    """A browser tab's half of the line, spoken by hand."""

    def __init__(
        self,
        socket: websockets.ClientConnection | EventsClient,
        browser: Browser | None = None,
        post_port: int = 0,
        reopen: Callable[[], Awaitable[websockets.ClientConnection | EventsClient]] | None = None,
    ) -> None:
        self.socket = socket
        self.browser = browser
        self._post_port = post_port
        self._reopen = reopen
        self._tasks: set[asyncio.Task[Any]] = set()
        self.welcome: wire.Welcome
        self.events: asyncio.Queue[wire.Event] = asyncio.Queue()
        self.refusals: asyncio.Queue[wire.Refuse] = asyncio.Queue()
        self.pongs: asyncio.Queue[wire.Pong] = asyncio.Queue()
        self.others: asyncio.Queue[wire.FromServer] = asyncio.Queue()
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._next = 0
        self._reader: asyncio.Task[None] | None = None

    @property
    def cookie(self) -> str:
        """As the browser has it now."""
        assert self.browser is not None
        return self.browser.cookie

    async def hello(
        self,
        contract: str = "",
        resume: str = "",
        waiting: Sequence[tuple[int, int]] = (),
        positions: Mapping[str, tuple[str, int]] | None = None,
    ) -> wire.Welcome:
        await self.socket.send(
            json.dumps(["hello", wire.VERSION, contract, resume, waiting, positions or {}])
        )
        frame, *others = wire.decode_from_server(await self.socket.recv())
        assert isinstance(frame, wire.Welcome), frame
        self.welcome = frame
        self._next = max(frame.taken, 0)
        for id, _ in waiting:
            self._answers.setdefault(id, asyncio.get_running_loop().create_future())
        for other in others:
            self._take(other)
        self._reader = asyncio.create_task(self._read())
        return frame

    async def call(self, action: str, *args: Any, **named: Any) -> Any:
        """The value; raises Failure for a Fail."""
        async with asyncio.timeout(10):
            return await (await self.begin(action, *args, **named))

    async def begin(self, action: str, *args: Any, **named: Any) -> asyncio.Future[Any]:
        """Send a call; await the result for its value."""
        self._next += 1
        future = self._answers[self._next] = asyncio.get_running_loop().create_future()
        await self.socket.send(json.dumps(["call", self._next, action, args, named]))
        return future

    async def event(self) -> tuple[str, Any, str | None]:
        async with asyncio.timeout(5):
            event = await self.events.get()
        kind, _, name = event.topic.partition(":")
        return event.event, json.loads(bytes(event.payload)), name if kind == "channel" else None

    async def follow(self) -> wire.Welcome:
        """Wait until the server asks for another line, as the browser has another cookie, and open it."""
        assert (await self.closed())[0] == OTHER_ID
        assert self._reader is not None
        assert self._reopen is not None
        await self._reader
        waiting = [(id, 0) for id, answer in self._answers.items() if not answer.done()]
        while True:
            self.socket = await self._reopen()
            try:
                return await self.hello(resume=self.welcome.resume, waiting=waiting)
            except (ConnectionError, websockets.ConnectionClosed):
                if self.socket.close_code != OTHER_ID:
                    raise

    async def close(self) -> None:
        await self.socket.close()
        if self._reader is not None:
            await self._reader

    async def drop(self) -> None:
        """Break the line without a word."""
        self.socket.transport.abort()
        await self.socket.wait_closed()

    async def closed(self) -> tuple[int | None, str | None]:
        """Wait for the server to close; code and reason."""
        async with asyncio.timeout(5):
            await self.socket.wait_closed()
        return self.socket.close_code, self.socket.close_reason

    async def _read(self) -> None:
        try:
            async for message in self.socket:
                for frame in wire.decode_from_server(message):
                    self._take(frame)
        except websockets.ConnectionClosed:
            pass
        finally:
            for answer in self._answers.values():
                if not answer.done() and self.socket.close_code != OTHER_ID:
                    answer.set_exception(ConnectionError("the line closed before the answer"))
                    answer.exception()  # read: not every test awaits its calls

    def _take(self, frame: wire.FromServer) -> None:
        if isinstance(frame, wire.Reply):
            self._answers[frame.id].set_result(json.loads(bytes(frame.value)))
        elif isinstance(frame, wire.Fail):
            failure = Failure(frame.error, json.loads(bytes(frame.args)))
            self._answers[frame.id].set_exception(failure)
        elif isinstance(frame, wire.Event):
            self.events.put_nowait(frame)
        elif isinstance(frame, wire.Refuse):
            self.refusals.put_nowait(frame)
        elif isinstance(frame, wire.Pong):
            self.pongs.put_nowait(frame)
        elif isinstance(frame, wire.Ticket) and self.browser is not None and self.browser.redeems:
            task = asyncio.create_task(self.browser.redeem(self._post_port, frame.ticket))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        else:
            self.others.put_nowait(frame)


class Failure(Exception):
    """A call was answered by Fail."""

    def __init__(self, error: str, args: list[Any]) -> None:
        super().__init__(f"{error}: {args}")
        self.error = error
        self.arguments = args


class Server:
    """A running server; `tab()` connects to it.

    Attributes:
        takes_posts: lines go over events and POSTs, these to the server named here; None: over websockets.
    """

    def __init__(
        self, app: Any, port: int, stack: AsyncExitStack, browsers: dict[str, Browser] | None = None
    ) -> None:
        self.app = app
        self._browsers = {} if browsers is None else browsers
        self.port = port
        self.takes_posts: Server | None = None
        self._stack = stack

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def post_port(self) -> int:
        return (self.takes_posts or self).port

    def browser(self, cookie: str) -> Browser:
        """The one that began with this cookie; it has another one since somebody signed in or out there."""
        return self._browsers.setdefault(cookie, Browser(cookie))

    async def open_line(self, browser: Browser, **options: Any) -> websockets.ClientConnection | EventsClient:
        headers = {"Cookie": f"pystream_session={browser.cookie}"}
        if self.takes_posts is not None:
            return await EventsClient.open(self.port, self.takes_posts.port, headers)
        return await self.connect(additional_headers=headers, **options)

    async def connect(self, **options: Any) -> websockets.ClientConnection:
        # compression=None as in the browser's half; pings are the server's; nobody waits for a deaf tab.
        defaults = {"compression": None, "ping_interval": None, "max_size": None, "close_timeout": 0.5}
        return await websockets.connect(f"ws://127.0.0.1:{self.port}/_pystream/line", **(defaults | options))

    async def tab(
        self,
        *,
        cookie: str = "",
        resume: str = "",
        waiting: Sequence[tuple[int, int]] = (),
        positions: Mapping[str, tuple[str, int]] | None = None,
        lasts: bool = False,
        **options: Any,
    ) -> Tab:
        """A tab, closed when the server stops.

        Args:
            cookie: says which browser; without one it is another one for each tab.
            lasts: the stopping server meets the tab open.
        """
        browser = self.browser(cookie or secrets.token_urlsafe(32))
        line = await self.open_line(browser, **options)
        tab = Tab(line, browser, self.post_port, lambda: self.open_line(browser, **options))
        await tab.hello(resume=resume, waiting=waiting, positions=positions)
        if not lasts:
            self._stack.push_async_callback(tab.close)
        return tab

    async def stop(self) -> None:
        await self._stack.aclose()


Serve = Callable[..., Awaitable[Server]]


async def eventually(condition: Callable[[], bool], within_s: float = 5) -> None:
    """Return once the condition holds; fail after `within_s`."""
    async with asyncio.timeout(within_s):
        while not condition():  # noqa: ASYNC110  # the things waited for have no event to await
            await asyncio.sleep(0.005)
