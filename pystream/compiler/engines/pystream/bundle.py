"""Units -> one script: only what is reached, every name as short as its use deserves.

A unit is one top-level statement, of a compiled module or of the runtime, as parts. This is where tree
shaking happens: a unit without side effects stays only when something that stays says its name; a method of
a builtin type stays only when its type does and the program has an attribute of its name.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from pystream.compiler.engines import MAIN_SCRIPT, Bundle
from pystream.compiler.engines.pystream.apart import MAIN, Apart, homes
from pystream.compiler.engines.pystream.js.effects import Effects
from pystream.compiler.engines.pystream.js.print import Enter, Internal, Mark, Part, Top, short_name
from pystream.compiler.engines.pystream.js.scan import GLOBALS, File, scan
from pystream.compiler.engines.pystream.names import prop
from pystream.compiler.engines.pystream.reach import reach
from pystream.compiler.places import Place, table_with_lines
from pystream.compiler.results import Results
from pystream.compiler.scripts import js_name
from pystream.compiler.sourcemap import Segment

_STATICS = re.compile(r"statics\((\w+), (\w+),")
UnitPart = Part
BUILTINS = "builtins"
# Where the runtime's files are, for people.
RUNTIME = "pystream/runtime/"
# Locals begin with the other letters.
FIRST = "STCAEIMOPRNLDFBUGVHWKYJQXZ$_hmgybvkwxjqz"
# Keep clear of these as names of our own.
_TAKEN = GLOBALS | {"$", "_"}
# As a tuple, which isinstance is quicker with.
_NAMED = (Top, Internal)


@dataclass(slots=True)
class Unit:
    """`defines` are keys of top-level names; `pure`: it may go when none of them is said."""

    defines: tuple[str, ...]
    parts: list[UnitPart]
    pure: bool
    # Python attributes that it says: as values, and where it calls them at once, with how many arguments.
    attributes: frozenset[str] = frozenset()
    calls: frozenset[tuple[str, int]] = frozenset()
    # For a method of a builtin type: that type's key (or JavaScript's global) and the attribute's name.
    attached: str = ""
    attribute: str = ""
    # Needed before anything that runs at load time refers to it: a class or a constant.
    eager: bool = False
    source: str = ""
    # Of the runtime's: its JavaScript, from which the linker makes the parts, and its file.
    text: str = ""
    home: str = ""
    # Of the program's: what it says and does, once somebody has asked.
    effects: Effects | None = field(default=None, init=False, compare=False, repr=False)

    def said(self) -> set[str]:
        return {*self.attributes, *(name for name, _ in self.calls)}


@dataclass(slots=True)
class Library:
    """The runtime's units, found by the keys they define: `builtins/ops.js:add`."""

    units: dict[str, Unit] = field(default_factory=dict)
    attached: list[Unit] = field(default_factory=list)
    # File -> exported name -> key.
    exports: dict[str, dict[str, str]] = field(default_factory=dict)
    # Every export of builtins/: name -> key.
    builtins: dict[str, str] = field(default_factory=dict)
    # File -> what its names of top-level things mean: name -> key, and just the names.
    names: dict[str, dict[str, str]] = field(default_factory=dict)
    tops: dict[str, frozenset[str]] = field(default_factory=dict)
    # A builtin type (what has its methods) -> the class that Python code calls, from statics().
    classes: dict[str, str] = field(default_factory=dict)


