"""pyproject.toml changes while the server runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from unittest.mock import Mock

import httpx
import pytest
from dev_server import Follow
from harness import Failure, eventually

from pystream.dev.serving import _announce
from pystream.settings import Settings, load

CHAT = """
    from pystream import action, config

    @action
    async def size() -> int:
        return config["size"]
"""


def configured(root: Path, text: str) -> None:
    (root / "pyproject.toml").write_text(text)


async def test_what_the_app_and_its_guards_go_by_holds_at_once(follow: Follow, tmp_path: Path) -> None:
    def read() -> Settings:
        return load(tmp_path, {}).replace(port=0, store="memory")

    configured(tmp_path, "[tool.pystream.app]\nsize = 1\n")
    dev = await follow(read, chat=CHAT)
    ear, tab = await dev.ear(), await dev.tab()
    assert await tab.call("chat.size") == 1
    configured(tmp_path, "[tool.pystream.app]\nsize = 2\n[tool.pystream.csp]\nimg-src = ['https:']\n")
    assert (await ear.hear("reload"))["kind"] == "reload"
    assert await tab.call("chat.size") == 2
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"http://127.0.0.1:{dev.port}/")
        assert "blob: https:" in answer.headers["content-security-policy"]
    configured(tmp_path, "[tool.pystream]\nauthenticate = true\n")
    await ear.hear("server")
    with pytest.raises(Failure, match="SignedOut"):
        await tab.call("chat.size")


async def test_what_needs_a_restart_is_said_in_one_line(
    follow: Follow, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def read() -> Settings:
        return load(tmp_path, {}).replace(store="memory")

    configured(tmp_path, "[tool.pystream]\nport = 0\n")
    dev = await follow(read, chat=CHAT)
    caplog.clear()
    configured(tmp_path, "[tool.pystream]\nport = 4000\nresume_s = 5\ntitle = 'new'\n")
    line = "pyproject.toml: restart to apply: port, resume_s"
    await eventually(lambda: line in caplog.messages)
    await eventually(lambda: bool(dev.dev._compiler.settings))  # type: ignore[attr-defined]
    assert dev.dev._compiler.settings[-1].title == "new"  # type: ignore[attr-defined]
    assert caplog.messages.count(line) == 1


async def test_settings_that_do_not_fit_are_told_and_those_before_hold(
    follow: Follow, tmp_path: Path
) -> None:
    def read() -> Settings:
        return load(tmp_path, {}).replace(port=0, store="memory")

    dev = await follow(read, chat=CHAT)
    ear = await dev.ear()
    configured(tmp_path, "[tool.pystream]\npotr = 1\n")
    told = await ear.hear("exception")
    assert "no setting is called potr; did you mean port?" in told["message"]
    configured(tmp_path, "")
    await ear.hear("fine")


@pytest.mark.parametrize(
    ("host", "is_warned"), [("127.0.0.1", False), ("::1", False), ("0.0.0.0", True), ("192.0.2.1", True)]
)
def test_who_lets_others_in_is_told_what_they_see(
    host: str, is_warned: bool, caplog: pytest.LogCaptureFixture
) -> None:
    listener: Any = Mock()
    listener.getsockname.return_value = (host, 8000)
    _announce(Settings(), listener)
    assert [f"whoever reaches {host} sees" in said for said in caplog.messages] == [True] * is_warned
