"""The table by pystream: each label a signal, rows by their keys."""

from pystream.client import Element, dom, expose
from pystream.html import a, each, mount, span, table, tbody, td, tr
from pystream.signals import Signal, batch, signal

ADJECTIVES = (
    "pretty large big small tall short long handsome plain quaint clean elegant easy angry crazy helpful "
    "mushy odd unsightly adorable important inexpensive cheap expensive fancy"
).split()
COLOURS = "red yellow blue green pink brown purple brown white black orange".split()
NOUNS = "table chair house bbq desk car pony cookie sandwich burger pizza mouse keyboard".split()

state = 7
last = 0


def pick(words: list[str]) -> str:
    global state
    state = (state * 16807) % 2147483647
    return words[state % len(words)]


class Row:
    def __init__(self) -> None:
        global last
        last += 1
        self.id = last
        self.label = signal(f"{pick(ADJECTIVES)} {pick(COLOURS)} {pick(NOUNS)}")


rows: Signal[list[Row]] = signal([])
selected = signal(0)


def made(count: int) -> list[Row]:
    return [Row() for _ in range(count)]


def shown(item: Signal[Row]) -> Element:
    row = item.peek()
    return tr(
        td(row.id),
        td(a(row.label, on_click=lambda: select(row))),
        td(a(span("×", attributes={"aria-hidden": "true"}), class_="remove", on_click=lambda: remove(row))),
        td(),
        classes={"danger": lambda: selected.value == row.id},
    )


def select(row: Row) -> None:
    selected.value = row.id


def remove(row: Row) -> None:
    rows.value = [each for each in rows.value if each is not row]


def create_1k() -> None:
    rows.value = made(1000)


def create_10k() -> None:
    rows.value = made(10_000)


def append_1k() -> None:
    rows.value = [*rows.value, *made(1000)]


def update() -> None:
    with batch():
        for at in range(0, len(rows.value), 10):
            rows.value[at].label.value += " !!!"


def swap() -> None:
    swapped = [*rows.value]
    swapped[1], swapped[998] = swapped[998], swapped[1]
    rows.value = swapped


def clear_all() -> None:
    rows.value = []


for name, function in (
    ("create_1k", create_1k),
    ("create_10k", create_10k),
    ("append_1k", append_1k),
    ("update", update),
    ("swap", swap),
    ("clear_all", clear_all),
    ("select", lambda: dom["tr:nth-child(5) a"].element.click()),
    ("remove", lambda: dom["tr:nth-child(6) .remove"].element.click()),
):
    expose(name, function)

mount(dom["#app"], lambda: table(tbody(each(rows, lambda row: row.id, shown))))
