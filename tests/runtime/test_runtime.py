"""The browser runtime: node's own test runner on each .mjs file, and the shape that the linker can read."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
RUNTIME = HERE.parents[1] / "pystream" / "runtime"
SUITES = sorted([*HERE.glob("*.test.mjs"), *HERE.parent.glob("wire/*.test.mjs")])
FILES = sorted(RUNTIME.glob("*.js"))

_ITEM = r"[A-Za-z_$][\w$]*"
_LIST = rf"\{{{_ITEM}(?: as {_ITEM})?(?:, {_ITEM}(?: as {_ITEM})?)*\}}"
_ALLOWED = [
    re.compile(rf"import (?:{_LIST}|\* as {_ITEM}) from '\./\w+\.js';$"),
    re.compile(rf"export (?:const|let|function|async function|class) {_ITEM}\b"),
    re.compile(rf"export {_LIST};$"),
]

# Scripts that are served beside the app's, and fetched only when they are needed.
DYNAMIC = {
    "client.js": ["import(import.meta.url + '.detour.js?' + attempt);"],
    "load.js": ["import(chunk.attempt ? `${url}?${chunk.attempt}` : url);"],
}


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node, which only these tests do")
@pytest.mark.parametrize("suite", SUITES, ids=lambda path: path.name)
def test_suite_passes_in_node(suite: Path) -> None:
    result = subprocess.run(
        ["node", "--test", str(suite)], capture_output=True, text=True, timeout=60, check=False
    )
    print(result.stdout, result.stderr)
    assert result.returncode == 0


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_file_keeps_to_the_imports_and_exports_of_the_linker(path: Path) -> None:
    code = path.read_text("utf-8")
    for line in code.splitlines():
        if re.match(r"\s*(import|export)\b", line):
            assert any(pattern.match(line) for pattern in _ALLOWED), line
    assert re.findall(r"import\(.*", code) == DYNAMIC.get(path.name, [])
    for name in re.findall(r"from '\./(\w+\.js)'", code):
        assert (RUNTIME / name).is_file(), name


def test_files_do_not_import_each_other_in_a_circle() -> None:
    graph = {path.name: re.findall(r"from '\./(\w+\.js)'", path.read_text("utf-8")) for path in FILES}
    while graph:
        free = [name for name, needs in graph.items() if not any(need in graph for need in needs)]
        assert free, f"a circle among {sorted(graph)}"
        for name in free:
            del graph[name]


def test_text_is_never_set_as_markup() -> None:
    ways = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b")
    assert [path.name for path in FILES if ways.search(path.read_text("utf-8"))] == []
