"""Several clients of one project."""

import json

import pytest

from pystream.compiler.engines.pystream.lower import lowered
from pystream.compiler.messages import CompileError
from pystream.compiler.pipeline import Compiled, compile_project
from pystream.compiler.results import Memory
from pystream.output import read_library
from pystream.settings import Settings

LIBRARY = read_library()
HTML = "<!doctype html><title>{{ title }}</title>{{ pystream() }}"
FILES = {
    "client_src/app.py": "from shared_src.rules import limit\ndef init():\n    print('chat', limit(3))\n",
    "client_src/app.html": HTML,
    "client_src/app.css": ".chat { color: red }",
    "client_src/parts/log.css": ".log { color: red }",
    "client_src/admin/app.py": (
        "from shared_src.rules import limit\nfrom server_src import rooms\n"
        "async def init() -> None:\n    print('admin', limit(4), await rooms.close('a'))\n"
    ),
    "client_src/admin/app.html": HTML + "<h1>admin</h1>",
    "client_src/admin/app.css": ".admin { color: red }",
    "server_src/rooms.py": "from pystream import action\n@action\nasync def close(name: str) -> int: ...\n",
    "shared_src/rules.py": "def limit(n: int) -> int:\n    return min(n, 280)\n",
}  # fmt: skip
ADMIN = {"admin": "/admin"}


def compiled(
    files: dict[str, str] = FILES, clients: dict[str, object] = ADMIN, memory: Memory | None = None
) -> Compiled:
    encoded = {path: text.encode() for path, text in files.items()}
    return compile_project(encoded, LIBRARY, Settings(clients=clients), memory=memory)


@pytest.fixture(scope="module")
def built() -> Compiled:
    return compiled()


def test_each_client_has_its_page_script_and_styles(built: Compiled) -> None:
    manifest = json.loads(built.files["manifest.json"])
    assert [(name, each["path"]) for name, each in manifest["clients"].items()] == [
        ("app", "/"), ("admin", "/admin"),
    ]  # fmt: skip
    for name, said, other in (("app", "chat", "admin"), ("admin", "admin", "chat")):
        client = manifest["clients"][name]
        page = built.files[client["page"]].decode()
        script, style = built.files[client["script"]].decode(), built.files[client["style"]].decode()
        assert f'src="/{client["script"]}"' in page
        assert f'href="/{client["style"]}"' in page
        assert (f'"{said}"' in script, f'"{other}"' in script) == (True, False)
        assert (f".{said}" in style, f".{other}" in style) == (True, False)
    assert ".log" in built.files[manifest["clients"]["app"]["style"]].decode()
    assert {(size.client, size.path.partition("-")[0]) for size in built.sizes} == {
        ("app", "assets/app"), ("admin", "assets/admin"),
    }  # fmt: skip


def test_without_other_clients_the_main_one_is_as_it_is_beside_them(built: Compiled) -> None:
    alone = {path: text for path, text in FILES.items() if "admin" not in path}
    scripts = [path for path in built.files if path.startswith("assets/app-")]
    assert scripts == [path for path in compiled(alone, {}).files if path.startswith("assets/app-")]


def test_an_engine_is_a_clients_own() -> None:
    made = compiled(clients={"admin": {"path": "/admin", "engine": "transcrypt"}})
    clients = json.loads(made.files["manifest.json"])["clients"]
    heads = {name: made.files[each["script"]][:100] for name, each in clients.items()}
    both = json.loads(compiled().files["manifest.json"])["clients"]
    assert heads["app"] == compiled().files[both["app"]["script"]][:100]
    assert heads["admin"] != compiled().files[both["admin"]["script"]][:100]


def test_clients_share_what_was_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    class Counting(lowered.Lowering):
        def lower(self) -> list[lowered.Unit]:
            made.append(self.module.name)
            return super().lower()

    monkeypatch.setattr(lowered, "Lowering", Counting)
    memory = Memory()
    compiled(memory=memory)
    assert made.count("shared_src.rules") == 1
    made.clear()
    edited = {**FILES, "client_src/admin/app.py": FILES["client_src/admin/app.py"].replace("4", "5")}
    compiled(edited, memory=memory)
    assert made == ["client_src.admin.app"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"client_src/admin/app.py": None}, "PS002 client_src/admin/app.py  there is no such file"),
        (
            {"client_src/admin/app.py": None, "client_src/admn/app.py": ""},
            "PS002 client_src/admin/app.py  there is no such file\n  did you mean client_src/admn/app.py?",
        ),
        ({"client_src/admin/app.html": None}, "PS080 client_src/admin/app.html  the page is missing"),
        ({"client_src/admin/app.html": "<p>"}, "PS082 client_src/admin/app.html  it never calls pystream()"),
        ({"shared_src/rules.py": "def limit(n):\n    return n + m\n"}, "nothing defines `m`"),
    ],
)
def test_what_is_wrong_with_a_client_is_said_once(change: dict[str, str | None], said: str) -> None:
    files = {path: text for path, text in {**FILES, **change}.items() if text is not None}
    with pytest.raises(CompileError) as caught:
        compiled(files)
    assert str(caught.value).count(said) == 1


def test_problems_of_all_clients_are_told_at_once() -> None:
    broken = {path: text + "\nnowhere\n" if path.endswith("app.py") else text for path, text in FILES.items()}
    with pytest.raises(CompileError) as caught:
        compiled(broken)
    assert {problem.path for problem in caught.value.problems} == {
        "client_src/app.py",
        "client_src/admin/app.py",
    }
