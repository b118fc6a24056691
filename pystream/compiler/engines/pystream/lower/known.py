"""What builtins, list and str methods and the math library give, and what they do to lists."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from pystream.compiler.engines.pystream.lower.types import (
    ANY,
    BOOL,
    FLOAT,
    INF,
    INT,
    LENGTH,
    LIST,
    NEG,
    NONE,
    NUMBER,
    OTHER,
    STR,
    Var,
)

if TYPE_CHECKING:
    from pystream.compiler.engines.pystream.lower.values import Values

Builtin = Callable[["Values", ast.Call], Var]
Effect = Callable[["Values", Var, Sequence[Var], Var], None]


def _len(walk: Values, node: ast.Call) -> Var:
    if len(node.args) != 1:
        return _lost(ANY)(walk, node)
    got, out, solver = walk.expr(node.args[0]), Var(), walk.solver
    walk._plain_list(got)

    def step() -> None:
        mask = got.find().mask
        if mask:
            # A __len__ of a user's may be long.
            solver.add(out, INT, 0, INF if mask & OTHER else LENGTH)
        if mask & OTHER:
            solver.escape(got)

    solver.when([got], step)
    return out


def _list(walk: Values, node: ast.Call) -> Var:
    out, solver = walk.solver.var(LIST), walk.solver
    if len(node.args) > 1:
        return _lost(ANY)(walk, node)
    solver.elem(out)
    if node.args:
        item = walk.iterated(node.args[0])
        got = walk.types[node.args[0]]
        walk._shared(got)
        solver.box(got.shape)
        solver.box(out.shape)
        solver.flow(item, solver.elem(out))
    return out


def _sorted(walk: Values, node: ast.Call) -> Var:
    if len(node.args) != 1:
        return _lost(ANY)(walk, node)
    out = _list(walk, node)
    item = walk.solver.elem(out)

    def step() -> None:
        if item.find().mask & OTHER:
            walk.solver.escape(item)

    walk.solver.when([item], step)
    return out


def _abs(walk: Values, node: ast.Call) -> Var:
    if len(node.args) != 1:
        return _lost(ANY)(walk, node)
    got, out, solver = walk.use(node.args[0]), Var(), walk.solver

    def step() -> None:
        mask, lo, hi = got.find().mask, got.find().lo, got.find().hi
        if mask & ~NUMBER:
            solver.add(out, ANY)
            solver.escape(got)
            return
        if mask & BOOL:
            lo, hi = min(lo, 0), max(hi, 1)
        if mask & (INT | BOOL):
            solver.add(out, INT, 0 if lo <= 0 <= hi else min(abs(lo), abs(hi)), max(abs(lo), abs(hi)))
        if mask & FLOAT:
            solver.add(out, FLOAT)

    solver.when([got], step)
    return out


def _extreme(walk: Values, node: ast.Call) -> Var:
    out, solver = Var(), walk.solver
    if len(node.args) < 2:
        return _lost(ANY)(walk, node)
    args = [walk.use(each) for each in node.args]
    for each in args:
        solver.flow(each, out)

    def step() -> None:
        if out.find().mask & OTHER:
            for each in args:
                solver.escape(each)

    solver.when([out], step)
    return out


def _sum(walk: Values, node: ast.Call) -> Var:
    if len(node.args) != 1:
        return _lost(ANY)(walk, node)
    item, out, solver = walk.iterated(node.args[0]), Var(), walk.solver
    got = walk.types[node.args[0]]
    solver.box(got.shape)
    walk._shared(got)

    def step() -> None:
        mask = item.find().mask
        if mask & ~NUMBER:
            solver.add(out, ANY)
            solver.escape(item)
        else:
            solver.add(out, INT | (mask & (FLOAT | NEG)))

    solver.when([item], step)
    return out


def _round(walk: Values, node: ast.Call) -> Var:
    if not node.args:
        return walk.any()
    got, out, solver = walk.use(node.args[0]), Var(), walk.solver
    for each in node.args[1:]:
        walk.lose(each)
    digits = len(node.args) > 1

    def step() -> None:
        mask = got.find().mask
        if mask & ~NUMBER or (digits and not isinstance(node.args[1], ast.Constant) and mask & FLOAT):
            solver.add(out, ANY)
            solver.escape(got)
        elif digits and mask & FLOAT and getattr(node.args[1], "value", 0) is not None:
            solver.add(out, FLOAT | NEG | (INT if mask & (INT | BOOL) else 0))
        elif mask:
            solver.add(out, INT)

    solver.when([got], step)
    return out


def _lost(mask: int, lo: float = -INF, hi: float = INF) -> Builtin:
    """A builtin that gives this whatever it is called with."""

    def made(walk: Values, node: ast.Call) -> Var:
        walk._arguments_lost(node)
        out = Var()
        walk.solver.add(out, mask, lo, hi)
        return out

    return made


def _used(mask: int) -> Builtin:
    """The same, of a builtin that only looks at its arguments unless they have code of their own."""

    def made(walk: Values, node: ast.Call) -> Var:
        for each in node.args:
            got = walk.use(each)
            walk._shared(got)
        return walk.solver.var(mask)

    return made


def _text(walk: Values, node: ast.Call) -> Var:
    """str() and repr() give what __str__ gives, an instance of a subclass of str too."""
    return _used(OTHER | STR if walk.program.str_subclasses else STR)(walk, node)


BUILTINS: dict[str, Builtin] = {
    "len": _len,
    "list": _list,
    "sorted": _sorted,
    "abs": _abs,
    "min": _extreme,
    "max": _extreme,
    "sum": _sum,
    "round": _round,
    "str": _text,
    "repr": _text,
    "format": _text,
    "int": _lost(INT),
    "float": _lost(FLOAT | NEG),
    "bool": _used(BOOL),
    "print": _used(NONE),
    "isinstance": _used(BOOL),
    "issubclass": _lost(BOOL),
    "callable": _used(BOOL),
    "hasattr": _used(BOOL),
    "ord": _lost(INT, 0, 0x10FFFF),
    "chr": _lost(STR),
    "hash": _used(INT),
    "hex": _lost(STR),
    "bin": _lost(STR),
    "oct": _lost(STR),
    "input": _lost(STR),
    "any": _used(BOOL),
    "all": _used(BOOL),
}


def _append(walk: Values, receiver: Var, args: Sequence[Var], out: Var) -> None:
    for each in args:
        walk.solver.flow(each, walk.solver.elem(receiver))
    walk.solver.add(out, NONE)


def _insert(walk: Values, receiver: Var, args: Sequence[Var], out: Var) -> None:
    walk.solver.box(receiver.shape)
    _append(walk, receiver, args[1:], out)


def _extend(walk: Values, receiver: Var, args: Sequence[Var], out: Var) -> None:
    walk.solver.box(receiver.shape)
    for each in args:
        walk._shared(each)
        walk._items_into(each, receiver)
    walk.solver.add(out, NONE)


def _pop(walk: Values, receiver: Var, args: Sequence[Var], out: Var) -> None:
    walk.solver.box(receiver.shape)
    walk.solver.flow(walk.solver.elem(receiver), out)


def _copy(walk: Values, receiver: Var, args: Sequence[Var], out: Var) -> None:
    walk.solver.box(receiver.shape)
    walk.solver.unify(out, receiver)

    def step() -> None:
        if receiver.find().mask & LIST:
            walk.solver.add(out, LIST)

    walk.solver.when([receiver], step)


def _nothing(mask: int) -> Effect:
    def made(walk: Values, receiver: Var, args: Sequence[Var], out: Var) -> None:
        walk.solver.box(receiver.shape)
        walk.solver.add(out, mask)
        for each in args:
            walk.solver.escape(each)

    return made


# What a method of list does, when its arguments are all positional.
LIST_METHODS: dict[str, Effect] = {
    "append": _append,
    "insert": _insert,
    "extend": _extend,
    "pop": _pop,
    "copy": _copy,
    "reverse": _nothing(NONE),
    "sort": _nothing(NONE),
    "clear": _nothing(NONE),
    "remove": _nothing(NONE),
    "index": _nothing(INT),
    "count": _nothing(INT),
}

STR_METHODS: dict[str, tuple[int, float, float]] = {
    **dict.fromkeys(
        """
        capitalize casefold center expandtabs format join ljust lower lstrip removeprefix removesuffix replace
        rjust rstrip strip swapcase title translate upper zfill
        """.split(),
        (STR, INF, -INF),
    ),
    **dict.fromkeys("count find index rfind rindex".split(), (INT, -1, LENGTH)),
    **dict.fromkeys(
        """
        endswith startswith isalnum isalpha isascii isdecimal isdigit isidentifier islower
        isnumeric isprintable
        isspace istitle isupper
        """.split(),
        (BOOL, INF, -INF),
    ),
    **dict.fromkeys("split rsplit splitlines".split(), (STR | LIST, INF, -INF)),
}

_DOUBLE = FLOAT | NEG
# Module -> function or constant -> what it gives, called with anything.
MATH: dict[str, dict[str, int]] = {
    "math": {
        **dict.fromkeys(
            """
            acos acosh asin asinh atan atan2 atanh cbrt copysign cos cosh degrees erf erfc exp2
            expm1 fmod fsum gamma
            ldexp lgamma log log10 log1p log2 nextafter radians remainder sin sinh sqrt tan tanh
            """.split(),
            _DOUBLE,
        ),
        **dict.fromkeys("dist exp fabs hypot ulp pi e tau inf nan".split(), FLOAT),
        "pow": _DOUBLE,
        **dict.fromkeys("comb factorial gcd isqrt lcm perm".split(), INT),
        **dict.fromkeys("isclose isfinite isinf isnan".split(), BOOL),
    },
    "time": dict.fromkeys("monotonic perf_counter time process_time".split(), _DOUBLE),
    "random": {"random": FLOAT},
    "_jinja": dict.fromkeys("esc text block".split(), STR),
}
