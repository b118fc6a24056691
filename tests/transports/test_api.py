"""Actions by HTTP: arguments, results and errors as over a line; what is refused, and how."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from harness import Failure, Project, Serve, Server, eventually

CHAT = """
    from __future__ import annotations
    import asyncio
    from collections.abc import AsyncIterator
    from dataclasses import dataclass
    from datetime import date
    from pystream import Denied, Event, Upload, action, publish, request, session, stream, tracked
    from shared_src.rules import TooLong, TooRude

    said = Event[str]()
    log: list[str] = []

    @dataclass
    class Message:
        who: str
        text: str = ""

    @action
    def say(room: str, text: str = "hi", *, loud: bool = False) -> str:
        return f"{room}: {text.upper() if loud else text}"

    @action
    async def post(message: Message) -> Message:
        return message

    @action
    def place(x: int, /, y: int = 2, *rest: int, z: int = 0, **more: int) -> list[object]:
        return [x, y, list(rest), z, more]

    @action
    def nothing() -> None:
        log.append("nothing")

    @action
    def who() -> list[object]:
        return [session.user, request.client, request.action, request.ip]

    @action
    async def login(user: str) -> None:
        await session.login(user)

    @action
    async def logout() -> None:
        await session.logout()

    @action
    def remember(word: str) -> None:
        session.data["word"] = word

    @action
    def recall() -> str:
        return session.data.get("word", "")

    @action
    async def join(room: str) -> None:
        await session.subscribe(room)

    @action
    async def tell(text: str) -> None:
        await publish.all(said, text)

    @action(auth=True)
    def secret() -> str:
        return f"for {session.user}"

    @action(rate="2/m")
    def seldom() -> str:
        return "once more"

    @action(timeout=0.05)
    async def slow() -> None:
        try:
            await asyncio.sleep(30)
        finally:
            log.append("slow ended")

    @action
    async def careless() -> None:
        task = asyncio.create_task(asyncio.sleep(30))
        task.cancel()
        await task

    @action
    async def wait(name: str) -> str:
        log.append(f"{name} waits")
        try:
            await asyncio.sleep(30)
        finally:
            log.append(f"{name} ended")
        return name

    @action
    def refuse(how: str) -> None:
        if how == "denied":
            raise Denied("not you", 3)
        if how == "long":
            raise TooLong("at most", 9)
        if how == "rude":
            raise TooRude("please")
        raise ValueError("a secret of the server's")

    @action
    def wrong() -> int:
        return "text"

    @action(safe=True)
    def find(text: str, limit: int = 10, tags: list[str] = [], day: date | None = None) -> list[object]:
        return [text, limit, tags, day]

    @action(safe=True)
    def look(message: Message, *words: str) -> list[object]:
        return [message.who, list(words)]

    @action(upload_limit=600_000)
    async def store(first: Upload, note: str, count: int = 1) -> list[object]:
        size = 0
        async for chunk in first:
            size += len(chunk)
        return [first.name, first.type, first.size, size, note, count]

    @action
    async def swap(a: Upload, b: Upload) -> list[str]:
        return [(await b.read()).decode(), (await a.read()).decode()]

    @stream
    async def count(upto: int) -> AsyncIterator[int]:
        try:
            for number in range(upto):
                yield number
        finally:
            log.append("count ended")

    @stream
    async def spoil(after: int) -> AsyncIterator[str]:
        for number in range(after):
            yield tracked(str(number), f"c{number}")
        raise Denied("no more")

    @stream
    async def forever() -> AsyncIterator[str]:
        log.append("forever begun")
        try:
            while True:
                yield "x" * 50_000
                log.append("x")
        finally:
            log.append("forever ended")

    @stream
    async def silent() -> AsyncIterator[str]:
        log.append("silent begun")
        try:
            await asyncio.sleep(60)
            yield ""
        finally:
            log.append("silent ended")

    def _private() -> str:
        return "private"
"""
RULES = """
    from pystream import Denied

    class TooLong(Exception):
        pass

    class TooRude(Denied):
        pass
"""
TOKENS = """
    import hmac
    from pystream import config, credentials

    @credentials("bearer")
    async def user_of(token: str) -> str | None:
        return "ada" if hmac.compare_digest(token.encode(), config["token"].encode()) else None

    @credentials("basic")
    def user_by(name: str, password: str) -> str | None:
        return name if password == "pass:word" else None
