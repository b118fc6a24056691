"""The page: a change shows at once and goes out as a call, which waits while there is no line."""

from dataclasses import replace
from uuid import uuid4

from pystream import PystreamError
from pystream.client import DomEvent, Element, dom, on
from pystream.html import article, button, div, each, mount, textarea
from pystream.signals import Signal, computed, effect, signal

from server_src import board
from shared_src.notes import COLORS, LIMIT, Note

ARROWS = {"ArrowLeft": (-0.02, 0), "ArrowRight": (0.02, 0), "ArrowUp": (0, -0.02), "ArrowDown": (0, 0.02)}

# By id: the newest that the server told, and what was changed here and is not written there yet.
known: Signal[dict[str, Note]] = signal({})
unsaved: Signal[dict[str, Note]] = signal({})


@computed
def shown() -> list[Note]:
    return [note for note in {**known.value, **unsaved.value}.values() if not note.gone]


@effect
def show_waiting() -> None:
    count = len(unsaved.value)
    dom["#waiting"].text = "1 change waits" if count == 1 else f"{count} changes wait" if count else ""


async def init() -> None:
    mount(dom["#board"], lambda: div(each(shown, lambda note: note.id, card)))
    await load()


@on.gap  # more was changed, while the line was down, than the server keeps
async def load() -> None:
    known.value = {note.id: note for note in await board.notes()}


@on(board.changed)
def learn(note: Note) -> None:
    if note.id not in known.value or known.value[note.id].version < note.version:
        known.value = {**known.value, note.id: note}


async def change(note: Note) -> None:
    """Show it at once and have the server write it; what is changed meanwhile goes out when that is done."""
    is_under_way = note.id in unsaved.value
    unsaved.value = {**unsaved.value, note.id: note}
    while not is_under_way:
        note = unsaved.value[note.id]
        try:
            learn(await board.save(note))
        except PystreamError as why:
            dom["#problem"].text = str(why)
        if unsaved.value[note.id] is note:
            unsaved.value = {id: other for id, other in unsaved.value.items() if id != note.id}
            return


@on("click", "#add")
async def add() -> None:
    count = len(shown.value)
    x, y = (0.04 + count * 0.31) % 1, (0.06 + count * 0.23) % 1
    await change(Note(str(uuid4()), color=COLORS[count % len(COLORS)], x=x, y=y))


def moved(note: Note, x: float, y: float) -> Note:
    return replace(note, x=min(max(note.x + x, 0.0), 1.0), y=min(max(note.y + y, 0.0), 1.0))


def card(note: Signal[Note]) -> Element:
    """A note on the board; it follows `note`, whoever changes that."""
    grip: tuple[float, float] | None = None  # where the pointer was last, while it drags

    async def press(event: DomEvent) -> None:
        if event.key in ARROWS:
            event.prevent()
            await change(moved(note.value, *ARROWS[event.key]))

    def take(event: DomEvent) -> None:
        nonlocal grip
        event.target.element.setPointerCapture(event.raw.pointerId)
        grip = (event.raw.clientX, event.raw.clientY)

    def drag(event: DomEvent) -> None:
        nonlocal grip
        if grip:
            space, own = dom["#board"].element, whole.element
            x, y = event.raw.clientX, event.raw.clientY
            across, down = space.clientWidth - own.offsetWidth, space.clientHeight - own.offsetHeight
            note.value = moved(note.value, (x - grip[0]) / across, (y - grip[1]) / down)
            grip = (x, y)

    async def drop() -> None:
        """While it was dragged it moved only here; now it does everywhere."""
        nonlocal grip
        grip = None
        await change(note.value)

    async def write(event: DomEvent) -> None:
        await change(replace(note.value, text=event.target.value))

    async def recolor() -> None:
        after = COLORS.index(note.value.color) + 1
        await change(replace(note.value, color=COLORS[after % len(COLORS)]))

    async def take_down() -> None:
        await change(replace(note.value, gone=True))

    whole = article(
        button(
            "⠿",
            class_="handle",
            title="Drag it, or press arrow keys",
            on_keydown=press,
            on_pointerdown=take,
            on_pointermove=drag,
            on_pointerup=drop,
        ),
        textarea(
            value=lambda: note.value.text, maxlength=LIMIT, placeholder="Write something", on_input=write
        ),
        button("◐", class_="color", title="Another colour", on_click=recolor),
        button("✕", class_="gone", title="Take it down", on_click=take_down),
        attributes={"data-color": lambda: note.value.color},
        style={"--x": lambda: note.value.x, "--y": lambda: note.value.y},
    )
    return whole


@on.state
def show_state(state: str) -> None:
    dom["#state"].text = state
    dom["#state"].set_attr("data-state", state)
