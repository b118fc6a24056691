"""What a program can do to a variable from afar: by its name elsewhere, by reflection, by computed names."""

from __future__ import annotations

import ast
from collections.abc import Container, Iterable

# Whoever says one of these can reach any variable of any module.
REFLECTION = frozenset("globals locals eval exec compile __import__ import_module modules".split())
# These reach what they are given: any variable of a module, if modules are handled as values.
COMPUTED = frozenset("getattr setattr delattr vars __dict__ attrgetter methodcaller".split())

SETTERS = frozenset("setattr delattr vars __dict__ __setattr__ __delattr__".split())


class Survey:
    """Facts about all modules that need no inference.

    Attributes:
        names: every attribute that is said and every name that is imported.
        str_subclasses: whether an instance of a subclass of str may turn up.
    """

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.str_subclasses = False
        # Attributes that are set or deleted on anything, and whether that happens by computed names.
        self.set_names: set[str] = set()
        self.sets_computed = False
        self._anything = False
        self._computed = False
        self._module_values = False

    @property
    def reflective(self) -> bool:
        """Whether any variable of a module may be read or set by a name that nobody can see."""
        return self._anything or (self._computed and self._module_values)

    def exposed(self, identifier: str) -> bool:
        """Whether other code than its module's may read or set a module's variable of that name."""
        return identifier in self.names or self.reflective

    def add(self, nodes: Iterable[ast.AST], modules: Container[str]) -> None:
        """Take in one module; `modules` are the names of all."""
        handled: set[int] = set()
        objects: set[str] = set()
        bases: list[ast.expr] = []
        renamed: set[str] = set()
        stored: set[str] = set()
        loaded: list[ast.Name] = []
        for node in nodes:
            match node:
                case ast.Name():
                    if isinstance(node.ctx, ast.Load):
                        loaded.append(node)
                    else:
                        stored.add(node.id)
                case ast.Attribute(value=value, attr=attribute):
                    self.names.add(attribute)
                    handled.add(id(value))
                    self._anything |= attribute in REFLECTION
                    self._computed |= attribute in COMPUTED
                    self.sets_computed |= attribute in SETTERS or attribute in REFLECTION
                    if not isinstance(node.ctx, ast.Load):
                        self.set_names.add(attribute)
                case ast.Call(func=ast.Name(id="getattr" | "setattr" | "delattr") as function, args=args):
                    if len(args) > 1 and isinstance(args[1], ast.Constant) and isinstance(args[1].value, str):
                        self.names.add(args[1].value)
                        if function.id != "getattr":
                            self.set_names.add(args[1].value)
                        handled.add(id(function))
                case ast.Call(func=ast.Name(id="type"), args=args) if len(args) > 1:
                    self.str_subclasses = True
                case ast.Import(names=names):
                    for alias in names:
                        if alias.name in modules:
                            objects.add(alias.asname or alias.name)
                            self._module_values |= "." in alias.name
                        renamed |= {alias.asname} if alias.asname else set()
                case ast.ImportFrom(names=names):
                    for alias in names:
                        # `from package import module`, as far as one can tell from here.
                        if self._is_module(alias.name, modules):
                            objects.add(alias.asname or alias.name)
                        self._anything |= alias.name == "*" or alias.name in REFLECTION
                        self._computed |= alias.name in COMPUTED
                        self.sets_computed |= alias.name in SETTERS or alias.name in REFLECTION
                        self.names.add(alias.name)
                        renamed |= {alias.asname} if alias.asname else set()
                case ast.ClassDef():
                    bases += node.bases
        for node in loaded:
            if id(node) in handled:
                continue
            self._anything |= node.id in REFLECTION
            self._computed |= node.id in COMPUTED
            self.sets_computed |= node.id in SETTERS or node.id in REFLECTION
            self._module_values |= node.id in objects
        for base in bases:
            last = (
                base.id
                if isinstance(base, ast.Name)
                else base.attr
                if isinstance(base, ast.Attribute)
                else ""
            )
            if last in ("str", "StrEnum", "") or last in renamed or last in stored:
                self.str_subclasses = True

    def _is_module(self, name: str, modules: Container[str]) -> bool:
        return name in modules or any(each.endswith(f".{name}") for each in modules)  # type: ignore[attr-defined]


__all__ = ["Survey"]