def read_library(files: Mapping[str, str]) -> Library:
    """The runtime, from its files by path below pystream/runtime/.

    Raises:
        ScanError: a file leaves the subset.
    """
    library = Library()
    scanned = _in_order({path: scan(path, text) for path, text in files.items()})
    for path, file in scanned.items():
        library.exports[path] = exports = {}
        for outer, inner in file.exports.items():
            exports[outer] = _key(scanned, path, inner)
        if path.startswith(BUILTINS):
            library.builtins |= exports
    for path, file in scanned.items():
        own = {declaration.name for declaration in file.declarations if declaration.name}
        library.tops[path] = frozenset(own | set(file.imports))
        library.names[path] = {name: _key(scanned, path, name) for name in library.tops[path]}
        for declaration in file.declarations:
            attached = declaration.attached
            if attached and attached not in GLOBALS:
                attached = _key(scanned, path, attached)
            unit = Unit(
                (f"{path}:{declaration.name}",) if declaration.name else (),
                [],
                True,
                attached=attached,
                attribute=declaration.attribute,
                eager=declaration.text.startswith(("class", "const", "let")),
                text=declaration.text,
                home=path,
            )
            found = _STATICS.match(declaration.text)
            if found:
                target = found[1] if found[1] in GLOBALS else _key(scanned, path, found[1])
                library.classes[target] = _key(scanned, path, found[2])
            if attached:
                library.attached.append(unit)
            else:
                library.units[unit.defines[0]] = unit
    for path, exports in library.exports.items():
        key = f"{path}:*"
        parts: list[UnitPart] = ["const ", Top(key), "={"]
        for outer, target in exports.items():
            parts += [f"{outer}:", Top(target), ","]
        library.units[key] = Unit((key,), [*parts, "};"], True, eager=True)
    return library


def _in_order(scanned: dict[str, File]) -> dict[str, File]:
    """The files as JavaScript would run them: what a file imports before it, as far as circles allow."""
    ordered: dict[str, File] = {}
    begun: set[str] = set()

    def visit(path: str) -> None:
        if path in begun or path not in scanned:
            return
        begun.add(path)
        for source, _ in scanned[path].imports.values():
            visit(resolve(path, source))
        ordered[path] = scanned[path]

    for path in scanned:
        visit(path)
    return ordered


def _key(scanned: Mapping[str, File], path: str, name: str) -> str:
    """The key of a name as `path` sees it, through its imports."""
    file = scanned[path]
    if name not in file.imports:
        return f"{path}:{name}"
    source, outer = file.imports[name]
    target = resolve(path, source)
    if target not in scanned or outer == "*":
        return f"{target}:{outer}"
    return _key(scanned, target, scanned[target].exports.get(outer, outer))


def resolve(path: str, source: str) -> str:
    parts = path.split("/")[:-1]
    for piece in source.split("/"):
        if piece == "..":
            parts.pop()
        elif piece != ".":
            parts.append(piece)
    return "/".join(parts)


@dataclass(frozen=True, slots=True)
class Linked(Bundle):
    """The script, the parts of the units that stayed, and the names that top-level names got."""

    kept: list[list[UnitPart]] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    # Scripts beside it, by their names.
    chunks: dict[str, Linked] = field(default_factory=dict)


