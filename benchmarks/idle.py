"""KiB of resident memory per idle connection: each with a session and a tab of its own, welcomed.

    python -m benchmarks.idle [--connections 3000] [--rounds 3]

The server's memory is read when a first few connections have come and gone (so that its caches are
filled), with all connections open, and when these have left and as many others have come: what is more then
has leaked, but for what the server keeps of tabs that may be back (settings.resume_s). Linux only.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import contextlib
import re
import resource
import secrets
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
AT_ONCE = 64
HELLO = b'["hello",2]'


def resident_kib(pid: int) -> int:
    """What the kernel counts of the process's memory as in use."""
    found = re.search(r"^VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text("utf-8"), re.MULTILINE)
    assert found
    return int(found[1])


@contextlib.contextmanager
def serving() -> Iterator[tuple[int, int]]:
    """Start the benchmark app; the server's process id and port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "pystream.cli", "serve", "--project", str(HERE / "app")]
    process = subprocess.Popen([*command, "--port", str(port)], stdout=subprocess.DEVNULL)
    try:
        for _ in range(400):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            if process.poll() is not None:
                raise SystemExit(f"the server ended with {process.returncode}")
            time.sleep(0.05)
        yield process.pid, port
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


async def connect(port: int, turn: asyncio.Semaphore) -> asyncio.StreamWriter:
    """Open a line as a browser does, with a cookie of its own, and wait for the welcome."""
    async with turn:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        key = base64.b64encode(secrets.token_bytes(16)).decode()
        writer.write(
            (
                f"GET /_pystream/line HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
                "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                "User-Agent: Mozilla/5.0 (X11; Linux x86_64)\r\n"
                f"Sec-WebSocket-Key: {key}\r\n"
                f"Cookie: pystream_session={secrets.token_urlsafe(32)}\r\n\r\n"
            ).encode()
        )
        answer = await reader.readuntil(b"\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 101"), answer
        # Masked with zeros, as is allowed.
        writer.write(bytes((0x81, 0x80 | len(HELLO), 0, 0, 0, 0)) + HELLO)
        head = await reader.readexactly(2)
        length = head[1] if head[1] < 126 else int.from_bytes(await reader.readexactly(2), "big")
        assert (await reader.readexactly(length)).startswith(b'["welcome"')
        return writer


async def lot(port: int, connections: int) -> list[asyncio.StreamWriter]:
    turn = asyncio.Semaphore(AT_ONCE)
    return await asyncio.gather(*(connect(port, turn) for _ in range(connections)))


async def leave(lines: list[asyncio.StreamWriter]) -> None:
    """Close each as a browser does whose page is left."""
    for writer in lines:
        writer.write(bytes((0x88, 0x82, 0, 0, 0, 0)) + (1001).to_bytes(2, "big"))
    await asyncio.gather(*(settled(writer) for writer in lines))


async def settled(writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        writer.close()
        await writer.wait_closed()


async def measure(pid: int, port: int, connections: int) -> tuple[float, float]:
    """KiB per connection while they are open, and how much more when others have come in their place."""
    await leave(await lot(port, 200))
    await asyncio.sleep(1)
    before = resident_kib(pid)
    lines = await lot(port, connections)
    await asyncio.sleep(2)
    first = resident_kib(pid)
    await leave(lines)
    lines = await lot(port, connections)
    await asyncio.sleep(2)
    second = resident_kib(pid)
    await leave(lines)
    return (first - before) / connections, (second - first) / connections


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--connections", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    results = []
    for _ in range(options.rounds):
        with serving() as (pid, port):
            results.append(asyncio.run(measure(pid, port, options.connections)))
    each, more = zip(*results, strict=True)
    print(f"KiB per idle connection, {options.connections} connections, {options.rounds} servers:")
    print(f"  {statistics.median(each):.2f} ({min(each):.2f}-{max(each):.2f})")
    print(f"  {statistics.median(more):+.2f} when as many others have come in their place")


if __name__ == "__main__":
    main()
