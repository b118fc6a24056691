"""The page: a door for those who have not signed in, the lounge for those who have."""

from pystream import Presence, PystreamError, SignedOut, SlowDown
from pystream.client import DomEvent, create, dom, on

from server_src import account, lounge
from shared_src.models import Said
from shared_src.rules import checked_name, checked_password

here: set[str] = set()


async def init() -> None:
    """Called once, when the line to the server stands."""
    await show(await account.me())


async def show(me: str | None) -> None:
    """The lounge for somebody, the door for nobody."""
    dom["#said"].clear()
    here.clear()
    if me is not None:
        for line in await lounge.enter():
            hear(line)
        change_here(Presence(joined=await lounge.who(), left=[]))
        dom["#me"].text = me
    dom["#door"].hidden = me is not None
    dom["#lounge"].hidden = me is None
    dom["#name" if me is None else "#text"].focus()


@on(lounge.said)
def hear(line: Said) -> None:
    row = create("li")
    row.append(create("b", line.who))
    row.append(f" {line.text}")
    dom["#said"].append(row)


@on(lounge.around)
def change_here(change: Presence) -> None:
    here.update(change.joined)
    here.difference_update(change.left)
    dom["#here"].text = ", ".join(sorted(here))


@on("submit", "#sign-in")
async def sign_in(event: DomEvent) -> None:
    event.prevent()
    dom["#note"].text = ""
    try:
        me = await account.sign_in(dom["#name"].value, dom["#password"].value)
    except PystreamError as why:
        await tell(why)
    else:
        await come_in(me)


@on("click", "#register")
async def register() -> None:
    dom["#note"].text = ""
    try:
        name = checked_name(dom["#name"].value)
        me = await account.register(name, checked_password(name, dom["#password"].value))
    except PystreamError as why:
        await tell(why)
    else:
        await come_in(me)


async def come_in(me: str) -> None:
    dom["#password"].value = ""
    await show(me)


@on("click", "#sign-out")
async def sign_out() -> None:
    await account.sign_out()
    await show(None)


@on("submit", "#talk")
async def talk(event: DomEvent) -> None:
    event.prevent()
    text = dom["#text"].value
    dom["#note"].text = ""
    try:
        await lounge.say(text)
        if dom["#text"].value == text:
            dom["#text"].value = ""
    except PystreamError as why:
        await tell(why)


async def tell(why: PystreamError) -> None:
    """What went wrong; in another tab of this browser somebody may have signed out."""
    dom["#note"].text = str(why)
    if isinstance(why, SlowDown):
        dom["#note"].text = f"Not so fast: try again in {round(why.retry_after) + 1} seconds"
    if isinstance(why, SignedOut):
        await show(None)


@on.state
def show_state(state: str) -> None:
    dom["#state"].text = state
    dom["#state"].set_attr("data-state", state)


@on.reconnect
async def catch_up() -> None:
    await show(await account.me())
