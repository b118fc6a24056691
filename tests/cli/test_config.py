"""`pystream config` and `pystream completion`."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from pystream.cli.main import COMMANDS, main


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "client_src").mkdir()
    (tmp_path / "pyproject.toml").write_text(
        '[tool.pystream]\nport = 4000\nredis = "redis://me:secret-1@localhost/0"\n'
        '[tool.pystream.app]\nsmtp_password = "secret-2"\nshop = "tea"\n'
    )
    monkeypatch.setenv("PYSTREAM_METRICS_TOKEN", "secret-3")
    monkeypatch.setenv("PYSTREAM_APP_SHOP", "coffee")
    return tmp_path


def test_each_setting_says_its_value_and_where_it_is_from(app: Path) -> None:
    done = CliRunner().invoke(main, ["config", "--project", str(app), "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["port"] == {"value": 4000, "from": "pyproject.toml"}
    assert told["workers"] == {"value": 1, "from": "default"}
    assert told["metrics_token"] == {"value": "***", "from": "PYSTREAM_METRICS_TOKEN"}
    assert told["app"] == {
        "value": {"smtp_password": "***", "shop": "coffee"},
        "from": "pyproject.toml, PYSTREAM_APP_SHOP",
    }
    assert "secret-" not in done.stdout
    shown = CliRunner().invoke(main, ["config", "--project", str(app)], env={"COLUMNS": "160"})
    assert "4000" in shown.stdout
    assert "secret-" not in shown.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_gets_what_completes_the_commands(shell: str) -> None:
    script = CliRunner().invoke(main, ["completion", shell]).stdout
    assert "_PYSTREAM_COMPLETE" in script
    if shell == "bash":
        subprocess.run(["bash", "-n"], input=script, text=True, check=True)
    environ = {"_PYSTREAM_COMPLETE": "bash_complete", "COMP_WORDS": "pystream c", "COMP_CWORD": "1"}
    done = CliRunner().invoke(main, [], env=environ, prog_name="pystream")
    offered = [line.partition(",")[2] for line in done.stdout.splitlines()]
    assert offered == [name for name in COMMANDS if name.startswith("c")]
