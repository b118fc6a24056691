"""A page without a browser: client_src under CPython, in a small DOM, on a line to the app's server."""

from __future__ import annotations

import asyncio
import functools
import inspect
import time
from collections.abc import Callable, Iterator, Mapping
from contextvars import Context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pystream.compiler.page import render
from pystream.compiler.statics import FOLDER as STATIC
from pystream.compiler.statics import Statics, gather
from pystream.server.rendering import from_sources
from pystream.testing.client import Client
from pystream.testing.dom import Document, Dom, Element, Event, Node, places
from pystream.testing.half import Blob, Half
from pystream.testing.line import Profile
from pystream.testing.universe import Answers, Universe

if TYPE_CHECKING:
    from pystream.testing.app import App

UNTIL_S = 2.0


class Page:
    """A page as its person uses it. Each method returns when what it set off has come to rest.

    An exception that no handler caught is raised by the method that set it off, else by the next one, or when
    the test is over.

    Attributes:
        client: its tab: `with page.client:`, `page.client.next(...)`, `page.client.drop()`.
        console: what was said on the console, as (level, text).
        exposed: what the page offers to the console, by name.
    """

    def __init__(
        self,
        app: App,
        profile: Profile,
        user: str | None,
        path: str,
        answers: Answers,
        stands_in: Mapping[str, Any],
    ) -> None:
        self.client = Client(app, profile, user)
        self._app = app
        root = app.project.root
        home = next((each for each in app.settings.all_clients if each.path == path), None)
        if home is None:
            known = ", ".join(each.path for each in app.settings.all_clients)
            raise LookupError(f"no client is at {path}; there are: {known}")
        self._module = home.module
        self._document = Document(_html(root, home.page, app.settings.page_title), self._run)
        self._half = Half(
            self._document,
            self.client,
            static=_static(root),
            renderer=from_sources(root),
            stands_in=stands_in,
        )
        self.console = self._half.console.said
        self.exposed = self._half.exposed
        self.dom = Dom(self._document)
        self._universe = Universe(root, self._half, app.registry, self.client, answers)
        self._half.module = self._universe.load
        self._tasks: set[asyncio.Task[None]] = set()
        self._errors: list[BaseException] = []
        self._greeted = False

    async def open(self) -> Page:
        """Import client_src, open the line, and let `init` begin."""
        line = self.client.tab_line
        line.told = self._told
        hear = line.hear_event

        def heard(name: str, payload: bytes, topic: str) -> None:
            hear(name, payload, topic)
            kind, _, channel = topic.partition(":")
            for handler in self._half.handlers.get(name, ()):
                # Each gets a payload of its own: one may change it.
                value = self._app.decode(name, payload)
                self._run(f"event {name}", handler, value, channel if kind == "channel" else None)

        line.hear_event = heard
        self._universe.load(self._module)
        await self.client.open()
        await self.settle()
        return self

    def __getitem__(self, selector: str) -> Element:
        """The first element that a CSS selector matches; an error that names it if none does."""
        return self.dom[selector]

    def all(self, selector: str) -> list[Element]:
        """Every element that a CSS selector matches."""
        return self.dom.all(selector)

    def texts(self, selector: str) -> list[str]:
        """The text of every element that a CSS selector matches."""
        return [each.text for each in self.dom.all(selector)]

    def module(self, name: str) -> Any:
        """A module of this page, as "app" or "client_src.app": each page has its own."""
        return self._universe.load(name if name.startswith("client_src") else f"client_src.{name}")

    async def click(self, selector: str) -> None:
        """Click on an element: a button of a form submits it, a checkbox changes."""
        node = self._reachable(selector, "click")
        node.focus()
        switch = node.tag.name == "input" and node.getAttribute("type") in ("checkbox", "radio")
        if switch:
            node.checked = node.getAttribute("type") == "radio" or not node.checked
        event = Event("click", node)
        if await self._goes_on(event):
            if switch:
                await self._goes_on(Event("input", node))
                await self._goes_on(Event("change", node))
            button = node.closest("button, input[type=submit]")
            if button is not None and (button.getAttribute("type") or "submit") == "submit":
                form = button.closest("form")
                if form is not None:
                    await self._goes_on(Event("submit", form, submitter=button))
        await self.settle()

    async def submit(self, selector: str) -> None:
        """Submit a form."""
        node = self._reachable(selector, "submit")
        if node.tag.name != "form":
            raise AssertionError(f'page.submit("{selector}"): a {node.tag.name} is no form')
        await self.fire("submit", selector)

    async def type(self, selector: str, text: str) -> None:
        """Write a text in the place of what is in a field, key by key."""
        node = self._reachable(selector, "type")
        if node.tag.name not in ("input", "textarea"):
            raise AssertionError(f'page.type("{selector}"): nothing can be typed into a {node.tag.name}')
        node.focus()
        await self._goes_on(Event("focus", node))
        node.value = ""
        for key in text:
            if await self._goes_on(Event("keydown", node, key=key)):
                node.value += key
                await self._goes_on(Event("input", node, data=key))
            await self._goes_on(Event("keyup", node, key=key))
        await self._goes_on(Event("change", node))
        await self.settle()

    async def press(self, selector: str, key: str) -> None:
        """Press a key on an element; Enter in a field submits its form."""
        node = self._reachable(selector, "press")
        goes_on = await self._goes_on(Event("keydown", node, key=key))
        await self._goes_on(Event("keyup", node, key=key))
        form = node.closest("form") if goes_on and key == "Enter" and node.tag.name == "input" else None
        if form is not None:
            await self._goes_on(Event("submit", form))
        await self.settle()

    async def choose(self, selector: str, value: str) -> None:
        """Choose an option of a select, by its value."""
        node = self._reachable(selector, "choose")
        node.value = value
        if node.value != value:
            raise AssertionError(f'page.choose("{selector}"): it has no option {value!r}')
        await self._goes_on(Event("input", node))
        await self._goes_on(Event("change", node))
        await self.settle()

    async def attach(self, selector: str, name: str, content: bytes, type: str = "") -> None:
        """Choose a file for an input."""
        node = self._reachable(selector, "attach")
        node.files[:] = [Blob([content], name, type)]
        await self._goes_on(Event("change", node))
        await self.settle()

    async def fire(self, type: str, selector: str, **properties: Any) -> None:
        """Any other event, with the properties that its handlers read."""
        await self._goes_on(Event(type, self.dom[selector].element, **properties))
        await self.settle()

    async def until(self, holds: Callable[[], object], within_s: float = UNTIL_S) -> None:
        """Wait for what takes time: a timer of the page's, a thread of the server's.

        Raises:
            AssertionError: it does not hold in time.
        """
        until = time.monotonic() + within_s
        while not holds():
            if time.monotonic() > until:
                raise AssertionError(f"page.until: it does not hold within {within_s:g} s")
            await asyncio.sleep(0.001)
            self.check()

    async def settle(self) -> None:
        """Return when nothing is on its way, and the page's handlers wait for what only time can bring."""
        await self._app.settle()
        self.check()

    def check(self) -> None:
        """Raise what no handler has caught."""
        if self._errors:
            first, *others = self._errors
            self._errors = []
            for each in others:
                first.add_note(f"and then: {type(each).__name__}: {each}")
            raise first

    def close(self) -> None:
        """Close its tab; what still runs there ends."""
        self.client.close()
        for task in self._tasks:
            task.cancel()

    def _reachable(self, selector: str, what: str) -> Node:
        """An element that a person can use."""
        node = self.dom[selector].element
        for each in _upwards(node):
            if each.hidden:
                where = "it is hidden" if each is node else f"it is inside of {each!r}, which is hidden"
                raise AssertionError(f'page.{what}("{selector}"): {where}')
        if node.disabled:
            raise AssertionError(f'page.{what}("{selector}"): it is disabled')
        return node

    async def _goes_on(self, event: Event) -> bool:
        """Tell of an event; whether the browser's own action follows."""
        self._document.dispatch(event)
        # Handlers run up to their first `await`: until then they can prevent it.
        await asyncio.sleep(0)
        return not event.defaultPrevented

    def _told(self, what: str, *details: object) -> None:
        if what == "state":
            (self._half.connection.state,) = map(str, details)
        if what == "gap":
            topic = str(details[0])
            details = (topic.removeprefix("channel:") if topic.startswith("channel:") else None,)
        if what == "welcome":
            init = getattr(self.module(self._module), "init", None)
            if init is not None:
                self._run("init", init)
            return
        for handler in self._half.hooks[what]:
            self._run(f"on.{what}", handler, *details)

    def _run(self, where: str, handler: Callable[..., object], *args: object) -> None:
        task = asyncio.get_running_loop().create_task(
            self._running(handler, args), name=where, context=Context()
        )
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _running(self, handler: Callable[..., object], args: tuple[object, ...]) -> None:
        self._app.count_message()
        try:
            result = handler(*args[: places(handler)])
            if inspect.isawaitable(result):
                await result
        except Exception as why:
            self._errors.append(why)
        finally:
            self._app.count_message()


def _upwards(node: Node | None) -> Iterator[Node]:
    while node is not None:
        yield node
        node = node.parentElement


@functools.cache
def _html(root: Path, page: str, title: str) -> str:
    """The page, as `pystream compile` writes it, but for its script and styles."""
    files = {
        path.relative_to(root).as_posix(): path.read_text("utf-8-sig")
        for path in sorted((root / "client_src").rglob("*.html"))
    }
    return render(files, "", "", title, path=page, statics=_statics(root))


@functools.cache
def _statics(root: Path) -> Statics:
    files = sorted(path for path in (root / STATIC).rglob("*") if path.is_file())
    return gather({path.relative_to(root).as_posix(): path.read_bytes() for path in files})


def _static(root: Path) -> Callable[[str], str]:
    def url(name: str) -> str:
        found = _statics(root).url(name)
        if found is None:
            raise LookupError(f"static({name!r}): client_src/static/ has no such file")
        return found

    return url
