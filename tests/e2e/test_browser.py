"""The browser's own objects and vendored scripts, in Chromium, under the page's policies."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from .conftest import Server

APP = Path(__file__).parent / "browser_app"

EXPECTED = """\
map 2 31 None True ['ann', 'bob']
bytes 4 [255, 0, 0, 7] 262
halves [0.5, 1, 1.5]
url example.org c None
error JsError True
property
no arguments
method click 1
coroutine click
class plain True
pixels [10, 20, 30, 255]
object 1 [1, 2] None True {'a': [1, {'b': None}], 'c': [1, 2]}
own target
storage yes None
fetch 200 True text/html; charset=utf-8
posted 404 False
promise in time [1, 2]
frame True
observer 1 True
refused JsError
chart bar:1+2 [2, 3]
module 9 20 6 shapes 1 8
classic 1.2 2 hello you
thrown RangeError no such scale
end True False
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    project = tmp_path_factory.mktemp("browser_app")
    shutil.copytree(APP, project, dirs_exist_ok=True)
    (project / "server_src").mkdir(exist_ok=True)  # it has no modules, and git keeps no empty folder
    command = [sys.executable, "-m", "pystream.cli", "compile", "--project", str(project)]
    subprocess.run(command, check=True, capture_output=True)
    manifest = json.loads((project / "build" / "manifest.json").read_text("utf-8"))
    assert not [name for name in manifest["assets"] if "unused" in name]
    server = Server(project)
    yield server
    server.stop(signal.SIGINT)


def test_client_python_uses_the_browsers_own_objects(served: Server, context: BrowserContext) -> None:
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(served.url)
    expect(page.locator("#log div").last).to_contain_text("end")
    assert sorted(page.locator("#log div").all_text_contents()) == sorted(EXPECTED.splitlines())
    assert errors == []
