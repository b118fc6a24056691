"""One call, timed; and the same action on the browser's console."""

from pystream import PystreamError
from pystream.browser import performance
from pystream.client import DomEvent, dom, expose, on
from server_src import arithmetic


def init() -> None:
    # Now `await square(25)` works on the console.
    expose("square", arithmetic.square)


@on("submit", "#square")
async def calculate(event: DomEvent) -> None:
    event.prevent()
    result = dom["#square-result"]
    try:
        number = float(dom["#number"].value)
    except ValueError:
        result.text = "That is not a number"
        return
    started_ms = performance.now()
    try:
        squared = await arithmetic.square(number)
        tenths = round((performance.now() - started_ms) * 10)
        result.text = f"{number}² = {squared}, there and back in {tenths / 10} ms"
    except PystreamError as why:
        result.text = str(why)
