"""What docs/testing.md promises of `browser`."""

import re

import pytest
from playwright.async_api import expect
from pystream.testing import App, Browser
from server_src import chat

pytestmark = pytest.mark.asyncio


async def test_a_page_in_chromium_and_one_without(app: App, browser: Browser) -> None:
    page = await browser.open()
    await page.fill("#name", "ada")
    await page.click("text=Sign in")
    await expect(page.locator("#room")).to_be_visible()
    bob = await app.page()
    await bob.type("#name", "bob")
    await bob.submit("#sign-in")
    await bob.type("#text", "hello")
    await bob.click("#send")
    await expect(page.locator("#log li")).to_have_text("bob@lobby: hello")
    await app.kill()
    await expect(page.locator("#note")).to_have_text("back", timeout=10_000)
    eve = await browser.user("eve")
    admin = await eve.open("/admin")
    await expect(admin.locator("#who")).to_have_text(re.compile("hello, eve from "))
    assert browser.errors == []
    # What goes wrong is an error of the test, unless the test takes it out.
    await page.evaluate("try { document.body.innerHTML = '<b>' } catch {}")
    await page.click("#leave")
    policy, raised, trace = await browser.wrong()
    assert "requires 'TrustedHTML' assignment" in policy
    assert raised.startswith("pystream: click of #leave: ValueError: a fault of the page's own")
    assert trace.startswith(
        'Traceback (most recent call last):\n  File "client_src/app.py", line 48, in leave'
    )
    browser.errors.clear()
    with await app.client(user="ada"):
        await chat.say("lobby", "bye")
