"""A module after lowering, as it is kept: what the linker needs of it, and the questions it went by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import partial
from typing import Any

from pystream.compiler.engines.pystream.bundle import Unit, UnitPart
from pystream.compiler.engines.pystream.js.print import (
    Begin,
    Check,
    Checked,
    End,
    Enter,
    Internal,
    Leave,
    Mark,
    Top,
)
from pystream.compiler.engines.pystream.lower.modules import Lowering
from pystream.compiler.engines.pystream.lower.program import Program, View
from pystream.compiler.results import digest
from pystream.compiler.source import Module

# A module is often changed to and fro, and what it asks of others may be answered one way and another,
# in each client that has it.
_VARIANTS = 6
_KINDS = (Top, Internal, Mark, Enter, Leave, Check, Checked, Begin, End)
_FIELDS = [each.name for each in fields(Unit) if each.init]


@dataclass(slots=True)
class Lowered:
    """What became of one module.

    Attributes:
        units: in the order in which they run.
        signatures: functions, each with the place of the unit that tells its signature; it may go when the
            name does not escape.
        escaping: names that escape because of how the module calls them.
        closed: functions that only the module itself calls, in ways made for those calls.
        taken: what it takes of vendored scripts.
        made_of: for each unit the place of its statement in the module; -1: of none.
    """

    units: list[Unit]
    signatures: list[tuple[str, int]]
    escaping: set[str]
    closed: set[str]
    taken: set[tuple[str, str]]
    made_of: list[int]


def lower(program: Program, module: Module) -> Lowered:
    """The module, lowered now or earlier with the same program around it."""
    results = module.results
    key = results.key("lowered", module.digest, *(["dev"] if program.dev else []))
    variants: list[dict[str, Any]] = results.find(key) or []
    for each in variants:
        if all(program.ask(*question) == answer for question, answer in each["asked"]):
            return results.here(f"{key} {each['made']}", partial(_read, each))
    view = View(program)
    lowering = Lowering(view, module, program.scopes(module))
    units = lowering.lower()
    places = {id(unit): place for place, unit in enumerate(units)}
    made = Lowered(
        units,
        # A module that runs at its first import is one unit, with all signatures.
        [(name, places[id(unit)]) for name, unit in lowering.signatures if id(unit) in places],
        lowering.escaping,
        lowering.facts.closed,
        lowering.taken,
        lowering.made_of,
    )
    asked = list(view.asked.items())
    kept = {"asked": asked, "made": digest(repr(asked)), **_kept(made)}
    results.keep(key, [kept, *variants][:_VARIANTS])
    return results.here(f"{key} {kept['made']}", lambda: made)


def _kept(made: Lowered) -> dict[str, Any]:
    """In values that JSON knows. What is no text in a unit's parts is a place in one table."""
    # Equal as tuples are, these are not: Top("f") and Enter("f").
    table: dict[tuple[int, UnitPart], int] = {}
    units = []
    for unit in made.units:
        values = {name: getattr(unit, name) for name in _FIELDS}
        values["attributes"], values["calls"] = sorted(unit.attributes), sorted(unit.calls)
        values["parts"] = [
            part if isinstance(part, str) else table.setdefault((_KINDS.index(type(part)), part), len(table))
            for part in unit.parts
        ]
        units.append(list(values.values()))
    return {
        "units": units,
        "table": [[kind, *part] for kind, part in table],
        "signatures": made.signatures,
        "escaping": sorted(made.escaping),
        "closed": sorted(made.closed),
        "taken": sorted(made.taken),
        "made_of": made.made_of,
    }


def _read(kept: dict[str, Any]) -> Lowered:
    table = [_KINDS[kind](*values) for kind, *values in kept["table"]]
    units = []
    for values in kept["units"]:
        unit = Unit(**dict(zip(_FIELDS, values, strict=True)))
        unit.defines = tuple(unit.defines)
        unit.attributes = frozenset(unit.attributes)
        unit.calls = frozenset((name, count) for name, count in unit.calls)
        unit.parts = _parts(values[_FIELDS.index("parts")], table)
        units.append(unit)
    signatures = [(name, place) for name, place in kept["signatures"]]
    taken = {(module, name) for module, name in kept["taken"]}
    made_of = list(kept["made_of"])
    return Lowered(units, signatures, set(kept["escaping"]), set(kept["closed"]), taken, made_of)


def _parts(kept: Sequence[str | int], table: Sequence[UnitPart]) -> list[UnitPart]:
    return [table[part] if isinstance(part, int) else part for part in kept]
