"""One process that serves: its socket, its event loop, its orderly end.

serving --SIGINT, SIGTERM--> draining --calls answered, or drain_s over--> exit 0, LINGER_S later at most
serving --a parent's RETIRE, or its end--> draining
draining --a second signal--> exit 130 at once
draining --KILL_AFTER_S after drain_s--> exit 1, whatever hangs
"""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import signal
import socket
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, ExitStack, asynccontextmanager, nullcontext, suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pystream.server.errors import StartError, Unreachable
from pystream.server.siblings import ALONE, Place
from pystream.settings import Settings

if TYPE_CHECKING:
    from sanic import Sanic

    from pystream.transports.http import UpgradingProtocol

EXIT_INTERRUPTED = 130  # 128 + SIGINT, as shells count
BACKLOG = 1024
LINGER_S = 2.0
SPARE_FILES = 256  # beside connections: the log, Redis, modules
KILL_AFTER_S = 5.0  # after drain_s
# A worker's words to its parent; anything else is why it cannot serve.
READY, STOPPING = "ready", "stopping"
RETIRE = "retire"  # a parent's word to a worker: another one accepts what it accepted
# Where another process serves the port, connections without a request are kept so long: who has one open
# sends the next request on it, and may not try again if it breaks.
IDLE_S = 2.0
# A connection that was just accepted is kept so long for its first request.
FIRST_REQUEST_S = 1.0
POLL_S = 0.02

log = logging.getLogger("pystream.serving")


