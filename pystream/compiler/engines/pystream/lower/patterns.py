"""`match`: each case becomes a test that binds as it goes, as Python allows."""

from __future__ import annotations

import ast

from pystream.compiler.engines.pystream.js.build import (
    NULL,
    TRUE,
    array,
    assign,
    call,
    comma,
    name,
    number,
    string,
)
from pystream.compiler.engines.pystream.js.nodes import Binary, Block, Break, Expr, If, Index, Stmt, Symbol
from pystream.compiler.engines.pystream.lower.classes import Classes


class Patterns(Classes):
    """Lowers match statements."""

    def _Match(self, node: ast.Match) -> list[Stmt]:
        subject = self.temporary("subject")
        label = Symbol("match")
        start: Stmt = _do(assign(name(subject), self.expr(node.subject)))
        before = set(self.bound)
        cases: list[Stmt] = []
        ends: list[set[tuple[int, str]]] = []
        exhaustive = False
        for case in node.cases:
            self.bound = set(before)
            test = self.pattern(case.pattern, name(subject))
            if case.guard is not None:
                test = Binary("&&", test, self.condition(case.guard))
            body = self.body(case.body)
            ends.append(self.ends(case.body, before))
            certain = test is TRUE
            exhaustive = exhaustive or certain
            body = [*body, Break(label)]
            cases += body if certain else [If(test, body)]
            if certain:
                break
        if not exhaustive:
            ends.append(before)
        bound = ends[0]
        for each in ends[1:]:
            bound = bound & each
        self.bound = bound
        return [start, Block(cases, label)]

    def pattern(self, node: ast.pattern, subject: Expr) -> Expr:
        """A test of the subject; TRUE itself when nothing can fail."""
        made: Expr = getattr(self, f"_{type(node).__name__}")(node, subject)
        return made

    def _bind_pattern(self, identifier: str, value: Expr) -> Expr:
        return comma(assign(self.slot(identifier), value), TRUE)

    def _all(self, tests: list[Expr]) -> Expr:
        tests = [test for test in tests if test is not TRUE]
        if not tests:
            return TRUE
        made = tests[0]
        for test in tests[1:]:
            made = Binary("&&", made, test)
        return made

    def _MatchValue(self, node: ast.MatchValue, subject: Expr) -> Expr:
        return call(self.rt("truth"), call(self.rt("eq"), subject, self.expr(node.value)))

    def _MatchSingleton(self, node: ast.MatchSingleton, subject: Expr) -> Expr:
        return Binary("===", subject, self._Constant(ast.Constant(node.value)))

    def _MatchAs(self, node: ast.MatchAs, subject: Expr) -> Expr:
        if node.pattern is None:
            if node.name is None:
                return TRUE
            # A capture never fails, but has to happen.
            return self._capture(node.name, subject)
        test = self.pattern(node.pattern, subject)
        assert node.name is not None
        return self._all([test, self._capture(node.name, subject)])

    def _capture(self, identifier: str, subject: Expr) -> Expr:
        return self._bind_pattern(identifier, subject)

    def _MatchOr(self, node: ast.MatchOr, subject: Expr) -> Expr:
        tests = [self.pattern(each, subject) for each in node.patterns]
        made = tests[0]
        for test in tests[1:]:
            made = Binary("||", made, test)
        return made

    def _MatchSequence(self, node: ast.MatchSequence, subject: Expr) -> Expr:
        stars = [number_ for number_, each in enumerate(node.patterns) if isinstance(each, ast.MatchStar)]
        fixed = len(node.patterns) - len(stars)
        items = self.temporary("items")
        # The items as a list, or null when the subject is no sequence of a fitting length.
        got = call(self.rt("matchseq"), subject, number(fixed), TRUE if stars else NULL)
        tests: list[Expr] = [Binary("!==", assign(name(items), got), NULL)]
        for number_, each in enumerate(node.patterns):
            if isinstance(each, ast.MatchStar):
                if each.name is not None:
                    after = len(node.patterns) - number_ - 1
                    part = call(self.rt("matchrest"), name(items), number(number_), number(after))
                    tests.append(self._capture(each.name, part))
                continue
            if stars and number_ > stars[0]:
                index: Expr = Binary("-", _length(name(items)), number(len(node.patterns) - number_))
            else:
                index = number(number_)
            tests.append(self.pattern(each, Index(name(items), index)))
        return self._all(tests)

    def _MatchMapping(self, node: ast.MatchMapping, subject: Expr) -> Expr:
        values = self.temporary("values")
        keys = array([self.expr(each) for each in node.keys])
        # The values of these keys, or null when the subject is no mapping or lacks one.
        got = call(self.rt("matchmap"), subject, keys)
        tests: list[Expr] = [Binary("!==", assign(name(values), got), NULL)]
        for number_, each in enumerate(node.patterns):
            tests.append(self.pattern(each, Index(name(values), number(number_))))
        if node.rest is not None:
            tests.append(self._capture(node.rest, call(self.rt("matchmaprest"), subject, keys)))
        return self._all(tests)

    def _MatchClass(self, node: ast.MatchClass, subject: Expr) -> Expr:
        values = self.temporary("values")
        names = array([string(each) for each in node.kwd_attrs])
        self.attributes.update(node.kwd_attrs)
        positional = number(len(node.patterns))
        got = call(self.rt("matchclass"), subject, self.expr(node.cls), positional, names)
        tests: list[Expr] = [Binary("!==", assign(name(values), got), NULL)]
        for number_, each in enumerate((*node.patterns, *node.kwd_patterns)):
            tests.append(self.pattern(each, Index(name(values), number(number_))))
        return self._all(tests)


def _do(value: Expr) -> Stmt:
    from pystream.compiler.engines.pystream.js.nodes import Do

    return Do(value)


def _length(value: Expr) -> Expr:
    from pystream.compiler.engines.pystream.js.nodes import Dot

    return Dot(value, "length")
