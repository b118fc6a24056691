"""The one boundary where engines differ: analysed Python modules in, JavaScript modules out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from pystream.compiler.messages import Problem
from pystream.compiler.source import Module


@dataclass(frozen=True, slots=True)
class JsModule:
    """One ES module. `imports` maps each specifier in its code (`./helper.js`) to a module's name."""

    name: str
    code: str
    # Source map, version 3, as JSON text; its `sources` are project paths. None: there is no Python source.
    map: str | None = None
    imports: Mapping[str, str] = field(default_factory=dict)


class Engine(Protocol):
    """Turns Python into JavaScript."""

    def check(self, module: Module) -> list[Problem]:
        """What in `module` this engine would not translate with its meaning kept; empty: all is well."""

    def compile(self, modules: Sequence[Module]) -> list[JsModule]:
        """Translate modules that passed `check`.

        The result holds one module per given one under the same name, the engine's own runtime, and
        `pystream.values`. It imports but does not hold `pystream.client` and `pystream.browser`.

        Raises:
            CompileError: the engine found something that `check` had not.
        """
