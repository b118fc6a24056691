"""client.pyi and browser.pyi: right client code passes mypy --strict, and planted mistakes are found."""

import os
import re
import subprocess
import sys
from pathlib import Path

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
}

RIGHT = """
from pystream import Denied
from pystream.browser import position, storage
from pystream.client import DomEvent, Element, connection, create, dom, expose, on
from server_src import chat
from shared_src.models import Message

async def init() -> None:
    here = await position()
    dom["#note"].text = f"{here.latitude:.2f} {connection.user or ''} {storage.getItem('name') or ''}"

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
from server_src import chat
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
