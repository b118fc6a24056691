"""Vendored scripts: what their texts show, where they are looked for, what is served, what is refused."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from pystream.compiler.messages import CompileError
from pystream.compiler.pipeline import compile_project
from pystream.compiler.scripts import candidates, module_of, read
from pystream.output import read_library
from pystream.settings import Settings

PAGE = "<!doctype html><html><head>{{ pystream() }}</head><body></body></html>"
CHART = """
(function (root, factory) {
  typeof exports === 'object' ? (module.exports = factory()) : (root.Chart = factory());
})(this, function () { return class Chart {}; });
"""


def compiled(app: str, engine: str = "pystream", **scripts: str) -> dict[str, bytes]:
    files = {"client_src/app.py": app.encode(), "client_src/app.html": PAGE.encode()}
    files |= {f"client_src/lib/{name.replace('__', '/')}.js": text.encode() for name, text in scripts.items()}
    return compile_project(files, read_library(), Settings(engine=engine)).files


def refused(app: str, **scripts: str) -> str:
    with pytest.raises(CompileError) as caught:
        compiled(app, **scripts)
    return str(caught.value)


def served(files: dict[str, bytes]) -> list[str]:
    """Scripts below lib-HASH/."""
    manifest = json.loads(files["manifest.json"])
    return [name.partition("/lib-")[2][9:] for name in manifest["assets"] if "/lib-" in name]


@pytest.mark.parametrize(
    ("text", "exports"),
    [
        ("export const a = 1, b = [2, 3], c = {x: 1}\nexport let d", {"a", "b", "c", "d"}),
        ("export function f(){}export async function g(){}export function* h(){}", {"f", "g", "h"}),
        ("class A{}var b;export{A as Z,b as default};", {"Z", "default"}),
        ("export * as all from './x.js'", {"all"}),
        ("export default function () {}", {"default"}),
        ("const text = `export const no = ${`export`}`; export class C {}", {"C"}),
        ("// export const no = 1\nconst re = /export {no}/; export {re}", {"re"}),
    ],
)
def test_exports_of_a_module_are_read(text: str, exports: set[str]) -> None:
    found = read(text)
    assert found.is_module
    assert found.exports == exports


@pytest.mark.parametrize(
    ("text", "exports"),
    [
        ("var a = 1;\nfunction b() {}\nclass C {}\nconst d = 2;", {"a", "b", "C", "d"}),
        ("window.Tool = {}; self.other = 1; if (window.asked == 1) {}", {"Tool", "other"}),
        (CHART, {"Chart"}),
    ],
)
def test_globals_of_a_classic_script_are_read(text: str, exports: set[str]) -> None:
    found = read(text)
    assert not found.is_module
    assert found.exports >= exports
    assert "asked" not in found.exports


def test_imports_are_read_with_their_places() -> None:
    text = "import a, {b} from './a.js';import'./c.js';const d = import('./d.js');export * from './e.js';"
    found = read(text)
    assert [each.specifier for each in found.imports] == ["./a.js", "./c.js", "./d.js", "./e.js"]
    assert all(text[each.start : each.end] == each.specifier for each in found.imports)
    assert "* ./e.js" in found.exports


def test_files_are_looked_for_under_the_names_that_vendors_use() -> None:
    assert candidates("js.chart")[:3] == [f"client_src/lib/chart{end}" for end in (".js", ".min.js", ".mjs")]
    assert "client_src/lib/vendor/some-name.js" in candidates("js.vendor.some_name")
    assert module_of("client_src/lib/vendor/some-name.min.js") == "js.vendor.some_name"


def test_only_what_is_imported_is_served_with_what_that_imports() -> None:
    files = compiled(
        "from js.shapes import area\nprint(area(2))\n",
        shapes="import {twice} from './inner/twice.js'; export const area = x => twice(x);",
        inner__twice="import three from 'three'; export const twice = x => three(x);",
        three="export default x => 3 * x;",
        unused="export const no = 1;",
    )
    assert served(files) == ["inner/twice.js", "shapes.js", "three.js"]
    inner = next(text for name, text in files.items() if name.endswith("inner/twice.js"))
    assert b"from'../three.js'" in inner
    page = next(text for name, text in files.items() if name.endswith(".html")).decode()
    assert 'rel="modulepreload"' in page


def test_classic_scripts_run_before_the_app() -> None:
    page = next(
        text.decode()
        for name, text in compiled("from js.chart import Chart\nChart()\n", chart=CHART).items()
        if name.endswith(".html")
    )
    assert page.index("<script defer") < page.index('<script type="module" src=')


def test_a_script_that_changes_has_another_address() -> None:
    def address(text: str) -> str:
        files = compiled("from js.a import x\nprint(x)\n", a=text)
        return next(name for name in files if name.endswith("/a.js"))

    assert address("export const x = 1") != address("export const x = 2")


def test_a_licence_stays_and_comments_go() -> None:
    files = compiled("import js.a\n", a="/*! MIT */\n// gone\nexport const x = 1;")
    text = next(text for name, text in files.items() if name.endswith("/a.js"))
    assert b"MIT" in text
    assert b"gone" not in text


def test_a_module_imported_for_what_it_does_is_there() -> None:
    files = compiled("import js.polyfill\n", polyfill="export {}; globalThis.filled = true;")
    script = next(text for name, text in files.items() if "/app-" in name and name.endswith(".js"))
    assert b"/polyfill.js" in script


def test_a_missing_script_is_refused_with_the_path_that_was_expected() -> None:
    said = refused("from js.chrat import Chart\n", chart=CHART)
    assert "PS017 client_src/app.py:1:1" in said
    assert "client_src/lib/chrat.js is not there" in said
    assert "did you mean js.chart?" in said


def test_an_unknown_export_is_refused_with_what_there_is() -> None:
    said = refused("from js.a import wrong\n", a="export const right = 1, left = 2;")
    assert "PS018 client_src/app.py:1:1  client_src/lib/a.js exports no `wrong`" in said
    assert "it exports: left, right" in said
    assert "did you mean Chart?" in refused("from js.chart import Chrat\n", chart=CHART)


def test_a_default_export_answers_to_the_name_of_its_file() -> None:
    files = compiled("from js.confetti import confetti\nconfetti()\n", confetti="export default () => 1;")
    script = next(text for name, text in files.items() if "/app-" in name and name.endswith(".js"))
    assert b"import{default as " in script


def test_a_script_that_needs_another_which_is_not_there_is_refused_at_its_line() -> None:
    said = refused("import js.a\n", a="// first\nimport x from 'far-away';\n")
    assert "PS019 client_src/lib/a.js:2:16" in said
    assert "`far-away`" in said


def test_a_name_that_no_browser_has_is_refused() -> None:
    said = refused("from pystream.browser import ResizeObsever\n")
    assert "PS016 client_src/app.py:1:1  browsers have no global `ResizeObsever`" in said
    assert "did you mean ResizeObserver?" in said


def test_names_are_looked_for_through_modules_too() -> None:
    assert "PS016" in refused("import pystream.browser as browser\nbrowser.Mpa()\n")
    said = refused("import js.a as a\nprint(a.wrong)\n", a="export const right = 1;")
    assert "PS018 client_src/app.py:2:7" in said
    assert "PS017" in refused("import js\n", a="")


@pytest.mark.parametrize(
    "base", ["from pystream.browser import HTMLElement as Base", "from js.a import Base"]
)
def test_a_class_of_javascripts_cannot_be_extended(base: str) -> None:
    said = refused(f"{base}\nclass Mine(Base): ...\n", a="export class Base {}")
    assert "PS025 client_src/app.py:2:12" in said


def test_what_a_script_throws_keeps_the_apps_map_right(tmp_path: Path) -> None:
    app = "from js.bad import fail\n\n\ndef run() -> None:\n    fail()\n\n\nrun()\n"
    files = compiled(app, bad="export function fail() { throw new RangeError('bad'); }")
    for name, text in files.items():
        if name.startswith("assets/"):
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    script = next((tmp_path / "assets").glob("app-????????.js"))
    page = "data:text/javascript,globalThis.addEventListener=()=>{}"  # as much of one as a start needs
    command = ["node", "--enable-source-maps", "--import", page, str(script)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "client_src/app.py:5" in result.stderr, result.stderr
