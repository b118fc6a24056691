from pathlib import Path

import pytest

from pystream.settings import Settings, SettingsError, load


def project(folder: Path, text: str) -> Path:
    (folder / "pyproject.toml").write_text(text)
    return folder


def test_later_sources_win(tmp_path: Path) -> None:
    root = project(tmp_path, "[tool.pystream]\nport = 4000\ntitle = 'a'\n[tool.pystream.app]\nkey = 1\n")
    settings = load(root, {"PYSTREAM_PORT": "5000", "PYSTREAM_APP_KEY": "two", "OTHER": "x"})
    assert (settings.port, settings.title, settings.app["key"]) == (5000, "a", "two")
    assert settings.replace(port=6000).port == 6000


def test_a_project_without_settings_has_the_defaults(tmp_path: Path) -> None:
    assert load(tmp_path, {}) == Settings(root=tmp_path)
    assert load(tmp_path, {}).page_title == tmp_path.name


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("prot = 1", "no setting is called prot; did you mean port?"),
        ("port = 'x'", "port must be a whole number, got 'x'"),
        ("port = true", "port must be a whole number, got True"),
        ("port = 70000", "port must be from 0 to 65535"),
        ("workers = 0", "workers must be more than 0"),
        ("call_timeout_s = inf", "call_timeout_s must be a number, got inf"),
        ("heartbeat_s = nan", "heartbeat_s must be a number, got nan"),
        ("engine = 'babel'", "engine must be one of"),
        ("origins = 'https://a'", "origins must be a list of texts"),
        ("authenticate = 1", "authenticate must be true or false, got 1"),
        ("rate = '5/x'", 'rate must be text such as "5/s", "100/m", "1000/h" or "10/30s", got \'5/x\''),
        ("editor = 'code'", "editor must be an address with {path} in it"),
        ("editor = 'javascript:{path}'", "editor must be an address with {path} in it"),
        ("root = '/'", "root is where the file is"),
        ("port = ", "not TOML"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(tmp_path: Path, table: str, said: str) -> None:
    root = project(tmp_path, f"[tool.pystream]\n{table}\n")
    with pytest.raises(SettingsError) as refusal:
        load(root, {})
    assert said in str(refusal.value)
    assert "pyproject.toml" in str(refusal.value)


def test_settings_that_are_no_table_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"\[tool\.pystream\] must be a table, got 3"):
        load(project(tmp_path, "[tool]\npystream = 3\n"), {})
    assert load(project(tmp_path, "tool = 3\n"), {}) == Settings(root=tmp_path)


@pytest.mark.parametrize(("text", "value"), [("true", True), ("1", True), ("False", False), ("0", False)])
def test_a_switch_is_read_from_the_environment(tmp_path: Path, text: str, value: bool) -> None:
    assert load(tmp_path, {"PYSTREAM_AUTHENTICATE": text}).authenticate is value
    with pytest.raises(SettingsError, match="authenticate must be true or false, got 'yes'"):
        load(tmp_path, {"PYSTREAM_AUTHENTICATE": "yes"})


@pytest.mark.parametrize("name", ["PYSTREAM_PROT", "PYSTREAM_PORT"])
def test_the_environment_is_checked_too(tmp_path: Path, name: str) -> None:
    with pytest.raises(SettingsError, match="environment"):
        load(tmp_path, {name: "x"})


CONSTANTS = "[tool.pystream.constants]\nurl = 'a'\nzoom = 3\nRatio = 0.5\nwide = false\nrows = [1]\n"


def test_the_environment_changes_constants_in_their_types(tmp_path: Path) -> None:
    names = {"URL": "4", "ZOOM": "4", "RATIO": "2", "WIDE": "true", "ROWS": "[2, 3]"}
    environ = {f"PYSTREAM_CONSTANTS_{name}": text for name, text in names.items()}
    constants = load(project(tmp_path, CONSTANTS), environ).constants
    assert constants == {"url": "4", "zoom": 4, "Ratio": 2.0, "wide": True, "rows": [2, 3]}
    assert isinstance(constants["Ratio"], float)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("ZOOM", "x", "PYSTREAM_CONSTANTS_ZOOM must be TOML of the type of 3, got 'x'"),
        ("ZOOM", "true", "must be TOML of the type of 3"),
        ("ROWS", "1\nother = 2", "must be TOML of the type of"),
        ("ZOMO", "4", r"[tool.pystream.constants] has no zomo to be replaced"),
    ],
)
def test_a_constant_of_another_type_or_name_is_refused(
    tmp_path: Path, name: str, text: str, said: str
) -> None:
    with pytest.raises(SettingsError) as refusal:
        load(project(tmp_path, CONSTANTS), {f"PYSTREAM_CONSTANTS_{name}": text})
    assert said in str(refusal.value)