"""


@pytest.fixture
def app(project: Project) -> Project:
    project.write(shared_rules=RULES, chat=CHAT)
    return project


@pytest.fixture
async def server(app: Project, serve: Serve) -> Server:
    return await serve(max_frame_bytes=20_000)


@pytest.fixture
async def http(server: Server) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=server.address) as client:
        yield client


def log_of(server: Server) -> list[str]:
    log: list[str] = server.app.ctx.hub.dispatcher.endpoints["chat.nothing"].function.__globals__["log"]
    return log


async def call(http: httpx.AsyncClient, action: str, **named: Any) -> Any:
    """The result; raises Failure for a problem."""
    answer = await http.post(f"/api/chat/{action}", json=named)
    if answer.status_code == 200:
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["cache-control"] == "no-store"
        return answer.json()
    problem = problem_of(answer)
    raise Failure(problem["title"], problem["args"])


def problem_of(answer: httpx.Response) -> dict[str, Any]:
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    problem: dict[str, Any] = answer.json()
    assert problem["status"] == answer.status_code
    assert problem["type"] == f"urn:pystream:error:{problem['title']}"
    return problem


async def outcome(of: Any) -> Any:
    try:
        return await of
    except Failure as why:
        return why.error, why.arguments


SAME = [
    ("say", {"room": "r"}),
    ("say", {"room": "r", "text": "ä", "loud": True}),
    ("say", {}),
    ("say", {"room": 1}),
    ("say", {"room": "r", "txt": "x"}),
    ("say", {"room": "r", "loud": 1}),
    ("post", {"message": {"who": "ada"}}),
    ("post", {"message": {"text": "x"}}),
    ("post", {"message": {"who": "ada", "text": None}}),
    ("post", {"message": []}),
    ("nothing", {}),
    ("secret", {}),
    ("refuse", {"how": "denied"}),
    ("refuse", {"how": "long"}),
    ("refuse", {"how": "rude"}),
    ("recall", {}),
]


@pytest.mark.parametrize(("action", "named"), SAME)
async def test_a_call_has_one_outcome_by_line_and_by_http(
    server: Server, http: httpx.AsyncClient, action: str, named: dict[str, Any]
) -> None:
    tab = await server.tab()
    by_line = await outcome(tab.call(f"chat.{action}", **named))
    assert await outcome(call(http, action, **named)) == by_line


@pytest.mark.parametrize(
    ("how", "status", "title", "args"),
    [
        ("denied", 403, "Denied", ["not you", 3]),
        ("long", 400, "shared_src.rules.TooLong", ["at most", 9]),
        ("rude", 403, "shared_src.rules.TooRude", ["please"]),
    ],
)
async def test_an_error_is_a_problem(
    http: httpx.AsyncClient, how: str, status: int, title: str, args: list[Any]
) -> None:
    answer = await http.post("/api/chat/refuse", json={"how": how})
    problem = problem_of(answer)
    assert (answer.status_code, problem["title"], problem["args"]) == (status, title, args)
    assert args[0] in problem["detail"]


async def test_what_breaks_tells_a_reference_alone(http: httpx.AsyncClient) -> None:
    answer = await http.post("/api/chat/refuse", json={"how": "break"})
    assert (answer.status_code, problem_of(answer)["title"]) == (500, "Failed")
    assert problem_of(answer)["detail"].startswith("internal error, reference ")
    assert "secret" not in answer.text
    assert (await http.post("/api/chat/wrong")).status_code == 500


async def test_every_parameter_has_its_name(http: httpx.AsyncClient) -> None:
    assert await call(http, "place", x=1) == [1, 2, [], 0, {}]
    assert await call(http, "place", x=1, rest=[5, 6], z=3, other=4) == [1, 2, [5, 6], 3, {"other": 4}]
    assert await outcome(call(http, "place", x=1, rest=5)) == (
        "Invalid",
        ["chat.place: rest must be a list"],
    )
    assert await outcome(call(http, "place", x=1, rest=["a"])) == (
        "Invalid",
        ["chat.place: rest[0] must be int, got str"],
    )
    assert await outcome(call(http, "place", y=1)) == ("Invalid", ["chat.place: missing argument x"])


async def test_an_empty_body_is_no_arguments(http: httpx.AsyncClient) -> None:
    assert (await http.post("/api/chat/nothing")).json() is None
    answer = await http.post("/api/chat/say")
    assert (answer.status_code, problem_of(answer)["detail"]) == (422, "chat.say: missing argument room")


@pytest.mark.parametrize(
    ("body", "status", "detail"),
    [
        (b"{", 400, "the body is no JSON"),
        (b'{"room": "\xff"}', 400, "the body is no JSON"),
        (b'{"room": "a"} x', 400, "the body is no JSON"),
        (b"[" * 19_000, 400, "the body is no JSON"),
        (b'{"room": ' + b"[" * 9_000 + b"]" * 9_000 + b"}", 400, "the body is no JSON: nested too deep"),
        (b'["r"]', 422, "chat.say: the body must be an object of named arguments"),
        (b'"r"', 422, "chat.say: the body must be an object of named arguments"),
        (b"null", 422, "chat.say: the body must be an object of named arguments"),
        (b'{"room": "\\ud800"}', 400, "the body is no JSON"),
        (b'{"__class__": 1, "room": "r"}', 422, "chat.say: no argument is called __class__"),
        (b'{"self": 1, "room": "r"}', 422, "chat.say: no argument is called self"),
        (b'{"room": "' + b"x" * 20_000 + b'"}', 413, "max_frame_bytes"),
    ],
)
async def test_a_body_that_does_not_fit_is_refused(
    http: httpx.AsyncClient, body: bytes, status: int, detail: str
) -> None:
    answer = await http.post("/api/chat/say", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == status
    assert detail in problem_of(answer)["detail"]


async def test_an_endless_body_is_cut_off_at_the_limit(server: Server) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(
        b"POST /api/chat/say HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n" + 21 * (b"3e8\r\n" + b"x" * 1000 + b"\r\n")
    )
    answer = await asyncio.wait_for(reader.read(), 5)
    writer.close()
    assert answer.startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json", 200),
        ("Application/JSON; Charset=UTF-8", 200),
        ("application/json; charset=latin-1", 415),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("multipart/form-data; boundary=x", 415),
        ("application/json, text/plain", 415),
        ("application/jsonp", 415),
        ("", 415),
    ],
)
async def test_only_json_is_taken_for_json(http: httpx.AsyncClient, content_type: str, status: int) -> None:
    # What a page of another site could send without asking first is none of it.
    answer = await http.post(
        "/api/chat/say", content=b'{"room": "r"}', headers={"Content-Type": content_type}
    )
    assert answer.status_code == status


@pytest.mark.parametrize(
    "path",
    [
        "/api/chat/_private",
        "/api/chat/log",
        "/api/chat/said",
        "/api/chat/Message",
        "/api/chat",
        "/api/chat/",
        "/api/",
        "/api/Chat/say",
        "/api/chat/SAY",
        "/api/chat%2Fsay",
        "/api/chat%2esay",
        "/api/chat.say",
        "/api/chat/s%61y",
        "/api//chat/say",
        "/api/chat//say",
        "/api/./chat/say",
        "/api/chat/x/../say",
        "/api/chat/say/",
        "/api/chat/say;x=1",
        "/api/chat/say/__globals__",
        "/api/server_src/chat/say",
        "/api/pystream/action",
    ],
)
async def test_nothing_else_is_reached_by_other_paths(server: Server, path: str) -> None:
    # By hand: clients tidy paths up.
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    body = b'{"room": "r"}'
    writer.write(
        b"POST %b HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n"
        b"Content-Length: %d\r\n\r\n%b" % (path.encode(), len(body), body)
    )
    answer = await asyncio.wait_for(reader.read(), 5)
    writer.close()
    assert answer.startswith(b"HTTP/1.1 404 "), answer


async def test_an_action_that_there_is_not_has_a_neighbour(http: httpx.AsyncClient) -> None:
    answer = await http.post("/api/chat/sai")
    assert (answer.status_code, problem_of(answer)["detail"]) == (
        404,
        "no action chat.sai; did you mean chat.say?",
    )


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])
async def test_other_methods_are_not_allowed(http: httpx.AsyncClient, server: Server, method: str) -> None:
    answer = await http.request(method, "/api/chat/nothing")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert log_of(server) == []
    if method != "HEAD":
        problem_of(answer)


async def test_get_is_for_what_is_safe(http: httpx.AsyncClient) -> None:
    answer = await http.get(
        "/api/chat/find", params={"text": "ä b", "limit": 3, "tags": ["x", "1"], "day": "2020-02-29"}
    )
    assert answer.json() == ["ä b", 3, ["x", "1"], "2020-02-29"]
    assert (await http.get("/api/chat/find?text=")).json() == ["", 10, [], None]
    assert (await http.post("/api/chat/find", json={"text": "t", "limit": 1})).json() == ["t", 1, [], None]
    head = await http.head("/api/chat/find?text=a")
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", "16")
    found = await http.put("/api/chat/find")
    assert found.headers["allow"] == "GET, HEAD, POST"


@pytest.mark.parametrize(
    ("query", "status", "detail"),
    [
        ("text=a&text=b", 422, "chat.find: argument text was given twice"),
        ("text=a&limit=ten", 422, "chat.find: limit must be int, got str"),
        ("text=a&limit=1.5", 422, "chat.find: limit must be int, got float"),
        ("text=a&limit=", 422, "chat.find: limit must be int, got str"),
        ("text=a&limit=1&limit=2", 422, "chat.find: argument limit was given twice"),
        ("text=a&limit={}", 422, "chat.find: limit must be int, got"),
        ("text=a&day=2020-02-30", 422, "chat.find: day: invalid RFC3339 encoded date"),
        ("text=a&more=1", 422, "chat.find: no argument is called more"),
        ("", 422, "chat.find: missing argument text"),
        ("text=%ff", 400, "the query is not UTF-8"),
    ],
)
async def test_a_query_that_does_not_fit_is_refused(
    http: httpx.AsyncClient, query: str, status: int, detail: str
) -> None:
    answer = await http.get(f"/api/chat/find?{query}")
    assert answer.status_code == status
    assert detail in problem_of(answer)["detail"]


async def test_a_query_has_what_is_no_word_as_json(http: httpx.AsyncClient) -> None:
    found = await http.get("/api/chat/look", params={"message": '{"who": "ada"}', "words": ["a", "b"]})
    assert found.json() == ["ada", ["a", "b"]]
    assert (await http.get("/api/chat/look", params={"message": "ada"})).status_code == 422


async def test_a_call_knows_who_makes_it(server: Server, http: httpx.AsyncClient) -> None:
    assert await call(http, "who") == [None, "", "chat.who", "127.0.0.1"]


async def test_signing_in_gives_a_cookie_and_signing_out_takes_the_user(http: httpx.AsyncClient) -> None:
    assert await outcome(call(http, "secret")) == ("SignedOut", ["sign in first"])
    assert not http.cookies
    await call(http, "login", user="ada")
    before = http.cookies["pystream_session"]
    assert await call(http, "secret") == "for ada"
    await call(http, "logout")
    assert await outcome(call(http, "secret")) == ("SignedOut", ["sign in first"])
    http.cookies.clear()
    http.cookies["pystream_session"] = before
    assert await outcome(call(http, "secret")) == ("SignedOut", ["sign in first"])


async def test_data_is_saved_for_the_session_and_seen_by_its_tabs(
    server: Server, http: httpx.AsyncClient
) -> None:
    answer = await http.post("/api/chat/remember", json={"word": "plum"})
    assert "httponly" in answer.headers["set-cookie"].lower()
    assert await call(http, "recall") == "plum"
    tab = await server.tab(cookie=http.cookies["pystream_session"])
    assert await tab.call("chat.recall") == "plum"
    await call(http, "remember", word="fig")
    assert await tab.call("chat.recall") == "fig"
    answer = await http.post("/api/chat/recall")
    assert "set-cookie" not in answer.headers


async def test_a_call_that_keeps_nothing_gives_no_cookie(http: httpx.AsyncClient) -> None:
    assert "set-cookie" not in (await http.post("/api/chat/nothing")).headers


async def test_a_call_publishes(server: Server, http: httpx.AsyncClient) -> None:
    tab = await server.tab()
    await call(http, "tell", text="hello")
    assert await tab.event() == ("chat.said", "hello", None)


async def test_what_is_for_a_tab_says_so(http: httpx.AsyncClient) -> None:
    text = "session.subscribe is for a browser's tab: this call came by HTTP"
    assert await outcome(call(http, "join", room="r")) == ("Denied", [text])


async def test_too_many_calls_are_told_when_to_come_again(http: httpx.AsyncClient) -> None:
    assert [await call(http, "seldom"), await call(http, "seldom")] == ["once more"] * 2
    answer = await http.post("/api/chat/seldom")
    problem = problem_of(answer)
    assert (answer.status_code, problem["title"]) == (429, "SlowDown")
    assert 1 <= int(answer.headers["retry-after"]) <= 31
    assert problem["args"][1] <= int(answer.headers["retry-after"])


async def test_an_action_that_takes_too_long_is_ended(server: Server, http: httpx.AsyncClient) -> None:
    answer = await http.post("/api/chat/slow")
    assert (answer.status_code, problem_of(answer)["title"]) == (504, "Timeout")
    assert log_of(server) == ["slow ended"]


async def test_an_action_ends_when_its_caller_is_gone(server: Server) -> None:
    async with httpx.AsyncClient(base_url=server.address) as http:
        calling = asyncio.create_task(http.post("/api/chat/wait", json={"name": "w"}))
        await eventually(lambda: log_of(server) == ["w waits"])
        calling.cancel()
        await asyncio.gather(calling, return_exceptions=True)
    await eventually(lambda: log_of(server) == ["w waits", "w ended"])


async def test_an_action_that_cancels_its_own_task_broke(http: httpx.AsyncClient) -> None:
    answer = await http.post("/api/chat/careless")
    assert (answer.status_code, problem_of(answer)["title"]) == (500, "Failed")


async def test_pipelined_calls_are_answered_in_their_order(server: Server) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    requests = b""
    for number in range(5):
        body = json.dumps({"room": str(number)}).encode()
        requests += (
            b"POST /api/chat/say HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            b"Content-Length: %d\r\n%b\r\n%b"
            % (len(body), b"Connection: close\r\n" if number == 4 else b"", body)
        )
    writer.write(requests)
    answer = await asyncio.wait_for(reader.read(), 5)
    writer.close()
    places = [answer.index(f'"{number}: hi"'.encode()) for number in range(5)]
    assert places == sorted(places)


async def test_a_body_that_does_not_come_is_given_up(app: Project, serve: Serve) -> None:
    server = await serve(request_timeout_s=0.1)
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(
        b"POST /api/chat/say HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        b"Content-Length: 100\r\n\r\n{"
    )
    answer = await asyncio.wait_for(reader.readuntil(b"}"), 5)
    writer.close()
    assert answer.startswith(b"HTTP/1.1 408 ")


async def test_files_come_in_a_form(http: httpx.AsyncClient) -> None:
    content = bytes(range(256)) * 2000
    answer = await http.post(
        "/api/chat/store",
        data={"note": "für dich", "count": "3"},
        files={"first": ("ä.bin", content, "image/png")},
    )
    assert answer.json() == ["ä.bin", "image/png", 512_000, 512_000, "für dich", 3]


async def test_files_are_read_in_any_order(http: httpx.AsyncClient) -> None:
    answer = await http.post("/api/chat/swap", files={"a": b"first", "b": b""})
    assert answer.json() == ["", "first"]


@pytest.mark.parametrize(
    ("data", "files", "status", "detail"),
    [
        ({}, {"first": b"x"}, 422, "chat.store: missing argument note"),
        ({"note": "n"}, {"first": b"x" * 600_001}, 413, "chat.store: first has more than 600000 bytes"),
        ({"note": "n" * 30_000}, {"first": b"x"}, 413, "fields are too large"),
        ({"note": "n", "count": "many"}, {"first": b"x"}, 422, "chat.store: count must be int, got str"),
        ({"note": ["a", "b"]}, {"first": b"x"}, 422, "chat.store: argument note was given twice"),
        ({"note": "n", "x": "y"}, {"first": b"x"}, 422, "chat.store: no argument is called x"),
        ({"note": "n"}, [("first", b"x"), ("first", b"y")], 422, "chat.store: argument first was given"),
        ({"note": "n"}, {"other": b"x"}, 422, "chat.store: missing argument first"),
        ({str(number): "" for number in range(300)}, {"first": b"x"}, 413, "more than 256 fields"),
    ],
)
async def test_a_form_that_does_not_fit_is_refused(
    http: httpx.AsyncClient, data: dict[str, Any], files: Any, status: int, detail: str
) -> None:
    answer = await http.post("/api/chat/store", data=data, files=files)
    assert answer.status_code == status, answer.text
    assert detail in problem_of(answer)["detail"]


async def test_a_form_without_end_is_refused(http: httpx.AsyncClient) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    answer = await http.post("/api/chat/store", content=b"--b\r\n", headers=headers)
    assert (answer.status_code, problem_of(answer)["detail"]) == (
        400,
        "the body is no form: the form does not end",
    )
    answer = await http.post("/api/chat/store", json={"note": "n"})
    assert answer.status_code == 415


async def test_a_stream_is_a_line_for_each_item(server: Server, http: httpx.AsyncClient) -> None:
    answer = await http.post("/api/chat/count", json={"upto": 3})
    assert answer.headers["content-type"] == "application/x-ndjson"
    assert answer.text == "0\n1\n2\n"
    assert log_of(server) == ["count ended"]


async def test_a_stream_is_events_for_who_asks_for_these(http: httpx.AsyncClient) -> None:
    answer = await http.post("/api/chat/spoil", json={"after": 2}, headers={"Accept": "text/event-stream"})
    assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
    *items, error, _ = answer.text.split("\n\n")
    assert items == ['id: c0\ndata: "0"', 'id: c1\ndata: "1"']
    name, data = error.split("\n")
    assert name == "event: error"
    assert json.loads(data.removeprefix("data: "))["detail"] == "no more"


async def test_a_stream_that_fails_before_it_began_has_a_status(http: httpx.AsyncClient) -> None:
    answer = await http.post("/api/chat/spoil", json={"after": 0})
    assert (answer.status_code, problem_of(answer)["title"]) == (403, "Denied")
    assert (await http.post("/api/chat/count", json={"upto": "x"})).status_code == 422


async def test_a_stream_of_lines_that_fails_is_cut_short(http: httpx.AsyncClient) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        await http.post("/api/chat/spoil", json={"after": 2})


async def test_a_stream_waits_for_its_reader_and_ends_with_it(server: Server) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(b"POST /api/chat/forever HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n")
    await reader.readuntil(b"x")
    log, before = log_of(server), -1
    while before != len(log):  # until nothing more fits on the way
        before = len(log)
        await asyncio.sleep(0.1)
    assert before < 1000
    writer.transport.abort()
    await eventually(lambda: log[-1] == "forever ended")


async def test_a_silent_stream_begins_and_ends_with_its_reader(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pystream.transports.streams.HEAD_S", 0.01)
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(b"POST /api/chat/silent HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n")
    head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)
    assert head.startswith(b"HTTP/1.1 200 ")
    writer.transport.abort()
    await eventually(lambda: log_of(server)[-1] == "silent ended")


async def test_a_stopping_server_answers_what_it_took_and_takes_no_more(server: Server) -> None:
    async with httpx.AsyncClient(base_url=server.address) as http:
        hub = server.app.ctx.hub
        # Connected before the server takes no more connections.
        await http.post("/api/chat/nothing")
        hub.draining = True
        answer = await http.post("/api/chat/nothing")
        hub.draining = False
    assert (answer.status_code, answer.headers["retry-after"], answer.headers["connection"]) == (
        503,
        "1",
        "close",
    )
    assert log_of(server) == ["nothing"]


async def test_a_stopping_server_ends_streams_and_waits_for_calls(app: Project, serve: Serve) -> None:
    server = await serve(drain_s=0.2)
    log = log_of(server)
    async with httpx.AsyncClient(base_url=server.address) as http:
        stream = asyncio.create_task(http.post("/api/chat/silent"))
        waits = asyncio.create_task(http.post("/api/chat/wait", json={"name": "w"}))
        await eventually(lambda: sorted(log) == ["silent begun", "w waits"])
        await server.stop()
        answers = await asyncio.gather(stream, waits)
    assert [answer.status_code for answer in answers] == [503, 503]
    assert log == ["silent begun", "w waits", "silent ended", "w ended"] or log[2:] == [
        "silent ended",
        "w ended",
    ]


@pytest.fixture
async def guarded(app: Project, serve: Serve) -> AsyncIterator[httpx.AsyncClient]:
    app.write(tokens=TOKENS)
    server = await serve(app={"token": "s3cret"})
    async with httpx.AsyncClient(base_url=server.address) as client:
        yield client


async def test_credentials_name_the_user_of_a_call(guarded: httpx.AsyncClient) -> None:
    guarded.headers["Authorization"] = "Bearer s3cret"
    assert await call(guarded, "secret") == "for ada"
    guarded.headers["Authorization"] = "Basic " + base64.b64encode(b"bob:pass:word").decode()
    assert await call(guarded, "secret") == "for bob"
    assert not guarded.cookies


@pytest.mark.parametrize(
    "shown",
    [
        "Bearer wrong",
        "Bearer",
        "Basic !!!",
        "Basic " + base64.b64encode(b"bob").decode(),
        "Basic " + base64.b64encode(b"bob:wrong").decode(),
        "Basic " + base64.b64encode(b"\xff:\xff").decode(),
    ],
)
async def test_wrong_credentials_are_refused_whatever_the_cookie_says(
    guarded: httpx.AsyncClient, shown: str
) -> None:
    await call(guarded, "login", user="ada")
    answer = await guarded.post("/api/chat/who", headers={"Authorization": shown})
    assert answer.status_code == 401
    assert problem_of(answer)["detail"] == "wrong credentials"
    assert answer.headers["www-authenticate"] == 'Bearer, Basic realm="pystream", charset="UTF-8"'


async def test_credentials_are_never_mixed_with_a_session(guarded: httpx.AsyncClient) -> None:
    await call(guarded, "login", user="bob")
    await call(guarded, "remember", word="bobs")
    cookie = guarded.cookies["pystream_session"]
    guarded.headers["Authorization"] = "Bearer s3cret"
    assert await call(guarded, "secret") == "for ada"
    assert await call(guarded, "recall") == ""
    for action, named in [("remember", {"word": "x"}), ("login", {"user": "eve"}), ("logout", {})]:
        assert (await outcome(call(guarded, action, **named)))[0] == "Failed"
    assert guarded.cookies["pystream_session"] == cookie
    del guarded.headers["Authorization"]
    assert await call(guarded, "recall") == "bobs"
    assert await call(guarded, "secret") == "for bob"


async def test_credentials_of_a_kind_that_nobody_takes_say_nothing(http: httpx.AsyncClient) -> None:
    # A proxy in front may have its own.
    answer = await http.post("/api/chat/who", headers={"Authorization": "Basic YTpi"})
    assert answer.json()[0] is None
    assert "www-authenticate" not in (await http.post("/api/chat/secret")).headers


async def test_a_page_of_another_site_calls_nothing(server: Server, http: httpx.AsyncClient) -> None:
    for headers in (
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
    ):
        answer = await http.post("/api/chat/nothing", headers=headers)
        assert answer.status_code == 403
    assert log_of(server) == []


async def test_the_api_can_be_off(app: Project, serve: Serve) -> None:
    server = await serve(http_api=False)
    async with httpx.AsyncClient(base_url=server.address) as http:
        assert (await http.post("/api/chat/nothing")).status_code in (404, 405)
        assert (await http.get("/api/openapi.json")).status_code == 404


async def test_the_document_can_be_off(app: Project, serve: Serve) -> None:
    server = await serve(openapi=False)
    async with httpx.AsyncClient(base_url=server.address) as http:
        assert (await http.post("/api/chat/nothing")).status_code == 200
        assert (await http.get("/api/openapi.json")).status_code == 404


async def test_middleware_stands_around_calls_by_http_too(project: Project, serve: Serve) -> None:
    project.write(
        loud="""
            from collections.abc import AsyncIterator
            from typing import Any
            from pystream import Call, Next, action, middleware, stream
            @middleware
            async def shout(call: Call, next: Next) -> Any:
                result = await next(call)
                return f"{call.action}: {result.upper()}" if isinstance(result, str) else result
            @action
            def say(text: str) -> str:
                return text
            @stream
            async def count(upto: int) -> AsyncIterator[int]:
                for number in range(upto):
                    yield number
        """
    )
    server = await serve()
    async with httpx.AsyncClient(base_url=server.address) as http:
        answer = await http.post("/api/loud/say", json={"text": "hi"})
        assert answer.json() == await (await server.tab()).call("loud.say", "hi") == "loud.say: HI"
        assert (await http.post("/api/loud/count", json={"upto": 2})).text == "0\n1\n"
