"""What read_contract makes of the server's source."""

from __future__ import annotations

import pytest

from pystream.contract import Contract, DataType
from pystream.declarations import DeclarationError, read_contract, shared_errors

MODELS = """\
from __future__ import annotations
from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from typing import ClassVar, NewType

UserId = NewType("UserId", str)
Names = list[UserId]

@dataclass
class Base:
    id: int

@dataclass
class Message(Base):
    kind: ClassVar[str] = "m"
    who: UserId
    reply_to: Message | None = None

class Color(Enum):
    RED = auto()
    BLUE = auto()

class Level(StrEnum):
    LOW = auto()

class Plain:
    pass
"""


def path_of(keyword: str) -> str:
    """`client_src__parts__card` -> `client_src/parts/card.py`."""
    package, init, _ = keyword.partition("____init__")
    return package.replace("__", "/") + ("/__init__.py" if init else ".py")


def contract(text: str, **more: str) -> Contract:
    files = {"server_src/chat.py": text, "shared_src/models.py": MODELS}
    return read_contract(files | {path_of(path): source for path, source in more.items()})


def type_of(annotation: str, imports: str = "") -> object:
    head = "from pystream import action\nimport typing, datetime, uuid\nfrom decimal import Decimal\n"
    head += (
        "from typing import *\nfrom collections.abc import Sequence, Mapping\nfrom shared_src import models\n"
    )
    head += "from typing import Optional, Union, Literal, Any, Annotated\n"
    head += "from shared_src.models import Message, Color, Names, Plain\n"
    text = f"{head}{imports}\n@action\ndef f(x: {annotation}): ...\n"
    return contract(text).actions["chat.f"].parameters[0].type


@pytest.mark.parametrize(
    ("annotation", "tree"),
    [
        ("int", "int"),
        ("None", "none"),
        ("Any", "any"),
        ("'str'", "str"),
        ("list", ["list", "any"]),
        ("list[int]", ["list", "int"]),
        ("Sequence[str]", ["list", "str"]),
        ("typing.List[int]", ["list", "int"]),
        ("set[int]", ["set", "int"]),
        ("dict[str, list[bool]]", ["dict", "str", ["list", "bool"]]),
        ("Mapping[str, float]", ["dict", "str", "float"]),
        ("tuple[int, str]", ["tuple", "int", "str"]),
        ("tuple[int, ...]", ["rest", "int"]),
        ("int | None", ["union", "int", "none"]),
        ("Optional[int]", ["union", "int", "none"]),
        ("Union[int, str, int]", ["union", "int", "str"]),
        ("'int | list[str] | None'", ["union", "int", ["list", "str"], "none"]),
        ("Literal['a', 1]", ["literal", "a", 1]),
        ("Annotated[int, 'x']", "int"),
        ("datetime.datetime", "datetime"),
        ("datetime.timedelta", "timedelta"),
        ("Decimal", "decimal"),
        ("uuid.UUID", "uuid"),
        ("Message", ["ref", "shared_src.models.Message"]),
        ("models.Color", ["ref", "shared_src.models.Color"]),
        ("Names", ["list", "str"]),
    ],
)
def test_an_annotation_becomes_a_type_tree(annotation: str, tree: object) -> None:
    assert type_of(annotation) == tree


