from pystream import Event, action, page, publish, render, session
from shared_src.models import Note

noted = Event[Note]()
notes: list[Note] = []


@page
async def wall() -> dict[str, object]:
    return {"notes": notes, "user": session.user}


@action
async def note(who: str, text: str, price: float) -> None:
    notes.append(Note(who, text, price))
    await publish.all(noted, notes[-1])


@action
async def html() -> str:
    return str(render("note.html", note=notes[-1]))
