"""The chat: rooms, who is in them, what was said there."""

import time
from collections import defaultdict, deque

from pystream import Denied, Event, Presence, action, channel, presence, publish, session

from shared_src.rules import ROOMS, Message, fit

# Who was away hears what they missed when their line is back, as long as it is among the last hundred.
message = Event[Message](keep=100)
# pystream itself publishes it, to a room's tabs, when somebody comes or goes.
people = Event[Presence](presence="room:{name}")
# For those who come later. In memory, so it begins anew with the server.
_said: defaultdict[str, deque[Message]] = defaultdict(lambda: deque(maxlen=100))


@channel("room:{name}")
def may_join(name: str) -> bool:
    """Who may be in a room: asked whenever a tab subscribes."""
    return session.user is not None and name in ROOMS


@action(rate="20/m")
async def enter(name: str) -> str:
    """Take a name that nobody here has. There are no passwords: the template `members` has them."""
    name = name.strip()
    if not name.isalnum() or len(name) > 16:
        raise Denied("A name is one word of letters and digits, 16 at most")
    if await presence.is_online(name):
        raise Denied(f"Somebody here is called {name}; take another name")
    await session.login(name)
    return name


@action(auth=True)
async def join(name: str) -> None:
    """Be in this room and no other."""
    await session.unsubscribe(*session.channels)
    await session.subscribe(f"room:{name}")


@action(auth=True)
async def here(name: str) -> list[str]:
    return sorted(await presence.of(f"room:{name}"))


@action(auth=True)
async def recent(name: str) -> list[Message]:
    return list(_said.get(name, []))


@action(auth=True, rate="5/s")
async def say(name: str, text: str) -> None:
    if session.user is None or f"room:{name}" not in session.channels:
        raise Denied("Go into the room first")
    said = Message(session.user, fit(text), time.time())
    _said[name].append(said)
    await publish.channel(f"room:{name}", message, said)
