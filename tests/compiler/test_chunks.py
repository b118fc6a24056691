"""Code on demand: what `await load("mail")` fetches."""

from __future__ import annotations

from pathlib import Path

import pytest

from pystream.compiler.messages import CompileError
from tests.compiler.built import Built, compiled

APP = """
from pystream.client import expose, load, preload
from client_src import state


def names() -> list[str]:
    return state.names


async def open_mail(who: str) -> list[str]:
    mail = await load("mail")
    return [mail.show(who), *names(), str(state.count)]


async def typed(who: str) -> str:
    await load("mail")
    from client_src import mail
    from client_src.mail import TITLE, Letter as Post

    return f"{TITLE} {mail.show(who)} {Post('x').text} {mail.written}"


async def too_soon() -> str:
    try:
        from client_src import mail
    except ImportError as why:
        return f"{why} {why.name}"
    return mail.TITLE


async def breaks() -> str:
    mail = await load("mail")
    return mail.breaks()


async def both() -> list[str]:
    await load("admin.charts")
    charts = await load("admin.charts")
    mail = await load("mail")
    return [charts.draw(), mail.show("eve")]


for each in (open_mail, typed, too_soon, breaks, both):
    expose(each.__name__, each)
"""
MAIL = '''
"""Mail."""
from dataclasses import dataclass
from decimal import Decimal

from client_src import app, state
from client_src.paper import sheet

TITLE = "Mail"
written = 0
state.log("mail runs")


@dataclass
class Letter:
    text: str


def show(who: str) -> str:
    global written
    written += 1
    state.names.append(who)
    state.count += 2
    state.count = state.count + 1
    assert app.names() is state.names
    price = Decimal("1.10") + Decimal("2.20")
    return f"{sheet(who)!r} {price} {'%5.1f|' % 2.25} {who.swapcase()} {Letter('a')}"


def breaks() -> str:
    return {}["nothing"]
'''
STATE = """
names: list[str] = []
count = 0


def log(text: str) -> None:
    names.append(text)
"""
CHARTS = """
from client_src import state


def draw() -> str:
    state.log("drawn")
    return "chart of {:>4}".format(state.count)
"""
FILES = {
    "client_src/app.py": APP,
    "client_src/state.py": STATE,
    "client_src/mail.py": MAIL,
    "client_src/paper.py": "def sheet(text: str) -> bytes:\n    return text.encode().rjust(6, b'.')\n",
    "client_src/admin/charts.py": CHARTS,
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return Built(tmp_path_factory.mktemp("chunks"), FILES)


def test_a_loaded_module_shares_the_state_of_the_page(built: Built) -> None:
    shown = "b'...ada' 3.30   2.2| ADA Letter(text='a')"
    assert built.run("open_mail", "ada") == [shown, "mail runs", "ada", "3"]


def test_its_names_and_types_are_imported_behind_the_load(built: Built) -> None:
    assert built.run("typed", "bo") == "Mail b'....bo' 3.30   2.2| BO Letter(text='a') x 1"


def test_an_import_before_the_load_says_what_to_do(built: Built) -> None:
    said = 'client_src.mail is not loaded yet: await load("mail") first client_src.mail'
    assert built.run("too_soon") == said


def test_two_chunks_are_loaded_once_each_and_share_what_is_in_the_page(built: Built) -> None:
    assert built.run("both") == ["chart of    0", "b'...eve' 3.30   2.2| EVE Letter(text='a')"]


def test_what_only_the_chunk_needs_is_in_its_script(built: Built) -> None:
    main, mail, charts = built.text(), built.text("-mail.js"), built.text("-admin-charts.js")
    assert ('"swapcase"' in mail, '"swapcase"' in main) == (True, False)
    assert ("Decimal" in mail, "Decimal" in main) == (True, False)
    assert ("chart of" in charts, "chart of" in main) == (True, False)
    assert ('"rjust"' in mail, '"rjust"' in main) == (True, False)
    assert "mail runs" not in main
    whole = "from client_src import mail\nfrom client_src.admin import charts\n" + APP
    sizes = compiled({**FILES, "client_src/app.py": whole}).sizes
    (one,) = [each for each in sizes if each.path.endswith("js")]
    assert len(main) < 0.5 * one.raw
    assert len(main) + len(mail) + len(charts) < 1.02 * one.raw


def test_a_program_that_loads_nothing_is_as_it_was(tmp_path: Path) -> None:
    plain = {**FILES, "client_src/app.py": "from client_src import mail\nprint(mail.show('x'))\n"}
    plain["client_src/mail.py"] = MAIL.replace("import app, ", "import ").replace(
        "app.names()", "state.names"
    )
    text = Built(tmp_path, plain).text()
    assert "is not loaded yet" not in text
    assert "export" not in text.splitlines()[-3]


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ('await load("mial")', "PS027 client_src/app.py:4:16  client_src has no module `mial`"),
        ('await load("mial")', "did you mean mail?"),
        ("await load(NAME)", "PS026 client_src/app.py:4:16  load() takes the name of one module, as a text"),
        ("await load()", "PS026 client_src/app.py:4:11  load() takes the name of one module, as a text"),
        ('preload(f"{NAME}")', "PS026 client_src/app.py:4:13  preload() takes the name of one module"),
        ('load("mail")', "PS032 client_src/app.py:4:5  `load` never runs: nothing awaits it"),
    ],
)
def test_a_load_that_leads_nowhere_is_refused(call: str, said: str) -> None:
    app = f'from pystream.client import load, preload\nNAME = "mail"\nasync def init() -> None:\n    {call}\n'
    with pytest.raises(CompileError) as caught:
        compiled({**FILES, "client_src/app.py": app})
    assert said in str(caught.value)


def test_what_is_imported_at_once_all_the_same_is_told_and_works(tmp_path: Path) -> None:
    files = {**FILES, "client_src/app.py": f"from client_src import extra\n{APP}"}
    built = Built(tmp_path, {**files, "client_src/extra.py": "from client_src import mail\nmail.TITLE\n"})
    (warning,) = built.made.warnings
    assert str(warning).startswith(
        "PS028 client_src/extra.py:1:1  `mail` is loaded on demand, and this imports"
    )
    assert not [path for path in built.made.files if "-mail" in path]
    assert built.run("both")[0] == "chart of    0"


def test_transcrypt_has_no_code_on_demand() -> None:
    with pytest.raises(
        CompileError, match=r"PS029 client_src/app\.py:11:23  the transcrypt engine makes one script"
    ):
        compiled(FILES, engine="transcrypt")
