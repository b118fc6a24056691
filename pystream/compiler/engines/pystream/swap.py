"""Two dev builds -> the script that makes a page of the one a page of the other, or why there is none.

What has run is not run again, so state stays: a swap gives functions and methods new code, changes constants
that nobody has read yet, and runs what is new. All else (a statement that did something, a class's bases or
fields, decorators) is for a page that begins anew.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from pystream.compiler.engines import Bundle
from pystream.compiler.engines.pystream.bundle import Unit, UnitPart
from pystream.compiler.engines.pystream.dev import Part, Program, Script
from pystream.compiler.engines.pystream.js.print import DECLARED, Begin, End, Enter, Leave, Mark, Top
from pystream.compiler.engines.pystream.lower.hot import hot_keys
from pystream.compiler.engines.pystream.lower.order import PURE_DECORATORS
from pystream.compiler.engines.pystream.lower.purity import decorator_name
from pystream.compiler.engines.pystream.names import prop
from pystream.compiler.source import Module

CLIENT = "pystream.client"
# What making a class looks at.
_MADE_BY = frozenset(
    f"__{name}__"
    for name in """
    new init_subclass class_getitem set_name slots call get set delete getattribute setattr delattr getattr eq
    hash iter getitem
    """.split()
)
Def = ast.FunctionDef | ast.AsyncFunctionDef


class Reload(Exception):
    """No swap; says why."""


def swap(before: Program, after: Program) -> Bundle | str:
    """What takes pages from one to the other, or why they have to be reloaded."""
    try:
        return _Swap(before, after).script()
    except Reload as why:
        return str(why)


@dataclass(slots=True)
class _Piece:
    """A part of a unit that can be run by itself."""

    begin: Begin
    parts: list[UnitPart] = field(default_factory=list)


class _Swap:
    """A swap under way.

    Attributes:
        there: the variables that the page has.
        steps: what it runs.
        constants: those that change, and how to say it.
    """

    def __init__(self, before: Program, after: Program) -> None:
        self.before = before
        self.after = after
        self.there = {key for part in before.parts.values() for key in part.keys}
        self.there |= {key for unit in before.spaces for key in unit.defines}
        self.steps: list[Unit] = []
        self.constants: dict[str, str] = {}

    def script(self) -> Bundle:
        """
        Raises:
            Reload: there is none.
        """
        before, after = self.before, self.after
        if before.runtime.name != after.runtime.name:
            raise Reload("pystream itself changed")
        if before.vendored != after.vendored:
            raise Reload("a script in client_src/lib changed")
        for name, part in after.parts.items():
            if name not in before.parts:
                self.steps += part.units
            elif (name in before.lazy) != (name in after.lazy):
                raise Reload(f"{part.module.path} is imported at another time")
            else:
                _Module(self, before.parts[name], part).compare()
        for name, part in before.parts.items():
            if name not in after.parts and not all(unit.pure for unit in part.units):
                raise Reload(f"{part.module.path} is not imported any more")
        self._nobody_read(self.constants)
        return self._written()

    def _nobody_read(self, constants: dict[str, str]) -> None:
        """Constants have no part in anything that the page has made already."""
        if not constants:
            return
        for part in self.after.parts.values():
            for unit in part.units:
                if f"{part.module.name}:$module" in unit.defines:
                    continue
                for key in constants.keys() - set(unit.defines):
                    if any(isinstance(each, Top) and each.key == key for each in _outside_pieces(unit)):
                        raise Reload(f"{constants[key]}, and {part.module.path} has used it")

    def _written(self) -> Bundle:
        declared = [key for unit in self.steps for key in unit.defines if key not in self.there]
        script = Script(self.after, declared)
        units = [script.settled(unit) for unit in self.steps]
        known = self.there.union(declared, self.after.runtime.names, script.vendored)
        for unit in self.steps:
            for part in unit.parts:
                if isinstance(part, Top) and part.key not in known:
                    raise Reload(f"{unit.source} needs what the page has not")
        sources = {part.module.path: part.module.source.text for part in self.after.parts.values()}
        before = [
            f"{script.rt('hotSwap')}({json.dumps(self.before.version)});\n",
            script.accessors(self.steps),
        ]
        after = [f"{script.rt('hotSwapped')}({json.dumps(self.after.version)});\n"]
        return script.write(units, before, after, sources)


class _Module:
    """The comparison of one module."""

    def __init__(self, swap: _Swap, before: Part, after: Part) -> None:
        self.swap = swap
        self.before = before
        self.after = after
        self.path = after.module.path

    def compare(self) -> None:
        old, new = self.before, self.after
        if old.units is new.units:
            return
        if old.module.digest == new.module.digest and _said(old.units) == _said(new.units):
            return
        if new.module.name in self.swap.after.lazy:
            raise Reload(f"{self.path} changed, which runs at its first import")
        if new.module.path.startswith("pystream/"):
            raise Reload(f"what {self.path} is used for changed")
        self._head()
        before, after = _Statements(old), _Statements(new)
        self._only_added(before, after)
        for step in after.steps:
            if isinstance(step.node, Def):
                self._function(before.named.get(step.key), step)
            elif isinstance(step.node, ast.ClassDef):
                self._class_statement(before.named.get(step.key), step)
            elif step.constant is not None:
                self._constant(before.constants.get(step.constant), step)
            elif step in after.added:
                self.swap.steps += step.units
        for key, gone in before.named.items():
            if key not in after.named:
                self._gone(gone)

    def _reload(self, why: str, node: ast.stmt | None = None) -> Reload:
        if self.after.module.generated:
            return Reload("what the server offers changed")
        return Reload(self.path + (f":{node.lineno}" if node is not None else "") + f": {why}")

    def _head(self) -> None:
        """What stands before the module's own statements."""
        old = {key: unit for unit in self.before.units for key in unit.defines}
        for unit, place in zip(self.after.units, self.after.made_of, strict=True):
            if place >= 0:
                continue
            (key,) = unit.defines
            if key not in old:
                self.swap.steps.append(unit)
            elif key.endswith(":$module") and _said([unit]) != _said([old[key]]):
                made = unit.parts[unit.parts.index(Top(key, DECLARED)) + 1 :]
                first = made[0]
                assert isinstance(first, str)
                parts = [*_call("hotNames", Top(key)), first[1:], *made[1:-1], ");"]
                self.swap.steps.append(replace(unit, defines=(), parts=parts))

    def _only_added(self, before: _Statements, after: _Statements) -> None:
        """What ran at module level is what it was; new values are all that may come to it."""
        waiting = iter(before.acting)
        following = next(waiting, None)
        for step in after.acting:
            if following is not None and following.text == step.text:
                following = next(waiting, None)
            elif not step.makes_value or not self.swap.there.isdisjoint(_defined(step.units)):
                raise self._reload("module level changed", step.node)
            else:
                after.added.append(step)
        if following is not None:
            raise self._reload("a statement is gone from module level")
        for text, step in after.imports.items():
            earlier = before.imports.get(text)
            if earlier is None:
                after.added.append(step)
            elif _said(earlier.units) != _said(step.units):
                raise self._reload("an import has another meaning", step.node)

    # Functions

    def _function(self, old: _Step | None, new: _Step) -> None:
        assert isinstance(new.node, Def)
        if old is None or not isinstance(old.node, Def):
            self.swap.steps += new.units
            return
        if _dumps(old.node.decorator_list) == _dumps(new.node.decorator_list):
            self._replace(old.pieces[new.key], new.pieces[new.key], new)
        elif all(map(self._registers, [*old.node.decorator_list, *new.node.decorator_list])):
            self._unregister(old.key)
            self.swap.steps += new.units
        else:
            raise self._reload(f"{new.node.name} has other decorators", new.node)

    @cached_property
    def _started(self) -> list[ast.stmt]:
        """The function that the page's start calls, once, if it is of this module."""
        body = self.after.module.tree.body
        name = self.after.module.name
        if any(_starts(part.module, name) for part in self.swap.after.parts.values()):
            return [node for node in body if isinstance(node, Def) and node.name == "init"]
        return []

    def _replace(self, old: _Piece, new: _Piece, step: _Step) -> None:
        if old.parts == new.parts:
            return
        if step.node in self._started and _without_places(old.parts) != _without_places(new.parts):
            raise self._reload("init changed, which has run", step.node)
        if not new.begin.closed:
            if _without_places(old.parts) == _without_places(new.parts):
                return
            raise self._reload("a function with computed defaults changed", step.node)
        self.swap.steps.append(replace(step.units[0], defines=(), parts=[*new.parts, ";"]))

    def _gone(self, old: _Step) -> None:
        node = old.node
        assert isinstance(node, Def | ast.ClassDef)
        if isinstance(node, Def) and node.decorator_list and all(map(self._registers, node.decorator_list)):
            self._unregister(old.key)
        elif not all(decorator_name(each) in PURE_DECORATORS for each in node.decorator_list):
            raise self._reload(f"{node.name} is gone, and its decorators may have kept it")

    def _registers(self, decorator: ast.expr) -> bool:
        """Whether a decorator is `on`, whose handlers can be taken away again."""
        names = {
            alias.asname or alias.name
            for node in (*self.before.module.tree.body, *self.after.module.tree.body)
            if isinstance(node, ast.ImportFrom) and node.module == CLIENT
            for alias in node.names
            if alias.name == "on"
        }
        while isinstance(decorator, ast.Call | ast.Attribute):
            decorator = decorator.func if isinstance(decorator, ast.Call) else decorator.value
        return isinstance(decorator, ast.Name) and decorator.id in names

    def _unregister(self, key: str) -> None:
        named = [*_call("hotNamed"), json.dumps(key), ")"]
        self._run([Top("client.js:off", 1), "(", *named, ");"])

    def _run(self, parts: list[UnitPart]) -> None:
        self.swap.steps.append(Unit((), parts, False, source=self.path))

    # Constants

    def _constant(self, old: _Step | None, new: _Step) -> None:
        assert new.constant is not None
        if old is None:
            self.swap.steps += new.units
        elif old.text != new.text:
            self.swap.steps += new.units
            key = f"{self.after.module.name}:{new.constant}"
            self.swap.constants[key] = f"{self.path}: {new.constant} changed"

    # Classes

    def _class_statement(self, old: _Step | None, new: _Step) -> None:
        assert isinstance(new.node, ast.ClassDef)
        if old is None or not isinstance(old.node, ast.ClassDef):
            self.swap.steps += new.units
            return
        self._class(old, new, old.node, new.node, new.key)

    def _class(self, old: _Step, new: _Step, one: ast.ClassDef, other: ast.ClassDef, key: str) -> None:
        if _head_of(one) != _head_of(other):
            raise self._reload(f"class {other.name} has other bases or decorators", other)
        if _fields(one) != _fields(other):
            raise self._reload(f"class {other.name} has other fields", other)
        before, after = _members(one), _members(other)
        for name, group in after.items():
            earlier = before.get(name, [])
            if list(map(_shape, earlier)) != list(map(_shape, group)):
                self._put(new, other, key, name, group)
                continue
            for was, now in zip(earlier, group, strict=True):
                member = new.keys[now]
                if isinstance(now, ast.ClassDef):
                    assert isinstance(was, ast.ClassDef)
                    self._class(old, new, was, now, member)
                else:
                    self._replace(old.pieces[member], new.pieces[member], replace(new, node=now))
        for name in before.keys() - after.keys():
            self._special(other, name)
            place = json.dumps(prop(_private(other, name)))
            self._run([*_call("hotForget", self._holder(other, key)), place, ");"])

    def _put(
        self, new: _Step, node: ast.ClassDef, key: str, name: str, group: Sequence[Def | ast.ClassDef]
    ) -> None:
        """A class gets a member that it had not, or had as something else."""
        self._special(node, name)
        for each in group:
            for piece in new.members[new.keys[each]]:
                if not piece.begin.closed:
                    raise self._reload(f"{name} of class {node.name} has computed defaults", each)
                head = _call("hotMembers", self._holder(node, key))
                parts = [*head, f"{piece.begin.outer}=>{{", *piece.parts, "});"]
                self.swap.steps.append(replace(new.units[0], defines=(), parts=parts))

    def _special(self, node: ast.ClassDef, name: str) -> None:
        if name in _MADE_BY:
            raise self._reload(f"class {node.name} has another {name}", node)

    def _holder(self, node: ast.ClassDef, key: str) -> Top:
        """The variable that holds the class itself."""
        module, _, name = key.partition(":")
        cell = f"{module}:$class {name}"
        return Top(cell if cell in self.swap.there else key)


