"""The line beside other websocket servers: calls, fan-out, memory and CPU, as paired ratios.

    python -m benchmarks.transport [--rounds 5] [--seconds 2] [--peer NAME ...] [--shape NAME ...]
    python -m benchmarks.transport --workers 2 --redis redis://127.0.0.1:6379/0

Servers run in turn on one core, the client (benchmarks/load.py) on the other; rounds are interleaved, and
ratios are of one round. Sessions, contract and validation of pystream are on. "us CPU" is the server's, by
the kernel: where others use the machine too it is steadier than the rate, so ratios are printed by both.
The client's share of its core tells that it was not the limit. Linux. Needs `pip install -e '.[bench]'`,
node and npm.

shapes: CONNECTIONSxCALLS-IN-FLIGHT; fan-N: one event to N tabs; idle: KiB for each of 3000 connections;
paced: CPU at 5000 calls/s. The browser's half joins calls of one tick in one message, so the client does it
for pystream; "pystream, one by one" sends each call in a message of its own, as all others get them.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.load import HEARD, LONE, Line, Load, opened
from benchmarks.peers import install, progress, table
from benchmarks.servers import SERVE, SERVERS, Running, Server, serving

SHAPES = ("idle", "1x1", "64x1", "64x16", "512x1", "fan-1000", "fan-5000", "paced")
IDLE, WARM = 3000, 200
PACED_LINES, PACED_CALLS = 64, 5000
WORKERS_LINES = 512
BESIDE = ("sanic", "ws")
LONE_NAME = "pystream-one-by-one"


@dataclass(frozen=True)
class Figure:
    """What one server did in one round.

    Attributes:
        rate: answers or deliveries per second; 0 where there are none.
        cost: what less of is better: us of CPU for one of them, KiB for a connection, % of a core.
        client: share of its core that the client had, in percent.
        last_ms: of a fan-out, until the last tab heard it.
    """

    rate: float
    cost: float
    client: float = 0.0
    last_ms: float = 0.0


def idle(running: Running, server: Server, seconds: float) -> Figure:
    # A first lot fills the server's caches.
    with opened(running.port, server.dialect, WARM):
        pass
    running.rest()
    before = running.resident_kib()
    with opened(running.port, server.dialect, IDLE):
        running.rest()
        return Figure(0.0, (running.resident_kib() - before) / IDLE)


def measured(running: Running, work: Callable[[], int]) -> Figure:
    """Do some work: its rate and cost."""
    cpu, own, begun = sum(running.cpu_s()), time.process_time(), time.perf_counter()
    done = work()
    passed = time.perf_counter() - begun
    cost = (sum(running.cpu_s()) - cpu) / done * 1e6
    return Figure(done / passed, cost, (time.process_time() - own) / passed * 100)


def answered(running: Running, server: Server, connections: int, depth: int, seconds: float) -> Figure:
    with opened(running.port, server.dialect, connections) as lines:
        return kept_busy(running, lines, depth, seconds)


def kept_busy(running: Running, lines: list[Line], depth: int, seconds: float) -> Figure:
    load = Load(lines)
    for line in lines:
        line.call(depth)
    load.keep_busy(seconds / 4)  # warm
    figure = measured(running, lambda: load.keep_busy(seconds))
    load.settle(0.2)
    load.close()
    return figure


def spread(running: Running, server: Server, tabs: int, seconds: float) -> Figure:
    with opened(running.port, server.dialect, tabs) as lines:
        load = Load(lines)
        load.spread()  # warm
        times: list[float] = []

        def work() -> int:
            end = time.perf_counter() + seconds
            while not times or time.perf_counter() < end:
                times.append(load.spread())
            return len(times) * tabs

        figure = measured(running, work)
        load.settle(0.2, HEARD)
        load.close()
    return replace(figure, last_ms=statistics.median(times) * 1000)


def paced(running: Running, server: Server, seconds: float) -> Figure:
    with opened(running.port, server.dialect, PACED_LINES) as lines:
        load = Load(lines)
        load.pace(PACED_CALLS, seconds / 4)
        figure = measured(running, lambda: load.pace(PACED_CALLS, seconds))
        load.settle(0.2)
        load.close()
    return replace(figure, cost=figure.cost * figure.rate / 1e4)


def measure(shape: str, running: Running, server: Server, seconds: float) -> Figure:
    if shape == "idle":
        return idle(running, server, seconds)
    if shape == "paced":
        return paced(running, server, seconds)
    if shape.startswith("fan-"):
        return spread(running, server, int(shape.removeprefix("fan-")), seconds)
    connections, depth = map(int, shape.split("x"))
    return answered(running, server, connections, depth, seconds)


def variants(server: Server, shape: str) -> list[Server]:
    """The server, and the same without joined calls where that is something else."""
    if server.dialect.joins and "x" in shape and not shape.endswith("x1"):
        lone = replace(server, name=LONE_NAME, label=f"{server.label}, one by one", dialect=LONE)
        return [server, lone]
    return [server]


Found = dict[tuple[str, str], list[Figure]]


def all_rounds(servers: list[Server], shapes: list[str], rounds: int, seconds: float, logs: Path) -> Found:
    found: Found = {}
    os.sched_setaffinity(0, {1})
    for turn in range(rounds):
        for server in servers:
            with serving(server.command, logs / f"{server.name}.log", {0}) as running:
                for shape in shapes:
                    for variant in variants(server, shape):
                        progress(f"round {turn + 1} of {rounds}: {variant.label}, {shape}")
                        figure = measure(shape, running, variant, seconds)
                        found.setdefault((shape, variant.name), []).append(figure)
                    running.rest()
    progress("")
    return found


def ratios(ours: Iterable[float], theirs: Iterable[float]) -> str:
    each = [a / b for a, b in zip(ours, theirs, strict=True)]
    return f"{statistics.median(each):.2f} ({min(each):.2f}-{max(each):.2f})"


def printed(shape: str, servers: list[Server], found: Found) -> str:
    unit = {"idle": "KiB each", "paced": "% of a core"}.get(shape, "us CPU each")
    has_rate, is_fan = shape not in ("idle", "paced"), shape.startswith("fan-")
    beside = [server for server in servers if server.name in BESIDE + (("socket.io",) if is_fan else ())]
    header = [shape, *(["per second"] if has_rate else []), unit, *(["last, ms"] if is_fan else [])]
    header += ["client, %"] if has_rate else []
    for peer in beside:
        if has_rate:
            header.append(f"rate x {peer.name}")
        header.append(f"{'CPU' if has_rate else unit} of {peer.name} / this")
    rows = []
    for variant in (variant for server in servers for variant in variants(server, shape)):
        figures = found[shape, variant.name]
        rates, costs = [figure.rate for figure in figures], [figure.cost for figure in figures]
        row = [variant.label, *([f"{statistics.median(rates):,.0f}"] if has_rate else [])]
        row.append(f"{statistics.median(costs):.1f}")
        row += [f"{statistics.median(figure.last_ms for figure in figures):.1f}"] if is_fan else []
        row += [f"{statistics.median(figure.client for figure in figures):.0f}"] if has_rate else []
        for peer in beside:
            theirs = found[shape, peer.name]
            if has_rate:
                row.append(ratios(rates, [figure.rate for figure in theirs]))
            row.append(ratios([figure.cost for figure in theirs], costs))
        rows.append(row)
    return table(header, rows)


def workers(count: int, redis: str, rounds: int, seconds: float, logs: Path) -> str:
    """Several workers beside one. Nothing is pinned: on few cores the client and Redis take their part."""
    server = SERVERS[0]
    rows: dict[int, list[tuple[Figure, list[float]]]] = {1: [], count: []}
    for turn in range(rounds):
        for number in rows:
            progress(f"round {turn + 1} of {rounds}: {number} workers")
            # With one there is no parent; Redis is there in both.
            command = (*SERVE, "--redis", redis, "--workers", str(number), "--port")
            with serving(command, logs / "workers.log") as running:
                if number > 1:
                    running.find_workers()
                with opened(running.port, server.dialect, WORKERS_LINES) as lines:
                    has = running.sockets()
                    shares = [each / sum(has) for each in has]
                    rows[number].append((kept_busy(running, lines, 1, seconds), shares))
    progress("")
    cells = []
    for number, made in rows.items():
        figures = [figure for figure, _ in made]
        busiest = [max(shares) for _, shares in made]
        ones = [figure.cost for figure, _ in rows[1]]
        carried = [one / figure.cost / max(shares) for one, (figure, shares) in zip(ones, made, strict=True)]
        cells.append(
            [
                f"{number}",
                f"{statistics.median(figure.rate for figure in figures):,.0f}",
                f"{statistics.median(figure.client for figure in figures):.0f}",
                f"{statistics.median(figure.cost for figure in figures):.1f}",
                f"{100 * statistics.median(busiest):.0f}",
                ratios([figure.rate for figure in figures], [figure.rate for figure, _ in rows[1]]),
                f"{statistics.median(carried):.2f} ({min(carried):.2f}-{max(carried):.2f})",
            ]
        )
    header = [
        f"workers, {WORKERS_LINES}x1",
        "per second",
        "client, %",
        "us CPU each",
        "most lines, %",
    ]
    # The last: what they carry on cores of their own, by what a call costs and by the one with most lines.
    return table([*header, "rate x 1", "x 1, by CPU and lines"], cells)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.0, help="of each load, 10 at most")
    parser.add_argument("--peer", action="append", choices=[server.name for server in SERVERS])
    parser.add_argument("--shape", action="append", help=" ".join(SHAPES))
    parser.add_argument("--workers", type=int, help="measure so many workers beside one, and nothing else")
    parser.add_argument("--redis", default="redis://127.0.0.1:6379/0", help="for --workers")
    options = parser.parse_args()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    # Servers ping, and this client does not answer.
    seconds = min(options.seconds, 10.0)
    logs = Path(tempfile.mkdtemp(prefix="transport-"))
    progress(f"what servers print is in {logs}")
    if options.workers:
        print(workers(options.workers, options.redis, options.rounds, seconds, logs))
        return
    install()
    servers = [server for server in SERVERS if not options.peer or server.name in options.peer]
    shapes = options.shape or list(SHAPES)
    found = all_rounds(servers, shapes, options.rounds, seconds, logs)
    print("\n\n".join(printed(shape, servers, found) for shape in shapes))


if __name__ == "__main__":
    main()