def bind(
    settings: Settings, port: int | None = None, *, shared: bool = False, option: str = "--port"
) -> socket.socket:
    """A socket that listens, or, if `shared`, is bound to a port that other shared ones are bound to.

    Args:
        option: what chooses the port.
    Raises:
        StartError: the port is in use, or the address is not this machine's.
    """
    port = settings.port if port is None else port
    try:
        found = socket.getaddrinfo(settings.host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as why:
        reason = getattr(why, "strerror", why)
        raise StartError(f"host {settings.host}: {reason}; choose another with --host") from None
    family, kind, protocol, _, address = found[0]
    listener = socket.socket(family, kind, protocol)
    try:
        # Or a restart would wait until the kernel has forgotten the last run's connections.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listener.bind(address)
        if not shared:
            # At once: until one of them listens, Linux lets two sockets have the port.
            listener.listen(BACKLOG)
    except OSError as why:
        listener.close()
        if why.errno == errno.EADDRINUSE:
            raise StartError(
                f"port {port} is in use on {settings.host}; stop the other server or choose one with {option}"
            ) from None
        raise StartError(f"cannot listen on {settings.host}, port {port}: {why.strerror}") from None
    return listener


def bind_redirect(settings: Settings, *, shared: bool = False) -> socket.socket:
    """As bind(), to the port where http is led to https."""
    return bind(settings, settings.redirect_port, shared=shared, option="--redirect-port")


def serve(
    settings: Settings,
    build: Path,
    listener: socket.socket,
    ready: Callable[[], None],
    lifeline: Connection | None = None,
    place: Place = ALONE,
) -> int:
    """Serve on the listener until a signal, or until the other end of `lifeline` closes; the exit code.

    Raises:
        StartError: see create_app and listen.
    """
    from pystream.app import create_app

    return serve_app(create_app(settings, build, place), listener, ready, lifeline)


def serve_app(
    app: Sanic[Any, Any],
    listener: socket.socket,
    ready: Callable[[], None],
    lifeline: Connection | None = None,
    beside: AbstractAsyncContextManager[object] | None = None,
) -> int:
    """As serve().

    Args:
        beside: entered when the app listens, and left before it stops.
    Raises:
        StartError: see listen.
    """
    settings: Settings = app.ctx.hub.settings
    _raise_file_limit(settings.max_connections)
    with ExitStack() as stack:
        redirect = None
        if settings.redirect_port:
            shared = lifeline is not None
            redirect = stack.enter_context(bind_redirect(settings, shared=shared))
        runner = stack.enter_context(asyncio.Runner(loop_factory=_loop_factory()))
        return runner.run(_serve(app, listener, redirect, ready, lifeline, beside or nullcontext()))


@asynccontextmanager
async def listen(
    app: Sanic[Any, Any], listener: socket.socket, redirect: socket.socket | None = None
) -> AsyncIterator[None]:
    """Serve an app while the block runs; then take no more, drain lines and requests, and stop.

    `app.ctx.idle_s`: how long connections without a request are kept then.

    Args:
        redirect: where http is led to https.
    Raises:
        StartError: Redis is unreachable, or there is no such certificate.
    """
    from pystream.transports.http import UpgradingProtocol
    from pystream.transports.redirect import Redirect
    from pystream.transports.tls import Certificate, Handshake

    hub = app.ctx.hub
    certificate = Certificate.of(hub.settings)
    protocol: Any = UpgradingProtocol if certificate is None else Handshake.before(certificate)
    try:
        await hub.start()
    except Unreachable as why:
        raise StartError(f"{why}; start it, or serve without --redis") from None
    server = await _start(app, listener, protocol)
    loop = asyncio.get_running_loop()
    if redirect is not None:
        port = listener.getsockname()[1]
        redirecting = await loop.create_server(lambda: Redirect(app.ctx.guard, port), sock=redirect)
    renewing = None if certificate is None else loop.create_task(certificate.watch())
    try:
        yield
    finally:
        server.server.close()
        if redirect is not None:
            redirecting.close()
        if renewing is not None:
            renewing.cancel()
        app.config.KEEP_ALIVE = False
        until = loop.time() + app.ctx.idle_s, loop.time() + hub.settings.drain_s
        await hub.drain()
        await _end_requests(server.connections, *until)
        await server.before_stop()
        await hub.close()
        await server.after_stop()
        type(app).unregister_app(app)


@asynccontextmanager
async def accept(app: Sanic[Any, Any], listener: socket.socket) -> AsyncIterator[None]:
    """Serve an app while the block runs; its hub is for others to start, drain and close."""
    from pystream.transports.http import UpgradingProtocol

    server = await _start(app, listener, UpgradingProtocol)
    try:
        yield
    finally:
        server.server.close()
        app.config.KEEP_ALIVE = False
        now = asyncio.get_running_loop().time()
        await _end_requests(server.connections, now, now + app.ctx.hub.settings.drain_s)
        await server.before_stop()
        await server.after_stop()
        type(app).unregister_app(app)


async def _start(app: Sanic[Any, Any], listener: socket.socket, protocol: Any) -> Any:
    # It would warn, in colour, that this is not a debugging server.
    os.environ.setdefault("SANIC_IGNORE_PRODUCTION_WARNING", "true")
    server = await app.create_server(
        sock=listener,
        backlog=BACKLOG,
        protocol=protocol,
        asyncio_server_kwargs={"start_serving": False},
    )
    assert server is not None
    assert server.server is not None
    await server.startup()
    await server.before_start()
    await server.start_serving()
    await server.after_start()
    return server


async def _end_requests(connections: set[UpgradingProtocol], idle_until: float, busy_until: float) -> None:
    """Answer what is asked, and close the connections; each says so with its last answer."""
    loop = asyncio.get_running_loop()
    await asyncio.sleep(POLL_S)  # what has been accepted becomes a connection
    while (now := loop.time()) < busy_until and (connections or now < idle_until):
        for connection in list(connections):
            is_new = not connection.has_answered and now < connection.opened + FIRST_REQUEST_S
            if now >= idle_until and not is_new:
                connection.close_if_idle()
        await asyncio.sleep(POLL_S)


async def _serve(
    app: Sanic[Any, Any],
    listener: socket.socket,
    redirect: socket.socket | None,
    ready: Callable[[], None],
    lifeline: Connection | None,
    beside: AbstractAsyncContextManager[object],
) -> int:
    loop = asyncio.get_running_loop()
    stopping = asyncio.Event()
    hangups = Hangups()

    def exit_in_time() -> None:
        # Whatever hangs, a backend or an action: nobody else may be there to see.
        _exit_after(app.ctx.hub.settings.drain_s + KILL_AFTER_S, 1, "it does not stop in time; exiting")

    def stop() -> None:
        if stopping.is_set():
            logging.shutdown()
            os._exit(EXIT_INTERRUPTED)
        exit_in_time()
        stopping.set()
        if lifeline is not None:
            with suppress(OSError):  # it is gone
                lifeline.send(STOPPING)

    def hung_up() -> None:
        if hangups.is_one():
            stop()
        else:
            log.warning("SIGHUP replaces workers one after the other, so it needs several: see --workers")

    def retire(word: str) -> None:
        if word == RETIRE:
            app.ctx.idle_s = IDLE_S
        stopping.set()

    def follow(parent: Connection) -> None:
        # In a thread: an action may hold up the event loop, when nobody is left to end it.
        try:
            word = str(parent.recv())
        except (EOFError, OSError):  # it is gone
            word = ""
        exit_in_time()
        with suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(retire, word)
        if word:
            follow(parent)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    if lifeline is not None:
        threading.Thread(target=follow, args=(lifeline,), daemon=True).start()
    else:
        loop.add_signal_handler(signal.SIGHUP, hung_up)
    async with listen(app, listener, redirect), beside:
        ready()
        await stopping.wait()
    # An action may swallow its cancellation, and its threads cannot be cancelled.
    _exit_after(LINGER_S, 0, "some calls do not end; exiting over them")
    return 0


def _raise_file_limit(connections: int) -> None:
    """Each connection is a file; many systems allow a process 1024 until it asks for more."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + SPARE_FILES
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    if wanted < connections:
        log.warning("max_connections is %d, and this process may have %d files open", connections, wanted)


class Hangups:
    """Tells a terminal that went away from somebody's SIGHUP; make it at start."""

    def __init__(self) -> None:
        # nohup asks to outlive the terminal.
        self._may_be = _has_terminal() and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN

    def is_one(self) -> bool:
        """Whether the SIGHUP that just came says that our terminal is gone."""
        return self._may_be and not _has_terminal()


def _has_terminal() -> bool:
    try:
        os.close(os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY))
    except OSError:
        return False
    return True


def _exit_after(seconds: float, code: int, why: str) -> None:
    """Exit then, unless the process has ended."""

    def end() -> None:
        log.warning("%s", why)
        os._exit(code)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop
    except ImportError:
        return None
    factory: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop
    return factory
