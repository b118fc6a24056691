"""client.pyi and browser.pyi: right client code passes mypy --strict, and planted mistakes are found."""

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

from pystream.compiler.browser_names import CLASSES, GLOBALS, VALUES

SERVER = {
    "shared_src/models.py": """
from dataclasses import dataclass

@dataclass
class Message:
    who: str
    text: str
""",
    "server_src/chat.py": """
from pystream import Event, action
from shared_src.models import Message

message = Event[Message](keep=50)

@action
async def say(room: str, text: str) -> Message:
    return Message(room, text)
""",
    "server_src/pictures.py": """
from pystream import Upload, action

@action(upload_limit=5_000_000)
async def keep(name: str, file: Upload) -> int:
    async for chunk in file:
        print(len(chunk), file.size)
    return len(await file.read())
""",
}

RIGHT = """
from pystream import Denied
from pystream.browser import position, storage
from pystream.browser import Blob, File
from pystream.client import DomEvent, Element, connection, create, dom, expose, on, upload
from server_src import chat, pictures
from shared_src.models import Message

async def init() -> None:
    here = await position()
    dom["#note"].text = f"{here.latitude:.2f} {connection.user or ''} {storage.getItem('name') or ''}"

def sent(so_far: int, total: int) -> None:
    dom["#note"].text = f"{so_far} of {total}"

async def send(file: File) -> int:
    await pictures.keep("a", dom["#file"].element.files[0])
    await pictures.keep("b", Blob(["text"]))
    await pictures.keep("c", upload(Blob(["text"]), progress=sent))
    return await pictures.keep("d", file)

def line(message: Message) -> Element:
    return create("li", message.text, class_name="line")

@on(chat.message)
def show(message: Message) -> None:
    dom["#log"].append(line(message))

@on(chat.message)
async def show_where(message: Message, channel: str | None) -> None:
    show(message)

@on("submit", "#talk")
async def talk(event: DomEvent) -> None:
    event.prevent()
    try:
        await chat.say("lobby", text=dom["#text"].value)
    except Denied as why:
        dom["#note"].text = str(why)

@on("click", "#clear")
def clear() -> None:
    for item in dom.all("li"):
        item.remove()

@on.state
def state(new: str) -> None:
    dom["#state"].text = new

@on.disconnect
def gone() -> None: ...

@on.reconnect
def back(resumed: bool) -> None: ...

@on.outdated
async def old() -> None: ...

async def square(x: int) -> int:
    return x * x

expose("square", square)
"""

WRONG = """
from pystream.client import DomEvent, create, dom, on
from server_src import chat, pictures
from shared_src.models import Message

@on(chat.message)  # wrong
def show(message: int) -> None: ...

@on("submit", "#talk")  # wrong
def talk(event: Message) -> None: ...

@on("submit")  # wrong
def no_selector(event: DomEvent) -> None: ...

@on.state  # wrong
def state(new: int) -> None: ...

@on.reconnect  # wrong
def back(resumed: str) -> None: ...

dom["#x"].txt = "a"  # wrong
dom["#x"].append(5)  # wrong
create("li", 5)  # wrong
pictures.keep("a", "text")  # wrong
"""


