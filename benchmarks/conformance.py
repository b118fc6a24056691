"""How many programs of tests/conformance/ print what CPython prints, by area and by peer.

python -m benchmarks.conformance [--peer NAME ...] [--limit SECONDS] [--failing]
"""

from __future__ import annotations

import collections
import multiprocessing
import os
import subprocess
import tempfile
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from benchmarks.peers import FOLDER, PEERS, chosen, parser, progress, table

PROGRAMS = Path(__file__).parent.parent / "tests" / "conformance" / "programs"
PASSES, FAILS, TOO_LONG = "passes", "fails", "too long"


def outcome(task: tuple[str, str], limit: float) -> tuple[str, str, str]:
    """Translate and run one program by a peer, and compare what it prints with what CPython does."""
    name, program = task
    peer = next(peer for peer in PEERS if peer.name == name)
    with tempfile.TemporaryDirectory() as folder:
        translated = peer.translate(PROGRAMS / f"{program}.py", Path(folder))
        if translated is None:
            return name, program, FAILS
        command = peer.command(FOLDER / "program.mjs", peer.module, translated)
        try:
            done = subprocess.run(command, cwd=PROGRAMS, capture_output=True, timeout=limit, check=False)
        except subprocess.TimeoutExpired:
            return name, program, TOO_LONG
        same = done.stdout == (PROGRAMS / f"{program}.out").read_bytes()
        return name, program, PASSES if same else FAILS


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--limit", type=float, default=30, help="seconds that a program may run")
    options.add_argument("--failing", action="store_true", help="name the programs that fail")
    given = options.parse_args()
    peers = chosen(given.peer)
    programs = sorted(path.stem for path in PROGRAMS.glob("*.out"))
    tasks = [(peer.name, program) for peer in peers for program in programs]
    found: dict[tuple[str, str], str] = {}
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["PYODIDE_SNAPSHOT"] = str(Path(scratch, "pyodide"))
        for peer in peers:  # one alone, since the first one makes what the others share
            outcome((peer.name, programs[0]), given.limit)
        with multiprocessing.Pool() as pool:
            for name, program, what in pool.imap_unordered(partial(outcome, limit=given.limit), tasks):
                found[name, program] = what
                progress(f"{len(found)} of {len(tasks)}: {name} {program} {what}")
    progress("")

    areas = collections.defaultdict(list)
    for program in programs:
        areas[program.partition("_")[0]].append(program)

    def passed(name: str, members: Iterable[str]) -> int:
        return sum(found[name, program] == PASSES for program in members)

    rows = [
        [area, str(len(members)), *(str(passed(peer.name, members)) for peer in peers)]
        for area, members in [*sorted(areas.items()), ("all", programs)]
    ]
    share = (f"{100 * passed(peer.name, programs) / len(programs):.1f} %" for peer in peers)
    print(table(["area", "programs", *(peer.label for peer in peers)], [*rows, ["share", "", *share]]))
    for peer in peers:
        for what in (TOO_LONG, FAILS):
            names = [program for program in programs if found[peer.name, program] == what]
            if names and (given.failing or what == TOO_LONG):
                print(f"\n{peer.label}, {what}: {' '.join(names)}")


if __name__ == "__main__":
    main()
