"""One session as a worker knows it, and what the workers tell each other about it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from pystream.server.session_data import DATA

if TYPE_CHECKING:
    from pystream.server.client import Client

# Fields of the record beside those of session.data: who is signed in, and since when; if nobody is, when
# something was first saved. Under an id that the session had before only this is left: the next's digest.
USER = "user"
SINCE = "since"
MOVED = "moved"
# What was at revoked:<user> when they signed in: it changes as all of the user's sessions are ended.
EPOCH = "epoch"

_encode = msgspec.json.Encoder().encode


# What the workers tell each other about a session.


class Change(msgspec.Struct, array_like=True, tag="change"):
    worker: str
    id: int
    set: dict[str, msgspec.Raw]
    removed: list[str]


class Moved(msgspec.Struct, array_like=True, tag="moved"):
    """The session goes on under another id: for the caller that moved it."""

    worker: str
    id: int
    to_digest: str


class Ended(msgspec.Struct, array_like=True, tag="ended"):
    """Nothing is left of the session."""

    worker: str
    id: int


class Arrived(msgspec.Struct, array_like=True, tag="arrived"):
    """The browser has the cookie of the session's new id."""


class Revoked(msgspec.Struct, array_like=True, tag="revoked"):
    """All sessions of a user have ended that are not of this epoch."""

    worker: str
    id: int
    user: str
    epoch: str


decode = msgspec.json.Decoder(Change | Moved | Ended | Arrived).decode
decode_revoked = msgspec.json.Decoder(Revoked).decode
Told: TypeAlias = Change | Moved | Ended


class Session:
    """This worker's mirror of one session.

    Attributes:
        fields: the record as last heard of, with this worker's changes that are on their way to the store.
        clients: the tabs that this worker has of it.
        openers: how many are about to become its clients.
    """

    __slots__ = ("_heard", "_sent", "clients", "early", "fields", "followed", "id", "loading", "openers")

    def __init__(self, id: str) -> None:
        self.id = id
        self.fields: dict[str, bytes] = {}
        self._heard = self.fields
        self._sent: dict[int, Change] | None = None
        self.clients: set[Client] = set()
        self.openers = 0
        # Changes heard while the record is still being read; None once it has been.
        self.early: list[Told] | None = []
        # None once the record has been read: a task that is done still costs 700 bytes.
        self.loading: asyncio.Task[None] | None = None
        # Once it has moved on: set when one of the tabs that it left behind has followed.
        self.followed: asyncio.Event | None = None

    @property
    def user(self) -> str | None:
        raw = self.fields.get(USER)
        return None if raw is None else str(msgspec.json.decode(raw))

    @property
    def moved(self) -> bool:
        """Whether the session goes on under another id."""
        return MOVED in self.fields

    def saved_data(self) -> dict[str, bytes]:
        """The fields of session.data as the store has them, as far as heard."""
        return {field: raw for field, raw in self._heard.items() if field.startswith(DATA)}

    def replace(self, fields: dict[str, bytes]) -> None:
        """The record is this."""
        self._heard = fields
        self._refresh()

    def hear(self, change: Change, is_own: bool) -> None:
        """The record has changed."""
        self._heard = _changed(self._heard, change)
        if is_own:
            self.forget(change)
        else:
            self._refresh()

    def expect(self, change: Change) -> None:
        """The record will have changed, unless forget() comes before hear()."""
        self._sent = {**(self._sent or {}), change.id: change}
        self._refresh()

    def forget(self, change: Change) -> None:
        """A change is not expected any more."""
        if self._sent is not None:
            self._sent.pop(change.id, None)
            self._sent = self._sent or None
        self._refresh()

    def _refresh(self) -> None:
        self.fields = self._heard
        for change in (self._sent or {}).values():
            self.fields = _changed(self.fields, change)


class UnsavedSession(Session):
    """Of a call that came with credentials: its user, and nothing that is kept."""

    __slots__ = ()

    def __init__(self, user: str) -> None:
        super().__init__("")
        self.replace({USER: _encode(user)})


def _changed(fields: dict[str, bytes], change: Change) -> dict[str, bytes]:
    kept = {field: raw for field, raw in fields.items() if field not in change.removed}
    return kept | {field: bytes(raw) for field, raw in change.set.items()}
