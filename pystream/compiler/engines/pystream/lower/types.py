"""What a value can be: kinds, intervals of ints, shapes of lists; and the solver that grows them.

Every variable and expression of a program has a Var. Values flow along edges (a flow adds kinds, takes none
away) and constraints run again when what they read has grown, until nothing changes. Lists that may be the
same object share one Shape: what is put into one is seen in all (Steensgaard's way: shapes are merged,
not copied). OTHER is any value that is not followed: what it contains is unknown.

Source: https://doi.org/10.1145/237721.237727 (Steensgaard, points-to analysis in almost linear time)
"""

from __future__ import annotations

import ast
from collections import deque
from collections.abc import Callable, Iterable
from typing import TypeAlias

# FLOAT alone is a float that is not negative and not -0.0 (nan is fine); NEG says that it may be.
NONE, BOOL, INT, FLOAT, NEG, STR, LIST, OTHER = (1 << bit for bit in range(8))
ANY = 255
NUMBER = BOOL | INT | FLOAT | NEG
# None, bool, int, float, str: their operators are never a user's code.
PRIMITIVE = NONE | NUMBER | STR

INF = float("inf")
# Beyond this an int may be a BigInt.
SAFE = 2**53 - 1
INT32 = 2**31 - 1
# JavaScript's longest array or string.
LENGTH = 2**32 - 1
# What only grows by steps of at most STEP stays below 2**53 when it starts below this: getting there takes
# 2**49 additions, which is a week of doing nothing else.
COUNT = 2**52
STEP = 8
_LIMITS = (255, INT32, LENGTH, COUNT)
# How often an interval may grow before it jumps to the next limit.
_PATIENCE = 4


# Class definitions; None: nobody knows.
Origin: TypeAlias = frozenset[ast.ClassDef] | None


class Shape:
    """The contents of lists that may be one. `boxed`: its floats are Python values; else raw doubles."""

    __slots__ = ("boxed", "elem", "parent", "poisoned")

    def __init__(self) -> None:
        self.parent: Shape | None = None
        self.elem: Var | None = None
        self.poisoned = False
        self.boxed = False

    def find(self) -> Shape:
        shape = self
        while shape.parent is not None:
            shape = shape.parent
        return shape


class Var:
    """What one variable or expression can be: kinds, and the interval that its ints lie in."""

    __slots__ = ("_shape", "deps", "edges", "grown", "hi", "lo", "mask", "origin", "parent", "queued")

    def __init__(self) -> None:
        self.mask = 0
        # For OTHER: the classes, if they are all known, that made the instance.
        self.origin: Origin = frozenset()
        self.lo: float = INF
        self.hi: float = -INF
        self.edges: list[Var] = []
        self.deps: list[Callable[[], None]] = []
        self.grown = 0
        self.parent: Var | None = None
        self.queued = False
        self._shape: Shape | None = None

    def find(self) -> Var:
        var = self
        while var.parent is not None:
            var = var.parent
        return var

    @property
    def shape(self) -> Shape:
        var = self.find()
        if var._shape is None:
            var._shape = Shape()
        var._shape = var._shape.find()
        return var._shape


