"""Who calls by HTTP without a session: `@credentials("bearer")` and `@credentials("basic")` of server_src.

Such a call has its user and an empty session of its own, which nothing saves and no cookie names.
Spec: docs/http-api.md.
"""

from __future__ import annotations

import base64
import binascii
import inspect
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from pystream.server.actions import mark
from pystream.server.errors import StartError
from pystream.server.registry import Marked
from pystream.server.topics import checked

Kind = Literal["bearer", "basic"]
_ARGUMENTS = {"bearer": "(token)", "basic": "(name, password)"}
_F = TypeVar("_F", bound=Callable[..., str | Awaitable[str | None] | None])


@dataclass(frozen=True, slots=True)
class CredentialsMark:
    """What @credentials says about a function."""

    kind: Kind


def credentials(kind: Kind) -> Callable[[_F], _F]:
    """Let callers by HTTP show credentials: the function tells whose they are, or None for nobody's.

    `@credentials("bearer")` is for `def user_of(token: str)`, `@credentials("basic")` for
    `def user_of(name: str, password: str)`; async or not. Compare secrets in constant time
    (hmac.compare_digest), and passwords with a slow hash.

    Raises:
        TypeError: no such kind, or the function does not take these arguments.
    """
    if kind not in _ARGUMENTS:
        raise TypeError(f'@credentials: the kind must be "bearer" or "basic", got {kind!r}')

    def marked(function: _F) -> _F:
        count = len(_ARGUMENTS[kind].split(","))
        try:
            inspect.signature(function).bind(*("" for _ in range(count)))
        except TypeError:
            name = getattr(function, "__qualname__", repr(function))
            raise TypeError(f"@credentials: {name} must take {_ARGUMENTS[kind]}") from None
        mark(function, CredentialsMark(kind))
        return function

    return marked


class WrongCredentials(Exception):
    """They are nobody's, or ill-formed."""


class Credentials:
    """The ways in which callers of this server may show who they are.

    Attributes:
        kinds: those that server_src declares.

    Raises:
        StartError: one is declared twice.
    """

    def __init__(self, declared: Iterable[Marked[CredentialsMark]]) -> None:
        self._functions: dict[str, Callable[..., Any]] = {}
        for each in declared:
            if each.mark.kind in self._functions:
                raise StartError(f'{each.where}: @credentials("{each.mark.kind}") is declared twice')
            self._functions[each.mark.kind] = each.function

    def become(self, others: Credentials) -> None:
        """Take the others' functions from now on."""
        self._functions = others._functions

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(self._functions)

    def challenges(self) -> str:
        """The value of WWW-Authenticate; empty if there is nothing to show."""
        said = {"bearer": "Bearer", "basic": 'Basic realm="pystream", charset="UTF-8"'}
        return ", ".join(said[kind] for kind in said if kind in self._functions)

    async def user_of(self, authorization: str) -> str | None:
        """Whose credentials a header shows; None if it is of a kind that nobody declares.

        Raises:
            WrongCredentials: nobody's. Whatever the app's function raises.
        """
        scheme, _, shown = authorization.strip().partition(" ")
        function = self._functions.get(scheme.lower())
        if function is None:
            return None
        user = function(*_arguments(scheme.lower(), shown.strip()))
        if inspect.isawaitable(user):
            user = await user
        if user is None:
            raise WrongCredentials
        return checked(user, "user id")


def _arguments(scheme: str, shown: str) -> list[str]:
    if scheme == "bearer":
        if not shown:
            raise WrongCredentials
        return [shown]
    try:
        name, colon, password = base64.b64decode(shown, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise WrongCredentials from None
    if not colon:
        raise WrongCredentials
    return [name, password]