@dataclass(eq=False)
class _Step:
    """A statement of module level, and what became of it.

    Attributes:
        key: of a function or class.
        constant: the name of one, if it is no more than that.
        keys: of all functions and classes in it.
    """

    node: ast.stmt
    units: list[Unit]
    key: str
    constant: str | None
    keys: dict[ast.AST, str]

    @cached_property
    def text(self) -> str:
        return ast.dump(self.node)

    @property
    def makes_value(self) -> bool:
        """Whether it does no more than bind a name to a value."""
        return bool(self.units) and all(unit.pure and unit.defines for unit in self.units)

    @cached_property
    def pieces(self) -> dict[str, _Piece]:
        every = [piece for unit in self.units for piece in _pieces(unit)]
        return {piece.begin.key: piece for piece in every if not piece.begin.outer}

    @cached_property
    def members(self) -> dict[str, list[_Piece]]:
        found: dict[str, list[_Piece]] = {}
        for unit in self.units:
            for piece in _pieces(unit):
                if piece.begin.outer:
                    found.setdefault(piece.begin.key, []).append(piece)
        return found


class _Statements:
    """A module's statements.

    Attributes:
        named: functions and classes by key.
        acting: what may have done something, in order.
        added: what the page has not run.
    """

    def __init__(self, part: Part) -> None:
        keys = hot_keys(part.module)
        units: dict[int, list[Unit]] = {}
        for unit, place in zip(part.units, part.made_of, strict=True):
            units.setdefault(place, []).append(unit)
        self.steps: list[_Step] = []
        self.named: dict[str, _Step] = {}
        self.constants: dict[str, _Step] = {}
        self.imports: dict[str, _Step] = {}
        self.acting: list[_Step] = []
        self.added: list[_Step] = []
        for place, node in enumerate(part.module.tree.body):
            made = units.get(place, [])
            step = _Step(node, made, keys.get(node, ""), _constant_name(node, made), keys)
            self.steps.append(step)
            if step.key:
                self.named[step.key] = step
            elif step.constant is not None:
                self.constants[step.constant] = step
            elif isinstance(node, ast.Import | ast.ImportFrom):
                self.imports[step.text] = step
            elif not _is_nothing(node):
                self.acting.append(step)


