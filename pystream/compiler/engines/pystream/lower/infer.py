"""What is certain of every expression's value in a module, before it is lowered.

    module, View of the program -> Walk -> Vars and flows -> Solver.run() -> Facts

No value flows from module to module: what others can reach is unknown code's, and what they are told by
the View is all that they know of it. So each module is proven alone.

Sound by giving up: what is not understood is ANY, what unknown code gets hold of is poisoned. A function
of a module is *closed* when it is only ever called by its name: its parameters are what its calls pass then.
Annotations prove nothing and are not read.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping

from pystream.compiler.engines.pystream.lower.facts import Closed, Facts, FunctionDef, is_float
from pystream.compiler.engines.pystream.lower.outline import FunctionOrClass
from pystream.compiler.engines.pystream.lower.program import View
from pystream.compiler.engines.pystream.lower.scopes import Scopes
from pystream.compiler.engines.pystream.lower.types import Solver, Var
from pystream.compiler.engines.pystream.lower.walk import Walk
from pystream.compiler.source import Module


def infer(program: View, module: Module, scopes: Scopes, definitions: Mapping[str, FunctionOrClass]) -> Facts:
    """Facts about a module."""
    return Inference(program, module, scopes, definitions).run()


class Inference:
    """The state of inferring one module."""

    def __init__(
        self, program: View, module: Module, scopes: Scopes, definitions: Mapping[str, FunctionOrClass]
    ) -> None:
        self.program = program
        self.module = module
        self.scopes = scopes
        self.facts = Facts()
        self.solver = Solver()
        self.definitions = definitions
        self.functions: dict[ast.AST, Closed] = {}

    def run(self) -> Facts:
        for node in self.definitions.values():
            if isinstance(node, ast.ClassDef):
                self._find_methods(node)
            elif not node.decorator_list:
                self.functions[node] = Closed(node, {}, Var())
        Walk(self).module_body()
        self.solver.run()
        # A function that nobody calls is there for somebody else.
        for function in self.functions.values():
            if not function.called:
                self.open(function)
        self.solver.run()
        for name, node in self.definitions.items():
            found = self.functions.get(node)
            if found is not None and not found.open:
                self.facts.closed.add(name)
        return self.facts

    def _find_methods(self, node: ast.ClassDef) -> frozenset[str] | None:
        """Methods that instances certainly have; None unless calling the class just makes an instance."""
        found = self.facts.methods.get(node)
        if found is not None:
            return found
        if node.decorator_list or node.keywords:
            return None
        names: set[str] = set()
        for base in node.bases:
            known = self.definitions.get(base.id) if isinstance(base, ast.Name) else None
            if not isinstance(known, ast.ClassDef) or known is node:
                return None
            inherited = self._find_methods(known)
            if inherited is None:
                return None
            names |= inherited
        scope = self.scopes.of[node]
        names -= set(scope.symbols)
        if "__new__" in scope.symbols or "__getattribute__" in scope.symbols:
            return None
        for each in node.body:
            if (
                isinstance(each, FunctionDef)
                and not each.decorator_list
                and scope.bindings.get(each.name) == 1
            ):
                names.add(each.name)
        if self.program.sets_computed or self.program.sets("__class__"):
            names.clear()
        # In order: the questions that a module asks are kept with it.
        kept = [each for each in sorted(names) if not self.program.sets(each)]
        self.facts.methods[node] = made = frozenset(kept)
        return made

    def open(self, function: Closed) -> None:
        """Somebody unknown may call it, with anything."""
        if function.open:
            return
        function.open = True
        for var in function.params.values():
            self.solver.anything(var)
        self.solver.escape(function.result)


__all__ = ["Facts", "Inference", "infer", "is_float"]
