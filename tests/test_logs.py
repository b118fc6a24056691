"""What the log looks like, and what never gets there."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import re
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from pystream.logs import JsonFormatter, Lines, TextFormatter, call_record, one_line, redacted, start_logging
from pystream.settings import Settings


class Log:
    """A logger with one of our formatters; `lines` are what it wrote."""

    def __init__(self, formatter: logging.Formatter) -> None:
        self.stream = io.StringIO()
        self.logger = logging.Logger("pystream.test")
        handler = Lines(self.stream)
        handler.setFormatter(formatter)
        self.logger.addHandler(handler)

    @property
    def lines(self) -> list[str]:
        return self.stream.getvalue().removesuffix("\n").split("\n") if self.stream.getvalue() else []

    @property
    def objects(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.lines]


@contextmanager
def new_root() -> Iterator[logging.Logger]:
    """The root logger as a new process has it."""
    root = logging.getLogger()
    before, level, flags = root.handlers[:], root.level, (logging.logThreads, logging.logProcesses)
    root.handlers.clear()
    try:
        yield root
    finally:
        root.handlers[:] = before
        root.setLevel(level)
        logging.logThreads, logging.logProcesses = flags
        logging.logMultiprocessing = True


def test_json_is_one_object_a_line_with_the_apps_fields() -> None:
    log = Log(JsonFormatter(worker=2))
    log.logger.warning("order %d", 7, extra={"order": 7, "tags": ("a", "b"), "level": "forged"})
    [line] = log.objects
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line.pop("time"))
    assert line == {
        "level": "warning",
        "logger": "pystream.test",
        "message": "order 7",
        "worker": 2,
        "order": 7,
        "tags": ["a", "b"],
    }


def test_json_times_are_utc_and_keep_their_milliseconds() -> None:
    formatter = JsonFormatter()
    for created, said in ((0.0, "1970-01-01T00:00:00.000Z"), (1.9996, "1970-01-01T00:00:01.999Z")):
        record = logging.makeLogRecord({"created": created, "msg": "x", "name": "a"})
        assert json.loads(formatter.format(record))["time"] == said


def test_text_has_the_local_time_and_short_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    record = logging.makeLogRecord(
        {"created": 3661.5, "msg": "hello", "levelname": "INFO", "levelno": 20, "name": "pystream.lines"}
    )
    assert TextFormatter().format(record) == "01:01:01.500 INFO    lines: hello"
    assert TextFormatter(3, dated=True).format(record) == "1970-01-01 01:01:01.500 [3] INFO    lines: hello"
    assert "\x1b[2m" in TextFormatter(colored=True).format(record)
    monkeypatch.undo()
    time.tzset()


def test_a_traceback_is_in_both_forms() -> None:
    text, objects = Log(TextFormatter()), Log(JsonFormatter())
    for log in (text, objects):
        try:
            raise ValueError("no good")
        except ValueError:
            log.logger.exception("it broke")
    assert text.lines[0].endswith("test: it broke")
    assert text.lines[1] == "    Traceback (most recent call last):"
    assert text.lines[-1] == "    ValueError: no good"
    [line] = objects.objects
    assert line["error"].startswith("Traceback (most recent call last):\n")
    assert line["error"].endswith("\nValueError: no good")


FORGED = "x\n12:00:00.000 ERROR   calls: forged\r\n\u2028\x1b[2J\x9b2J\x00"


@pytest.mark.parametrize("formatter", [TextFormatter, JsonFormatter])
@pytest.mark.parametrize("where", ["message", "argument", "exception", "logger", "extra", "extra key"])
def test_nobody_writes_lines_of_his_own(formatter: Callable[[], logging.Formatter], where: str) -> None:
    log = Log(formatter())
    if where == "message":
        log.logger.error(FORGED)
    elif where == "argument":
        log.logger.error("got %s", FORGED)
    elif where == "logger":
        log.logger.name = FORGED
        log.logger.error("x")
    elif where == "extra":
        log.logger.error("x", extra={"field": FORGED, "more": {FORGED: [FORGED]}})
    elif where == "extra key":
        log.logger.error("x", extra={FORGED: 1})
    else:
        try:
            raise ValueError(FORGED)
        except ValueError as why:
            log.logger.error("x", exc_info=why)
    written = log.stream.getvalue()
    assert not [line for line in written.split("\n") if line.startswith("12:00:00.000 ERROR")]
    assert not set("\r\x1b\x00") & set(written)
    if formatter is JsonFormatter:
        assert len(log.stream.getvalue().split("\n")) == 2  # the one, and what follows its end
        assert log.objects
    else:
        assert not set("\u2028\x9b") & set(written)


ID = "Zk3-LGIw73tsNl2fTnbLj_RBQ94UqXrH-V-lrdrWGQ4"  # as token_urlsafe(32) makes them
SECRETS = [
    (f"session {ID} is new", ID),
    (f"session:{ID}", ID),
    ("tab:aB3_" + "x" * 28, "aB3_" + "x" * 28),
    ("cookie: theme=dark; pystream_session=short", "short"),
    ("Cookie: a=b; sid=hunter2", "hunter2"),
    ("{'set-cookie': 'sid=hunter2; Path=/'}", "hunter2"),
    ("Authorization: Basic dXNlcjpwYXNz", "dXNlcjpwYXNz"),
    ("sent Bearer abc.def.ghi", "abc.def.ghi"),
    ("redis://:hunter2@db.example:6379/0 is away", "hunter2"),
    ("rediss://user:p%40ss@db.example", "p%40ss"),
    ("login(password='hunter2', user='ada')", "hunter2"),
    ('{"password": "hunter2"}', "hunter2"),
    ("db_password=hunter2&x=1", "hunter2"),
    ("metrics_token: hunter2", "hunter2"),
    ("API-KEY=hunter2", "hunter2"),
    ("Exception while handling uri: 'http://127.0.0.1/reset?code=hunter2'", "hunter2"),
    ("GET /reset?code=hunter2 failed", "hunter2"),
]


@pytest.mark.parametrize(("text", "secret"), SECRETS)
def test_what_looks_like_a_secret_is_masked(text: str, secret: str) -> None:
    assert secret in text
    assert secret not in redacted(text)
    assert "***" in redacted(text)
    for formatter in (TextFormatter(), JsonFormatter()):
        log = Log(formatter)
        log.logger.error("%s", text, extra={"seen": text, "more": {"deep": [text]}})
        try:
            raise ValueError(text)
        except ValueError:
            log.logger.exception("x")
        assert secret not in log.stream.getvalue()
        if isinstance(formatter, JsonFormatter):
            assert len(log.objects) == 2


def test_fields_with_the_names_of_secrets_are_masked() -> None:
    log = Log(JsonFormatter())
    log.logger.error("x", extra={"password": "a", "user": {"name": "ada", "token": 3, "Api-Key": ["b"]}})
    [line] = log.objects
    assert line["password"] == "***"
    assert line["user"] == {"name": "ada", "token": "***", "Api-Key": "***"}


@pytest.mark.parametrize(
    "text",
    [
        "chat.say ok 1.2 ms ada",
        f"order {uuid.UUID(int=2**127)}",
        "test_calls_are_counted_by_action_and_outcome_of_all",
        'File "/srv/app/server_src/long_module_names_are_in_paths_too.py", line 3, in f',
        "sha256 " + "0123456789abcdef" * 4,
        "Redis at redis://127.0.0.1:6379/0 is lost: Connection closed; trying again",
        "worker 2 ended, code -9; another in 0.5 s",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert redacted(text) == text


@pytest.mark.parametrize(
    "part", ["a-", "aA1-", "token", "://", "/a?", "password=", "a.", "Aa" * 50, "cookie:"]
)
def test_long_texts_are_masked_in_time(part: str) -> None:
    began = time.perf_counter()
    redacted(part * (400_000 // len(part)))
    assert time.perf_counter() - began < 2


def test_values_that_json_does_not_know_are_told_by_their_text() -> None:
    class Odd:
        def __str__(self) -> str:
            return "odd one"

    circle: list[Any] = []
    circle.append(circle)
    log = Log(JsonFormatter())
    log.logger.info(
        "x", extra={"odd": Odd(), "circle": circle, "half": "\ud800", "big": 2**100, "nan": float("nan")}
    )
    [line] = log.objects
    assert line["odd"] == "odd one"


def test_a_value_whose_text_cannot_be_made_loses_the_line_only(capsys: pytest.CaptureFixture[str]) -> None:
    class Broken:
        def __str__(self) -> str:
            raise RuntimeError("no")

    log = Log(JsonFormatter())
    log.logger.error("x", extra={"broken": Broken()})
    log.logger.error("y")
    assert [line["message"] for line in log.objects] == ["x", "y"]
    assert log.objects[0]["broken"] == "Broken"


def test_lines_wait_for_others_where_a_loop_runs() -> None:
    log = Log(TextFormatter())

    async def some() -> None:
        log.logger.info("one")
        log.logger.info("two")
        assert log.lines == []
        log.logger.warning("three")
        assert len(log.lines) == 3
        log.logger.info("four")
        while len(log.lines) < 4:  # noqa: ASYNC110  # it has no event to await
            await asyncio.sleep(0.001)
        log.logger.info("five")

    asyncio.run(some())
    assert len(log.lines) == 4
    log.logger.info("six")
    assert [line[-4:].strip(": ") for line in log.lines][4:] == ["five", "six"]


def test_what_waits_is_written_in_pieces_that_do_not_mix() -> None:
    pieces: list[str] = []

    class Pipe(io.StringIO):
        def write(self, text: str) -> int:
            pieces.append(text)
            return len(text)

    handler = Lines(Pipe())
    handler.setFormatter(logging.Formatter("%(message)s"))

    async def many() -> None:
        for number in range(500):
            handler.handle(logging.makeLogRecord({"msg": f"{number:050d}", "levelno": logging.INFO}))
        handler.flush()

    asyncio.run(many())
    assert all(len(piece) <= 4096 and piece.endswith("\n") for piece in pieces)
    assert "".join(pieces).split() == [f"{number:050d}" for number in range(500)]


@pytest.mark.parametrize(
    ("form", "is_terminal", "environ", "expected"),
    [
        ("auto", False, {}, "json"),
        ("auto", True, {}, "colors"),
        ("auto", True, {"NO_COLOR": "1"}, "text"),
        ("auto", True, {"NO_COLOR": ""}, "colors"),
        ("auto", True, {"TERM": "dumb"}, "text"),
        ("text", False, {}, "text"),
        ("json", True, {}, "json"),
    ],
)
def test_the_form_follows_the_setting_and_the_terminal(
    monkeypatch: pytest.MonkeyPatch,
    form: str,
    is_terminal: bool,
    environ: dict[str, str],
    expected: str,
) -> None:
    class Stream(io.StringIO):
        def isatty(self) -> bool:
            return is_terminal

    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stderr", stream := Stream())
    with new_root():
        start_logging(Settings().replace(log_format=form, log_level="warning"))
        logging.getLogger("pystream.some").warning("hello")
        logging.getLogger("pystream.some").info("not this")
    written = stream.getvalue()
    got = "json" if written.startswith("{") else "colors" if "\x1b[" in written else "text"
    assert (got, written.count("\n")) == (expected, 1)


def test_whoever_logs_already_goes_on_as_before() -> None:
    with new_root() as root:
        mine = logging.StreamHandler(io.StringIO())
        root.addHandler(mine)
        start_logging(Settings())
        assert root.handlers == [mine]


def test_a_record_that_cannot_be_made_is_one_line_without_its_arguments() -> None:
    log = Log(TextFormatter())
    log.logger.error("%d items", "hunter2")
    assert log.lines == ["pystream: a record of pystream.test could not be logged: TypeError"]


def test_a_call_record_is_like_any_other_to_other_formatters() -> None:
    record = call_record("pystream.calls", logging.INFO, "chat.say ok 100% 1 ms", {"action": "chat.say"})
    assert logging.Formatter("%(name)s %(message)s").format(record) == "pystream.calls chat.say ok 100% 1 ms"


def test_one_line_keeps_what_people_write() -> None:
    assert one_line("Grüße, 世界 🎉") == "Grüße, 世界 🎉"
    assert one_line("a\tb\nc") == r"a\tb\nc"
