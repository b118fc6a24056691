"""The page: shows the wall, pins notes to it."""

from pystream import PystreamError
from pystream.client import DomEvent, create, dom, on

from server_src import wall
from shared_src.rules import note_of


async def init() -> None:
    """Called once, when the line to the server stands."""
    await show_wall()


async def show_wall() -> None:
    notes = await wall.notes()
    dom["#wall"].clear()
    for note in notes:
        show(note)


@on(wall.pinned)
def show(note: str) -> None:
    dom["#wall"].prepend(create("li", note))


@on("submit", "#pin")
async def pin(event: DomEvent) -> None:
    event.prevent()
    text = dom["#text"].value
    dom["#note"].text = ""
    try:
        await wall.pin(note_of(text))
        if dom["#text"].value == text:
            dom["#text"].value = ""
    except PystreamError as why:
        dom["#note"].text = str(why)


@on.state
def show_state(state: str) -> None:
    dom["#state"].text = state
    dom["#state"].set_attr("data-state", state)


@on.reconnect
async def catch_up() -> None:
    await show_wall()
