"""Requests that a proxy and a server could read differently: one acts on what the other did not check."""

from __future__ import annotations

import asyncio
import contextlib

import pytest

from tests.security.conftest import Attacked, read_answer

INNER = b"GET /seen HTTP/1.1\r\nHost: localhost\r\n\r\n"

DOUBTFUL = {
    "two ways to say the length": b"Content-Length: 5\r\nTransfer-Encoding: chunked",
    "two ways, the other first": b"Transfer-Encoding: chunked\r\nContent-Length: 5",
    "two lengths": b"Content-Length: 0\r\nContent-Length: 39",
    "one length twice": b"Content-Length: 39\r\nContent-Length: 39",
    "lengths in one": b"Content-Length: 0, 39",
    "a signed length": b"Content-Length: +39",
    "a negative length": b"Content-Length: -1",
    "a length in Python": b"Content-Length: 3_9",
    "a length in hex": b"Content-Length: 0x27",
    "a length of other digits": "Content-Length: ３９".encode(),
    "no length": b"Content-Length:",
    "an unknown coding": b"Transfer-Encoding: xchunked",
    "codings": b"Transfer-Encoding: identity, chunked",
    "a space before the colon": b"Transfer-Encoding : chunked",
    "a tab before the colon": b"Transfer-Encoding\t: chunked",
    "a space before the name": b" Transfer-Encoding: chunked",
    "a folded line": b"X: y\r\n Transfer-Encoding: chunked",
    "a bare line feed": b"X: y\nTransfer-Encoding: chunked",
    "a bare carriage return": b"X: y\rTransfer-Encoding: chunked",
    "a zero": b"X: \0\r\nContent-Length: 39",
    "no name": b": x\r\nContent-Length: 39",
    "no colon": b"Transfer-Encoding\r\nContent-Length: 39",
    "a name that is none": "Cöntent-Length: 39".encode(),
}


@pytest.mark.parametrize("what", DOUBTFUL)
async def test_a_doubtful_request_is_refused_and_nothing_after_it_is_read(
    attacked: Attacked, what: str
) -> None:
    server = await attacked()
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(b"POST /transfer HTTP/1.1\r\nHost: localhost\r\n" + DOUBTFUL[what] + b"\r\n\r\n")
    writer.write(b"0\r\n\r\n" + INNER)
    answer = await read_answer(reader)
    assert answer.status == 400
    assert answer["connection"] == "close"
    async with asyncio.timeout(5):
        with contextlib.suppress(ConnectionError):
            assert await reader.read() == b""
    writer.close()


@pytest.mark.parametrize(
    "chunks",
    [
        b"5\r\nhello\r\n0\r\nX: trailer\r\n\r\n",
        b"5\nhello\n0\n\n",
        b"-5\r\nhello\r\n0\r\n\r\n",
        b"0x5\r\nhello\r\n0\r\n\r\n",
        b"5_0\r\nhello\r\n0\r\n\r\n",
        b"+5\r\nhello\r\n0\r\n\r\n",
        b"G\r\nhello\r\n0\r\n\r\n",
        b"FFFFFFFFFFFFFFFFF\r\nhello",
    ],
)
async def test_doubtful_chunks_are_refused_and_nothing_after_them_is_read(
    attacked: Attacked, chunks: bytes
) -> None:
    server = await attacked()
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(b"POST /transfer HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
    writer.write(chunks + INNER)
    assert (await read_answer(reader)).status in (400, 413)
    async with asyncio.timeout(5):
        with contextlib.suppress(ConnectionError):
            assert await reader.read() == b""
    writer.close()


@pytest.mark.parametrize(
    "line",
    [
        b"GET /transfer",
        b"GET  /transfer HTTP/1.1",
        b"GET /transfer  HTTP/1.1",
        b"GET\t/transfer\tHTTP/1.1",
        b"GET /transfer HTTP/1.1 ",
        b"GET /transfer HTTP/2.0",
        b"GET /transfer http/1.1",
        b"GET /\0 HTTP/1.1",
        b"GET /\n HTTP/1.1",
        b"",
    ],
)
async def test_a_request_line_is_of_three_words(attacked: Attacked, line: bytes) -> None:
    server = await attacked()
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(line + b"\r\nHost: localhost\r\n\r\n")
    assert (await read_answer(reader)).status == 400
    writer.close()
