"""The compiler of a dev server, in a process of its own.

There it takes neither the event loop's time nor its memory: 160 ms of a compile would hold up each call, and
the trees that it keeps each collection of garbage.
"""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import signal
import traceback
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from pystream.dev.excerpts import around
from pystream.settings import Settings

if TYPE_CHECKING:
    from pystream.compiler.pipeline import Compiled, Swap

# What is shown may be older than the last one: an edit came while that was made.
MOST_BUILDS = 4
# Beside build/, which is for `pystream serve`: what is here is not compressed.
BUILD = Path("build") / ".dev"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a compile.

    Attributes:
        problems: as pages are told, see report(); none: there is a new build.
        text: the same for a terminal.
        crash: the traceback of a compiler that broke.
        warnings: each as text.
        seconds: how long it took.
        swaps: by client, the path of the script that changes pages of the build before while they run.
        reloads: why others have to be loaded again.
    """

    problems: list[dict[str, Any]] = field(default_factory=list)
    text: str = ""
    crash: str = ""
    warnings: list[str] = field(default_factory=list)
    seconds: float = 0.0
    swaps: dict[str, str] = field(default_factory=dict)
    reloads: list[str] = field(default_factory=list)


class Compiler:
    """Compiles one project again and again, into BUILD."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()
        self._start()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_run, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()

    def begin(self, settings: Settings, shown: frozenset[str] = frozenset()) -> None:
        """Compile what is on the disk now; outcome() tells how it went.

        Args:
            shown: the files of the pages that are served, which pages that are open come from.
        """
        try:
            self._pipe.send((settings, shown))
        except OSError:  # it was killed
            self._end()
            self._start()
            self._pipe.send((settings, shown))

    def outcome(self) -> Outcome:
        """What became of it; waits."""
        try:
            outcome: Outcome = self._pipe.recv()
            return outcome
        except (EOFError, OSError):
            return Outcome(crash="the process that compiles has ended; the next edit starts another")

    async def compile(self, settings: Settings, shown: frozenset[str]) -> Outcome:
        """The same without holding up the event loop."""
        # One that nobody waited for, since something else failed meanwhile, may be under way.
        async with self._turn:
            self.begin(settings, shown)
            return await asyncio.get_running_loop().run_in_executor(None, self.outcome)

    def close(self) -> None:
        """End what is under way too; again, it does nothing."""
        self._end()

    def _end(self) -> None:
        self._process.kill()  # what it writes is replaced in one step
        self._process.join()
        self._pipe.close()


def _run(pipe: Connection) -> None:
    from pystream.cache import Cache
    from pystream.compiler.results import Memory
    from pystream.output import read_library

    # Ctrl-C is for the server, which ends this process. SIG_IGN a program that makes CSS would inherit.
    signal.signal(signal.SIGINT, lambda *_: None)
    # What is kept between compiles is all there is, and it is much to look through.
    gc.disable()
    library, memory = read_library(), Memory()
    cache: Cache | None = None
    builds: list[Compiled] = []
    with suppress(EOFError, OSError):  # the server has ended
        while True:
            settings, shown = pipe.recv()
            first = cache is None
            if cache is None:
                cache = Cache(settings.root / "build")
            # Later ones have it all in memory.
            pipe.send(_compile(settings, library, cache if first else None, memory, builds, shown))
            if first:
                cache.save()
            gc.collect()


def _compile(
    settings: Settings,
    library: dict[str, bytes],
    cache: Any,
    memory: Any,
    builds: list[Compiled],
    shown: frozenset[str],
) -> Outcome:
    """Compile once; `builds` are the last ones, of which one is shown."""
    from pystream.compiler.constants import PATH as CONSTANTS
    from pystream.compiler.constants import is_made
    from pystream.compiler.messages import CompileError
    from pystream.compiler.pipeline import compile_project, with_assets
    from pystream.output import BuildError, read_sources, write, write_made
    from pystream.preprocessor import preprocessor

    begun = perf_counter()
    try:
        sources = read_sources(settings.root)
        compiled = compile_project(
            sources,
            library,
            settings,
            cache,
            memory,
            compress=False,
            dev=True,
            preprocess=preprocessor(settings),
        )
        before = next((each for each in builds if shown <= each.files.keys()), None) if shown else None
        builds[:] = [compiled, *builds][:MOST_BUILDS]
        swaps, reloads = _swaps(before, compiled) if before else ({}, [])
        files = with_assets(compiled.files, {k: v for each in swaps.values() for k, v in each.files.items()})
        write_made(settings.root / CONSTANTS, compiled.constants, is_made)
        write(settings.root / BUILD, files)
    except CompileError as why:
        return Outcome([_report(problem, sources) for problem in why.problems], str(why))
    except BuildError as why:
        return _unplaced(str(why))
    except OSError as why:
        # A file that went between being listed and being read, say: its own change is on its way.
        return _unplaced(f"{why.filename or settings.root}: {why.strerror}")
    except Exception:
        return Outcome(crash=traceback.format_exc())
    return Outcome(
        warnings=[str(each) for each in compiled.warnings],
        seconds=perf_counter() - begun,
        swaps={client: each.path for client, each in swaps.items()},
        reloads=reloads,
    )


def _unplaced(text: str) -> Outcome:
    """A problem that is none of a line: of the disk."""
    nowhere = {"code": "", "path": "", "line": 0, "col": 0, "end": 0, "hint": "", "excerpt": "", "lines": []}
    return Outcome([{**nowhere, "message": text, "explanation": ""}], text)


def _swaps(before: Compiled, after: Compiled) -> tuple[dict[str, Swap], list[str]]:
    """What changes pages of each client, and why those of others have to be loaded again."""
    from pystream.compiler.pipeline import Swap, swap

    swaps: dict[str, Swap] = {}
    reasons: dict[str, None] = {}
    for client in before.running.keys() & after.running.keys():
        made = swap(before, after, client)
        if isinstance(made, Swap):
            swaps[client] = made
        elif made is not None:
            reasons[made] = None
    return swaps, list(reasons)


def _report(problem: Any, sources: Mapping[str, bytes]) -> dict[str, Any]:
    """A problem as pages are told."""
    from pystream.compiler.explanations import explanations

    span = problem.span
    text = sources.get(problem.path, b"").decode("utf-8-sig", "replace")
    is_one_line = span.end_line == span.line
    return {
        "code": problem.code,
        "path": problem.path,
        "line": span.line,
        "col": span.col,
        "end": span.end_col if is_one_line else len(problem.line) + 1,
        "message": problem.message,
        "hint": problem.hint,
        "excerpt": problem.line,
        "lines": around(text.splitlines(), span.line),
        "explanation": explanations().get(problem.code, ""),
    }
