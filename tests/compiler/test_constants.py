"""[tool.pystream.constants]: typed in client code, and no secret among them."""

from __future__ import annotations

import ast
import base64
import datetime
import json
import random
import string
from pathlib import Path
from typing import Any

import pytest

from pystream.compiler.messages import CompileError
from pystream.compiler.pipeline import Compiled, compile_project
from pystream.compiler.secrets import looks_secret
from pystream.output import read_library
from pystream.settings import Settings

PAGE = "<head>{{ pystream() }}</head>"
LIBRARY = read_library()
# Made up, each in the form of the real ones; cut, so that no scanner takes this file for a leak.
FORMS = [
    "postgres://app:hunter2@db.example/app",
    "https://:token@example.org/",
    "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIE",
    "-----BEGIN " + "PRIVATE KEY-----\nMIIE",
    "AKIA" + "IOSFODNN7EXAMPLE",
    "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8",
    "github_pat_" + "11ABCDEFG0aBcDeFgHiJkL_MnOpQrStUvWxYz",
    "glpat-" + "abcdefghij0123456789",
    "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc",
    "rk_test_" + "4eC39HqLyjWD",
    "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "xoxb-" + "123456789012-abcdefABCDEF",
    "https://hooks.slack.com/" + "services/T000/B000/XXXX",
    "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0NTYifQ.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P",
    "sk-" + "proj-abcdefghijklmnopqrst",
    "AIza" + "SyA1234567890abcdefghijklmnopqrstuv",
    "DefaultEndpointsProtocol=https;AccountKey=" + "abcd1234==",
    "Server=db;User=sa;Password=" + "hunter2;",
]
PUBLIC = [
    "https://tile.example.org/{z}/{x}/{y}.png?v=2024",
    "https://cdn.example.com/assets/2024/01/02/v1/leaflet-1.9.4/dist/images/marker-icon-2x.png",
    "https://user@example.org/",
    "someVeryLongCamelCaseNameThatGoesOnAndOnForMoreThanThirtyTwoLetters",
    "the-quick-brown-fox-jumps-over-the-lazy-dog",
    "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaft",
    "550e8400-e29b-41d4-a716-446655440000",
    "sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC",
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk",
    "0123456789012345678901234567890123456789",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
    "M10 10 L20 20 L30 30 Z",
    "-----BEGIN CERTIFICATE-----",
    "keyboard monkeys tokenize passages",
]


def compiled(
    constants: dict[str, Any], *, app: str = "", public: tuple[str, ...] = (), engine: str = "pystream"
) -> Compiled:
    settings = Settings(root=Path("app"), engine=engine, constants=constants, public_constants=public)
    files = {"client_src/app.py": app.encode(), "client_src/app.html": PAGE.encode()}
    return compile_project(files, LIBRARY, settings)


def refusals(constants: dict[str, Any], public: tuple[str, ...] = ()) -> list[str]:
    with pytest.raises(CompileError) as caught:
        compiled(constants, public=public)
    return [str(problem) for problem in caught.value.problems]


def texts(built: Compiled) -> str:
    served = {path: content for path, content in built.files.items() if not path.endswith((".gz", ".br"))}
    return "\n".join(content.decode() for content in served.values())


@pytest.mark.parametrize("engine", ["pystream", "transcrypt"])
def test_what_the_client_names_ships_and_nothing_else(engine: str) -> None:
    constants = {
        "tiles": "https://used.example/{z}",
        "zooms": [7001, 7002],
        "rest": "UNUSED-TEXT",
        "more": ["UNUSED-LIST"],
        "labels": {"UNUSED-NAME": "UNUSED-VALUE"},
    }
    app = "from shared_src import constants\n\nprint(constants.tiles, constants.zooms)\n"
    built = compiled(constants, app=app, engine=engine)
    assert "https://used.example/{z}" in texts(built)
    assert "7002" in texts(built)
    assert "UNUSED" not in texts(built)
    assert b"UNUSED-TEXT" in (built.constants or b"")


def test_types_are_those_of_the_values() -> None:
    built = compiled(
        {
            "text": 'it\'s "so"\n\u2028',
            "count": 3,
            "share": 0.5,
            "on": True,
            "zooms": [1, 2],
            "mixed": [1, "a", True],
            "none": [],
            "labels": {"en-GB": "Colour"},
            "deep": {"a": [1.5], "b": [2.5]},
        }
    )
    assert built.constants is not None
    said = ast.parse(built.constants).body[1:]
    assert {each.target.id: ast.unparse(each.annotation) for each in said} == {  # type: ignore[attr-defined]
        "text": "Final",
        "count": "Final",
        "share": "Final",
        "on": "Final",
        "zooms": "Final[list[int]]",
        "mixed": "Final[list[int | str | bool]]",
        "none": "Final[list[str]]",
        "labels": "Final[dict[str, str]]",
        "deep": "Final[dict[str, list[float]]]",
    }
    text = said[0].value  # type: ignore[attr-defined]
    assert ast.literal_eval(text) == 'it\'s "so"\n\u2028'


def test_without_constants_there_is_no_module() -> None:
    assert compiled({}).constants is None
    with pytest.raises(CompileError, match=r"PS010 .*`shared_src`"):
        compiled({}, app="from shared_src import constants\n")


