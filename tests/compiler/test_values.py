"""Values between the two halves: each kind goes to a client, is worked with there, and comes back."""

from __future__ import annotations

import ast
import dataclasses
import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec

from tests.compiler.built import compiled

HERE = Path(__file__).parent
IMPORTS = """
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum, Flag, IntEnum
from typing import ClassVar, Literal, Optional
from uuid import UUID
"""
SHARED = """
class Mood(Enum):
    GOOD = "good"
    BAD = "bad"

    @property
    def shown(self) -> str:
        return self.name.title()


class Level(IntEnum):
    LOW = 1
    HIGH = 2


class Right(Flag):
    READ = 1
    WRITE = 2


@dataclass
class Car:
    name: str
    speed: float = 0.0
    laps: int = 0

    @property
    def is_done(self) -> bool:
        return self.laps >= 5


@dataclass(frozen=True, order=True)
class Point:
    x: int
    get: str = "g"
    kind: ClassVar[str] = "point"

    def moved(self, by: int) -> "Point":
        return Point(self.x + by, self.get)


@dataclass(slots=True)
class Slotted:
    items: list[str]
    count: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self.count = len(self.items)


@dataclass
class Base:
    id: UUID


@dataclass
class Order(Base):
    price: Decimal
    at: datetime
    mood: Optional[Mood]
    lines: dict[Level, list[Point]]
    right: Right = Right.READ
    after: "Order | None" = None
"""
SERVER = """
from enum import StrEnum


class Shade(StrEnum):
    DARK = "dark"
    LIGHT = "light"

    def secret(self) -> str:
        return "server's own"


@dataclass(frozen=True)
class Room:
    name: str
    shade: Shade = Shade.DARK
    seats: int = 4
    tags: list[str] = field(default_factory=list)

    def secret(self) -> str:
        return "server's own"
"""
# type, a value, what the client says of it, and what it says
ORDER = (
    "Order(UUID(int=7), Decimal('9.90'), datetime(2024, 5, 6, 7, 8, 9, 10, timezone.utc), Mood.BAD, "
    "{Level.HIGH: [Point(1), Point(2, 'h')]}, Right.READ | Right.WRITE, None)"
)
CASES = [
    ("int", "2**53 - 1", "v + 0"),
    ("float", "2.0", "repr(v)"),
    ("bool", "True", "repr(v)"),
    ("str", "'ä'", "v.upper()"),
    ("None", "None", "repr(v)"),
    ("bytes", "b'\\x00ab\\xff'", "repr(v)"),
    ("datetime", "datetime(2024, 1, 31, 12, 30, 1, 250)", "repr(v + timedelta(days=1))"),
    (
        "datetime",
        "datetime(2024, 1, 31, 12, 30, tzinfo=timezone(timedelta(hours=2)))",
        "repr(v) + str(v.utcoffset())",
    ),
    ("datetime", "datetime(2024, 1, 31, tzinfo=timezone.utc)", "repr(v)"),
    ("date", "date(2024, 2, 28)", "repr(v + timedelta(days=2))"),
    ("time", "time(1, 2, 3, 4)", "repr(v)"),
    *[
        ("timedelta", f"timedelta({text})", "repr(v) + repr(v // 2)")
        for text in (
            "0", "1, 2, 5", "seconds=-1.5", "-3, hours=5", "milliseconds=500", "2", "999999999, 86399, 999999",  # noqa: E501
            "microseconds=1", "seconds=10", "seconds=-10",
        )
    ],
    ("Decimal", "Decimal('1.50')", "repr(v * 2)"),
    ("Decimal", "Decimal('-1E+5')", "repr(v)"),
    ("UUID", "UUID(int=5)", "repr(v) + v.hex"),
    ("list[datetime]", "[datetime(2024, 1, 1)]", "repr(v[0].year)"),
    ("set[Mood]", "{Mood.GOOD}", "repr(v)"),
    ("frozenset[date]", "frozenset({date(2024, 1, 1)})", "repr(sorted(v))"),
    ("tuple[Decimal, Mood]", "(Decimal('1'), Mood.BAD)", "repr(v)"),
    ("tuple[Level, ...]", "(Level.LOW, Level.HIGH)", "repr(v) + repr(v[0] + 1)"),
    ("Mood", "Mood.GOOD", "repr(v) + v.shown + str(v is Mood.GOOD)"),
    ("Level", "Level.HIGH", "repr(v) + repr(v > Level.LOW)"),
    ("Right", "Right.READ | Right.WRITE", "repr(v) + str(Right.READ in v)"),
    ("Optional[Mood]", "None", "repr(v)"),
    ("Optional[Mood]", "Mood.BAD", "repr(v)"),
    ("Decimal | int", "Decimal('1.5')", "repr(v)"),
    ("timedelta | int", "3", "repr(v)"),
    ("timedelta | int", "timedelta(3)", "repr(v)"),
    ("Point | Mood | None", "Mood.BAD", "repr(v)"),
    ("Point | Mood | None", "Point(3)", "repr(v)"),
    ("int | str", "'5'", "repr(v)"),
    ("Literal[1, 'a']", "'a'", "repr(v)"),
    ("dict[int, str]", "{1: 'a', -2: 'b'}", "repr(v)"),
    ("dict[float, int]", "{1.5: 1, 2.0: 2}", "repr(v)"),
    ("dict[date, int]", "{date(2024, 1, 1): 1}", "repr(v)"),
    ("dict[UUID, int]", "{UUID(int=3): 1}", "repr(v)"),
    ("dict[Decimal, int]", "{Decimal('1.5'): 1}", "repr(v)"),
    ("dict[timedelta, int]", "{timedelta(1): 1}", "repr(v)"),
    ("dict[bytes, int]", "{b'ab': 1}", "repr(v)"),
    ("dict[Mood, set[int]]", "{Mood.BAD: {1}}", "repr(v)"),
    ("dict[Level, Level]", "{Level.LOW: Level.HIGH}", "repr(v)"),
    ("Car", "Car('a', 1.5, 7)", "repr(v) + str(v.is_done) + str(v == Car('a', 1.5, 7)) + repr(replace(v, laps=1))"),  # noqa: E501
    ("list[Car]", "[Car('a'), Car('b')]", "str(Car('b') in v) + str(v.index(Car('b')))"),
    ("Point", "Point(1, 'h')", "repr(v) + repr(v.moved(2)) + v.kind + str({v: 1}[Point(1, 'h')]) + str(v < Point(2))"),  # noqa: E501
    ("Slotted", "Slotted(['a', 'b'])", "repr(v) + str(isinstance(v, Slotted))"),
    ("Order", ORDER, "repr(v) + repr(asdict(v)['lines']) + str(isinstance(v, Base))"),
    ("Order", ORDER.replace("None)", f"{ORDER})"), "repr(v)"),
    ("Shade", "Shade.LIGHT", "repr(v) + v.upper()"),
    ("Room", "Room('r', Shade.LIGHT, 2, ['x'])", "repr(v) + repr(Room('q')) + str(v == Room('r', Shade.LIGHT, 2, ['x']))"),  # noqa: E501
    ("object", "{'a': [1, None]}", "repr(v)"),
]  # fmt: skip


