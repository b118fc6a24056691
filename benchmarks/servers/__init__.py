"""Servers that the line is measured beside, one core each; each takes a port and speaks a Dialect."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from benchmarks.load import JSON, PYSTREAM, SOCKET_IO, Dialect
from benchmarks.peers import PINNED

FOLDER = Path(__file__).parent
APP = FOLDER.parent / "app"
TICKS = os.sysconf("SC_CLK_TCK")
START_S, STOP_S = 60, 30


@dataclass(frozen=True)
class Server:
    name: str
    label: str
    command: tuple[str, ...]
    dialect: Dialect = JSON


def _python(script: str) -> tuple[str, ...]:
    return (sys.executable, str(FOLDER / script))


SERVE = (sys.executable, "-m", "pystream.cli", "serve", "--project", str(APP))

SERVERS = (
    Server("pystream", f"pystream {version('pystream')}", (*SERVE, "--port"), PYSTREAM),
    Server("sanic", f"Sanic {version('sanic')} + orjson", _python("sanic_json.py")),
    Server("ws", f"node ws {PINNED['ws']}", ("node", str(FOLDER / "ws.mjs"))),
    Server(
        "socket.io",
        f"node socket.io {PINNED['socket.io']}",
        ("node", str(FOLDER / "socketio.mjs")),
        SOCKET_IO,
    ),
    Server(
        "python-socketio",
        f"python-socketio {version('python-socketio')} + uvicorn {version('uvicorn')}",
        _python("socketio_asgi.py"),
        SOCKET_IO,
    ),
    Server("picows", f"picows {version('picows')} + orjson", _python("picows_json.py")),
    Server("websockets", f"websockets {version('websockets')} + orjson", _python("websockets_json.py")),
)


class Running:
    """A server's processes: the one that was started, and its children."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.port = port
        self._process = process
        self.pids = [process.pid]

    def find_workers(self) -> None:
        """Count the children alone, which do the work; Python's own tracker of resources is none."""
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        self.pids = [
            int(pid) for pid in children if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()
        ]

    def cpu_s(self) -> list[float]:
        """Seconds of a core that each process has used."""
        used = []
        for pid in self.pids:
            fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
            used.append((int(fields[11]) + int(fields[12])) / TICKS)
        return used

    def sockets(self) -> list[int]:
        """How many connections each process has, about."""
        return [len(os.listdir(f"/proc/{pid}/fd")) for pid in self.pids]

    def resident_kib(self) -> int:
        """What the kernel counts of the memory as in use."""
        texts = [Path(f"/proc/{pid}/status").read_text("utf-8") for pid in self.pids]
        return sum(int(size) for text in texts for size in re.findall(r"VmRSS:\s+(\d+) kB", text))

    def rest(self) -> None:
        """Wait until it has nothing left to do, 20 s at most."""
        used = sum(self.cpu_s())
        for _ in range(40):
            time.sleep(0.5)
            before, used = used, sum(self.cpu_s())
            if used - before < 0.02:
                return


@contextlib.contextmanager
def serving(command: Sequence[str], log: Path, cores: set[int] | None = None) -> Iterator[Running]:
    """Start a server, on these cores if any are named; what it prints goes to the log."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    before = os.sched_getaffinity(0)
    if cores:
        os.sched_setaffinity(0, cores)  # the server inherits it
    try:
        with log.open("ab") as output:
            process = subprocess.Popen([*command, str(port)], stdout=output, stderr=output)
    finally:
        os.sched_setaffinity(0, before)
    try:
        for _ in range(START_S * 20):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            if process.poll() is not None:
                raise SystemExit(f"{command[-1]} ended with {process.returncode}; see {log}")
            time.sleep(0.05)
        yield Running(process, port)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