def test_a_misspelt_constant_is_refused_with_the_nearest() -> None:
    with pytest.raises(CompileError, match=r"has no `tile`\n.*\n.*\n +did you mean tiles"):
        compiled({"tiles": "x"}, app="from shared_src.constants import tile\n\nprint(tile)\n")


def test_a_module_of_the_projects_own_is_not_overwritten() -> None:
    files = {
        "client_src/app.py": b"",
        "client_src/app.html": PAGE.encode(),
        "shared_src/constants.py": b"x = 1",
    }
    settings = Settings(root=Path("app"), constants={"tiles": "x"})
    with pytest.raises(CompileError, match=r"PS044 shared_src/constants\.py  this file is yours"):
        compile_project(files, LIBRARY, settings)
    assert compile_project(files, LIBRARY, settings.replace(constants={})).constants is None


@pytest.mark.parametrize(
    "name",
    "api_key apiKey APIKEY stripe-key SECRET clientSecret db_password DbPasswd accessToken token_of_maps "
    "aws_credentials private_url SENTRY_DSN session_salt jwt dbpassword mysecretthing passphrase".split(),
)
def test_a_name_that_says_secret_is_refused(name: str) -> None:
    assert list(looks_secret(name, "x"))
    assert list(looks_secret("maps", {name: "x"}))
    assert list(looks_secret("maps", [{name: "x"}]))


@pytest.mark.parametrize("name", "keyboard monkey tokyo author title max_zoom compass passage disk".split())
def test_other_names_are_not(name: str) -> None:
    assert not list(looks_secret(name, "x"))


def test_numbers_and_switches_are_refused_only_as_passwords() -> None:
    assert not list(looks_secret("max_tokens", 4096))
    assert not list(looks_secret("has_password", True))
    assert list(looks_secret("pin", 1234))


@pytest.mark.parametrize("value", FORMS, ids=lambda value: value[:12])
def test_a_value_in_the_form_of_a_secret_is_refused(value: str) -> None:
    assert list(looks_secret("plain", value))
    assert list(looks_secret("plain", [f"see {value}"]))
    assert list(looks_secret("plain", {"inner": [value]}))


@pytest.mark.parametrize("value", PUBLIC, ids=lambda value: value[:12])
def test_an_ordinary_value_is_not(value: str) -> None:
    assert not list(looks_secret("plain", value))


def test_random_keys_are_refused() -> None:
    chance = random.Random(5)
    letters = string.ascii_lowercase + string.digits
    kinds = {
        "urlsafe": lambda: base64.urlsafe_b64encode(chance.randbytes(32)).decode().rstrip("="),
        "base64": lambda: base64.b64encode(chance.randbytes(32)).decode(),
        "hex": lambda: chance.randbytes(32).hex(),
        "base32": lambda: base64.b32encode(chance.randbytes(20)).decode(),
        "letters and digits": lambda: "".join(chance.choices(letters, k=40)),
    }
    for kind, make in kinds.items():
        missed = sum(not list(looks_secret("plain", make())) for _ in range(1000))
        assert missed <= 30, kind


def test_a_refusal_says_what_where_why_and_the_way_out() -> None:
    assert refusals({"maps": {"api_key": "x"}}) == [
        "PS040 pyproject.toml  [tool.pystream] constants maps.api_key: its name says key\n"
        "  whoever opens the page can read it; if only the server needs it, put it under [tool.pystream.app] "
        'and read pystream.config; if it is public, say public_constants = ["maps"] in [tool.pystream]'
    ]


def test_a_refusal_does_not_repeat_the_secret() -> None:
    said = "\n".join(refusals({f"plain{at}": value for at, value in enumerate(FORMS)}))
    assert said.count("PS040") == len(FORMS)
    assert not [value for value in FORMS if value in said]


def test_what_is_said_to_be_public_is_taken() -> None:
    constants = {"stripe_key": "pk_live_" + "4eC39HqLyjWDarjtT1zdp7dc4eC39HqLyjWDarjtT1zdp7dc"}
    app = "from shared_src import constants\n\nprint(constants.stripe_key)\n"
    built = compiled(constants, public=("stripe_key",), app=app)
    assert "pk_live_" in texts(built)
    assert not built.warnings
    (said,) = refusals(constants, public=("stripe_kye", "stripe_key"))
    assert said.startswith("PS043")
    assert "did you mean stripe_key?" in said


@pytest.mark.parametrize("name", ["class", "_hidden", "with-dash", "1st", "Final", "None"])
def test_a_name_that_python_cannot_say_is_refused(name: str) -> None:
    (said,) = refusals({name: "x"})
    assert said.startswith("PS041")


def test_values_of_other_types_are_refused_where_they_are() -> None:
    (dated, endless) = refusals({"a": {"b": [1, datetime.date(2026, 1, 2)]}, "c": float("nan")})
    assert "constants a.b[1]: date 2026-01-02 cannot be one" in dated
    assert "constants c: float nan cannot be one" in endless


def test_constants_are_part_of_what_a_build_is_made_from() -> None:
    def sources(count: int) -> Any:
        return json.loads(compiled({"count": count}).files["manifest.json"])["sources"]

    assert sources(1) == sources(1)
    assert sources(1) != sources(2)