def kinds(folder: Path) -> dict[str, Any]:
    """The types under CPython."""
    path = folder / "kinds.py"
    path.write_text(IMPORTS + SHARED + SERVER)
    spec = importlib.util.spec_from_file_location("kinds", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return vars(module) | {"asdict": dataclasses.asdict, "replace": dataclasses.replace}


def told(script: bytes, answers: dict[str, Any], folder: Path) -> dict[str, list[Any]]:
    """What a page tells the server, which gives these answers: the arguments of each `put` of its calls."""
    (folder / "app.mjs").write_bytes(script)
    (folder / "answers.json").write_text(json.dumps(answers))
    command = ["node", str(HERE / "answering.mjs"), str(folder / "app.mjs"), str(folder / "answers.json")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout, done.stderr
    return {call: args for call, args in json.loads(done.stdout.splitlines()[-1]) if call.startswith("put")}


def test_values_are_in_browsers_what_they_are_on_the_server(tmp_path: Path) -> None:
    known = kinds(tmp_path)
    names = ", ".join(node.name for node in ast.parse(SHARED).body if isinstance(node, ast.ClassDef))
    server = [IMPORTS, f"from pystream import action\nfrom shared_src.kinds import {names}\n", SERVER]
    app = [
        IMPORTS,
        "from dataclasses import asdict, replace",
        "from server_src import chat",
        "from server_src.chat import Room, Shade",
        f"from shared_src.kinds import {names}",
        "async def init() -> None:",
    ]
    answers: dict[str, Any] = {}
    for at, (kind, value, said) in enumerate(CASES):
        server.append(f"@action\ndef get{at}() -> {kind}: ...\n")
        server.append(f"@action\ndef put{at}(v: {kind}, said: str) -> None: ...\n")
        app.append(f"    v = await chat.get{at}()\n    await chat.put{at}(v, str({said}))")
        answers[f"get{at}"] = json.loads(msgspec.json.encode(eval(value, known)))
    server.append("@action\ndef done() -> None: ...\n")
    app.append("    await chat.done()")
    files = {
        "client_src/app.py": "\n".join(app),
        "server_src/chat.py": "\n".join(server),
        "shared_src/kinds.py": IMPORTS + SHARED,
    }
    made = compiled(files)
    name = json.loads(made.files["manifest.json"])["clients"]["app"]["script"]
    assert b"server's own" not in made.files[name]
    sent = told(made.files[name], answers, tmp_path)
    for at, (kind, value, said) in enumerate(CASES):
        expected = eval(value, known)
        assert sent[f"put{at}"][1] == str(eval(said, known | {"v": expected})), (kind, value)
        back = msgspec.json.decode(json.dumps(sent[f"put{at}"][0]), type=eval(kind, known))
        assert back == expected, (kind, value)
        assert type(back) is type(expected), (kind, value)


def test_a_dataclass_that_no_client_code_names_is_equal_shown_and_hashed_as_in_python(tmp_path: Path) -> None:
    shared = """
from dataclasses import dataclass

@dataclass(frozen=True)
class Note:
    id: int
    text: str

@dataclass
class Place:
    name: str
    notes: list[Note]
"""
    server = """
from pystream import action
from shared_src.notes import Note, Place

@action
def get() -> list[Place]: ...
@action
def put(said: list[str]) -> None: ...
@action
def done() -> None: ...
"""
    says = [
        "str(a == b)", "str(a != c)", "repr(a)", "str(c in places)", "str(places.index(c))",
        "f'{a.notes[0]}'", "str(len({a.notes[0], b.notes[0], c.notes[0]}))", "hashed(a)",
    ]  # fmt: skip
    app = f"""
from server_src import chat

def hashed(value):
    try:
        return str(len({{value}}))
    except TypeError as why:
        return str(why)

async def init():
    places = await chat.get()
    a, b, c = places
    await chat.put([{", ".join(says)}])
    await chat.done()
"""
    made = compiled({"client_src/app.py": app, "server_src/chat.py": server, "shared_src/notes.py": shared})
    name = json.loads(made.files["manifest.json"])["clients"]["app"]["script"]
    tea, water = {"id": 1, "text": "tea"}, {"id": 2, "text": "water"}
    answer = [{"name": "a", "notes": [tea]}, {"name": "a", "notes": [tea]}, {"name": "a", "notes": [water]}]
    sent = told(made.files[name], {"get": answer}, tmp_path)
    names: dict[str, Any] = {}
    path = tmp_path / "notes.py"
    path.write_text(shared)
    spec = importlib.util.spec_from_file_location("notes", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["notes"] = module
    spec.loader.exec_module(module)
    exec(app[app.index("def hashed") : app.index("async def")], names)
    places = msgspec.json.decode(json.dumps(answer), type=list[module.Place])
    a, b, c = places
    names |= {"places": places, "a": a, "b": b, "c": c}
    assert sent["put"] == [[eval(each, names) for each in says]]
