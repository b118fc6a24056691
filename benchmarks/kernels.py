"""Compiled Python beside hand-written JavaScript that does the same, under node, in one run.

python -m benchmarks.kernels [NAME ...]
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from pystream.compiler.engines.pystream import standalone
from pystream.compiler.program import parse_module
from pystream.output import read_library

KERNELS = Path(__file__).parent / "kernels"
RUN = KERNELS / "compare.mjs"


def main() -> None:
    chosen = sys.argv[1:] or sorted(path.stem for path in KERNELS.glob("*.py"))
    runtime = {path.removeprefix("pystream/runtime/"): text.decode() for path, text in read_library().items()}
    with tempfile.TemporaryDirectory() as folder:
        for file in ("harness.mjs", RUN.name, *(f"{name}.mjs" for name in chosen)):
            shutil.copy(KERNELS / file, folder)
        for name in chosen:
            module = parse_module(name, f"{name}.py", (KERNELS / f"{name}.py").read_text("utf-8"))
            code = standalone(runtime, [module], name).code
            (Path(folder) / f"{name}.compiled.mjs").write_text(code, "utf-8")
        subprocess.run(["node", RUN.name, *chosen], cwd=folder, check=True)


if __name__ == "__main__":
    main()
