"""The page: a tile for each figure, which follows a list of samples. Its sparkline is a template."""

import asyncio
import time
from collections.abc import Callable

from pystream import PystreamError
from pystream.client import Element, dom, on, render
from pystream.html import b, div, h2, mount, p, section, small
from pystream.signals import Signal, computed, effect, signal

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

    chart = div(class_="chart")

    @effect
    def draw() -> None:
        first, points = curve(values.value)
        chart.clear()
        chart.append(render("spark.html", first=first, points=points))

    return section(h2(title), p(b(now), small(unit)), small(high), chart)


def curve(values: list[float]) -> tuple[float, str]:
    """Where it begins, and its points, as SVG has them: the newest at the right, the highest near the top."""
    top = max([*values, 0.01]) * 1.1
    first = (KEPT - len(values)) / (KEPT - 1) * 100
    steps = [first + step / (KEPT - 1) * 100 for step in range(len(values))]
    return first, " ".join(f"{x:.1f},{100 - y / top * 100:.1f}" for x, y in zip(steps, values, strict=True))


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
    try:
        await asyncio.gather(*[vitals.ping() for _ in range(200)])
        dom["#note"].text = f"200 answers in {(time.perf_counter() - begun) * 1000:.0f} ms"
    except PystreamError as why:
        dom["#note"].text = str(why)


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
