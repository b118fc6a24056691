"""The page: a door for those without a name, rooms for those with one."""

import time

from pystream import Presence, PystreamError
from pystream.client import DomEvent, connection, create, dom, on, render

from server_src import chat
from shared_src.rules import ROOMS, Message, fit

me = ""
room = ROOMS[0]
people: set[str] = set()


async def init() -> None:
    """Called once, when the line to the server stands."""
    for name in ROOMS:
        dom["#rooms"].append(create("button", name))
    await show(connection.user)


async def show(user: str | None) -> None:
    """The rooms for somebody, the door for nobody."""
    global me
    me = user or ""
    dom["#door"].hidden, dom["#chat"].hidden = bool(me), not me
    dom["#text" if me else "#name"].focus()
    if me:
        await go_in()


@on.gap  # more was said, while the line was down, than the server keeps
async def go_in() -> None:
    await chat.join(room)
    recent, here = await chat.recent(room), await chat.here(room)
    for button in dom.all("#rooms button"):
        button.set_attr("aria-current", str(button.text == room).lower())
    dom["#log"].clear()
    for message in recent:
        hear(message)
    show_people(here)


@on("click", "#rooms button")
async def change_room(event: DomEvent) -> None:
    global room
    room = event.target.text
    await go_in()


@on(chat.message)
def hear(message: Message) -> None:
    clock = time.strftime("%H:%M", time.localtime(message.at))
    hue, mine = sum(ord(letter) for letter in message.who) % 6, message.who == me
    dom["#log"].append(render("message.html", message=message, clock=clock, hue=hue, mine=mine))
    dom["#log"].scroll_to_end()


@on(chat.people)
def change_people(change: Presence) -> None:
    show_people([*people.difference(change.left).union(change.joined)])


def show_people(here: list[str]) -> None:
    global people
    people = set(here)
    dom["#people"].clear()
    for name in sorted(here):
        dom["#people"].append(create("li", name))


@on("submit", "#door")
async def enter(event: DomEvent) -> None:
    event.prevent()
    try:
        await show(await chat.enter(dom["#name"].value))
    except PystreamError as why:
        dom["#refused"].text = str(why)


@on("submit", "#talk")
async def talk(event: DomEvent) -> None:
    """Say it. Without a line the call waits, and what was typed is shown as waiting."""
    event.prevent()
    typed = dom["#text"].value
    waiting = create("li", typed, "waiting")
    dom["#note"].text = ""
    try:
        fit(typed)
        dom["#text"].value = ""
        dom["#log"].append(waiting)
        await chat.say(room, typed)
    except PystreamError as why:
        dom["#note"].text, dom["#text"].value = str(why), typed
    waiting.remove()


@on.state
def show_state(state: str) -> None:
    dom["#state"].text = state
    dom["#state"].set_attr("data-state", state)


@on.reconnect
async def catch_up(subscribed: bool) -> None:
    """What was said meanwhile comes by itself; who is here is asked for."""
    if me and subscribed:
        show_people(await chat.here(room))
    elif me:
        await show(connection.user)