def _starts(module: Module, name: str) -> bool:
    """Whether this is the generated module that calls `init` of the one named."""
    return module.generated and any(
        isinstance(node, ast.ImportFrom) and node.module == name and node.names[0].name == "init"
        for node in module.tree.body
    )


def _constant_name(node: ast.stmt, units: Sequence[Unit]) -> str | None:
    """The name of a constant: bound here alone, to a literal that nobody can change."""
    target = node.targets[0] if isinstance(node, ast.Assign) and len(node.targets) == 1 else None
    target = node.target if isinstance(node, ast.AnnAssign) else target
    value = getattr(node, "value", None)
    simple = isinstance(target, ast.Name) and isinstance(value, ast.expr) and _is_literal(value)
    bound_here = len(units) == 1 and units[0].pure and len(units[0].defines) == 1
    return target.id if simple and bound_here and isinstance(target, ast.Name) else None


def _is_literal(node: ast.expr) -> bool:
    match node:
        case ast.Constant():
            return True
        case ast.UnaryOp(operand=operand):
            return _is_literal(operand)
        case ast.Tuple(elts=elements):
            return all(map(_is_literal, elements))
    return False


def _is_nothing(node: ast.stmt) -> bool:
    match node:
        case ast.Pass() | ast.Expr(value=ast.Constant()) | ast.AnnAssign(value=None):
            return True
    return False


