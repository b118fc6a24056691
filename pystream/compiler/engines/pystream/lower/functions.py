"""Functions, lambdas, comprehensions: parameters, defaults, arity, the three kinds of generators."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from pystream.compiler.engines.pystream.js.build import (
    NULL,
    THIS,
    array,
    assign,
    call,
    comma,
    do,
    name,
    number,
    string,
    undefined,
)
from pystream.compiler.engines.pystream.js.nodes import (
    Array,
    Assign,
    Binary,
    Call,
    CountCheck,
    Dot,
    Expr,
    ForOf,
    Function,
    If,
    Let,
    Name,
    Object,
    Piece,
    Raw,
    Return,
    Spread,
    Stmt,
    Symbol,
    Throw,
    Try,
    While,
    Yield,
)
from pystream.compiler.engines.pystream.lower.scopes import Comprehension, Scope, own_nodes
from pystream.compiler.engines.pystream.lower.scopes import Function as FunctionNode
from pystream.compiler.engines.pystream.lower.signature import Signature
from pystream.compiler.engines.pystream.lower.statements import Statements
from pystream.compiler.engines.pystream.lower.trusted import is_private

# What tracebacks call a function without a name.
CODES = {
    ast.Lambda: "<lambda>",
    ast.ListComp: "<listcomp>",
    ast.SetComp: "<setcomp>",
    ast.DictComp: "<dictcomp>",
    ast.GeneratorExp: "<genexpr>",
}


@dataclass(slots=True)
class Frame:
    """One function under way."""

    scope: Scope
    # generator, coroutine, async generator or plain
    kind: str
    # What `self` is, in a method; the class it belongs to.
    receiver: Expr | None = None
    owner: Expr | None = None


class Functions(Statements):
    """Lowers what opens a scope of its own, classes excepted."""

    def __init__(self, *args: object) -> None:
        super().__init__(*args)
        self.frames: list[Frame] = []
        self._lazy_sources: set[ast.AST] = set()

    # What other parts ask.

    def in_async_generator(self) -> bool:
        return bool(self.frames) and self.frames[-1].kind == "async generator"

    def _Yield(self, node: ast.Yield) -> Expr:
        made = super()._Yield(node)
        if not self.handlers or self.in_async_generator():
            return made
        # While it rests, the exception that it handles is no one else's.
        got, error = self.temporary(), self.handlers[-1]
        return comma(
            call(self.rt("leave"), name(self.depths[error])),
            assign(name(got), made),
            call(self.rt("enter"), name(error)),
            name(got),
        )

    def current_self(self) -> Expr:
        for frame in reversed(self.frames):
            if frame.receiver is not None:
                return frame.receiver
        return THIS

    def current_class(self) -> Expr:
        for frame in reversed(self.frames):
            if frame.owner is not None:
                return frame.owner
        return call(self.rt("undefinedName"), string("__class__"))

    def qualname(self, node: ast.AST, identifier: str) -> str:
        """`outer.<locals>.C.m`, as CPython counts."""
        parts = [identifier]
        scope: Scope | None = self.scope
        while scope is not None and scope.kind != "module":
            if scope.kind == "class":
                parts.append(scope.name)
            elif scope.kind == "function":
                parts += ["<locals>", scope.name]
            scope = scope.outer
        return ".".join(reversed(parts))

    # Functions

    def function(
        self,
        node: FunctionNode,
        *,
        method: bool = False,
        owner: Expr | None = None,
        own_name: Symbol | None = None,
        check: bool = True,
    ) -> Expr:
        """A function's JavaScript. `method`: its first parameter is JavaScript's `this`; `own_name`: it is a
        top-level one of this name."""
        signature = Signature(node, skip=1 if method else 0)
        title = self.qualname(node, getattr(node, "name", "<lambda>"))
        if self.trusted is not None and (
            is_private(node) or self.scope.kind == "function" or self.scope.name[:1] == "_"
        ):
            check = False
        text = string(Signature(node).text(title))
        outer_defaults: list[tuple[Symbol, Expr]] = []
        defaults: dict[str, Expr] = {}
        for parameter, default in signature.defaults.items():
            if _is_constant(default):
                defaults[parameter] = self.expr(default)
                continue
            symbol = Symbol("default")
            outer_defaults.append((symbol, self.expr(default)))
            defaults[parameter] = name(symbol)
        made = self._function(node, signature, text, defaults, method, owner, own_name, check)
        if defaults and (self.program.reads("__defaults__") or self.program.reads("__kwdefaults__")):
            made = self._defaulted(made, signature, defaults)
        if outer_defaults:
            # Made when the function is, and once for each function made.
            symbols = [symbol for symbol, _ in outer_defaults]
            maker = Function("arrow", [name(each) for each in symbols], made, symbols)
            made = Call(maker, [value for _, value in outer_defaults])
        if node in self.hot:
            args = [string(self.hot[node]), made, text]
            assert not isinstance(node, ast.Lambda)
            doc = self.docstring(node)
            return Piece(self.hot[node], call(self.rt("hot"), *args, *([doc] if doc is not None else [])))
        return made

    def _defaulted(self, made: Expr, signature: Signature, defaults: dict[str, Expr]) -> Expr:
        """With what __defaults__ and __kwdefaults__ say."""
        positional = [value for each, value in defaults.items() if each in signature.normal]
        keyword: list[Expr] = []
        for each, value in defaults.items():
            if each not in signature.normal:
                keyword += [string(each), value]
        return call(
            self.rt("defaulted"),
            made,
            call(self.rt("T"), *positional) if positional else NULL,
            call(self.rt("dict_of"), array(keyword)) if keyword else NULL,
        )

    def _function(
        self,
        node: FunctionNode,
        signature: Signature,
        text: Expr,
        defaults: dict[str, Expr],
        method: bool,
        owner: Expr | None,
        own_name: Symbol | None,
        check: bool,
    ) -> Expr:
        outer = self.scope, self.bound, self.loops, self.handlers
        self.scope = scope = self.scopes.of[node]
        self.bound_around.append(self.bound)
        self.bound, self.loops, self.handlers = set(), [], []
        kind = _kind(node)
        receiver: Expr | None = None
        if owner is not None:
            receiver = self._receiver(node, scope, method)
        self.frames.append(Frame(scope, kind, receiver, owner))
        for identifier in (*signature.bound_names, *([signature.receiver] if signature.receiver else [])):
            self.bind(scope, identifier)
        # A coroutine's arguments may as well be checked when it is awaited, which most are at once.
        lazy = kind in ("generator", "async generator")
        prelude, params, extra = self._parameters(
            scope,
            signature,
            text,
            defaults,
            method,
            check,
            lazy,
            own_name or self._private_name(node, method),
        )
        body = [*prelude, *self._body(node, kind)]
        self.frames.pop()
        self.bound_around.pop()
        self.scope, self.bound, self.loops, self.handlers = outer
        declared = [*scope.symbols.values(), *scope.temporaries]
        given = {each.symbol for each in params if isinstance(each, Name)}
        given |= {
            each.value.symbol for each in params if isinstance(each, Spread) and isinstance(each.value, Name)
        }
        skip = set(given)
        if signature.receiver and self._is_this(scope, signature, method):
            skip.add(scope.symbols[signature.receiver])
        locals_ = [each for each in declared if each not in skip]
        if locals_:
            body.insert(0, Let([(name(each), None) for each in locals_]))
        if isinstance(node, ast.Lambda) and not method and len(body) == 1 and isinstance(body[0], Return):
            value = body[0].value
            assert value is not None
            if kind == "plain":
                return self.code(node, Function("arrow", params, value, [*declared, *extra]))
        javascript = "function" if kind == "plain" else "function*"
        made: Expr = self.code(node, Function(javascript, params, body, [*declared, *extra], own_name))
        wrap = {"generator": "gen", "coroutine": "co", "async generator": "agen"}.get(kind)
        if wrap is None:
            return made
        if kind == "generator" and _receives(node):
            wrap = "receiver"
        made = call(self.rt(wrap), made)
        if signature.needs_bind and lazy:
            made = call(self.rt("boundm" if method else "bound"), made, text)
        return made

    def code(self, node: ast.AST, made: Function) -> Function:
        """A function that has a frame of its own in Python's tracebacks."""
        made.code = CODES.get(type(node)) or node.name  # type: ignore[attr-defined]
        self.at(node, made)
        return made

    def _receiver(self, node: FunctionNode, scope: Scope, method: bool) -> Expr:
        ordinary = [*node.args.posonlyargs, *node.args.args]
        if not ordinary:
            return THIS
        first = ordinary[0].arg
        if method and first not in scope.captured and scope.bindings.get(first) == 1:
            return THIS
        return name(scope.symbols[first])

    def _is_this(self, scope: Scope, signature: Signature, method: bool) -> bool:
        """Whether the first parameter is written `this` everywhere."""
        first = signature.receiver
        return bool(method and first and first not in scope.captured and scope.bindings.get(first) == 1)

    def variable(self, scope: Scope, identifier: str) -> Expr:
        for frame in reversed(self.frames):
            if frame.scope is scope:
                if isinstance(frame.receiver, Raw) and identifier == _first(scope.node):
                    return THIS
                break
        return super().variable(scope, identifier)

    def _private_name(self, node: FunctionNode, method: bool) -> Symbol | None:
        """What the linker knows the calls of a private method by, which nobody calls but by its name."""
        private = (
            method and not isinstance(node, ast.Lambda) and node.name[0] == "_" and node.name[1:2] != "_"
        )
        return Symbol(f"${node.name}") if private and not isinstance(node, ast.Lambda) else None

    def _parameters(
        self,
        scope: Scope,
        signature: Signature,
        text: Expr,
        defaults: dict[str, Expr],
        method: bool,
        check: bool,
        lazy: bool,
        own_name: Symbol | None,
    ) -> tuple[list[Stmt], list[Expr], list[Symbol]]:
        """What comes before the body; JavaScript's parameters; symbols that only they declare.

        `lazy`: the body begins after the call; the arguments are checked at the call all the same.
        """
        prelude: list[Stmt] = []
        extra: list[Symbol] = []
        if signature.receiver and method and not self._is_this(scope, signature, method):
            prelude.append(do(assign(name(scope.symbols[signature.receiver]), THIS)))
        if signature.needs_bind and lazy:
            params: list[Expr] = [name(scope.symbols[each]) for each in signature.bound_names]
        elif signature.takes_anything and not method:
            rest = name(scope.symbols[str(signature.rest)])
            keywords = name(scope.symbols[str(signature.keywords)])
            prelude.append(do(assign(keywords, call(self.rt("kwrest"), rest))))
            prelude.append(do(assign(rest, call(self.rt("tuple_of"), rest))))
            params = [Spread(rest)]
        elif signature.needs_bind:
            all_args = Symbol("args")
            extra.append(all_args)
            got = [name(scope.symbols[each]) for each in signature.bound_names]
            bind = self.rt("bindm" if method else "bind")
            prelude.append(do(Assign(Array(got), call(bind, text, name(all_args)))))
            params = [Spread(name(all_args))]
        else:
            params = [name(scope.symbols[each]) for each in signature.normal]
            most = len(signature.normal)
            if check:
                count = Dot(Name("arguments"), "length")
                test: Expr | None
                if signature.rest:
                    test = Binary("<", count, number(signature.required)) if signature.required else None
                elif signature.required == most:
                    test = Binary("!==", count, number(most))
                elif signature.required == 0:
                    test = Binary(">", count, number(most))
                else:
                    test = Binary(
                        "||",
                        Binary("<", count, number(signature.required)),
                        Binary(">", count, number(most)),
                    )
                if test is not None:
                    report = call(self.rt("argm" if method else "argn"), Name("arguments"), text)
                    if lazy and not signature.rest:
                        # A default in a parameter's pattern is evaluated at the call; no array has an `a`.
                        checked = Symbol("checked")
                        extra.append(checked)
                        default = Assign(name(checked), Binary("&&", test, report))
                        params.append(Spread(Object([("a", default)])))
                    elif own_name is not None and not signature.rest:
                        checks = If(test, [do(report)])
                        prelude.append(CountCheck(checks, own_name, signature.required, most))
                    else:
                        prelude.append(If(test, [do(report)]))
            if signature.rest:
                rest = name(scope.symbols[signature.rest])
                params.append(Spread(rest))
                prelude.append(do(assign(rest, call(self.rt("tuple_of"), rest))))
        for parameter, value in defaults.items():
            if parameter in scope.symbols:
                target = name(scope.symbols[parameter])
                prelude.append(If(undefined(target), [do(assign(target, value))]))
        for parameter in signature.normal:
            if self.is_raw(scope, parameter):
                target = name(scope.symbols[parameter])
                prelude.append(do(assign(target, self.unbox(target))))
        return prelude, params, extra

    def _body(self, node: FunctionNode, kind: str) -> list[Stmt]:
        if isinstance(node, ast.Lambda):
            value = self.expr(node.body)
            return [Return(value)]
        body = self.body(node.body)
        last = node.body[-1]
        if kind in ("plain", "coroutine") and not isinstance(last, ast.Return | ast.Raise):
            body.append(Return(NULL))
        if kind in ("generator", "coroutine") and _may_stop(node, kind):
            error = Symbol("error")
            self.scope.temporaries.append(error)
            args: list[Expr] = [name(error)] if kind == "generator" else [name(error), string(kind)]
            body = [Try(body, error, [Throw(call(self.rt("stopgen"), *args))])]
        if kind == "generator" and _receives(node):
            body.insert(0, do(Yield(call(self.rt("begin")), delegate=True)))
        return body

    def _Lambda(self, node: ast.Lambda) -> Expr:
        made = self.function(node, check=True)
        if self.trusted is not None:
            return made
        title = Signature(node).text(self.qualname(node, "<lambda>"))
        return call(self.rt("sig"), made, string(title))

    def _FunctionDef(self, node: ast.FunctionDef) -> list[Stmt]:
        return self._define(node)

    def _AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> list[Stmt]:
        return self._define(node)

    def _define(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[Stmt]:
        """A `def` where it stands, in a function or under a condition."""
        value = self.signed(node, self.function(node))
        for decorator in reversed(node.decorator_list):
            value = call(call(self.rt("fn"), self.expr(decorator)), value)
        return [do(assign(self.slot(node.name), value))]

    def signed(self, node: ast.FunctionDef | ast.AsyncFunctionDef, made: Expr) -> Expr:
        """The function with what is asked of it by name: its signature and docstring."""
        text = Signature(node).text(self.qualname(node, node.name))
        args: list[Expr] = [made, string(text)]
        doc = self.docstring(node)
        if doc is not None:
            args.append(doc)
        return self.annotated(node, call(self.rt("sig"), *args))

    def docstring(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> Expr | None:
        text = ast.get_docstring(node, clean=False) if self.program.reads_docs else None
        return None if text is None else string(text)

    def annotated(self, node: ast.FunctionDef | ast.AsyncFunctionDef, made: Expr) -> Expr:
        """With __annotations__, evaluated on first use: for `@f.register`, and where a program reads them."""
        decorators = node.decorator_list
        registers = any(isinstance(each, ast.Attribute) and each.attr == "register" for each in decorators)
        if not registers and not self.program.reads_annotations:
            return made
        args = node.args
        every = [*args.posonlyargs, *args.args, args.vararg, *args.kwonlyargs, args.kwarg]
        pairs: list[Expr] = []
        notes = [(each.arg, each.annotation) for each in every if each is not None]
        for parameter, note in [*notes, ("return", node.returns)]:
            if note is not None:
                pairs += [string(parameter), self.annotation(note)]
        if not pairs:
            return made
        maker = Function("arrow", [], call(self.rt("dict_of"), array(pairs)), [])
        return call(self.rt("annotated"), made, maker)

    def annotation(self, node: ast.expr) -> Expr:
        """An annotation's value; its text under `from __future__ import annotations`."""
        postponed = any(
            isinstance(each, ast.ImportFrom)
            and each.module == "__future__"
            and any(alias.name == "annotations" for alias in each.names)
            for each in self.module.tree.body
        )
        return string(ast.unparse(node)) if postponed else self.expr(node)

    # Comprehensions

    def _ListComp(self, node: ast.ListComp) -> Expr:
        result, raw = Symbol("result"), self.is_raw_list(node)
        return self._comprehension(
            node,
            [(result, array([]))],
            lambda: [do(call(Dot(name(result), "push"), self.raw(node.elt) if raw else self.expr(node.elt)))],
            name(result),
        )

    def _SetComp(self, node: ast.SetComp) -> Expr:
        result = Symbol("result")
        self.attributes.add("add")
        return self._comprehension(
            node,
            [(result, call(self.rt("set_of"), array([])))],
            lambda: [do(call(Dot(name(result), "$add"), self.expr(node.elt)))],
            name(result),
        )

    def _DictComp(self, node: ast.DictComp) -> Expr:
        result = Symbol("result")
        return self._comprehension(
            node,
            [(result, call(self.rt("dict_of"), array([])))],
            lambda: [do(call(self.rt("setitem"), name(result), self.expr(node.key), self.expr(node.value)))],
            name(result),
        )

    def _GeneratorExp(self, node: ast.GeneratorExp) -> Expr:
        def item() -> list[Stmt]:
            value = self.expr(node.elt)
            return [do(Yield(call(self.rt("ayield"), value) if _is_async(node) else value))]

        return self._comprehension(node, [], item, None)

    def _comprehension(
        self,
        node: Comprehension,
        results: Sequence[tuple[Symbol, Expr]],
        item: object,
        value: Expr | None,
    ) -> Expr:
        """A function that loops, called at once with the first iterable."""
        first = self.expr(node.generators[0].iter)
        lazy = isinstance(node, ast.GeneratorExp)
        if lazy and not node.generators[0].is_async and not self.is_list(node.generators[0].iter):
            first = call(self.rt("it"), first)
            self._lazy_sources.add(node)
        outer = self.scope
        self.scope = scope = self.scopes.of[node]
        scope.temporaries = []
        before = set(self.bound)
        asynchronous = _is_async(node)
        if lazy or asynchronous:
            # Its own JavaScript function: `this` means another object in there.
            kind = "async generator" if lazy and asynchronous else "generator" if lazy else "coroutine"
            receiver = self.current_self() if self.frames else None
            self.frames.append(Frame(scope, kind, receiver, None))
        source = Symbol("source")
        body = self._loops(node.generators, 0, name(source), item)
        if lazy or asynchronous:
            self.frames.pop()
        self.bound = before
        self.scope = outer
        declared = [*scope.symbols.values(), *scope.temporaries]
        statements: list[Stmt] = []
        targets: list[tuple[Expr, Expr | None]] = [(name(each), start) for each, start in results]
        targets += [(name(each), None) for each in declared]
        if targets:
            statements.append(Let(targets))
        statements += body
        if value is not None:
            statements.append(Return(value))
        symbols = [source, *(each for each, _ in results), *declared]
        if lazy:
            maker = self.code(node, Function("function*", [name(source)], statements, symbols))
            return call(call(self.rt("agen" if asynchronous else "gen"), maker), first)
        if asynchronous:
            maker = self.code(node, Function("function*", [name(source)], statements, symbols))
            return Yield(call(maker, first), delegate=True)
        maker = self.code(node, Function("arrow", [name(source)], statements, symbols))
        return Call(maker, [first])

    def _loops(
        self, generators: list[ast.comprehension], number_: int, source: Expr, item: object
    ) -> list[Stmt]:
        if number_ == len(generators):
            made: list[Stmt] = item()  # type: ignore[operator]
            return made
        generator = generators[number_]
        iterable = source if number_ == 0 else self.expr(generator.iter)
        if generator.is_async:
            iterator, got = self.temporary("iterator"), self.temporary("item")
            step = Yield(call(self.rt("astep"), name(iterator)), delegate=True)
            test = Binary("!==", assign(name(got), step), Raw("void 0"))
            prelude = self.store(generator.target, name(got))
            body = [*prelude, *self._filtered(generator.ifs, generators, number_, item)]
            return [do(assign(name(iterator), call(self.rt("afor"), iterable))), While(test, body)]
        target, prelude = self.loop_target(generator.target, self.is_raw_list(generator.iter))
        body = [*prelude, *self._filtered(generator.ifs, generators, number_, item)]
        # A generator expression's first source is looked at where the expression stands.
        checked = self.is_list(generator.iter) or (number_ == 0 and self.scope.node in self._lazy_sources)
        looped = iterable if checked else call(self.rt("it"), iterable)
        return [ForOf(target, looped, body)]

    def _filtered(
        self, tests: list[ast.expr], generators: list[ast.comprehension], number_: int, item: object
    ) -> list[Stmt]:
        conditions = [self.condition(test) for test in tests]
        body = self._loops(generators, number_ + 1, NULL, item)
        for condition in reversed(conditions):
            body = [If(condition, body)]
        return body


def _first(node: ast.AST) -> str:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        ordinary = [*node.args.posonlyargs, *node.args.args]
        return ordinary[0].arg if ordinary else ""
    return ""


def _is_constant(node: ast.expr) -> bool:
    """Whether a default may be written where it is used: it is the same each time."""
    return (
        isinstance(node, ast.Constant)
        or (isinstance(node, ast.UnaryOp) and _is_constant(node.operand))
        or (isinstance(node, ast.Tuple) and all(_is_constant(each) for each in node.elts))
    )


def _kind(node: FunctionNode) -> str:
    body: list[ast.AST] = [node.body] if isinstance(node, ast.Lambda) else list(node.body)
    yields = any(isinstance(each, ast.Yield | ast.YieldFrom) for each in own_nodes(body))
    if isinstance(node, ast.AsyncFunctionDef):
        return "async generator" if yields else "coroutine"
    return "generator" if yields else "plain"


def _receives(node: FunctionNode) -> bool:
    """Whether a generator uses what is sent to it: the first value sent must be None."""
    body: list[ast.AST] = [node.body] if isinstance(node, ast.Lambda) else list(node.body)
    statements = {id(each.value) for each in own_nodes(body) if isinstance(each, ast.Expr)}
    return any(isinstance(each, ast.Yield) and id(each) not in statements for each in own_nodes(body))


def _may_stop(node: FunctionNode, kind: str) -> bool:
    """Whether StopIteration could come out of the body; the loop itself sees to it for most coroutines."""
    body: list[ast.AST] = [node.body] if isinstance(node, ast.Lambda) else list(node.body)
    if kind == "coroutine":
        return any(
            isinstance(each, ast.Name) and each.id in ("next", "StopIteration") for each in own_nodes(body)
        )
    return any(
        isinstance(each, ast.Raise)
        or (isinstance(each, ast.Call) and isinstance(each.func, ast.Name) and each.func.id == "next")
        or (
            isinstance(each, ast.Call)
            and isinstance(each.func, ast.Attribute)
            and each.func.attr in ("send", "__next__", "throw")
        )
        for each in own_nodes(body)
    )


def _is_async(node: Comprehension) -> bool:
    return any(each.is_async for each in node.generators) or any(
        isinstance(each, ast.Await) for part in ast.iter_child_nodes(node) for each in own_nodes([part])
    )
