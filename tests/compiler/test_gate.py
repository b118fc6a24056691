"""Each folder in refusals/ holds a main.py and what the engine says about it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pystream.compiler.engines.transcrypt import Transcrypt
from pystream.compiler.engines.transcrypt.refusals import REFUSALS
from pystream.compiler.messages import CompileError
from pystream.compiler.parse import parse
from pystream.compiler.source import Source

FOLDER = Path(__file__).parent / "refusals"
CASES = sorted(path.name for path in FOLDER.iterdir())


def said_about(name: str) -> str:
    source = Source("client_src/main.py", (FOLDER / name / "main.py").read_text("utf-8"))
    problems = Transcrypt().check(parse("client_src.main", source), {})
    return f"{CompileError(problems)}\n" if problems else ""


@pytest.mark.parametrize("name", CASES)
def test_what_would_be_miscompiled_is_refused_with_place_and_way_out(name: str) -> None:
    expected = (FOLDER / name / "expected.txt").read_text("utf-8")
    assert said_about(name) == expected
    assert "client_src/main.py:" in expected
    assert "^" in expected


def test_every_refusal_has_a_sample() -> None:
    said = "".join(said_about(name) for name in CASES)
    unseen = {refusal.code for refusal in REFUSALS.values() if f"{refusal.code} " not in said}
    # Only a Python newer than 3.11 has the syntax that PS135 refuses.
    assert unseen <= {"PS135"}


def test_codes_are_unique() -> None:
    codes = [refusal.code for refusal in REFUSALS.values()]
    assert sorted(set(codes)) == sorted(codes)


@pytest.mark.skipif(sys.version_info < (3, 12), reason="the syntax is new in 3.12")
def test_syntax_that_is_newer_than_3_11_is_refused() -> None:
    source = Source("client_src/main.py", "def first[T](rows: list[T]) -> T:\n    return rows[0]\n")
    assert [each.code for each in Transcrypt().check(parse("client_src.main", source), {})] == ["PS135"]
