"""The chat: join a room, talk, see at once what the others say."""

from pystream import PystreamError
from pystream.browser import Intl, navigator, storage
from pystream.client import DomEvent, connection, create, dom, on
from server_src import chat
from shared_src import rules
from shared_src.models import Message

# Older ones leave the page, so that it does not grow for as long as the tab is open.
SHOWN_MESSAGES = 200


class Stay:
    """This tab's stay in a room; `room` is empty before the first one."""

    def __init__(self) -> None:
        self.name = ""
        self.room = ""
        self.shown = 0
        # Counts the joins, so that the answer to one is dropped when another was begun meanwhile.
        self.joins = 0
        self.joining = False
        # What was said while the room's recent messages were still on their way.
        self.early: list[Message] = []
        # Whether what is typed waits for the room to be entered.
        self.unsent = False


stay = Stay()


def init() -> None:
    name = storage.getItem("name")
    if name is not None and len(dom["#name"].value) == 0:
        dom["#name"].value = name


@on("click", ".room")
async def pick(event: DomEvent) -> None:
    dom["#room"].value = event.target.text
    if len(dom["#name"].value.strip()) == 0:
        dom["#note"].text = "First choose a name"
        dom["#name"].focus()
        return
    await enter()


@on("submit", "#join")
async def submit(event: DomEvent) -> None:
    event.prevent()
    await enter()


async def enter() -> None:
    """Join what the form says, ready to type."""
    try:
        room = rules.room_of(dom["#room"].value)
        name = rules.name_of(dom["#name"].value)
        dom["#note"].text = ""
        await join(room, name)
        dom["#text"].focus()
    except PystreamError as why:
        stay.unsent = False
        dom["#note"].text = str(why)


async def join_again() -> None:
    """After a lost line: enter the room as before, see what was said meanwhile."""
    if len(stay.room) > 0:
        try:
            await join(stay.room, stay.name)
        except PystreamError as why:
            stay.unsent = False
            dom["#note"].text = f"Could not join again: {why}"


async def join(room: str, name: str) -> None:
    stay.joins += 1
    turn = stay.joins
    stay.joining = True
    stay.early = []
    try:
        recent = await chat.join(room, name)
    finally:
        if turn == stay.joins:
            stay.joining = False
    if turn != stay.joins:
        return
    stay.room = room
    stay.name = name
    storage.setItem("name", name)
    show_room()
    newest = 0.0
    for message in recent:
        newest = message.at
        show(message)
    for message in stay.early:
        if message.room == room and message.at > newest:
            show(message)
    if stay.unsent:
        stay.unsent = False
        await send()


@on(chat.message)
def heard(message: Message) -> None:
    if stay.joining:
        stay.early.append(message)
    elif message.room == stay.room:
        show(message)


@on("submit", "#talk")
async def talk(event: DomEvent) -> None:
    event.prevent()
    dom["#text"].focus()
    if stay.joining or connection.state != "connected":
        # The server takes no message for a room that this tab is not in, and a restarted one knows of none.
        stay.unsent = True
        dom["#note"].text = "This goes out as soon as you are in the room again"
    else:
        await send()


async def send() -> None:
    typed = dom["#text"].value
    # Until the answer is there: a second Enter would say it twice.
    dom["#send"].disabled = True
    try:
        await chat.say(stay.room, rules.text_of(typed))
        dom["#note"].text = ""
        if dom["#text"].value == typed:
            dom["#text"].value = ""
    except PystreamError as why:
        dom["#note"].text = str(why)
    dom["#send"].disabled = False


def show_room() -> None:
    dom["#log"].clear()
    stay.shown = 0
    dom["#room-name"].text = f"#{stay.room}"
    dom["#text"].disabled = False
    dom["#send"].disabled = False
    for button in dom.all(".room"):
        here = button.text == stay.room
        button.set_attr("aria-pressed", "true" if here else "false")


def show(message: Message) -> None:
    item = create("li")
    item.toggle_class("mine", message.who == stay.name)
    item.append(create("b", message.who))
    item.append(create("time", clock(message.at)))
    item.append(create("p", message.text))
    dom["#log"].append(item)
    stay.shown += 1
    if stay.shown > SHOWN_MESSAGES:
        dom["#log li"].remove()
    dom["#log-frame"].scroll_to_end()


def clock(at: float) -> str:
    """Hours and minutes as this browser's person writes them; `at` in seconds since 1970."""
    return Intl.DateTimeFormat(navigator.language, timeStyle="short").format(at * 1000)
