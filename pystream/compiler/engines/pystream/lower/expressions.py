"""Expressions: Python's operators, displays, attributes and subscripts."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from pystream.compiler.engines.pystream.js.build import (
    FALSE,
    NULL,
    TRUE,
    array,
    assign,
    call,
    comma,
    negate,
    number,
    string,
)
from pystream.compiler.engines.pystream.js.nodes import (
    Array,
    Assign,
    Binary,
    Conditional,
    Dot,
    Expr,
    Name,
    New,
    Raw,
    Spread,
    String,
    Template,
    Yield,
)
from pystream.compiler.engines.pystream.lower.base import Base, either
from pystream.compiler.engines.pystream.names import BUILTIN_ATTRIBUTES, FUNCTIONS, builtin, prop

SAFE = 2**53 - 1
DOM = ("pystream.client", "dom")
OPERATORS: dict[type[ast.operator], str] = {
    ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "truediv", ast.FloorDiv: "floordiv",
    ast.Mod: "mod", ast.Pow: "pow", ast.MatMult: "matmul", ast.LShift: "lshift", ast.RShift: "rshift",
    ast.BitAnd: "bitand", ast.BitOr: "bitor", ast.BitXor: "bitxor",
}  # fmt: skip
COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Eq: "eq", ast.NotEq: "ne", ast.Lt: "lt", ast.LtE: "le", ast.Gt: "gt", ast.GtE: "ge",
}  # fmt: skip
# Builtins that always give a bool.
PREDICATES = frozenset("isinstance issubclass callable hasattr all any bool".split())


class Expressions(Base):
    """Lowers expressions. `expr` is the way in."""

    def expr(self, node: ast.expr) -> Expr:
        """The JavaScript of an expression."""
        made: Expr = getattr(self, f"_{type(node).__name__}")(node)
        if isinstance(node, ast.Call | ast.Attribute | ast.Subscript | ast.BinOp | ast.Name | ast.Compare):
            self.at(node, made)
        return made

    def exprs(self, nodes: Sequence[ast.expr], spread: str = "it") -> list[Expr]:
        """Expressions of a display or call, `*x` spread; `spread`: what says whether x can be iterated."""
        return [
            Spread(
                self.expr(node.value)
                if self.trusted is not None and self.kind(node.value) == "list"
                else call(self.rt(spread), self.expr(node.value))
            )
            if isinstance(node, ast.Starred)
            else self.expr(node)
            for node in nodes
        ]

    def condition(self, node: ast.expr) -> Expr:
        """A JavaScript boolean: whether the expression is true."""
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return negate(self.condition(node.operand))
        if isinstance(node, ast.BoolOp):
            tests = [self.condition(value) for value in node.values]
            made = tests[0]
            for test in tests[1:]:
                made = Binary("&&" if isinstance(node.op, ast.And) else "||", made, test)
            return made
        if isinstance(node, ast.Constant):
            return TRUE if node.value else FALSE
        if self.kind(node) == "bool":
            return self.expr(node)
        return call(self.rt("truth"), self.expr(node))

    def kind(self, node: ast.expr) -> str:
        """What is certain of the value's type: bool, str, int, float, list, tuple, dict, none; or nothing."""
        match node:
            case ast.Constant(value=value):
                return {bool: "bool", str: "str", int: "int", float: "float", type(None): "none"}.get(
                    type(value), ""
                )
            case ast.JoinedStr():
                return "str"
            case ast.List() | ast.ListComp():
                return "list"
            case ast.Tuple():
                return "tuple"
            case ast.Dict() | ast.DictComp():
                return "dict"
            case ast.UnaryOp(op=ast.Not()):
                return "bool"
            case ast.Compare(ops=ops):
                # Rich comparisons may return anything; identity and membership may not.
                if all(isinstance(op, ast.Is | ast.IsNot | ast.In | ast.NotIn) for op in ops):
                    return "bool"
                return ""
            case ast.BoolOp(values=values):
                kinds = {self.kind(value) for value in values}
                return kinds.pop() if len(kinds) == 1 else ""
            case ast.IfExp(body=body, orelse=orelse):
                kind = self.kind(body)
                return kind if kind == self.kind(orelse) else ""
            case ast.Call(func=ast.Name(id=identifier)) if self.is_builtin(identifier):
                if identifier in PREDICATES:
                    return "bool"
                return {"str": "str", "repr": "str", "len": "int", "format": "str", "chr": "str"}.get(
                    identifier, ""
                )
        return ""

    def is_builtin(self, identifier: str) -> bool:
        """Whether a name means the builtin here."""
        home, _ = self.scope.resolve(identifier)
        return home is None and builtin(identifier) is not None

    def asks_for_names(self, node: ast.Call) -> bool:
        """Whether a call is `locals()`, `globals()`, or `vars()` or `dir()` of nothing."""
        return (
            isinstance(node.func, ast.Name)
            and node.func.id in ("locals", "globals", "vars", "dir")
            and not (node.args or node.keywords)
            and self.scope.resolve(node.func.id)[0] is None
        )

    # Names and constants

    def _Name(self, node: ast.Name) -> Expr:
        return self.load(node.id, node)

    def load(self, identifier: str, node: ast.AST) -> Expr:
        """The value of a name where we are."""
        home, _ = self.scope.resolve(identifier)
        if home is None:
            return self.builtin_value(identifier)
        if home.kind == "class":
            return self.class_name(home, identifier, node)
        imported = self.imported(home, identifier)
        if imported is not None:
            return imported
        if self.is_bound(home, identifier):
            return self.variable(home, identifier)
        return self.checked(home, identifier)

    def builtin_value(self, identifier: str) -> Expr:
        """A name that no scope binds."""
        export = builtin(identifier)
        if export is None:
            if identifier == "__name__":
                return string(self.main_name())
            if identifier in ("__file__", "__doc__"):
                return string(self.module.path) if identifier == "__file__" else NULL
            if identifier == "__class__":
                return self.current_class()
            return call(self.rt("undefinedName"), string(identifier))
        if export == "true":
            return TRUE
        if identifier in FUNCTIONS:
            # Not called: it may be asked for its name.
            return call(self.rt("builtin"), self.rt(export), string(identifier))
        return self.rt(export)

    def main_name(self) -> str:
        return self.module.name

    def is_bound(self, home: object, identifier: str) -> bool:
        """Whether a variable certainly has a value here; told by Flow."""
        raise NotImplementedError

    def imported(self, home: object, identifier: str) -> Expr | None:
        """What an imported name stands for, when that is known at compile time."""
        raise NotImplementedError

    def class_name(self, home: object, identifier: str, node: ast.AST) -> Expr:
        raise NotImplementedError

    def current_class(self) -> Expr:
        raise NotImplementedError

    def _Constant(self, node: ast.Constant) -> Expr:
        value = node.value
        match value:
            case None:
                return NULL
            case bool():
                return TRUE if value else FALSE
            case int():
                return number(value) if abs(value) <= SAFE else Raw(f"{value}n")
            case float():
                return self.float_constant(value)
            case str():
                return String(value)
            case bytes():
                text = value.decode("latin-1")
                return self.constant(
                    f"b{value!r}", New(self.rt("Bytes"), [call(self.rt("bytesRaw"), String(text))])
                )
            case complex():
                made = New(self.rt("Complex"), [Raw("0"), self.raw_float(value.imag)])
                return self.constant(f"j{value!r}", made)
        return self.rt("Ellipsis")

    def raw_float(self, value: float) -> Raw:
        """A JavaScript number literal."""
        if value != value:
            return Raw("NaN")
        if value in (float("inf"), float("-inf")):
            return Raw("1/0" if value > 0 else "-1/0")
        text = repr(value)
        text = text.removesuffix(".0")
        return Raw(text.replace("e+", "e"))

    def float_constant(self, value: float) -> Expr:
        if value.is_integer():
            return self.constant(f"f{value!r}", New(self.rt("Float"), [self.raw_float(value)]))
        return self.raw_float(value)

    def _JoinedStr(self, node: ast.JoinedStr) -> Expr:
        parts: list[str | Expr] = []
        for value in node.values:
            if not isinstance(value, ast.Constant):
                parts.append(self.expr(value))
            elif value.value:  # Python 3.12's parser ends a nested spec with an empty text
                parts.append(str(value.value))
        if len(parts) == 1 and not isinstance(parts[0], str):
            return parts[0]
        return Template(parts) if parts else String("")

    def _FormattedValue(self, node: ast.FormattedValue) -> Expr:
        value = self.expr(node.value)
        kind = self.kind(node.value)
        if node.conversion != -1:
            convert = {"s": "PyStr", "r": "repr_", "a": "ascii_"}[chr(node.conversion)]
            value, kind = call(self.rt(convert), value), "str"
        if node.format_spec is None:
            return value if kind == "str" else call(self.rt("fstr"), value)
        return call(self.rt("format_"), value, self.expr(node.format_spec))

    # Operators

    def _BinOp(self, node: ast.BinOp) -> Expr:
        if isinstance(node.op, ast.Mod) and self.kind(node.left) == "str":
            return call(self.rt("percent"), self.expr(node.left), self.expr(node.right))
        if isinstance(node.op, ast.Add) and self.kind(node.left) == self.kind(node.right) == "str":
            return Binary("+", self.expr(node.left), self.expr(node.right))
        return call(self.rt(OPERATORS[type(node.op)]), self.expr(node.left), self.expr(node.right))

    def _UnaryOp(self, node: ast.UnaryOp) -> Expr:
        if isinstance(node.op, ast.Not):
            return negate(self.condition(node.operand))
        if isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
            value = node.operand.value
            if isinstance(value, int | float) and not isinstance(value, bool) and value != 0:
                return self._Constant(ast.Constant(-value))
            if isinstance(value, float) and value == 0:
                return self.constant("f-0.0", New(self.rt("Float"), [Raw("-0")]))
        names: dict[type[ast.unaryop], str] = {ast.USub: "neg", ast.UAdd: "pos", ast.Invert: "invert"}
        return call(self.rt(names[type(node.op)]), self.expr(node.operand))

    def _BoolOp(self, node: ast.BoolOp) -> Expr:
        if self.kind(node) == "bool":
            return self.condition(node)
        made = self.expr(node.values[-1])
        for value in reversed(node.values[:-1]):
            first, again = self.simple(self.expr(value))
            test = first if self.kind(value) == "bool" else call(self.rt("truth"), first)
            if isinstance(node.op, ast.And):
                made = Conditional(test, made, again)
            else:
                made = Conditional(test, again, made)
        return made

    def _Compare(self, node: ast.Compare) -> Expr:
        if len(node.ops) == 1:
            return self._comparison(node.ops[0], node.left, node.comparators[0])
        # a < b < c: b once, and c only if a < b.
        made: Expr | None = None
        left = self.expr(node.left)
        for number_, (op, right) in enumerate(zip(node.ops, node.comparators, strict=True)):
            value = self.expr(right)
            again = value
            if number_ + 1 < len(node.ops):
                value, again = self.simple(value)
            test = self._compare(op, left, value)
            left = again
            if made is None:
                made = test
            else:
                # A comparison may return anything; `and` hands the first false one on.
                first, kept = self.simple(made)
                made = Conditional(call(self.rt("truth"), first), test, kept)
        assert made is not None
        return made

    def _comparison(self, op: ast.cmpop, left: ast.expr, right: ast.expr) -> Expr:
        of, other = self._type_of(left), self._type_of(right)
        if isinstance(op, ast.Is | ast.IsNot) and of is not None and other is not None:
            # Types are no values by that, so the program need not have them all.
            same = call(self.rt("sameType"), self.expr(of), self.expr(other))
            return same if isinstance(op, ast.Is) else negate(same)
        return self._compare(op, self.expr(left), self.expr(right))

    def _type_of(self, node: ast.expr) -> ast.expr | None:
        """What `node` is the type of: x, where it is `type(x)`."""
        match node:
            case ast.Call(func=ast.Name(id="type"), args=[value], keywords=[]) if self.is_builtin("type"):
                return None if isinstance(value, ast.Starred) else value
        return None

    def _compare(self, op: ast.cmpop, left: Expr, right: Expr) -> Expr:
        match op:
            case ast.Is():
                return Binary("===", left, right)
            case ast.IsNot():
                return Binary("!==", left, right)
            case ast.In():
                return self._contains(left, right)
            case ast.NotIn():
                return negate(self._contains(left, right))
        return call(self.rt(COMPARISONS[type(op)]), left, right)

    def _contains(self, item: Expr, container: Expr) -> Expr:
        """`item in container`: the item is evaluated first."""
        if is_inert(item) or is_inert(container):
            return call(self.rt("contains"), container, item)
        first, again = self.simple(item)
        return comma(first, call(self.rt("contains"), container, again))

    def _IfExp(self, node: ast.IfExp) -> Expr:
        return Conditional(self.condition(node.test), self.expr(node.body), self.expr(node.orelse))

    def _NamedExpr(self, node: ast.NamedExpr) -> Expr:
        value = self.expr(node.value)
        home, _ = self.scope.resolve(node.target.id)
        assert home is not None
        if home.kind == "class":
            return assign(self.class_slot(home, node.target.id), value)
        self.bind(home, node.target.id)
        return Assign(self.variable(home, node.target.id), value)

    def class_slot(self, home: object, identifier: str) -> Expr:
        raise NotImplementedError

    def bind(self, home: object, identifier: str) -> None:
        raise NotImplementedError

    # Displays

    def _List(self, node: ast.List) -> Expr:
        return array(self.exprs(node.elts, "star"))

    def _Tuple(self, node: ast.Tuple) -> Expr:
        items = self.exprs(node.elts, "star")
        if all(isinstance(item, ast.Constant) for item in node.elts):
            text = ast.unparse(node)
            return self.constant(f"t{text}", call(self.rt("T"), *items))
        return call(self.rt("T"), *items)

    def _Set(self, node: ast.Set) -> Expr:
        return call(self.rt("set_of"), array(self.exprs(node.elts)))

    def _Dict(self, node: ast.Dict) -> Expr:
        made: Expr | None = None
        run: list[Expr] = []
        for key, value in zip(node.keys, node.values, strict=True):
            if key is not None:
                run += [self.expr(key), self.expr(value)]
                continue
            base = call(self.rt("dict_of"), array(run)) if made is None else self._with_pairs(made, run)
            made = call(self.rt("merge"), base, self.expr(value))
            run = []
        if made is None:
            return call(self.rt("dict_of"), array(run))
        return self._with_pairs(made, run)

    def _with_pairs(self, made: Expr, run: list[Expr]) -> Expr:
        return call(self.rt("merge"), made, call(self.rt("dict_of"), array(run))) if run else made

    def _Starred(self, node: ast.Starred) -> Expr:
        return Spread(call(self.rt("it"), self.expr(node.value)))

    # Attributes and subscripts

    def _Attribute(self, node: ast.Attribute) -> Expr:
        static = self.static_attribute(node)
        if static is not None:
            return static
        if self.is_javascript(node.value):
            return self.javascript_read(node)
        return self.get_attribute(self.expr(node.value), node.attr)

    def is_javascript(self, node: ast.expr) -> bool:
        """Whether it is surely JavaScript's own object."""
        raise NotImplementedError

    def javascript_read(self, node: ast.Attribute) -> Expr:
        """A property of it."""
        raise NotImplementedError

    def library_name(self, node: ast.expr) -> tuple[str, str] | None:
        """Module and name, where an expression is a name of a library module."""
        raise NotImplementedError

    def static_attribute(self, node: ast.Attribute) -> Expr | None:
        """`module.name`, where the module is known."""
        raise NotImplementedError

    def get_attribute(self, value: Expr, attribute: str) -> Expr:
        """`value.attribute`, read and not called."""
        attribute = self.private(attribute)
        self.attributes.add(attribute)
        if attribute == "__class__":
            return call(self.rt("typeOf"), value)
        if attribute == "__dict__":
            return call(self.rt("getattr"), value, string(attribute))
        if attribute.startswith("__") and attribute.endswith("__"):
            return call(self.rt("ga"), value, string(attribute))
        if self.trusted is not None:
            assert not self.trusted.is_method(attribute), f"{attribute}: a method is called, or in a lambda"
            return Dot(value, prop(attribute))
        first, again = self.simple(value)
        is_this = isinstance(value, Raw) and value.text == "this"
        read = Dot(first, prop(attribute), optional=not is_this)
        if (
            attribute not in BUILTIN_ATTRIBUTES
            and not self.program.is_method(attribute)
            and not (self.program.browser and not is_this)
        ):
            return either(read, call(self.rt("ga"), again, string(prop(attribute))))
        return call(self.rt("attr"), read, again, string(prop(attribute)))

    def private(self, attribute: str) -> str:
        """`__x` in a class body is `_Class__x`."""
        if not attribute.startswith("__") or attribute.endswith("__"):
            return attribute
        scope = self.scope
        while scope is not None and scope.kind != "class":
            if scope.outer is None:
                return attribute
            scope = scope.outer
        stripped = scope.name.lstrip("_")
        return f"_{stripped}{attribute}" if stripped else attribute

    def _Subscript(self, node: ast.Subscript) -> Expr:
        value = self.expr(node.value)
        if self.library_name(node.value) == DOM:
            # Ours, and no other container.
            return call(Dot(value, "__getitem__"), self.expr(node.slice))
        if isinstance(node.slice, ast.Slice):
            return call(self.rt("getslice"), value, *self.slice_parts(node.slice))
        return call(self.rt("getitem"), value, self.expr(node.slice))

    def slice_parts(self, node: ast.Slice) -> list[Expr]:
        """start, stop, step; None where left out."""
        return [NULL if part is None else self.expr(part) for part in (node.lower, node.upper, node.step)]

    def _Slice(self, node: ast.Slice) -> Expr:
        return New(self.rt("Slice"), self.slice_parts(node))

    # Coroutines and generators

    def _Await(self, node: ast.Await) -> Expr:
        return Yield(call(self.rt("await_"), self.expr(node.value)), delegate=True)

    def _YieldFrom(self, node: ast.YieldFrom) -> Expr:
        return either(Yield(call(self.rt("yieldfrom"), self.expr(node.value)), delegate=True), NULL)

    def _Yield(self, node: ast.Yield) -> Expr:
        value = NULL if node.value is None else self.expr(node.value)
        if self.in_async_generator():
            return either(Yield(call(self.rt("ayield"), value)), NULL)
        return either(Yield(value), NULL)

    def in_async_generator(self) -> bool:
        raise NotImplementedError


def is_inert(value: Expr) -> bool:
    """Whether evaluating it sooner or later makes no difference."""
    match value:
        case Name() | Raw() | String():
            return True
        case Array(items=items):
            return all(is_inert(each) for each in items)
        case Dot(object=inner):
            return is_inert(inner)
    return False
