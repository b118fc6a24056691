"""Calls per second: pystream (session, contract, validation on) against stock Sanic + orjson.

    python -m benchmarks.rpc [--rounds 5] [--seconds 2]

Servers run one after the other on one core, the client (picows, which is several times faster than either)
on the other; rounds are interleaved, ratios are paired within a round. Needs `pip install -e '.[bench]'`.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import picows
import uvloop

HERE = Path(__file__).parent
SHAPES = [(1, 1), (64, 1), (64, 16)]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


PEERS = {
    "pystream": (
        [sys.executable, "-m", "pystream.cli", "serve", "--project", str(HERE / "app"), "--port"],
        "/_pystream/line",
    ),
    "sanic": ([sys.executable, str(HERE / "peers" / "sanic_square.py")], "/line"),
}


@contextlib.contextmanager
def serving(peer: str) -> Iterator[str]:
    """Start a peer on the first core; its websocket URL."""
    command, path = PEERS[peer]
    port = free_port()
    process = subprocess.Popen(
        [*command, str(port)],
        stdout=subprocess.DEVNULL,
        preexec_fn=lambda: os.sched_setaffinity(0, {0}),
    )
    try:
        for _ in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            if process.poll() is not None:
                raise SystemExit(f"{peer} ended with {process.returncode}")
            time.sleep(0.05)
        yield f"ws://127.0.0.1:{port}{path}"
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(15)


class Caller(picows.WSListener):
    """One connection that keeps `depth` calls in flight and counts the answers."""

    def __init__(self, depth: int, hello: bool) -> None:
        self.depth = depth
        self.hello = hello
        self.done = 0
        self.made = 0
        self.ready = asyncio.Event()

    def on_ws_connected(self, transport: picows.WSTransport) -> None:
        self.transport = transport
        if self.hello:
            self._send(b'["hello",2]')
        else:
            self.ready.set()

    def on_ws_frame(self, transport: picows.WSTransport, frame: picows.WSFrame) -> None:
        text = frame.get_payload_as_bytes()
        if b'["welcome"' in text:
            self.ready.set()
            return
        answers = text.count(b'["reply",')
        assert text.count(b",144]") == answers > 0, text
        self.done += answers
        self.call(answers)

    def call(self, count: int) -> None:
        """Make calls, as the browser makes those of one tick: in one message, where the peer takes that."""
        calls = []
        for _ in range(count):
            self.made += 1
            calls.append(b'["call",%d,"echo.square",[12]]' % self.made)
        if self.hello and count > 1:
            self._send(b"[" + b",".join(calls) + b"]")
        else:
            for call in calls:
                self._send(call)

    def start(self) -> None:
        self.call(self.depth)

    def _send(self, text: bytes) -> None:
        self.transport.send(picows.WSMsgType.TEXT, text)


async def load(url: str, connections: int, depth: int, seconds: float) -> float:
    """Answered calls per second."""
    callers = []
    for _ in range(connections):
        _, caller = await picows.ws_connect(lambda: Caller(depth, "_pystream" in url), url)
        callers.append(caller)
    await asyncio.gather(*(caller.ready.wait() for caller in callers))
    for caller in callers:
        caller.start()
    await asyncio.sleep(seconds / 4)  # warm
    before, started = sum(caller.done for caller in callers), time.perf_counter()
    await asyncio.sleep(seconds)
    rate = (sum(caller.done for caller in callers) - before) / (time.perf_counter() - started)
    for caller in callers:
        caller.transport.disconnect()
    return rate


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.0)
    options = parser.parse_args()
    os.sched_setaffinity(0, {1})
    rates: dict[tuple[str, tuple[int, int]], list[float]] = {}
    for _ in range(options.rounds):
        for peer in PEERS:
            with serving(peer) as url:
                for shape in SHAPES:
                    rates.setdefault((peer, shape), []).append(uvloop.run(load(url, *shape, options.seconds)))
    print(f"{'connections x in flight':<26}{'pystream/s':>12}{'sanic/s':>12}   ratio (median, range)")
    for shape in SHAPES:
        ours, theirs = rates["pystream", shape], rates["sanic", shape]
        ratios = [a / b for a, b in zip(ours, theirs, strict=True)]
        per_second = f"{statistics.median(ours):>12,.0f}{statistics.median(theirs):>12,.0f}"
        ratio = f"{statistics.median(ratios):.2f} ({min(ratios):.2f}-{max(ratios):.2f})"
        print(f"{shape[0]:>4} x {shape[1]:<19}{per_second}   {ratio}")


if __name__ == "__main__":
    main()
