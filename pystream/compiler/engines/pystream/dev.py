"""A dev build: a program in a script beside the runtime's (whole.py), which swap.py can change while it runs.

Variables of modules are ordinary ones of the script that declares them. All other scripts reach them by an
object for each module, `$$app.counter`, which knows whoever declared them last (hotModule in hot.js). So it
does not matter by which edits a page became what it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pystream.compiler.engines import Bundle
from pystream.compiler.engines.pystream.bundle import Unit, UnitPart, Writer, accessors
from pystream.compiler.engines.pystream.js.print import DECLARED, Enter, Internal, Leave, Mark, Top
from pystream.compiler.engines.pystream.whole import Runtime
from pystream.compiler.places import table_with_lines
from pystream.compiler.results import digest
from pystream.compiler.source import Module

_PLACES = (Mark, Enter, Leave)


@dataclass(frozen=True, slots=True)
class Part:
    """One module of the program.

    Attributes:
        made_of: for each unit the place of its statement in the module; -1: of none.
    """

    module: Module
    units: list[Unit]
    made_of: list[int]

    @property
    def keys(self) -> list[str]:
        """The variables that it declares."""
        return [key for unit in self.units for key in unit.defines]


@dataclass(frozen=True, slots=True)
class Program:
    """A dev build's program: what the next one is compared with.

    Attributes:
        parts: the modules by name, in the order in which they run.
        spaces: the runtime's modules as values; they belong to no module of the program.
        lazy: modules that run when they are imported.
        scripts: what is taken of vendored ones; each script of ours imports it for itself.
        vendored: which files those are.
        prelude: what runs first.
        foreign: key of the runtime function that makes `$name` attributes work on JavaScript's own objects.
    """

    runtime: Runtime
    parts: dict[str, Part]
    spaces: list[Unit]
    lazy: frozenset[str]
    scripts: list[Unit]
    vendored: str
    prelude: Unit
    foreign: str

    @property
    def version(self) -> str:
        """What the page knows it by."""
        texts = [part.module.digest for part in self.parts.values()]
        return digest(self.runtime.name, self.vendored, *texts)[:16]


def variable(key: str) -> str:
    """What a module's variable is called in the script that declares it."""
    module, _, name = key.partition(":")
    return f"{_table(module)}$${_identifier(name)}"


def _table(module: str) -> str:
    # Those of the runtime begin with one.
    return "$$" + _identifier(module.replace(".", "$"))


def _identifier(text: str) -> str:
    return re.sub(r"[^\w$]", lambda found: f"${ord(found[0]):x}$", text)


