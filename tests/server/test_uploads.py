"""Files as arguments: windows, limits, ends; over a broken line, to another worker; memory and Redis."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Callable
from hashlib import sha256
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from harness import Failure, Project, RedisServer, Serve, Server, Tab, eventually

from pystream import Upload, action
from pystream.declarations import DeclarationError, read_contract
from pystream.server.actions import marks_of
from pystream.server.endpoint import Endpoint
from pystream.server.uploads import WINDOW_BYTES
from pystream.wire import Want

COOKIE = "s" * 43
CHUNK = 49_152

SERVER = """
    import asyncio
    from hashlib import sha256
    from pystream import ConnectionLost, Invalid, Upload, action

    gate = asyncio.Event()
    seen: list[str] = []

    @action
    async def digest(file: Upload) -> tuple[str, str, int, str]:
        content = sha256()
        async for chunk in file:
            content.update(chunk)
        return (file.name, file.type, file.size, content.hexdigest())

    @action(upload_limit=10)
    async def small(name: str, file: Upload) -> int:
        return len(await file.read())

    @action
    async def halting(file: Upload) -> int:
        got = 0
        async for chunk in file:
            got += len(chunk)
            await gate.wait()
        return got

    @action
    async def head(file: Upload) -> int:
        async for chunk in file:
            seen.append(f"head {len(chunk)}")
            break
        await gate.wait()
        return len(chunk)

    @action
    async def idle(file: Upload, *, other: int = 0) -> str:
        await gate.wait()
        return file.name

    @action
    async def both(one: Upload, *, two: Upload) -> tuple[int, int]:
        sizes = await asyncio.gather(one.read(), two.read())
        return len(sizes[0]), len(sizes[1])

    @action
    async def watched(file: Upload) -> None:
        try:
            await file.read()
        except BaseException as why:
            seen.append(f"{type(why).__name__}: {why}")
            raise

    @action
    async def twice(file: Upload) -> None:
        await file.read()
        await file.read()

    @action
    def open_gate() -> None:
        gate.set()
