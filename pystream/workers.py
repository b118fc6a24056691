"""`pystream serve`: one server in this process, or several processes behind this one.

Several workers listen on one port with SO_REUSEPORT, so the kernel spreads the connections. The parent holds
their sockets, starts again what dies, and passes signals on. On SIGHUP it replaces the workers one after the
other: the new one accepts from the same socket as the old one, so no connection is refused, nor lost in a
queue that closes.

    SIGHUP     a successor is started          it listens: the old one drains, then the next is replaced
                                               it does not start: it is said in one line, the old ones go on
    a worker dies                              another in its place, after a pause
    SIGINT, SIGTERM                            all drain; a second one ends them at once
"""

from __future__ import annotations

import logging
import multiprocessing
import secrets
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path

from pystream.backends import name_of
from pystream.logs import start_logging
from pystream.server.errors import StartError
from pystream.server.siblings import Place
from pystream.serving import (
    BACKLOG,
    EXIT_INTERRUPTED,
    KILL_AFTER_S,
    READY,
    RETIRE,
    STOPPING,
    Hangups,
    bind,
    bind_redirect,
    serve,
)
from pystream.settings import Settings

log = logging.getLogger("pystream.workers")

RESTART_S = (0.5, 10.0)  # the first and the longest pause before a dead worker is replaced
STEADY_S = 30.0  # a worker that lived this long starts with the short pause again
START_S = 60.0  # how long new code may take to start on SIGHUP


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


class _Process:
    """A process and the pipe to it.

    Attributes:
        trouble: why it cannot serve, as far as it said.
    """

    def __init__(self, process: SpawnProcess, pipe: Connection) -> None:
        self.process = process
        self.pipe = pipe
        self.started = time.monotonic()
        self.trouble = ""
        self.is_silent = False

    @property
    def age_s(self) -> float:
        return time.monotonic() - self.started

    def said(self) -> str | None:
        """READY, STOPPING, or what keeps it from starting; None if it says nothing just now, or any more."""
        try:
            return str(self.pipe.recv()) if self.pipe.poll() else None
        except (EOFError, OSError):
            self.is_silent = True
            return None

    def retire(self) -> None:
        """Let it hand over to others what it has, and end."""
        with suppress(OSError):  # it has ended
            self.pipe.send(RETIRE)

    def end(self) -> None:
        """Note that it has ended."""
        self.process.join()
        self.pipe.close()