def bundle(
    library: Library,
    units: Sequence[Unit],
    exports: Mapping[str, str],
    foreign: str = "",
    places: str = "",
    sources: Mapping[str, str] = MappingProxyType({}),
    results: Results | None = None,
    program: str = "",
    apart: Apart | None = None,
) -> Linked:
    """One ES module, and those beside it.

    Args:
        units: those of all modules, in the order in which they run.
        exports: name outside -> key, of what the script itself exports.
        foreign: key of the runtime function that makes `$name` attributes work on JavaScript's own objects.
        places: key of the one that gives the table of places; its text is written here.
        sources: the texts of the units' files by path, for that table.
        results: what earlier compiles found out.
        apart: what goes beside it.
        program: a name for what is linked: an earlier compile of it had most of its units.
    """
    said = accessors(units)
    table = Unit((places,), [], True)
    apart = apart or Apart()
    roots = [*exports.values(), *apart.runs.values(), *([foreign] if foreign and said else [])]
    results = results or Results()
    kept = reach(library, [*units, table], roots, results, program)
    said = accessors(unit for unit in units if id(unit) in kept.ids)
    texts = {id(unit): kept.parts(unit) for unit in kept.units.values() if id(unit) in kept.ids}
    kept.earlier.keep(results)
    runtime = list(_runtime_order(library, kept.ids, texts))
    own = [unit for unit in units if id(unit) in kept.ids]
    names = _names(texts[id(unit)] for unit in [*runtime, *own])
    here = homes(kept, texts, apart, [*exports.values(), foreign, places]) if apart.runs else {}
    chunks: dict[str, Linked] = {}
    taken: dict[str, None] = {}
    for chunk, run in apart.runs.items():
        inner = [unit for unit in [*runtime, *own] if here[id(unit)] == chunk]
        taken |= dict.fromkeys(needed := sorted(_named(texts, inner)))
        writer = Writer(names)
        if needed:
            writer.text(f"import{{{','.join(names[key] for key in needed)}}}from{json.dumps(MAIN_SCRIPT)};\n")
        for unit in inner:
            writer.unit(unit, texts[id(unit)])
        writer.text(f"export{{{names[run]} as run}};\n")
        parts = [texts[id(unit)] for unit in inner]
        chunks[chunk] = Linked(
            "".join(writer.chunks), writer.segments, writer.places, parts, names, weights=writer.weights
        )
    if here:
        runtime = [unit for unit in runtime if here[id(unit)] == MAIN]
        own = [unit for unit in own if here[id(unit)] == MAIN]
        outside = _named(texts, [*runtime, *own])
        assert not outside, f"the main script names what is fetched later: {outside}"
    writer = Writer(names)
    if id(table) in kept.ids:
        writer.text("Error.stackTraceLimit=1/0;\n")
    for unit in runtime:
        writer.unit(unit, texts[id(unit)])
    if foreign and said:
        writer.text(f"{names[foreign]}({' '.join(sorted(said))!r}.split(' '));\n")
    for unit in own:
        writer.unit(unit, texts[id(unit)])
    outer = {**{names[key]: key for key in taken}, **exports}
    if outer:
        pairs = ",".join(
            names[key] if name == names[key] else f"{names[key]} as {name}" for name, key in outer.items()
        )
        writer.text(f"export {{{pairs}}};\n")
    if id(table) in kept.ids:
        # At the end, where it moves nothing, as a function, which is there from the start.
        made = json.dumps(table_with_lines(writer.places, sources), ensure_ascii=False, separators=(",", ":"))
        writer.text(f"function {names[places]}(){{return {made}}}\n")
    parts = [texts[id(unit)] for unit in [*runtime, *own]]
    return Linked(
        "".join(writer.chunks), writer.segments, writer.places, parts, names, chunks, weights=writer.weights
    )


def _named(texts: Mapping[int, Sequence[UnitPart]], units: Sequence[Unit]) -> set[str]:
    """The keys that units name and none of them defines."""
    own = {key for unit in units for key in unit.defines}
    return {part.key for unit in units for part in texts[id(unit)] if isinstance(part, Top)} - own


def accessors(units: Iterable[Unit]) -> set[str]:
    """Names that JavaScript's own objects have as another property: `$get` as `get`, `class_` as `class`."""
    said = {name for unit in units for name in unit.said()}
    words = "javascript" in said
    return {name for name in said if prop(name) != name or (words and js_name(name) != name)}


