from collections import deque
from datetime import datetime

from pystream import Denied, Event, Presence, action, config, presence, publish, request, session

from shared_src.constants import MOST
from shared_src.models import Message, TooLong

authenticate = True

message = Event[Message](keep=50)
typing = Event[str]()
around = Event[Presence](presence="lobby")
said: deque[Message] = deque(maxlen=10)
count = 0
seen: set[str] = set()


class Room:
    def __init__(self) -> None:
        self.guests: list[str] = []
        self.is_open = True


room = Room()


@action
async def join(room: str) -> None:
    await session.subscribe(room)


@action
async def say(room: str, text: str) -> Message:
    global count
    if len(text) > MOST:
        raise TooLong("at most 20 characters")
    new = Message(_name(), text)
    said.append(new)
    count += 1
    await publish.channel(room, message, new)
    return new


@action(rate="2/m")
def shout(text: str, *, times: int = 1) -> str:
    return text.upper() * times


@action
async def shout_twice(text: str) -> str:
    # Server code calls the function itself: no gate, no wire.
    return await shout(text, times=2)


@action(auth=False)
async def greeting() -> str:
    return f"{config['greeting']}, {session.user or 'stranger'} from {request.ip}"


@action(auth=False)
def later(when: datetime, rooms: set[str]) -> tuple[datetime, set[str]]:
    return when, rooms


@action(auth=False)
def broken() -> None:
    raise ZeroDivisionError("the server's own")


@action(auth=False)
async def counted() -> int:
    global count
    count += 1
    return count


@action
async def who(room: str) -> list[str]:
    return sorted(await presence.of(room))


def _name() -> str:
    if session.user is None:
        raise Denied("who are you?")
    return session.user