def _head_of(node: ast.ClassDef) -> list[str]:
    return _dumps([*node.bases, *node.keywords, *node.decorator_list])


def _fields(node: ast.ClassDef) -> list[str]:
    """What the body of a class does beside defining methods and classes."""
    return _dumps(
        each for each in node.body if not isinstance(each, Def | ast.ClassDef) and not _is_text(each)
    )


def _is_text(node: ast.stmt) -> bool:
    match node:
        case ast.Pass() | ast.Expr(value=ast.Constant()):
            return True
    return False


def _members(node: ast.ClassDef) -> dict[str, list[Def | ast.ClassDef]]:
    found: dict[str, list[Def | ast.ClassDef]] = {}
    for each in node.body:
        if isinstance(each, Def | ast.ClassDef):
            found.setdefault(each.name, []).append(each)
    return found


def _shape(node: Def | ast.ClassDef) -> list[str]:
    """What of a member is no function's code."""
    if isinstance(node, ast.ClassDef):
        return ["class"]
    # What stands for a class method remembers its signature.
    decorated = _dumps([*node.decorator_list, *([node.args] if node.decorator_list else [])])
    takes_self = bool(node.args.posonlyargs or node.args.args)
    return ["def", str(takes_self), *decorated]


def _private(node: ast.ClassDef, name: str) -> str:
    if name.startswith("__") and not name.endswith("__"):
        return f"_{node.name.lstrip('_')}{name}"
    return name


