"""Expressions of a template as the text of Python expressions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NoReturn

from jinja2 import nodes

from pystream.compiler import messages
from pystream.compiler.jinja.names import (
    APART,
    ATTRIBUTES,
    COMPARISONS,
    ESCAPING,
    EVERY_FILTER,
    EVERY_TEST,
    FILTER_ALIASES,
    FILTERS_MODULE,
    GLOBALS,
    LOOSE,
    NAMING,
    REFUSED_FILTERS,
    REFUSED_GLOBALS,
    TESTS_MODULE,
    TOLERANT,
)
from pystream.compiler.jinja.scopes import Scope
from pystream.compiler.messages import CompileError, nearest
from pystream.compiler.source import Source, Span
from pystream.templating import Functions

# A parameter or keyword in the generated text: what a template calls it may be a keyword of Python's.
GIVEN = "p__"
OPERATORS: dict[type[nodes.BinExpr], str] = {
    nodes.Add: "+",
    nodes.Sub: "-",
    nodes.Mul: "*",
    nodes.Div: "/",
    nodes.FloorDiv: "//",
    nodes.Mod: "%",
    nodes.Pow: "**",
}
COMPARED = {
    "eq": "==",
    "ne": "!=",
    "gt": ">",
    "gteq": ">=",
    "lt": "<",
    "lteq": "<=",
    "in": "in",
    "notin": "not in",
}


class Expressions:
    """Translates the expressions of one template."""

    def __init__(self, source: Source, functions: Functions) -> None:
        self.source = source
        self.functions = functions
        # Module -> name in it -> name here.
        self.imported: dict[tuple[str, str], str] = {}
        # Variables that hold a macro, and nothing else.
        self.certain: set[str] = set()
        self.scope: Scope

    def use(self, module: str, name: str) -> str:
        """A name of another module, to be imported."""
        local = f"_{name}" if module.startswith("_") else f"_{module.replace('.', '_')}_{name}"
        return self.imported.setdefault((module, name), local)

    def rt(self, name: str) -> str:
        return self.use("_jinja", name)

    def markup(self) -> str:
        return self.rt("html")

    def fail(self, node: nodes.Node, message: str, hint: str) -> NoReturn:
        raise CompileError(
            [messages.template_refused(self.source, line_of(self.source, node.lineno), message, hint)]
        )

    # Values

    def expr(self, node: nodes.Node) -> str:
        """An expression whose value may not be there."""
        made: str = getattr(self, f"_{type(node).__name__}", self._unknown)(node)
        return made

    def sure(self, node: nodes.Node) -> str:
        """The same, where a value is used that has to be there."""
        return f"{self.rt('need')}({self.expr(node)})" if self.is_loose(node) else self.expr(node)

    def is_loose(self, node: nodes.Node) -> bool:
        """Whether a value may not be there."""
        match node:
            case nodes.Getattr(node=nodes.Name(name="loop"), attr=attribute) if self.is_loop(node.node):
                return attribute in ("previtem", "nextitem")
            case nodes.Name():
                return self.scope.find(node.name) not in self.certain
            case nodes.Getattr() | nodes.Getitem() | nodes.Call():
                return True
            case nodes.Filter():
                name = FILTER_ALIASES.get(node.name, node.name)
                return name in LOOSE or node.name in self.functions.filters
            case nodes.CondExpr():
                return node.expr2 is None or self.is_loose(node.expr1) or self.is_loose(node.expr2)
            case nodes.And() | nodes.Or():
                return self.is_loose(node.left) or self.is_loose(node.right)
        return False

    def is_global(self, node: nodes.Node, name: str) -> bool:
        """Whether it is the global of that name, and no variable or function of the project's."""
        is_own = name in self.functions.globals or self.scope.find(name) is not None
        return isinstance(node, nodes.Name) and node.name == name and not is_own

    def is_loop(self, node: nodes.Node) -> bool:
        """Whether it is the variable `loop` of a loop around."""
        return (
            isinstance(node, nodes.Name)
            and node.name == "loop"
            and (self.scope.find("loop") or "").startswith("_loop")
        )

    def _unknown(self, node: nodes.Node) -> str:
        self.fail(node, f"templates have no {type(node).__name__} in the browser", "render it on the server")

    def _Const(self, node: nodes.Const) -> str:
        return f"({node.value!r})" if isinstance(node.value, int | float) else repr(node.value)

    def _TemplateData(self, node: nodes.TemplateData) -> str:
        return f"{self.markup()}({node.data!r})" if self.scope.autoescape else repr(node.data)

    def _Name(self, node: nodes.Name) -> str:
        if node.ctx != "load":
            return self.scope.names[node.name]
        return self.scope.load(node.name)

    def taken(self, name: str) -> str:
        """What a name that no scope sets is: of the context, else a global."""
        otherwise = ""
        if name in self.functions.globals:
            otherwise = f", {self.use(*self.functions.globals[name])}"
        elif name in GLOBALS:
            otherwise = f", {self.use(GLOBALS[name], name) if GLOBALS[name] else name}"
        elif name in REFUSED_GLOBALS:
            span = next(
                (
                    Span(number, found.start() + 1, number, found.end() + 1)
                    for number, line in enumerate(self.source.text.split("\n"), 1)
                    if (found := re.search(rf"\b{name}\b", line))
                ),
                Span(),
            )
            text = f"templates have no `{name}` in the browser"
            raise CompileError([messages.template_refused(self.source, span, text, REFUSED_GLOBALS[name])])
        return f"{self.rt('look')}(_ctx, {name!r}{otherwise})"

    def _NSRef(self, node: nodes.NSRef) -> str:
        return f"{self.rt('spot')}({self.scope.load(node.name)})[{node.attr!r}]"

    def _Tuple(self, node: nodes.Tuple) -> str:
        return f"({''.join(f'{self.expr(each)}, ' for each in node.items)})"

    def _List(self, node: nodes.List) -> str:
        return f"[{', '.join(map(self.expr, node.items))}]"

    def _Dict(self, node: nodes.Dict) -> str:
        pairs = [f"{self.sure(each.key)}: {self.expr(each.value)}" for each in node.items]
        return f"{{{', '.join(pairs)}}}"

    def _Getattr(self, node: nodes.Getattr) -> str:
        if self.is_loop(node.node):
            return f"{self.scope.find('loop')}.{node.attr}"
        return f"{self.rt('dot')}({self.expr(node.node)}, {node.attr!r})"

    def _Getitem(self, node: nodes.Getitem) -> str:
        if isinstance(node.arg, nodes.Slice):
            parts = [node.arg.start, node.arg.stop, node.arg.step]
            return f"{self.sure(node.node)}[{':'.join(self.sure(each) if each else '' for each in parts)}]"
        return f"{self.rt('item')}({self.expr(node.node)}, {self.sure(node.arg)})"

    def binary(self, node: nodes.BinExpr) -> str:
        return f"({self.sure(node.left)} {OPERATORS[type(node)]} {self.sure(node.right)})"

    _Add = _Sub = _Mul = _Div = _FloorDiv = _Mod = _Pow = binary

    def _And(self, node: nodes.And) -> str:
        return f"({self.sure(node.left)} and {self.expr(node.right)})"

    def _Or(self, node: nodes.Or) -> str:
        return f"({self.sure(node.left)} or {self.expr(node.right)})"

    def _Not(self, node: nodes.Not) -> str:
        return f"(not {self.sure(node.node)})"

    def _Neg(self, node: nodes.Neg) -> str:
        return f"(-{self.sure(node.node)})"

    def _Pos(self, node: nodes.Pos) -> str:
        return f"(+{self.sure(node.node)})"

    def _Compare(self, node: nodes.Compare) -> str:
        rest = "".join(f" {COMPARED[each.op]} {self.sure(each.expr)}" for each in node.ops)
        return f"({self.sure(node.expr)}{rest})"

    def _Concat(self, node: nodes.Concat) -> str:
        join = self.use(FILTERS_MODULE, "joined" if self.scope.autoescape else "strung")
        return f"{join}({', '.join(self.sure(each) for each in node.nodes)})"

    def _CondExpr(self, node: nodes.CondExpr) -> str:
        # As Jinja2 has it, the one without `else` is not strict: it is shown as nothing.
        otherwise = self.expr(node.expr2) if node.expr2 else f"{self.rt('undefined_')}()"
        return f"({self.expr(node.expr1)} if {self.sure(node.test)} else {otherwise})"

    # Calls

    def _Call(self, node: nodes.Call, caller: str = "") -> str:
        special = self.special_call(node)
        if special is not None:
            return special
        given = self.arguments(node)
        if caller:
            given.append(f"{GIVEN}caller={caller}")
        return f"{self.sure(node.node)}({', '.join(given)})"

    def special_call(self, node: nodes.Call) -> str | None:
        """`loop(...)` of a recursive loop; `super()` and `self.name()`, whose result is HTML."""
        if self.is_loop(node.node) and not node.kwargs and len(node.args) == 1:
            loop = self.scope.find("loop")
            return f"{loop}.again({self.sure(node.args[0])})"
        plain = not node.args and not node.dyn_args and not node.dyn_kwargs
        if plain and self.is_global(node.node, "namespace"):
            pairs = [f"{each.key!r}, {self.expr(each.value)}" for each in node.kwargs]
            return f"{self.rt('namespace')}({', '.join(pairs)})"
        if self.is_global(node.node, "static"):
            # What becomes its URL where client Python's calls do.
            return f"{self.use('pystream.client', 'static')}({', '.join(self.arguments(node))})"
        block = self.block_call(node)
        if block is not None:
            return f"{self.markup()}({block})" if self.scope.autoescape else block
        return None

    def block_call(self, node: nodes.Node) -> str | None:
        """The text that `super()` or `self.name()` stands for."""
        if not isinstance(node, nodes.Call) or node.args or node.kwargs:
            return None
        match node.node:
            case nodes.Getattr(node=nodes.Name(name="self"), attr=name) if not self.scope.find("self"):
                return f"{self.rt('block')}(_blocks, {name!r}, 0, _ctx)"
        depth, inner = 0, node.node
        while isinstance(inner, nodes.Getattr) and inner.attr == "super":
            depth, inner = depth + 1, inner.node
        if isinstance(inner, nodes.Name) and inner.name == "super" and self.scope.block:
            return f"{self.rt('block')}(_blocks, {self.scope.block!r}, _depth + {depth + 1}, _ctx)"
        return None

    def arguments(
        self, node: nodes.Call | nodes.Filter | nodes.Test, skip: Sequence[nodes.Expr] = ()
    ) -> list[str]:
        """The arguments of a call; those in `skip` are left out."""
        given = [self.expr(each) for each in node.args if not any(each is one for one in skip)]
        if node.dyn_args is not None:
            given.append(f"*{self.sure(node.dyn_args)}")
        given += [
            f"{GIVEN}{each.key}={self.expr(each.value)}"
            for each in node.kwargs
            if not any(each.value is one for one in skip)
        ]
        if node.dyn_kwargs is not None:
            given.append(f"**{self.sure(node.dyn_kwargs)}")
        return given

    # Filters and tests

    def _Filter(self, node: nodes.Filter) -> str:
        assert node.node is not None  # as of a filter block, which is written elsewhere
        name = FILTER_ALIASES.get(node.name, node.name)
        tolerant = name in TOLERANT and node.name not in self.functions.filters
        return self.filtered(self.expr(node.node) if tolerant else self.sure(node.node), node)

    def filtered(self, value: str, node: nodes.Filter) -> str:
        """A filter's result for a value."""
        if node.name in self.functions.filters:
            return (
                f"{self.use(*self.functions.filters[node.name])}({', '.join([value, *self.arguments(node)])})"
            )
        if node.name in REFUSED_FILTERS:
            text = f"the filter `{node.name}` is not there in the browser"
            self.fail(node, text, REFUSED_FILTERS[node.name])
        if node.name not in EVERY_FILTER:
            self.unknown("filter", node, [*EVERY_FILTER, *self.functions.filters])
        name = FILTER_ALIASES.get(node.name, node.name)
        given = [value]
        skip: list[nodes.Expr] = []
        if name == "safe":
            return f"{self.markup()}({value})"
        if name in ATTRIBUTES and (name != "map" or not node.args):
            place, keyword = ATTRIBUTES[name]
            found = self.attribute(node, place, keyword)
            if found is not None:
                getter = self.getter(found, name)
                if keyword is not None:
                    rest = self.arguments(node, [found])
                    return self._library_filter(name, [value, *rest, f"{GIVEN}{keyword}={getter}"])
                given.append(getter)
                skip.append(found)
        if name in NAMING and len(node.args) > NAMING[name]:
            return self._library_filter(name, [*given, self.named(node, NAMING[name], name)])
        return self._library_filter(name, [*given, *self.arguments(node, skip)])

    def _library_filter(self, name: str, given: list[str]) -> str:
        module = f"_jinja_{name}" if name in APART else FILTERS_MODULE
        if name in ESCAPING:
            given.append(f"{GIVEN}autoescape={self.scope.autoescape}")
        return f"{self.use(module, f'do_{name}')}({', '.join(given)})"

    def attribute(self, node: nodes.Filter, place: int | None, keyword: str | None) -> nodes.Expr | None:
        """The argument that names an attribute."""
        for each in node.kwargs:
            if each.key == keyword:
                return each.value
        return node.args[place] if place is not None and len(node.args) > place else None

    def getter(self, node: nodes.Expr, name: str) -> str:
        """A function that reads the attribute that a filter is told of: "a", "a.b", "a.0", for sort "a,b"."""
        if not isinstance(node, nodes.Const):
            return f"{self.use(FILTERS_MODULE, 'getter')}({self.expr(node)})"
        if node.value is None:
            return "None"
        if isinstance(node.value, int):
            return f"(lambda o: {self.rt('item')}(o, {node.value}))"
        found = (
            [self._path(each) for each in str(node.value).split(",")]
            if name == "sort"
            else [self._path(str(node.value))]
        )
        made = found[0] if len(found) == 1 else f"[{', '.join(found)}]"
        return f"(lambda o: {made})"

    def _path(self, path: str) -> str:
        made = "o"
        for part in path.split("."):
            # As Jinja2: items first.
            made = f"{self.rt('item')}({made}, {int(part) if part.isdigit() else part!r})"
        return made

    def named(self, node: nodes.Filter, place: int, name: str) -> str:
        """The function that a filter names by its argument, with the arguments that it is to have."""
        chosen = node.args[place]
        kind = "filter" if name == "map" else "test"
        if not isinstance(chosen, nodes.Const) or not isinstance(chosen.value, str):
            self.fail(
                node, f"which {kind} `{name}` is to use is known only when it runs", f'name it: {name}("...")'
            )
        inner = nodes.Name("it", "load", lineno=node.lineno)
        rest = (node.args[place + 1 :], node.kwargs, node.dyn_args, node.dyn_kwargs)
        made = (
            self.filtered("it", nodes.Filter(inner, chosen.value, *rest, lineno=node.lineno))
            if name == "map"
            else self.tested("it", nodes.Test(inner, chosen.value, *rest, lineno=node.lineno))
        )
        return f"lambda it: {made}"

    def _Test(self, node: nodes.Test) -> str:
        value = self.expr(node.node) if node.name in ("defined", "undefined") else self.sure(node.node)
        return self.tested(value, node)

    def tested(self, value: str, node: nodes.Test) -> str:
        """A test's result for a value."""
        name = node.name
        if name in self.functions.tests:
            return f"{self.use(*self.functions.tests[name])}({', '.join([value, *self.arguments(node)])})"
        if name == "undefined":
            return f"{self.rt('is_undefined')}({value})"
        if name == "defined":
            return f"(not {self.rt('is_undefined')}({value}))"
        if name in ("filter", "test"):
            known = (
                [*EVERY_FILTER, *self.functions.filters]
                if name == "filter"
                else [*EVERY_TEST, *self.functions.tests]
            )
            return f"({value} in {sorted(known)!r})"
        if name in COMPARISONS and len(node.args) == 1 and not node.kwargs:
            return f"({value} {COMPARISONS[name]} {self.sure(node.args[0])})"
        if name not in EVERY_TEST:
            self.unknown("test", node, [*EVERY_TEST, *self.functions.tests])
        return f"{self.use(TESTS_MODULE, f'is_{name}')}({', '.join([value, *self.arguments(node)])})"

    def unknown(self, kind: str, node: nodes.Filter | nodes.Test, known: Sequence[str]) -> NoReturn:
        hint = nearest(node.name, known) or (
            f"write one in shared_src: a function with @template_{kind}; see docs/templates.md"
        )
        self.fail(node, f"no {kind} is called `{node.name}`", hint)


def line_of(source: Source, number: int) -> Span:
    """A whole line, without the white space around."""
    line = source.line(number)
    first = len(line) - len(line.lstrip()) + 1
    return Span(number, first, number, max(first + 1, len(line.rstrip()) + 1))
