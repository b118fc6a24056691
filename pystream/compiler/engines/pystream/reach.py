"""What of the runtime a program can reach: a fixed point over facts that only ever come alive.

Every declaration is folded (js/fold.py) by the facts that hold: a name is reached, an internal property is
written, a dunder is defined. What is left of it says names and makes facts; a declaration that went by a fact
which has since come alive is folded again.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from pystream.compiler.engines.pystream.folds import Fold, Folds, Question, read_parts
from pystream.compiler.engines.pystream.js.effects import (
    Effects,
    effects,
    function_summary,
    prune,
    undeclared,
)
from pystream.compiler.engines.pystream.js.fold import Folder
from pystream.compiler.engines.pystream.js.minify import minify
from pystream.compiler.engines.pystream.js.parse import Node, Parser
from pystream.compiler.engines.pystream.js.print import ANY as ANY_ARGS
from pystream.compiler.engines.pystream.js.print import Check, Checked, Internal, Part, Top
from pystream.compiler.engines.pystream.js.resolve import resolve_names
from pystream.compiler.engines.pystream.js.scan import GLOBALS, tokens
from pystream.compiler.engines.pystream.spoken import Spoken
from pystream.compiler.results import Results, digest

if TYPE_CHECKING:
    from pystream.compiler.engines.pystream.bundle import Library, Unit

# Said by a program that computes names of attributes.
ANY = "*"
# Names whose appearance in a program makes types values that may be called.
_TYPES = frozenset(("typeOf", "type_", "PyType"))
# Their attributes are found by the program's own reads only: the runtime gets at such values another way.
ASKED = frozenset(("ObjectDefaults", "TypeDefaults", "Coroutine", "GeneratorProto"))
# The same, and what a class defines is no read: only names that the program's text has as strings count.
SPOKEN = frozenset(("StrDefaults", "NumDefaults", "SequenceDefaults"))
# The same for these dunders: the operators know these types by themselves.
_TEXT = frozenset(("__repr__", "__str__", "__format__"))
_ORDER = frozenset(f"__{name}__" for name in "eq ne lt le gt ge hash add mul rmul format".split())
ASKED_OF = {
    "String": _TEXT,
    "Number": _TEXT,
    "BigInt": _TEXT,
    "Boolean": _TEXT,
    "Float": frozenset(("__format__",)),
    "Array": _ORDER | {"__len__"},
    "Tuple": _ORDER | {"__len__"},
}
# A constant that is shorter where it is used than its name and its declaration.
_NUMBER = re.compile(r"(?:export )?const \w+ = \d{1,6};")
# Reached by a program that passes keyword arguments whose names only a run can tell.
_COMPUTED_KEYWORDS = "builtins/calls.js:mergekw"
Fact = tuple[str, str]


def only_asked(unit: Unit) -> bool:
    """Whether only the program's own reads find it."""
    target = unit.attached.rpartition(":")[2]
    return target in ASKED or unit.attribute in ASKED_OF.get(target, ())


@cache
def declaration(text: str, top: frozenset[str]) -> tuple[Node, frozenset[int]]:
    """The tree of a top-level statement's text, names resolved, and the locals that are assigned to."""
    return resolve_names(Parser(list(tokens(text))).program(), top)


def _traits_of(tree: Node) -> tuple[str, bool]:
    kind = ""
    if tree[0] in ("fdecl", "cdecl"):
        kind = str(tree[0])
    elif tree[0] == "var":
        init = tree[2][0][1]
        kind = "object" if init is not None and init[0] in ("call", "new", "obj", "arr", "fn") else ""
    return kind, tree[0] == "fdecl" and len(tree[1][4]) <= 4


def _name(unit: Unit) -> str:
    """Of a declaration, in the whole runtime."""
    return unit.defines[0] if unit.defines else f"{unit.home} {digest(unit.text)}"


