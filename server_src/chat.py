"""The chat: a tab is in one room at a time, under a name of its own."""

import time
from collections import deque

from pystream import Denied, Event, action, publish, request, session
from shared_src.models import Message
from shared_src.rules import name_of, room_of, text_of

KEPT_MESSAGES = 50  # of each room
KEPT_ROOMS = 200
KEPT_NAMES = 20  # of each session: one for each tab of a browser, and a tab that reconnects is a new one

message = Event[Message]()

# What was said lately; the room that was talked in last is the last one. It is this process's memory: a
# restart forgets it, and of several workers each knows what was said through it.
_recent: dict[str, deque[Message]] = {}


@action
async def join(room: str, name: str) -> list[Message]:
    """Enter a room and leave the one before.

    Returns:
        What was said there lately, oldest first.
    Raises:
        Denied: the room or the name is empty or too long.
    """
    room, name = room_of(room), name_of(name)
    for channel in list(session.channels):
        if channel != _channel(room):
            await session.unsubscribe(channel)
    # Before reading: a message that comes now may be seen twice by the tab, but it is not missed.
    await session.subscribe(_channel(room))
    _set_name(name)
    return list(_recent.get(room, ()))


@action
async def say(room: str, text: str) -> Message:
    """Say something to everybody in a room that this tab has joined.

    Raises:
        Denied: this tab is not in the room; the text is empty or too long.
    """
    room, text = room_of(room), text_of(text)
    known = session.data.get(_name_key())
    if known is None or _channel(room) not in session.channels:
        raise Denied(f"Join the room {room} first")
    said = Message(known["name"], text, room, time.time())
    _keep(said)
    await publish.channel(_channel(room), message, said)
    return said


def _channel(room: str) -> str:
    return f"room:{room}"


def _set_name(name: str) -> None:
    # By tab: who tries the chat in two tabs of one browser, and so in one session, wants to be two people.
    # A key for each: of two tabs that join at once, neither then overwrites the other's.
    session.data[_name_key()] = {"name": name, "since": time.time()}
    keys = [key for key in session.data if key.startswith("name:")]
    keys.sort(key=lambda key: session.data[key]["since"])
    for key in keys[:-KEPT_NAMES]:
        del session.data[key]


def _name_key() -> str:
    return f"name:{request.client}"


def _keep(said: Message) -> None:
    messages = _recent.pop(said.room, None) or deque(maxlen=KEPT_MESSAGES)
    messages.append(said)
    _recent[said.room] = messages
    if len(_recent) > KEPT_ROOMS:
        del _recent[next(iter(_recent))]
