"""POST /_pystream/errors: browsers tell of exceptions that nobody caught there; they are logged.

Anybody can send one, so it is told as what a browser says, as a warning: the exception's text is one line,
cleaned as all in the log is. Its frames come from the build's own map, and who it was from the cookie.
"""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from pathlib import Path
from typing import Annotated, Any

import msgspec
from sanic import Sanic
from sanic.response import HTTPResponse, empty

from pystream.logs import call_record, clean, one_line, redacted
from pystream.server.addresses import subscriber_of
from pystream.server.errors import Unreachable
from pystream.server.hub import Hub
from pystream.server.tracebacks import Frame, Tracebacks
from pystream.transports.cookies import shown_id
from pystream.transports.request import Request

log = logging.getLogger("pystream.browser")

PATH = "/_pystream/errors"
MOST_BYTES = 16_384
MOST_TEXT = 1000
MOST_WHERE = 100
# Of one worker and of one address: so many at once, and one more each so many seconds.
BURST, EACH_S = 20, 2.0
BURST_OF_ONE, EACH_S_OF_ONE = 5, 10.0
MOST_ADDRESSES = 1000
# The same exception is logged again after this time, with how often it was told meanwhile.
AGAIN_S = 60.0
MOST_REMEMBERED = 200
TOLD, UNWANTED = 202, 204

_LINKS = {
    "cause": "The above exception was the direct cause of the following exception:",
    "context": "During handling of the above exception, another exception occurred:",
}
_Script = Annotated[str, msgspec.Meta(max_length=120)]
_Number = Annotated[int, msgspec.Meta(ge=0, le=2**31)]


class _Exception(msgspec.Struct):
    """One of a chain: its text, its places, outermost first, how the one before led to it.

    `scripts` has the script of each place; empty where all are in the page's own.
    """

    text: Annotated[str, msgspec.Meta(max_length=4000)]
    places: Annotated[list[tuple[_Number, _Number]], msgspec.Meta(max_length=100)] = []
    link: str = ""
    scripts: Annotated[list[_Script], msgspec.Meta(max_length=100)] = []

    def places_in(self, script: str) -> list[tuple[str, int, int]]:
        scripts = self.scripts or [script] * len(self.places)
        return [(name, *place) for name, place in zip(scripts, self.places, strict=False)]


class _Report(msgspec.Struct):
    """What trace.js sends: the script's name, what ran, and the chain, the first exception first."""

    script: _Script
    chain: Annotated[list[_Exception], msgspec.Meta(min_length=1, max_length=8)]
    where: Annotated[str, msgspec.Meta(max_length=400)] = ""


class _Allowance:
    """What may be logged, of one worker."""

    def __init__(self) -> None:
        self._all = (float(BURST), time.monotonic())
        self._by_address: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._said: OrderedDict[object, float] = OrderedDict()
        self._repeated: dict[object, int] = {}
        self.left_out = 0

    def has_room(self, address: str) -> bool:
        """Whether one more of this address is looked at."""
        now = time.monotonic()
        own = _refilled(self._by_address.pop(address, (BURST_OF_ONE, now)), BURST_OF_ONE, EACH_S_OF_ONE, now)
        every = _refilled(self._all, BURST, EACH_S, now)
        has_room = own >= 1 and every >= 1
        self._by_address[address] = own - has_room, now
        self._all = every - has_room, now
        if len(self._by_address) > MOST_ADDRESSES:
            self._by_address.popitem(last=False)
        self.left_out += not has_room
        return has_room

    def repeats(self, exception: object) -> int | None:
        """How often it was told since it was last logged; None: it is not to be logged again yet."""
        now = time.monotonic()
        if now - self._said.get(exception, -AGAIN_S) < AGAIN_S:
            self._repeated[exception] = self._repeated.get(exception, 0) + 1
            return None
        self._said.pop(exception, None)
        self._said[exception] = now
        if len(self._said) > MOST_REMEMBERED:
            self._repeated.pop(self._said.popitem(last=False)[0], None)
        return self._repeated.pop(exception, 0)


def _refilled(tokens: tuple[float, float], most: float, each_s: float, now: float) -> float:
    left, at = tokens
    return min(most, left + (now - at) / each_s)


def add_errors(app: Sanic[Any, Any], hub: Hub, build: Path) -> None:
    """Log them, as far as `client_errors` says. The guard has refused other origins' pages."""
    tracebacks = Tracebacks(lambda path: (build / path).read_bytes())
    allowance = _Allowance()

    async def told(request: Request) -> HTTPResponse:
        if not hub.settings.client_errors:
            return empty(UNWANTED)
        if len(request.body) > MOST_BYTES:
            return empty(413)
        if not allowance.has_room(subscriber_of(request.client_ip)):
            return empty(429)
        try:
            report = msgspec.json.decode(request.body, type=_Report)
        except (msgspec.DecodeError, RecursionError):
            return empty(400)
        # A page of a build that is gone, or nobody's.
        if not tracebacks.knows(report.script):
            return empty(UNWANTED)
        chain = [(each, tracebacks.frames(each.places_in(report.script))) for each in report.chain]
        repeats = allowance.repeats(_sameness(report.script, chain))
        if repeats is not None:
            left_out, allowance.left_out = allowance.left_out, 0
            _write(report, chain, await _user(request, hub), request, repeats, left_out)
        return empty(TOLD)

    app.add_route(told, PATH, methods=["POST"], name="errors")


def _sameness(script: str, chain: list[tuple[_Exception, list[Frame]]]) -> object:
    """Equal for exceptions of one class at one place, whatever they say."""
    return (script, *[(each.text.partition(":")[0], tuple(frames)) for each, frames in chain])


async def _user(request: Request, hub: Hub) -> str | None:
    shown = shown_id(request)
    if not shown:
        return None
    try:
        async with hub.sessions.open(shown) as session:
            return session.user
    except Unreachable:
        return None


def _write(
    report: _Report,
    chain: list[tuple[_Exception, list[Frame]]],
    user: str | None,
    request: Request,
    repeats: int,
    left_out: int,
) -> None:
    who = "-" if user is None else clean(user)
    where = clean(report.where[:MOST_WHERE])
    text = _text(report.chain[-1])
    notes = [f"{repeats} more like it"] if repeats else []
    notes += [f"{left_out} others left out"] if left_out else []
    message = f"{who}: {where + ': ' if where else ''}{text}" + (f" ({', '.join(notes)})" if notes else "")
    fields = {
        "user": user and who,
        "ip": clean(request.client_ip),
        "script": report.script,
        "agent": clean(request.headers.get("user-agent", "")),
        "where": where,
    }
    record = call_record(log.name, logging.WARNING, message, fields)
    record.exc_text = "\n".join(_lines(chain))
    log.handle(record)


def _lines(chain: list[tuple[_Exception, list[Frame]]]) -> list[str]:
    """As Python writes a traceback."""
    lines: list[str] = []
    for number, (each, frames) in enumerate(chain):
        if number:
            lines += ["", _LINKS.get(each.link, _LINKS["context"]), ""]
        if frames:
            lines.append("Traceback (most recent call last):")
        for frame in frames:
            lines.append(f'  File "{frame.file}", line {frame.line}, in {frame.function}')
            lines.append(f"    {frame.source}")
        lines.append(_text(each))
    return lines


def _text(exception: _Exception) -> str:
    # In one line: a second one could look like a frame.
    return redacted(one_line(exception.text[:MOST_TEXT]))
