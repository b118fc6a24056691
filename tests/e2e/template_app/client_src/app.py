from pystream.client import dom, expose, on, render
from server_src import wall
from shared_src.models import Note


@on.state
def show(state: str) -> None:
    dom["#state"].text = state


@on(wall.noted)
def add(note: Note) -> None:
    dom["#log"].append(render("note.html", note=note))


async def write(who: str, text: str, price: float) -> None:
    await wall.note(who, text, price)


async def server_html() -> str:
    return await wall.html()


def client_html(who: str, text: str, price: float) -> str:
    return str(render("note.html", note=Note(who, text, price)))


def replace(text: str) -> None:
    card = render("note.html", note=Note("new", text, 1.0))
    dom["#old"].replace(card)
    dom["#log"].prepend(render("notes.html", notes=[Note("first", text, 2.0)], user=None))


@on("click", "#broken")
def broken() -> None:
    render("broken.html", note=3)


for name, function in (
    ("write", write),
    ("server_html", server_html),
    ("client_html", client_html),
    ("replace", replace),
):
    expose(name, function)
