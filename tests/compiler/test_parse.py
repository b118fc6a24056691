"""Text to pruned trees."""

from __future__ import annotations

import ast

import pytest

from pystream.compiler.messages import CompileError
from pystream.compiler.parse import parse
from pystream.compiler.source import Source


def pruned(text: str) -> str:
    tree = parse("client_src.app", Source("client_src/app.py", text)).tree
    return "\n".join(line for line in ast.unparse(tree).splitlines() if line != "pass")


def test_a_syntax_error_is_a_problem_with_a_caret() -> None:
    with pytest.raises(CompileError) as caught:
        _ = parse("client_src.app", Source("client_src/app.py", "x = 1\nif x\n    y = 2\n")).tree
    assert str(caught.value).splitlines()[:3] == [
        "PS001 client_src/app.py:2:5  expected ':'",
        "    2 | if x",
        "      |     ^",
    ]


def test_annotations_go_and_so_do_imports_that_only_they_use() -> None:
    text = (
        "from __future__ import annotations\nfrom typing import Any\n"
        "from shared_src.models import Message, limit\nimport client_src.widgets\n"
        "x: int = limit\ny: Any\ndef f(a: Message, *b: 'Message') -> Message:\n    return a\n"
    )
    assert pruned(text) == (
        "from shared_src.models import limit\nimport client_src.widgets\nx = limit\n\n"
        "def f(a, *b):\n    return a"
    )


def test_a_name_used_at_run_time_too_stays() -> None:
    text = "from shared_src.models import Message\ndef f(a: Message):\n    return Message(a)\n"
    assert pruned(text).startswith("from shared_src.models import Message")


def test_what_stands_under_type_checking_goes() -> None:
    text = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import os\nelse:\n    x = 1\n"
    assert pruned(text) == "x = 1"


def test_lines_stay_where_they_were() -> None:
    tree = parse("m", Source("m.py", "from typing import Any\nx: Any\n\n\ny = 3\n")).tree
    assert tree.body[-1].lineno == 5


def test_annotations_that_make_fields_stay_as_text() -> None:
    text = (
        "from dataclasses import dataclass\nfrom shared_src.models import Message\n"
        "@dataclass\nclass Note:\n    message: Message | None\n    size: int = 3\n\n"
        "    def area(self) -> int:\n        side: int = 2\n        return side\n"
    )
    assert pruned(text) == (
        "from dataclasses import dataclass\n\n@dataclass\nclass Note:\n    message: 'Message | None'\n"
        "    size: 'int' = 3\n\n    def area(self):\n        side = 2\n        return side"
    )


def test_types_that_a_generic_function_goes_by_stay() -> None:
    text = "from shared_src.models import Message\n@show.register\ndef _(it: Message):\n    x: int = 1\n"
    assert pruned(text) == (
        "from shared_src.models import Message\n\n@show.register\ndef _(it: Message):\n    x = 1"
    )
