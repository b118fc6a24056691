"""Arguments by signature, and results: what is taken, and the sentence for what is not."""

from __future__ import annotations

import datetime as dt
import enum
import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
import pytest

from pystream.errors import Invalid
from pystream.server.endpoint import Endpoint
from pystream.server.values import Mismatch


class Mood(enum.Enum):
    GOOD = "good"
    BAD = "bad"


@dataclass
class Message:
    who: str
    tags: list[str]
    mood: Mood = Mood.GOOD


@dataclass
class Other:
    x: int


@dataclass
class Tree:
    leaves: list[Tree]


def call(function: Callable[..., Any], args: str = "[]", named: str = "{}") -> Any:
    endpoint = Endpoint("chat.say", function)
    positional, keywords = endpoint.decode(msgspec.Raw(args.encode()), msgspec.Raw(named.encode()))
    return function(*positional, **keywords)


def say(room: str, text: str = "hi") -> tuple[str, str]:
    return room, text


def post(message: Message) -> Message:
    return message


def add(numbers: list[int]) -> list[int]:
    return numbers


def count(by_name: dict[str, int]) -> dict[str, int]:
    return by_name


def rate(
    stars: Annotated[int, msgspec.Meta(ge=1, le=5)], why: Annotated[str, msgspec.Meta(max_length=9)] = ""
) -> int:
    return stars


def log(level: int, *lines: str, sep: str = " ", **extra: int) -> Any:
    return level, lines, sep, extra


def place(x: int, /, y: int, *, z: int) -> Any:
    return x, y, z


def maybe(text: str | None, mood: Literal["a", "b"] = "a") -> Any:
    return text, mood


def anything(value: Any, other=None):  # type: ignore[no-untyped-def]
    return value, other


def shapeless(value: object = 1, values: list[object] = [2]) -> Any:  # noqa: B006  # as below
    return value, values


def many(names: list[str] = ["a"]) -> list[str]:  # noqa: B006  # defaults are the function's own business
    return names


@pytest.mark.parametrize(
    ("function", "args", "named", "result"),
    [
        (say, '["r"]', "{}", ("r", "hi")),
        (say, '["r","t"]', "{}", ("r", "t")),
        (say, '["r"]', '{"text":"t"}', ("r", "t")),
        (say, "[]", '{"text":"t","room":"r"}', ("r", "t")),
        (say, '["r"]', " { } ", ("r", "hi")),
        (log, '[1,"a","b"]', '{"sep":"-","n":3}', (1, ("a", "b"), "-", {"n": 3})),
        (log, "[1]", "{}", (1, (), " ", {})),
        (place, "[1,2]", '{"z":3}', (1, 2, 3)),
        (place, "[1]", '{"z":3,"y":2}', (1, 2, 3)),
        (maybe, "[null]", "{}", (None, "a")),
        (maybe, '["x","b"]', "{}", ("x", "b")),
        (anything, '[{"a":[1,null]}]', "{}", ({"a": [1, None]}, None)),
        (many, "[]", "{}", ["a"]),
        (shapeless, "[]", "{}", (1, [2])),
        (shapeless, '["x",[null]]', "{}", ("x", [None])),
    ],
)
def test_arguments_are_bound_as_python_binds_them(
    function: Callable[..., Any], args: str, named: str, result: Any
) -> None:
    assert call(function, args, named) == result


@pytest.mark.parametrize(
    ("type", "text", "value"),
    [
        (bytes, '"aGk="', b"hi"),
        (dt.datetime, '"2026-01-02T03:04:05Z"', dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)),
        (dt.date, '"2026-01-02"', dt.date(2026, 1, 2)),
        (dt.time, '"03:04:05"', dt.time(3, 4, 5)),
        (dt.timedelta, '"PT90S"', dt.timedelta(seconds=90)),
        (Decimal, '"1.10"', Decimal("1.10")),
        (UUID, '"12345678-1234-5678-1234-567812345678"', UUID("12345678123456781234567812345678")),
        (set[int], "[1,2,2]", {1, 2}),
        (frozenset[str], '["a"]', frozenset({"a"})),
        (tuple[int, str], '[1,"a"]', (1, "a")),
        (tuple[int, ...], "[1,2,3]", (1, 2, 3)),
        (dict[int, str], '{"1":"a"}', {1: "a"}),
        (int | str, '"a"', "a"),
        (float, "1", 1.0),
        (Mood, '"bad"', Mood.BAD),
        (Message, '{"who":"ada","tags":["x"]}', Message("ada", ["x"])),
        (int, str(2**70), 2**70),
        (object, "[1]", [1]),
        (list[object], '[1,"a"]', [1, "a"]),
    ],
)
def test_a_value_of_each_type_travels_both_ways(type: Any, text: str, value: Any) -> None:
    def echo(value: Any) -> Any:
        return value

    echo.__annotations__ = {"value": type, "return": type}
    endpoint = Endpoint("echo", echo)
    (decoded,), _ = endpoint.decode(msgspec.Raw(f"[{text}]".encode()), msgspec.Raw(b"{}"))
    assert decoded == value
    again, _ = endpoint.decode(msgspec.Raw(b"[" + endpoint.encode(value) + b"]"), msgspec.Raw(b"{}"))
    assert again == (value,)


