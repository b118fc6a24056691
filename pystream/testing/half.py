"""What pystream.client and pystream.browser offer under CPython, each page its own."""

from __future__ import annotations

import asyncio
import copy
import functools
import importlib
import inspect
import time
from collections.abc import Callable, Coroutine, Mapping
from types import ModuleType
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from pystream.server.actions import Event
from pystream.server.rendering import Markup, Renderer
from pystream.testing.dom import Document, Dom, DomEvent, Element, places
from pystream.testing.files import TestFile

if TYPE_CHECKING:
    from pystream.testing.client import Client

_F = TypeVar("_F", bound=Callable[..., object])

HOOKS = ("state", "disconnect", "reconnect", "gap", "outdated")
_NO_PAGE = "client code meets a page when a test opens one: page = await app.page()"
# The half of the page whose modules are being imported; None: a test imports one by itself.
opening: Half | None = None


class Half:
    """The names of one page. Without one, decorators leave functions as they are, and elements are nowhere.

    Attributes:
        handlers: of the server's events, by name.
        hooks: of the line, by name.
        exposed: what the page offers to the console.
    """

    def __init__(
        self,
        document: Document,
        client: Client | None = None,
        static: Callable[[str], str] = lambda name: f"/static/{name}",
        renderer: Renderer | None = None,
        stands_in: Mapping[str, Any] | None = None,
    ) -> None:
        self.document = document
        self.client = client
        self.handlers: dict[str, list[Callable[..., object]]] = {}
        self.hooks: dict[str, list[Callable[..., object]]] = {name: [] for name in HOOKS}
        self.exposed: dict[str, Callable[..., object]] = {}
        self.console = Console()
        self.storage = Storage()
        self.stands_in = dict(stands_in or {})
        self.on = On(self)
        self.dom = Dom(document) if client is not None else _NoDom(document)
        self.connection = Connection(self)
        self.static = static
        self._renderer = renderer
        # Finds client_src's modules: a page has its own.
        self.module: Callable[[str], ModuleType] = importlib.import_module

    def create(self, tag: str, text: str = "", class_name: str = "") -> Element:
        element = self.document.element(self.document.createElement(tag))
        element.text = text
        if class_name:
            element.element.className = class_name
        return element

    def handle(self, element: Element, event: str, handler: Callable[..., object], /) -> None:
        def told(raw: Any) -> object:
            return handler(*[DomEvent(raw, element)][: places(handler)])

        element.element.addEventListener(event, told)

    def render(self, template: str, /, **context: object) -> Markup:
        if self._renderer is None:
            raise RuntimeError(_NO_PAGE)
        return self._renderer.render(template, context)

    def upload(self, file: Blob, /, progress: Callable[[int, int], object] | None = None) -> TestFile:
        return TestFile(file.name, file.content, file.type)

    async def load(self, name: str, /) -> ModuleType:
        return self.module(f"client_src.{name}")

    def worker(self, function: Callable[..., Any], /) -> Callable[..., Coroutine[Any, Any, Any]]:
        @functools.wraps(function)
        async def run(*args: Any, **named: Any) -> Any:
            # Copies, as a worker has them.
            given = function(*copy.deepcopy(args), **copy.deepcopy(named))
            return copy.deepcopy(await given if inspect.isawaitable(given) else given)

        return run

    def preload(self, name: str, /) -> None:
        pass

    def expose(self, name: str, function: Callable[..., object], /) -> None:
        self.exposed[name] = function


def half() -> Half:
    """Of whoever imports pystream.client or pystream.browser now."""
    return opening if opening is not None else Half(Document("<body></body>", _nobody_runs))


class On:
    """pystream.client.on."""

    def __init__(self, half: Half) -> None:
        self._half = half

    def __call__(self, what: Event[Any] | str, selector: str = "", /) -> Callable[[_F], _F]:
        def register(handler: _F) -> _F:
            if isinstance(what, str):
                self._half.document.listen(what, selector, handler)
            else:
                self._half.handlers.setdefault(what.name, []).append(handler)
            return handler

        return register

    def state(self, handler: _F, /) -> _F:
        return self._hook("state", handler)

    def disconnect(self, handler: _F, /) -> _F:
        return self._hook("disconnect", handler)

    def reconnect(self, handler: _F, /) -> _F:
        return self._hook("reconnect", handler)

    def gap(self, handler: _F, /) -> _F:
        return self._hook("gap", handler)

    def outdated(self, handler: _F, /) -> _F:
        return self._hook("outdated", handler)

    def _hook(self, name: str, handler: _F) -> _F:
        self._half.hooks[name].append(handler)
        return handler


