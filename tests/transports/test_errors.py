"""What browsers tell of exceptions: Python's frames in the log, and nothing that a peer could make it say."""

from __future__ import annotations

import json
import logging

import httpx
import pytest
from harness import Project, Serve, Server

from pystream.compiler.places import Place, table
from pystream.logs import JsonFormatter, TextFormatter
from pystream.transports import errors

SCRIPT = "app-12345678.js"
ORDERS = "def price(count):\n    raise ValueError(count)\n\n\ndef total():\n    price(3)\n"
PLACES = [
    Place(0, 10, "client_src/orders.py", 2, "price"),
    Place(0, 50),
    Place(2, 0, "client_src/orders.py", 6, "total"),
    Place(2, 30, "client_src/app.py", 1, "<module>"),
]


@pytest.fixture
def server_app(project: Project) -> Project:
    project.write(
        app="""
        from pystream import action, session

        @action
        async def sign_in(name: str) -> None:
            await session.login(name)
    """
    )
    source_map = {
        "version": 3,
        "sources": ["client_src/app.py", "client_src/orders.py"],
        "sourcesContent": ["total()\n", ORDERS],
        "mappings": "",
        "x_pystream": table(PLACES),
    }
    (project.build / "assets" / f"{SCRIPT}.map").write_text(json.dumps(source_map), "utf-8")
    return project


def report(text: str = "ValueError: 3", **more: object) -> dict[str, object]:
    chain = [{"text": text, "places": [[2, 40], [2, 5], [1, 3], [0, 12]]}]
    return {"script": SCRIPT, "where": "click of #buy", "chain": chain, **more}


async def post(server: Server, body: object, **headers: str) -> int:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{server.address}{errors.PATH}", content=content, headers=headers)
    return answer.status_code


def told(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [record for record in caplog.records if record.name == "pystream.browser"]


async def test_it_is_one_record_with_pythons_frames_and_who_it_was(
    server_app: Project, serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    server = await serve()
    tab = await server.tab()
    await tab.call("app.sign_in", "ada")
    cookie = f"pystream_session={tab.browser.cookie}"
    first = {"text": "KeyError: 'x'", "places": [[0, 49]], "link": ""}
    chain = [first, {"text": "ValueError: 3", "places": [[2, 5], [0, 12]], "link": "cause"}]
    body = report(chain=chain)
    assert await post(server, body, **{"Cookie": cookie, "User-Agent": "Browser/1\x7f"}) == errors.TOLD
    [record] = told(caplog)
    line = json.loads(JsonFormatter().format(record))
    assert line.pop("time")
    assert line == {
        "level": "warning",
        "logger": "pystream.browser",
        "message": "ada: click of #buy: ValueError: 3",
        "user": "ada",
        "ip": "127.0.0.1",
        "script": SCRIPT,
        "agent": "Browser/1\\x7f",
        "where": "click of #buy",
        "error": (
            "Traceback (most recent call last):\n"
            '  File "client_src/orders.py", line 2, in price\n'
            "    raise ValueError(count)\n"
            "KeyError: 'x'\n\n"
            "The above exception was the direct cause of the following exception:\n\n"
            "Traceback (most recent call last):\n"
            '  File "client_src/orders.py", line 6, in total\n'
            "    price(3)\n"
            '  File "client_src/orders.py", line 2, in price\n'
            "    raise ValueError(count)\n"
            "ValueError: 3"
        ),
    }


async def test_a_peers_text_is_no_line_of_its_own_and_no_secret(
    server_app: Project, serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    server = await serve()
    lie = 'X: y\n  File "server_src/app.py", line 1, in pay\n\x1b[2J password=hunter2\u2028'
    chain = [{"text": lie, "places": [[0, 12]]}, {"text": lie, "link": "\nlie", "places": []}]
    assert await post(server, report(where="a\nb\x1b", chain=chain)) == errors.TOLD
    [record] = told(caplog)
    for formatter in (TextFormatter(), JsonFormatter()):
        text = formatter.format(record)
        assert "hunter2" not in text
        assert "\x1b" not in text
        assert "\u2028" not in text
        shown = json.loads(text)["error"] if isinstance(formatter, JsonFormatter) else text
        assert [each.strip() for each in shown.split("\n") if each.lstrip().startswith("File ")] == [
            'File "client_src/orders.py", line 2, in price'
        ]


async def test_the_same_is_told_once_a_minute_with_its_number(
    server_app: Project, serve: Serve, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = await serve()
    monkeypatch.setattr(errors, "EACH_S_OF_ONE", 1e-9)
    monkeypatch.setattr(errors, "EACH_S", 1e-9)
    for number in range(10):
        assert await post(server, report(f"ValueError: {number}")) == errors.TOLD
    assert len(told(caplog)) == 1
    monkeypatch.setattr(errors, "AGAIN_S", 0.0)
    await post(server, report("ValueError: 99"))
    assert told(caplog)[1].getMessage() == "-: click of #buy: ValueError: 99 (9 more like it)"


async def test_one_address_and_all_of_them_have_bounds(
    server_app: Project, serve: Serve, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = await serve(proxies=1)
    # A slow machine gives none back meanwhile.
    monkeypatch.setattr(errors, "EACH_S_OF_ONE", 1e9)
    monkeypatch.setattr(errors, "EACH_S", 1e9)
    # Classes, or they would be told as one.
    answers = [await post(server, report(f"E{number}: x")) for number in range(8)]
    assert answers == [errors.TOLD] * errors.BURST_OF_ONE + [429] * 3
    for number in range(30):
        await post(server, report(f"F{number}: x"), **{"X-Forwarded-For": f"203.0.113.{number}"})
    assert len(told(caplog)) == errors.BURST
    monkeypatch.setattr(errors, "EACH_S", 1e-9)
    await post(server, report("G: x"), **{"X-Forwarded-For": "203.0.113.99"})
    assert told(caplog)[-1].getMessage().endswith("(15 others left out)")


async def test_what_is_no_report_is_refused(
    server_app: Project, serve: Serve, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(errors, "BURST_OF_ONE", 100)
    server = await serve()
    for body in (b"", b"null", b"[" * 9000, {"script": SCRIPT, "chain": []}, report(chain=[{"text": 1}])):
        assert await post(server, body) == 400
    assert await post(server, report(chain=[{"text": "x", "places": [[-1, 0]]}])) == 400
    assert await post(server, b" " * (errors.MOST_BYTES + 1)) == 413
    for script in ("../contract.json", "app-00000000.js", "../../x.js", ".js", ""):
        assert await post(server, report(script=script)) == errors.UNWANTED
    assert await post(server, report(), Origin="https://evil.example") == 403
    assert not told(caplog)


async def test_a_place_beyond_the_script_is_no_frame(
    server_app: Project, serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    server = await serve()
    places = [[0, 0], [0, 60], [0, 2**31]]
    assert await post(server, report(chain=[{"text": "E: x", "places": places}])) == errors.TOLD
    [record] = told(caplog)
    assert record.exc_text == "E: x"


async def test_it_can_be_turned_off(
    server_app: Project, serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    server = await serve(client_errors=False)
    assert await post(server, report()) == errors.UNWANTED
    assert not told(caplog)
