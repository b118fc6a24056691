"""What compiled programs weigh, gzip: hello world, one feature each, and the reference app.

python -m benchmarks.size
"""

from __future__ import annotations

import gzip
from pathlib import Path

from pystream.compiler.pipeline import compile_project
from pystream.compiler.program import compile_program
from pystream.output import read_library, read_sources
from pystream.settings import load

ROOT = Path(__file__).parent.parent
PROGRAMS = {
    "hello world": 'print("hello", 1 + 2)\n',
    "a class": "class A:\n    def f(self, x):\n        return x + 1\n\n\nprint(A().f(2))\n",
    "an exception": "try:\n    raise ValueError('no')\nexcept ValueError as error:\n    print(error)\n",
    "a dict": "d = {'a': 1}\nfor k, v in d.items():\n    print(k, v)\n",
    "format specs": "print(f'{3.14159:>10.2f} {255:#x}')\n",
    "a dataclass": "from dataclasses import dataclass\n@dataclass\nclass P:\n    x: int\nprint(P(1))\n",
    "asyncio": "import asyncio\n\n\nasync def main():\n    await asyncio.sleep(0)\n\n\nasyncio.run(main())\n",
    "json": "import json\nprint(json.dumps({'a': [1, 2.0]}))\n",
    "re": "import re\nprint(re.findall(r'\\d+', 'a1b22'))\n",
    "datetime": "from datetime import date\nprint(date(2024, 5, 6).isoformat())\n",
}


def main() -> None:
    library = read_library()
    runtime = {path.removeprefix("pystream/runtime/"): text.decode() for path, text in library.items()}
    for name, text in PROGRAMS.items():
        code = compile_program("main.py", {"main.py": text}.get, runtime).code
        print(f"{name:<16}{len(code):>9,} B{len(gzip.compress(code.encode(), 9)):>9,} B gzip")
    compiled = compile_project(read_sources(ROOT), library, load(ROOT, {}))
    for size in compiled.sizes:
        print(f"{size.path.partition('-')[0]:<16}{size.raw:>9,} B{size.gzip:>9,} B gzip")


if __name__ == "__main__":
    main()
