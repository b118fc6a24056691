"""A call becomes its one answer, whatever the action does, whichever way it came."""

from __future__ import annotations

import asyncio
import logging
import secrets
from bisect import bisect_left
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

from pystream.errors import Failed, Invalid, SignedOut, SlowDown
from pystream.server.actions import Tracked
from pystream.server.call_log import Broke, log, write
from pystream.server.context import CallContext, Caller, current
from pystream.server.endpoint import Endpoint, did_you_mean
from pystream.server.failures import text_of, wire_arguments, wire_name
from pystream.server.tallies import BOUNDS_S, Tally
from pystream.server.values import Mismatch
from pystream.wire import Call, Fail, Item, encode, encode_reply

if TYPE_CHECKING:
    from pystream.server.client import Client
    from pystream.server.hub import Hub

# The positional and named arguments of a call. It is asked once the call may be made at all, and may raise.
Decode: TypeAlias = Callable[[], tuple[tuple[Any, ...], Mapping[str, Any]]]
# Takes an item of a stream, as JSON, and its cursor if it has one; it waits until there is room for more.
Send: TypeAlias = Callable[[bytes, str | None], Awaitable[None]]
# What an action may throw at its caller. sys.exit() in an action must not take the server with it.
_ANYTHING = (Exception, SystemExit, KeyboardInterrupt, asyncio.CancelledError)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a call.

    Attributes:
        value: the result as JSON, when there is no error.
        error: what was raised, by its name on the wire; "" for a result.
        kind: its class.
        args: what it was made with, a JSON list; text: what it says.
        retry_after: of SlowDown, in seconds.
    """

    value: bytes
    error: str = ""
    kind: type[BaseException] = Exception
    args: bytes = b"[]"
    text: str = ""
    retry_after: float = 0.0


class Dispatcher:
    """Runs calls: a plain `def` at once, an `async def` or a stream in a task of its own.

    Attributes:
        endpoints: the actions and streams, by name.
    """

    def __init__(self, hub: Hub, endpoints: Mapping[str, Endpoint]) -> None:
        self.endpoints: Mapping[str, Endpoint] = {}
        self._hub = hub
        self.become(endpoints)

    def become(self, endpoints: Mapping[str, Endpoint]) -> None:
        """Run these from now on; calls under way go on as they began. What was counted stays."""
        for name, endpoint in endpoints.items():
            if name in self.endpoints:
                endpoint.tally = self.endpoints[name].tally
            endpoint.tally.logs_ok = self._hub.settings.log_calls == "all" and not endpoint.is_silent
        self.endpoints = endpoints

    def tallies(self) -> dict[str, Tally]:
        """What has become of calls, by action; "(unknown)" stands for names that are none."""
        known = {name: endpoint.tally for name, endpoint in self.endpoints.items()}
        return known | {"(unknown)": self._hub.tallies.unknown}

    def start(self, client: Client, call: Call) -> None:
        """Run a call of a line; its answer goes to the client, now or later. Never raises."""
        endpoint = self.endpoints.get(call.action)
        tally = self._hub.tallies.unknown if endpoint is None else endpoint.tally
        running = _LineCall(self._hub, client, call.action, tally, call.id)
        token = current.set(running)
        try:
            if endpoint is None:
                raise self.unknown(call.action)
            if endpoint.needs_user and client.session.user is None:
                raise SignedOut("sign in first")
            gate = endpoint.gate
            if gate is not None:
                asked = gate.knock(running)
                if asked is not None or gate.waits:
                    running.begin_stream(endpoint)
                    client.run(call.id, running.proceed(endpoint, running.decoder(endpoint, call), asked))
                    return
            args, kwargs = endpoint.decode(call.args, call.named)
            if endpoint.takes_uploads:
                running.begin_uploads(endpoint, args, kwargs)
            if gate is not None:
                gate.ask_now(args, kwargs)
            if endpoint.is_stream:
                running.begin_stream(endpoint)
                client.run(call.id, running.stream(endpoint, endpoint.function(*args, **kwargs)))
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
        # In this turn, so that the next call sees what this one changed.
        if (saving := running.begin_saving()) is None:
            running.answer_now()
        else:
            client.run(call.id, running.settle(saving))

    async def invoke(
        self, caller: Caller, endpoint: Endpoint, decode: Decode, send: Send | None = None
    ) -> Outcome:
        """Run a call that came another way than over a line: through the same gate, counted and logged alike.

        Cancel it when nobody waits for the outcome any more.

        Args:
            decode: see Decode; whoever gives files among the arguments lets them begin.
            send: takes the items of a stream.
        """
        running = _Invocation(self._hub, caller, endpoint, send)
        token = current.set(running)
        try:
            await running.run(endpoint, decode)
        finally:
            current.reset(token)
        return running.outcome

    def unknown(self, name: str) -> Invalid:
        """What a call of an action is answered that there is not."""
        shown = name if len(name) <= 100 else f"{name[:100]}..."
        return Invalid(f"no action {shown}{did_you_mean(name, list(self.endpoints))}")


class _Running(CallContext):
    """One call between its arrival and its answer."""

    __slots__ = ("_begun", "_broke", "_failure", "_id", "_raw", "_tally", "_why")

    def __init__(self, hub: Hub, caller: Caller, action: str, tally: Tally, id: int = 0) -> None:
        super().__init__(hub, caller, action)
        self._tally = tally
        self._id = id
        self._begun = perf_counter()
        self._raw = b""
        self._failure = ""

    def reply(self, endpoint: Endpoint, result: Any) -> None:
        """Settle with the result. Raises Mismatch."""
        raw = endpoint.encode(result)
        most = self.hub.settings.max_outbox_bytes
        if len(raw) > most:
            raise Mismatch(f"{endpoint.name}: its result has {len(raw)} bytes; max_outbox_bytes is {most}")
        self._raw = raw

    def fail(self, why: BaseException) -> None:
        """Settle with what was raised: by name if the caller knows it, else a reference to the log."""
        name, broke = wire_name(type(why)), None
        if name is None:
            broke = Broke(why, secrets.token_hex(3))
            self.hub.hooks.broke(why, self.action, broke.reference, self.caller)
            why, name = Failed(f"internal error, reference {broke.reference}"), "Failed"
        if name == "Failed":
            self.forget_data()
        self._failure, self._broke, self._why = name, broke, why

    async def proceed(self, endpoint: Endpoint, decode: Decode, asked: Awaitable[float] | None) -> None:
        """The way on of a call that has knocked at its gate, to the answer. `asked`: see Gate.knock."""
        try:
            gate = endpoint.gate
            if gate is not None and asked is not None:
                await gate.wait(self, asked)
            args, kwargs = decode()
            if gate is not None:
                await gate.ask(self, args, kwargs)
            await self._carry_out(endpoint, endpoint.function(*args, **kwargs))
        except _ANYTHING as why:
            self._end(why)
        await self.conclude()

    async def finish(self, endpoint: Endpoint, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> None:
        """Run an async action to its answer."""
        try:
            self.reply(endpoint, await endpoint.function(*args, **kwargs))
        except _ANYTHING as why:
            self._end(why)
        await self.conclude()

    def begin_saving(self) -> Awaitable[None] | None:
        """Save the session's data if the call changed it; that it cannot be saved is the answer then."""
        try:
            return self.save()
        except Exception as why:
            self.fail(why)
            return None

    async def settle(self, saving: Awaitable[None] | None) -> None:
        """Answer when the data has been saved."""
        if saving is not None:
            try:
                await saving
            except Exception as why:
                self.fail(why)
        self.answer_now()

    async def conclude(self) -> None:
        """Save the session's data if the call changed it, then answer."""
        await self.settle(self.begin_saving())

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
        self._deliver()

    def _deliver(self) -> None:
        """To whoever waits for the answer."""
        raise NotImplementedError

    def _is_awaited(self) -> bool:
        """Whether somebody waits for the answer of a call that is cancelled."""
        raise NotImplementedError

    async def _carry_out(self, endpoint: Endpoint, result: Any) -> None:
        self.reply(endpoint, await result if endpoint.is_async else result)

    def _end(self, why: BaseException) -> None:
        """Settle with what a task raised; its cancellation goes on if nobody waits for an answer."""
        if isinstance(why, asyncio.CancelledError) and not self._is_awaited():
            seconds = perf_counter() - self._begun
            self._tally.failed("cancelled", seconds)
            if self.hub.settings.log_calls != "off":
                write(self, "cancelled", seconds)
            raise why
        self.fail(why)


