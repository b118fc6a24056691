"""The page: a tile for each figure, which follows a list of samples. Its sparkline is a shape, made in Python."""

import asyncio
import time
from collections.abc import Callable

from pystream import PystreamError
from pystream.client import Element, dom, on
from pystream.html import b, div, h2, mount, p, section, small
from pystream.signals import Signal, computed, signal

from server_src import vitals
from shared_src.sample import KEPT, Sample

samples: Signal[list[Sample]] = signal([])


def tile(title: str, unit: str, digits: int, figure: Callable[[Sample], float]) -> Element:
    """A figure now, its highest of two minutes, and how it came about."""

    @computed
    def values() -> list[float]:
        return [figure(sample) for sample in samples.value]

    def shown(value: float) -> str:
        return f"{value:,.{digits}f}"

    def now() -> str:
        return shown(values.value[-1]) if values.value else "–"

    def high() -> str:
        return f"high {shown(max(values.value, default=0.0))} {unit}"

    return section(
        h2(title),
        p(b(now), small(unit)),
        small(high),
        div(class_="area", style={"clip-path": lambda: area(values.value)}),
        div(class_="line", style={"clip-path": lambda: line(values.value)}),
    )


def points(values: list[float]) -> list[tuple[float, float]]:
    """Percent from the left and from the top; the newest is at the right."""
    top = max(*values, 1e-9, 1e-9) * 1.1
    first = KEPT - len(values)
    return [((first + i) / (KEPT - 1) * 100, 100 - value / top * 100) for i, value in enumerate(values)]


def area(values: list[float]) -> str:
    """All below the curve, as CSS has it."""
    corners = [f"{x:.1f}% {y:.1f}%" for x, y in points(values)]
    start = points(values)[0][0] if values else 0.0
    return f"polygon({', '.join([f'{start:.1f}% 100%', *corners, '100% 100%'])})"


def line(values: list[float]) -> str:
    """The curve: there on its upper side, back on its lower one."""
    there = [f"{x:.1f}% calc({y:.1f}% - 1px)" for x, y in points(values)]
    back = [f"{x:.1f}% calc({y:.1f}% + 1px)" for x, y in reversed(points(values))]
    return f"polygon({', '.join([*there, *back]) or '0 0'})"


async def init() -> None:
    mount(
        dom["#tiles"],
        lambda: [
            tile("Processor", "%", 1, lambda sample: sample.cpu),
            tile("Memory", "MB", 1, lambda sample: sample.memory),
            tile("Event loop, late by", "ms", 1, lambda sample: sample.lag),
            tile("Open tabs", "", 0, lambda sample: sample.tabs),
            tile("Calls a second", "", 0, lambda sample: sample.calls),
            tile("Slowest call", "ms", 2, lambda sample: sample.call_ms),
        ],
    )
    await load()


@on.gap  # this page was away for longer than the server keeps
async def load() -> None:
    samples.value = await vitals.recent()


@on(vitals.measured)
def show(sample: Sample) -> None:
    samples.value = [*samples.value, sample][-KEPT:]


@on("click", "#ping")
async def ping() -> None:
    """Two hundred calls at once: they share a few messages."""
    begun = time.perf_counter()
    await asyncio.gather(*[vitals.ping() for _ in range(200)])
    dom["#note"].text = f"200 answers in {(time.perf_counter() - begun) * 1000:.0f} ms"


@on("click", "#block")
async def block() -> None:
    try:
        await vitals.block()
        dom["#note"].text = "Everybody waited for it"
    except PystreamError as why:
        dom["#note"].text = str(why)


@on.state
def show_state(state: str) -> None:
    dom["#state"].text = state
    dom["#state"].set_attr("data-state", state)
