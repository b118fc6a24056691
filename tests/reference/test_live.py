"""The actions as a browser meets them: through the server's own hub, with frames on both sides."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from demo.geocoder import serving
from pystream.backends import open_backend
from pystream.contract import Contract
from pystream.server.hub import Hub
from pystream.server.registry import load
from pystream.settings import Settings
from tests.reference.conftest import ROOT


class Tab:
    """A browser's tab without a browser; what the server sends waits in queues."""

    def __init__(self, hub: Hub, session: str) -> None:
        self.heard: asyncio.Queue[Any] = asyncio.Queue()
        self._answers: asyncio.Queue[Any] = asyncio.Queue()
        self._connection = hub.connect(session, "127.0.0.1", self)
        self._calls = 0

    def send(self, message: bytes) -> None:
        frames = json.loads(message)
        for kind, *rest in frames if isinstance(frames[0], list) else [frames]:
            if kind == "event":
                self.heard.put_nowait(rest)
            elif kind not in ("joined", "left"):
                self._answers.put_nowait([kind, *rest])

    def offer(self, message: bytes) -> bool:
        self.send(message)
        return True

    def send_latest(self, key: str, message: bytes) -> None:
        self.send(message)

    def beat(self) -> None:
        pass

    def close(self, code: int, reason: str) -> None:
        self._answers.put_nowait(["closed", code, reason])

    async def open(self) -> None:
        self._connection.receive(json.dumps(["hello", 2, "contract", ""]).encode())
        assert (await self._answer())[0] == "welcome"

    async def call(self, action: str, *args: Any) -> Any:
        """What the action returned, or ["fail", error, args]."""
        self._calls += 1
        self._connection.receive(json.dumps(["call", self._calls, action, args, {}]).encode())
        kind, id, *rest = await self._answer()
        assert id == self._calls
        return rest[0] if kind == "reply" else [kind, *rest]

    async def next(self) -> Any:
        """Payload and channel of the next event."""
        async with asyncio.timeout(5):
            _, payload, topic, *_ = await self.heard.get()
        return [payload, topic.removeprefix("channel:")]

    async def _answer(self) -> Any:
        async with asyncio.timeout(5):
            return await self._answers.get()


@pytest.fixture
async def hub() -> AsyncIterator[Hub]:
    with serving() as url:
        settings = Settings(root=ROOT, app={"geocode_url": url})
        hub = Hub(settings, load(ROOT), open_backend(settings), Contract())
        await hub.start()
        yield hub
        await hub.close()


async def _tab(hub: Hub, session: str) -> Tab:
    tab = Tab(hub, session)
    await tab.open()
    return tab


async def test_what_is_said_reaches_every_tab_of_the_room_and_no_other(hub: Hub) -> None:
    ada, bob, eve = await _tab(hub, "a"), await _tab(hub, "b"), await _tab(hub, "e")
    assert await ada.call("chat.join", "lobby", "ada") == []
    await bob.call("chat.join", " Lobby ", "bob")
    await eve.call("chat.join", "python", "eve")
    said = await ada.call("chat.say", "lobby", " hello ")
    assert (said["who"], said["text"], said["room"]) == ("ada", "hello", "lobby")
    assert await ada.next() == [said, "room:lobby"]
    assert await bob.next() == [said, "room:lobby"]
    assert eve.heard.empty()


async def test_who_comes_later_sees_what_was_said(hub: Hub) -> None:
    ada, bob = await _tab(hub, "a"), await _tab(hub, "b")
    await ada.call("chat.join", "lobby", "ada")
    said = [await ada.call("chat.say", "lobby", text) for text in ("one", "two")]
    assert await bob.call("chat.join", "lobby", "bob") == said


async def test_two_tabs_of_one_browser_are_two_people(hub: Hub) -> None:
    one, two = await _tab(hub, "same"), await _tab(hub, "same")
    await asyncio.gather(one.call("chat.join", "lobby", "ada"), two.call("chat.join", "lobby", "bob"))
    assert (await one.call("chat.say", "lobby", "hello"))["who"] == "ada"
    assert (await two.call("chat.say", "lobby", "hello"))["who"] == "bob"


async def test_another_room_ends_the_one_before(hub: Hub) -> None:
    ada, bob = await _tab(hub, "a"), await _tab(hub, "b")
    await ada.call("chat.join", "lobby", "ada")
    await bob.call("chat.join", "lobby", "bob")
    await ada.call("chat.join", "python", "ada")
    await bob.call("chat.say", "lobby", "are you there?")
    said = await ada.call("chat.say", "python", "no, here")
    assert await ada.next() == [said, "room:python"]
    assert await ada.call("chat.say", "lobby", "hello") == ["fail", "Denied", ["Join the room lobby first"]]


async def test_nobody_speaks_without_having_joined(hub: Hub) -> None:
    ada = await _tab(hub, "a")
    assert await ada.call("chat.say", "lobby", "hi") == ["fail", "Denied", ["Join the room lobby first"]]


async def test_a_broken_rule_is_known_to_the_page_by_its_class(hub: Hub) -> None:
    ada = await _tab(hub, "a")
    assert (await ada.call("chat.join", "lobby", "x" * 25))[1] == "shared_src.rules.TooLong"
    assert (await ada.call("chat.join", "lobby", " "))[1] == "Denied"


async def test_a_session_remembers_the_names_of_its_latest_tabs_only(hub: Hub) -> None:
    tabs = [await _tab(hub, "same") for _ in range(22)]
    for number, tab in enumerate(tabs):
        await tab.call("chat.join", "lobby", f"tab {number}")
    answers = [await tab.call("chat.say", "lobby", "hi") for tab in tabs]
    assert [answer["who"] for answer in answers[2:]] == [f"tab {number}" for number in range(2, 22)]
    assert [answer[0] for answer in answers[:2]] == ["fail", "fail"]


async def test_a_position_is_looked_up_at_the_service_of_the_settings(hub: Hub) -> None:
    ada = await _tab(hub, "a")
    place = await ada.call("geocode.lookup", 35.7, 139)
    assert (place["name"], place["country"], place["code"]) == ("Tokyo", "Japan", "JP")
    assert await ada.call("geocode.lookup", -48.9, -123.4) == [
        "fail",
        "Denied",
        ["No known place near there"],
    ]


async def test_a_plain_function_is_an_action_like_any_other(hub: Hub) -> None:
    ada = await _tab(hub, "a")
    assert await ada.call("arithmetic.square", 25) == 625
    assert await ada.call("arithmetic.square", 1.5) == 2.25