class _Worker:
    """One place for a process, whichever process fills it now."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.listener: socket.socket | None = None
        self.current: _Process | None = None
        self.successor: _Process | None = None
        self.pause_s = RESTART_S[0]
        self.start_at = 0.0

    def died(self) -> None:
        """Note that the process is gone, and when the next may start."""
        assert self.current is not None
        self.current.end()
        if self.current.age_s > STEADY_S:
            self.pause_s = RESTART_S[0]
        if self.pause_s > RESTART_S[0]:
            # It dies again and again: what comes goes to other workers, and waits no longer for this one.
            self.close()
        self.current = None
        self.start_at = time.monotonic() + self.pause_s
        self.pause_s = min(RESTART_S[1], self.pause_s * 2)

    def close(self) -> None:
        """Give the socket back; a process that has it keeps its own."""
        if self.listener is not None:
            self.listener.close()
            self.listener = None


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
        self._hangups = Hangups()
        # Replaced workers that still drain, each with the time when it is killed.
        self._leaving: dict[_Process, float] = {}
        # Of a replacement under way: the workers whose turn is to come, and when it began, or 0.
        self._to_replace: list[_Worker] = []
        self._began = 0.0
        self._asked_again = False

    def run(self) -> int:
        """Until a signal; the exit code."""
        signal.set_wakeup_fd(self._wake.fileno())
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
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
            worker.current = self._start(worker)
        for worker in self._workers:
            assert worker.current is not None
            while self._signals in wait([self._signals, worker.current.pipe]):
                if self._must_stop():
                    return False
            trouble = worker.current.said()
            if trouble != READY:
                raise StartError(trouble or f"worker {worker.number} ended before it could serve")
        return True

    def _watch(self) -> None:
        """Replace what dies, and all when told so, until a signal to stop comes."""
        while True:
            now = time.monotonic()
            for worker in self._workers:
                if worker.current is None and worker.successor is None and worker.start_at <= now:
                    worker.current = self._start(worker)
            self._go_on_replacing()
            happened = wait([self._signals, *self._events()], self._pause_s())
            if self._signals in happened and self._must_stop():
                return
            self._hear()
            self._see_deaths()
            self._see_successors()

    def _events(self) -> Iterator[int | Connection]:
        for worker in self._workers:
            if worker.current is not None:
                yield worker.current.process.sentinel
                if not worker.current.is_silent:
                    yield worker.current.pipe
            if worker.successor is not None:
                yield worker.successor.pipe
        for leaving in self._leaving:
            yield leaving.process.sentinel

    def _pause_s(self) -> float | None:
        """Until something is due even if nothing happens."""
        due = [each.start_at for each in self._workers if each.current is None and each.successor is None]
        due += [each.successor.started + START_S for each in self._workers if each.successor is not None]
        due += self._leaving.values()
        return max(0.0, min(due) - time.monotonic()) if due else None

    def _must_stop(self) -> bool:
        """Read the signals that came; those to replace the workers are noted."""
        numbers = set(self._signals.recv(64))
        if signal.SIGHUP not in numbers:
            return True
        if numbers - {signal.SIGHUP} or self._hangups.is_one():
            return True
        self._asked_again = True
        return False

    def _hear(self) -> None:
        for worker in self._workers:
            current = worker.current
            if current is None or (said := current.said()) in (None, READY):
                continue
            if said == STOPPING:
                log.info("worker %d was told to stop; another takes its place", worker.number)
                self._let_go(worker)
                worker.start_at = 0.0
            else:
                current.trouble = str(said)

    def _let_go(self, worker: _Worker) -> None:
        """The process ends in order; what waits at its socket is for the next."""
        if worker.current is not None:
            self._leaving[worker.current] = time.monotonic() + self._settings.drain_s + KILL_AFTER_S
            worker.current = None

    def _see_deaths(self) -> None:
        for worker in self._workers:
            dead = worker.current
            if dead is None or dead.process.is_alive():
                continue
            self._hear()  # its last words may have come since
            if worker.current is not dead:
                continue
            worker.died()
            pause_s = worker.start_at - time.monotonic()
            why = f": {dead.trouble}" if dead.trouble else ""
            code = dead.process.exitcode
            log.error("worker %d ended, code %s%s; another in %.1f s", worker.number, code, why, pause_s)
        for leaving, kill_at in list(self._leaving.items()):
            if leaving.process.is_alive() and kill_at <= time.monotonic():
                log.error("a replaced worker did not stop in time and is killed")
                leaving.process.kill()
                leaving.process.join()
            if not leaving.process.is_alive():
                leaving.end()
                del self._leaving[leaving]

    def _go_on_replacing(self) -> None:
        """One worker at a time: the next when the last one's old process has gone."""
        if self._leaving or any(worker.successor for worker in self._workers):
            return
        if self._began and not self._to_replace:
            log.info("all workers are replaced, after %.1f s", time.monotonic() - self._began)
            self._began = 0.0
        if self._asked_again and not self._began:
            self._asked_again = False
            self._began = time.monotonic()
            self._to_replace = list(self._workers)
            log.info("replacing %d workers, one after the other", len(self._workers))
        if self._to_replace:
            self._to_replace[0].successor = self._start(self._to_replace[0])

    def _see_successors(self) -> None:
        for worker in self._workers:
            new = worker.successor
            if new is None:
                continue
            if new.pipe.poll():
                trouble = new.said()
                if trouble is None:
                    trouble = "it ended before it could serve"
            elif new.age_s > START_S:
                trouble = f"it does not serve after {START_S:g} s"
            else:
                continue
            worker.successor = None
            if trouble != READY:
                self._to_replace.clear()
                self._began = 0.0
                log.error("worker %d is not replaced, the old ones go on: %s", worker.number, trouble)
                new.process.kill()
                new.end()
            else:
                self._replace(worker, new)

    def _replace(self, worker: _Worker, new: _Process) -> None:
        if worker.current is not None:
            worker.current.retire()
        self._let_go(worker)
        worker.current = new
        worker.pause_s = RESTART_S[0]
        self._to_replace.remove(worker)

    def _processes(self) -> list[_Process]:
        """All there are."""
        own = [process for worker in self._workers for process in (worker.current, worker.successor)]
        return [process for process in (*own, *self._leaving) if process is not None]

    def _stop(self) -> int:
        for worker in self._workers:
            worker.close()
        for each in self._processes():
            each.process.terminate()
        deadline = time.monotonic() + self._settings.drain_s + KILL_AFTER_S
        while alive := [each.process for each in self._processes() if each.process.is_alive()]:
            left_s = deadline - time.monotonic()
            if left_s <= 0:
                log.error("%d workers did not stop in time and are killed", len(alive))
                return 1
            ready = wait([self._signals, *(process.sentinel for process in alive)], left_s)
            if self._signals in ready and set(self._signals.recv(64)) - {signal.SIGHUP}:
                return EXIT_INTERRUPTED
        return 0

    def _kill(self) -> None:
        for each in self._processes():
            each.process.kill()
            each.process.join()
        self._held.close()

    def _start(self, worker: _Worker) -> _Process:
        if worker.listener is None:
            worker.listener = bind(self._settings, self._port, shared=True)
            worker.listener.listen(BACKLOG)
        context = multiprocessing.get_context("spawn")
        pipe, theirs = context.Pipe()
        place = Place(self._siblings, worker.number)
        process = context.Process(
            target=_work,
            args=(self._settings, self._build, worker.listener, theirs, place),
            name=f"pystream worker {worker.number}",
        )
        with _blocked_signals():
            process.start()
        theirs.close()
        return _Process(process, pipe)


@contextmanager
def _blocked_signals() -> Iterator[None]:
    """What starts meanwhile never gets the signals that a terminal sends to the whole group of processes.

    A worker must wait for the parent's word instead, from its first moment on.
    """
    numbers = {signal.SIGINT, signal.SIGHUP}
    signal.pthread_sigmask(signal.SIG_BLOCK, numbers)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, numbers)


def _work(settings: Settings, build: Path, listener: socket.socket, parent: Connection, place: Place) -> None:
    """The life of one worker. Says READY to the parent when it listens, or why it cannot."""
    start_logging(settings, place.number)

    def say(text: str) -> None:
        with suppress(OSError):  # the parent has gone, which ends this one too
            parent.send(text)

    try:
        with listener:
            code = serve(settings, build, listener, lambda: say(READY), parent, place)
    except StartError as why:
        say(str(why))
        code = 1
    sys.exit(code)
