"""A Call becomes its one Reply or Fail, whatever the action does."""

from __future__ import annotations

import asyncio
import logging
import secrets
from bisect import bisect_left
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from time import perf_counter
from typing import TYPE_CHECKING, Any

import msgspec

from pystream.errors import Failed, Invalid, SignedOut
from pystream.server.actions import Tracked
from pystream.server.call_log import Broke, log, write
from pystream.server.context import CallContext, current
from pystream.server.endpoint import Endpoint, did_you_mean
from pystream.server.failures import wire_arguments, wire_name
from pystream.server.tallies import BOUNDS_S, Tally
from pystream.server.values import Mismatch
from pystream.wire import Call, Fail, Item, encode, encode_reply

if TYPE_CHECKING:
    from pystream.server.client import Client
    from pystream.server.hub import Hub

# What an action may throw at its caller. sys.exit() in an action must not take the server with it.
_ANYTHING = (Exception, SystemExit, KeyboardInterrupt, asyncio.CancelledError)


class Dispatcher:
    """Runs calls: a plain `def` at once, an `async def` or a stream in a task of its own."""

    def __init__(self, hub: Hub, endpoints: Mapping[str, Endpoint]) -> None:
        self._hub = hub
        self._endpoints = endpoints
        for endpoint in endpoints.values():
            endpoint.tally.logs_ok = hub.settings.log_calls == "all" and not endpoint.is_silent

    def tallies(self) -> dict[str, Tally]:
        """What has become of calls, by action; "(unknown)" stands for names that are none."""
        known = {name: endpoint.tally for name, endpoint in self._endpoints.items()}
        return known | {"(unknown)": self._hub.tallies.unknown}

    def start(self, client: Client, call: Call) -> None:
        """Run a call; its answer goes to the client, now or later. Never raises."""
        endpoint = self._endpoints.get(call.action)
        tally = self._hub.tallies.unknown if endpoint is None else endpoint.tally
        running = _Running(self._hub, client, call, tally)
        token = current.set(running)
        try:
            if endpoint is None:
                raise self._unknown(call.action)
            if endpoint.needs_user and client.session.user is None:
                raise SignedOut("sign in first")
            args, kwargs = endpoint.decode(call.args, call.named)
            if endpoint.takes_uploads:
                most = self._hub.settings.max_upload_bytes
                if files := endpoint.files(args, kwargs, most):
                    client.begin_uploads(call.id, files)
            if endpoint.is_stream:
                items = endpoint.function(*args, **kwargs)
                client.begin_stream(call.id)
                client.run(call.id, running.stream(endpoint, items))
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
        if running.has_changes():
            client.run(call.id, running.conclude())
        else:
            running.answer_now()

    def _unknown(self, name: str) -> Invalid:
        shown = name if len(name) <= 100 else f"{name[:100]}..."
        return Invalid(f"no action {shown}{did_you_mean(name, list(self._endpoints))}")


class _Running(CallContext):
    """One call between its arrival and its answer."""

    __slots__ = ("_answer", "_begun", "_broke", "_failure", "_id", "_tally", "client")

    def __init__(self, hub: Hub, client: Client, call: Call, tally: Tally) -> None:
        super().__init__(hub, client, call.action)
        self.client = client
        self._tally = tally
        self._id = call.id
        self._begun = perf_counter()
        self._answer = b""
        self._failure = ""

    def reply(self, endpoint: Endpoint, result: Any) -> None:
        """Settle with the result. Raises Mismatch."""
        raw = endpoint.encode(result)
        most = self.hub.settings.max_outbox_bytes
        if len(raw) > most:
            raise Mismatch(f"{endpoint.name}: its result has {len(raw)} bytes; max_outbox_bytes is {most}")
        self._answer = encode_reply(self._id, raw)

    def fail(self, why: BaseException) -> None:
        """Settle with what was raised: by name if the browser knows it, else a reference to the log."""
        name, broke = wire_name(type(why)), None
        if name is None:
            broke = Broke(why, secrets.token_hex(3))
            self.hub.hooks.broke(why, self.action, broke.reference, self.client)
            why, name = Failed(f"internal error, reference {broke.reference}"), "Failed"
        if name == "Failed":
            self.forget_data()
        self._failure, self._broke = name, broke
        self._answer = encode(Fail(self._id, name, wire_arguments(why)))

    async def finish(self, endpoint: Endpoint, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> None:
        """Run an async action to its answer."""
        try:
            self.reply(endpoint, await endpoint.function(*args, **kwargs))
        except _ANYTHING as why:
            self._end(why)
        await self.conclude()

    async def stream(self, endpoint: Endpoint, items: AsyncGenerator[Any, None]) -> None:
        """Send what a stream yields, as fast as the browser takes it, then its end."""
        try:
            async with aclosing(items):
                async for item in items:
                    value, cursor = (item.value, item.cursor) if isinstance(item, Tracked) else (item, None)
                    await self.client.room(self._id)
                    raw = msgspec.Raw(endpoint.encode(value))
                    self.client.item(Item(self._id, raw, cursor))
            self._answer = encode_reply(self._id, b"null")
        except _ANYTHING as why:
            self._end(why)
        await self.conclude()

    async def conclude(self) -> None:
        """Save the session's data if the call changed it, then answer."""
        try:
            if changes := self.changes():
                await self.hub.sessions.change(self.client.session, changes)
        except Exception as why:
            self.fail(why)
        self.answer_now()

    def answer_now(self) -> None:
        """Hand the answer over."""
        # Written out here, since it is done for each call: a call of a function would double its cost.
        seconds = perf_counter() - self._begun
        self._tally.counts[bisect_left(BOUNDS_S, seconds)] += 1
        self._tally.seconds += seconds
        if self._failure:
            self._tally.failures[self._failure] += 1
            if self._broke is not None or self.hub.settings.log_calls != "off":
                write(self, self._failure, seconds, self._broke)
        elif self._tally.logs_ok and log.isEnabledFor(logging.INFO):
            write(self, "ok", seconds)
        self.client.answer_encoded(self._id, self._answer)

    def _end(self, why: BaseException) -> None:
        """Settle with what a task raised; its cancellation goes on if nobody waits for an answer."""
        if isinstance(why, asyncio.CancelledError) and not self.client.awaits(self._id):
            seconds = perf_counter() - self._begun
            self._tally.add(seconds)
            self._tally.failures["cancelled"] += 1
            if self.hub.settings.log_calls != "off":
                write(self, "cancelled", seconds)
            raise why
        self.fail(why)
