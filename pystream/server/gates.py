"""What a call must pass before it runs, whichever way it came: who it is for, and how often.

In this order: somebody has signed in, the rate, the arguments are decoded, the app's own question. What it
costs to refuse is the less the earlier it is refused.
"""

from __future__ import annotations

import asyncio
import inspect
import math
from collections.abc import Awaitable, Callable, Mapping
from inspect import Parameter
from typing import Any, TypeAlias

from pystream.errors import Denied, SignedOut, SlowDown
from pystream.rate import Rate
from pystream.server.addresses import subscriber_of
from pystream.server.context import CallContext, Caller

# What `@action(auth=...)` may ask: whether the caller may, by any of the action's own arguments.
Question: TypeAlias = Callable[..., Any]
# Parameters by their names, each with its place.
Wanted: TypeAlias = dict[str, tuple[int, Parameter]]
_REST = (Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD)


class Gate:
    """The gate of one action or stream.

    Attributes:
        needs_user: somebody must have signed in.
        is_open: it asks nothing beyond that.
        rate: how often it may be passed; None: always.
        waits: its question is answered by an `async def`.

    Args:
        question: see @action; it is asked only of who has signed in.
        of: the function that it is the gate of.
    Raises:
        TypeError: the question cannot be asked of such a function.
    """

    __slots__ = ("_name", "_question", "_wanted", "is_open", "needs_user", "rate", "waits")

    def __init__(
        self,
        name: str = "",
        needs_user: bool = False,
        question: Question | None = None,
        rate: Rate | None = None,
        of: Callable[..., Any] | None = None,
    ) -> None:
        self._name = name
        self._question = question
        self.rate = rate
        # What the question takes of the action's arguments.
        self._wanted: Wanted = {} if question is None or of is None else _wanted(question, of)
        self.needs_user = needs_user or question is not None
        self.is_open = question is None and rate is None
        self.waits = question is not None and _is_async(question)

    @property
    def question(self) -> str:
        """What it asks, as a person wrote it, "owns(document_id)"; empty if it has no question."""
        return "" if self._question is None else f"{_named(self._question)}({', '.join(self._wanted)})"

    def knock(self, call: CallContext) -> Awaitable[float] | None:
        """Before the arguments are looked at; on return the call may go on, or await the result by wait().

        Raises:
            SignedOut, SlowDown
        """
        self.check_user(call)
        if self.rate is None:
            return None
        key = f"rate:{self._name}:{_who(call.caller)}"
        asked = call.hub.backend.allow(key, self.rate.per_s, self.rate.count)
        if isinstance(asked, asyncio.Future) and asked.done():
            self._check_wait(asked.result())
            return None
        return asked

    async def wait(self, call: CallContext, asked: Awaitable[float]) -> None:
        """What knock() left to be awaited. Raises SignedOut, SlowDown, Unreachable."""
        self._check_wait(await asked)
        self.check_user(call)  # who may have left meanwhile

    def check_user(self, call: CallContext) -> None:
        """Raises SignedOut."""
        if self.needs_user and call.caller.session.user is None:
            raise SignedOut("sign in first")

    def ask_now(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> None:
        """The question, if there is one and it does not wait. Raises Denied, and what the question raises."""
        if self._question is not None:
            answer = self._asked(self._question, args, kwargs)
            if inspect.iscoroutine(answer):
                answer.close()
            self._check(answer)

    async def ask(self, call: CallContext, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> None:
        """As ask_now(), of any question."""
        if self._question is not None:
            answer = self._asked(self._question, args, kwargs)
            if inspect.isawaitable(answer):
                answer = await answer
                self.check_user(call)
            self._check(answer)

    def _asked(self, question: Question, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
        if not self._wanted:
            return question()
        return question(**{name: _given(each, args, kwargs) for name, each in self._wanted.items()})

    def _check(self, answer: Any) -> None:
        if answer is None or answer is False:
            raise Denied("not allowed")
        if answer is not True:
            # A coroutine that nobody awaits, a generator: taken for a yes, they would let everybody in.
            raise TypeError(f"{self._name}: auth must return True or False, got {type(answer).__name__}")

    def _check_wait(self, wait_s: float) -> None:
        if wait_s > 0:
            raise SlowDown(f"too many calls to {self._name}: try again in {_shown(wait_s)}", wait_s)


def _is_async(question: Question) -> bool:
    call = getattr(question, "__call__", None)  # noqa: B004  # an object's own, which may be async
    return inspect.iscoroutinefunction(question) or inspect.iscoroutinefunction(call)


def _wanted(question: Question, function: Callable[..., Any]) -> Wanted:
    """The function's parameters that the question takes, by name, each with its place."""
    places = enumerate(inspect.signature(function).parameters.values())
    known = {each.name: (place, each) for place, each in places if each.kind not in _REST}
    try:
        parameters = inspect.signature(question).parameters.values()
    except (TypeError, ValueError):
        raise TypeError(f"auth must be True, False or a function, got {question!r}") from None
    for parameter in parameters:
        if parameter.kind in (*_REST, Parameter.POSITIONAL_ONLY):
            raise TypeError(f"auth: {_named(question)} must take the action's arguments by name: {parameter}")
        if parameter.name not in known:
            raise TypeError(
                f"auth: {_named(question)} takes {parameter.name}, which is no argument of the action; "
                f"those are: {', '.join(known) or 'none'}"
            )
    return {parameter.name: known[parameter.name] for parameter in parameters}


def _given(wanted: tuple[int, Parameter], args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
    """The argument that a call gives a parameter."""
    place, parameter = wanted
    if parameter.kind is not Parameter.KEYWORD_ONLY and place < len(args):
        return args[place]
    if parameter.kind is not Parameter.POSITIONAL_ONLY and parameter.name in kwargs:
        return kwargs[parameter.name]
    return parameter.default


def _named(question: Question) -> str:
    return str(getattr(question, "__qualname__", None) or repr(question))


def _who(caller: Caller) -> str:
    """Whose calls are counted together: a user's, else those of an address."""
    user = caller.session.user
    return f"ip:{subscriber_of(caller.ip)}" if user is None else f"user:{user}"


def _shown(wait_s: float) -> str:
    # Rounded up: who comes back then is let in.
    return f"{math.ceil(wait_s * 10) / 10:g} s" if wait_s < 10 else f"{math.ceil(wait_s)} s"