@pytest.mark.parametrize(
    ("function", "args", "named", "sentence"),
    [
        (say, '["r",1]', "{}", "text must be str, got int"),
        (say, "[null]", "{}", "room must be str, got None"),
        (say, '["r"]', '{"text":1}', "text must be str, got int"),
        (say, "[]", "{}", "missing argument room"),
        (say, '["a","b","c"]', "{}", "takes at most 2 arguments by position, got 3"),
        (add, "[[1],2]", "{}", "takes at most 1 argument by position, got 2"),
        (say, '["r"]', '{"txt":"t"}', "no argument is called txt; did you mean text?"),
        (say, '["r"]', '{"zzz":"t"}', "no argument is called zzz"),
        (say, '["r"]', '{"room":"t"}', "argument room was given twice, by position and by name"),
        (say, '{"room":"r"}', "{}", "arguments by position must be a list"),
        (say, "[]", "[]", "named arguments must be an object"),
        (post, '[{"who":1,"tags":[]}]', "{}", "message.who must be str, got int"),
        (post, '[{"who":"a","tags":["b",2]}]', "{}", "message.tags[1] must be str, got int"),
        (post, '[{"who":"a"}]', "{}", "message.tags is missing"),
        (post, '[{"who":"a","tags":[],"mood":"x"}]', "{}", "message.mood: invalid enum value 'x'"),
        (post, '["ada"]', "{}", "message must be object, got str"),
        (add, '[[1,2,"3"]]', "{}", "numbers[2] must be int, got str"),
        (add, "[[1.5]]", "{}", "numbers[0] must be int, got float"),
        (add, "[{}]", "{}", "numbers must be list, got object"),
        (count, '[{"a":"b"}]', "{}", "by_name[] must be int, got str"),
        (maybe, "[1]", "{}", "text must be str | None, got int"),
        (maybe, '["a","c"]', "{}", "mood: invalid enum value 'c'"),
        (log, '[1,"a",2]', "{}", "lines[1] must be str, got int"),
        (log, "[1]", '{"n":"x"}', "n must be int, got str"),
        (place, "[]", '{"x":1,"y":2,"z":3}', "missing argument x; it is taken by position only"),
        (place, "[1,2]", "{}", "missing argument z"),
        (place, "[1,2,3]", "{}", "takes at most 2 arguments by position, got 3"),
        (say, '["\\ud800"]', "{}", "the arguments are nested too deep, or hold text that is not Unicode"),
        (
            anything,
            "[" + "[" * 100_000 + "]" * 100_000 + "]",
            "{}",
            "the arguments are nested too deep, or hold text that is not Unicode",
        ),
    ],
)
def test_what_does_not_fit_is_refused_naming_the_argument(
    function: Callable[..., Any], args: str, named: str, sentence: str
) -> None:
    with pytest.raises(Invalid) as caught:
        call(function, args, named)
    assert str(caught.value) == f"chat.say: {sentence}"


def test_a_long_unknown_name_is_not_echoed_whole() -> None:
    with pytest.raises(Invalid) as caught:
        call(say, '["r"]', json.dumps({"x" * 100_000: 1}))
    assert len(str(caught.value)) < 200


class Custom:
    pass


@pytest.mark.parametrize(
    ("annotation", "sentence"),
    [
        (Custom, "x: Custom does not travel"),
        (list[dict[str, Custom]], "x: Custom does not travel"),
        (Message | Other, "x: Type unions may not contain more than one"),
        ("Missing", "an annotation cannot be resolved: name 'Missing' is not defined"),
    ],
)
def test_a_type_that_cannot_travel_is_refused_when_loading(annotation: Any, sentence: str) -> None:
    def broken(x: Any) -> None: ...

    broken.__annotations__["x"] = annotation
    with pytest.raises(TypeError, match=sentence.replace(".", r"\.")):
        Endpoint("chat.broken", broken)


def test_a_recursive_dataclass_travels() -> None:
    def grow(tree: Tree) -> int:
        return len(tree.leaves)

    grow.__annotations__ = {"tree": Tree, "return": int}
    assert call(grow, '[{"leaves":[{"leaves":[]}]}]') == 1


@pytest.mark.parametrize(
    ("returns", "value", "sentence"),
    [
        (int, "x", "its result must be int, got str"),
        (Message, Message("a", [1]), "its result.tags[0] must be str, got int"),  # type: ignore[list-item]
        (float, float("nan"), "its result must be float, got None"),
        (None, 1, "its result must be None, got int"),
        (str, "\ud800", "its result holds text that is not Unicode (half of a surrogate pair)"),
        (Any, object(), "its result does not travel: Encoding objects of type object is unsupported"),
        (Any, {(1, 2): 3}, "its result does not travel: Only dicts with str-like or number-like keys"),
    ],
)
def test_a_result_that_is_not_what_was_declared_is_told(returns: Any, value: Any, sentence: str) -> None:
    def answer() -> Any: ...

    answer.__annotations__["return"] = returns
    with pytest.raises(Mismatch) as caught:
        Endpoint("chat.answer", answer).encode(value)
    assert str(caught.value).startswith(f"chat.answer: {sentence}")


def test_a_result_that_contains_itself_is_told() -> None:
    loop: list[Any] = []
    loop.append(loop)
    with pytest.raises(Mismatch, match="contains itself"):
        Endpoint("a", anything).encode(loop)


@pytest.mark.parametrize(
    ("args", "sentence"),
    [("[0]", "stars must be int >= 1"), ('[3,"' + "x" * 10 + '"]', "why must be str of length <= 9")],
)
def test_what_annotated_says_of_an_argument_holds(args: str, sentence: str) -> None:
    assert call(rate, '[3,"fine"]') == 3
    with pytest.raises(Invalid, match=sentence):
        call(rate, args)
