"""What every part of lowering stands on: the scope it is in, temporaries, variables, runtime names."""

from __future__ import annotations

import ast

from pystream.compiler.engines.pystream.js.build import (
    Conditional,
    assign,
    call,
    name,
    string,
    undefined,
)
from pystream.compiler.engines.pystream.js.nodes import Binary, Expr, Name, Raw, Symbol
from pystream.compiler.engines.pystream.lower.facts import Facts
from pystream.compiler.engines.pystream.lower.hot import hot_keys, is_own
from pystream.compiler.engines.pystream.lower.infer import infer
from pystream.compiler.engines.pystream.lower.outline import definitions
from pystream.compiler.engines.pystream.lower.program import View
from pystream.compiler.engines.pystream.lower.scopes import Scope, Scopes
from pystream.compiler.engines.pystream.lower.trusted import Trusted
from pystream.compiler.messages import Problem
from pystream.compiler.scan import SHARED
from pystream.compiler.source import Module


class Base:
    """The state of lowering one module."""

    def __init__(self, program: View, module: Module, scopes: Scopes) -> None:
        self.program = program
        self.module = module
        self.scopes = scopes
        # The module's own functions and classes that their names certainly stand for.
        # What runs at an unknown time defines nothing for good.
        lazy = program.is_lazy(module.name)
        self.definitions = {} if lazy else definitions(module, self.scopes)
        # What a dev build proves of a function today may be untrue after an edit of another.
        self.facts = Facts() if program.dev else infer(program, module, self.scopes, self.definitions)
        # What its annotations say counts as proven, in pystream's own modules.
        self.trusted = Trusted(module) if module.name in SHARED else None
        # What can be replaced by itself, see hot.py.
        self.hot = hot_keys(module) if program.dev and not lazy and is_own(module) else {}
        # Functions whose signature is needed at run time, beside those of Program.escaping.
        self.escaping: set[str] = set()
        # What it takes of vendored scripts: the module that stands for one, and a name.
        self.taken: set[tuple[str, str]] = set()
        self.scope: Scope = self.scopes.of[module.tree]
        self.problems: list[Problem] = []
        # Variables of the present function that certainly have a value here.
        self.bound: set[tuple[int, str]] = set()
        # The same of the functions around it, when this one was made.
        self.bound_around: list[set[tuple[int, str]]] = []
        # Whether the present unit of module level awaits.
        self.waits = False
        # Names that the module certainly binds when it has run.
        self.definite: set[str] = set()
        # Python attributes that the present unit says.
        self.attributes: set[str] = set()
        # Those of them that are called at once: name and number of arguments, all of them by position.
        self.calls: set[tuple[str, int]] = set()
        # Literals made once for the module: text -> symbol and value.
        self.constants: dict[str, tuple[Symbol, Expr]] = {}
        self._runtime: dict[str, Symbol] = {}
        self._external: dict[str, Symbol] = {}

    def rt(self, export: str) -> Name:
        """A function or class of the runtime."""
        if export not in self._runtime:
            self._runtime[export] = Symbol(self.program.builtins[export], top=True)
        return name(self._runtime[export])

    def external(self, key: str) -> Name:
        """A top-level variable by its key."""
        if key not in self._external:
            self._external[key] = Symbol(key, top=True)
        return name(self._external[key])

    def temporary(self, hint: str = "t") -> Symbol:
        """A variable of the present function that Python does not see."""
        symbol = Symbol(hint)
        # Every scope is a JavaScript function, class bodies and comprehensions too.
        self.scope.temporaries.append(symbol)
        return symbol

    def constant(self, text: str, value: Expr) -> Expr:
        """A value made once, where the module begins."""
        if text not in self.constants:
            self.constants[text] = (Symbol(f"{self.module.name}:${text}", top=True), value)
        return name(self.constants[text][0])

    def simple(self, value: Expr) -> tuple[Expr, Expr]:
        """A value that is needed twice: the expression for its first use, and for later ones."""
        if isinstance(value, Name | Raw):
            return value, value
        symbol = self.temporary()
        return assign(name(symbol), value), name(symbol)

    def variable(self, scope: Scope, identifier: str) -> Expr:
        """The JavaScript variable of a Python one."""
        return name(scope.symbols[identifier])

    def checked(self, scope: Scope, identifier: str) -> Expr:
        """A variable that may have no value yet: reading it then raises NameError or UnboundLocalError."""
        value = self.variable(scope, identifier)
        if self.trusted is not None:
            return value
        if scope.kind != "function":
            if self.comes_later(scope, identifier):
                return self.builtin_value(identifier)
            return Conditional(undefined(value), self.builtin_value(identifier), value)
        what = "unbound" if scope is self.scope else "unboundFree"
        return Conditional(undefined(value), call(self.rt(what), string(identifier)), value)

    def comes_later(self, scope: Scope, identifier: str) -> bool:
        """Whether the code of a module says a name above the one statement that binds it."""
        return False

    def builtin_value(self, identifier: str) -> Expr:
        """What a name means that no scope binds."""
        raise NotImplementedError

    def at(self, node: ast.AST, made: Expr) -> Expr:
        """Note where a JavaScript expression came from."""
        if made.at is None and not isinstance(made, Raw):  # a literal may be shared
            made.at = (node.lineno, node.col_offset)  # type: ignore[attr-defined]
        return made


def either(left: Expr, right: Expr) -> Expr:
    """`left ?? right`."""
    return Binary("??", left, right)