class Solver:
    """Vars under construction."""

    def __init__(self) -> None:
        self.queue: deque[Var] = deque()
        self.fresh: deque[Callable[[], None]] = deque()

    def var(self, mask: int = 0, lo: float = INF, hi: float = -INF) -> Var:
        made = Var()
        if mask:
            made.mask, made.lo, made.hi = mask, lo, hi
            if mask & OTHER:
                made.origin = None
            if mask & INT and lo > hi:
                made.lo, made.hi = -INF, INF
        return made

    def add(self, var: Var, mask: int, lo: float = -INF, hi: float = INF, origin: Origin = None) -> None:
        """The variable may be that too; an interval counts only for ints, an origin only for OTHER."""
        var = var.find()
        changed = mask & ~var.mask
        var.mask |= mask
        if mask & INT:
            if lo < var.lo:
                var.lo = self._lower(var, lo)
                changed = True
            if hi > var.hi:
                var.hi = self._upper(var, hi)
                changed = True
        if mask & OTHER and var.origin is not None and (origin is None or not origin <= var.origin):
            var.origin = None if origin is None else var.origin | origin
            changed = True
        if changed and not var.queued:
            var.queued = True
            self.queue.append(var)

    def _upper(self, var: Var, hi: float) -> float:
        if var.hi != -INF:
            var.grown += 1
        if var.grown <= _PATIENCE:
            return hi
        return next((limit for limit in _LIMITS if hi <= limit), INF)

    def _lower(self, var: Var, lo: float) -> float:
        if var.lo != INF:
            var.grown += 1
        if var.grown <= _PATIENCE:
            return lo
        return 0 if lo >= 0 else next((-limit for limit in _LIMITS if lo >= -limit), -INF)

    def flow(self, source: Var, target: Var) -> None:
        """Whatever `source` is, `target` may be."""
        source, target = source.find(), target.find()
        if source is target:
            return
        source.edges.append(target)
        self.unify(source, target)
        if source.mask:
            self.add(target, source.mask, source.lo, source.hi, source.origin)

    def when(self, inputs: Iterable[Var], step: Callable[[], None]) -> None:
        """Run `step` now and whenever one of the inputs has grown."""
        for each in inputs:
            each.find().deps.append(step)
        self.fresh.append(step)

    def unify(self, left: Var, right: Var) -> None:
        """Lists of the one may be lists of the other."""
        if left._shape is None and right._shape is not None:
            left._shape = right._shape
            return
        shape, other = left.shape, right.shape
        if shape is other:
            return
        other.parent = shape
        elem, extra = shape.elem, other.elem
        boxed, poisoned = shape.boxed or other.boxed, shape.poisoned or other.poisoned
        if elem is None:
            shape.elem = extra
        shape.boxed = shape.poisoned = False
        if elem is not None and extra is not None:
            self._merge(elem, extra)
        shape = shape.find()
        if poisoned:
            self.poison(shape)
        elif boxed:
            self.box(shape)

    def _merge(self, var: Var, other: Var) -> None:
        var, other = var.find(), other.find()
        if var is other:
            return
        other.parent = var
        var.edges += other.edges
        var.deps += other.deps
        var.grown = max(var.grown, other.grown)
        if other._shape is not None:
            if var._shape is None:
                var._shape = other._shape
            else:
                keep = Var()
                keep._shape = other._shape
                self.unify(var, keep)
        var = var.find()
        var.mask |= other.mask
        var.lo, var.hi = min(var.lo, other.lo), max(var.hi, other.hi)
        var.origin = None if var.origin is None or other.origin is None else var.origin | other.origin
        if not var.queued:
            var.queued = True
            self.queue.append(var)

    def elem(self, var: Var) -> Var:
        """What the lists that the variable can be contain."""
        shape = var.shape
        if shape.elem is None:
            shape.elem = Var()
            if shape.poisoned:
                self.anything(shape.elem)
            elif shape.boxed:
                self.box(shape.elem.shape)
        return shape.elem.find()

    def poison(self, shape: Shape) -> None:
        """Unknown code has such a list in hand: it may put anything in."""
        shape = shape.find()
        if shape.poisoned:
            return
        shape.poisoned = shape.boxed = True
        if shape.elem is not None:
            self.anything(shape.elem)

    def box(self, shape: Shape) -> None:
        """Code that takes such a list for a Python list reads it."""
        shape = shape.find()
        if shape.boxed:
            return
        shape.boxed = True
        if shape.elem is not None:
            self.box(shape.elem.shape)

    def anything(self, var: Var) -> None:
        self.add(var, ANY)
        self.poison(var.shape)

    def escape(self, var: Var) -> None:
        self.poison(var.shape)

    def run(self) -> None:
        queue, fresh = self.queue, self.fresh
        while queue or fresh:
            while fresh:
                fresh.popleft()()
            if not queue:
                continue
            var = queue.popleft()
            var.queued = False
            var = var.find()
            mask, lo, hi, origin = var.mask, var.lo, var.hi, var.origin
            for each in tuple(var.edges):
                self.add(each, mask, lo, hi, origin)
            for step in tuple(var.deps):
                step()
