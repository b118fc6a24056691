"""What client Python imports. The code behind it is pystream/runtime/client.js; in tests, client.py."""

from collections.abc import Callable, Coroutine
from types import ModuleType
from typing import Any, Generic, Literal, ParamSpec, TypeAlias, TypeVar, overload

from pystream import Event, Markup, Upload
from pystream.browser import Blob

_T = TypeVar("_T")
_R = TypeVar("_R")
_P = ParamSpec("_P")
_F = TypeVar("_F", bound=Callable[..., object])

State: TypeAlias = Literal["connecting", "connected", "reconnecting", "offline", "closed"]

class Element:
    """An element of the page. Text is set as text, never as markup."""

    text: str
    value: str
    hidden: bool
    disabled: bool
    @property
    def element(self) -> Any:
        """The browser's own object."""

    def append(self, child: Element | Markup | str, /) -> None:
        """Put it behind the content; Markup, as render() makes it, is put in as elements."""

    def prepend(self, child: Element | Markup | str, /) -> None: ...
    def replace(self, child: Element | Markup | str, /) -> None:
        """Put it in the place of this element."""

    def clear(self) -> None:
        """Take all content away."""

    def remove(self) -> None:
        """Take this element off the page."""

    def focus(self) -> None: ...
    def add_class(self, name: str, /) -> None: ...
    def remove_class(self, name: str, /) -> None: ...
    def toggle_class(self, name: str, on: bool = ...) -> None:
        """Add the class or take it away: as `on` says, else the other way round."""

    def attr(self, name: str, /) -> str | None: ...
    def set_attr(self, name: str, value: str, /) -> None: ...
    def scroll_to_end(self) -> None: ...

class DomEvent:
    """Something that happened on the page."""

    @property
    def target(self) -> Element:
        """The element that the handler's selector matched."""

    @property
    def key(self) -> str:
        """The key of a keyboard event, as "Enter"; else empty."""

    @property
    def raw(self) -> Any:
        """The browser's own object."""

    def prevent(self) -> None:
        """Keep the browser from its own action; before the handler's first `await`."""

class _Dom:
    def __getitem__(self, selector: str, /) -> Element:
        """The first element that a CSS selector matches; an error that names it if none does."""

    def all(self, selector: str, /) -> list[Element]:
        """Every element that a CSS selector matches."""

class _OnEvent(Generic[_T]):
    @overload
    def __call__(self, handler: Callable[[_T], _R], /) -> Callable[[_T], _R]: ...
    @overload
    def __call__(self, handler: Callable[[_T, str | None], _R], /) -> Callable[[_T, str | None], _R]: ...
    @overload
    def __call__(self, handler: Callable[[], _R], /) -> Callable[[], _R]: ...

class _OnDom:
    @overload
    def __call__(self, handler: Callable[[DomEvent], _R], /) -> Callable[[DomEvent], _R]: ...
    @overload
    def __call__(self, handler: Callable[[], _R], /) -> Callable[[], _R]: ...

class _On:
    """Decorators that register a handler. A handler may be async; what it raises goes to the console."""

    @overload
    def __call__(self, event: Event[_T], /) -> _OnEvent[_T]:
        """Handle what the server publishes: handler(payload) or handler(payload, channel)."""

    @overload
    def __call__(self, event: str, selector: str, /) -> _OnDom:
        """Handle a DOM event of every element that matches, now or later."""

    @overload
    def state(self, handler: Callable[[State], _R], /) -> Callable[[State], _R]:
        """Handle each change of connection.state."""

    @overload
    def state(self, handler: Callable[[], _R], /) -> Callable[[], _R]: ...
    def disconnect(self, handler: Callable[[], _R], /) -> Callable[[], _R]:
        """Handle the loss of the line."""

    @overload
    def reconnect(self, handler: Callable[[bool], _R], /) -> Callable[[bool], _R]:
        """Handle the line's return; the argument says whether the subscriptions still stand."""

    @overload
    def reconnect(self, handler: Callable[[], _R], /) -> Callable[[], _R]: ...
    @overload
    def gap(self, handler: Callable[[str | None], _R], /) -> Callable[[str | None], _R]:
        """Handle a loss of events: some of a channel's were missed and are no longer kept."""

    @overload
    def gap(self, handler: Callable[[], _R], /) -> Callable[[], _R]: ...
    def outdated(self, handler: Callable[[], _R], /) -> Callable[[], _R]:
        """Handle the server's word that this page is an old one. Without a handler the console says so."""

class _Connection:
    """The line to the server."""

    @property
    def state(self) -> State: ...
    @property
    def user(self) -> str | None:
        """Who was signed in when the line was last opened."""

    @property
    def client(self) -> str:
        """This tab's id, as publish.client takes it; empty before the first greeting."""

    def close(self) -> None:
        """End it for good; calls under way raise Cancelled."""

on: _On
dom: _Dom
connection: _Connection

def create(tag: str, text: str = "", class_name: str = "") -> Element:
    """A new element, not on the page yet."""

def handle(
    element: Element, event: str, handler: Callable[[DomEvent], object] | Callable[[], object], /
) -> None:
    """Handle a DOM event of one element, on the page or not; `on` is for all that match a selector."""

def render(template: str, /, **context: object) -> Markup:
    """The HTML of client_src/templates/TEMPLATE, as the server makes it too. Its name has to be in quotes.

    Values are escaped unless they are Markup. An Element takes the result as a child; its str() is the HTML.
    """

def upload(file: Blob, /, progress: Callable[[int, int], object] | None = None) -> Upload:
    """A File or Blob as an action's argument, with progress(sent_bytes, total_bytes) as it goes out."""

async def load(name: str, /) -> ModuleType:
    """Fetch client_src/NAME.py, which is a script of its own, and run it, both at the first call.

    For its types import it behind this, in the same function: `from client_src import mail`. Raises
    ConnectionLost where it cannot be fetched, and may then be called again; Outdated after a deploy.
    """

@overload
def worker(function: Callable[_P, Coroutine[Any, Any, _R]], /) -> Callable[_P, Coroutine[Any, Any, _R]]:
    """Decorator: the function runs in a Web Worker, and is awaited.

    What it takes and gives travels by its signature. It reaches no page, no line and no server.
    """

@overload
def worker(function: Callable[_P, _R], /) -> Callable[_P, Coroutine[Any, Any, _R]]: ...
def preload(name: str, /) -> None:
    """Fetch what load() will ask for, when the browser has nothing else to do."""

def expose(name: str, function: _F, /) -> None:
    """Make a function callable from the browser's console."""

def static(name: str, /) -> str:
    """The URL of a file in client_src/static/: `static("logo.png")`, read when compiling."""
