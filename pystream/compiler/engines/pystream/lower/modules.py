"""A module -> units: definitions that may go when nobody names them, and statements that stay."""

from __future__ import annotations

import ast

from pystream.compiler.engines.pystream.bundle import Unit
from pystream.compiler.engines.pystream.js.build import (
    assign,
    call,
    do,
    name,
    string,
)
from pystream.compiler.engines.pystream.js.nodes import (
    Expr,
    Function,
    FunctionDeclaration,
    Let,
    Object,
    Stmt,
    Symbol,
    Unary,
)
from pystream.compiler.engines.pystream.js.print import PLACES, print_statements
from pystream.compiler.engines.pystream.lower.base import Known, Program
from pystream.compiler.engines.pystream.lower.functions import own_nodes
from pystream.compiler.engines.pystream.lower.patterns import Patterns
from pystream.compiler.engines.pystream.lower.scopes import Scope
from pystream.compiler.engines.pystream.lower.signature import Signature
from pystream.compiler.source import Module
from pystream.declarations import absolute

# Decorators that only make something of what they are given.
PURE_DECORATORS = frozenset(
    """
    dataclass total_ordering contextmanager asynccontextmanager cache lru_cache wraps cached_property
    singledispatch abstractmethod overload final runtime_checkable unique
    """.split()
)
PURE_CALLS = frozenset(
    """
    list dict set tuple frozenset object str int float bool namedtuple TypeVar NewType deque defaultdict
    Counter
    """.split()
)


