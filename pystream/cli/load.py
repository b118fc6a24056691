"""Load on a running server: many tabs that open, call and listen, for a while that is bounded."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import msgspec
from websockets.client import ClientProtocol
from websockets.exceptions import InvalidStatus
from websockets.frames import Frame, Opcode
from websockets.http11 import Response
from websockets.uri import parse_uri

from pystream import wire
from pystream.wire import VERSION

OPENING_AT_ONCE = 50
OPEN_S = 20.0
ANSWER_S = 20.0


@dataclass(frozen=True, slots=True)
class Call:
    """A call as it goes out; in its arguments `{n}` is the tab's number, `{id}` the call's own."""

    name: str
    arguments: str  # JSON of [by position, by name]

    def frame(self, id: int, tab: int) -> bytes:
        arguments = self.arguments.replace("{n}", str(tab)).replace("{id}", f"{tab}-{id}-")
        args, named = json.loads(arguments)
        return json.dumps(["call", id, self.name, args, named]).encode()


@dataclass(slots=True)
class Found:
    """What was measured; times in seconds."""

    opened: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    # Of events that have a call's {id} in them: from the call to the tab.
    heard: list[float] = field(default_factory=list)
    events: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0


class Refused(Exception):
    """The server does not let a tab in, or a call that has to go well does not; the text says why."""


class Tab(asyncio.Protocol):
    """One tab's line."""

    def __init__(self, number: int, url: str, cookie: str, load: Load) -> None:
        self.number = number
        self.load = load
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._answers: dict[int, asyncio.Future[str]] = {}
        self._sent: dict[int, float] = {}
        self._last = 0
        self._began = time.perf_counter()
        self._transport: asyncio.Transport
        self._protocol = ClientProtocol(parse_uri(url), max_size=None)
        self._request = self._protocol.connect()
        # As a page of that server sends it.
        self._request.headers["Origin"] = f"http://{urlsplit(url).netloc}"
        if cookie:
            self._request.headers["Cookie"] = cookie

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._protocol.send_request(self._request)
        self._flush()

    def data_received(self, data: bytes) -> None:
        self._protocol.receive_data(data)
        for event in self._protocol.events_received():
            if isinstance(event, Response):
                if self._protocol.handshake_exc is None:
                    self._say(json.dumps(["hello", VERSION]).encode())
            elif isinstance(event, Frame) and event.opcode is Opcode.TEXT:
                for frame in wire.decode_from_server(bytes(event.data)):
                    self._hear(frame)
        self._flush()

    def connection_lost(self, why: Exception | None) -> None:
        refused = self._protocol.handshake_exc
        code = f"closed with {self._protocol.close_code}"
        if isinstance(refused, InvalidStatus):
            code = f"HTTP {refused.response.status_code}"
        if not self.ready.done():
            self.ready.set_exception(Refused(f"the server refuses tab {self.number}: {code}"))
        for answer in self._answers.values():
            if not answer.done():
                answer.set_result(f"line {code}")

    def call(self, call: Call) -> asyncio.Future[str]:
        """The name of the error, empty if it went well."""
        self._last += 1
        answer = self._answers[self._last] = asyncio.get_running_loop().create_future()
        self._say(call.frame(self._last, self.number))
        self._sent[self._last] = time.perf_counter()
        self._flush()
        return answer

    def close(self) -> None:
        self._transport.abort()

    def sent(self, id: int) -> float | None:
        """When a call went out, by the clock of time.perf_counter."""
        return self._sent.get(id)

    def _hear(self, frame: wire.FromServer) -> None:
        now = time.perf_counter()
        found = self.load.found
        if isinstance(frame, wire.Welcome):
            found.opened.append(now - self._began)
            self.ready.set_result(None)
        elif isinstance(frame, wire.Reply | wire.Fail):
            answer = self._answers.pop(frame.id, None)
            if answer is not None and not answer.done():
                if isinstance(frame, wire.Reply):
                    found.answered.append(now - self._sent[frame.id])
                answer.set_result("" if isinstance(frame, wire.Reply) else frame.error)
        elif isinstance(frame, wire.Event):
            found.events += 1
            self.load.hear(bytes(frame.payload), now)

    def _say(self, text: bytes) -> None:
        self._protocol.send_text(text)

    def _flush(self) -> None:
        for data in self._protocol.data_to_send():
            if data:
                self._transport.write(data)


