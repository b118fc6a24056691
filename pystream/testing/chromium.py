"""The fixture `browser`: the app in Chromium. What goes wrong there fails the test, with a traceback."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import traceback
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

try:
    from playwright.async_api import Browser as Chromium
    from playwright.async_api import BrowserContext, ConsoleMessage, Error, Page, async_playwright
except ImportError:
    raise ImportError("`browser` needs Playwright: pip install playwright") from None

from pystream.testing.chaos import chaos
from pystream.testing.served import COOKIE

if TYPE_CHECKING:
    from pystream.testing.app import App

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
_TOLD_S = 2.0  # in which a page that failed finds out Python's traceback


class NoBrowser(Exception):
    """There is no Chromium; the text says what to do."""


@asynccontextmanager
async def chromium() -> AsyncIterator[Chromium]:
    """The system's, or Playwright's own. Raises NoBrowser."""
    async with async_playwright() as playwright:
        program = next(filter(None, map(shutil.which, PROGRAMS)), None)
        try:
            running = await playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        except Error as why:
            said = why.message.strip().splitlines()
            text = "`browser` finds no Chromium: playwright install chromium"
            raise NoBrowser(text if program is None else f"{program} does not start: {said[0]}") from None
        try:
            yield running
        finally:
            await running.close()


class Visitor:
    """One browser profile: its pages share the session."""

    def __init__(self, browser: Browser, context: BrowserContext) -> None:
        self.context = context
        self._browser = browser

    async def open(self, path: str = "/") -> Page:
        """A page of the app, in a new tab."""
        page = await self.context.new_page()
        self._browser.watch(page)
        await page.goto(self._browser.url + path)
        return page


class Browser(Visitor):
    """Chromium, with nobody signed in; `user()` is for somebody else's.

    Attributes:
        url: where the app is.
        errors: what went wrong on pages so far; what is left in here fails the test.
    """

    def __init__(self, app: App, running: Chromium, context: BrowserContext, url: str) -> None:
        super().__init__(self, context)
        self.url = url
        self.errors: list[str] = []
        self._app = app
        self._running = running
        self._pages: list[Page] = []
        self._stack = AsyncExitStack()

    async def user(self, name: str | None = None) -> Visitor:
        """Another browser profile, signed in as `name`."""
        context = await self._running.new_context()
        self._stack.push_async_callback(context.close)
        if name is not None:
            cookie = await self._app.sign_in(name)
            await context.add_cookies(
                [{"name": COOKIE, "value": cookie, "url": self.url, "httpOnly": True, "sameSite": "Lax"}]
            )
        return Visitor(self, context)

    @asynccontextmanager
    async def chaos(
        self, *, drop: float = 0.0, cut: float = 0.1, delay_ms: float = 0.0, seed: int | None = None
    ) -> AsyncIterator[Visitor]:
        """A profile behind a bad network; see pystream.testing.chaos. What fails there is not an error."""
        async with chaos(self.url, drop=drop, cut=cut, delay_ms=delay_ms, seed=seed) as url:
            context = await self._running.new_context(base_url=url)
            try:
                yield _Behind(self, context, url)
            finally:
                await context.close()

    def watch(self, page: Page) -> None:
        """From now on, what goes wrong on the page is an error."""
        page.on("console", self._hear)
        page.on("pageerror", lambda why: self.errors.append(why.stack or why.message))
        page.on("crash", lambda _: self.errors.append("the page crashed"))
        self._pages.append(page)

    async def wrong(self) -> list[str]:
        """What has gone wrong on pages until now, with Python's tracebacks."""
        for page in self._pages:
            if not page.is_closed():
                # Answered after what the page has already said.
                await page.evaluate("new Promise(done => setTimeout(done))")
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_TOLD_S):
                while self._waits_for_traceback():  # noqa: ASYNC110  # a page has no event for it
                    await asyncio.sleep(0.01)
        return [self._explained(each) for each in self.errors]

    async def close(self) -> None:
        """Close all pages."""
        await self._stack.aclose()
        await self.context.close()

    def _hear(self, message: ConsoleMessage) -> None:
        place = urlsplit(message.location["url"]).path
        # A line that breaks is nothing wrong: the page opens another.
        is_own = "/_pystream/" in place + message.text
        if message.type == "error" and not is_own:
            known = message.text.startswith(("Traceback", "pystream"))
            self.errors.append(message.text if known or not place else f"{message.text} ({place})")

    def _waits_for_traceback(self) -> bool:
        """Whether a page has told that something was raised, and finds out where."""
        told = sum(each.startswith("pystream: ") for each in self.errors)
        return told > sum(each.startswith("Traceback") for each in self.errors)

    def _explained(self, error: str) -> str:
        cause = self._app.cause(error)
        if cause is None:
            return error
        return f"{error}\nbecause on the server:\n{''.join(traceback.format_exception(cause))}"


class _Behind(Visitor):
    """A profile that meets the app at another address."""

    def __init__(self, browser: Browser, context: BrowserContext, url: str) -> None:
        super().__init__(browser, context)
        self._url = url

    async def open(self, path: str = "/") -> Page:
        page = await self.context.new_page()
        await page.goto(self._url + path)
        return page
