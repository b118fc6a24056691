"""The one boundary where engines differ: analysed Python modules in, one JavaScript bundle out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from pystream.compiler.chunks import Chunk
from pystream.compiler.messages import Problem
from pystream.compiler.places import Place
from pystream.compiler.scripts import Script
from pystream.compiler.source import Module
from pystream.compiler.sourcemap import Segment

MAIN_SCRIPT = "./app.js"


@dataclass(frozen=True, slots=True)
class Bundle:
    """JavaScript text and where its places came from; sources are project paths."""

    code: str
    segments: list[Segment]
    # What tracebacks need, of an engine that has them.
    places: list[Place] = field(default_factory=list)
    # How many characters each source added, of an engine that knows.
    weights: Mapping[str, int] = field(default_factory=dict, kw_only=True)


@dataclass(frozen=True, slots=True)
class Built:
    """An engine's result. `debug` makes the output of its phases, by path, for a person to read.

    A chunk imports what it needs of the bundle from MAIN_SCRIPT, whose real name somebody else gives it, and
    exports `run`, a function without arguments that gives the loaded module.

    `trace` is a script that the bundle fetches from its own URL and `.trace.js` when it has to tell of an
    uncaught exception. `files` are other scripts that it imports from beside itself, by name. `program` is
    what `swap` compares, `version` a name for it.
    """

    bundle: Bundle
    debug: Callable[[], Mapping[str, str]]
    trace: str = ""
    chunks: Mapping[Chunk, Bundle] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    program: object = None
    version: str = ""


class Engine(Protocol):
    """Turns Python into JavaScript."""

    # Whether modules may import each other in a circle.
    circular_imports: bool
    # Whether it makes more than one script of a client.
    loads: bool
    # Whether templates of client_src/templates/ run on it.
    templates: bool
    # Whether what travels has its Python class there: dataclasses, enums, those of the library.
    classes: bool

    def check(self, module: Module, runtime: Mapping[str, str]) -> list[Problem]:
        """What in `module` this engine would not translate with its meaning kept; empty: all is well."""

    def offers(self, module: str, runtime: Mapping[str, str]) -> frozenset[str] | None:
        """The names in a module of the standard library; None: client code has no such module."""

    def starred(self, module: str, runtime: Mapping[str, str]) -> list[str] | None:
        """What `from module import *` takes from a module of the standard library; None: this is refused."""

    def build(
        self,
        modules: Sequence[Module],
        runtime: Mapping[str, str],
        entry: str,
        scripts: Mapping[str, Script],
        chunks: Sequence[Chunk] = (),
        dev: bool = False,
    ) -> Built:
        """One minified script that runs module `entry`, of modules that passed `check`.

        Args:
            modules: analysed modules, imported ones first; generated ones among them.
            runtime: pystream's runtime by path below pystream/runtime/: client.js is the module
                `pystream.client`, browser.js is `pystream.browser`. An engine puts its own in the place
                of values.js.
            scripts: vendored JavaScript, by the module that stands for each.
            chunks: scripts beside it, each with some of the modules.
            dev: make what `swap` can change while it runs; an engine that cannot makes what it always makes.
        Raises:
            CompileError: the engine found something that `check` had not.
        """

    def swap(self, before: Built, after: Built) -> Bundle | str:
        """A script that makes a page of one dev build one of another, with its state; or why there is none.

        It stands beside theirs. A page that it does not fit throws, and has to be reloaded.
        """
