"""What a browser loads, gzip, and how long it takes to start: hello world by pystream and its peers.

python -m benchmarks.size [--peer NAME ...] [--rounds N]

Then what pystream's programs of one feature each weigh, and the reference app.
"""

from __future__ import annotations

import gzip
import statistics
import subprocess
import tempfile
from pathlib import Path

from benchmarks.peers import FOLDER, Peer, chosen, download, parser, progress, runtime, table
from pystream.compiler.pipeline import compile_project
from pystream.compiler.program import compile_program
from pystream.output import read_library, read_sources
from pystream.settings import load

ROOT = Path(__file__).parent.parent
HELLO = 'print("hello", 1 + 2)\n'
PROGRAMS = {
    "hello world": HELLO,
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


def start_ms(peer: Peer, translated: Path) -> float:
    """From an empty node to the end of a program, its scripts on the disk."""
    command = peer.command(FOLDER / "start.mjs", peer.module, translated)
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    return float(done.stderr.rpartition("started in ")[2].split()[0])


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--rounds", type=int, default=7, help="starts, of which the median counts")
    given = options.parse_args()
    peers = chosen(given.peer)
    starts: dict[str, list[float]] = {peer.name: [] for peer in peers}
    sizes = {}
    with tempfile.TemporaryDirectory() as scratch:
        hello = Path(scratch, "hello.py")
        hello.write_text(HELLO, "utf-8")
        translated = {}
        for peer in peers:
            folder = Path(scratch, peer.name)
            folder.mkdir()
            target = peer.translate(hello, folder)
            if target is None:
                raise SystemExit(f"{peer.label} does not compile hello world")
            translated[peer.name] = target
            sizes[peer.name] = download(peer, target)
        for turn in range(given.rounds):
            for peer in peers:
                progress(f"start {turn + 1} of {given.rounds}: {peer.name}")
                starts[peer.name].append(start_ms(peer, translated[peer.name]))
    progress("")
    rows = []
    for peer in peers:
        page, library = sizes[peer.name]
        times = starts[peer.name]
        spread = f"{statistics.median(times):.0f} ({min(times):.0f} to {max(times):.0f})"
        rows.append([peer.label, f"{page / 1000:,.1f}", f"{library / 1000:,.1f}", spread])
    print(table(["hello world", "KB gzip", "with its whole library", "start, ms"], rows))

    rows = []
    for name, text in PROGRAMS.items():
        code = compile_program("main.py", {"main.py": text}.get, runtime()).code
        rows.append([name, f"{len(code):,}", f"{len(gzip.compress(code.encode(), 9)):,}"])
    compiled = compile_project(read_sources(ROOT), read_library(), load(ROOT, {}))
    rows += [[size.path.partition("-")[0], f"{size.raw:,}", f"{size.gzip:,}"] for size in compiled.sizes]
    print()
    print(table(["pystream", "B", "B gzip"], rows))


if __name__ == "__main__":
    main()
