"""Text to syntax tree, without what is only there for type checkers."""

from __future__ import annotations

import ast
import warnings
from typing import Any

from pystream.compiler import messages
from pystream.compiler.messages import CompileError
from pystream.compiler.results import Results
from pystream.compiler.source import Module, Source, Span, walk

TYPE_ONLY = ("typing", "typing_extensions", "collections.abc", "__future__")
# Bases that make something of a class's annotations; so may any decorator.
FIELD_BASES = frozenset({"NamedTuple", "TypedDict", "Protocol"})


def parse(name: str, source: Source, results: Results | None = None) -> Module:
    """One module, pruned when it is parsed: no annotations, no imports that only annotations use."""
    package = source.path.endswith("/__init__.py")
    return Module(name, source, pruned, package, results=results or Results())


def pruned(source: Source) -> ast.Module:
    """The tree of one module that is compiled. Raises CompileError for a syntax error."""
    return prune(syntax_tree(source))


def syntax_tree(source: Source) -> ast.Module:
    """The tree of one module as it is written. Raises CompileError for a syntax error."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source.text)
            # Also refuses what the grammar allows: `await` outside of `async def`, `return` outside of `def`.
            compile(tree, source.path, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
        return tree
    except SyntaxError as why:
        line, col = why.lineno or 1, max(1, why.offset or 1)
        end_line, end_col = why.end_lineno or line, why.end_offset or col + 1
        span = Span(line, col, end_line, max(end_col, col + 1) if end_line == line else end_col)
        raise CompileError([messages.syntax_error(source, span, why.msg)]) from None
    except ValueError as why:  # a null character
        raise CompileError([messages.syntax_error(source, Span(1, 1, 1, 2), str(why))]) from None
    except RecursionError:
        text = "this is nested too deeply"
        raise CompileError([messages.syntax_error(source, Span(1, 1, 1, 2), text)]) from None


def prune(tree: ast.Module) -> ast.Module:
    """Take out of `tree`, in place, what only a type checker reads.

    The fields of a dataclass and its kin stay, their annotations as text.
    """
    pruner = _Annotations()
    pruner.visit(tree)
    used = {node.id for node in walk(tree) if isinstance(node, ast.Name)}
    _Imports(pruner.names - used, used).visit(tree)
    return tree


class _Statements(ast.NodeTransformer):
    """Visits statements and parameters; no expression holds what this file is after."""

    def visit(self, node: ast.AST) -> Any:
        return node if isinstance(node, ast.expr) else super().visit(node)


class _Annotations(_Statements):
    def __init__(self) -> None:
        self.names: set[str] = set()
        # Whether the class around makes something of annotations.
        self.fields = False

    def _take(self, annotation: ast.expr | None) -> None:
        for node in ast.walk(annotation) if annotation else ():
            if isinstance(node, ast.Name):
                self.names.add(node.id)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                try:
                    self._take(ast.parse(node.value.strip(), mode="eval").body)
                except SyntaxError:
                    continue

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return self._function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        return self._function(node)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.AST:
        outer, self.fields = self.fields, False
        if any(isinstance(each, ast.Attribute) and each.attr == "register" for each in node.decorator_list):
            # functools.singledispatch goes by the types of parameters.
            body = ast.Module(node.body, [])
            self.generic_visit(body)
            node.body = body.body
        else:
            self._take(node.returns)
            node.returns = None
            self.generic_visit(node)
        self.fields = outer
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        self._take(node.annotation)
        node.annotation = None
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        outer, self.fields = (
            self.fields,
            bool(node.decorator_list) or any(_last(base) in FIELD_BASES for base in node.bases),
        )
        self.generic_visit(node)
        self.fields = outer
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        self._take(node.annotation)
        if self.fields:
            if not isinstance(node.annotation, ast.Constant):
                text = ast.unparse(node.annotation)
                node.annotation = ast.copy_location(ast.Constant(text), node.annotation)
            return node
        if node.value is None or _last(node.annotation) == "TypeAlias":
            self._take(node.value)
            return ast.copy_location(ast.Pass(), node)
        return ast.copy_location(ast.Assign([node.target], node.value), node)

    def visit_TypeAlias(self, node: Any) -> ast.AST:
        """`type X = ..`, of Python 3.12."""
        self._take(node.value)
        return ast.copy_location(ast.Pass(), node)

    def visit_If(self, node: ast.If) -> ast.AST | list[ast.stmt]:
        if _last(node.test) != "TYPE_CHECKING":
            return self.generic_visit(node)
        kept: list[ast.stmt] = []
        for statement in node.orelse:
            result = self.visit(statement)
            kept += result if isinstance(result, list) else [result]
        return kept or ast.copy_location(ast.Pass(), node)


def _last(node: ast.expr) -> str:
    """`x` of `x` and of `a.x`."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


class _Imports(_Statements):
    def __init__(self, only_annotations: set[str], used: set[str]) -> None:
        self.only_annotations = only_annotations
        self.used = used

    def visit_Import(self, node: ast.Import) -> ast.AST:
        return self._keep(node, [alias.name for alias in node.names])

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST:
        return self._keep(node, [node.module or ""] * len(node.names))

    def _keep(self, node: ast.Import | ast.ImportFrom, modules: list[str]) -> ast.AST:
        kept = []
        for alias, module in zip(node.names, modules, strict=True):
            name = (alias.asname or alias.name).split(".")[0]
            if name in self.only_annotations or (module in TYPE_ONLY and name not in {*self.used, "*"}):
                continue
            kept.append(alias)
        if not kept:
            return ast.copy_location(ast.Pass(), node)
        node.names = kept
        return node
