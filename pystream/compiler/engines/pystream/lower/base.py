"""What every part of lowering stands on: the scope it is in, temporaries, variables, runtime names."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field

from pystream.compiler.engines.pystream.js.build import (
    Conditional,
    assign,
    call,
    name,
    string,
    undefined,
)
from pystream.compiler.engines.pystream.js.nodes import Binary, Expr, Name, Raw, Symbol
from pystream.compiler.engines.pystream.lower.brought import brings_javascript
from pystream.compiler.engines.pystream.lower.infer import Facts, infer
from pystream.compiler.engines.pystream.lower.order import definite
from pystream.compiler.engines.pystream.lower.scopes import Scope, Scopes
from pystream.compiler.messages import Problem
from pystream.compiler.scripts import Script
from pystream.compiler.source import Module, children, walk

ANNOTATION_READERS = frozenset({"__annotations__", "get_type_hints"})


@dataclass(slots=True)
class Known:
    """What is known of a module-level name that is bound once: the definition that it stands for."""

    module: str
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(slots=True)
class Program:
    """All modules that are compiled together, and what they know of each other."""

    modules: dict[str, Module] = field(default_factory=dict)
    scopes: dict[str, Scopes] = field(default_factory=dict)
    # Runtime export -> key, of builtins/; and library module -> exported name -> key.
    builtins: Mapping[str, str] = field(default_factory=dict)
    libraries: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    known: dict[tuple[str, str], Known] = field(default_factory=dict)
    # Names that some class defines as a method: reading one may have to bind it.
    methods: set[str] = field(default_factory=set)
    # Names used otherwise than by a plain positional call: functions of these names say their signature.
    escaping_names: set[str] = field(default_factory=set)
    # Whether functions have to say their __annotations__.
    reads_annotations: bool = False
    # Modules that run at their first import; and those that can be seen half done.
    lazy: set[str] = field(default_factory=set)
    circular: set[str] = field(default_factory=set)
    # Attributes that something sets on anything but self; "*": by a computed name too.
    stored: set[str] = field(default_factory=set)
    # Whether some __init__ may return a value: then making an instance has to look.
    odd_inits: bool = False
    _certain: dict[str, set[str]] = field(default_factory=dict)
    # Whether JavaScript's own objects may be anywhere: see brought.py.
    browser: bool = False
    # What vendored scripts are, by the module that stands for each, and the names that the program takes.
    scripts: Mapping[str, Script] = field(default_factory=dict)
    taken: set[tuple[str, str]] = field(default_factory=set)
    _facts: Facts | None = None

    @property
    def facts(self) -> Facts:
        """What is proven of values, once all modules are in."""
        if self._facts is None:
            self._facts = infer(self)
        return self._facts

    def certain(self, module: str) -> set[str]:
        """The names that a module has bound when others, or its own functions, get to see it."""
        if module not in self._certain:
            body = self.modules[module].tree.body
            self._certain[module] = set() if module in self.circular else definite(body)
        return self._certain[module]

    def reads(self, attribute: str) -> bool:
        """Whether some module reads an attribute of that name."""
        return attribute in self.escaping_names

    def add(self, module: Module) -> None:
        """Take in a module before any is lowered; `lazy` and `circular` are known."""
        scopes = Scopes(module)
        self.modules[module.name] = module
        self.scopes[module.name] = scopes
        top = scopes.of[module.tree]
        # What runs at an unknown time defines nothing for good.
        for node in module.tree.body if module.name not in self.lazy else ():
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and (
                top.bindings.get(node.name) == 1 and node.name not in top.deleted
            ):
                self.known[module.name, node.name] = Known(module.name, node)
        self._find_escaping(module)
        self.browser |= brings_javascript(module)
        for each in module.nodes:
            match each:
                case ast.Attribute(value=value, attr=attr, ctx=ast.Store() | ast.Del()):
                    if not (isinstance(value, ast.Name) and value.id == "self"):
                        self.stored.add(attr)
                case ast.Name(id="setattr" | "delattr" | "vars") | ast.Attribute(attr="__dict__"):
                    self.stored.add("*")
                case ast.Name(id="globals"):
                    self.stored.add("*")
                    self.escaping_names.update(top.symbols)
            if isinstance(each, ast.ClassDef):
                self.odd_inits |= any(map(_is_odd_init, each.body))
                self.methods |= {
                    inner.name
                    for inner in walk(each)
                    if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef)
                }

    def _find_escaping(self, module: Module) -> None:
        called = {id(node.func) for node in module.nodes if isinstance(node, ast.Call) and not node.keywords}
        for node in module.nodes:
            if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
                if (node.id if isinstance(node, ast.Name) else node.attr) in ANNOTATION_READERS:
                    self.reads_annotations = True
                if id(node) not in called:
                    self.escaping_names.add(node.id if isinstance(node, ast.Name) else node.attr)
            elif isinstance(node, ast.alias) and node.asname:
                self.escaping_names.add(node.name)


def _is_odd_init(node: ast.stmt) -> bool:
    """Whether a statement of a class body makes an `__init__` that may return something."""
    match node:
        case ast.AsyncFunctionDef(name="__init__") | ast.Assign(targets=[ast.Name(id="__init__")]):
            return True
        case ast.FunctionDef(name="__init__"):
            waiting: list[ast.AST] = list(node.body)
            for inner in waiting:
                match inner:
                    case ast.Yield() | ast.YieldFrom():
                        return True
                    case ast.Return(value=ast.expr() as value):
                        if not (isinstance(value, ast.Constant) and value.value is None):
                            return True
                    case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() | ast.Lambda():
                        continue
                waiting += children(inner)
    return False


class Base:
    """The state of lowering one module."""

    def __init__(self, program: Program, module: Module) -> None:
        self.program = program
        self.module = module
        self.scopes = program.scopes[module.name]
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
