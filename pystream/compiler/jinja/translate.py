"""A template as a Python module, which is compiled like any other.

    def root(ctx, blocks=None): ...     the text; `ctx` has what the template was given, `blocks` those of
                                        the templates that extend it
    def block_x(ctx, blocks, depth): ...
    def render(ctx): ...                the text as HTML
    EXPORTS = (...)                     what others can import of it

The module is written as text, a line for each step, and parsed; then each node stands on the template's line.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from jinja2 import nodes

from pystream.compiler.jinja.expressions import GIVEN, Expressions
from pystream.compiler.jinja.markup import reworks
from pystream.compiler.jinja.scopes import Function, Scope, reads, stored
from pystream.compiler.messages import nearest
from pystream.compiler.source import Source
from pystream.templating import Functions

JOIN = "_joined_text"


@dataclass(slots=True)
class _Written:
    """Lines of Python, each with the template's line that it comes from."""

    lines: list[tuple[int, str, int]] = field(default_factory=list)
    depth: int = 0
    line: int = 1

    def add(self, text: str) -> None:
        self.lines.append((self.depth, text, self.line))


class Translator(Expressions):
    """Translates one template.

    Args:
        module_of: the module of another template by its name; None if there is none.
        known: the names of all templates.
    """

    def __init__(
        self,
        source: Source,
        functions: Functions,
        module_of: Callable[[str], str | None],
        known: Iterable[str],
    ) -> None:
        super().__init__(source, functions)
        self.module_of = module_of
        self.known = known
        self.written = _Written()
        self.blocks: dict[str, nodes.Block] = {}
        self.exports: list[str] = []
        # Variables that begin with an outer value.
        self.begun: set[str] = set()
        self.counts: dict[str, int] = {}
        # Under a condition, so that it is not known before it runs.
        self.maybe_extends = False
        self.parent = ""

    def module(self, template: nodes.Template, autoescape: bool = True) -> ast.Module:
        """The module's tree.

        Raises:
            CompileError: for what has no counterpart in the browser.
        """
        for block in template.find_all(nodes.Block):
            if block.name in self.blocks:
                self.fail(block, f"block {block.name!r} is defined twice", "give one of them another name")
            self.blocks[block.name] = block
        self.maybe_extends = any(
            each not in template.body or not isinstance(each.template, nodes.Const)
            for each in template.find_all(nodes.Extends)
        )
        own = "".join(f", {name!r}, block_{name}" for name in self.blocks)

        def begin() -> None:
            if own:
                self.written.add(f"_blocks = {self.rt('stack')}(_blocks{own})")
            if self.maybe_extends:
                self.written.add("_parent = None")

        def end(scope: Scope) -> None:
            whole = f"{JOIN}(_out, {self.parent}(_ctx, _blocks))" if self.parent else "_out"
            if self.maybe_extends and not scope.hidden:
                whole = f"{whole} if _parent else _out"
            self.line(f"return {whole}")

        scope = Scope(Function(), toplevel=True, rootlevel=True, autoescape=autoescape)
        scope.checked = self.maybe_extends
        self.function("root(_ctx, _blocks=None)", template.body, scope, begin, end)
        for name, block in self.blocks.items():
            self.written.line = block.lineno
            inner = Scope(Function(), block=name, autoescape=autoescape)
            self.function(
                f"block_{name}(_ctx, _blocks, _depth)",
                block.body,
                inner,
                lambda: None,
                lambda scope: self.line("return _out"),
            )
        self.written.line = 1
        self.written.add("def render(_ctx):")
        self.written.add(f"    return {self.markup()}(root(_ctx))")
        self.written.add(f"EXPORTS = {self.exports!r}")
        imports = [
            f"from {module} import {name} as {local}" if name else f"import {module} as {local}"
            for (module, name), local in self.imported.items()
        ]
        if reworks(template):
            imports.append("import _markup")
        lines = [(0, text, 1) for text in imports] + self.written.lines
        return _tree(lines)

    # Writing

    def line(self, text: str, node: nodes.Node | None = None) -> None:
        if node is not None:
            self.written.line = node.lineno
        self.written.add(text)

    def show(self, *parts: str) -> None:
        """Add text to what is being put together."""
        self.line(f"{self.scope.out} = {JOIN}({', '.join([self.scope.out, *parts])})")

    def fresh(self, name: str) -> str:
        return self.scope.function.fresh(name)

    def function(
        self,
        head: str,
        body: Sequence[nodes.Node],
        scope: Scope,
        begin: Callable[[], None],
        end: Callable[[Scope], None],
    ) -> None:
        """A function at the module's level: it takes from the context what its scopes do not set."""
        self.line(f"def {head}:")
        self.written.depth += 1
        begin()
        at = len(self.written.lines)
        line = self.written.line
        self.line("_out = ''")
        outer = getattr(self, "scope", scope)
        self.scope = scope
        self.begin(scope, body)
        self.body(body)
        end(scope)
        self.written.lines[at:at] = [
            (self.written.depth, f"{variable} = {self.taken(name)}", line)
            for name, variable in scope.function.taken.items()
        ]
        self.scope = outer
        self.written.depth -= 1

    def begin(self, scope: Scope, body: Iterable[nodes.Node]) -> None:
        """What a scope sets begins as what it is outside."""
        for name, begins in stored(body).items():
            if name in scope.names:
                continue
            outer = scope.outer.load(name) if scope.outer and begins else None
            made = scope.declare(name)
            if begins:
                self.begun.add(made)
                self.line(f"{made} = {outer or self.taken(name)}")
            else:
                scope.pending.add(name)

    def within(self, scope: Scope, body: Sequence[nodes.Node]) -> None:
        """A body in a scope of its own."""
        outer, self.scope = self.scope, scope
        self.begin(scope, body)
        self.body(body)
        self.scope = outer

    def indented(self, head: str, write: Callable[[], None]) -> None:
        self.line(head)
        self.written.depth += 1
        at = len(self.written.lines)
        write()
        if len(self.written.lines) == at:
            self.line("pass")
        self.written.depth -= 1

    def body(self, body: Iterable[nodes.Node]) -> None:
        for node in body:
            getattr(self, f"_{type(node).__name__}", self._unknown)(node)

    # Text

    def _Output(self, node: nodes.Output) -> None:
        if self.scope.hidden:
            return
        if self.scope.checked:
            self.indented("if _parent is None:", lambda: self.output(node))
        else:
            self.output(node)

    def output(self, node: nodes.Output) -> None:
        parts: list[str] = []
        for each in node.nodes:
            if parts and each.lineno != self.written.line and not isinstance(each, nodes.TemplateData):
                # A line of its own, so that a traceback names the right one.
                self.show(*parts)
                parts = []
            if not isinstance(each, nodes.TemplateData):
                self.written.line = each.lineno
            parts.append(self.shown(each))
        self.show(*parts)

    def shown(self, node: nodes.Node) -> str:
        """The text that a value is shown as."""
        if isinstance(node, nodes.TemplateData):
            return repr(node.data)
        block = self.block_call(node)
        if block is not None:
            return block
        return f"{self.rt('esc' if self.scope.autoescape else 'text')}({self.expr(node)})"

    # Tags

    def _If(self, node: nodes.If) -> None:
        level, self.scope.rootlevel = self.scope.rootlevel, False
        self.written.line = node.lineno
        self.indented(f"if {self.sure(node.test)}:", lambda: self.body(node.body))
        for each in node.elif_:
            self.written.line = each.lineno
            self.indented(f"elif {self.sure(each.test)}:", lambda each=each: self.body(each.body))  # type: ignore[misc]
        if node.else_:
            self.indented("else:", lambda: self.body(node.else_))
        self.scope.rootlevel = level

    def _For(self, node: nodes.For) -> None:
        for each in node.find_all(nodes.Name):
            if each.ctx == "store" and each.name == "loop":
                self.fail(each, "`loop` is the loop's own variable", "give yours another name")
        scope = self.scope.inner()
        scoped = any(each.scoped for each in node.find_all(nodes.Block))
        extended = node.recursive or scoped or reads(node.body, "loop")
        self.written.line = node.lineno
        if node.recursive:
            return self._recursive(node, scope)
        items = self.filtered_items(node, self.sure(node.iter))
        self._loop(node, scope, items, "0" if extended else None)
        return None

    def _recursive(self, node: nodes.For, scope: Scope) -> None:
        """A loop that calls itself is a function of what it goes over and how deep it is."""
        name = self.fresh("_again")
        first = self.sure(node.iter)
        scope.out = self.fresh("_out")

        def write() -> None:
            self.line(f"{scope.out} = ''")
            self._loop(node, scope, self.filtered_items(node, "_items"), "_depth", name)
            self.line(f"return {self.finished(scope.out)}")

        self.indented(f"def {name}(_items, _depth=0):", write)
        self.show(self.shown_text(f"{name}({first})"))

    def shown_text(self, made: str) -> str:
        return f"{self.rt('esc' if self.scope.autoescape else 'text')}({made})"

    def finished(self, out: str) -> str:
        return f"{self.markup()}({out})" if self.scope.autoescape else out

    def filtered_items(self, node: nodes.For, items: str) -> str:
        if node.test is None:
            return items
        outer, self.scope = self.scope, self.scope.inner()
        for each in _names(node.target):
            self.scope.declare(each)
        target = self.target(node.target)
        made = f"[{target} for {target} in {items} if {self.sure(node.test)}]"
        self.scope = outer
        return made

    def _loop(self, node: nodes.For, scope: Scope, items: str, depth: str | None, again: str = "") -> None:
        """The loop itself. With `depth` the variable `loop` is there."""
        targets = list(_names(node.target))
        is_empty = ""
        if depth is not None:
            loop = self.fresh("_loop")
            kind = self.use("_jinja_loops", "Loop")
            more = f", {depth}" + (f", {again}" if again else "")
            self.line(f"{loop} = {kind}({items}{more if again or depth != '0' else ''})")
            is_empty = f"if not {loop}.items:"
        elif node.else_:
            kept = self.fresh("_items")
            self.line(f"{kept} = [*{items}]")
            items, is_empty = kept, f"if not {kept}:"
        outer, self.scope = self.scope, scope
        for name in targets:
            scope.declare(name)
        target = self.target(node.target)
        if depth is not None:
            scope.names["loop"] = loop
            head = f"for {loop}.index0, {target} in enumerate({loop}.items):"
        else:
            head = f"for {target} in {items}:"

        def write() -> None:
            self.begin(scope, node.body)
            self.body(node.body)

        self.indented(head, write)
        self.scope = outer
        if node.else_:
            other = self.scope.inner()
            other.out = scope.out
            self.indented(is_empty, lambda: self.within(other, node.else_))

    def target(self, node: nodes.Node) -> str:
        if isinstance(node, nodes.Tuple):
            return f"({''.join(f'{self.target(each)}, ' for each in node.items)})"
        return self.expr(node)

    def _With(self, node: nodes.With) -> None:
        scope = self.scope.inner()
        values = [self.expr(each) for each in node.values]
        self.written.line = node.lineno
        outer = self.scope
        for target, value in zip(node.targets, values, strict=True):
            self.scope = scope
            for name in _names(target):
                scope.declare(name)
            self.line(f"{self.target(target)} = {value}")
        self.scope = outer
        self.within(scope, node.body)

    def _Scope(self, node: nodes.Scope) -> None:
        self.within(self.scope.inner(), node.body)

    def _ScopedEvalContextModifier(self, node: nodes.ScopedEvalContextModifier) -> None:
        scope = self.scope.inner()
        for option in node.options:
            if not isinstance(option.value, nodes.Const):
                self.fail(
                    node, "whether HTML is escaped has to be known to the compiler", "write true or false"
                )
            scope.autoescape = bool(option.value.value)
        self.within(scope, node.body)

    def captured(self, body: Sequence[nodes.Node], scope: Scope) -> str:
        """A body whose text is put into a variable; that variable."""
        scope.out = self.fresh("_out")
        scope.hidden = scope.checked = False
        self.line(f"{scope.out} = ''")
        self.within(scope, body)
        return scope.out

    def _FilterBlock(self, node: nodes.FilterBlock) -> None:
        scope = self.scope.inner()
        hidden = scope.hidden
        made = self.captured(node.body, scope)
        self.written.line = node.lineno
        if not hidden:
            outer, self.scope = self.scope, scope
            shown = self.shown_text(self.chain(node.filter, made))
            self.scope = outer
            self.show(shown)

    def chain(self, node: nodes.Filter, out: str) -> str:
        """Filters one after the other on captured text."""
        inner = self.chain(node.node, out) if isinstance(node.node, nodes.Filter) else self.finished(out)
        return self.filtered(inner, node)

    def _Assign(self, node: nodes.Assign) -> None:
        self.written.line = node.lineno
        value = self.expr(node.node)
        self.line(f"{self.target(node.target)} = {value}")
        self.set(_names(node.target))

    def _AssignBlock(self, node: nodes.AssignBlock) -> None:
        self.written.line = node.lineno
        scope = self.scope.inner()
        made = self.captured(node.body, scope)
        outer, self.scope = self.scope, scope
        value = self.finished(made) if node.filter is None else self.finished(self.chain(node.filter, made))
        self.scope = outer
        self.line(f"{self.target(node.target)} = {value}", node)
        self.set(_names(node.target))

    def set(self, names: Sequence[str], exported: bool = True) -> None:
        """What is set on the top level can be seen by blocks and importing templates."""
        self.scope.pending.difference_update(names)
        if not self.scope.toplevel:
            return
        for name in names:
            self.line(f"{self.rt('put')}(_ctx, {name!r}, {self.scope.names[name]})")
            if exported and not name.startswith("_") and name not in self.exports:
                self.exports.append(name)

    # Macros

    def _Macro(self, node: nodes.Macro) -> None:
        function = self.scope.names[node.name]
        if function not in self.begun:
            self.certain.add(function)
        self.macro(node, function)
        self.set([node.name])

    def _CallBlock(self, node: nodes.CallBlock) -> None:
        name = self.fresh("_caller")
        self.macro(node, name)
        self.written.line = node.lineno
        if not self.scope.hidden:
            self.show(self.shown_text(self._Call(node.call, name)))

    def macro(self, node: nodes.Macro | nodes.CallBlock, function: str) -> None:
        scope = self.scope.inner()
        scope.hidden = scope.checked = False
        self.written.line = node.lineno
        parameters, settings = [], []
        first = len(node.args) - len(node.defaults)
        for number, argument in enumerate(node.args):
            name = argument.name
            variable = scope.names[name] = self.fresh(f"v_{name}")
            parameters.append(f"{GIVEN}{name}=NotImplemented")
            settings.append((name, variable, node.defaults[number - first] if number >= first else None))
        own = {argument.name for argument in node.args}
        if reads(node.body, "varargs") and "varargs" not in own:
            scope.names["varargs"] = f"{GIVEN}varargs"
            parameters.append(f"*{GIVEN}varargs")
        if reads(node.body, "caller") and "caller" not in own:
            scope.names["caller"] = f"{GIVEN}caller"
            parameters.append(f"{GIVEN}caller=None")
        if reads(node.body, "kwargs") and "kwargs" not in own:
            scope.names["kwargs"] = f"{GIVEN}kwargs"
            parameters.append(f"**{GIVEN}kwargs")
        scope.out = self.fresh("_out")

        def write() -> None:
            outer, self.scope = self.scope, scope
            for name, variable, default in settings:
                if default is None:
                    missing = f"parameter {name!r} was not provided"
                    otherwise = f"{self.rt('undefined_')}({missing!r})"
                else:
                    otherwise = self.expr(default)
                given = f"{GIVEN}{name}"
                self.line(f"{variable} = {otherwise} if {given} is NotImplemented else {given}")
            if scope.names.get("caller") == f"{GIVEN}caller":
                missing = self.rt("undefined_")
                self.line(f"if {GIVEN}caller is None: {GIVEN}caller = {missing}('No caller defined')")
            self.line(f"{scope.out} = ''")
            self.begin(scope, node.body)
            self.body(node.body)
            self.line(f"return {self.finished(scope.out)}")
            self.scope = outer

        self.indented(f"def {function}({', '.join(parameters)}):", write)

    # Other templates

    def _Block(self, node: nodes.Block) -> None:
        if self.scope.hidden and self.scope.toplevel:
            return
        if self.maybe_extends and self.scope.toplevel:
            self.indented("if _parent is None:", lambda: self.block(node))
        else:
            self.block(node)

    def block(self, node: nodes.Block) -> None:
        self.written.line = node.lineno
        if node.required:
            self.line(f"{self.rt('required')}(_blocks, {node.name!r})")
        names = self.derived() if node.scoped else "_ctx"
        self.show(f"{self.rt('block')}(_blocks, {node.name!r}, 0, {names})")

    def derived(self) -> str:
        """The context with what the scopes here have set."""
        pairs = "".join(f", {name!r}, {variable}" for name, variable in self.scope.visible().items())
        return f"{self.rt('derive')}(_ctx{pairs})"

    def _Extends(self, node: nodes.Extends) -> None:
        if not self.scope.toplevel:
            self.fail(node, "`extends` stands in another tag", "put it first in the template")
        if self.scope.hidden:
            self.fail(node, "the template extends two others", "extend one")
        self.written.line = node.lineno
        parent = f"{self.template(node, node.template)}.root"
        if self.maybe_extends:
            self.line(f"_parent = {parent}")
            parent = "_parent"
        self.parent = parent
        if self.scope.rootlevel:
            self.scope.hidden = True

    def _Include(self, node: nodes.Include) -> None:
        self.written.line = node.lineno
        target = self.template(node, node.template, node.ignore_missing)
        if target:
            names = self.derived() if node.with_context else f"{self.rt('context')}()"
            self.show(f"{target}.root({names})")

    def _Import(self, node: nodes.Import) -> None:
        self.line(f"{self.scope.names[node.target]} = {self.loaded(node)}", node)
        self.set([node.target], exported=False)

    def _FromImport(self, node: nodes.FromImport) -> None:
        module = self.fresh("_module")
        self.line(f"{module} = {self.loaded(node)}", node)
        for each in node.names:
            name, local = (each, each) if isinstance(each, str) else each
            origin = f"{_text_of(node.template)} (imported on line {node.lineno} in {self.source.path!r})"
            self.line(f"{self.scope.names[local]} = {self.rt('take')}({module}, {name!r}, {origin!r})")
            self.set([local], exported=False)

    def loaded(self, node: nodes.Import | nodes.FromImport) -> str:
        target = self.template(node, node.template)
        names = self.derived() if node.with_context else f"{self.rt('context')}()"
        return f"{self.rt('load')}({target}.root, {target}.EXPORTS, {names})"

    def template(self, tag: nodes.Node, node: nodes.Expr, may_miss: bool = False) -> str:
        """The module of a template that is named; "" if it is not there and may be missing."""
        match node:
            case nodes.Const(value=str(name)):
                module = self.module_of(name)
                if module is not None:
                    return self.use_module(module)
                if not may_miss:
                    hint = nearest(name, self.known) or f"write client_src/templates/{name}"
                    self.fail(tag, f"no template is called {name!r}", hint)
                return ""
            case nodes.List(items=items) | nodes.Tuple(items=items) if all(
                isinstance(each, nodes.Const) for each in items
            ):
                # What is there is known when compiling.
                return self._first(tag, [_constant(each) for each in items], may_miss)
            case nodes.Const(value=tuple() | list() as names):
                return self._first(tag, list(names), may_miss)
            case nodes.CondExpr(test=test, expr1=one, expr2=nodes.Expr() as other):
                return f"({self.template(tag, one)} if {self.sure(test)} else {self.template(tag, other)})"
        self.fail(
            tag,
            "which template this is is known only when it runs",
            'name it in quotes, so that it is sent along: "a.html" if x else "b.html"',
        )

    def _first(self, tag: nodes.Node, names: list[str], may_miss: bool) -> str:
        for name in names:
            if self.module_of(name) is not None:
                return self.use_module(str(self.module_of(name)))
        if not may_miss:
            self.fail(
                tag, f"none of these templates is there: {', '.join(map(repr, names))}", "write one of them"
            )
        return ""

    def use_module(self, module: str) -> str:
        return self.imported.setdefault((module, ""), f"_t{len(self.imported)}")

    # Of extensions that are on.
    def _ExprStmt(self, node: nodes.ExprStmt) -> None:
        self.line(self.expr(node.node), node)

    def _Continue(self, node: nodes.Continue) -> None:
        self.line("continue", node)

    def _Break(self, node: nodes.Break) -> None:
        self.line("break", node)


