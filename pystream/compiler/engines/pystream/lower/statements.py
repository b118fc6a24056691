"""Statements: assignment, loops, exceptions, with."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from pystream.compiler.engines.pystream.js.build import (
    FALSE,
    NULL,
    TRUE,
    UNDEFINED,
    assign,
    call,
    comma,
    do,
    name,
    negate,
    number,
    string,
)
from pystream.compiler.engines.pystream.js.nodes import (
    Array,
    Assign,
    Binary,
    Block,
    Break,
    Continue,
    Dot,
    Expr,
    For,
    ForOf,
    If,
    Name,
    Raw,
    Return,
    Stmt,
    String,
    Symbol,
    Throw,
    Try,
    Update,
    While,
    Yield,
)
from pystream.compiler.engines.pystream.lower.calls import Calls
from pystream.compiler.engines.pystream.lower.expressions import OPERATORS, is_inert
from pystream.compiler.engines.pystream.lower.infer import is_float
from pystream.compiler.engines.pystream.lower.javascript import bare
from pystream.compiler.engines.pystream.lower.scopes import Scope, own_nodes
from pystream.compiler.engines.pystream.lower.typed import Side
from pystream.compiler.engines.pystream.lower.types import COUNT, INF
from pystream.compiler.engines.pystream.names import prop


class Statements(Calls):
    """Lowers statements. `body` is the way in."""

    def __init__(self, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        # For each enclosing loop: the label that `break` jumps to when the loop has an else.
        self.loops: list[Symbol | None] = []
        # The caught exception of each enclosing handler of this function.
        self.handlers: list[Symbol] = []
        # How many were being handled when a handler was entered.
        self.depths: dict[Symbol, Symbol] = {}

    def body(self, statements: Sequence[ast.stmt]) -> list[Stmt]:
        """The JavaScript of a block."""
        made: list[Stmt] = []
        for node in statements:
            made += self.statement(node)
        return made

    def statement(self, node: ast.stmt) -> list[Stmt]:
        made: list[Stmt] = getattr(self, f"_{type(node).__name__}")(node)
        for each in made:
            if each.at is None:
                each.at = (node.lineno, node.col_offset)
                break
        return made

    # Names that have a value: see Base.bound.

    def bind(self, home: object, identifier: str) -> None:
        self.bound.add((id(home), identifier))

    def unbind(self, home: object, identifier: str) -> None:
        self.bound.discard((id(home), identifier))

    def is_bound(self, home: object, identifier: str) -> bool:
        assert isinstance(home, Scope)
        if (id(home), identifier) in self.bound:
            return True
        here = self.scope
        while here.kind == "comprehension" and here is not home and here.outer is not None:
            here = here.outer
        if home is here or home.kind == "comprehension":
            return home.kind == "comprehension"
        if home.kind == "module":
            return identifier in self.definite and identifier not in home.deleted
        if identifier in home.deleted:
            return False
        return identifier in home.defined or any((id(home), identifier) in each for each in self.bound_around)

    def class_object(self) -> Expr:
        """The class whose body is under way."""
        raise NotImplementedError

    # Assignment

    def _Expr(self, node: ast.Expr) -> list[Stmt]:
        if isinstance(node.value, ast.Constant):
            return []  # a docstring
        if self.is_push(node.value):
            assert isinstance(node.value, ast.Call)
            return [do(self.push(node.value))]
        return [do(bare(self.expr(node.value)))]

    def _Assign(self, node: ast.Assign) -> list[Stmt]:
        if len(node.targets) == 1:
            return self.assign_value(node.targets[0], node.value)
        value = self.temporary()
        made: list[Stmt] = [do(assign(name(value), self.expr(node.value)))]
        for target in node.targets:
            made += self.store(target, name(value))
        return made

    def _AnnAssign(self, node: ast.AnnAssign) -> list[Stmt]:
        return [] if node.value is None else self.assign_value(node.target, node.value)

    def assign_value(self, target: ast.expr, value: ast.expr) -> list[Stmt]:
        """`target = value`; `a, b = b, a` needs no tuple."""
        if (
            isinstance(target, ast.Tuple | ast.List)
            and isinstance(value, ast.Tuple | ast.List)
            and len(target.elts) == len(value.elts)
            and not any(isinstance(each, ast.Starred) for each in (*target.elts, *value.elts))
        ):
            values: list[Expr] = []
            made: list[Stmt] = []
            if all(self.takes_raw(each) for each in target.elts):
                for item in value.elts:
                    lowered = self.raw(item)
                    symbol = self.temporary()
                    made.append(do(assign(name(symbol), lowered)))
                    values.append(name(symbol))
                for each, lowered in zip(target.elts, values, strict=True):
                    made += self.store_raw(each, lowered)
                return made
            for item in value.elts:
                lowered = self.expr(item)
                if isinstance(item, ast.Constant):
                    values.append(lowered)
                    continue
                symbol = self.temporary()
                made.append(do(assign(name(symbol), lowered)))
                values.append(name(symbol))
            for each, lowered in zip(target.elts, values, strict=True):
                made += self.store(each, lowered)
            return made
        if self.takes_raw(target):
            return self.store_raw(target, self.raw(value))
        return self.store(target, self.expr(value))

    def takes_raw(self, target: ast.expr) -> bool:
        """Whether a target holds a double as it is."""
        if isinstance(target, ast.Name):
            home, _ = self.scope.resolve(target.id)
            return self.is_raw(home, target.id)
        return isinstance(target, ast.Subscript) and self.is_raw_list(target.value)

    def store_raw(self, target: ast.expr, value: Expr) -> list[Stmt]:
        if isinstance(target, ast.Name):
            return [do(assign(self.slot(target.id), value))]
        assert isinstance(target, ast.Subscript)
        return self.store_item(target, value)

    def store(self, target: ast.expr, value: Expr) -> list[Stmt]:
        """Bind a target to a value."""
        if self.takes_raw(target):
            return self.store_raw(target, self.unbox(value))
        match target:
            case ast.Name(id=identifier):
                return [do(assign(self.slot(identifier), value))]
            case ast.Subscript() if self._is_item(target):
                return self.store_item(target, value)
            case ast.Attribute():
                receiver = self.expr(target.value)
                if is_inert(value) or self._stays(target.value, receiver):
                    return [do(self.set_attribute(receiver, target.attr, value))]
                # Python evaluates the value first, JavaScript what it is stored in.
                first, again = self.simple(value)
                return [do(first), do(self.set_attribute(receiver, target.attr, again))]
            case ast.Subscript():
                first, again = self.simple(value)
                container = self.expr(target.value)
                if isinstance(target.slice, ast.Slice):
                    parts = self.slice_parts(target.slice)
                    made = call(self.rt("setslice"), container, *parts, again)
                else:
                    made = call(self.rt("setitem"), container, self.expr(target.slice), again)
                return [do(made)] if first is again else [do(first), do(made)]
            case ast.Starred():
                return self.store(target.value, value)
            case ast.Tuple(elts=elts) | ast.List(elts=elts):
                return self.unpack(elts, value)
        raise AssertionError(ast.dump(target))

    def _stays(self, node: ast.expr, lowered: Expr) -> bool:
        """Whether it is the same when something else is evaluated first: `self`, a variable of its own."""
        if not isinstance(node, ast.Name):
            return False
        home, _ = self.scope.resolve(node.id)
        if isinstance(lowered, Raw) or home is None:
            return True
        own = home is self.scope and home.kind == "function" and node.id not in home.captured
        return own or home.bindings.get(node.id) == 1

    def slot(self, identifier: str) -> Expr:
        """What an assignment to a name assigns to; from here on it has a value."""
        home, _ = self.scope.resolve(identifier)
        if home is None:  # a global of the module that only `global` names
            home = self.scope.module
        if home.kind == "class":
            return self.class_slot(home, identifier)
        self.bind(home, identifier)
        return self.variable(home, identifier)

    def unpack(self, targets: list[ast.expr], value: Expr) -> list[Stmt]:
        starred = [number_ for number_, each in enumerate(targets) if isinstance(each, ast.Starred)]
        if starred:
            before, after = starred[0], len(targets) - starred[0] - 1
            items = call(self.rt("unpackex"), value, number(before), number(after))
        else:
            items = call(self.rt("unpack"), value, number(len(targets)))
        if all(isinstance(each, ast.Name) for each in targets):
            slots = [self.slot(each.id) for each in targets if isinstance(each, ast.Name)]
            return [do(Assign(Array(slots), items))]
        got = [self.temporary() for _ in targets]
        made: list[Stmt] = [do(Assign(Array([name(each) for each in got]), items))]
        for target, symbol in zip(targets, got, strict=True):
            made += self.store(target, name(symbol))
        return made

    def set_attribute(self, value: Expr, attribute: str, new: Expr) -> Expr:
        attribute = self.private(attribute)
        self.attributes.add(attribute)
        if attribute.startswith("__") and attribute.endswith("__"):
            return call(self.rt("setattr"), value, string(attribute), new)
        if self.stores_javascript(value, attribute) and not isinstance(new, Raw | String):
            return self.javascript_store(value, attribute, new)
        return assign(Dot(value, prop(attribute)), new)

    def _AugAssign(self, node: ast.AugAssign) -> list[Stmt]:
        operator = f"i{OPERATORS[type(node.op)]}"
        target = node.target
        match target:
            case ast.Name():
                if self.takes_raw(target):
                    double = self.raw_in_place(node, target)
                    return [do(assign(self.slot(target.id), double))]
                old_type = self.type(target)
                new = self.typed_in_place(
                    node,
                    lambda: self.load(target.id, target),
                    lambda: self.as_double(self.load(target.id, target), old_type),
                )
                if new is not None and is_float(self.type(node)[0]):
                    new = self.box(new)
                if new is None:
                    new = self.in_place(operator, node, self.load(target.id, target))
                return [do(assign(self.slot(target.id), new))]
            case ast.Attribute():
                first, again = self.simple(self.expr(target.value))
                old = self.get_attribute(first, target.attr)
                new = self.typed_in_place(node, lambda: old, lambda: old)
                if new is None:
                    new = self.in_place(operator, node, old)
                return [do(self.set_attribute_again(first, again, target.attr, new))]
            case ast.Subscript():
                container, again = self.simple(self.expr(target.value))
                if isinstance(target.slice, ast.Slice):
                    parts = [self.simple(part) for part in self.slice_parts(target.slice)]
                    old = call(self.rt("getslice"), container, *[part[0] for part in parts])
                    new = self.in_place(operator, node, old)
                    got = self.temporary()
                    return [
                        do(assign(name(got), new)),
                        do(call(self.rt("setslice"), again, *[part[1] for part in parts], name(got))),
                    ]
                index, index_again = self.simple(self.expr(target.slice))
                got = self.temporary()
                if self._is_item(target):
                    item = self.item_at(container, index, again, index_again)
                    put = self.put(again, index_again, name(got), self.type(target.slice))
                    return [do(assign(name(got), self.new_item(operator, node, target, item))), put]
                new = self.in_place(operator, node, call(self.rt("getitem"), container, index))
                return [
                    do(assign(name(got), new)),
                    do(call(self.rt("setitem"), again, index_again, name(got))),
                ]
        raise AssertionError(ast.dump(target))

    def set_attribute_again(self, first: Expr, again: Expr, attribute: str, new: Expr) -> Expr:
        """Store after the receiver was read by `new`: when it needed a temporary, `new` fills it first."""
        if first is again:
            return self.set_attribute(first, attribute, new)
        got = self.temporary()
        stored = self.set_attribute(again, attribute, name(got))
        return comma(assign(name(got), new), stored)

    def typed_in_place(
        self, node: ast.AugAssign, value: Callable[[], Expr], raw: Callable[[], Expr]
    ) -> Expr | None:
        """`old op value` of proven kinds that nothing changes in place; as operate()."""
        left = Side(self.type(node.target), value, raw)
        return self.operate(node.op, left, self.side(node.value), self.type(node)[0], node.value)

    def raw_in_place(self, node: ast.AugAssign, target: ast.Name) -> Expr:
        """The same, as a double, of a variable that holds one."""
        raw = ast.copy_location(ast.Name(target.id, ast.Load()), target)
        self.facts.types[raw] = self.facts.types[target]
        new = self.typed_in_place(node, lambda: self.expr(raw), lambda: self.raw(raw))
        if new is not None:
            return new
        return self.unbox(self.in_place(f"i{OPERATORS[type(node.op)]}", node, self.load(target.id, target)))

    def new_item(self, operator: str, node: ast.AugAssign, target: ast.Subscript, item: Expr) -> Expr:
        """What `xs[i] op= value` puts in place of an item, in the form that the list holds."""
        raw, result = self.is_raw_list(target.value), is_float(self.type(node)[0])
        value = self.box(item) if raw else item
        double = item if raw else self.as_double(item, self.type(target))
        made = self.typed_in_place(node, lambda: value, lambda: double)
        if made is None:
            made, result = self.in_place(operator, node, value), False
        if raw:
            return made if result else self.unbox(made)
        return self.box(made) if result else made

    def in_place(self, operator: str, node: ast.AugAssign, old: Expr) -> Expr:
        return call(self.rt(operator), old, self.expr(node.value))

    def _Delete(self, node: ast.Delete) -> list[Stmt]:
        made: list[Stmt] = []
        for target in node.targets:
            match target:
                case ast.Name(id=identifier):
                    home, _ = self.scope.resolve(identifier)
                    made.append(do(self.load(identifier, target)))
                    if home is not None and home.kind == "class":
                        made[-1] = do(call(self.rt("delattr"), self.class_object(), string(identifier)))
                    elif home is not None:
                        made.append(do(assign(self.variable(home, identifier), UNDEFINED)))
                        self.unbind(home, identifier)
                case ast.Attribute():
                    attribute = self.private(target.attr)
                    made.append(do(call(self.rt("delattr"), self.expr(target.value), string(attribute))))
                case ast.Subscript():
                    container = self.expr(target.value)
                    if isinstance(target.slice, ast.Slice):
                        parts = self.slice_parts(target.slice)
                        made.append(do(call(self.rt("delslice"), container, *parts)))
                    else:
                        made.append(do(call(self.rt("delitem"), container, self.expr(target.slice))))
                case ast.Tuple(elts=elts) | ast.List(elts=elts):
                    made += self._Delete(ast.copy_location(ast.Delete(elts), node))
        return made

    # Control flow

    def _If(self, node: ast.If) -> list[Stmt]:
        test = self.condition(node.test)
        before = set(self.bound)
        then = self.body(node.body)
        after_then = self.ends(node.body, before)
        self.bound = set(before)
        otherwise = self.body(node.orelse)
        after_else = self.ends(node.orelse, before)
        self.bound = after_then & after_else
        return [If(test, then, otherwise)]

    def ends(self, body: list[ast.stmt], before: set[tuple[int, str]]) -> set[tuple[int, str]]:
        """What is bound after a branch; everything, if it never gets to its end."""
        if body and isinstance(body[-1], ast.Return | ast.Raise | ast.Continue | ast.Break):
            return _Everything()
        return self.bound

    def _While(self, node: ast.While) -> list[Stmt]:
        test = self.condition(node.test)
        before = set(self.bound)
        loop_body = self._loop(node.body, node.orelse)
        endless = isinstance(node.test, ast.Constant) and bool(node.test.value)
        if not endless:
            self.bound = set(before)
        return self._with_else(While(test, loop_body), node.orelse)

    def _loop(self, body: list[ast.stmt], orelse: list[ast.stmt]) -> list[Stmt]:
        self.loops.append(Symbol("else_") if orelse else None)
        return self.body(body)

    def _with_else(self, loop: Stmt, orelse: list[ast.stmt]) -> list[Stmt]:
        label = self.loops.pop()
        if label is None:
            return [loop]
        return [Block([loop, *self.body(orelse)], label)]

    def _For(self, node: ast.For) -> list[Stmt]:
        counted = self._counted(node)
        if counted is not None:
            return counted
        iterable = self.expr(node.iter)
        if not self.is_list(node.iter):
            iterable = call(self.rt("it"), iterable)
        made: list[Stmt] = []
        finishes = self._finishes(node)
        if finishes:
            first, iterable = self.simple(iterable)
            made.append(do(first))
        before = set(self.bound)
        target, prelude = self.loop_target(node.target, self.is_raw_list(node.iter))
        body = [*prelude, *self._loop(node.body, node.orelse)]
        self.bound = set(before)
        loop: Stmt = ForOf(target, iterable, body)
        if finishes:
            self.attributes.add("close")
            loop = Try([loop], None, None, [do(call(Dot(iterable, "$close")))])
        return [*made, *self._with_else(loop, node.orelse)]

    def _finishes(self, node: ast.For) -> bool:
        """Whether leaving the loop ends a generator that nobody else has, and that would notice."""
        if not isinstance(node.iter, ast.Call):
            return False
        known = self.known_callee(node.iter.func)
        if known is None or not known.notices_end:
            return False
        return any(isinstance(each, ast.Break | ast.Return | ast.Raise) for each in own_nodes(node.body))

    def loop_target(self, target: ast.expr, raw: bool = False) -> tuple[Expr, list[Stmt]]:
        """What a JavaScript loop assigns each item to (`raw`: a double), and what fills Python's targets."""
        if isinstance(target, ast.Name) and self.takes_raw(target) == raw:
            home, _ = self.scope.resolve(target.id)
            if home is not None and home.kind != "class":
                return self.slot(target.id), []
        item = self.temporary("item")
        if raw and self.takes_raw(target):
            return name(item), self.store_raw(target, name(item))
        return name(item), self.store(target, self.box(name(item)) if raw else name(item))

    def _counted(self, node: ast.For) -> list[Stmt] | None:
        """`for i in range(...)` as a counting loop."""
        match node.iter:
            case ast.Call(func=ast.Name(id="range"), args=args, keywords=[]) if (
                self.is_builtin("range")
                and 1 <= len(args) <= 3
                and not any(isinstance(each, ast.Starred) for each in args)
                and isinstance(node.target, ast.Name)
            ):
                pass
            case _:
                return None
        step = 1
        if len(args) == 3:
            match args[2]:
                case ast.Constant(value=int(step)) if step and not isinstance(step, bool):
                    pass
                case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(size))) if size:
                    step = -size
                case _:
                    return None
        if len(args) > 1 and COUNT < self.type(args[0])[2] < INF:
            return None  # counting by ++ would stand still at 2**53
        count, stop = self.temporary("i"), self.temporary("n")
        start: Expr = number(0) if len(args) == 1 else self._index(args[0])
        end = self._index(args[0] if len(args) == 1 else args[1])
        before = set(self.bound)
        target = self.slot(node.target.id)
        body: list[Stmt] = [do(assign(target, name(count))), *self._loop(node.body, node.orelse)]
        self.bound = set(before)
        if isinstance(end, Name):
            end_value: Expr = name(stop)
        else:
            end_value = end if _is_number(end) else name(stop)
        init: list[Expr] = [assign(name(count), start)]
        if end_value is not end:
            init.append(assign(name(stop), end))
        test = Binary("<" if step > 0 else ">", name(count), end_value)
        update: Expr = (
            Update(name(count))
            if step == 1
            else Assign(name(count), number(abs(step)), "+=" if step > 0 else "-=")
        )
        return self._with_else(For(comma(*init), test, update, body), node.orelse)

    def _index(self, node: ast.expr) -> Expr:
        if isinstance(node, ast.Constant) and type(node.value) is int and abs(node.value) < 2**31:
            return number(node.value)
        if self.kind(node) == "int":
            return self.expr(node)
        return call(self.rt("toIndex"), self.expr(node))

    def _Break(self, node: ast.Break) -> list[Stmt]:
        return [Break(self.loops[-1])]

    def _Continue(self, node: ast.Continue) -> list[Stmt]:
        return [Continue()]

    def _Pass(self, node: ast.Pass) -> list[Stmt]:
        return []

    def _Global(self, node: ast.Global) -> list[Stmt]:
        return []

    def _Nonlocal(self, node: ast.Nonlocal) -> list[Stmt]:
        return []

    def _Return(self, node: ast.Return) -> list[Stmt]:
        return [Return(NULL if node.value is None else self.expr(node.value))]

    def _Assert(self, node: ast.Assert) -> list[Stmt]:
        args = [] if node.msg is None else [self.expr(node.msg)]
        return [If(negate(self.condition(node.test)), [Throw(call(self.rt("assertion"), *args))])]

    # Exceptions

    def _Raise(self, node: ast.Raise) -> list[Stmt]:
        if node.exc is None:
            if self.handlers:
                return [Throw(name(self.handlers[-1]))]
            return [Throw(call(self.rt("reraise")))]
        args = [self.expr(node.exc)]
        if node.cause is not None:
            args.append(self.expr(node.cause))
        return [Throw(call(self.rt("raise_"), *args))]

    def _Try(self, node: ast.Try) -> list[Stmt]:
        return self._try(node, "isexc")

    def _TryStar(self, node: ast.Try) -> list[Stmt]:
        return self._try_star(node)

    def _try(self, node: ast.Try, test: str) -> list[Stmt]:
        before = set(self.bound)
        done: Symbol | None = None
        protected = self.body(node.body)
        made: list[Stmt] = []
        after_body = set(self.bound)
        if node.orelse:
            # The else part must run outside the handlers' reach.
            done = self.temporary("done")
            made.append(do(assign(name(done), FALSE)))
            protected.append(do(assign(name(done), TRUE)))
        error: Symbol | None = None
        handler: list[Stmt] | None = None
        ends: list[set[tuple[int, str]]] = []
        if node.handlers:
            error = Symbol("error")
            self.scope.temporaries.append(error)
            handler, ends = self._handlers(node.handlers, error, set(before), test)
        self.bound = set(after_body)
        tail: list[Stmt] = []
        if done is not None:
            tail = [If(name(done), self.body(node.orelse))]
        ends.append(self.bound if not node.orelse else self.ends(node.orelse, before))
        if not node.orelse:
            ends[-1] = self.ends(node.body, before)
        bound = ends[0]
        for each in ends[1:]:
            bound = bound & each
        start: list[Stmt] = protected if handler is None else [Try(protected, error, handler)]
        inner = [*start, *tail]
        if node.finalbody:
            self.bound = set(before)
            final = self.body(node.finalbody)
            self.bound = bound | self.bound if not isinstance(bound, _Everything) else bound
            if any(isinstance(each, ast.Raise) for each in own_nodes(node.finalbody)):
                return [*made, *self._raising_finally(inner, final)]
            if handler is not None and not tail:
                return [*made, Try(protected, error, handler, final)]
            return [*made, Try(inner, None, None, final)]
        self.bound = bound
        return [*made, *inner]

    def _raising_finally(self, body: list[Stmt], final: list[Stmt]) -> list[Stmt]:
        """A `finally` that raises: what was under way is the context of what it raises."""
        error, depth = Symbol("error"), self.temporary("depth")
        self.scope.temporaries.append(error)
        under_way = self.temporary("underway")
        got: list[Stmt] = [
            do(assign(name(error), call(self.rt("caught"), name(error)))),
            do(assign(name(under_way), name(error))),
            Throw(name(error)),
        ]
        entered: Stmt = do(assign(name(depth), call(self.rt("enter"), name(under_way))))
        left: Stmt = Try(final, None, None, [do(call(self.rt("leave"), name(depth)))])
        start = do(assign(name(under_way), UNDEFINED))
        return [start, Try(body, error, got, [If(name(under_way), [entered, left], final)])]

    def _handlers(
        self, handlers: list[ast.ExceptHandler], error: Symbol, before: set[tuple[int, str]], test: str
    ) -> tuple[list[Stmt], list[set[tuple[int, str]]]]:
        """The catch block: which handler takes it, else thrown on."""
        chain: list[Stmt] = [Throw(name(error))]
        ends = []
        caught: list[tuple[Expr | None, list[Stmt]]] = []
        for each in handlers:
            self.bound = set(before)
            condition: Expr | None = (
                None if each.type is None else call(self.rt(test), name(error), self.expr(each.type))
            )
            self.handlers.append(error)
            depth = self.depths[error] = self.temporary("depth")
            body: list[Stmt] = []
            if each.name:
                body.append(do(assign(self.slot(each.name), name(error))))
            body += self.body(each.body)
            self.handlers.pop()
            ends.append(self.ends(each.body, before))
            final: list[Stmt] = [do(call(self.rt("leave"), name(depth)))]
            if each.name:
                home, _ = self.scope.resolve(each.name)
                if home is not None and home.kind != "class":
                    final.append(do(assign(self.variable(home, each.name), UNDEFINED)))
                    if not isinstance(ends[-1], _Everything):
                        ends[-1] = ends[-1] - {(id(home), each.name)}
            entered = do(assign(name(depth), call(self.rt("enter"), name(error))))
            caught.append((condition, [entered, Try(body, None, None, final)]))
        for condition, body in reversed(caught):
            chain = body if condition is None else [If(condition, body, chain)]
        return [do(assign(name(error), call(self.rt("caught"), name(error)))), *chain], ends

    def _try_star(self, node: ast.Try) -> list[Stmt]:
        """`except*`: each handler takes its part of the group; what is left is raised again."""
        before = set(self.bound)
        protected = self.body(node.body)
        error, group = Symbol("error"), self.temporary("group")
        self.scope.temporaries.append(error)
        handler: list[Stmt] = [
            do(assign(name(group), call(self.rt("exgroup"), call(self.rt("caught"), name(error)))))
        ]
        for each in node.handlers:
            assert each.type is not None
            self.bound = set(before)
            got, depth, inner = Dot(name(group), "got"), self.temporary("depth"), Symbol("inner")
            self.scope.temporaries.append(inner)
            body: list[Stmt] = []
            self.handlers.append(error)
            self.depths[error] = depth
            if each.name:
                body.append(do(assign(self.slot(each.name), got)))
            body += self.body(each.body)
            self.handlers.pop()
            raised = [do(call(Dot(name(group), "raised"), name(inner)))]
            final: list[Stmt] = [do(call(self.rt("leave"), name(depth)))]
            handler.append(
                If(
                    call(Dot(name(group), "match"), self.expr(each.type)),
                    [do(assign(name(depth), call(self.rt("enter"), got))), Try(body, inner, raised, final)],
                )
            )
        handler.append(do(call(Dot(name(group), "end"))))
        self.bound = set(before)
        tail = self.body(node.orelse)
        done: list[Stmt] = [Try([*protected, *tail], error, handler)]
        if node.finalbody:
            return [Try(done, None, None, self.body(node.finalbody))]
        return done

    def _With(self, node: ast.With) -> list[Stmt]:
        return self._with(node.items, node.body, False)

    def _AsyncWith(self, node: ast.AsyncWith) -> list[Stmt]:
        return self._with(node.items, node.body, True)

    def _with(self, items: list[ast.withitem], body: list[ast.stmt], is_async: bool) -> list[Stmt]:
        if not items:
            return self.body(body)
        item, *others = items
        context, error = self.temporary("with"), Symbol("error")
        self.scope.temporaries.append(error)
        manager = self.expr(item.context_expr)
        opened: Expr = call(self.rt("awith" if is_async else "with_"), manager)
        if is_async:
            opened = Yield(opened, delegate=True)
        made: list[Stmt] = [do(assign(name(context), opened))]
        inner: list[Stmt] = []
        if item.optional_vars is not None:
            inner += self.store(item.optional_vars, Dot(name(context), "v"))
        before = set(self.bound)
        inner += self._with(others, body, is_async)
        # A manager may swallow what its body raised: nothing that the body bound is certain after it,
        # but most managers do not, and a name without a value is found when it is read anyway.
        after = self.ends(body, before)
        self.bound = after if not isinstance(after, _Everything) else before
        failed: Expr = call(Dot(name(context), "fail"), call(self.rt("caught"), name(error)))
        left: Expr = call(Dot(name(context), "done"))
        if is_async:
            failed, left = Yield(failed, delegate=True), Yield(left, delegate=True)
        # What __exit__ raises comes from the line of the `with`.
        failed, left = self.at(item.context_expr, failed), self.at(item.context_expr, left)
        return [*made, Try(inner, error, [If(negate(failed), [Throw(name(error))])], [do(left)])]

    def _AsyncFor(self, node: ast.AsyncFor) -> list[Stmt]:
        iterator, item = self.temporary("iterator"), self.temporary("item")
        start = do(assign(name(iterator), call(self.rt("afor"), self.expr(node.iter))))
        before = set(self.bound)
        step = Yield(call(self.rt("astep"), name(iterator)), delegate=True)
        test = Binary("!==", assign(name(item), step), UNDEFINED)
        body = [*self.store(node.target, name(item)), *self._loop(node.body, node.orelse)]
        self.bound = set(before)
        looped = self._with_else(While(test, body), node.orelse)
        return [start, Try(looped, None, None, [do(call(self.rt("aleave"), name(iterator)))])]


class _Everything(set[tuple[int, str]]):
    """The set of all names: what holds where control never comes."""

    def __and__(self, other: object) -> set[tuple[int, str]]:
        assert isinstance(other, set)
        return other

    def __rand__(self, other: set[tuple[int, str]]) -> set[tuple[int, str]]:
        return other


def _is_number(value: Expr) -> bool:
    return isinstance(value, Raw)