def _defined(units: Iterable[Unit]) -> set[str]:
    return {key for unit in units for key in unit.defines}


def _dumps(nodes: Iterable[ast.AST]) -> list[str]:
    return [ast.dump(each) for each in nodes]


def _call(function: str, *args: Top) -> list[UnitPart]:
    """The beginning of a call of one of hot.js's functions."""
    parts: list[UnitPart] = [Top(f"builtins/hot.js:{function}"), "("]
    for each in args:
        parts += [each, ","]
    return parts


def _pieces(unit: Unit) -> Iterator[_Piece]:
    """Outer ones first."""
    every: list[_Piece] = []
    under_way: list[_Piece] = []
    for part in unit.parts:
        if isinstance(part, End):
            under_way.pop()
            continue
        if isinstance(part, Begin):
            under_way.append(_Piece(part))
            every.append(under_way[-1])
            continue
        for each in under_way:
            each.parts.append(part)
    yield from every


def _outside_pieces(unit: Unit) -> Iterator[UnitPart]:
    under_way: list[bool] = []
    for part in unit.parts:
        if isinstance(part, Begin):
            under_way.append(not part.outer)
        elif isinstance(part, End):
            under_way.pop()
        elif not any(under_way):
            yield part


def _without_places(parts: Iterable[UnitPart]) -> list[UnitPart]:
    return [part for part in parts if not isinstance(part, Mark | Enter | Leave)]


def _said(units: Iterable[Unit]) -> list[list[UnitPart]]:
    """Units, wherever they came from."""
    return [_without_places(unit.parts) for unit in units]