def _names(target: nodes.Node) -> list[str]:
    """The names that an assignment sets."""
    if isinstance(target, nodes.Tuple):
        return [name for each in target.items for name in _names(each)]
    return [target.name] if isinstance(target, nodes.Name) else []


def _constant(node: nodes.Expr) -> Any:
    return node.value if isinstance(node, nodes.Const) else None


def _text_of(node: nodes.Expr) -> str:
    return repr(node.value) if isinstance(node, nodes.Const) else "that was chosen"


def _tree(lines: Sequence[tuple[int, str, int]]) -> ast.Module:
    """The tree of generated lines, at the places of what they were generated from."""
    tree = ast.parse("\n".join(f"{'    ' * depth}{text}" for depth, text, _ in lines))
    places = [line for _, _, line in lines]
    _Finish().visit(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt | ast.expr | ast.arg | ast.keyword | ast.alias):
            node.lineno = node.end_lineno = places[node.lineno - 1]
            node.col_offset, node.end_col_offset = 0, 1
    return tree


class _Finish(ast.NodeTransformer):
    """Puts in what could not be written: texts of many parts, names that are keywords of Python's."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if not isinstance(node.func, ast.Name) or node.func.id != JOIN:
            return node
        values: list[ast.expr] = [
            each if isinstance(each, ast.Constant) else ast.FormattedValue(each, -1) for each in node.args
        ]
        for value in values:
            ast.copy_location(value, node)
        return ast.copy_location(ast.JoinedStr(values), node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        node.id = node.id.removeprefix(GIVEN)
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.arg = node.arg.removeprefix(GIVEN)
        return node

    def visit_keyword(self, node: ast.keyword) -> ast.AST:
        self.generic_visit(node)
        if node.arg is not None:
            node.arg = node.arg.removeprefix(GIVEN)
        return node
