"""What the engine's phases made of a program, for a person to read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pystream.compiler.engines.pystream.bundle import Linked, Unit, UnitPart
from pystream.compiler.engines.pystream.js.print import Internal, Top
from pystream.compiler.engines.pystream.lower.infer import infer
from pystream.compiler.engines.pystream.lower.outline import definitions
from pystream.compiler.engines.pystream.lower.program import Program, View
from pystream.compiler.engines.pystream.lower.scopes import Scopes
from pystream.compiler.engines.pystream.lower.types import (
    ANY,
    BOOL,
    FLOAT,
    INF,
    INT,
    LIST,
    NEG,
    NONE,
    OTHER,
    STR,
    Var,
)
from pystream.compiler.source import Module

_KINDS = {
    NONE: "None", BOOL: "bool", INT: "int", FLOAT: "float", NEG: "negative float", STR: "str", LIST: "list",
    OTHER: "object",
}  # fmt: skip


def dump(
    program: Program, modules: Sequence[Module], units: Mapping[str, Sequence[Unit]], linked: Linked
) -> Iterator[tuple[str, str]]:
    """Texts by path: the scopes and proven types of each module, its JavaScript, what stayed, the names."""
    for module in modules:
        # Lowering has since put names of its own into those of the program.
        scopes = Scopes(module)
        yield f"4-scopes/{module.name}.txt", "".join(_scopes(scopes))
        yield f"5-types/{module.name}.txt", "".join(_types(program, module, scopes))
        yield f"6-javascript/{module.name}.js", _script(unit.parts for unit in units[module.name])
    yield "7-kept.js", _script(linked.kept)
    yield "8-names.txt", "".join(f"{short}  {key}\n" for key, short in linked.names.items())


def _scopes(scopes: Scopes) -> Iterator[str]:
    for scope in scopes.of.values():
        notes = {"captured": scope.captured, "deleted": scope.deleted, "global": scope.globals}
        yield f"{scope.kind} {scope.name}  line {getattr(scope.node, 'lineno', 1)}\n"
        for name in scope.symbols:
            said = [f"bound {scope.bindings.get(name, 0)} times"]
            said += [note for note, names in notes.items() if name in names]
            yield f"    {name}  {', '.join(said)}\n"


def _types(program: Program, module: Module, scopes: Scopes) -> Iterator[str]:
    view = View(program)
    known = {} if view.is_lazy(module.name) else definitions(module, scopes)
    facts = infer(view, module, scopes, known)
    for (scope, name), var in facts.variables.items():
        yield f"{scope.kind} {scope.name}: {name}  {_kinds(var)}\n"
    for name in sorted(facts.closed):
        yield f"{name} is called by this module alone\n"


def _kinds(var: Var) -> str:
    var = var.find()
    if var.mask in (0, ANY):
        return "nothing" if not var.mask else "anything"
    names = [text for kind, text in _KINDS.items() if var.mask & kind]
    bounds = f" in {var.lo}..{var.hi}" if var.mask & INT and (var.lo, var.hi) != (-INF, INF) else ""
    return " | ".join(names) + bounds


def _script(units: Iterator[Sequence[UnitPart]] | Sequence[Sequence[UnitPart]]) -> str:
    """Units before names are shortened."""
    return "".join(
        "".join(
            part if isinstance(part, str) else part[0].rpartition(":")[2]
            for part in unit
            if isinstance(part, str | Top | Internal)
        )
        + "\n"
        for unit in units
    )
