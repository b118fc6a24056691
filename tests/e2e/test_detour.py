"""The reference app in Chromium, behind a proxy that lets no websocket through."""

from __future__ import annotations

import contextlib
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Server
from tests.e2e.test_reference_app import join, say


class Proxy:
    """Passes connections on to a server, but those that ask for an upgrade.

    Attributes:
        refused: how many those were.
        sent: what browsers sent over the others.
    """

    def __init__(self, port: int) -> None:
        self.refused = 0
        self.sent = bytearray()
        self._port = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        # Closing alone would not wake who waits in accept().
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, contextlib.suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head:
                if not (part := client.recv(65536)):
                    return
                head += part
            if b"upgrade: websocket" in head.lower():
                self.refused += 1
                client.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                return
            self.sent += head
            with socket.create_connection(("127.0.0.1", self._port)) as server:
                server.sendall(head)
                threading.Thread(target=_pass_on, args=(client, server, self.sent), daemon=True).start()
                _pass_on(server, client, bytearray())


def _pass_on(source: socket.socket, target: socket.socket, seen: bytearray) -> None:
    with contextlib.suppress(OSError):
        while part := source.recv(65536):
            seen += part
            target.sendall(part)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def own(start: Callable[..., Server]) -> Server:
    return start()


@pytest.fixture
def proxy(own: Server) -> Iterator[Proxy]:
    proxy = Proxy(own.port)
    yield proxy
    proxy.close()


def test_two_tabs_talk_where_websockets_are_blocked(
    own: Server, proxy: Proxy, open_tab: Callable[[str], Page]
) -> None:
    ada, bob = open_tab(proxy.url), open_tab(proxy.url)
    join(ada, "ada", "python")
    join(bob, "bob", "python")
    say(ada, "hello bob, no websocket here")
    say(bob, "nor here")
    for page in (ada, bob):
        expect(page.locator("#log li")).to_have_text(
            [re.compile("ada.*hello bob, no websocket here"), re.compile("bob.*nor here")]
        )
    assert proxy.refused == 6
    # Without the detour the same page opens its line by a websocket, next to these two.
    direct = open_tab(own.url)
    join(direct, "eve", "python")
    say(direct, "here it is")
    for page in (ada, bob, direct):
        expect(page.locator("#log")).to_contain_text("here it is")
    assert proxy.sent.count(b"GET /_pystream/events ") == 2


def test_a_page_that_is_left_says_so(proxy: Proxy, open_tab: Callable[[str], Page]) -> None:
    page = open_tab(proxy.url)
    page.goto("about:blank")
    # Playwright is not told of a request that outlives its page.
    deadline = time.monotonic() + 10
    while b"POST /_pystream/leave " not in proxy.sent:
        assert time.monotonic() < deadline, bytes(proxy.sent[-1500:]).decode()
        page.wait_for_timeout(10)
