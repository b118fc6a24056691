"""How many programs of tests/conformance/ print what CPython prints, by area.

python -m benchmarks.conformance
"""

from __future__ import annotations

import collections
import multiprocessing
import subprocess
import tempfile
from pathlib import Path

from pystream.compiler.messages import CompileError
from pystream.compiler.program import compile_program
from pystream.output import read_library

PROGRAMS = Path(__file__).parent.parent / "tests" / "conformance" / "programs"


def passes(name: str) -> bool:
    """Compile and run one program under node; whether its output is CPython's."""
    runtime = {path.removeprefix("pystream/runtime/"): text.decode() for path, text in read_library().items()}

    def read(path: str) -> str | None:
        file = PROGRAMS / path
        return file.read_text("utf-8") if file.is_file() else None

    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "program.mjs"
        try:
            script.write_text(compile_program(f"{name}.py", read, runtime).code, "utf-8")
            done = subprocess.run(
                ["node", str(script)], cwd=PROGRAMS, capture_output=True, text=True, timeout=30, check=False
            )
        except (CompileError, subprocess.TimeoutExpired):
            return False
        return done.stdout == (PROGRAMS / f"{name}.out").read_text("utf-8")


def main() -> None:
    names = sorted(path.stem for path in PROGRAMS.glob("*.out"))
    with multiprocessing.Pool() as pool:
        results = dict(zip(names, pool.map(passes, names), strict=True))
    areas: dict[str, list[bool]] = collections.defaultdict(list)
    for name, passed in results.items():
        areas[name.partition("_")[0]].append(passed)
    for area, passed_ in sorted(areas.items()):
        print(f"{area:<12}{sum(passed_):>4} of {len(passed_)}")
    for name, passed in results.items():
        if not passed:
            print(f"  not: {name}")
    total = sum(results.values())
    print(f"{'all':<12}{total:>4} of {len(results)}  {100 * total / len(results):.1f} %")


if __name__ == "__main__":
    main()
