"""The app under test on a port of this machine, for those who come by HTTP: `app.http`, and real browsers."""

from __future__ import annotations

import re
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING

try:
    import httpx
except ImportError:
    raise ImportError("requests of tests need httpx: pip install 'pystream[testing]'") from None

from pystream import output
from pystream.app import assemble, show
from pystream.serving import accept, bind
from pystream.testing.line import Profile

if TYPE_CHECKING:
    from pystream.testing.app import App

COOKIE = "pystream_session"


class Served:
    """The port; it stays the same when the server is another one."""

    def __init__(self, app: App) -> None:
        self.port = 0
        self._app = app
        self._stack: AsyncExitStack | None = None
        self._build: Path | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def open(self, build: Path | None = None) -> str:
        """Serve, if it does not yet; with the pages of a build. The URL."""
        if build is not None and build != self._build:
            self._build = build
            await self.close()
        if self._stack is None:
            app = self._app
            listener = bind(app.settings, self.port)
            self.port = listener.getsockname()[1]
            folder = self._build or app.settings.root
            sanic = assemble(app.hub, folder, app.registry, app.contract)
            if self._build is not None:
                show(sanic, self._build, output.read_manifest(self._build))
            self._stack = AsyncExitStack()
            await self._stack.enter_async_context(accept(sanic, listener))
        return self.url

    async def close(self) -> bool:
        """Whether it served."""
        stack, self._stack = self._stack, None
        if stack is not None:
            await stack.aclose()
        return stack is not None


class Transport(httpx.AsyncBaseTransport):
    """Requests to the app; of a profile, with its cookie, which an answer may replace."""

    def __init__(self, served: Served, profile: Profile | None = None) -> None:
        self._served = served
        self._profile = profile
        self._inner = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await self._served.open()
        request.url = request.url.copy_with(host="127.0.0.1", port=self._served.port)
        request.headers["host"] = request.url.netloc.decode()
        if self._profile is not None:
            request.headers["cookie"] = f"{COOKIE}={self._profile.cookie}"
        answer = await self._inner.handle_async_request(request)
        given = re.match(rf"{COOKIE}=([^;]+)", answer.headers.get("set-cookie", ""))
        if self._profile is not None and given:
            self._profile.cookie = given[1]
        return answer

    async def aclose(self) -> None:
        await self._inner.aclose()


def requests_of(served: Served, profile: Profile | None = None) -> httpx.AsyncClient:
    """A client whose paths are the app's."""
    return httpx.AsyncClient(transport=Transport(served, profile), base_url="http://test")
