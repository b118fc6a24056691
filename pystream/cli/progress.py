"""One line on the terminal for whatever takes more than a second: which phase it is in."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import TextIO

DELAY_S = 1.0
_CLEAR = "\r\x1b[K"


class Progress:
    """Called with the name of each phase; shows nothing before DELAY_S, nor where nobody watches."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.phase = ""
        self.lock = threading.Lock()
        self.shown = self.over = False
        self.timer = threading.Timer(DELAY_S, self._begin)
        self.timer.daemon = True

    def __enter__(self) -> Progress:
        if self.stream.isatty():
            self.timer.start()
        return self

    def __call__(self, phase: str) -> None:
        with self.lock:
            self.phase = phase
            if self.shown:
                self._show()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.timer.cancel()
        with self.lock:
            if self.shown:
                self.stream.write(_CLEAR)
                self.stream.flush()
            self.over = True

    def _begin(self) -> None:
        with self.lock:
            # The timer may go off as the last phase ends.
            if not self.over:
                self.shown = True
                self._show()

    def _show(self) -> None:
        self.stream.write(f"{_CLEAR}compiling: {self.phase}")
        self.stream.flush()
