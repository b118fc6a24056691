from dataclasses import dataclass

from pystream.client import DomEvent, Element, dom, expose
from pystream.html import (
    button,
    each,
    form,
    input_,
    li,
    mount,
    p,
    section,
    span,
    table,
    tbody,
    td,
    tr,
    ul,
    when,
)
from pystream.signals import Signal, batch, computed, effect, on_cleanup, signal


@dataclass
class Person:
    id: int
    name: str


people = signal([Person(number, f"person {number}") for number in range(6)])
scores = [[signal(row * 10 + column) for column in range(10)] for row in range(10)]
chosen = signal(-1)
typed = signal("")
ended: list[int] = []
runs: list[str] = []


@computed
def total() -> int:
    return sum(cell.value for row in scores for cell in row)


def person(item: Signal[Person]) -> Element:
    key = item.peek().id
    on_cleanup(lambda: ended.append(key))
    effect(lambda: runs.append(f"{key} {item.value.name} {chosen.value}"))
    return li(
        span(lambda: item.value.name),
        input_(value=lambda: item.value.name, attributes={"aria-label": lambda: item.value.name}),
        id=f"person-{key}",
        classes={"chosen": lambda: chosen.value == key},
        on_click=lambda: choose(key),
    )


def choose(key: int) -> None:
    chosen.value = key


async def submitted(event: DomEvent) -> None:
    event.prevent()
    typed.value = dom["#text"].value


def view() -> Element:
    return section(
        p("total ", total, id="total"),
        table(tbody([tr([td(cell) for cell in row]) for row in scores])),
        when(
            lambda: chosen.value >= 0, lambda: p("chosen ", chosen, id="chosen"), lambda: p("none", id="none")
        ),
        ul(each(people, lambda each: each.id, person), id="people"),
        form(input_(id="text"), button("send"), id="form", on_submit=submitted),
        p(typed, id="typed", style={"color": lambda: "red" if typed.value else None}),
    )


shown = mount(dom["#app"], view)


def change(row: int, column: int, value: int) -> None:
    scores[row][column].value = value


def change_two() -> None:
    with batch():
        scores[0][0].value += 1
        scores[0][1].value -= 1


def order(keys: list[int]) -> None:
    known = {each.id: each for each in people.value}
    people.value = [known.get(key) or Person(key, f"person {key}") for key in keys]


def rename(key: int, name: str) -> None:
    people.value = [Person(key, name) if each.id == key else each for each in people.value]


def told() -> list[list[str]]:
    made = [[str(key) for key in ended], list(runs)]
    ended.clear()
    runs.clear()
    return made


expose("change", change)
expose("change_two", change_two)
expose("order", order)
expose("rename", rename)
expose("choose", choose)
expose("told", told)
expose("dispose", shown.dispose)
