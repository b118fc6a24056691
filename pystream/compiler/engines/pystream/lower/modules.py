"""A module -> units: definitions that may go when nobody names them, and statements that stay."""

from __future__ import annotations

import ast

from pystream.compiler.browser_names import GLOBALS
from pystream.compiler.engines.pystream.bundle import Unit, UnitPart
from pystream.compiler.engines.pystream.js.build import (
    NULL,
    UNDEFINED,
    Conditional,
    assign,
    call,
    do,
    name,
    string,
    undefined,
)
from pystream.compiler.engines.pystream.js.nodes import (
    Assign,
    Call,
    Dot,
    Expr,
    Function,
    FunctionDeclaration,
    Let,
    Object,
    Stmt,
    Symbol,
    Unary,
)
from pystream.compiler.engines.pystream.js.print import PLACES, Top, print_statements
from pystream.compiler.engines.pystream.lower.base import either
from pystream.compiler.engines.pystream.lower.brought import BROWSER, PLAIN
from pystream.compiler.engines.pystream.lower.javascript import MARK
from pystream.compiler.engines.pystream.lower.order import definite, targets
from pystream.compiler.engines.pystream.lower.outline import Definition
from pystream.compiler.engines.pystream.lower.program import View
from pystream.compiler.engines.pystream.lower.purity import Purity
from pystream.compiler.engines.pystream.lower.scopes import Scope, Scopes, own_nodes
from pystream.compiler.engines.pystream.lower.signature import Signature
from pystream.compiler.engines.pystream.names import prop
from pystream.compiler.scripts import js_name
from pystream.compiler.source import Module
from pystream.declarations import absolute

# Variables of the library that a program may set: how they are read, and set.
_LIVE = {
    ("sys", "stdout"): ("sysGetStdout", "sysSetStdout"),
    ("sys", "stderr"): ("sysGetStderr", "sysSetStderr"),
}


