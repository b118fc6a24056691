"""Which script each unit goes into: the main one, or one that is fetched later (compiler/chunks.py).

The program's modules say where their units are. What stays of the runtime is in the main script if anything
there names it, or if two others do; else it goes with the one that does. A script that is fetched imports
names from the main one and never the other way round.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pystream.compiler.engines.pystream.js.print import Part, Top
from pystream.compiler.engines.pystream.js.scan import GLOBALS
from pystream.compiler.engines.pystream.reach import ANY, Reach, only_asked

if TYPE_CHECKING:
    from pystream.compiler.engines.pystream.bundle import Unit

MAIN = ""


@dataclass(frozen=True, slots=True)
class Apart:
    """What is to be apart: the script of each unit of a module, by its id; the key of each script's `run`."""

    fixed: Mapping[int, str] = field(default_factory=dict)
    runs: Mapping[str, str] = field(default_factory=dict)


def homes(
    kept: Reach, texts: Mapping[int, Sequence[Part]], apart: Apart, roots: Iterable[str]
) -> dict[int, str]:
    """The script of each unit that stays, by the unit's id.

    Args:
        texts: the units' text.
        roots: keys that the main script needs whatever it names.
    """
    return _Homes(kept, texts, apart).find(roots)


class _Homes:
    def __init__(self, kept: Reach, texts: Mapping[int, Sequence[Part]], apart: Apart) -> None:
        self.kept = kept
        self.texts = texts
        self.fixed = apart.fixed
        self.units = [kept.units[each] for each in sorted(kept.ids, key=kept.place.__getitem__)]
        self.by_key = {key: unit for unit in self.units for key in unit.defines}
        self.found: dict[int, str] = {}

    def find(self, roots: Iterable[str]) -> dict[int, str]:
        for unit in self.units:
            if id(unit) in self.fixed:
                self._put(unit, self.fixed[id(unit)])
            elif not (unit.text or unit.pure or unit.attached) or "import.meta" in unit.text:
                # What goes by the script's URL means that of the main one.
                self._put(unit, MAIN)
        for key in roots:
            if key in self.by_key:
                self._put(self.by_key[key], MAIN)
        while self._attach() or self._gather():
            pass
        for unit in self.units:  # what nothing names stays
            if id(unit) not in self.found:
                self._put(unit, MAIN)
        while self._gather():
            pass
        return self.found

    def _put(self, unit: Unit, home: str) -> bool:
        """Put a unit into a script, or, if it is in another already, into the main one; and what it names."""
        waiting = [(unit, home)]
        changed = False
        while waiting:
            each, script = waiting.pop()
            before = self.found.get(id(each))
            script = self.fixed.get(id(each), script if before in (None, script) else MAIN)
            if script == before:
                continue
            self.found[id(each)] = script
            changed = True
            named = [part.key for part in self.texts[id(each)] if isinstance(part, Top)]
            waiting += [(self.by_key[key], script) for key in named if key in self.by_key]
        return changed

    def _attach(self) -> bool:
        """Methods of builtin types: where their type is, unless only one other script says their name."""
        said: dict[str, set[str]] = {}
        for unit in self.units:
            if id(unit) in self.found:
                said.setdefault(self.found[id(unit)], set()).update(self.kept.effects[id(unit)].said)
        main = said.pop(MAIN, set())
        changed = False
        for unit in self.units:
            if not unit.attached or id(unit) in self.fixed or self.found.get(id(unit)) == MAIN:
                continue
            target = self.by_key.get(unit.attached)
            home = MAIN if unit.attached in GLOBALS or target is None else self.found.get(id(target))
            if home is None:
                continue
            name = unit.attribute
            if home == MAIN and name and name[0] != "_" and not only_asked(unit) and not {ANY, name} & main:
                sayers = [script for script, names in said.items() if {ANY, name} & names]
                if not sayers:
                    continue
                home = sayers[0] if len(sayers) == 1 else MAIN
            changed |= self._put(unit, home)
        return changed

    def _gather(self) -> bool:
        """A variable of the runtime is set only in its own script: all that name it are together."""
        changed = False
        users: dict[int, list[Unit]] = {}
        for unit in self.units:
            if unit.text:
                for part in self.texts[id(unit)]:
                    target = self.by_key.get(part.key) if isinstance(part, Top) else None
                    if target is not None and target.text.startswith("let"):
                        users.setdefault(id(target), [target]).append(unit)
        for together in users.values():
            scripts = {self.found[id(unit)] for unit in together if id(unit) in self.found}
            if len(scripts) > 1:
                for unit in together:
                    changed |= self._put(unit, MAIN)
        return changed