class Lowering(Patterns):
    """Lowers one module."""

    def __init__(self, program: Program, module: Module) -> None:
        super().__init__(program, module)
        self.units: list[Unit] = []
        self.imports: dict[str, tuple[str, str]] = {}
        self._import_bound: dict[Scope, set[str]] = {}
        # Function name -> the unit that tells the runtime its signature; needed if the name escapes.
        self.signatures: list[tuple[str, Unit]] = []
        self.definite = _definite(module.tree.body)
        self._collect_imports()

    # Imports

    def _collect_imports(self) -> None:
        """Names that stand for a module or for another module's variable, wherever they are bound."""
        for node in self.module.nodes:
            if isinstance(node, ast.Import):
                for alias in node.names:
                    bound = alias.asname or alias.name.split(".")[0]
                    target = alias.name if alias.asname else alias.name.split(".")[0]
                    self.imports.setdefault(bound, ("module", target))
            elif isinstance(node, ast.ImportFrom):
                origin = self.origin(node)
                for alias in node.names:
                    bound = alias.asname or alias.name
                    self.imports.setdefault(bound, self._followed(origin, alias.name))

    def _followed(self, module: str, identifier: str) -> tuple[str, str]:
        """Where a module's name comes from in the end: the module may have imported it itself."""
        for _ in range(20):
            inner = f"{module}.{identifier}"
            if self.has_module(inner) and not self._defines(module, identifier):
                return ("module", inner)
            further = self._reexport(module, identifier)
            if further is None or further[0] == "module":
                return further or (module, identifier)
            module, identifier = further
        return (module, identifier)

    def _reexport(self, module: str, identifier: str) -> tuple[str, str] | None:
        """What a name of a module stands for, when the one thing that binds it is an import."""
        home = self.program.modules.get(module)
        if home is None or self.program.scopes[module].of[home.tree].bindings.get(identifier) != 1:
            return None
        for node in own_nodes(home.tree.body):
            if isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    if identifier == (alias.asname or alias.name):
                        return (self.origin(node, home), alias.name)
            elif isinstance(node, ast.Import):
                for alias in node.names:
                    if identifier == (alias.asname or alias.name.split(".")[0]):
                        return ("module", alias.name if alias.asname else identifier)
        return None

    def origin(self, node: ast.ImportFrom, module: Module | None = None) -> str:
        """The module that an import of `module`, or of the present one, names."""
        module = module or self.module
        return absolute(module.name if module.is_package else module.name.rpartition(".")[0], node)

    def has_module(self, module: str) -> bool:
        return (
            module in self.program.modules
            or module in self.program.libraries
            or any(each.startswith(module + ".") for each in self.program.modules)
        )

    def _defines(self, module: str, identifier: str) -> bool:
        if module in self.program.libraries:
            return identifier in self.program.libraries[module]
        scopes = self.program.scopes.get(module)
        if scopes is None:
            return False
        return identifier in scopes.of[self.program.modules[module].tree].symbols

    def imported(self, home: object, identifier: str) -> Expr | None:
        assert isinstance(home, Scope)
        found = self.imports.get(identifier)
        if found is None or home.bindings.get(identifier) != 1 or not self._is_import(home, identifier):
            return None
        origin, inner = found
        if origin == "module":
            return self.module_object(inner)
        return self.module_member(origin, inner)

    def _is_import(self, home: Scope, identifier: str) -> bool:
        """Whether an import binds a name in a scope."""
        if home not in self._import_bound:
            body = getattr(home.node, "body", [])
            self._import_bound[home] = {
                alias.asname or alias.name.split(".")[0]
                for node in own_nodes(body if isinstance(body, list) else [])
                if isinstance(node, ast.Import | ast.ImportFrom)
                for alias in node.names
            }
        return identifier in self._import_bound[home]

    def module_member(self, module: str, identifier: str) -> Expr:
        """A top-level variable of another module."""
        module, identifier = self._followed(module, identifier)
        if module == "module":
            return self.module_object(identifier)
        if module in self.program.libraries:
            exports = self.program.libraries[module]
            if identifier in exports:
                return self.external(exports[identifier])
            text = f"cannot import name '{identifier}' from '{module}'"
            return call(self.rt("importerror"), string(text))
        if self._defines(module, identifier):
            return self.external(f"{module}:{identifier}")
        if not self.has_module(module):
            return call(self.rt("importerror"), string(f"No module named '{module}'"), string(module))
        return call(self.rt("importerror"), string(f"cannot import name '{identifier}' from '{module}'"))

    def module_object(self, module: str) -> Expr:
        """A module as a value: an object whose attributes are its variables."""
        if module in self.program.modules or module in self.program.libraries:
            return self.external(f"{module}:$module")
        if not self.has_module(module):
            return call(self.rt("importerror"), string(f"No module named '{module}'"), string(module))
        return call(self.rt("Module"), string(module))

    def module_of(self, node: ast.expr) -> str | None:
        """The module that an expression names, when it certainly names one."""
        if isinstance(node, ast.Name):
            home, _ = self.scope.resolve(node.id)
            found = self.imports.get(node.id)
            if home is None or found is None or home.bindings.get(node.id) is None:
                return None
            if not self._is_import(home, node.id):
                return None
            return found[1] if found[0] == "module" else None
        if isinstance(node, ast.Attribute):
            outer = self.module_of(node.value)
            if outer is not None and self.has_module(f"{outer}.{node.attr}"):
                return f"{outer}.{node.attr}"
        return None

    def static_attribute(self, node: ast.Attribute) -> Expr | None:
        module = self.module_of(node.value)
        if module is None or not isinstance(node.ctx, ast.Load):
            return None
        if self._defines(module, node.attr):
            return self.module_member(module, node.attr)
        if self.has_module(f"{module}.{node.attr}"):
            return self.module_object(f"{module}.{node.attr}")
        return None

    def known_callee(self, node: ast.expr) -> Known | None:
        if isinstance(node, ast.Name):
            home, _ = self.scope.resolve(node.id)
            if home is None or home.kind != "module":
                return None
            found = self.imports.get(node.id)
            if found is not None and self._is_import(home, node.id):
                return self.program.known.get((found[0], found[1])) if found[0] != "module" else None
            return self.program.known.get((self.module.name, node.id))
        if isinstance(node, ast.Attribute):
            module = self.module_of(node.value)
            return self.program.known.get((module, node.attr)) if module else None
        return None

    def library_name(self, node: ast.expr) -> tuple[str, str] | None:
        if isinstance(node, ast.Name):
            home, _ = self.scope.resolve(node.id)
            found = self.imports.get(node.id)
            if home is None or found is None or not self._is_import(home, node.id):
                return None
            return found if found[0] in self.program.libraries else None
        if isinstance(node, ast.Attribute):
            module = self.module_of(node.value)
            return (module, node.attr) if module is not None and module in self.program.libraries else None
        return None

    def _Import(self, node: ast.Import) -> list[Stmt]:
        made: list[Stmt] = []
        for alias in node.names:
            bound = alias.asname or alias.name.split(".")[0]
            made += self._bind_import(bound, alias.name, None)
        return made

    def _ImportFrom(self, node: ast.ImportFrom) -> list[Stmt]:
        made: list[Stmt] = []
        origin = self.origin(node)
        if origin == "__future__":
            return []
        for alias in node.names:
            made += self._bind_import(alias.asname or alias.name, origin, alias.name)
        return made

    def _bind_import(self, bound: str, module: str, member: str | None) -> list[Stmt]:
        """Nothing where the name stands for its origin throughout; else a variable is set."""
        if not self.has_module(module):
            text = f"No module named '{module}'"
            return [do(call(self.rt("importerror"), string(text), string(module)))]
        home, _ = self.scope.resolve(bound)
        assert home is not None
        if home.kind != "class" and home.bindings.get(bound) == 1:
            self.bind(home, bound)
            value = self.imported(home, bound)
            if value is not None:
                # Only an import that fails is felt.
                from pystream.compiler.engines.pystream.js.nodes import Call

                return [do(value)] if isinstance(value, Call) and member else []
        value = self.module_object(module) if member is None else self.module_member(module, member)
        return self.store(ast.Name(bound, ast.Store()), value)

    # The module

    def main_name(self) -> str:
        return self.module.name

    def lower(self) -> list[Unit]:
        """The units of the module, in order."""
        for node in self.module.tree.body:
            self._top(node)
        self._variables()
        return self.units

    def _unit(self, statements: list[Stmt], defines: tuple[str, ...], pure: bool, attached: str = "") -> None:
        temporaries = self.scope.temporaries
        if temporaries:
            # Module level has no function to declare them; each unit is a block of its own.
            statements = [self._block(temporaries, statements)]
            self.scope.temporaries = []
        self.waits = False
        parts = print_statements(statements)
        if self.module.generated or self.module.path.startswith("pystream/"):
            # Nobody wrote this: frames in it are not worth a map.
            parts = [part for part in parts if not isinstance(part, PLACES)]
        unit = Unit(
            defines,
            [*parts, ";"] if parts else [],
            pure,
            frozenset(self.attributes),
            attached=attached,
            source=self.module.path,
        )
        self.attributes = set()
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
        known = self.program.known.get((self.module.name, getattr(node, "name", "")))
        if known is not None and known.node is node:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                return self._top_function(node)
            assert isinstance(node, ast.ClassDef)
            return self._top_class(node)
        match node:
            case (
                ast.Assign(targets=[ast.Name(id=identifier)], value=value)
                | ast.AnnAssign(target=ast.Name(id=identifier), value=ast.expr() as value)
            ) if self.scope.bindings.get(identifier) == 1 and identifier not in self.scope.deleted:
                lowered = self.expr(value)
                pure = self._is_pure(value)
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

    @property
    def _declared(self) -> set[str]:
        if not hasattr(self, "_declared_names"):
            self._declared_names: set[str] = set()
        return self._declared_names

    def _top_function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        symbol = self.scope.symbols[node.name]
        key = self._key(node.name)
        self._declared.add(node.name)
        pure = all(_decorator_name(each) in PURE_DECORATORS for each in node.decorator_list)
        if not node.decorator_list:
            made = self.function(node, own_name=symbol)
            self.bind(self.scope, node.name)
            title = self.qualname(node, node.name)
            if isinstance(made, Function):
                self._unit([FunctionDeclaration(made)], (key,), True)
            else:
                # A generator or a coroutine, or one with defaults of its own: a value.
                self._unit([Let([(name(symbol), made)])], (key,), True)
            args: list[Expr] = [name(symbol), string(Signature(node).text(title))]
            doc = ast.get_docstring(node)
            if doc is not None:
                args.append(string(doc))
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
        pure = all(_decorator_name(each) in PURE_DECORATORS for each in node.decorator_list)
        pure = pure and not node.keywords and not _has_effects(node)
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
        for identifier in declared:
            self._unit([Let([(name(self.scope.symbols[identifier]), None)])], (self._key(identifier),), True)
        self.units = [*head, *body]
        entries: list[tuple[str, Expr]] = []
        for identifier, symbol in self.scope.symbols.items():
            value = self.imported(self.scope, identifier) or name(symbol)
            entries.append((identifier, Function("arrow", [], value, [])))
        made = call(self.rt("namespace"), string(self.module.name), Object(entries))
        self._unit([Let([(self.external(self._key("$module")), made)])], (self._key("$module"),), True)

    def _is_pure(self, node: ast.expr) -> bool:
        """Whether computing it can do nothing but make a value."""
        match node:
            case ast.Constant() | ast.Lambda():
                return True
            case ast.Name():
                home, _ = self.scope.resolve(node.id)
                return home is None or node.id in self.definite
            case ast.List(elts=elts) | ast.Tuple(elts=elts) | ast.Set(elts=elts):
                return all(self._is_pure(each) for each in elts)
            case ast.Dict(keys=keys, values=values):
                return all(each is not None and self._is_pure(each) for each in (*keys, *values))
            case ast.UnaryOp(operand=operand):
                return isinstance(operand, ast.Constant)
            case ast.BinOp(left=left, right=right):
                return isinstance(left, ast.Constant) and isinstance(right, ast.Constant)
            case ast.Subscript(value=ast.Name(), slice=inner):
                return self._is_pure(inner)
            case ast.Attribute(value=value):
                return self.module_of(value) is not None
            case ast.Call(func=func, args=args, keywords=keywords):
                last = (
                    func.id
                    if isinstance(func, ast.Name)
                    else func.attr
                    if isinstance(func, ast.Attribute)
                    else ""
                )
                return (
                    last in PURE_CALLS
                    and all(self._is_pure(each) for each in args)
                    and all(self._is_pure(each.value) for each in keywords)
                )
        return False


