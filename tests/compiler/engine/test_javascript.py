"""JavaScript's own objects in client Python, under node; and that nothing of it ships unused."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from pystream.compiler.program import compile_program
from pystream.output import read_library

HERE = Path(__file__).parent / "javascript"
# From the text of an error that only builtins/javascript.js raises.
MARK = "array assignment index out of range"


def compiled(text: str) -> str:
    runtime = {path.removeprefix("pystream/runtime/"): code.decode() for path, code in read_library().items()}
    return compile_program("main.py", {"main.py": text}.get, runtime).code


def printed(text: str, folder: Path) -> str:
    script = folder / "main.mjs"
    script.write_text(compiled(text), "utf-8")
    result = subprocess.run(["node", str(script)], capture_output=True, text=True, timeout=60, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@pytest.mark.parametrize("name", ["objects", "own_values"])
def test_objects_of_javascript_are_natural_in_python(name: str, tmp_path: Path) -> None:
    text = (HERE / f"{name}.py").read_text("utf-8")
    assert printed(text, tmp_path) == (HERE / f"{name}.out").read_text("utf-8")


@pytest.mark.parametrize(
    "use",
    [
        "if not isSecureContext: print('open')",
        "print(str(Intl.NumberFormat('de', {'style': 'percent'}).format(0.5 * 2)))",
        "print(Intl.DateTimeFormat(navigator.language, timeStyle='short').format(1000 * 2))",
        "started = performance.now()\nprint(performance.now() - started)",
        "storage.setItem('a', 'b')",
    ],
)
def test_texts_and_numbers_of_the_browser_cost_no_conversions(use: str) -> None:
    names = "Intl, isSecureContext, navigator, performance, storage"
    assert MARK not in compiled(f"from pystream.browser import {names}\n{use}\nx = {{1: [2]}}\nx[1][0] = 3\n")


@pytest.mark.parametrize(
    "use", ["made = Map()", "document.body.append(x)", "setTimeout(run, 5)", "f = fetch"]
)
def test_an_object_of_the_browser_that_stays_about_brings_them(use: str) -> None:
    names = "Map, document, fetch, setTimeout"
    text = f"from pystream.browser import {names}\ndef run(): pass\nx = {{1: [2]}}\n{use}\nx[1][0] = 3\n"
    assert MARK in compiled(text)


def test_a_call_with_a_literal_dict_makes_the_object_itself() -> None:
    code = compiled("from pystream.browser import fetch\nfetch('/', {'method': 'POST', 'keepalive': True})\n")
    assert '.fetch("/",{method:"POST",keepalive:true})' in code


def test_an_unknown_name_raises_import_error_in_a_program(tmp_path: Path) -> None:
    text = "try:\n    from pystream.browser import Nope\nexcept ImportError as why:\n    print(why)\n"
    assert printed(text, tmp_path) == "cannot import name 'Nope' from 'pystream.browser'\n"


def test_a_global_that_this_browser_lacks_is_none(tmp_path: Path) -> None:
    text = "from pystream.browser import Notification\nprint(Notification is None)\n"
    assert printed(text, tmp_path) == "True\n"
