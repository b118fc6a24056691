"""The Vars of expressions, and what evaluating them does to lists and functions."""

from __future__ import annotations

import ast

from pystream.compiler.engines.pystream.lower import arithmetic
from pystream.compiler.engines.pystream.lower.facts import Closed, FunctionDef
from pystream.compiler.engines.pystream.lower.flows import Flows
from pystream.compiler.engines.pystream.lower.known import BUILTINS, LIST_METHODS, MATH, STR_METHODS
from pystream.compiler.engines.pystream.lower.types import (
    ANY,
    BOOL,
    FLOAT,
    INF,
    INT,
    LIST,
    NEG,
    NONE,
    NUMBER,
    OTHER,
    STR,
    Var,
)


class Values(Flows):
    """Walks expressions. `expr` is the way in."""

    def expr(self, node: ast.expr) -> Var:
        """The Var of an expression whose value stays in known hands."""
        var: Var = getattr(self, f"_{type(node).__name__}", self._lost_expr)(node)
        self.types[node] = var
        return var

    def use(self, node: ast.expr) -> Var:
        """An expression whose value is read as a Python value, but neither kept nor changed."""
        var = self.expr(node)
        self.solver.box(var.shape)
        return var

    def lose(self, node: ast.expr) -> Var:
        """An expression whose value unknown code gets."""
        var = self.expr(node)
        self.solver.escape(var)
        return var

    def _lost_expr(self, node: ast.expr) -> Var:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.lose(child)
            elif isinstance(child, ast.keyword):
                self.lose(child.value)
        return self.any()

    def _Name(self, node: ast.Name) -> Var:
        closed = self._closed(node)
        if closed is not None:  # not called here: it escapes
            self.inference.open(closed)
        return self.load(node.id)

    def _closed(self, node: ast.expr) -> Closed | None:
        """The closed function that a name stands for."""
        if not isinstance(node, ast.Name):
            return None
        home, _ = self.scope.resolve(node.id)
        if home is None or home.kind != "module":
            return None
        known = self.inference.definitions.get(node.id)
        return self.inference.functions.get(known) if known is not None else None

    def _Constant(self, node: ast.Constant) -> Var:
        value, var = node.value, self.solver.var
        if value is None:
            return var(NONE)
        if isinstance(value, bool):
            return var(BOOL)
        if isinstance(value, int):
            return var(INT, value, value)
        if isinstance(value, float):
            return var(FLOAT if value >= 0 else FLOAT | NEG)
        return var(STR) if isinstance(value, str) else var(OTHER)

    def _JoinedStr(self, node: ast.JoinedStr) -> Var:
        for value in node.values:
            if isinstance(value, ast.FormattedValue):
                self.types[value] = self.solver.var(STR)
                self.lose(value.value)
                if value.format_spec is not None:
                    self.expr(value.format_spec)
        return self.solver.var(OTHER | STR if self.program.str_subclasses else STR)

    def _BinOp(self, node: ast.BinOp) -> Var:
        left, right = self.expr(node.left), self.expr(node.right)
        square = (
            isinstance(node.left, ast.Name)
            and isinstance(node.right, ast.Name)
            and node.left.id == node.right.id
        )
        return self.operation(node.op, left, right, square)

    def operation(self, op: ast.operator, left: Var, right: Var, square: bool, in_place: bool = False) -> Var:
        out, solver = Var(), self.solver
        if isinstance(op, ast.Add | ast.Mult):
            # A new list of the same items, or the old one.
            for side in (left, right):
                solver.unify(out, side)
            if isinstance(op, ast.Add) and in_place:
                self._items_into(right, left)
        if not isinstance(op, ast.Mult):
            solver.box(left.shape)
            solver.box(right.shape)

        def step() -> None:
            a, b = left.find(), right.find()
            mask, lo, hi = arithmetic.binary(op, (a.mask, a.lo, a.hi), (b.mask, b.lo, b.hi), square)
            if in_place and a.mask == LIST and isinstance(op, ast.Add) and b.mask:
                mask, lo, hi = LIST, INF, -INF
            if (a.mask | b.mask) & OTHER:
                solver.escape(left)
                solver.escape(right)
            if mask:
                solver.add(out, mask, lo, hi)

        solver.when([left, right], step)
        return out

    def _UnaryOp(self, node: ast.UnaryOp) -> Var:
        operand, out = self.expr(node.operand), Var()
        if isinstance(node.op, ast.Not):
            return self.solver.var(BOOL)

        def step() -> None:
            a = operand.find()
            mask, lo, hi = arithmetic.unary(node.op, (a.mask, a.lo, a.hi))
            if mask:
                self.solver.add(out, mask, lo, hi)

        self.solver.when([operand], step)
        return out

    def _BoolOp(self, node: ast.BoolOp) -> Var:
        out = Var()
        for each in node.values:
            self.solver.flow(self.expr(each), out)
        self._plain_list(out)
        return out

    def _IfExp(self, node: ast.IfExp) -> Var:
        self.expr(node.test)
        out = Var()
        self.solver.flow(self.expr(node.body), out)
        self.solver.flow(self.expr(node.orelse), out)
        return out

    def _Compare(self, node: ast.Compare) -> Var:
        operands = [self.use(each) for each in (node.left, *node.comparators)]
        if all(isinstance(op, ast.Is | ast.IsNot) for op in node.ops):
            return self.solver.var(BOOL)
        out = Var()
        items = [self.solver.elem(each) for each in operands]

        def step() -> None:
            masks = [each.find().mask for each in operands]
            # Items meet items, too.
            inside = 0
            for each in items:
                inside |= each.find().mask
            if any(mask & OTHER for mask in (*masks, inside)):
                for each in operands:
                    self.solver.escape(each)
                test = all(isinstance(op, ast.Is | ast.IsNot | ast.In | ast.NotIn) for op in node.ops)
                self.solver.add(out, BOOL if test or not any(mask & OTHER for mask in masks) else ANY)
            elif all(masks):
                self.solver.add(out, BOOL)

        self.solver.when([*operands, *items], step)
        return out

    def _NamedExpr(self, node: ast.NamedExpr) -> Var:
        value = self.expr(node.value)
        home, _ = self.scope.resolve(node.target.id)
        if home is not None:
            self.solver.flow(value, self.variable(home, node.target.id))
            self.pinned.add((home, node.target.id))
        return value

    def _List(self, node: ast.List) -> Var:
        out = self.solver.var(LIST)
        for each in node.elts:
            if isinstance(each, ast.Starred):
                self.types[each] = self.any()
                got = self.use(each.value)
                self._shared(got)
                self._items_into(got, out)
                self.solver.box(out.shape)
            else:
                self.solver.flow(self.expr(each), self.solver.elem(out))
        self.solver.elem(out)
        return out

    def _Attribute(self, node: ast.Attribute) -> Var:
        if isinstance(node.value, ast.Name) and self._is_module(node.value):
            self.types[node.value] = self.any()
            mask = MATH[self.math[node.value.id]].get(node.attr, ANY)
            if node.attr in ("pi", "e", "tau", "inf", "nan"):
                return self.solver.var(mask)
            return self.any()
        self.lose(node.value)
        return self.any()

    def _is_module(self, node: ast.Name) -> bool:
        home, _ = self.scope.resolve(node.id)
        return home is not None and home.kind == "module" and self.math.get(node.id) in MATH

    def _Subscript(self, node: ast.Subscript) -> Var:
        return self._get(node)

    def _get(self, node: ast.Subscript) -> Var:
        solver = self.solver
        container = self.expr(node.value)
        self._plain_list(container)
        out = Var()
        if isinstance(node.slice, ast.Slice):
            self._slice(node.slice)
            self.types[node.slice] = self.any()
            solver.unify(out, container)

            def sliced() -> None:
                mask = container.find().mask
                if mask & (LIST | STR):
                    solver.add(out, mask & (LIST | STR))
                if mask & OTHER:
                    solver.add(out, ANY)

            solver.when([container], sliced)
            return out
        index = self.expr(node.slice)
        self._int_index(container, index)
        solver.flow(solver.elem(container), out)

        def step() -> None:
            mask, at = container.find().mask, index.find().mask
            if mask & OTHER or at & ~(INT | BOOL):
                solver.add(out, ANY)
                solver.escape(index)
            if at & OTHER:  # a Slice object, as a value: a new list of the same
                solver.escape(container)
            if mask & STR:
                solver.add(out, STR)

        solver.when([container, index], step)
        return out

    def _Lambda(self, node: ast.Lambda) -> Var:
        self._function_body(node, None)
        return self.solver.var(OTHER)

    def _ListComp(self, node: ast.ListComp) -> Var:
        out = self.solver.var(LIST)
        asynchronous = any(each.is_async for each in node.generators) or any(
            isinstance(each, ast.Await) for each in ast.walk(node)
        )
        self._comprehension(node, asynchronous)
        outer, self.scope = self.scope, self.scopes.of[node]
        if asynchronous:
            self.lose(node.elt)
            self.solver.anything(out)
        else:
            self.solver.flow(self.expr(node.elt), self.solver.elem(out))
        self.scope = outer
        return out

    def _comprehension(self, node: ast.expr, asynchronous: bool = False) -> None:
        generators: list[ast.comprehension] = node.generators  # type: ignore[attr-defined]
        outer = self.scope
        for number, each in enumerate(generators):
            if each.is_async:
                self.lose(each.iter)
                item = self.any()
            else:
                item = self.iterated(each.iter)
            self.scope = self.scopes.of[node]
            self.assign(each.target, item)
            for test in each.ifs:
                self.expr(test)
            if number == len(generators) - 1:
                break
        self.scope = outer

    def _SetComp(self, node: ast.SetComp | ast.GeneratorExp) -> Var:
        self._comprehension(node)
        outer, self.scope = self.scope, self.scopes.of[node]
        self.lose(node.elt)
        self.scope = outer
        return self.solver.var(OTHER)

    _GeneratorExp = _SetComp

    def _DictComp(self, node: ast.DictComp) -> Var:
        self._comprehension(node)
        outer, self.scope = self.scope, self.scopes.of[node]
        self.lose(node.key)
        self.lose(node.value)
        self.scope = outer
        return self.solver.var(OTHER)

    def _Call(self, node: ast.Call) -> Var:
        plain = not node.keywords and not any(isinstance(each, ast.Starred) for each in node.args)
        match node.func:
            case ast.Name(id="locals" | "vars" | "dir") if not node.args:
                # What a dict of them holds is in unknown hands.
                for identifier in self.scope.symbols:
                    self.solver.escape(self.variable(self.scope, identifier))
            case ast.Name(id=identifier) if self.is_builtin(identifier):
                self.types[node.func] = self.solver.var(OTHER)
                if plain and identifier in BUILTINS:
                    return BUILTINS[identifier](self, node)
            case ast.Name():
                closed = self._closed(node.func)
                if closed is not None:
                    self.types[node.func] = self.solver.var(OTHER)
                    return self._closed_call(node, closed)
                made = self._instance(node.func)
                if made is not None:
                    self.types[node.func] = self.solver.var(OTHER)
                    self._arguments_lost(node)
                    return made
                meant = self.math.get(node.func.id, "")
                home, _ = self.scope.resolve(node.func.id)
                if "." in meant and home is not None and home.kind == "module":
                    library, function = meant.split(".")
                    return self._library_call(node, MATH[library].get(function, ANY))
            case ast.Attribute(value=ast.Name() as base, attr=attribute) if self._is_module(base):
                self.types[node.func] = self.types[base] = self.any()
                return self._library_call(node, MATH[self.math[base.id]].get(attribute, ANY))
            case ast.Attribute():
                return self._method_call(node, node.func, plain)
        self.lose(node.func)
        return self._arguments_lost(node)

    def _instance(self, node: ast.Name) -> Var | None:
        """What calling a known class makes."""
        home, _ = self.scope.resolve(node.id)
        if home is None or home.kind != "module":
            return None
        known = self.inference.definitions.get(node.id)
        if not isinstance(known, ast.ClassDef) or known not in self.inference.facts.methods:
            return None
        made = Var()
        self.solver.add(made, OTHER, origin=frozenset({known}))
        return made

    def _arguments_lost(self, node: ast.Call) -> Var:
        for each in node.args:
            self.lose(each)
        for keyword in node.keywords:
            self.lose(keyword.value)
        return self.any()

    def _Starred(self, node: ast.Starred) -> Var:
        self.lose(node.value)
        return self.any()

    def _library_call(self, node: ast.Call, mask: int) -> Var:
        self._arguments_lost(node)
        return self.solver.var(mask)

    def _closed_call(self, node: ast.Call, closed: Closed) -> Var:
        args = closed.node.args
        names = [each.arg for each in (*args.posonlyargs, *args.args)]
        positional_only = {each.arg for each in args.posonlyargs}
        starred = any(isinstance(each, ast.Starred) for each in node.args)
        keywords = [each.arg for each in node.keywords]
        closed.called = True
        if (
            starred
            or len(node.args) > len(names)
            or any(each not in names or each in positional_only for each in keywords)
        ):
            self.inference.open(closed)
            self._arguments_lost(node)
            return closed.result
        given = dict(zip(names, node.args, strict=False))
        for keyword in node.keywords:
            if str(keyword.arg) in given:
                self.lose(keyword.value)
            given.setdefault(str(keyword.arg), keyword.value)
        for name, value in given.items():
            var = closed.params.setdefault(name, Var())
            got = self.expr(value)
            self.solver.flow(got, var)
            if closed.open:
                self.solver.anything(var)
        if node.keywords:
            # Some of these go by a slow path that takes Python values; all do.
            pass
        return closed.result

    def _method_call(self, node: ast.Call, function: ast.Attribute, plain: bool) -> Var:
        solver, name = self.solver, function.attr
        receiver = self.expr(function.value)
        self.types[function] = solver.var(OTHER)
        args = [self.expr(each) for each in node.args]
        args += [self.expr(each.value) for each in node.keywords]
        out = Var()
        effect = LIST_METHODS.get(name)
        if effect is not None and plain:
            effect(self, receiver, args, out)
        else:
            solver.box(receiver.shape)
            if name in LIST_METHODS or name not in STR_METHODS:
                solver.escape(receiver)
        if not (name == "append" and plain):
            for each in args:
                solver.box(each.shape)
        self._plain_list(receiver)
        text = STR_METHODS.get(name)

        def step() -> None:
            mask = receiver.find().mask
            if mask & (OTHER | NUMBER) or (mask & STR and text is None):
                solver.add(out, ANY)
            if mask & OTHER:
                for each in args:
                    solver.escape(each)
            elif mask & STR and text is not None and text[0] == STR | LIST:
                solver.add(out, LIST)
                solver.add(solver.elem(out), STR)
            elif mask & STR and text is not None:
                solver.add(out, *text)

        solver.when([receiver], step)
        return out

    def _Await(self, node: ast.Await) -> Var:
        self.lose(node.value)
        return self.any()

    def _Yield(self, node: ast.Yield) -> Var:
        if node.value is not None:
            self.lose(node.value)
        return self.any()

    def _function_body(self, node: FunctionDef | ast.Lambda, closed: Closed | None) -> None:
        raise NotImplementedError
