"""What client code does with the browser's own objects; each line of #log is one thing that works."""

import asyncio
from typing import Any

from client_src import vendored
from pystream.browser import (
    URL,
    Element,
    Event,
    EventTarget,
    Float32Array,
    HTMLCanvasElement,
    Map,
    MouseEvent,
    Promise,
    ResizeObserver,
    Uint8Array,
    document,
    fetch,
    localStorage,
    requestAnimationFrame,
    setTimeout,
    to_js,
    to_py,
    window,
)
from pystream.client import on


def log(*values: object) -> None:
    output = document.getElementById("log")
    assert output is not None
    line = document.createElement("div")
    line.textContent = " ".join(str(value) for value in values)
    output.append(line)


class Presses:
    def __init__(self) -> None:
        self.count = 0

    def pressed(self, event: MouseEvent) -> None:
        self.count += 1
        event.preventDefault()
        log("method", event.type, self.count)


def constructed() -> None:
    ages: Map[str, int] = Map([("ann", 31)])
    ages.set("bob", 27)
    log("map", len(ages), ages.get("ann"), ages.get("eve"), "bob" in ages, [name for name, _ in ages])
    data = Uint8Array(4)
    data[0] = 255
    data[-1] = 7
    log("bytes", len(data), list(data), sum(data))
    log("halves", list(Float32Array([1, 2, 3]).map(lambda value: value / 2)))
    url = URL("/a?b=c", "https://example.org")
    log("url", url.hostname, url.searchParams.get("b"), url.searchParams.get("d"))
    try:
        URL("no url")
    except Exception as why:
        log("error", type(why).__name__, "URL" in str(why))


def callbacks() -> None:
    button = document.getElementById("button")
    assert button is not None
    presses = Presses()

    def nothing() -> None:
        log("no arguments")

    async def later(event: Event) -> None:
        await asyncio.sleep(0)
        log("coroutine", event.type)

    button.addEventListener("click", nothing, {"once": True})
    button.addEventListener("click", presses.pressed)
    button.addEventListener("click", later, once=True)
    button.onclick = lambda: log("property")
    button.click()
    button.removeEventListener("click", presses.pressed)
    button.onclick = None
    button.click()
    log("class", button.className, button.classList.contains("plain"))


def drawn() -> None:
    canvas = document.querySelector("canvas")
    assert canvas is not None
    context = canvas.getContext("2d")
    assert context is not None
    context.fillStyle = "rgb(10, 20, 30)"
    context.fillRect(0, 0, 5.0, 5.5)
    log("pixels", list(context.getImageData(1, 1, 1, 1).data))


def converted() -> None:
    made = to_js({"a": [1, {"b": None}], "c": (1, 2)})
    log("object", made.a[0], made["c"], made.missing, "a" in made, to_py(made))
    target = EventTarget()
    target.addEventListener("x", lambda: log("own target"))
    target.dispatchEvent(Event("x"))
    localStorage.setItem("kept", "yes")
    log("storage", localStorage.getItem("kept"), localStorage.getItem("other"))


async def awaited() -> None:
    answer = await fetch("/", {"method": "HEAD", "headers": {"X-Test": "1"}})
    log("fetch", answer.status, await answer.text() == "", answer.headers.get("content-type"))
    answer = await fetch("/nowhere", method="POST", body="x")
    log("posted", answer.status, answer.ok)
    promise: Promise[str] = Promise(lambda resolve: setTimeout(resolve, 1, "in time"))
    log("promise", await promise, await Promise.all([Promise.resolve(1), Promise.resolve(2)]))
    frame: Promise[float] = Promise(lambda resolve: requestAnimationFrame(resolve))
    log("frame", await frame > 0)
    sizes: Promise[list[Any]] = Promise(
        lambda resolve: ResizeObserver(lambda entries: resolve(entries)).observe(document.body)
    )
    log("observer", len(await sizes), window.innerWidth > 0)
    try:
        await fetch("http://127.0.0.1:1/")
    except Exception as why:
        log("refused", type(why).__name__)


async def init() -> None:
    constructed()
    callbacks()
    drawn()
    converted()
    await awaited()
    vendored.used(log)
    log("end", isinstance(document.body, Element), isinstance(document.body, HTMLCanvasElement))


@on("click", "#button")
def pressed() -> None:
    """Delegated, beside what listens on the element itself."""
