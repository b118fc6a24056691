"""The flows that the statements of a module make."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from pystream.compiler.engines.pystream.lower.facts import Closed, FunctionDef
from pystream.compiler.engines.pystream.lower.scopes import own_nodes
from pystream.compiler.engines.pystream.lower.types import COUNT, INT, LIST, NONE, OTHER, Var
from pystream.compiler.engines.pystream.lower.values import Values


class Walk(Values):
    """Walks one module."""

    def module_body(self) -> None:
        self.body(self.module.tree.body)

    def body(self, statements: Sequence[ast.stmt]) -> None:
        for node in statements:
            getattr(self, f"_{type(node).__name__}", self._unknown)(node)

    def _unknown(self, node: ast.AST) -> None:
        """Anything not handled: every expression in it is lost, every name that it binds is ANY."""
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                if isinstance(getattr(child, "ctx", None), ast.Store | ast.Del):
                    self.assign(child, self.any(), plain=False)
                else:
                    self.lose(child)
            elif isinstance(child, ast.stmt):
                self.body([child])
            else:
                self._unknown(child)

    def _Expr(self, node: ast.Expr) -> None:
        self.expr(node.value)

    def _Pass(self, node: ast.AST) -> None:
        pass

    _Break = _Continue = _Global = _Nonlocal = _Pass

    def _Import(self, node: ast.Import | ast.ImportFrom) -> None:
        for alias in node.names:
            if alias.name != "*":
                self.bind_other(alias.asname or alias.name.split(".")[0])

    _ImportFrom = _Import

    def _Assign(self, node: ast.Assign) -> None:
        if len(node.targets) == 1 and self._pairwise(node.targets[0], node.value):
            return
        value = self.expr(node.value)
        for target in node.targets:
            self.assign(target, value)

    def _pairwise(self, target: ast.expr, value: ast.expr) -> bool:
        """`a, b = b, a`: no tuple is made (statements.assign_value does the same)."""
        if not isinstance(target, ast.Tuple | ast.List) or not isinstance(value, ast.Tuple | ast.List):
            return False
        if len(target.elts) != len(value.elts):
            return False
        if any(isinstance(each, ast.Starred) for each in (*target.elts, *value.elts)):
            return False
        values = [self.expr(each) for each in value.elts]
        for each, got in zip(target.elts, values, strict=True):
            self.assign(each, got)
        return True

    def _AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None and not self._pairwise(node.target, node.value):
            self.assign(node.target, self.expr(node.value))

    def _AugAssign(self, node: ast.AugAssign) -> None:
        target, solver = node.target, self.solver
        match target:
            case ast.Name(id=identifier):
                old = self.load(identifier)
                self.types[target] = old
            case ast.Subscript() if not isinstance(target.slice, ast.Slice):
                old = self._get(target)
            case ast.Subscript():
                self.lose(target.value)
                old = self.any()
            case _:
                assert isinstance(target, ast.Attribute)
                self.use(target.value)
                old = self.any()
        self.types[target] = old
        value = self.expr(node.value)
        result = self.operation(node.op, old, value, False, in_place=True)
        self.types[node] = result
        match target:
            case ast.Name(id=identifier):
                self.bind(identifier, result)
            case ast.Subscript() if not isinstance(target.slice, ast.Slice):
                container = self.types[target.value]
                solver.flow(result, solver.elem(container))
                self._lost_unless(container, LIST, result)
            case _:
                solver.escape(result)

    def _For(self, node: ast.For) -> None:
        target, iterable = node.target, node.iter
        match iterable:
            case ast.Call(func=ast.Name(id="enumerate"), args=[inner], keywords=[]) if (
                self.is_builtin("enumerate")
                and isinstance(target, ast.Tuple)
                and len(target.elts) == 2
                and not isinstance(inner, ast.Starred)
                and not any(isinstance(each, ast.Starred) for each in target.elts)
            ):
                self.types[iterable] = self.any()
                got = self.use(inner)
                item = self.items(got)
                self._shared(got)
                self.assign(target.elts[0], self.solver.var(INT, 0, COUNT), plain=False)
                self.assign(target.elts[1], item, plain=False)
            case _:
                self.assign(target, self.iterated(iterable))
        self.body(node.body)
        self.body(node.orelse)

    def _While(self, node: ast.While) -> None:
        self.expr(node.test)
        self.body(node.body)
        self.body(node.orelse)

    def _If(self, node: ast.If) -> None:
        self.expr(node.test)
        self.body(node.body)
        self.body(node.orelse)

    def _Return(self, node: ast.Return) -> None:
        value = self.solver.var(NONE) if node.value is None else self.expr(node.value)
        if self.result is None:
            self.solver.escape(value)
        else:
            self.solver.flow(value, self.result)

    def _Try(self, node: ast.Try) -> None:
        self.body(node.body)
        for handler in node.handlers:
            if handler.type is not None:
                self.lose(handler.type)
            if handler.name:
                self.bind_other(handler.name)
            self.body(handler.body)
        self.body(node.orelse)
        self.body(node.finalbody)

    _TryStar = _Try

    def _With(self, node: ast.With) -> None:
        for item in node.items:
            self.lose(item.context_expr)
            if item.optional_vars is not None:
                self.assign(item.optional_vars, self.any(), plain=False)
        self.body(node.body)

    _AsyncWith = _With

    def _AsyncFor(self, node: ast.AsyncFor) -> None:
        self.lose(node.iter)
        self.assign(node.target, self.any(), plain=False)
        self.body(node.body)
        self.body(node.orelse)

    def _Delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            match target:
                case ast.Name():
                    self.types[target] = self.load(target.id)
                case ast.Subscript():
                    self.use(target.value)
                    self.lose(target.slice)
                case ast.Attribute():
                    self.use(target.value)
                case _:
                    self._Delete(ast.Delete(list(getattr(target, "elts", []))))

    def _Match(self, node: ast.Match) -> None:
        self.lose(node.subject)
        for case in node.cases:
            for part in ast.walk(case.pattern):
                match part:
                    case (
                        ast.MatchAs(name=str(bound))
                        | ast.MatchStar(name=str(bound))
                        | ast.MatchMapping(rest=str(bound))
                    ):
                        self.bind_other(bound)
                    case ast.expr():
                        self.types.setdefault(part, self.any())
            self._pattern_values(case.pattern)
            if case.guard is not None:
                self.expr(case.guard)
            self.body(case.body)

    def _pattern_values(self, node: ast.AST) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.lose(child)
            else:
                self._pattern_values(child)

    def _FunctionDef(self, node: FunctionDef) -> None:
        for decorator in node.decorator_list:
            self.lose(decorator)
        closed = self.inference.functions.get(node)
        self.bind(node.name, self.solver.var(OTHER), plain=False)
        if node.decorator_list:
            self.bind_other(node.name)
        self._function_body(node, closed)

    _AsyncFunctionDef = _FunctionDef

    def _function_body(self, node: FunctionDef | ast.Lambda, closed: Closed | None) -> None:
        solver, args = self.solver, node.args
        ordinary = [*args.posonlyargs, *args.args]
        defaults: dict[str, Var] = {}
        for each, default in zip(reversed(ordinary), reversed(args.defaults), strict=False):
            defaults[each.arg] = self.expr(default)
        for each, keyword in zip(args.kwonlyargs, args.kw_defaults, strict=True):
            if keyword is not None:
                defaults[each.arg] = self.expr(keyword)
        outer = self.scope, self.function, self.result
        scope = self.scope = self.scopes.of[node]
        self.function = closed
        simple = closed is not None and not (args.vararg or args.kwarg or args.kwonlyargs)
        for each in [*ordinary, *args.kwonlyargs]:
            var = self.variable(scope, each.arg)
            if closed is not None:
                # Calls met before the definition have put their arguments here.
                given = closed.params.get(each.arg)
                if given is not None:
                    solver.flow(given, var)
                else:
                    closed.params[each.arg] = var
            if closed is None:
                solver.anything(var)
            if each.arg in defaults:
                solver.flow(defaults[each.arg], var)
                if closed is None:
                    solver.escape(defaults[each.arg])
        for rest in (args.vararg, args.kwarg):
            if rest is not None:
                self.pinned.add((scope, rest.arg))
                solver.anything(self.variable(scope, rest.arg))
        if closed is not None and (not simple or self.program.exposed(closed.node.name)):
            self.inference.open(closed)
        if closed is not None and closed.open:
            for each in [*ordinary, *args.kwonlyargs]:
                solver.anything(self.variable(scope, each.arg))
        if isinstance(node, ast.Lambda):
            self.lose(node.body)
        else:
            plain = isinstance(node, ast.FunctionDef) and not _yields(node)
            self.result = closed.result if closed is not None and plain else None
            self.body(node.body)
            if self.result is not None and falls_off(node.body):
                solver.add(self.result, NONE)
            if closed is not None and not plain:
                solver.anything(closed.result)
        self.scope, self.function, self.result = outer

    def _ClassDef(self, node: ast.ClassDef) -> None:
        for each in (*node.decorator_list, *node.bases, *(keyword.value for keyword in node.keywords)):
            self.lose(each)
        self.bind_other(node.name)
        outer, function, result = self.scope, self.function, self.result
        self.scope, self.function, self.result = self.scopes.of[node], None, None
        self.body(node.body)
        self.scope, self.function, self.result = outer, function, result


def _yields(node: FunctionDef) -> bool:
    return any(isinstance(each, ast.Yield | ast.YieldFrom) for each in own_nodes(node.body))


def falls_off(body: Sequence[ast.stmt]) -> bool:
    """Whether control may reach the end of a function's body."""
    if not body:
        return True
    last = body[-1]
    match last:
        case ast.Return() | ast.Raise():
            return False
        case ast.If(body=then, orelse=orelse):
            return falls_off(then) or falls_off(orelse)
        case ast.While(test=ast.Constant(value=test), body=inner) if test:
            return _breaks(inner)
    return True


def _breaks(body: Sequence[ast.stmt]) -> bool:
    """Whether a loop with this body is left by `break`."""
    for node in body:
        if isinstance(node, ast.Break):
            return True
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        loop = isinstance(node, ast.While | ast.For | ast.AsyncFor)
        for name in ("orelse",) if loop else ("body", "orelse", "finalbody"):
            if _breaks(getattr(node, name, [])):
                return True
        for part in (*getattr(node, "handlers", []), *getattr(node, "cases", [])):
            if _breaks(part.body):
                return True
    return False
