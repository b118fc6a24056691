"""The lounge: members talk. Others cannot call what is in here."""

from collections import deque

from pystream import Denied, Event, Presence, action, presence, publish, session

from shared_src.models import Said
from shared_src.rules import MOST_TEXT

authenticate = True

ROOM = "lounge"
said = Event[Said]()
# Published by pystream itself, when members come and go.
around = Event[Presence](presence=ROOM)

_latest: deque[Said] = deque(maxlen=50)


@action
async def enter() -> list[Said]:
    """Hear what is said from now on; what was said before, oldest first."""
    await session.subscribe(ROOM)
    return list(_latest)


@action
async def who() -> list[str]:
    """Who is in the lounge now, in any browser."""
    return sorted(await presence.of(ROOM))


@action(rate="5/s")
async def say(text: str) -> None:
    text = text.strip()
    if not 0 < len(text) <= MOST_TEXT:
        raise Denied(f"Say something, in at most {MOST_TEXT} characters")
    # Who says it is the session's to tell, never the page's.
    line = Said(session.user or "", text)
    _latest.append(line)
    await publish.channel(ROOM, said, line)
