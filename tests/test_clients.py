from pathlib import Path

import pytest

from pystream.clients import Client
from pystream.settings import Settings, SettingsError, load


def of(text: str, tmp_path: Path) -> tuple[Client, ...]:
    (tmp_path / "pyproject.toml").write_text(f"[tool.pystream.clients]\n{text}\n")
    return load(tmp_path, {}).all_clients


def test_the_main_client_is_there_without_being_said() -> None:
    assert Settings().all_clients == (Client("app", "/"),)


def test_a_client_is_a_path_or_a_table(tmp_path: Path) -> None:
    found = of('admin = "/admin"\nkiosk = {path = "/a/b", engine = "transcrypt"}', tmp_path)
    assert found[1:] == (Client("admin", "/admin"), Client("kiosk", "/a/b", "transcrypt"))
    assert (found[1].module, found[1].page) == ("client_src.admin.app", "client_src/admin/app.html")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('admin = "admin"', "admin: 'admin' is no path of a page; write one as /admin"),
        ('admin = "/admin/"', "admin: '/admin/' is no path of a page; write one as /admin"),
        ('admin = "/a/<b>"', "admin: '/a/<b>' is no path of a page; write one as /admin"),
        ('admin = "/a/../b"', "admin: '/a/../b' is no path of a page; write one as /admin"),
        ('admin = "/"', "admin: / is where client_src/app.py is; choose another path"),
        ('admin = "/a"\nboss = "/a"', "boss: /a is where admin is; choose another path"),
        ('admin = "/api/x"', "admin: /api/x is pystream's own; choose another path, as /admin"),
        ('admin = "/_pystream"', "admin: /_pystream is pystream's own; choose another path, as /admin"),
        ('admin = "/healthz"', "admin: /healthz is pystream's own; choose another path, as /admin"),
        ('lib = "/x"', "the name 'lib' is taken; choose another, its folder is client_src/NAME/"),
        ('app = "/x"', "the name 'app' is taken; choose another, its folder is client_src/NAME/"),
        ('"a-b" = "/x"', "the name 'a-b' is none: lower-case letters, digits and _; choose another"),
        ("admin = 5", "admin must be a path, as \"/admin\", or a table, as {path = \"/admin\", engine = "),
        ('admin = {engine = "pystream"}', "admin must be a path"),
        ('admin = {path = "/x", engin = "x"}', "admin: no option is called engin; there are: path, engine"),
        ('admin = {path = "/x", auth = true}', "admin: no option is called auth; there are: path, engine"),
        ('admin = {path = "/x", engine = "v8"}', "admin: engine must be one of pystream, transcrypt, got"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_in_one_line(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        of(text, tmp_path)
    assert f"[tool.pystream]: clients: {said}" in str(caught.value)
    assert "\n" not in str(caught.value)