class Lowering(Purity):
    """Lowers one module."""

    def __init__(self, program: View, module: Module, scopes: Scopes) -> None:
        super().__init__(program, module, scopes)
        self.units: list[Unit] = []
        # For each unit the place of its statement in the module; -1: of none.
        self.made_of: list[int] = []
        self._imports: dict[Scope, dict[str, list[tuple[str, str]]]] = {}
        # Function name -> the unit that tells the runtime its signature; needed if the name escapes.
        self.signatures: list[tuple[str, Unit]] = []
        self.definite = set() if program.is_circular(module.name) else definite(module.tree.body)
        # Those of them that a definition or plain assignment binds.
        self.definite_once = {
            identifier
            for node in module.tree.body
            for identifier in (
                [node.name]
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
                else [each.id for each in node.targets if isinstance(each, ast.Name)]
                if isinstance(node, ast.Assign)
                else []
            )
        }

    # Imports

    def found(self, home: Scope, identifier: str) -> tuple[str, str] | None:
        """What a name of a scope stands for, when only imports bind it and all mean the same.

        ("module", its name), or a module and the name of a variable of it.
        """
        if home not in self._imports:
            imports: dict[str, list[tuple[str, str]]] = {}
            self._imports[home] = imports
            body = getattr(home.node, "body", [])
            for node in own_nodes(body if isinstance(body, list) else []):
                if isinstance(node, ast.Import):
                    for alias in node.names:
                        bound = alias.asname or alias.name.split(".")[0]
                        target = alias.name if alias.asname else bound
                        imports.setdefault(bound, []).append(("module", target))
                elif isinstance(node, ast.ImportFrom):
                    origin = self.origin(node)
                    for alias in node.names:
                        bound = alias.asname or alias.name
                        imports.setdefault(bound, []).append(self.program.followed(origin, alias.name))
        found = self._imports[home].get(identifier)
        if not found or home.bindings.get(identifier) != len(found) or len(set(found)) > 1:
            return None
        return found[0]

    def origin(self, node: ast.ImportFrom) -> str:
        """The module that an import names."""
        module = self.module
        return absolute(module.name if module.is_package else module.name.rpartition(".")[0], node)

    def imported(self, home: object, identifier: str) -> Expr | None:
        assert isinstance(home, Scope)
        found = self.found(home, identifier)
        if found is None:
            return None
        origin, inner = found
        if origin == "module":
            return self.module_object(inner)
        # A name that is bound again later keeps here what it was.
        return self.module_member(origin, inner) if self.program.is_settled(origin, inner) else None

    def module_member(self, module: str, identifier: str) -> Expr:
        """A top-level variable of another module."""
        module, identifier = self.program.followed(module, identifier)
        if module == "module":
            return self.module_object(identifier)
        if self.program.is_script(module):
            self.attributes.add(MARK)
            self.taken.add((module, identifier))
            return self.external(f"{module}:{identifier}")
        if self.program.is_library(module):
            if module == BROWSER and identifier not in PLAIN and self.program.browser:
                self.attributes.add(MARK)
            live = _LIVE.get((module, identifier))
            if live is not None and self.program.is_stored(identifier):
                return call(self.external(str(self.program.library_key(module, live[0]))))
            key = self.program.library_key(module, identifier)
            if key is not None:
                return self.external(key)
            if module == BROWSER and js_name(identifier) in GLOBALS:
                window = self.external(str(self.program.library_key(module, "window")))
                return either(Dot(window, js_name(identifier)), NULL)
            return self._missing(module, identifier)
        if self.program.defines(module, identifier):
            return self.external(f"{module}:{identifier}")
        if not self.program.has_module(module):
            return self._no_module(module)
        return self._missing(module, identifier)

    def _missing(self, module: str, identifier: str) -> Expr:
        """An import of a name that a module never binds."""
        run = self.external(f"{module}:$run") if self.program.is_lazy(module) else NULL
        return call(self.rt("fromModule"), UNDEFINED, run, string(identifier), string(module))

    def module_object(self, module: str) -> Expr:
        """A module as a value: an object whose attributes are its variables."""
        if self.program.is_script(module):
            self.taken.add((module, "*"))
            return self.external(f"{module}:*")
        if self.program.is_module(module):
            return self.external(f"{module}:$module")
        if not self.program.has_module(module):
            return self._no_module(module)
        return call(self.rt("PyModule"), string(module))

    def module_of(self, node: ast.expr) -> str | None:
        """The module that an expression names, when it certainly names one."""
        if isinstance(node, ast.Name):
            home, _ = self.scope.resolve(node.id)
            found = self.found(home, node.id) if home is not None else None
            return found[1] if found is not None and found[0] == "module" else None
        if isinstance(node, ast.Attribute):
            outer = self.module_of(node.value)
            if outer is not None and self.program.has_module(f"{outer}.{node.attr}"):
                return f"{outer}.{node.attr}"
        return None

    def static_attribute(self, node: ast.Attribute) -> Expr | None:
        module = self.module_of(node.value)
        if module is None or not isinstance(node.ctx, ast.Load):
            return None
        if self.program.defines(module, node.attr):
            value = self.module_member(module, node.attr)
            return self._present("ofModule", value, module, node.attr)
        if self.program.has_module(f"{module}.{node.attr}"):
            return self.module_object(f"{module}.{node.attr}")
        return None

    def store(self, target: ast.expr, value: Expr) -> list[Stmt]:
        if isinstance(target, ast.Attribute):
            module = self.module_of(target.value) or ""
            live = _LIVE.get((module, target.attr))
            if live is not None:
                setter = self.external(str(self.program.library_key(module, live[1])))
                return [do(call(setter, value))]
            own = module in self.program and self.program.defines(module, target.attr)
            if (
                own
                and self.program.followed(module, target.attr) == (module, target.attr)
                and not self.program.is_apart(self.module.name, module)
            ):
                return [do(assign(self.external(f"{module}:{target.attr}"), value))]
        return super().store(target, value)

    def known_callee(self, node: ast.expr) -> Definition | None:
        if isinstance(node, ast.Name):
            home, _ = self.scope.resolve(node.id)
            if home is None or home.kind != "module":
                return None
            found = self.found(home, node.id)
            return self.program.definition(*(found or (self.module.name, node.id)))
        if isinstance(node, ast.Attribute):
            module = self.module_of(node.value)
            return self.program.definition(module, node.attr) if module else None
        return None

    def library_name(self, node: ast.expr) -> tuple[str, str] | None:
        if isinstance(node, ast.Name):
            home, _ = self.scope.resolve(node.id)
            found = self.found(home, node.id) if home is not None else None
            known = found is not None and self.program.is_foreign(found[0])
            return found if known else None
        if isinstance(node, ast.Attribute):
            module = self.module_of(node.value)
            return (module, node.attr) if module is not None and self.program.is_foreign(module) else None
        return None

    def _present(self, how: str, value: Expr, module: str, identifier: str) -> Expr:
        """A variable of another module that may have no value: `how` names what says so."""
        if module not in self.program or self.program.is_certain(module, identifier):
            return value
        run = self.external(f"{module}:$run") if self.program.is_lazy(module) else NULL
        return call(self.rt(how), value, run, string(identifier), string(module))

    def _runs(self, node: ast.Import | ast.ImportFrom) -> list[Stmt]:
        """Calls of the bodies that this import runs unless they have run."""
        reached = targets(self.module, node, self.program)
        return [do(call(self.external(f"{each}:$run"))) for each in reached if self.program.is_lazy(each)]

    def _Import(self, node: ast.Import) -> list[Stmt]:
        made = self._runs(node)
        for alias in node.names:
            bound = alias.asname or alias.name.split(".")[0]
            if self.program.has_module(alias.name):
                made += self._bind_import(bound, alias.name if alias.asname else bound, None)
            else:
                made.append(do(self._no_module(alias.name)))
        return made

    def _ImportFrom(self, node: ast.ImportFrom) -> list[Stmt]:
        origin = self.origin(node)
        if origin == "__future__":
            return []
        made = self._runs(node)
        for alias in node.names:
            made += self._bind_import(alias.asname or alias.name, origin, alias.name, hasattr(node, "star"))
        return made

    def _no_module(self, module: str) -> Expr:
        return call(self.rt("importerror"), string(f"No module named '{module}'"), string(module))

    def _bind_import(self, bound: str, module: str, member: str | None, is_star: bool = False) -> list[Stmt]:
        """Nothing where the name stands for its origin throughout; else a variable is set."""
        if not self.program.has_module(module):
            return [do(self._no_module(module))]
        home, _ = self.scope.resolve(bound)
        assert home is not None
        value = self.module_object(module) if member is None else self.module_member(module, member)
        if member is not None and not is_star and self.program.defines(module, member):
            value = self._present("fromModule", value, module, member)
        if home.kind != "class" and self.imported(home, bound) is not None:
            self.bind(home, bound)
            # Only an import that fails is felt.
            return [do(value)] if isinstance(value, Call) and member else []
        return self.store(ast.Name(bound, ast.Store()), value)

    # The module

    def main_name(self) -> str:
        return self.module.name

    def lower(self) -> list[Unit]:
        """The units of the module, in order."""
        for number, node in enumerate(self.module.tree.body):
            self._top(node)
            self.made_of += [number] * (len(self.units) - len(self.made_of))
        if self.program.is_lazy(self.module.name):
            self._wrap()
        self._variables()
        return self.units

    def _wrap(self) -> None:
        """The whole body as one function, which imports of the module call."""
        parts: list[UnitPart] = [
            "const ",
            Top(self._key("$run")),
            "=",
            Top(self.program.builtins["atImport"]),
        ]
        parts.append("(()=>{")
        for unit in self.units:
            parts += unit.parts
        parts.append("});")
        said = frozenset(name for unit in self.units for name in unit.attributes)
        calls = frozenset(called for unit in self.units for called in unit.calls)
        self.units = [Unit((self._key("$run"),), parts, True, said, calls, source=self.module.path)]
        self.made_of = [-1]

    def _unit(self, statements: list[Stmt], defines: tuple[str, ...], pure: bool, attached: str = "") -> None:
        temporaries = self.scope.temporaries
        if temporaries:
            # Module level has no function to declare them; each unit is a block of its own.
            statements = [self._block(temporaries, statements)]
            self.scope.temporaries = []
        self.waits = False
        parts = print_statements(statements)
        # Templates are generated, but they have authors.
        stub = self.module.generated and self.module.path.endswith(".py")
        if stub or self.module.path.startswith("pystream/"):
            # Nobody wrote this: frames in it are not worth a map.
            parts = [part for part in parts if not isinstance(part, PLACES)]
        unit = Unit(
            defines,
            [*parts, ";"] if parts else [],
            pure,
            frozenset(self.attributes),
            frozenset(self.calls),
            attached=attached,
            source=self.module.path,
        )
        self.attributes, self.calls = set(), set()
        self.units.append(unit)

    def _block(self, temporaries: list[Symbol], statements: list[Stmt]) -> Stmt:
        body: list[Stmt] = [Let([(name(each), None) for each in temporaries]), *statements]
        # A function, so that the printer names what it declares.
        waits, self.waits = self.waits, False
        maker = Function("async arrow" if waits else "arrow", [], body, temporaries)
        return do(Unary("await", call(maker)) if waits else call(maker))

    def _key(self, identifier: str) -> str:
        return f"{self.module.name}:{identifier}"

    def _top(self, node: ast.stmt) -> None:
        if self.definitions.get(getattr(node, "name", "")) is node:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                return self._top_function(node)
            assert isinstance(node, ast.ClassDef)
            return self._top_class(node)
        match node:
            case (
                ast.Assign(targets=[ast.Name(id=identifier)], value=value)
                | ast.AnnAssign(target=ast.Name(id=identifier), value=ast.expr() as value)
            ) if (
                self.scope.bindings.get(identifier) == 1
                and identifier not in self.scope.deleted
                and not self.program.is_lazy(self.module.name)
            ):
                lowered = self.expr(value)
                pure = self.is_pure(value)
                if not self.scope.temporaries:
                    self.bind(self.scope, identifier)
                    self._declared.add(identifier)
                    target = name(self.scope.symbols[identifier])
                    statement: Stmt = Let([(target, lowered)])
                    statement.at = (node.lineno, node.col_offset)
                    self._unit([statement], (self._key(identifier),), pure)
                    return None
                made = [do(assign(self.slot(identifier), lowered))]
                return self._unit(list(made), (), pure=False)
        statements = self.statement(node)
        if statements:
            self._unit(statements, (), pure=False)
        return None

    def comes_later(self, scope: Scope, identifier: str) -> bool:
        inside = self.scope
        while inside.kind == "comprehension" and inside.outer is not None:
            inside = inside.outer
        return (
            inside is scope
            and scope.bindings.get(identifier) == 1
            and identifier not in scope.deleted
            and identifier not in self._declared
            and identifier in self.definite_once
        )

    @property
    def _declared(self) -> set[str]:
        if not hasattr(self, "_declared_names"):
            self._declared_names: set[str] = set()
        return self._declared_names

    def _top_function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        symbol = self.scope.symbols[node.name]
        key = self._key(node.name)
        self._declared.add(node.name)
        pure = self.is_pure_definition(node)
        if not node.decorator_list and not self.program.dev:
            made = self.function(node, own_name=symbol)
            self.bind(self.scope, node.name)
            title = self.qualname(node, node.name)
            if isinstance(made, Function):
                self._unit([FunctionDeclaration(made)], (key,), pure)
            else:
                # A generator or a coroutine, or one with defaults of its own: a value.
                self._unit([Let([(name(symbol), made)])], (key,), pure)
            args: list[Expr] = [name(symbol), string(Signature(node).text(title))]
            doc = self.docstring(node)
            if doc is not None:
                args.append(doc)
            self._unit([do(self.annotated(node, call(self.rt("sig"), *args)))], (), True, attached=key)
            self.signatures.append((node.name, self.units[-1]))
            return
        value = self.signed(node, self.function(node))
        for decorator in reversed(node.decorator_list):
            value = call(call(self.rt("fn"), self.expr(decorator)), value)
        self.bind(self.scope, node.name)
        self._unit([Let([(name(symbol), value)])], (key,), pure)

    def _top_class(self, node: ast.ClassDef) -> None:
        symbol = self.scope.symbols[node.name]
        self._declared.add(node.name)
        pure = self.is_pure_definition(node)
        value = self.decorated_class(node, name(symbol))
        self.bind(self.scope, node.name)
        if self.scope.temporaries:
            temporaries = self.scope.temporaries
            self.scope.temporaries = []
            maker = Function(
                "arrow",
                [],
                [Let([(name(each), None) for each in temporaries]), _returned(value)],
                temporaries,
            )
            value = call(maker)
        statement = Let([(name(symbol), value)])
        statement.at = (node.lineno, node.col_offset)
        self._unit([statement], (self._key(node.name),), pure)

    def _variables(self) -> None:
        """Declarations of what is assigned rather than defined, constants, and the module object."""
        declared = [each for each in self.scope.symbols if each not in self._declared]
        head: list[Unit] = []
        body, self.units = self.units, head
        for text, (symbol, value) in self.constants.items():
            self._unit([Let([(name(symbol), value)])], (self._key(f"${text}"),), True)
        for key in self.cells:
            self._unit([Let([(self.external(key), None)])], (key,), True)
        for identifier in declared:
            self._unit([Let([(name(self.scope.symbols[identifier]), None)])], (self._key(identifier),), True)
        entries: list[tuple[str, Expr]] = []
        for identifier, symbol in self.scope.symbols.items():
            value = self.imported(self.scope, identifier) or name(symbol)
            given = Symbol("v")
            parameters = []
            if self.program.stores(identifier):
                value = Conditional(undefined(name(given)), value, Assign(name(symbol), name(given)))
                parameters.append(given)
            reader = Function("arrow", [name(each) for each in parameters], value, parameters)
            entries.append((prop(identifier), reader))
        made = call(self.rt("namespace"), string(self.module.name), Object(entries))
        self._unit([Let([(self.external(self._key("$module")), made)])], (self._key("$module"),), True)
        self.units = [*head, *body]
        self.made_of = [-1] * len(head) + self.made_of


def _returned(value: Expr) -> Stmt:
    from pystream.compiler.engines.pystream.js.nodes import Return

    return Return(value)
