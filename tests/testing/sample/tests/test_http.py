"""What docs/testing.md promises of `app.http`."""

import pytest
from pystream.testing import App
from server_src import account, chat

pytestmark = pytest.mark.asyncio


async def test_actions_by_http(app: App) -> None:
    answer = await app.http.post("/api/chat/greeting", json={})
    assert answer.json() == "hello, stranger from 127.0.0.1"
    assert (await app.http.post("/api/chat/say", json={"room": "lobby", "text": "x"})).status_code == 401
    await app.kill()
    assert (await app.http.get("/healthz")).status_code == 200


async def test_a_browsers_requests_have_its_session(app: App) -> None:
    ada = await app.client()
    with ada:
        await account.sign_in("ada")
    said = await ada.http.post("/api/chat/say", json={"room": "lobby", "text": "by http"})
    assert said.json() == {"who": "ada", "text": "by http"}
    assert (await ada.http.post("/api/account/sign_out", json={})).status_code == 200
    await app.pass_time(2)
    await app.settle()
    assert ada.user is None
    assert [each.text for each in chat.said] == ["by http"]
