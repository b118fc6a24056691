"""Coverage-guided fuzzing of the server's websocket, by hand:

pip install atheris && PYTHONPATH=tests python tests/fuzz/websocket.py -max_total_time=300 [corpus folder]
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Sequence

from websockets.protocol import CLIENT, OPEN, Protocol

from pystream.protocol.websocket import State, WebSocket

ORDER = list(State)
LIMITS = (0, 130, 70_000)


def survives(pieces: Sequence[bytes], most: int) -> tuple[list[bytes | bytearray], State, int, bytes]:
    """Feed these pieces: it never raises, keeps no more than it may, only moves on, and says nothing wrong.

    Returns:
        The messages, the last state and close code, and what was sent.
    """
    socket = WebSocket(most)
    messages: list[bytes | bytearray] = []
    sent = b""
    for piece in pieces:
        state = socket.state
        messages += (received := socket.receive(piece))
        for message in received:
            assert len(message) <= most
            if type(message) is bytes:
                message.decode()
        assert ORDER.index(socket.state) >= ORDER.index(state)
        assert state is not State.CLOSED or not received
        sent += b"".join(socket.to_send())
        kept = [getattr(socket, name) for name in WebSocket.__slots__]
        # A frame that is under way, what came of its message before, and a byte array's spare room.
        assert sum(sys.getsizeof(one) for one in kept if isinstance(one, bytearray)) <= 2.4 * most + 600
    client = Protocol(CLIENT, state=OPEN, max_size=None)
    client.receive_data(sent)
    assert client.parser_exc is None
    return messages, socket.state, socket.close_code, sent


def one_input(data: bytes) -> None:
    """The first byte chooses the limit, the next ones the cuts; cut or whole, it comes to the same."""
    most = LIMITS[data[0] % len(LIMITS)] if data else 0
    widths, stream = data[1:5], data[5:]
    pieces = []
    at = 0
    for width in widths:
        pieces.append(stream[at : at + width])
        at += width
    pieces.append(stream[at:])
    assert survives(pieces, most) == survives([stream], most)


def main() -> None:
    import atheris

    for name, function in list(vars(WebSocket).items()):
        if inspect.isfunction(function):
            setattr(WebSocket, name, atheris.instrument_func(function))
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
