"""Flows between variables, targets, containers and loops: what statements and expressions share."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from pystream.compiler.engines.pystream.lower.facts import Closed
from pystream.compiler.engines.pystream.lower.known import MATH
from pystream.compiler.engines.pystream.lower.scopes import Scope
from pystream.compiler.engines.pystream.lower.types import (
    ANY,
    BOOL,
    COUNT,
    INF,
    INT,
    LIST,
    OTHER,
    PRIMITIVE,
    STEP,
    STR,
    Var,
)
from pystream.compiler.engines.pystream.names import builtin

if TYPE_CHECKING:
    from pystream.compiler.engines.pystream.lower.infer import Inference


class Flows:
    """The state of walking one module."""

    def __init__(self, inference: Inference) -> None:
        self.inference = inference
        self.module = module = inference.module
        self.program = inference.program
        self.solver = inference.solver
        self.types = inference.facts.types
        self.variables = inference.facts.variables
        self.pinned = inference.facts.pinned
        self.scopes = inference.scopes
        self.scope = self.scopes.of[module.tree]
        self.function: Closed | None = None
        # Where `return` of the present function goes; None: to unknown code.
        self.result: Var | None = None
        self.math = self._math_names()

    def _math_names(self) -> dict[str, str]:
        """Names that mean the library's `math`, `time` or `random` here, or a function of theirs."""
        found: dict[str, str] = {}
        top = self.scope
        for node in self.module.tree.body:
            if isinstance(node, ast.Import):
                for alias in node.names:
                    bound = alias.asname or alias.name
                    if alias.name in MATH and top.bindings.get(bound) == 1:
                        found[bound] = alias.name
            elif isinstance(node, ast.ImportFrom) and node.module in MATH and not node.level:
                for alias in node.names:
                    bound = alias.asname or alias.name
                    if top.bindings.get(bound) == 1:
                        found[bound] = f"{node.module}.{alias.name}"
        return {
            # A program may have a math.py of its own.
            bound: meant
            for bound, meant in found.items()
            if not self.program.is_own(meant.split(".")[0])
        }

    def variable(self, scope: Scope, identifier: str) -> Var:
        key = (scope, identifier)
        found = self.variables.get(key)
        if found is None:
            found = self.variables[key] = Var()
            if scope.kind == "class" or (scope.kind == "module" and self.program.exposed(identifier)):
                self.solver.anything(found)
        return found

    def bind(self, identifier: str, value: Var, plain: bool = True) -> None:
        home, _ = self.scope.resolve(identifier)
        if home is None:
            home = self.scope.module
        self.solver.flow(value, self.variable(home, identifier))
        if not plain:
            self.pinned.add((home, identifier))

    def bind_other(self, identifier: str) -> None:
        self.bind(identifier, Var(), plain=False)
        home, _ = self.scope.resolve(identifier)
        self.solver.add(self.variable(home or self.scope.module, identifier), ANY)

    def any(self) -> Var:
        return self.solver.var(ANY)

    def is_builtin(self, identifier: str) -> bool:
        home, _ = self.scope.resolve(identifier)
        return home is None and builtin(identifier) is not None

    def load(self, identifier: str) -> Var:
        home, _ = self.scope.resolve(identifier)
        if home is None or home.kind == "class":
            return self.any()
        return self.variable(home, identifier)

    def assign(self, target: ast.expr, value: Var, plain: bool = True) -> None:
        """A value goes into a target."""
        solver = self.solver
        match target:
            case ast.Name(id=identifier):
                self.bind(identifier, value, plain)
                home, _ = self.scope.resolve(identifier)
                self.types[target] = self.variable(home or self.scope.module, identifier)
            case ast.Attribute():
                self.use(target.value)
                solver.escape(value)
            case ast.Subscript():
                container = self.expr(target.value)
                self._plain_list(container)
                if isinstance(target.slice, ast.Slice):
                    self._slice(target.slice)
                    self._items_into(value, container)
                    solver.box(container.shape)
                    solver.box(value.shape)
                else:
                    index = self.expr(target.slice)
                    self._int_index(container, index)
                    self._lost_unless(container, LIST, index)
                    solver.flow(value, solver.elem(container))
                    if not plain:
                        solver.box(container.shape)
                self._lost_unless(container, LIST, value)
            case ast.Starred():
                solver.escape(value)
                self.assign(target.value, self.any(), plain=False)
            case ast.Tuple(elts=elts) | ast.List(elts=elts):
                solver.box(value.shape)
                item = self.items(value)
                for each in elts:
                    self.assign(each, item, plain=False)
            case _:
                solver.escape(value)
                self._unknown(target)

    def _lost_unless(self, receiver: Var, mask: int, *values: Var) -> None:
        """The values are in unknown hands when the receiver may be more than that."""

        def check() -> None:
            if receiver.find().mask & ~mask:
                for value in values:
                    self.solver.escape(value)

        self.solver.when([receiver], check)

    def _plain_list(self, receiver: Var) -> None:
        """Lowering reads raw doubles only where the receiver is a list for certain."""

        def check() -> None:
            if receiver.find().mask & ~LIST:
                self.solver.box(receiver.shape)

        self.solver.when([receiver], check)

    def _int_index(self, container: Var, index: Var) -> None:
        """Nor with anything but an int."""

        def check() -> None:
            if index.find().mask & ~INT:
                self.solver.box(container.shape)

        self.solver.when([index], check)

    def _items_into(self, source: Var, container: Var) -> None:
        """All items of an iterable go into a list."""
        self.solver.flow(self.items(source), self.solver.elem(container))

    def _shared(self, var: Var) -> None:
        """Unless a list, it is iterated by code of its own, which has what it contains."""
        self._lost_unless(var, PRIMITIVE | LIST, var)

    def iterated(self, node: ast.expr) -> Var:
        """What a loop over the expression yields."""
        match node:
            case ast.Call(func=ast.Name(id="range"), args=args, keywords=[]) if (
                self.is_builtin("range")
                and 1 <= len(args) <= 3
                and not any(isinstance(each, ast.Starred) for each in args)
            ):
                self.types[node] = self.solver.var(OTHER)
                return self._range(args)
        value = self.expr(node)
        self._plain_list(value)
        return self.items(value)

    def _range(self, args: list[ast.expr]) -> Var:
        vars_ = [self.use(each) for each in args]
        item, solver = Var(), self.solver
        step = 1
        if len(args) == 3:
            match args[2]:
                case ast.Constant(value=int(given)) if type(given) is int and given:
                    step = given
                case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(given))) if (
                    type(given) is int and given
                ):
                    step = -given
                case _:
                    solver.add(item, INT)
                    return item
        start = vars_[0] if len(args) > 1 else solver.var(INT, 0, 0)
        stop = vars_[0] if len(args) == 1 else vars_[1]

        def bounds() -> None:
            ends = [_int_span(each) for each in (start, stop)]
            if None in ends:
                return
            (a, b), (c, d) = ends  # type: ignore[misc]
            if step > 0:
                top = max(b, d - 1)
                if abs(step) <= STEP and b <= COUNT:
                    top = min(top, COUNT)
                solver.add(item, INT, a, top)
            else:
                low = min(a, c + 1)
                if abs(step) <= STEP and a >= -COUNT:
                    low = max(low, -COUNT)
                solver.add(item, INT, low, b)

        solver.when([start, stop], bounds)
        return item

    def items(self, value: Var) -> Var:
        """What iterating a value yields."""
        item, solver = Var(), self.solver
        solver.flow(solver.elem(value), item)

        def kinds() -> None:
            mask = value.find().mask
            if mask & OTHER:
                solver.add(item, ANY)
            elif mask & STR:
                solver.add(item, STR)

        solver.when([value], kinds)
        return item

    def _slice(self, node: ast.Slice) -> None:
        for part in (node.lower, node.upper, node.step):
            if part is not None:
                self.lose(part)

    def expr(self, node: ast.expr) -> Var:
        raise NotImplementedError

    def use(self, node: ast.expr) -> Var:
        raise NotImplementedError

    def lose(self, node: ast.expr) -> Var:
        raise NotImplementedError

    def _unknown(self, node: ast.AST) -> None:
        raise NotImplementedError


def _int_span(var: Var) -> tuple[float, float] | None:
    """The interval of what range() takes; None while nothing is known."""
    var = var.find()
    if not var.mask:
        return None
    if var.mask & ~(INT | BOOL):
        return (-INF, INF)
    lo, hi = var.lo, var.hi
    if var.mask & BOOL:
        lo, hi = min(lo, 0), max(hi, 1)
    return (lo, hi)
