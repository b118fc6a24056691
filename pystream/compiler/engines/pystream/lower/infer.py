"""What is certain of every expression's value, over all modules at once, before any is lowered.

    program -> Survey -> Walk per module -> Vars and flows -> Solver.run() -> Facts

Sound by giving up: what is not understood is ANY, what unknown code gets hold of is poisoned. A function
of a module is *closed* when it is only ever called by its name: its parameters are what its calls pass then.
Annotations prove nothing and are not read.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from pystream.compiler.engines.pystream.lower.facts import Closed, Facts, FunctionDef, is_float
from pystream.compiler.engines.pystream.lower.survey import Survey
from pystream.compiler.engines.pystream.lower.types import Solver, Var
from pystream.compiler.engines.pystream.lower.walk import Walk

if TYPE_CHECKING:
    from pystream.compiler.engines.pystream.lower.base import Program


def infer(program: Program) -> Facts:
    """Facts about all modules of a program."""
    return Inference(program).run()


class Inference:
    """The state of inferring one program."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.facts = Facts()
        self.solver = Solver()
        self.functions: dict[ast.AST, Closed] = {}
        self.survey = Survey()

    def run(self) -> Facts:
        for module in self.program.modules.values():
            self.survey.add(module.nodes, self.program.modules)
        for known in self.program.known.values():
            node = known.node
            if isinstance(node, ast.ClassDef):
                self._find_methods(known.module, node)
            elif not node.decorator_list:
                self.functions[node] = Closed(node, {}, Var())
        for module in self.program.modules.values():
            Walk(self, module).module_body()
        self.solver.run()
        # A function that nobody calls is there for somebody else.
        for function in self.functions.values():
            if not function.called:
                self.open(function)
        self.solver.run()
        for key, known in self.program.known.items():
            found = self.functions.get(known.node)
            if found is not None and not found.open:
                self.facts.closed.add(key)
        return self.facts

    def _find_methods(self, module: str, node: ast.ClassDef) -> frozenset[str] | None:
        """Methods that instances certainly have; None unless calling the class just makes an instance."""
        found = self.facts.methods.get(node)
        if found is not None:
            return found
        if node.decorator_list or node.keywords:
            return None
        names: set[str] = set()
        for base in node.bases:
            known = self.program.known.get((module, base.id)) if isinstance(base, ast.Name) else None
            if known is None or not isinstance(known.node, ast.ClassDef) or known.node is node:
                return None
            inherited = self._find_methods(module, known.node)
            if inherited is None:
                return None
            names |= inherited
        scope = self.program.scopes[module].of[node]
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
        if self.survey.sets_computed or "__class__" in self.survey.set_names:
            names.clear()
        self.facts.methods[node] = made = frozenset(names - self.survey.set_names)
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
