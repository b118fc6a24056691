"""One line for each call that ended, in the logger "pystream.calls"; never its arguments or its result."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, NamedTuple

from pystream.logs import call_record, clean, one_line, redacted
from pystream.server.errors import Conflict, Unreachable
from pystream.server.failures import text_of

if TYPE_CHECKING:
    from pystream.server.context import CallContext

log = logging.getLogger("pystream.calls")

MOST_ACTION = 100
MOST_TEXT = 1000


class Broke(NamedTuple):
    """What an action raised that no browser may see, and the reference that its caller is told instead."""

    why: BaseException
    reference: str


def write(call: CallContext, outcome: str, seconds: float, broke: Broke | None = None) -> None:
    """Write the line of a call.

    Args:
        outcome: "ok", "cancelled", or the name of what it raised; its text may say arguments.
        broke: logged with its text and traceback, as an error.
    """
    level = logging.INFO if broke is None else logging.ERROR
    if not log.isEnabledFor(level):
        return
    action, ms = clean(call.action[:MOST_ACTION]), round(seconds * 1000, 3)
    user = call.caller.session.user
    who = "-" if user is None else clean(user)
    fields = {"action": action, "outcome": outcome, "ms": ms, "user": user and who}
    fields |= {"client": call.caller.id, "ip": clean(call.caller.ip)}
    if broke is None:
        log.handle(call_record(log.name, level, f"{action} {outcome} {ms} ms {who}", fields))
        return
    text = redacted(one_line(text_of(broke.why)[:MOST_TEXT]))
    message = f"{action} failed, reference {broke.reference}, {ms} ms {who}: {text}"
    # Neither is a bug of the code that met it: its place there tells nothing.
    trace = None if isinstance(broke.why, Conflict | Unreachable) else broke.why
    log.handle(call_record(log.name, level, message, fields | {"ref": broke.reference}, trace))
