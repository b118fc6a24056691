"""Python by pystream and its peers beside hand-written JavaScript that does the same, under node, in one run.

python -m benchmarks.kernels [--peer NAME ...] [--rounds N] [--limit SECONDS] [KERNEL ...]

Each cell is time by time of the hand-written module, both taken in one process: the median over the rounds,
and from the least to the most.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import tempfile
from pathlib import Path

from benchmarks.peers import Peer, chosen, parser, progress, table

KERNELS = Path(__file__).parent / "kernels"


def measure(peer: Peer, kernel: str, translated: Path | None, limit: float) -> dict[str, float] | str:
    """{hand, peer} in milliseconds a rep; or what became of it."""
    if translated is None:
        return "not compiled"
    command = peer.command(KERNELS / "compare.mjs", KERNELS / f"{kernel}.mjs", peer.module, translated)
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit, check=False)
    except subprocess.TimeoutExpired:
        return f"> {limit:g} s"
    if done.returncode:
        return "fails"
    result: dict[str, float] = json.loads(done.stdout.rstrip().rpartition("\n")[2])
    return result if result["same"] else "wrong result"


def main() -> None:
    options = parser(__doc__)
    options.add_argument("kernel", nargs="*")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--limit", type=float, default=60, help="seconds that a kernel may run in one round")
    given = options.parse_args()
    peers = chosen(given.peer)
    kernels = given.kernel or sorted(path.stem for path in KERNELS.glob("*.py"))
    ratios: dict[tuple[str, str], list[float]] = {}
    failed: dict[tuple[str, str], str] = {}
    by_hand: dict[str, list[float]] = {kernel: [] for kernel in kernels}
    with tempfile.TemporaryDirectory() as scratch:
        translated = {}
        for peer in peers:
            for kernel in kernels:
                progress(f"compile {peer.name} {kernel}")
                folder = Path(scratch, peer.name, kernel)
                folder.mkdir(parents=True)
                translated[peer.name, kernel] = peer.translate(KERNELS / f"{kernel}.py", folder)
        for turn in range(given.rounds):
            for kernel in kernels:
                for peer in peers:
                    cell = peer.name, kernel
                    if cell in failed:
                        continue
                    progress(f"round {turn + 1} of {given.rounds}: {kernel} {peer.name}")
                    result = measure(peer, kernel, translated[cell], given.limit)
                    if isinstance(result, str):
                        failed[cell] = result
                    else:
                        ratios.setdefault(cell, []).append(result["peer"] / result["hand"])
                        by_hand[kernel].append(result["hand"])
    progress("")

    def cell_text(peer: Peer, kernel: str) -> str:
        cell = peer.name, kernel
        if cell in failed:
            return failed[cell]
        low, middle, high = min(ratios[cell]), statistics.median(ratios[cell]), max(ratios[cell])
        return f"{_short(middle)} ({_short(low)} to {_short(high)})"

    def mean(peer: Peer) -> str:
        complete = [kernel for kernel in kernels if (peer.name, kernel) not in failed]
        if not complete:
            return "-"
        value = statistics.geometric_mean(
            [statistics.median(ratios[peer.name, kernel]) for kernel in complete]
        )
        return _short(value) + ("" if len(complete) == len(kernels) else f" of {len(complete)}")

    rows = [
        [
            kernel,
            f"{1000 * statistics.median(by_hand[kernel]):.1f} us" if by_hand[kernel] else "-",
            *(cell_text(peer, kernel) for peer in peers),
        ]
        for kernel in kernels
    ]
    print(
        table(
            ["kernel", "by hand", *(peer.label for peer in peers)],
            [*rows, ["geometric mean", "1", *map(mean, peers)]],
        )
    )


def _short(ratio: float) -> str:
    return f"{ratio:.2f}" if ratio < 10 else f"{ratio:.0f}"


if __name__ == "__main__":
    main()