def _runtime_order(
    library: Library, kept: set[int], texts: Mapping[int, Sequence[UnitPart]]
) -> Iterator[Unit]:
    """Kept runtime units: functions, then classes and constants after those they need, then attachments."""
    eager = []
    for unit in library.units.values():
        if id(unit) in kept:
            if unit.eager:
                eager.append(unit)
            else:
                yield unit
    by_key = {key: unit for unit in eager for key in unit.defines}
    place = {key: number for number, key in enumerate(by_key)}
    done: set[int] = set()

    def visit(unit: Unit) -> Iterator[Unit]:
        if id(unit) in done:
            return
        done.add(id(unit))
        home = unit.defines[0].partition(":")[0]
        for key in _load_time(texts[id(unit)]):
            # Within a file the order of its text is right: what stands later is used later.
            if key in by_key and (key.partition(":")[0] != home or place[key] < place[unit.defines[0]]):
                yield from visit(by_key[key])
        yield unit

    # Constants may be made by functions that use classes, so classes come first.
    for unit in sorted(eager, key=lambda unit: not _is_class(texts[id(unit)])):
        yield from visit(unit)
    for unit in library.attached:
        if id(unit) in kept:
            yield unit


def _is_class(parts: Sequence[UnitPart]) -> bool:
    return isinstance(parts[0], str) and parts[0].startswith("class")


def _load_time(parts: Sequence[UnitPart]) -> Iterator[str]:
    """The keys that a class or constant reads while it is being made: of a class, only its heritage."""
    for part in parts:
        if isinstance(part, Top):
            yield part.key
        elif isinstance(part, str) and "{" in part and _is_class(parts):
            return


def _names(units: Iterable[Sequence[UnitPart]]) -> dict[str, str]:
    """The commonest get the shortest names; none begins as a local does."""
    uses = Counter([part[0] for parts in units for part in parts if isinstance(part, _NAMED)])
    names: dict[str, str] = {}
    tops = internals = 0
    for key, _ in sorted(uses.items(), key=lambda item: (-item[1], item[0])):
        if key.startswith("_$"):
            names[key] = "_$" + short_name(internals)
            internals += 1
            continue
        while (name := short_name(tops, FIRST)) in _TAKEN:
            tops += 1
        tops += 1
        names[key] = name
    return names


class Writer:
    """A script under way, with where its places came from."""

    def __init__(self, names: dict[str, str]) -> None:
        self.names = names
        self.chunks: list[str] = []
        self.segments: list[Segment] = []
        self.places: list[Place] = []
        self.weights: Counter[str] = Counter()
        self.line = self.col = 0

    def text(self, text: str) -> None:
        self.chunks.append(text)
        if "\n" in text:
            self.line += text.count("\n")
            self.col = 0
            text = text[text.rindex("\n") + 1 :]
        # JavaScript counts UTF-16 units.
        self.col += len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2

    def unit(self, unit: Unit, parts: Sequence[UnitPart]) -> None:
        begun = len(self.chunks)
        # The function that we are in, and those around it: name and line; line 0 is no frame of Python's.
        code, line = "<module>", 0
        outer: list[tuple[str, int]] = []
        names = self.names
        run: list[str] = []
        for part in parts:
            if isinstance(part, str):
                run.append(part)
                continue
            if isinstance(part, _NAMED):
                run.append(names[part[0]])
                continue
            if run:
                self.text("".join(run))
                run = []
            if isinstance(part, Mark):
                number, col, name = part
                self.segments.append(Segment(self.line, self.col, unit.source, number - 1, col, name))
                if not name:
                    line = number
                    self.place(unit, code, line)
            elif isinstance(part, Enter):
                outer.append((code, line if part.code else 0))
                code, line = part.code or code, 0
                self.place(unit, code, line)
            else:
                code, line = outer.pop()
                self.place(unit, code, line)
        self.text("".join(run))
        self.place(unit, "", 0)
        self.text("\n")
        self.weights[unit.source or f"{RUNTIME}{unit.home}"] += sum(map(len, self.chunks[begun:]))

    def place(self, unit: Unit, code: str, line: int) -> None:
        """What is written next belongs to that line of that function."""
        here = self.line, self.col
        what = (unit.source, line, code) if line else ("", 0, "")
        places = self.places
        if places and places[-1][:2] == here:
            places.pop()
        if (places[-1][2:] if places else ("", 0, "")) != what:
            places.append(Place._make((*here, *what)))
