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


@pytest.mark.parametrize("name", ["PYSTREAM_PROT", "PYSTREAM_PORT"])
def test_the_environment_is_checked_too(tmp_path: Path, name: str) -> None:
    with pytest.raises(SettingsError, match="environment"):
        load(tmp_path, {name: "x"})
