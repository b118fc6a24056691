"""The whole runtime as one script, for dev builds: no edit of a program changes it.

Nothing is left out, folded or named anew, so whatever an edit needs is there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pystream.compiler.engines.pystream.bundle import Library, Unit, UnitPart
from pystream.compiler.engines.pystream.js.minify import minify
from pystream.compiler.engines.pystream.js.print import Internal, Top
from pystream.compiler.engines.pystream.js.scan import TOKEN
from pystream.compiler.engines.pystream.reach import declaration
from pystream.compiler.results import digest

_HASH = 8
_HERITAGE = re.compile(r"class\b[^{]*")


@dataclass(frozen=True, slots=True)
class Runtime:
    """The runtime's script: its file's name, which tells its content, and what it exports: key -> name."""

    name: str
    text: str
    names: dict[str, str]


def read_runtime(library: Library) -> Runtime:
    """The runtime in one script, as it is written."""
    every = library.units
    names = _exported(every)
    renamed = {key for key, name in names.items() if name != "$" + key.rpartition(":")[2]}
    # Files in which a name is not what it is outside are printed anew.
    anew = {
        path
        for path, meant in library.names.items()
        if any(key in renamed or key.rpartition(":")[2] != name for name, key in meant.items())
    }

    def text(unit: Unit) -> str:
        if unit.text and unit.home not in anew:
            return unit.text
        parts: Sequence[UnitPart] = unit.parts
        if unit.text:
            meant = library.names[unit.home]
            tree, _ = declaration(unit.text, library.tops[unit.home])
            parts = minify(tree, lambda name: meant.get(name) or f"{unit.home}:{name}")
        return "".join(_plain(part, names) for part in parts) + "\n"

    chunks = [text(unit) for unit in _in_order(library, every)]
    chunks += [text(unit) for unit in library.attached]
    exported = ",".join(f"{name.removeprefix('$')} as {name}" for name in names.values())
    whole = "".join(chunks) + f"export {{{exported}}};\n"
    return Runtime(f"runtime-{digest(whole)[:_HASH]}.js", whole, names)


def _exported(units: Mapping[str, Unit]) -> dict[str, str]:
    """What programs call each; where two files use one name, the second's has its file's before it."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for key in units:
        path, _, name = key.partition(":")
        if name in taken or name == "*":
            name = re.sub(r"\W", "_", f"{path.removesuffix('.js')}_{name}")
        taken.add(name)
        names[key] = "$" + name
    return names


def _plain(part: UnitPart, names: Mapping[str, str]) -> str:
    if isinstance(part, Top):
        return names[part.key].removeprefix("$")
    return part.name if isinstance(part, Internal) else part if isinstance(part, str) else ""


def _in_order(library: Library, units: Mapping[str, Unit]) -> Iterator[Unit]:
    """Functions, then classes and constants after those that they need, as in bundle.py."""
    eager = {key: unit for key, unit in units.items() if unit.eager}
    yield from (unit for unit in units.values() if not unit.eager)
    place = {key: number for number, key in enumerate(eager)}
    done: set[str] = set()

    def visit(key: str) -> Iterator[Unit]:
        if key in done:
            return
        done.add(key)
        unit = eager[key]
        for other in _load_time(library, unit):
            if other in eager and (other.partition(":")[0] != unit.home or place[other] < place[key]):
                yield from visit(other)
        yield unit

    for key in sorted(eager, key=lambda key: not eager[key].text.startswith("class")):
        yield from visit(key)


def _load_time(library: Library, unit: Unit) -> list[str]:
    """What a class or constant reads while it is being made: of a class, only its heritage."""
    if not unit.text:
        return [part.key for part in unit.parts if isinstance(part, Top)]
    heritage = _HERITAGE.match(unit.text)
    text = heritage[0] if heritage else unit.text
    meant = library.names[unit.home]
    return [meant[each[0]] for each in TOKEN.finditer(text) if each.lastgroup == "name" and each[0] in meant]