def _mistakes(folder: Path, client: str) -> set[int]:
    for name, text in {**SERVER, "client_src/app.py": client}.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--hide-error-context"]
    # An editable install is found by an import hook, which mypy does not run.
    root = Path(__file__).parent.parent.parent
    result = subprocess.run(
        [*command, "client_src/app.py"],
        cwd=folder,
        env={**os.environ, "MYPYPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    print(result.stdout, result.stderr)
    assert result.returncode in (0, 1)
    return {int(line) for line in re.findall(r"client_src/app\.py:(\d+): error", result.stdout)}


def test_right_client_code_passes_the_checker(tmp_path: Path) -> None:
    assert _mistakes(tmp_path, RIGHT) == set()


def test_every_planted_mistake_is_found(tmp_path: Path) -> None:
    planted = {number for number, line in enumerate(WRONG.split("\n"), 1) if line.endswith("# wrong")}
    found = _mistakes(tmp_path, WRONG)
    # A checker may point at the decorator or at the function below it.
    assert planted <= found | {number - 1 for number in found}
    assert len(found) <= len(planted) + 1


BROWSER = """
from typing import Any

from pystream.browser import (
    URL, CustomEvent, Event, Float32Array, HTMLElement, Intl, JSON, Map, MessageEvent, MouseEvent, Promise,
    RequestInit, ResizeObserver, Set, Uint8Array, WebSocket, console, document, fetch, localStorage,
    navigator, setTimeout, window,
)

async def page() -> None:
    answer = await fetch("/data", {"method": "POST", "body": "x"})
    again = await fetch("/data", method="POST", headers={"A": "b"})
    init: RequestInit = {"cache": "no-store"}
    text: str = await (await fetch(URL("/x", "https://example.org"), init)).text()
    ok: bool = answer.ok and again.status == 200
    console.log(text, ok)

def elements() -> None:
    canvas = document.createElement("canvas")
    context = canvas.getContext("2d")
    if context is not None:
        context.fillRect(0, 0, canvas.width / 2, 5)
        context.fillStyle = "red"
    field = document.querySelector("input")
    if field is not None:
        field.value = field.value.strip()
        field.addEventListener("keydown", lambda event: print(event.key))
    found = document.getElementById("x")
    if found is not None:
        found.addEventListener("click", clicked, {"passive": True})
        found.addEventListener("click", nothing, once=True)
        found.onclick = clicked
        found.style.color = "blue"
        found.className = "wide"
    for item in document.querySelectorAll("li"):
        item.classList.toggle("on")
    everything: list[HTMLElement] = list(document.querySelectorAll("p"))
    print(len(everything), navigator.language)

def clicked(event: MouseEvent) -> None:
    event.preventDefault()
    print(event.clientX + 1, event.altKey)

async def nothing() -> None: ...

def own() -> None:
    ages: Map[str, int] = Map([("a", 1)])
    ages.set("b", 2)
    for name, age in ages:
        print(name.upper(), age + 1)
    names: Set[str] = Set(["a"])
    print("a" in names, len(ages), ages.size)
    data = Uint8Array(8)
    data[0] = 255
    rest = data.subarray(1)
    print(data[0] + 1, len(rest), [each for each in Float32Array([1.5])])
    print(JSON.stringify({"a": 1}), Intl.NumberFormat("de").format(1.5))
    timer: int = setTimeout(elements, 50)
    promise: Promise[int] = Promise(lambda resolve: resolve(timer))
    promise.then(lambda value: value + 1)
    socket = WebSocket("wss://example.org")
    socket.onmessage = received
    ResizeObserver(lambda entries: print(entries[0].contentRect.width)).observe(document.body)
    window.addEventListener("resize", lambda: print(window.innerWidth))
    document.dispatchEvent(CustomEvent("made", detail={"a": 1}))
    print(localStorage.getItem("x") or "", localStorage.length + 1)

def received(event: MessageEvent[Any]) -> None:
    print(event.data, event.target)

def happened(event: Event) -> str:
    return event.type
"""

BROWSER_WRONG = """
from pystream.browser import Map, MouseEvent, Uint8Array, console, document, fetch, Nope  # wrong

def go(event: MouseEvent) -> None:
    event.clientXX  # wrong
    document.titel  # wrong
    document.createElement("canvas").getContxt("2d")  # wrong
    document.title = 5  # wrong
    fetch("/", {"methd": "POST"})  # wrong
    fetch("/", methd="POST")  # wrong
    Uint8Array(2).length.upper()  # wrong
    ages: Map[str, int] = Map([("a", "b")])  # wrong
    console.lgo(ages)  # wrong
    document.addEventListener("click", 5)  # wrong
    document.querySelector("input").value  # wrong

def key(event: MouseEvent) -> None:
    print(event.key)  # wrong

async def answer() -> None:
    response = await fetch("/")
    response.status.lower()  # wrong
    fetch("/").status  # wrong
"""


def test_the_browsers_objects_are_typed(tmp_path: Path) -> None:
    assert _mistakes(tmp_path, BROWSER) == set()


def test_mistakes_with_the_browsers_objects_are_found(tmp_path: Path) -> None:
    planted = {number for number, line in enumerate(BROWSER_WRONG.split("\n"), 1) if line.endswith("# wrong")}
    assert _mistakes(tmp_path, BROWSER_WRONG) == planted


def test_the_sample_app_passes_the_checker(tmp_path: Path) -> None:
    """What runs in the end-to-end test is typed as its author expects; vendored scripts have no types."""
    app = Path(__file__).parent.parent / "e2e" / "browser_app" / "client_src" / "app.py"
    text = app.read_text("utf-8").replace("from client_src import vendored", "vendored: Any = None")
    assert _mistakes(tmp_path, text) == set()


PYI = Path(__file__).parent.parent.parent / "pystream" / "browser.pyi"


def test_the_stub_is_what_its_generator_wrote() -> None:
    head, _, content = PYI.read_text("utf-8").partition("\n")
    found = re.fullmatch(r"# Made by (\S+) from typescript ([\d.]+); sha256 of what follows: (\w{16})", head)
    assert found, head
    assert hashlib.sha256(content.encode()).hexdigest()[:16] == found[3]
    generator = PYI.parent.parent / found[1]
    assert f"const VERSION = '{found[2]}'" in generator.read_text("utf-8")
    assert PYI.stat().st_size < 1_500_000


def test_the_compiler_knows_the_globals_that_the_stub_has() -> None:
    content = PYI.read_text("utf-8")
    said = set(re.findall(r"^(?:class |(?:async )?def |)(\w+)(?=[(:]| =)", content, re.M))
    assert said >= GLOBALS
    assert not CLASSES & VALUES
    assert {"Map", "Promise", "Uint8Array", "WebSocket", "Image", "Date"} <= CLASSES
    assert {"document", "fetch", "JSON", "Math", "Intl", "console", "parseInt"} <= VALUES
