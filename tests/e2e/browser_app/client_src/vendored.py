"""Scripts of client_src/lib/: a universal one, an ES module with what it imports, and a classic one."""

from collections.abc import Callable

import js.shapes
import js.tools.numbers as numbers
from js.chart import Chart
from js.half_old import Counter, greet, version
from js.shapes import Square, area, shapes, three

from pystream.browser import JsError, document


def used(log: Callable[..., None]) -> None:
    chart = Chart(document.getElementById("canvas"), {"type": "bar", "data": {"values": [1, 2]}})
    log("chart", chart.describe(), chart.each(lambda value: value + 1))
    log("module", Square(3).area, area(2, scale=5), three(2), shapes(), js.shapes.unit, numbers.twice(4))
    log("classic", version, Counter().add(2).count, greet(name="you"))
    try:
        chart.fail()
    except JsError as why:
        log("thrown", why.name, why.message)