@pytest.mark.parametrize("annotation", ["Nowhere", "Plain", "list[int, str]", "3", "'a b'", "object()"])
def test_a_type_that_cannot_travel_is_a_problem_with_a_way_out(annotation: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        type_of(annotation)
    [problem] = caught.value.problems
    assert (problem.path, problem.line, problem.col) == ("server_src/chat.py", 11, 10)
    assert "dataclass" in problem.message or "annotation" in problem.message


def test_actions_are_named_by_their_module_below_server_src() -> None:
    action = "from pystream import action\n@action\nasync def now(): ...\n"
    found = contract(
        "import pystream as p\n@p.action()\ndef say(): ...\ndef _private(): ...\n",
        server_src__users__online=action,
        server_src__users____init__=action,
    )
    assert list(found.actions) == ["chat.say", "users.now", "users.online.now"]


def test_an_action_keeps_its_signature_and_text() -> None:
    found = contract(
        "from pystream import action\n"
        "@action\ndef f(a, /, b: int = 1, *c: str, d: bool = not 1, **e) -> str:\n    'Text.'\n"
    ).actions["chat.f"]
    assert [(each.name, each.kind, each.type, each.default) for each in found.parameters] == [
        ("a", "positional_only", "any", None),
        ("b", "normal", "int", "1"),
        ("c", "rest", "str", None),
        ("d", "keyword", "bool", "not 1"),
        ("e", "keywords", "any", None),
    ]
    assert (found.returns, found.doc) == ("str", "Text.")


def test_events_have_a_type_and_what_is_kept() -> None:
    found = contract(
        "from pystream import Event\nfrom shared_src.models import Message\n"
        "message = Event[Message](keep=50)\nleft: Event[str] = Event()\nany_ = Event()\nother = dict()\n"
    ).events
    assert {name: (each.type, each.keep) for name, each in found.items()} == {
        "chat.message": (["ref", "shared_src.models.Message"], 50),
        "chat.left": ("str", 0),
        "chat.any_": ("any", 0),
    }


def test_types_that_travel_are_in_the_contract_and_no_others() -> None:
    found = contract(
        "from pystream import action\nfrom shared_src.models import Message, Color, Level\n"
        "@action\ndef f(a: Color, b: Level) -> Message: ...\n"
    ).types
    assert found == {
        "shared_src.models.Message": DataType(
            "shared_src.models.Message",
            "dataclass",
            (
                ("id", "int"),
                ("who", "str"),
                ("reply_to", ["union", ["ref", "shared_src.models.Message"], "none"]),
            ),
        ),
        "shared_src.models.Color": DataType("shared_src.models.Color", "enum", (("RED", 1), ("BLUE", 2))),
        "shared_src.models.Level": DataType("shared_src.models.Level", "enum", (("LOW", "low"),)),
    }


def test_a_type_is_found_through_a_reexport_and_under_type_checking() -> None:
    found = contract(
        "from typing import TYPE_CHECKING\nfrom pystream import action\n"
        "if TYPE_CHECKING:\n    from shared_src import Message as M\n"
        "@action\ndef f() -> 'M': ...\n",
        shared_src____init__="from .models import Message\n",
    )
    assert found.actions["chat.f"].returns == ["ref", "shared_src.models.Message"]


def test_equal_text_gives_equal_hashes_and_docstrings_do_not_count() -> None:
    head = "from pystream import action\n@action\ndef f(x: int):\n"
    assert contract(head + "    'One.'\n").hash == contract(head + "    'Two.'\n").hash
    assert contract(head + "    ...\n").hash != contract(head.replace("int", "str") + "    ...\n").hash


def test_all_problems_are_told_at_once_syntax_errors_too() -> None:
    with pytest.raises(DeclarationError) as caught:
        contract(
            "from pystream import action\n@action\ndef f(x: Foo, y: Bar): ...\n",
            server_src__broken="def f(:\n",
        )
    places = [(each.path, each.line) for each in caught.value.problems]
    assert places == [("server_src/broken.py", 1), ("server_src/chat.py", 3), ("server_src/chat.py", 3)]


@pytest.mark.parametrize(
    ("decorator", "problem"),
    [
        (
            "@action(rate='5/x')",
            '14: rate must be text such as "5/s", "100/m", "1000/h" or "10/30s", got \'5/x\'',
        ),
        ("@action(rate=5)", "14: rate must be text"),
        ("@action(auth='ada')", "14: auth must be True, False or a function, got 'ada'"),
        ("@action(safe=1)", "14: safe must be True or False, got 1"),
        ("@action(silent='no')", "16: silent must be True or False, got 'no'"),
        ("@action(idempotnet=True)", "20: no option is called idempotnet; did you mean idempotent?"),
        ("@action(volatile=SURE)", "18: volatile must be True or False, written out"),
        ("@action(timeout=0)", "17: timeout must be a number of seconds, written out"),
        ("@stream(safe=True)", "14: no option is called safe; there are auth, rate"),
        ("@stream(rate='5')", "14: rate must be text"),
    ],
)
def test_an_option_that_does_not_fit_is_told_where_it_stands(decorator: str, problem: str) -> None:
    source = f"from pystream import action, stream\n{decorator}\nasync def f() -> None: ...\n"
    with pytest.raises(DeclarationError) as caught:
        read_contract({"server_src/app.py": source})
    assert str(caught.value).startswith(f"server_src/app.py:2:{problem}")


def test_options_of_the_server_alone_do_not_change_the_contract() -> None:
    source = "from pystream import action\n{}\ndef f() -> None: ...\n"
    plain = read_contract({"server_src/app.py": source.format("@action")})
    for options in ("rate=LIMIT", "auth=who", "auth=None, rate=None, safe=True, silent=False", "**more"):
        gated = read_contract({"server_src/app.py": source.format(f"@action({options})")})
        assert gated.hash == plain.hash


def test_server_code_is_read_and_never_run() -> None:
    contract("raise SystemExit('ran')\n")


def test_exception_classes_of_shared_src_are_found_through_their_bases() -> None:
    files = {
        "shared_src/rules.py": "from pystream import Denied\n"
        "class TooLong(Denied): ...\nclass Bad(ValueError): ...\nclass Plain: ...\n",
        "shared_src/more.py": "from shared_src import rules\nclass Longer(rules.TooLong): ...\n",
        "server_src/chat.py": "class Own(Exception): ...\n",
    }
    assert shared_errors(files) == [
        "shared_src.more.Longer",
        "shared_src.rules.Bad",
        "shared_src.rules.TooLong",
    ]


def test_presence_is_a_type_that_both_sides_know() -> None:
    source = "from pystream import Event, Presence\npeople = Event[Presence](presence='room:{id}')\n"
    contract = read_contract({"server_src/chat.py": source})
    assert contract.events["chat.people"].type == ["ref", "pystream.Presence"]
    assert [name for name, _ in contract.types["pystream.Presence"].fields] == ["joined", "left"]
