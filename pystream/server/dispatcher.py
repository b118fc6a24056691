"""A Call becomes its one Reply or Fail, whatever the action does. Logs to "pystream.calls"."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from time import perf_counter
from typing import TYPE_CHECKING, Any

import msgspec

from pystream.errors import Denied, Failed, Invalid
from pystream.server.actions import Tracked
from pystream.server.context import CallContext, current
from pystream.server.endpoint import Endpoint, did_you_mean
from pystream.server.errors import Unreachable
from pystream.server.failures import text_of, wire_arguments, wire_name
from pystream.server.values import Mismatch
from pystream.wire import Call, Fail, Item, Reply

if TYPE_CHECKING:
    from pystream.server.client import Client
    from pystream.server.hub import Hub

log = logging.getLogger("pystream.calls")

# What an action may throw at its caller. sys.exit() in an action must not take the server with it.
_ANYTHING = (Exception, SystemExit, KeyboardInterrupt, asyncio.CancelledError)


class Dispatcher:
    """Runs calls: a plain `def` at once, an `async def` or a stream in a task of its own."""

    def __init__(self, hub: Hub, endpoints: Mapping[str, Endpoint]) -> None:
        self._hub = hub
        self._endpoints = endpoints

    def start(self, client: Client, call: Call) -> None:
        """Run a call; its answer goes to client.answer, now or later. Never raises."""
        running = _Running(self._hub, client, call)
        token = current.set(running.context)
        try:
            endpoint = self._endpoint(client, call.action)
            args, kwargs = endpoint.decode(call.args, call.named)
            if endpoint.is_stream:
                client.run(call.id, running.stream(endpoint, endpoint.function(*args, **kwargs)))
                client.begin_stream(call.id)
                return
            if endpoint.is_async:
                # The task copies the context, so it keeps seeing this call.
                client.run(call.id, running.finish(endpoint, args, kwargs))
                return
            running.reply(endpoint, endpoint.function(*args, **kwargs))
        except _ANYTHING as why:
            running.fail(why)
        finally:
            current.reset(token)
        if running.context.has_changes():
            client.run(call.id, running.conclude())
        else:
            running.answer_now()

    def _endpoint(self, client: Client, name: str) -> Endpoint:
        endpoint = self._endpoints.get(name)
        if endpoint is None:
            shown = name if len(name) <= 100 else f"{name[:100]}..."
            raise Invalid(f"no action {shown}{did_you_mean(name, list(self._endpoints))}")
        if endpoint.needs_user and client.session.user is None:
            raise Denied("sign in first")
        return endpoint


class _Running:
    """One call between its arrival and its answer."""

    __slots__ = ("_answer", "_begun", "_call", "_client", "_hub", "_outcome", "context")

    def __init__(self, hub: Hub, client: Client, call: Call) -> None:
        self.context = CallContext(hub, client, call.action)
        self._hub = hub
        self._client = client
        self._call = call
        self._begun = perf_counter()
        self._answer: Reply | Fail | None = None
        self._outcome = "ok"

    def reply(self, endpoint: Endpoint, result: Any) -> None:
        """Settle with the result. Raises Mismatch."""
        raw = endpoint.encode(result)
        most = self._hub.settings.max_outbox_bytes
        if len(raw) > most:
            raise Mismatch(f"{endpoint.name}: its result has {len(raw)} bytes; max_outbox_bytes is {most}")
        self._answer = Reply(self._call.id, msgspec.Raw(raw))

    def fail(self, why: BaseException) -> None:
        """Settle with what was raised: by name if the browser knows it, else a reference to the log."""
        name = wire_name(type(why))
        if name is None:
            reference = secrets.token_hex(3)
            # An outage is no bug of the action: its place in the code tells nothing.
            trace = None if isinstance(why, Unreachable) else why
            text = _one_line(text_of(why))
            log.error("%s failed, reference %s: %s", self._call.action, reference, text, exc_info=trace)
            why, name = Failed(f"internal error, reference {reference}"), "Failed"
        if name == "Failed":
            self.context.forget_data()
        self._outcome = f"{name}: {text_of(why)}"
        self._answer = Fail(self._call.id, name, wire_arguments(why))

    async def finish(self, endpoint: Endpoint, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> None:
        """Run an async action to its answer."""
        try:
            self.reply(endpoint, await endpoint.function(*args, **kwargs))
        except _ANYTHING as why:
            if isinstance(why, asyncio.CancelledError) and not self._client.awaits(self._call.id):
                self._log("cancelled")
                raise
            self.fail(why)
        await self.conclude()

    async def stream(self, endpoint: Endpoint, items: AsyncGenerator[Any, None]) -> None:
        """Send what a stream yields, as fast as the browser takes it, then its end."""
        try:
            async with aclosing(items):
                async for item in items:
                    value, cursor = (item.value, item.cursor) if isinstance(item, Tracked) else (item, None)
                    await self._client.room(self._call.id)
                    raw = msgspec.Raw(endpoint.encode(value))
                    self._client.item(Item(self._call.id, raw, cursor))
            self._answer = Reply(self._call.id, msgspec.Raw(b"null"))
        except _ANYTHING as why:
            if isinstance(why, asyncio.CancelledError) and not self._client.awaits(self._call.id):
                self._log("cancelled")
                raise
            self.fail(why)
        await self.conclude()

    async def conclude(self) -> None:
        """Save the session's data if the call changed it, then answer."""
        try:
            if changes := self.context.changes():
                await self._hub.sessions.change(self._client.session, changes)
        except Exception as why:
            self.fail(why)
        self.answer_now()

    def answer_now(self) -> None:
        """Hand the answer over."""
        self._log(self._outcome)
        assert self._answer is not None
        self._client.answer(self._answer)

    def _log(self, outcome: str) -> None:
        level = logging.DEBUG if outcome == "ok" else logging.INFO
        if log.isEnabledFor(level):
            ms = (perf_counter() - self._begun) * 1000
            action = _one_line(self._call.action[:100])
            log.log(level, "%s %s %.1f ms %s", action, self._client.id, ms, _one_line(outcome))


def _one_line(text: str) -> str:
    # A peer chooses action names and has a say in errors; it must not write lines of its own into the log.
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text[:200])