def reach(
    library: Library, units: Sequence[Unit], roots: Sequence[str], results: Results, program: str = ""
) -> Reach:
    """The units that stay: as the last compile found them, where all that it went by is as it was."""
    made = Reach(library, units, roots, results)
    key = results.key("reach", program, *roots)
    last: Reach | None = results.memory.find(key)
    if last is None or not made.follow(last):
        made.run()
    results.memory.keep(key, made)
    return made


class Reach:
    """The units that stay, and their text in parts."""

    def __init__(
        self, library: Library, units: Sequence[Unit], roots: Sequence[str], results: Results
    ) -> None:
        self.library = library
        self.program = units
        self.earlier = results.here(results.key("folds"), lambda: Folds(results))
        self.by_key: dict[str, Unit] = dict(library.units)
        for unit in units:
            self.by_key.update(dict.fromkeys(unit.defines, unit))
        self.pending = [*library.attached, *(unit for unit in units if unit.attached)]
        self.units = {id(unit): unit for unit in [*library.units.values(), *library.attached, *units]}
        self.place = {each: number for number, each in enumerate(self.units)}
        self.ids: set[int] = set()
        self.facts: set[Fact] = set()
        self.folds: dict[int, Fold] = {}
        self.effects: dict[int, Effects] = {}
        self.summaries: dict[int, tuple[str, Any] | None] = {}
        self.users: defaultdict[int, set[int]] = defaultdict(set)
        self.by_fact: defaultdict[Fact, set[int]] = defaultdict(set)
        # What is being folded, what each asks meanwhile, and the properties that it asks for in vain.
        self.stack: list[int] = []
        self.asked: list[dict[Question, Any]] = []
        self.vain: defaultdict[int, set[str]] = defaultdict(set)
        self.waiting: list[Unit] = [unit for unit in units if not unit.pure and not unit.attached]
        self.waiting += [self.by_key[key] for key in roots if key in self.by_key]
        self.facts.update(("value", key) for key in roots)
        self.stale: set[int] = set()
        texts = [part for unit in units for part in unit.parts if isinstance(part, str)]
        self.spoken = Spoken("".join(texts))
        # What the lowering's own forms ask of the runtime's objects: `$w.fail(..)`.
        self.facts.update([("prop", name) for name in self.spoken.properties])

    def run(self) -> None:
        """Find them."""
        first = list(self.waiting)
        self._run()
        self._collect(first)

    def follow(self, last: Reach) -> bool:
        """Take over what another found, if this one would go the same way: whether it does.

        What nobody reaches has no part in that, except in what the program's text says.
        """
        if last.library is not self.library or not last.spoken.same(self.spoken):
            return False
        before = [unit for unit in last.program if last.acts(unit)]
        now = [unit for unit in self.program if last.acts(unit)]
        if len(before) != len(now) or not all(map(self._alike, before, now)):
            return False
        new = {id(old): id(unit) for old, unit in zip(before, now, strict=True)}
        self.ids = {new.get(each, each) for each in last.ids}
        self.facts, self.folds, self.summaries = last.facts, last.folds, last.summaries
        self.users, self.by_fact, self.vain = last.users, last.by_fact, last.vain
        return True

    def acts(self, unit: Unit) -> bool:
        """Whether a unit of the program had, or would have had, a part in what was found."""
        live = any(("top", key) in self.facts for key in unit.defines)
        return live or not unit.pure or bool(unit.attached)

    def _alike(self, one: Unit, other: Unit) -> bool:
        return one is other or (
            (one.defines, one.pure, one.attached, one.attribute, one.text)
            == (other.defines, other.pure, other.attached, other.attribute, other.text)
            and self._of_parts(one) == self._of_parts(other)
        )

    def parts(self, unit: Unit) -> list[Part]:
        """The unit's text."""
        if not unit.text:
            return list(self._unchecked(unit.parts))
        fold = self.folds[id(unit)]
        if fold.parts is None and fold.text is not None:
            fold.parts = read_parts(fold.text)
        if fold.parts is None:
            if fold.tree is None:
                # An earlier compile folded it, and then had no use for it.
                fold.tree = self._folded(unit).tree
            assert fold.tree is not None
            fold.parts = minify(fold.tree, self._keys(unit))
            fold.fresh = True
        return fold.parts

    def _unchecked(self, parts: Sequence[Part]) -> Iterator[Part]:
        """Without the checks of argument counts that no call can fail."""
        left_out = False
        for part in parts:
            if isinstance(part, Check):
                fits = all(part.least <= count <= part.most for count in self.counts.get(part.key, ()))
                left_out = fits and ("value", part.key) not in self.facts
            elif isinstance(part, Checked):
                left_out = False
            elif not left_out:
                yield part

    @cached_property
    def counts(self) -> Mapping[str, set[int]]:
        """How many arguments the program's top-level names, and methods as `$name`, are called with."""
        counts: defaultdict[str, set[int]] = defaultdict(set)
        for unit in self.program:
            if id(unit) not in self.ids:
                continue
            for name, count in unit.calls:
                counts[f"${name}"].add(count)
            for part in unit.parts:
                if isinstance(part, Top) and part.args >= 0:
                    counts[part.key].add(part.args)
        return counts

    # ---- the fixed point ----

    def _run(self) -> None:
        while self.waiting or self.stale or self._attach():
            while self.waiting:
                self._keep(self.waiting.pop())
            stale, self.stale = self.stale, set()
            for each in sorted(stale, key=self.place.__getitem__):
                self._fold(self.units[each])

    def _attach(self) -> bool:
        """Take up attachments whose type and name are reached; whether there were any."""
        rest = []
        any_name = ("said", ANY) in self.facts
        for unit in self.pending:
            how = "asked" if only_asked(unit) else "said"
            target = self._target(unit)
            if (
                self.spoken.has_string(unit.attribute)
                if unit.attached.rpartition(":")[2] in SPOKEN
                else (target in GLOBALS or ("top", target) in self.facts)
                and (not unit.attribute or any_name or (how, unit.attribute) in self.facts)
            ):
                self.waiting.append(unit)
            else:
                rest.append(unit)
        self.pending = rest
        return bool(self.waiting)

    def _keep(self, unit: Unit) -> None:
        if id(unit) in self.ids:
            return
        self.ids.add(id(unit))
        for key in unit.defines:
            self._live(("top", key))
            if key.endswith(":typeNew"):
                # type(name, bases, namespace) defines what the namespace says.
                self._live(("define", ANY))
                for name in ("metaclass", "multiple bases", "odd bases", "builtin bases", "class keywords"):
                    self._live(("said", name))
        if unit.text:
            if id(unit) not in self.folds:
                self._fold(unit)
            self._apply(self.effects[id(unit)])
        else:
            self._apply(self._of_parts(unit))

    def _of_parts(self, unit: Unit) -> Effects:
        made = self.effects.get(id(unit)) or unit.effects
        if made is not None:
            self.effects[id(unit)] = made
            return made
        made = self.effects[id(unit)] = unit.effects = Effects(said=unit.said())
        for part in unit.parts:
            if isinstance(part, Top):
                made.tops.add(part.key)
                if part.args == ANY_ARGS:
                    made.facts.add(("value", part.key))
                made.facts |= {("passes", f"{part.key}/{at}") for at in range(part.args)}
            elif isinstance(part, Internal):
                made.facts |= {("read", part.name), ("write", part.name)}
        made.facts |= {("asked", name) for name in made.said}
        made.facts |= {("define", name) for name in made.said if name[:2] == "__"}
        # Through a computed name any method may be handed on.
        made.facts |= {("value", name if name == ANY else f"${name}") for name in unit.attributes}
        made.facts |= {("passes", f"${name}/{at}") for name, count in unit.calls for at in range(count)}
        if ANY in unit.attributes:
            made.facts |= {("define", ANY), ("types", "")}
        if "__class__" in made.said or any(key.rpartition(":")[2] in _TYPES for key in made.tops):
            made.facts.add(("types", ""))
        return made

    def _apply(self, made: Effects) -> None:
        for key in sorted(made.tops):
            if ("top", key) not in self.facts:
                if key not in self.by_key:
                    raise KeyError(f"nothing defines {key}")
                self.waiting.append(self.by_key[key])
        for fact in made.facts:
            self._live(fact)
        for name in made.said:
            self._live(("said", name))

    def _live(self, fact: Fact) -> None:
        if fact in self.facts:
            return
        self.facts.add(fact)
        self.stale |= self.by_fact.pop(fact, set())
        if fact[1] == ANY:
            for other in [other for other in self.by_fact if other[0] == fact[0]]:
                self.stale |= self.by_fact.pop(other)

    def _is_alive(self, fact: Fact) -> bool:
        if fact[0] == "spoken":
            return self.spoken.has_string(fact[1])
        if fact[0] == "keyword":
            if self.spoken.has_key(fact[1]):
                return True
            fact = ("top", _COMPUTED_KEYWORDS)
        return fact in self.facts or (fact[0] in ("define", "said", "asked") and (fact[0], ANY) in self.facts)

    def _alive(self, how: str, name: str) -> bool:
        alive = self._is_alive((how, name))
        if not alive and how != "spoken":
            waits: Fact = ("top", _COMPUTED_KEYWORDS) if how == "keyword" else (how, name)
            self.by_fact[waits].add(self.stack[-1])
        return alive

    def _target(self, unit: Unit) -> str:
        """What has to be reached for an attachment: for what only subclasses use, the type's class."""
        if unit.attribute in ("__init__", "__new__"):
            return self.library.classes.get(unit.attached, unit.attached)
        return unit.attached

    # ---- one declaration ----

    def _keys(self, unit: Unit) -> Callable[[str], str]:
        home = unit.home
        names = self.library.names[home]
        return lambda name: names.get(name) or f"{home}:{name}"

    def _raw(self, unit: Unit) -> tuple[Node, frozenset[int]]:
        return declaration(unit.text, self.library.tops[unit.home])

    def _fold(self, unit: Unit) -> None:
        said = self.vain[id(unit)]
        before = len(said)
        name = _name(unit)
        fold = next((each for each in self.earlier.of(name) if self._holds(unit, each)), None)
        if fold is None:
            fold = self._folded(unit)
            self.earlier.add(name, fold)
        said |= fold.vain
        self.folds[id(unit)] = fold
        found = Effects(set(fold.tops), set(fold.facts), set(fold.said))
        found.said |= {name for name in said if name[:2] != "_$"}
        found.facts |= {("read", name) for name in said if name[:2] == "_$"}
        if unit.home.startswith("lib/") and any(key.rpartition(":")[2] in _TYPES for key in found.tops):
            found.facts.add(("types", ""))
        if unit.home.startswith("lib/"):
            if ("read", "_$alloc") in found.facts or "odd bases" in found.said:
                found.said |= {"odd bases", "builtin bases"}
            found.facts |= {("asked", name) for name in found.said}
            found.facts |= {("asked", name) for how, name in found.facts if how == "prop"}
        self.effects[id(unit)] = found
        summary = fold.summary
        if id(unit) in self.summaries and (summary != self.summaries[id(unit)] or len(said) > before):
            self.stale |= self.users[id(unit)]
        self.summaries[id(unit)] = summary
        if id(unit) in self.ids:
            self._apply(found)

    def _holds(self, unit: Unit, fold: Fold) -> bool:
        """Whether folding would be told the same again; the unit is then noted wherever folding notes it."""
        for question in fold.asked:
            if question[0] == "alive":
                _, how, word = question
                if self._is_alive((how, word)) != fold.asked[question]:
                    return False
        self.stack.append(id(unit))
        self.asked.append({})
        same = all(self._ask(question) == answer for question, answer in fold.asked.items())
        self.asked.pop()
        self.stack.pop()
        return same

    def _folded(self, unit: Unit) -> Fold:
        tree, assigned = self._raw(unit)
        keys = self._keys(unit)
        vain: set[str] = set()
        asked: dict[Question, Any] = {}
        self.stack.append(id(unit))
        self.asked.append(asked)
        for propagate in (True, False):
            folder = Folder(
                lambda fact: self._ask(("alive", *fact)),
                lambda key: self._ask(("summary", key)),
                lambda key: self._ask(("kind", key)),
                self._number,
                keys,
                assigned,
                vain,
                propagate,
            )
            if tree[0] == "fdecl":
                tree = folder.function(tree, unit.defines[0])
            elif unit.attribute and unit.attribute[:2] != "__":
                tree = folder.method(tree, f"${unit.attribute}")
            made = prune(folder.s(tree)[0] if tree[0] != "expr" else ("expr", folder.e(tree[1])))
            if not propagate or not undeclared(made):
                break
        self.asked.pop()
        self.stack.pop()
        found = effects(made, keys)
        found.facts |= {("passes", name) for name in folder.passed}
        return Fold(asked, vain, found.tops, found.facts, found.said, function_summary(made), made)

    def _ask(self, question: Question) -> Any:
        """An answer to what is being folded; noted, as it was first given."""
        what, *words = question
        answer = getattr(self, f"_{what}")(*words)
        self.asked[-1].setdefault(question, answer)
        return answer

    def _kind(self, key: str) -> str:
        unit = self.by_key.get(key)
        return self._traits(unit)[0] if unit is not None and unit.text else ""

    def _traits(self, unit: Unit) -> tuple[str, bool]:
        """As Folds has it; parsed for only when no earlier compile did."""
        name = _name(unit)
        found = self.earlier.traits.get(name)
        if found is None:
            found = self.earlier.traits[name] = _traits_of(self._raw(unit)[0])
        return found

    def _number(self, key: str) -> Node | None:
        unit = self.by_key.get(key)
        if unit is None or not _NUMBER.match(unit.text):
            return None
        number: Node = self._raw(unit)[0][2][0][1]
        return number

    def _summary(self, key: str) -> tuple[str, Any] | None:
        unit = self.by_key.get(key)
        if unit is None or not unit.text:
            return None
        here = id(unit)
        self.users[here].add(self.stack[-1])
        if here not in self.summaries:
            if here in self.stack or len(self.stack) > 12 or not self._traits(unit)[1]:
                self.summaries[here] = None
                return None
            self._fold(unit)
        if self.summaries[here] is not None:
            self.vain[self.stack[-1]] |= self.vain[here]
        return self.summaries[here]

    # ---- what was kept under facts that did not hold yet goes again ----

    def _collect(self, waiting: list[Unit]) -> None:
        kept: set[int] = set()
        said: set[str] = set()
        asked: set[str] = set()
        keys: set[str] = set()
        pending = [unit for unit in self.units.values() if unit.attached and id(unit) in self.ids]
        while waiting:
            while waiting:
                unit = waiting.pop()
                if id(unit) in kept:
                    continue
                kept.add(id(unit))
                keys.update(unit.defines)
                made = self.effects[id(unit)]
                said |= made.said
                asked |= {name for how, name in made.facts if how == "asked"}
                waiting += [self.by_key[key] for key in made.tops if key not in keys]
            rest = []
            for unit in pending:
                names = asked if only_asked(unit) else said
                target = self._target(unit)
                if unit.attached.rpartition(":")[2] in SPOKEN or (
                    (target in GLOBALS or target in keys)
                    and (not unit.attribute or ANY in said or unit.attribute in names)
                ):
                    waiting.append(unit)
                else:
                    rest.append(unit)
            pending = rest
        self.ids = kept
