"""Signatures: what a function takes, as text for the runtime and as lists for lowering."""

from __future__ import annotations

import ast

from pystream.compiler.engines.pystream.lower.scopes import Function


class Signature:
    """The parameters of one function.

    Attributes:
        normal: parameters that may come by position (positional-only ones first).
        required: how many of them have no default.
        needs_bind: keywords have to be sorted out when it is called: keyword-only parameters or **kwargs.
        takes_anything: it is `(*args, **kwargs)`, which leaves nothing to sort out.
    """

    def __init__(self, node: Function, skip: int = 0) -> None:
        args = node.args
        ordinary = [*args.posonlyargs, *args.args]
        self.receiver = ordinary[0].arg if skip and ordinary else None
        self.normal = [each.arg for each in ordinary][skip:]
        self.required = max(0, len(ordinary) - len(args.defaults) - skip)
        self.positional_only = {each.arg for each in args.posonlyargs}
        self.rest = args.vararg.arg if args.vararg else None
        self.keyword_only = [each.arg for each in args.kwonlyargs]
        self.keywords = args.kwarg.arg if args.kwarg else None
        self.needs_bind = bool(self.keyword_only or self.keywords)
        named = bool(self.normal or self.keyword_only or self.receiver)
        self.takes_anything = bool(self.rest and self.keywords) and not named
        # name -> default expression, in order.
        self.defaults: dict[str, ast.expr] = {}
        for each, default in zip(reversed(ordinary), reversed(args.defaults), strict=False):
            self.defaults[each.arg] = default
        self.defaults = dict(reversed(list(self.defaults.items())))
        for each, keyword_default in zip(args.kwonlyargs, args.kw_defaults, strict=True):
            if keyword_default is not None:
                self.defaults[each.arg] = keyword_default
        self._text = self._parameters(args)

    def text(self, qualname: str) -> str:
        """`f(a,b=,/,*args,k,**kw)`, as the runtime reads it."""
        return f"{qualname}({','.join(self._text)})"

    def _parameters(self, args: ast.arguments) -> list[str]:
        parts = []
        for number, each in enumerate([*args.posonlyargs, *args.args]):
            parts.append(each.arg + ("=" if each.arg in self.defaults else ""))
            if number + 1 == len(args.posonlyargs):
                parts.append("/")
        if args.vararg:
            parts.append("*" + args.vararg.arg)
        elif args.kwonlyargs:
            parts.append("*")
        parts += [each.arg + ("=" if each.arg in self.defaults else "") for each in args.kwonlyargs]
        if args.kwarg:
            parts.append("**" + args.kwarg.arg)
        return parts

    @property
    def bound_names(self) -> list[str]:
        """What `bind` returns, in order."""
        names = list(self.normal)
        if self.rest:
            names.append(self.rest)
        names += self.keyword_only
        if self.keywords:
            names.append(self.keywords)
        return names
