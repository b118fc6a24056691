"""Events from other processes: by Publisher, from a shell, and with nothing but redis-cli."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from harness import Project, RedisServer, Serve, Server, Tab

from pystream.backends.redis_scripts import RECORD
from pystream.publisher import Publisher, StartError, Unreachable
from pystream.wire import Gap, Joined

ROOT = Path(__file__).parent.parent
GUIDE = (ROOT / "docs/publishing.md").read_text("utf-8")
CHAT = """
    from dataclasses import dataclass
    from pystream import Event, action, session

    @dataclass
    class Message:
        who: str
        text: str

    message = Event[Message](keep=3)
    note = Event[dict[str, str]]()
    pointer = Event[int](volatile=True)

    @action
    async def join(channel: str) -> None:
        await session.subscribe(channel)

    @action
    async def login(user: str) -> None:
        await session.login(user)
"""


@pytest.fixture
async def server(project: Project, serve: Serve, redis_server: RedisServer) -> Server:
    project.write(chat=CHAT)
    return await serve(redis=redis_server.url)


def prefix_of(server: Server) -> str:
    return str(server.app.ctx.hub.settings.redis_prefix)


async def tab_in(server: Server, channel: str, **more: Any) -> Tab:
    tab = await server.tab(**more)
    await tab.call("chat.join", channel)
    return tab


async def test_the_four_audiences_hear_by_name(server: Server, redis_server: RedisServer) -> None:
    tab, other = await tab_in(server, "room:1"), await server.tab()
    await tab.call("chat.login", "ada")
    await tab.call("chat.join", "room:1")
    async with Publisher(redis_server.url, prefix=prefix_of(server)) as publisher:
        assert await publisher.all("chat.note", {"n": "1"}) == 1
        assert await publisher.channel(["room:1", "empty"], "chat.note", {"n": "2"}) == 1
        assert await publisher.user("ada", "chat.note", {"n": "3"}) == 1
        assert await publisher.client(tab.welcome.client, "chat.pointer", 4) == 1
        assert await publisher.user("nobody", "chat.note", {"n": "5"}) == 0
        assert await publisher.all("chat.note", {"n": "6"}) == 1
    found = [await tab.event() for _ in range(5)]
    assert found == [
        ("chat.note", {"n": "1"}, None),
        ("chat.note", {"n": "2"}, "room:1"),
        ("chat.note", {"n": "3"}, None),
        ("chat.pointer", 4, None),
        ("chat.note", {"n": "6"}, None),
    ]
    assert [(await other.event())[1] for _ in range(2)] == [{"n": "1"}, {"n": "6"}]


async def test_an_event_object_is_checked_and_named_and_what_is_kept_is_heard_later(
    server: Server, project: Project, redis_server: RedisServer
) -> None:
    # As another process would: imported, and not loaded by a server.
    script = project.root / "send.py"
    script.write_text(
        "import asyncio, sys\n"
        "from pystream.publisher import Publisher\n"
        "from server_src import chat\n"
        "async def main():\n"
        "    async with Publisher(sys.argv[1], prefix=sys.argv[2]) as publisher:\n"
        "        for number in range(5):\n"
        "            await publisher.channel('room:1', chat.message, chat.Message('bot', str(number)))\n"
        "        try:\n"
        "            await publisher.channel('room:1', chat.message, {'who': 3})\n"
        "        except TypeError as why:\n"
        "            print(why)\n"
        "asyncio.run(main())\n"
    )
    cookie = "a" * 43
    tab = await tab_in(server, "room:1", cookie=cookie)
    joined: object = None
    while not isinstance(joined, Joined) or joined.topic != "channel:room:1":
        joined = await tab.others.get()
    await tab.drop()
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, str(script), redis_server.url, prefix_of(server)],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": f"{ROOT}:{project.root}"},
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "chat.message: payload.who must be str, got int\n"
    # Two of the five are no longer kept.
    place = (joined.epoch, joined.offset)
    back = await server.tab(cookie=cookie, resume=tab.welcome.resume, positions={"channel:room:1": place})
    async with asyncio.timeout(5):
        while await back.others.get() != Gap("channel:room:1"):
            pass
    fresh = await tab_in(server, "room:1")
    async with Publisher(redis_server.url, prefix=prefix_of(server)) as publisher:
        await publisher.channel("room:1", "chat.message", {"who": "bot", "text": "last"})
    event = await fresh.events.get()
    assert event.offset == 6


async def test_names_that_nobody_declared_are_refused(server: Server, redis_server: RedisServer) -> None:
    async with Publisher(redis_server.url, prefix=prefix_of(server)) as publisher:
        with pytest.raises(LookupError, match=r"no event chat\.mesage; did you mean chat\.message\?"):
            await publisher.all("chat.mesage", 1)
        with pytest.raises(TypeError, match=r"chat\.note: payload: "):
            await publisher.all("chat.note", object())
        with pytest.raises(ValueError, match="channel must have 1 to 200 characters"):
            await publisher.channel("", "chat.note", 1)
        with pytest.raises(ValueError, match="max_outbox_bytes is 4194304"):
            await publisher.all("chat.note", "x" * 5_000_000)
    async with Publisher(redis_server.url, prefix="nobodys:") as publisher:
        with pytest.raises(LookupError, match="no worker has left what it declares under 'nobodys:'"):
            await publisher.all("chat.note", 1)


async def test_a_redis_that_is_none_is_told() -> None:
    with pytest.raises(StartError, match="meets the workers in Redis"):
        Publisher("")
    with pytest.raises(StartError, match="redis: "):
        await Publisher("http://127.0.0.1").__aenter__()
    with pytest.raises(Unreachable, match="does not answer"):
        await Publisher("redis://127.0.0.1:1/0").__aenter__()
    with pytest.raises(RuntimeError, match="is not open"):
        await Publisher("redis://127.0.0.1:1/0").all("chat.note", 1)


async def test_what_is_declared_is_known_again_after_redis_was_restarted_empty(
    project: Project, serve: Serve, own_redis: RedisServer
) -> None:
    project.write(chat=CHAT)
    server = await serve(redis=own_redis.url)
    own_redis.stop()
    own_redis.start()
    async with asyncio.timeout(10):
        while True:
            async with Publisher(own_redis.url, prefix=prefix_of(server)) as publisher:
                try:
                    await publisher.all("chat.note", {})
                    break
                except LookupError:
                    await asyncio.sleep(0.02)


async def run(*words: str) -> subprocess.CompletedProcess[str]:
    return await asyncio.to_thread(subprocess.run, words, capture_output=True, text=True, cwd=ROOT / "tests")


async def test_pystream_publish_sends_from_a_shell(server: Server, redis_server: RedisServer) -> None:
    tab = await tab_in(server, "room:1")
    command = [sys.executable, "-m", "pystream.cli", "publish"]
    where = ["--redis", redis_server.url, "--prefix", prefix_of(server)]
    done = await run(*command, "channel", "room:1", "chat.note", '{"text": "hi"}', *where)
    assert (done.returncode, done.stdout, done.stderr) == (0, "1 worker had somebody to tell\n", "")
    assert await tab.event() == ("chat.note", {"text": "hi"}, "room:1")
    for words, text in [
        (["all", "chat.nope", "1"], "Error: no event chat.nope"),
        (["all", "chat.note", "{"], "Error: not JSON: "),
        (["user", "chat.note", "1"], "write: pystream publish user USER EVENT JSON"),
    ]:
        done = await run(*command, *words, *where)
        assert done.returncode != 0
        assert text in done.stderr


def redis_cli(server: RedisServer, *words: str) -> str:
    """What docs/publishing.md promises to any language: commands of Redis alone."""
    command = ["redis-cli", "-p", str(server.port), *words]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_the_guide_has_the_script_as_it_is() -> None:
    (script,) = re.findall(r"```lua\n(.*?)```", GUIDE, re.S)
    assert script.strip() == RECORD.strip()


async def test_commands_of_redis_alone_publish_as_the_guide_says(
    server: Server, redis_server: RedisServer
) -> None:
    prefix = prefix_of(server)
    tab = await tab_in(server, "room:1")
    (plain,) = re.findall(r"^redis-cli PUBLISH pystream:(\S+) '(.*)'$", GUIDE, re.M)
    assert redis_cli(redis_server, "PUBLISH", prefix + plain[0], plain[1]) == "1"
    assert await tab.event() == ("chat.note", {"text": "hi"}, "room:1")

    terms = json.loads(redis_cli(redis_server, "GET", f"{prefix}publishing"))
    assert terms["events"]["chat.message"] == {"keep": 3, "volatile": False}
    (script,) = re.findall(r"```lua\n(.*?)```", GUIDE, re.S)
    head = f"{prefix}log:{{channel:room:1}}"
    frame = '["event","chat.message",{"who":"bot","text":"hi"},"channel:room:1"'
    assert frame in GUIDE
    given = ["0a1b2c3d", "chat.message", "3", frame, f"{prefix}channel:room:1", "3600000", "2592000000"]
    for number in (1, 2):
        assert redis_cli(redis_server, "EVAL", script, "2", head, f"{head}:chat.message", *given) == "1"
        event = await tab.events.get()
        assert (event.event, event.epoch, event.offset) == ("chat.message", "0a1b2c3d", number)
    # And the server's own go on from there.
    async with Publisher(redis_server.url, prefix=prefix) as publisher:
        await publisher.channel("room:1", "chat.message", {"who": "bot", "text": "third"})
    assert (await tab.events.get()).offset == 3
    redis_cli(
        redis_server, "PUBLISH", f"{prefix}channel:room:1", '~["event","chat.pointer",7,"channel:room:1"]'
    )
    assert await tab.event() == ("chat.pointer", 7, "room:1")


TYPED = """
from pystream import Event, Presence
from pystream.publisher import Publisher

note = Event[dict[str, str]]()
people = Event[Presence](presence="room:{id}")


async def main() -> None:
    async with Publisher("redis://") as publisher:
        heard: int = await publisher.channel("room:1", note, {"text": "hi"})
        await publisher.user(["ada", "bob"], "chat.note", 3)
        await publisher.channel("room:1", note, 3)
        await publisher.client(3, note, {})
        publisher.all(note)
"""


def test_what_is_published_is_typed(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(TYPED)
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-incremental", "app.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={"MYPYPATH": str(ROOT), "PYTHONPATH": str(ROOT)},
    )
    lines = {int(line.split(":")[1]) for line in done.stdout.splitlines() if " error: " in line}
    assert lines == {13, 14, 15}, done.stdout