class Script:
    """A script of a dev build under way.

    Args:
        program: what it is a script of.
        declared: the variables that it declares.
    """

    def __init__(self, program: Program, declared: Iterable[str]) -> None:
        self.program = program
        self.declared = dict.fromkeys(declared)
        self.tables: dict[str, None] = {}
        self.imported: dict[str, None] = {}
        self.taken: dict[int, Unit] = {}
        # What has been said before.
        self.names: dict[Top, str] = {}
        self.vendored = {key: unit for unit in program.scripts for key in unit.defines}

    def rt(self, export: str) -> str:
        """A function of hot.js."""
        return self._name(Top(f"builtins/hot.js:{export}"))

    def settled(self, unit: Unit) -> Unit:
        """The unit, with all names as this script says them."""
        parts: list[UnitPart] = []
        names = self.names
        for number, part in enumerate(unit.parts):
            # By type: there are many, and this is most of a dev build.
            kind = type(part)
            if kind is str:
                if part == "let " and self._is_there(unit.parts[number + 1 : number + 4]):
                    continue  # it gets another value
                parts.append(part)
            elif isinstance(part, Top):
                name = names.get(part)
                if name is None:
                    name = names[part] = self._name(part)
                parts.append(name)
            elif isinstance(part, Internal):
                parts.append(part.name)
            elif kind in _PLACES:
                parts.append(part)
        return replace(unit, parts=parts)

    def _is_there(self, following: Sequence[UnitPart]) -> bool:
        first = next((each for each in following if not isinstance(each, _PLACES)), None)
        return (
            isinstance(first, Top)
            and first.args == DECLARED
            and first.key not in self.declared
            and first.key not in self.vendored
        )

    def _name(self, top: Top) -> str:
        key = top.key
        if key in self.program.runtime.names:
            self.imported[key] = None
            return self.program.runtime.names[key]
        if key in self.vendored:
            self.taken[id(self.vendored[key])] = self.vendored[key]
            return variable(key)
        if key in self.declared:
            return variable(key)
        module, _, name = key.partition(":")
        self.tables[module] = None
        read = f"{_table(module)}.{name}" if name.isidentifier() else f"{_table(module)}[{json.dumps(name)}]"
        # A function of JavaScript's would take the table for its `this`.
        return f"(0,{read})" if top.args >= 0 else read

    def write(
        self, units: Sequence[Unit], before: Sequence[str], after: Sequence[str], sources: Mapping[str, str]
    ) -> Bundle:
        """The script.

        Args:
            units: what it runs, settled.
            before, after: statements around them.
            sources: texts of files by path, for the table of places.
        """
        scripts = [self.settled(unit) for unit in self.taken.values()]
        scripts += [unit for unit in self.program.scripts if not unit.defines]
        begins = f"{self.rt('hotScript')}(import.meta.url,$$$places);\n"
        module = self.rt("hotModule")
        declared: dict[str, list[str]] = {}
        for key in self.declared:
            home, _, name = key.partition(":")
            declared.setdefault(home, []).append(
                f"get {json.dumps(name)}(){{return {variable(key)}}},"
                f"set {json.dumps(name)}(v){{{variable(key)}=v}}"
            )
        tables = [f"const {_table(each)}={module}({json.dumps(each)});\n" for each in self.tables]
        variables = [
            f"{module}({json.dumps(home)},{{{','.join(each)}}});\n" for home, each in declared.items()
        ]
        names = self.program.runtime.names
        taken = ",".join(names[key] for key in self.imported)
        writer = Writer({})
        writer.text(f'import{{{taken}}}from"./{self.program.runtime.name}";\n')
        for unit in scripts:
            writer.unit(unit, unit.parts)
        writer.text("".join([*tables, begins, *before, *variables]))
        for unit in units:
            writer.unit(unit, unit.parts)
        writer.text("".join(after))
        # At the end, where it moves nothing, as a function, which is there from the start.
        table = json.dumps(
            table_with_lines(writer.places, sources), ensure_ascii=False, separators=(",", ":")
        )
        writer.text(f"function $$$places(){{return {table}}}\n")
        return Bundle("".join(writer.chunks), writer.segments, writer.places)

    def accessors(self, units: Iterable[Unit]) -> str:
        """The call that makes `$name` attributes of these units work on JavaScript's own objects."""
        said = " ".join(sorted(accessors(units)))
        return f"{self._name(Top(self.program.foreign))}({json.dumps(said)}.split(' '));\n" if said else ""


def write(program: Program, sources: Mapping[str, str]) -> Bundle:
    """The script that a page begins with."""
    parts = program.parts.values()
    own = [unit for part in parts for unit in part.units]
    script = Script(program, [key for unit in [*program.spaces, *own] for key in unit.defines])
    units = [script.settled(unit) for unit in [program.prelude, *program.spaces, *own]]
    waits = "true" if any(_waits(part.module) for part in parts) else "false"
    start = f"{script.rt('hotStart')}({json.dumps(program.version)},{waits});\n"
    before = ["Error.stackTraceLimit=1/0;\n", start, script.accessors(own)]
    return script.write(units, before, [f"{script.rt('hotRan')}();\n"], sources)


def _waits(module: Module) -> bool:
    return "await" in module.source.text
