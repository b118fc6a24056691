"""The commands as a person types them."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import brotli
import pytest

from pystream.app import create_app
from pystream.cli.compile import is_current
from pystream.cli.new import TEMPLATES
from pystream.settings import load

ROOT = Path(__file__).parent.parent.parent
PYSTREAM = [sys.executable, "-m", "pystream.cli"]


def run(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*PYSTREAM, *words], cwd=cwd, capture_output=True, text=True, timeout=120)


@pytest.fixture
def chat(tmp_path: Path) -> Path:
    done = run("new", "chat", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "pystream serve" in done.stdout
    return tmp_path / "chat"


@pytest.fixture(params=list(TEMPLATES))
def new_app(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """An app from each template."""
    done = run("new", "app", "--template", request.param, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    return tmp_path / "app"


def test_a_new_app_compiles_at_once(chat: Path) -> None:
    done = run("compile", cwd=chat)
    assert done.returncode == 0, done.stderr
    manifest = json.loads((chat / "build/manifest.json").read_text())
    # Each visitor's page has a nonce of its own, so it is compressed when it is sent.
    assert (chat / "build" / manifest["clients"]["app"]["page"]).stat().st_size
    for name in manifest["assets"]:
        for ending in ("", ".gz", ".br"):
            assert (chat / "build" / (name + ending)).stat().st_size
        if not name.endswith((".map", ".trace.js", ".detour.js")):
            assert re.search(rf"{re.escape(name)}( +[\d,]+){{3}}", done.stdout), done.stdout
    assert not (chat / "build/debug").exists()


def test_debug_writes_what_each_phase_made(chat: Path) -> None:
    assert "build/debug/" in run("compile", "--help", cwd=chat).stdout
    assert run("compile", "--debug", cwd=chat).returncode == 0
    debug = chat / "build/debug"
    read = {path.relative_to(debug).as_posix(): path.read_text() for path in debug.rglob("*.*")}
    assert "server_src.chat" in read["1-imports.txt"]
    assert "async def" in read["2-stubs/server_src.chat.py"]
    assert read["3-trees/client_src.app.txt"].startswith("Module(")
    assert "function init" in read["4-scopes/client_src.app.txt"]
    assert "module client_src.app: " in read["5-types/client_src.app.txt"]
    assert "init" in read["6-javascript/client_src.app.js"]
    assert "client_src.app:init" in read["8-names.txt"]
    script = next(path for path in (chat / "build/assets").glob("*.js"))
    assert len(read["7-kept.js"]) > script.stat().st_size
    # The next compile leaves nothing of it, and the script is the same.
    assert run("compile", cwd=chat).returncode == 0
    assert not debug.exists()
    assert script.exists()


def test_a_release_is_compressed_better(chat: Path) -> None:
    sizes = []
    for words in ((), ("--release",)):
        assert run("compile", *words, cwd=chat).returncode == 0
        sizes.append(next((chat / "build/assets").glob("*.js.br")).stat().st_size)
    assert sizes[1] < sizes[0]


def test_a_new_apps_tests_pass_and_its_types_and_style_hold(
    new_app: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    # mypy does not follow the import hook of an editable install. What it found out of pystream itself is
    # for all of these tests, whichever process runs them.
    found = tmp_path_factory.getbasetemp().parent / "mypy"
    environ = {**os.environ, "MYPYPATH": str(ROOT), "MYPY_CACHE_DIR": str(found)}
    for words in (
        ("mypy", "--follow-imports=silent"),
        ("ruff", "check"),
        ("ruff", "format", "--check"),
        ("pytest", "-q"),
    ):
        done = subprocess.run(
            [sys.executable, "-m", *words],
            cwd=new_app,
            env=environ,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stdout
    assert run("compile", cwd=new_app).returncode == 0
    # Otherwise `pip install -e .` would refuse a project of several folders.
    settings = tomllib.loads((new_app / "pyproject.toml").read_text())
    assert settings["tool"]["setuptools"] == {"packages": []}
    # What all of these leave behind is nothing to be committed.
    (new_app / "app.egg-info").mkdir()
    (new_app / "app.egg-info/PKG-INFO").write_text("")
    subprocess.run(["git", "init", "-q"], cwd=new_app, check=True)
    listed = ["git", "ls-files", "--others", "--exclude-standard"]
    left = subprocess.run(listed, cwd=new_app, capture_output=True, text=True, check=True).stdout
    assert "client_src/app.py" in left
    assert not [path for path in left.splitlines() if re.search("cache|egg-info|^build|^.pystream/", path)]


def test_templates_are_named_with_the_default_first(tmp_path: Path) -> None:
    told = run("new", "--help", cwd=tmp_path).stdout
    assert f"[{'|'.join(TEMPLATES)}]" in told
    refused = run("new", "app", "--template", "cha", cwd=tmp_path)
    assert refused.returncode == 2
    assert all(f"'{name}'" in refused.stderr for name in TEMPLATES)
    assert run("new", "app", cwd=tmp_path).returncode == 0
    assert (tmp_path / "app/server_src/chat.py").is_file()


def test_equal_sources_give_equal_builds(chat: Path) -> None:
    builds = []
    for _ in range(2):
        assert run("compile", cwd=chat).returncode == 0
        files = sorted(path for path in (chat / "build").rglob("*") if path.is_file())
        builds.append({path.name: path.read_bytes() for path in files})
    assert builds[0] == builds[1]


def test_a_failed_compile_says_every_problem_and_leaves_the_last_build(chat: Path) -> None:
    assert run("compile", cwd=chat).returncode == 0
    before = (chat / "build/manifest.json").read_bytes()
    with (chat / "client_src/app.py").open("a") as app:
        app.write("\n\ndef broken():\n    wibble()\n    return wobble\n")
    done = run("compile", cwd=chat)
    assert done.returncode == 1
    assert "2 problems" in done.stderr
    assert "wibble" in done.stderr
    assert "wobble" in done.stderr
    assert (chat / "build/manifest.json").read_bytes() == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["compile"], "there is no client_src/ here"),
        (["serve"], "there is no client_src/ here"),
        (["new", "9x"], "cannot name an app"),
        (["new", "there"], "is there already"),
    ],
)
def test_what_cannot_be_done_is_one_line_with_the_next_step(
    tmp_path: Path, words: list[str], said: str
) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there/file").touch()
    done = run(*words, cwd=tmp_path)
    assert done.returncode == 1
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_build_that_cannot_be_written_is_one_line(chat: Path) -> None:
    (chat / "build").touch()
    done = run("compile", cwd=chat)
    assert (done.returncode, done.stderr) == (1, "Error: build cannot be written: File exists\n")


def test_sources_may_begin_with_a_byte_order_mark(chat: Path) -> None:
    for path in (chat / "client_src/app.py", chat / "server_src/chat.py", chat / "shared_src/rules.py"):
        path.write_text(path.read_text("utf-8"), "utf-8-sig")
    done = run("compile", cwd=chat)
    assert done.returncode == 0, done.stderr
    create_app(load(chat), chat / "build")


def test_an_unknown_setting_is_refused_with_the_nearest_one(chat: Path) -> None:
    with (chat / "pyproject.toml").open("a") as settings:
        settings.write("\n[tool.pystream.nonsense]\n")
    done = run("compile", cwd=chat)
    assert done.returncode == 1
    assert "no setting is called nonsense" in done.stderr


def test_a_bad_port_is_refused_in_one_line(chat: Path) -> None:
    done = run("serve", "--port", "99999", cwd=chat)
    assert done.returncode == 1
    assert "port must be from 0 to 65535, got 99999" in done.stderr


def test_planted_server_secrets_are_not_in_the_build(chat: Path) -> None:
    secret = "planted-" + "secret"
    module = chat / "server_src/chat.py"
    module.write_text(
        f'"""{secret}-docstring"""\nKEY = "{secret}-constant"\n'
        + module.read_text()
        + f'\n\ndef _private() -> str:\n    """{secret}-private"""\n    return KEY\n'
    )
    (chat / "server_src/hidden.py").write_text(f'KEY = "{secret}-module"\n')
    assert run("compile", cwd=chat).returncode == 0
    for path in (chat / "build").rglob("*"):
        if path.is_file() and path.suffix not in (".gz", ".br"):
            assert secret.encode() not in path.read_bytes(), path
            assert b"_private" not in path.read_bytes(), path


def test_settings_of_the_app_are_nowhere_in_the_build(chat: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = "planted-" + "secret"
    with (chat / "pyproject.toml").open("a") as file:
        file.write(f"\n[tool.pystream.app]\ndatabase = 'postgres://app:{secret}-1@db/app'\n")
        file.write(f"[tool.pystream.app.mail]\nkey = '{secret}-2'\n")
    monkeypatch.setenv("PYSTREAM_APP_TOKEN", f"{secret}-3")
    with (chat / "server_src/chat.py").open("a") as file:
        file.write(f"\n\nfrom pystream import config\nPASSWORD = '{secret}-4'\n")
        file.write("\n@action\nasync def peek() -> bool:\n    return config['token'] == PASSWORD\n")
    assert run("compile", "--debug", cwd=chat).returncode == 0
    read = {"": lambda raw: raw, ".gz": gzip.decompress, ".br": brotli.decompress}
    files = [path for path in (chat / "build").rglob("*") if path.is_file()]
    assert {path.suffix for path in files} >= {".map", ".gz", ".br", ".cache", ".json", ".html", ".js"}
    for path in files:
        assert secret.encode() not in read.get(path.suffix, read[""])(path.read_bytes()), path


def test_constants_are_a_typed_module_of_the_project(chat: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = chat / "pyproject.toml"
    before = settings.read_text()
    settings.write_text(before + '\n[tool.pystream.constants]\ntiles = "https://a.example"\nzooms = [1, 2]\n')
    monkeypatch.setenv("PYSTREAM_CONSTANTS_TILES", "https://b.example")
    with (chat / "client_src/app.py").open("a") as file:
        file.write("\n\nfrom shared_src import constants\n\nconnect: str = constants.tiles\n")
        file.write("rows: list[int] = constants.zooms\nprint(connect, rows)\n")
    assert run("compile", cwd=chat).returncode == 0
    module = chat / "shared_src/constants.py"
    assert "tiles: Final = 'https://b.example'" in module.read_text()
    script = next((chat / "build/assets").glob("app-????????.js"))
    assert "https://b.example" in script.read_text()
    assert is_current(load(chat))
    environ = {**os.environ, "MYPYPATH": str(ROOT)}
    command = [sys.executable, "-m", "mypy", "--follow-imports=silent"]
    types = subprocess.run(command, cwd=chat, capture_output=True, text=True, timeout=120, env=environ)
    assert types.returncode == 0, types.stdout
    # A secret among them: nothing is written, and the way out is told.
    settings.write_text(before + '\n[tool.pystream.constants]\ntiles = "x"\nmap_token = "abc"\n')
    refused = run("compile", cwd=chat)
    assert refused.returncode == 1
    assert "PS040 pyproject.toml" in refused.stderr
    assert "[tool.pystream.app]" in refused.stderr
    assert "map_token" not in module.read_text()
    # The last one gone, the module goes.
    monkeypatch.delenv("PYSTREAM_CONSTANTS_TILES")
    settings.write_text(before)
    assert not is_current(load(chat))
    (chat / "client_src/app.py").write_text("")
    assert run("compile", cwd=chat).returncode == 0
    assert not module.exists()


def test_the_reference_app_compiles_to_known_parts() -> None:
    done = run("compile", cwd=ROOT)
    assert done.returncode == 0, done.stderr
    contract = json.loads((ROOT / "build/contract.json").read_text())
    assert {"arithmetic.square", "chat.say", "geocode.lookup"} <= contract["actions"].keys()