class Load:
    """Tabs on one server.

    Args:
        url: of the server, as http://127.0.0.1:3000.
        cookies: by tab; fewer than tabs: the others have a session of their own, of nobody.
    """

    def __init__(self, url: str, tabs: int, cookies: Iterable[str] = ()) -> None:
        parts = urlsplit(url)
        self.url = f"ws://{parts.netloc}/_pystream/line"
        self.host, self.port = parts.hostname or "127.0.0.1", parts.port or 80
        self.count = tabs
        self.cookies = list(cookies)
        self.found = Found()
        self.tabs: list[Tab] = []

    async def open(self, moved: Callable[[int], None]) -> None:
        """Open all tabs, some at a time; `moved` is told how many are open. Raises Refused, OSError."""
        loop = asyncio.get_running_loop()
        for start in range(0, self.count, OPENING_AT_ONCE):
            some = []
            for number in range(start, min(self.count, start + OPENING_AT_ONCE)):
                cookie = self.cookies[number] if number < len(self.cookies) else ""
                tab = Tab(number, self.url, cookie, self)
                some.append(tab)
                await loop.create_connection(lambda tab=tab: tab, self.host, self.port)  # type: ignore[misc]
            self.tabs += some
            async with asyncio.timeout(OPEN_S):
                await asyncio.gather(*(tab.ready for tab in some))
            moved(len(self.tabs))

    async def each(self, call: Call) -> None:
        """Call once from each tab, before the load. Raises Refused: the call did not go well."""
        for tab in self.tabs:
            async with asyncio.timeout(ANSWER_S):
                if error := await tab.call(call):
                    raise Refused(f"{call.name} of tab {tab.number}: {error}")
        self.found.answered.clear()
        self.found.events = 0

    async def run(
        self, call: Call, seconds: float, at_once: int, rate: float, moved: Callable[[float], None]
    ) -> None:
        """Call from all tabs.

        Args:
            at_once: calls that a tab has under way.
            rate: calls a second of a tab; 0: as fast as they are answered.
            moved: told how many seconds are over.
        """
        began = time.perf_counter()
        end = began + seconds
        callers = [
            asyncio.create_task(self._keep_calling(tab, call, end, rate / at_once))
            for tab in self.tabs
            for _ in range(at_once)
        ]
        while (now := time.perf_counter()) < end:
            moved(now - began)
            await asyncio.sleep(min(0.1, end - now))
        self.found.seconds = time.perf_counter() - began
        _, late = await asyncio.wait(callers, timeout=ANSWER_S)
        for caller in late:
            caller.cancel()
            self.found.failures["no answer"] += 1
        moved(seconds)

    def hear(self, payload: bytes, now: float) -> None:
        """An event has come; if a call's {id} is in it, so much later than the call."""
        for word in payload.split(b'"'):
            tab, _, rest = word.rpartition(b" ")[2].partition(b"-")
            id, dash, _ = rest.partition(b"-")
            if dash and tab.isdigit() and id.isdigit() and int(tab) < len(self.tabs):
                sent = self.tabs[int(tab)].sent(int(id))
                if sent is not None:
                    self.found.heard.append(now - sent)
                return

    def close(self) -> None:
        for tab in self.tabs:
            tab.close()

    async def _keep_calling(self, tab: Tab, call: Call, end: float, rate: float) -> None:
        step = 1 / rate if rate else 0.0
        # Spread, or all tabs would call in the same moment.
        due = time.perf_counter() + step * (tab.number % 97) / 97
        while True:
            if rate:
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
                due += step
            if time.perf_counter() >= end:
                return
            if error := await tab.call(call):
                self.found.failures[error] += 1
                if error.startswith("line "):
                    return
                await asyncio.sleep(0)


def cookie_of(url: str, name: str, body: dict[str, Any]) -> str:
    """Sign in by HTTP: the cookie that the answer sets. Raises Refused."""
    from http.client import HTTPConnection, HTTPException

    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "127.0.0.1", parts.port or 80, timeout=ANSWER_S)
    with contextlib.closing(connection):
        try:
            path = "/api/" + name.replace(".", "/")
            connection.request("POST", path, msgspec.json.encode(body), {"Content-Type": "application/json"})
            answer = connection.getresponse()
            text = answer.read(2000).decode("utf-8", "replace")
        except (OSError, HTTPException) as why:
            raise Refused(f"{url}: {why}") from None
    cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
    if answer.status >= 400 or not cookie:
        raise Refused(f"signing in by POST {path} gives {answer.status} and no cookie: {text}")
    return cookie
