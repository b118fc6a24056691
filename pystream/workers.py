"""`pystream serve`: one server in this process, or several processes behind this one.

Several workers listen on one port with SO_REUSEPORT, so the kernel spreads the connections. The parent holds
the port, starts again what dies, and passes signals on.
"""

from __future__ import annotations

import logging
import multiprocessing
import secrets
import signal
import socket
import sys
import time
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path

from pystream.backends import name_of
from pystream.logs import start_logging
from pystream.server.errors import StartError
from pystream.server.siblings import Place
from pystream.serving import BACKLOG, EXIT_INTERRUPTED, bind, bind_redirect, serve
from pystream.settings import Settings

log = logging.getLogger("pystream.workers")

RESTART_S = (0.5, 10.0)  # the first and the longest pause before a dead worker is replaced
STEADY_S = 30.0  # a worker that lived this long starts with the short pause again
KILL_AFTER_S = 5.0  # after drain_s


def run(settings: Settings, build: Path) -> int:
    """Serve until SIGINT or SIGTERM; the exit code. What keeps it from starting is one line on stderr."""
    start_logging(settings)
    try:
        if settings.workers > 1:
            return _Parent(settings, build).run()
        with bind(settings) as listener:
            return serve(settings, build, listener, lambda: _announce(settings, listener))
    except StartError as why:
        print(f"pystream: {why}", file=sys.stderr)
        return 1


def _announce(settings: Settings, listener: socket.socket) -> None:
    host, port = listener.getsockname()[:2]
    workers = f"{settings.workers} workers" if settings.workers > 1 else "1 worker"
    where = f"[{host}]" if ":" in host else host
    scheme = "https" if settings.tls_cert else "http"
    print(f"pystream: {scheme}://{where}:{port}  ({workers}, {name_of(settings)})", flush=True)


class _Worker:
    """One place for a process, whichever process fills it now."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.process: SpawnProcess | None = None
        self.pipe: Connection | None = None
        self.started = 0.0
        self.pause_s = RESTART_S[0]
        self.start_at = 0.0

    def ended(self) -> None:
        """Note that the process is gone, and when the next may start."""
        if self.pipe is not None:
            self.pipe.close()
        self.process = self.pipe = None
        now = time.monotonic()
        if now - self.started > STEADY_S:
            self.pause_s = RESTART_S[0]
        self.start_at = now + self.pause_s
        self.pause_s = min(RESTART_S[1], self.pause_s * 2)


class _Parent:
    """Keeps settings.workers processes running.

    Raises:
        StartError: no Redis named, the port is taken, or what a worker said when it could not start.
    """

    def __init__(self, settings: Settings, build: Path) -> None:
        if not settings.redis:
            raise StartError(
                f"{settings.workers} workers meet in Redis: add --redis redis://127.0.0.1:6379/0, "
                "or serve with one worker"
            )
        self._settings = settings
        self._build = build
        self._workers = [_Worker(number + 1) for number in range(settings.workers)]
        # A shared socket would join another server's shared ones; an unshared one finds the port taken.
        bind(settings).close()
        if settings.redirect_port:
            bind_redirect(settings).close()
        self._held = bind(settings, shared=True)
        self._port: int = self._held.getsockname()[1]
        self._siblings = secrets.token_urlsafe(9)
        self._signals, self._wake = socket.socketpair()
        self._wake.setblocking(False)

    def run(self) -> int:
        """Until a signal; the exit code."""
        signal.set_wakeup_fd(self._wake.fileno())
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: None)  # the wake-up is what counts
        try:
            if self._start_all():
                _announce(self._settings, self._held)
                self._watch()
            return self._stop()
        finally:
            self._kill()

    def _start_all(self) -> bool:
        """True when every worker listens, False when a signal came first."""
        for worker in self._workers:
            self._start(worker)
        for worker in self._workers:
            assert worker.pipe is not None
            if self._signals in wait([self._signals, worker.pipe]):
                return False
            trouble = _said(worker.pipe)
            if trouble != "":
                raise StartError(trouble or f"worker {worker.number} ended before it could serve")
        return True

    def _watch(self) -> None:
        """Replace what dies, until a signal comes."""
        while True:
            now = time.monotonic()
            for worker in self._workers:
                if worker.process is None and worker.start_at <= now:
                    self._start(worker)
            alive = {worker.process.sentinel: worker for worker in self._workers if worker.process}
            dead = [worker.start_at for worker in self._workers if not worker.process]
            timeout = max(0.0, min(dead) - now) if dead else None
            for happened in wait([self._signals, *alive], timeout):
                if happened is self._signals:
                    return
                worker = alive[happened]  # type: ignore[index]  # it is a sentinel, so an int
                assert worker.process is not None
                assert worker.pipe is not None
                worker.process.join()
                code, trouble = worker.process.exitcode, _said(worker.pipe)
                worker.ended()
                pause_s = worker.start_at - time.monotonic()
                why = f": {trouble}" if trouble else ""
                log.error("worker %d ended, code %s%s; another in %.1f s", worker.number, code, why, pause_s)

    def _stop(self) -> int:
        self._signals.recv(64)
        for worker in self._workers:
            if worker.process:
                worker.process.terminate()
        deadline = time.monotonic() + self._settings.drain_s + KILL_AFTER_S
        while alive := [
            worker.process for worker in self._workers if worker.process and worker.process.is_alive()
        ]:
            left_s = deadline - time.monotonic()
            if left_s <= 0:
                log.error("%d workers did not stop in time and are killed", len(alive))
                return 1
            if self._signals in wait([self._signals, *(process.sentinel for process in alive)], left_s):
                return EXIT_INTERRUPTED
        return 0

    def _kill(self) -> None:
        for worker in self._workers:
            if worker.process:
                worker.process.kill()
                worker.process.join()
        self._held.close()

    def _start(self, worker: _Worker) -> None:
        context = multiprocessing.get_context("spawn")
        worker.pipe, theirs = context.Pipe()
        worker.started = time.monotonic()
        worker.process = context.Process(
            target=_work,
            args=(self._settings, self._build, self._port, theirs, Place(self._siblings, worker.number)),
            name=f"pystream worker {worker.number}",
        )
        # Ctrl-C reaches the whole group of processes; a worker must wait for the parent's word instead,
        # from its first moment on, so it inherits the blocked signal.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            worker.process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
            theirs.close()


def _said(pipe: Connection) -> str | None:
    """What kept a worker from starting; empty if nothing did, None if it did not come to say so."""
    try:
        return str(pipe.recv()) if pipe.poll() else None
    except EOFError:
        return None


def _work(settings: Settings, build: Path, port: int, parent: Connection, place: Place) -> None:
    """The life of one worker. Says "" to the parent when it listens, or why it cannot."""
    start_logging(settings, place.number)
    try:
        with bind(settings, port, shared=True) as listener:
            listener.listen(BACKLOG)
            code = serve(settings, build, listener, lambda: parent.send(""), parent, place)
    except StartError as why:
        parent.send(str(why))
        code = 1
    sys.exit(code)
