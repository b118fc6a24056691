"""Every place of the minified script leads back to the Python that it came from."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

from pystream.compiler.program import compile_program
from pystream.compiler.sourcemap import encode
from pystream.output import read_library

PROGRAM = '''\
"""A program with something on every line."""
from helper import twice


class Counter:
    def __init__(self, start):
        self.value = start

    def inc(self, by):
        self.value = self.value + twice(by)
        if self.value > 10:
            raise ValueError("mark-raise")
        return self.value


def run():
    counter = Counter(3)
    for step in range(2):
        print("mark-loop", counter.inc(step))
    text = f"mark-text {counter.value}"
    return [each for each in (text, "mark-list")]


print(run())
Counter(9).inc(4)
'''
HELPER = """\
def twice(number):
    return number * 2 if number else len("mark-helper") - 11
"""
FILES = {"main.py": PROGRAM, "helper.py": HELPER}


def compiled() -> tuple[str, dict[str, object]]:
    runtime = {path.removeprefix("pystream/runtime/"): text.decode() for path, text in read_library().items()}
    bundle = compile_program("main.py", FILES.get, runtime)
    return bundle.code, encode(bundle.segments, FILES)


def test_every_segment_stands_on_python_text() -> None:
    runtime = {path.removeprefix("pystream/runtime/"): text.decode() for path, text in read_library().items()}
    bundle = compile_program("main.py", FILES.get, runtime)
    assert len(bundle.segments) > 30
    lines = bundle.code.split("\n")
    for segment in bundle.segments:
        assert segment.col <= len(lines[segment.line])
        python = FILES[segment.source].split("\n")[segment.source_line]
        assert segment.source_col < len(python), segment
        assert python[segment.source_col :].strip(), segment


def test_each_text_of_the_program_leads_to_its_line() -> None:
    code, source_map = compiled()
    marks = re.findall(r"mark-\w+", PROGRAM + HELPER)
    node = shutil.which("node")
    assert node, "node is needed: apt-get install nodejs"
    for mark in marks:
        offset = code.index(mark)
        line = code.count("\n", 0, offset)
        col = offset - (code.rfind("\n", 0, offset) + 1)
        script = (
            "const {SourceMap} = require('module');"
            f"const map = new SourceMap({json.dumps(source_map)});"
            f"const e = map.findEntry({line}, {col});"
            "console.log(e.originalSource, e.originalLine)"
        )
        done = subprocess.run([node, "-e", script], capture_output=True, text=True, check=True, timeout=20)
        file, number = done.stdout.split()
        assert mark in FILES[file].split("\n")[int(number)], mark


def test_a_stack_of_the_minified_script_shows_python_lines(tmp_path: Path) -> None:
    code, source_map = compiled()
    (tmp_path / "main.mjs").write_text(f"{code}\n//# sourceMappingURL=main.mjs.map\n")
    (tmp_path / "main.mjs.map").write_text(json.dumps(source_map))
    node = shutil.which("node")
    assert node
    done = subprocess.run(
        [node, "--enable-source-maps", "main.mjs"], cwd=tmp_path, capture_output=True, text=True, timeout=20
    )
    assert "mark-loop 3" in done.stdout
    assert done.returncode == 1
    raised = PROGRAM.split("\n").index('            raise ValueError("mark-raise")') + 1
    called = PROGRAM.split("\n").index("Counter(9).inc(4)") + 1
    places = ((called, "<module>"), (raised, "inc"))
    frames = "".join(rf'  File ".*main\.py", line {line}, in {name}\n' for line, name in places)
    assert re.search(rf"^Traceback .*\n{frames}ValueError: mark-raise\n", done.stderr), done.stderr