"""


@pytest.fixture
def app(project: Project) -> Project:
    project.write(files=SERVER)
    return project


@pytest.fixture
async def server(app: Project, serve: Serve) -> Server:
    return await serve()


def module(server: Server) -> Any:
    function = server.app.ctx.hub.dispatcher.endpoints["files.digest"].function
    return SimpleNamespace(**{name: function.__globals__[name] for name in ("gate", "seen")})


def file(size: int, number: int = 0, name: str = "a.bin") -> dict[str, Any]:
    return {"upload": number, "name": name, "size": size, "type": "text/x"}


async def want(tab: Tab) -> Want:
    async with asyncio.timeout(5):
        while not isinstance(frame := await tab.others.get(), Want):
            pass
    return frame


async def chunk(tab: Tab, id: int, offset: int, data: bytes | None, number: int = 0) -> None:
    text = None if data is None else base64.b64encode(data).decode()
    await tab.socket.send(json.dumps(["chunk", id, number, offset, text]))


async def send(tab: Tab, content: bytes, asked: Want, step: int = CHUNK) -> None:
    """As a browser sends a file, from a first want to the end of what is wanted."""
    at, upto = asked.begin, asked.upto
    while True:
        while at < upto:
            end = min(at + step, upto)
            await chunk(tab, asked.id, at, content[at:end], asked.upload)
            at = end
        if at == len(content):
            return
        upto = (await want(tab)).upto


def content(size: int) -> bytes:
    return bytes(number * 7 % 251 for number in range(size))


def sha(data: bytes) -> str:
    return sha256(data).hexdigest()


@pytest.mark.parametrize(
    ("size", "step"),
    [
        (1, CHUNK),
        (CHUNK, CHUNK),
        (WINDOW_BYTES - 1, CHUNK),
        (WINDOW_BYTES, CHUNK),
        (WINDOW_BYTES + 1, CHUNK),
        (2 * WINDOW_BYTES, WINDOW_BYTES),
        (5 * WINDOW_BYTES + 12_345, CHUNK),
        (1000, 1),
        (WINDOW_BYTES + 7, 30_001),
    ],
)
async def test_a_file_arrives_byte_for_byte(server: Server, size: int, step: int) -> None:
    tab = await server.tab()
    answer = await tab.begin("files.digest", file(size))
    first = await want(tab)
    assert first == Want(1, 0, 0, min(size, WINDOW_BYTES))
    await send(tab, content(size), first, step)
    assert await answer == ["a.bin", "text/x", size, sha(content(size))]


async def test_an_empty_file_needs_no_bytes(server: Server) -> None:
    tab = await server.tab()
    assert await tab.call("files.digest", file(0, name="")) == ["", "text/x", 0, sha(b"")]
    assert tab.others.empty()


async def test_no_byte_is_asked_for_before_the_action_reads(server: Server) -> None:
    tab = await server.tab()
    answer = await tab.begin("files.idle", file(10))
    await chunk(tab, 1, 0, b"early")
    await tab.call("files.open_gate")
    assert await answer == "a.bin"
    assert not [frame for frame in tab.others._queue if isinstance(frame, Want)]  # type: ignore[attr-defined]


async def test_never_more_than_the_window_is_asked_for(server: Server) -> None:
    tab = await server.tab()
    size = 3 * WINDOW_BYTES
    answer = await tab.begin("files.halting", file(size))
    first = await want(tab)
    for at in range(0, WINDOW_BYTES, CHUNK):
        await chunk(tab, 1, at, content(CHUNK))
    # The action has taken a chunk and waits: at most what it took may follow.
    await tab.call("files.open_gate")
    moved = await want(tab)
    assert first.upto < moved.upto <= 2 * WINDOW_BYTES
    await tab.socket.send('["cancel",1]')
    assert not answer.done()


@pytest.mark.parametrize("after", [0, CHUNK])
async def test_more_bytes_than_were_asked_for_fail_the_call(server: Server, after: int) -> None:
    tab = await server.tab()
    answer = await tab.begin("files.digest", file(2 * WINDOW_BYTES))
    await want(tab)
    if after:
        await chunk(tab, 1, 0, content(after))
    await chunk(tab, 1, after, content(WINDOW_BYTES + 3 * CHUNK))
    with pytest.raises(Failure, match=r"Invalid.*files\.digest: file: more bytes came than were asked for"):
        await answer


async def test_a_file_that_is_longer_than_it_said_fails_the_call(server: Server) -> None:
    tab = await server.tab()
    answer = await tab.begin("files.small", "x", file(4))
    assert (await want(tab)).upto == 4
    await chunk(tab, 1, 0, b"12345")
    with pytest.raises(Failure, match=r"files\.small: file: more bytes came than the 4 it was said to have"):
        await answer


async def test_a_file_that_cannot_be_read_fails_the_call(server: Server) -> None:
    tab = await server.tab()
    answer = await tab.begin("files.digest", file(10))
    await want(tab)
    await chunk(tab, 1, 0, b"1234")
    await chunk(tab, 1, 4, None)
    with pytest.raises(Failure, match=r"files\.digest: file: the browser could read only 4 of its 10 bytes"):
        await answer


async def test_the_limit_is_told_before_any_byte_is_asked_for(app: Project, serve: Serve) -> None:
    tab = await (await serve(max_upload_bytes=20)).tab()
    with pytest.raises(Failure, match=r"Invalid.*files\.small: file has 11 bytes; upload_limit is 10"):
        await tab.call("files.small", "x", file=file(11))
    with pytest.raises(Failure, match=r"Invalid.*files\.digest: file has 21 bytes; max_upload_bytes is 20"):
        await tab.call("files.digest", file(21))
    answer = await tab.begin("files.small", "x", file(10))
    await send(tab, b"0123456789", await want(tab))
    assert await answer == 10


@pytest.mark.parametrize(
    ("described", "why"),
    [
        ("text", "files.digest: file must be object, got str"),
        ({"upload": 0}, "files.digest: file.name is missing"),
        ({**file(-1)}, "files.digest: file.size must be int >= 0"),
        ({**file(1), "more": 1}, "files.digest: file: object contains unknown field"),
    ],
)
async def test_what_is_no_file_is_named(server: Server, described: Any, why: str) -> None:
    tab = await server.tab()
    with pytest.raises(Failure) as caught:
        await tab.call("files.digest", described)
    assert caught.value.error == "Invalid"
    assert caught.value.arguments[0].startswith(why)


async def test_leaving_the_loop_tells_the_browser_to_stop(server: Server) -> None:
    tab = await server.tab()
    answer = await tab.begin("files.head", file(WINDOW_BYTES * 4))
    await want(tab)
    await chunk(tab, 1, 0, b"head")
    stop = await want(tab)
    assert stop == Want(1, 0, 4, 4)
    await chunk(tab, 1, 4, content(CHUNK))  # was under way
    await tab.call("files.open_gate")
    assert await answer == 4


async def test_a_chunk_that_does_not_follow_is_left_aside(server: Server) -> None:
    tab = await server.tab()
    answer = await tab.begin("files.digest", file(6))
    await want(tab)
    for offset, data in ((0, b"abc"), (0, b"abc"), (4, b"xx"), (3, b"def"), (3, b"def")):
        await chunk(tab, 1, offset, data)
    assert (await answer)[3] == sha(b"abcdef")
    await chunk(tab, 1, 6, b"late")
    await chunk(tab, 99, 0, b"nobody's")
    await tab.call("files.open_gate")
    assert tab.refusals.empty()


async def test_two_files_of_one_call_arrive_side_by_side(server: Server) -> None:
    tab = await server.tab()
    answer = await tab.begin("files.both", file(6, 0), two=file(3, 1))
    wants = sorted([await want(tab), await want(tab)], key=lambda each: each.upload)
    assert wants == [Want(1, 0, 0, 6), Want(1, 1, 0, 3)]
    await chunk(tab, 1, 0, b"abc", 0)
    await chunk(tab, 1, 0, b"xyz", 1)
    await chunk(tab, 1, 3, b"def", 0)
    assert await answer == [6, 3]
    with pytest.raises(Failure, match=r"Invalid.*two arguments have the number of one upload"):
        await tab.call("files.both", file(6, 0), two=file(3, 0))


async def test_a_file_is_read_once(server: Server) -> None:
    tab = await server.tab()
    answer = await tab.begin("files.twice", file(1))
    await send(tab, b"1", await want(tab))
    with pytest.raises(Failure, match="internal error"):
        await answer


async def test_one_file_too_many_is_refused_and_an_ended_call_makes_room(app: Project, serve: Serve) -> None:
    tab = await (await serve(max_uploads=2)).tab()
    answers = [await tab.begin("files.idle", file(1)) for _ in range(2)]
    with pytest.raises(Failure, match=r"Denied.*files\.idle: file not taken: 2 uploads are under way"):
        await tab.call("files.idle", file(1))
    await tab.call("files.open_gate")
    for answer in answers:
        await answer
    assert await tab.call("files.idle", file(1)) == "a.bin"


async def test_a_call_that_is_cancelled_ends_its_upload(server: Server) -> None:
    tab = await server.tab()
    await tab.begin("files.watched", file(10))
    await want(tab)
    await tab.socket.send('["cancel",1]')
    await eventually(lambda: module(server).seen == ["CancelledError: "])
    [client] = server.app.ctx.hub._tabs.values()
    await eventually(lambda: client.uploads is None)


async def test_a_tab_that_leaves_ends_its_uploads(server: Server) -> None:
    tab = await server.tab()
    await tab.begin("files.watched", file(10))
    await want(tab)
    await tab.close()
    await eventually(lambda: module(server).seen == ["CancelledError: "])


@pytest.mark.parametrize("cut", [0, 1, CHUNK - 1, CHUNK, WINDOW_BYTES - 1, WINDOW_BYTES])
async def test_an_upload_goes_on_where_it_was_on_the_next_line(
    app: Project, serve: Serve, store: dict[str, str], cut: int
) -> None:
    server = await serve(**store)
    data = content(2 * WINDOW_BYTES + 1)
    tab = await server.tab(cookie=COOKIE)
    await tab.begin("files.digest", file(len(data)))
    first = await want(tab)
    for at in range(0, cut, CHUNK):
        await chunk(tab, 1, at, data[at : min(at + CHUNK, cut)])
    await tab.socket.send('["ping",1]')
    async with asyncio.timeout(5):
        await tab.pongs.get()  # all before was taken
    await tab.drop()
    back = await server.tab(cookie=COOKIE, resume=tab.welcome.resume, waiting=[(1, 0)])
    again = await want(back)
    assert again.begin == cut
    assert first.upto <= again.upto <= cut + WINDOW_BYTES
    await send(back, data, again)
    async with asyncio.timeout(5):
        assert (await back._answers[1])[3] == sha(data)


async def test_what_is_wanted_while_the_tab_is_away_is_asked_for_when_it_is_back(server: Server) -> None:
    data = content(2 * WINDOW_BYTES)
    tab = await server.tab(cookie=COOKIE)
    await tab.begin("files.halting", file(len(data)))
    await want(tab)
    await chunk(tab, 1, 0, data[:WINDOW_BYTES])
    await tab.socket.send('["ping",1]')
    await tab.pongs.get()
    await tab.drop()
    module(server).gate.set()
    [client] = server.app.ctx.hub._tabs.values()
    await eventually(lambda: client.uploads.wanted() != [])
    back = await server.tab(cookie=COOKIE, resume=tab.welcome.resume, waiting=[(1, 0)])
    again = await want(back)
    assert (again.begin, again.upto) == (WINDOW_BYTES, 2 * WINDOW_BYTES)
    await send(back, data, again)
    async with asyncio.timeout(5):
        assert await back._answers[1] == len(data)


async def test_a_tab_that_moves_to_another_worker_loses_its_upload(
    app: Project, serve: Serve, redis_server: RedisServer
) -> None:
    first, second = await serve(redis=redis_server.url), await serve(redis=redis_server.url)
    seen = module(first).seen
    tab = await first.tab(cookie=COOKIE)
    await tab.begin("files.watched", file(10))
    await want(tab)
    await chunk(tab, 1, 0, b"1234")
    await tab.socket.send('["ping",1]')
    await tab.pongs.get()
    await tab.drop()
    back = await second.tab(cookie=COOKIE, resume=tab.welcome.resume, waiting=[(1, 0)])
    await chunk(back, 1, 4, b"567890")
    text = "files.watched: file: the tab moved to another worker after 4 of 10 bytes"
    with pytest.raises(Failure) as caught:
        async with asyncio.timeout(5):
            await back._answers[1]
    assert (caught.value.error, caught.value.arguments) == ("ConnectionLost", [text])
    assert seen == [f"ConnectionLost: {text}"]


def test_an_upload_has_its_place(project: Project) -> None:
    async def taken(name: str, file: Upload) -> None: ...
    def plain(file: Upload) -> None: ...
    async def nested(files: list[Upload]) -> None: ...
    async def rest(*files: Upload) -> None: ...
    async def returned() -> Upload: ...  # type: ignore[empty-body]
    async def none() -> None: ...

    assert Endpoint("a.taken", taken).takes_uploads
    refused: list[tuple[Callable[..., Any], str]] = [
        (plain, "a.f: file: an Upload needs an `async def` action"),
        (nested, "a.f: files: Upload stands alone"),
        (rest, "a.f: files: an Upload needs a parameter of its own"),
        (returned, "a.f: its result does not travel"),
    ]
    for function, why in refused:
        with pytest.raises(TypeError, match=f"^{why.replace('(', '.')}"):
            Endpoint("a.f", function)
    with pytest.raises(TypeError, match="upload_limit is for actions that take an Upload"):
        Endpoint("a.f", none, upload_limit=5)
    for wrong in (0, -1, True, "5", 1.5):
        with pytest.raises(TypeError, match="upload_limit must be a number of bytes"):
            action(upload_limit=wrong)  # type: ignore[arg-type]


def test_an_action_keeps_its_limit() -> None:
    @action(upload_limit=5)
    async def save(file: Upload) -> None: ...

    (mark,) = marks_of(save)
    assert mark is not None
    assert mark.upload_limit == 5
    endpoint = Endpoint("a.save", mark.function, upload_limit=mark.upload_limit)
    args, kwargs = endpoint.decode(msgspec.Raw(json.dumps([file(5)]).encode()), msgspec.Raw(b"{}"))
    assert [place for place, _ in endpoint.files(args, kwargs, 1)] == ["a.save: file"]


HEAD = "from pystream import Upload, action, stream, Event\n"


def test_the_contract_has_uploads() -> None:
    source = HEAD + '@action\nasync def f(a: Upload, /, b: "Upload", *, c: Upload) -> None: ...\n'
    found = read_contract({"server_src/a.py": source}).actions["a.f"]
    assert [each.type for each in found.parameters] == ["upload"] * 3


@pytest.mark.parametrize(
    "code",
    [
        "@action\ndef f(a: Upload): ...",
        "@action\nasync def f(a: list[Upload]): ...",
        "@action\nasync def f(a: Upload | None): ...",
        "@action\nasync def f(*a: Upload): ...",
        "@action\nasync def f(**a: Upload): ...",
        "@action\nasync def f() -> Upload: ...",
        "@stream\nasync def f(a: Upload): yield 1",
        "e = Event[Upload]()",
    ],
)
def test_an_upload_elsewhere_is_refused_when_compiling(code: str) -> None:
    with pytest.raises(DeclarationError, match="`Upload` stands alone: as the type of a parameter of an"):
        read_contract({"server_src/a.py": HEAD + code + "\n"})
