"""A client that is no limit: websockets by hand on epoll, answers counted by their last bytes.

It reads no JSON and runs no event loop: an answer and the next call cost it little more than their two system
calls. Payloads are masked as a browser masks them; servers skip a mask of zeros.
"""

from __future__ import annotations

import base64
import contextlib
import secrets
import select
import socket
import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass

from websockets.speedups import apply_mask

MASK = b"\x37\xfa\x21\x3d"
AT_ONCE = 64
ANSWER_S = 30.0
TEXT = "-" * 90 + "THE LAST"
ANSWERED, HEARD = b"144]", b'THE LAST"'


@dataclass(frozen=True)
class Dialect:
    """How a server is spoken to.

    Attributes:
        greeting: after the handshake: what is awaited (empty: nothing), then what is said.
        call, publish: messages; `%d` is the number of the call.
        joins: calls made at once go in one message.
    """

    path: str
    call: bytes
    publish: bytes
    greeting: tuple[tuple[bytes, bytes], ...] = ()
    joins: bool = False


JSON = Dialect("/line", b'["call",%d,"echo.square",[12]]', b'["publish","%b"]' % TEXT.encode())
SOCKET_IO = Dialect(
    "/socket.io/?EIO=4&transport=websocket",
    b'42%d["echo.square",12]',
    b'42["publish","%b"]' % TEXT.encode(),
    ((b'0{"sid"', b"40"), (b'40{"sid"', b"")),
)
LONE = Dialect(
    "/_pystream/line",
    JSON.call,
    b'["call",%%d,"echo.tell",["%b"]]' % TEXT.encode(),
    ((b"", b'["hello",2]'), (b'["welcome"', b"")),
)
PYSTREAM = Dialect(LONE.path, LONE.call, LONE.publish, LONE.greeting, joins=True)


def frame(payload: bytes, opcode: int = 1) -> bytes:
    length = len(payload)
    if length > 125:
        head = struct.pack("!BBH", 0x80 | opcode, 0x80 | 126, length)
    else:
        head = bytes((0x80 | opcode, 0x80 | length))
    return head + MASK + apply_mask(payload, MASK)


def calls(dialect: Dialect, first: int, count: int) -> bytes:
    """Frames of `count` calls, in one piece."""
    each = [dialect.call % number for number in range(first, first + count)]
    if dialect.joins and count > 1:
        return frame(b"[" + b",".join(each) + b"]")
    return b"".join(map(frame, each))


# All lines count their calls alike, so what they send is made once.
_made: dict[Dialect, dict[tuple[int, int], bytes]] = {}


class Line:
    """One websocket."""

    def __init__(self, port: int, dialect: Dialect) -> None:
        self.dialect = dialect
        self.made = 0
        self._frames = _made.setdefault(dialect, {})
        self.rest = b""
        self.socket = socket.create_connection(("127.0.0.1", port), ANSWER_S)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        key = base64.b64encode(secrets.token_bytes(16)).decode()
        self.socket.sendall(
            (
                f"GET {dialect.path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
                "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                "User-Agent: Mozilla/5.0 (X11; Linux x86_64)\r\n"
                f"Sec-WebSocket-Key: {key}\r\n"
                f"Cookie: pystream_session={secrets.token_urlsafe(32)}\r\n\r\n"
            ).encode()
        )

    def wait_for(self, token: bytes) -> None:
        while token not in self.rest:
            data = self.socket.recv(65536)
            if not data:
                raise SystemExit(f"a server closed the line: {self.rest[-300:]!r}")
            self.rest += data
        # Not what follows it: a server may have said its next word by then.
        self.rest = self.rest[self.rest.index(token) + len(token) :]

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def call(self, count: int) -> None:
        key = self.made, count
        frames = self._frames.get(key)
        if frames is None:
            frames = self._frames[key] = calls(self.dialect, self.made + 1, count)
        self.made += count
        self.send(frames)

    def publish(self) -> None:
        self.made += 1
        message = self.dialect.publish
        self.send(frame(message % self.made if b"%d" in message else message))

    def count(self, token: bytes) -> int:
        """Read; how many tokens came."""
        data = self.socket.recv(262144)
        if not data:
            raise SystemExit("a server closed a line under load")
        if self.rest:
            data = self.rest + data
        found = data.count(token)
        # A message ends with its token, or a bracket more; what is cut elsewhere waits for the rest.
        self.rest = b"" if data[-1] == 0x5D else data[-len(token) + 1 :]
        return found

    def close(self) -> None:
        """As a browser does whose page is left."""
        with contextlib.suppress(OSError):
            self.send(frame((1001).to_bytes(2, "big"), 8))
        self.socket.close()


@contextlib.contextmanager
def opened(port: int, dialect: Dialect, count: int) -> Iterator[list[Line]]:
    """So many lines, greeted."""
    lines: list[Line] = []
    try:
        while len(lines) < count:
            some = [Line(port, dialect) for _ in range(min(AT_ONCE, count - len(lines)))]
            lines += some
            for line in some:
                line.wait_for(b"\r\n\r\n")
            for awaited, said in dialect.greeting:
                for line in some:
                    line.wait_for(awaited)
                    if said:
                        line.send(frame(said))
        for line in lines:
            line.rest = b""
        yield lines
    finally:
        for line in lines:
            line.close()


class Load:
    """Lines under load."""

    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines
        self._by_number = {line.socket.fileno(): line for line in lines}
        self._poll = select.epoll()
        for number in self._by_number:
            self._poll.register(number, select.EPOLLIN)

    def close(self) -> None:
        self._poll.close()

    def ready(self, timeout_s: float) -> list[Line]:
        return [self._by_number[number] for number, _ in self._poll.poll(timeout_s, len(self.lines))]

    def keep_busy(self, seconds: float) -> int:
        """Answer each answer with a call; how many came."""
        done = 0
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            for line in self.ready(0.1):
                if found := line.count(ANSWERED):
                    done += found
                    line.call(found)
        return done

    def pace(self, per_second: int, seconds: float) -> int:
        """Make so many calls per second, whatever comes back; how many answers came."""
        done = made = 0
        begun = now = time.perf_counter()
        while now < begun + seconds:
            due = int((now - begun) * per_second)
            while made < due:
                self.lines[made % len(self.lines)].call(1)
                made += 1
            for line in self.ready(0.001):
                done += line.count(ANSWERED)
            now = time.perf_counter()
        return done

    def spread(self) -> float:
        """Publish once; seconds until the last line has heard it."""
        begun = time.perf_counter()
        self.lines[0].publish()
        missing = len(self.lines)
        while missing:
            ready = self.ready(ANSWER_S)
            if not ready:
                raise SystemExit(f"{missing} lines did not hear")
            for line in ready:
                missing -= line.count(HEARD)
        return time.perf_counter() - begun

    def settle(self, seconds: float, token: bytes = ANSWERED) -> None:
        """Read what still comes, until nothing has for so long."""
        while ready := self.ready(seconds):
            for line in ready:
                line.count(token)