class Connection:
    """pystream.client.connection."""

    def __init__(self, half: Half) -> None:
        self._half = half
        self.state = "connecting"

    @property
    def user(self) -> str | None:
        client = self._half.client
        welcome = None if client is None else client.tab_line.welcome
        return None if welcome is None else welcome.user

    @property
    def client(self) -> str:
        return "" if self._half.client is None else self._half.client.id

    def close(self) -> None:
        if self._half.client is not None:
            self._half.client.close()


class _NoDom(Dom):
    def __getitem__(self, selector: str, /) -> NoReturn:
        raise RuntimeError(f'dom["{selector}"]: {_NO_PAGE}')

    def all(self, selector: str, /) -> NoReturn:
        raise RuntimeError(f'dom.all("{selector}"): {_NO_PAGE}')


def _nobody_runs(where: str, handler: Callable[..., object], *args: object) -> None:
    raise RuntimeError(f"{where}: {_NO_PAGE}")


class Console:
    """The browser's console: what was said, as (level, text)."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []

    def __getattr__(self, level: str) -> Callable[..., None]:
        if level.startswith("_"):
            raise AttributeError(level)
        return lambda *what: self.said.append((level, " ".join(map(str, what))))


class Storage:
    """localStorage and sessionStorage."""

    def __init__(self) -> None:
        self._items: dict[str, str] = {}

    @property
    def length(self) -> int:
        return len(self._items)

    def key(self, place: int) -> str | None:
        return list(self._items)[place] if place < len(self._items) else None

    def getItem(self, key: str) -> str | None:
        return self._items.get(key)

    def setItem(self, key: str, value: object) -> None:
        self._items[key] = str(value)

    def removeItem(self, key: str) -> None:
        self._items.pop(key, None)

    def clear(self) -> None:
        self._items.clear()


class Blob:
    """Bytes, as an input or a program makes them."""

    def __init__(self, parts: list[Any], name: str = "", type: str = "") -> None:
        self.content: bytes = b"".join(
            each.content
            if isinstance(each, Blob)
            else each.encode()
            if isinstance(each, str)
            else bytes(each)
            for each in parts
        )
        self.name = name
        self.type = type

    @property
    def size(self) -> int:
        return len(self.content)

    async def text(self) -> str:
        return self.content.decode()


class Performance:
    """A clock."""

    @staticmethod
    def now() -> float:
        return time.perf_counter() * 1000


class Location:
    """Where the page is from."""

    def __init__(self, pathname: str = "/") -> None:
        self.protocol = "http:"
        self.host = self.hostname = "test"
        self.origin = "http://test"
        self.pathname = pathname
        self.search = self.hash = ""

    @property
    def href(self) -> str:
        return f"{self.origin}{self.pathname}{self.search}{self.hash}"


class Navigator:
    """The browser."""

    onLine = True
    language = "en"
    languages = ("en",)
    userAgent = "pystream.testing"


class Missing:
    """A global of browsers that is not here: it may be imported, and says so when it is used."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> NoReturn:
        raise self._error(f".{name}")

    def __call__(self, *args: object, **named: object) -> NoReturn:
        raise self._error("()")

    def _error(self, use: str) -> NotImplementedError:
        name = self._name
        return NotImplementedError(
            f"{name}{use}: there is no {name} under CPython: give the page one, "
            f"app.page(browser={{{name!r}: ...}}), or test it in a real one with the fixture `browser`"
        )


def browser_names(half: Half) -> dict[str, Any]:
    """The globals of browsers that a page has here."""
    loop_timers: dict[int, asyncio.TimerHandle] = {}

    def set_timeout(handler: Callable[..., object], ms: float = 0, *args: object) -> int:
        def due() -> None:
            loop_timers.pop(number, None)
            half.document.run("setTimeout", handler, *args)

        number = len(loop_timers) + 1
        while number in loop_timers:
            number += 1
        loop_timers[number] = asyncio.get_running_loop().call_later(ms / 1000, due)
        return number

    def clear_timeout(number: int | None) -> None:
        if number is not None and (timer := loop_timers.pop(number, None)) is not None:
            timer.cancel()

    names: dict[str, Any] = {
        "Blob": Blob,
        "File": Blob,
        "clearTimeout": clear_timeout,
        "console": half.console,
        "document": half.document,
        "isSecureContext": True,
        "localStorage": half.storage,
        "location": Location(),
        "navigator": Navigator(),
        "performance": Performance(),
        "sessionStorage": Storage(),
        "setTimeout": set_timeout,
        "storage": half.storage,
    }
    return names | half.stands_in