def _returned(value: Expr) -> Stmt:
    from pystream.compiler.engines.pystream.js.nodes import Return

    return Return(value)


def _decorator_name(node: ast.expr) -> str:
    if isinstance(node, ast.Call):
        node = node.func
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _has_effects(node: ast.ClassDef) -> bool:
    """Whether a class body does more than define: then it stays even if nobody names the class."""
    for each in node.body:
        match each:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Pass() | ast.AnnAssign() | ast.ClassDef():
                continue
            case ast.Expr(value=ast.Constant()):
                continue
            case ast.Assign(value=ast.Constant() | ast.Tuple() | ast.List() | ast.Dict() | ast.Name()):
                continue
        return True
    return False


def _definite(body: list[ast.stmt]) -> set[str]:
    """Names that a module certainly binds when it has run: those of its plain statements."""
    names: set[str] = set()
    for node in body:
        match node:
            case ast.FunctionDef(name=bound) | ast.AsyncFunctionDef(name=bound) | ast.ClassDef(name=bound):
                names.add(bound)
            case ast.Import() | ast.ImportFrom():
                names |= {alias.asname or alias.name.split(".")[0] for alias in node.names}
            case ast.Assign(targets=targets):
                names |= {
                    each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)
                }
            case ast.AnnAssign(target=ast.Name(id=bound), value=ast.expr()):
                names.add(bound)
            case ast.With(items=items, body=inner):
                names |= _definite(inner)
                for item in items:
                    if item.optional_vars is not None:
                        names |= {e.id for e in ast.walk(item.optional_vars) if isinstance(e, ast.Name)}
            case ast.If(body=then, orelse=orelse) if orelse:
                names |= _definite(then) & _definite(orelse)
            case ast.Try(body=inner, handlers=handlers):
                ends = [_definite(inner), *[_definite(each.body) for each in handlers]]
                names |= set.intersection(*ends)
    return names