class _LineCall(_Running):
    """A call that a tab made over its line."""

    __slots__ = ()

    caller: Client

    def decoder(self, endpoint: Endpoint, call: Call) -> Decode:
        """What makes the arguments, and lets the files among them begin."""

        def decode() -> tuple[tuple[Any, ...], Mapping[str, Any]]:
            args, kwargs = endpoint.decode(call.args, call.named)
            if endpoint.takes_uploads:
                self.begin_uploads(endpoint, args, kwargs)
            return args, kwargs

        return decode

    def begin_uploads(self, endpoint: Endpoint, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> None:
        """Raises Denied for too many files, Invalid for one that is too large."""
        if files := endpoint.files(args, kwargs, self.hub.settings.max_upload_bytes):
            self.caller.begin_uploads(self._id, files)

    def begin_stream(self, endpoint: Endpoint) -> None:
        """Nothing, unless it is one: what the browser says of it is heard from now on."""
        if endpoint.is_stream:
            self.caller.begin_stream(self._id, endpoint.needs_user)

    async def stream(self, endpoint: Endpoint, items: AsyncGenerator[Any, None]) -> None:
        """Run a stream to its end."""
        try:
            await self._carry_out(endpoint, items)
        except _ANYTHING as why:
            self._end(why)
        await self.conclude()

    async def _carry_out(self, endpoint: Endpoint, result: Any) -> None:
        if not endpoint.is_stream:
            return await super()._carry_out(endpoint, result)
        # Sent as fast as the browser takes it.
        async with aclosing(result) as items:
            async for item in items:
                value, cursor = _parts(item)
                await self.caller.room(self._id)
                raw = msgspec.Raw(endpoint.encode(value))
                self.caller.item(Item(self._id, raw, cursor))
        self._raw = b"null"

    def _deliver(self) -> None:
        if self._failure:
            answer = encode(Fail(self._id, self._failure, wire_arguments(self._why)))
        else:
            answer = encode_reply(self._id, self._raw)
        self.caller.answer_encoded(self._id, answer)

    def _is_awaited(self) -> bool:
        return self.caller.awaits(self._id)


class _Invocation(_Running):
    """A call that came another way: its outcome is read when it is over."""

    __slots__ = ("_send", "outcome")

    outcome: Outcome

    def __init__(self, hub: Hub, caller: Caller, endpoint: Endpoint, send: Send | None) -> None:
        super().__init__(hub, caller, endpoint.name, endpoint.tally)
        self._send = send

    async def run(self, endpoint: Endpoint, decode: Decode) -> None:
        """All of it, from the gate on."""
        try:
            if endpoint.needs_user and self.caller.session.user is None:
                raise SignedOut("sign in first")
            asked = None if endpoint.gate is None else endpoint.gate.knock(self)
        except _ANYTHING as why:
            self._end(why)
            await self.conclude()
        else:
            await self.proceed(endpoint, decode, asked)

    def _deliver(self) -> None:
        if self._failure:
            why = self._why
            kind = type(why if self._broke is None else self._broke.why)
            retry_after = why.retry_after if isinstance(why, SlowDown) else 0.0
            args = bytes(wire_arguments(why))
            self.outcome = Outcome(b"", self._failure, kind, args, text_of(why), retry_after)
        else:
            self.outcome = Outcome(self._raw)

    async def _carry_out(self, endpoint: Endpoint, result: Any) -> None:
        if self._send is None:
            return await super()._carry_out(endpoint, result)
        user = self.caller.session.user
        async with aclosing(result) as items:
            async for item in items:
                if endpoint.needs_user and self.caller.session.user != user:
                    raise SignedOut("sign in first: the stream was another user's")
                value, cursor = _parts(item)
                await self._send(endpoint.encode(value), cursor)
        self._raw = b"null"

    def _is_awaited(self) -> bool:
        # Who waits no longer has cancelled its task; else the action was careless with one of its own.
        task = asyncio.current_task()
        return task is not None and not task.cancelling()


def _parts(item: Any) -> tuple[Any, str | None]:
    """The value that a stream yielded, and its cursor."""
    return (item.value, item.cursor) if isinstance(item, Tracked) else (item, None)
