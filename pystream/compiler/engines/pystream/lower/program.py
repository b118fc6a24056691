"""All modules that are compiled together, and what each may ask of the others.

A module is lowered with a View of the program, which notes every question and its answer. What was made is
good again wherever the same questions have the same answers: nothing else of the program has entered it.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import asdict
from functools import cached_property
from types import MappingProxyType
from typing import Any

from pystream.compiler.engines.pystream.js.scan import GLOBALS
from pystream.compiler.engines.pystream.lower.brought import BROWSER
from pystream.compiler.engines.pystream.lower.outline import Definition, Outline, outline
from pystream.compiler.engines.pystream.lower.scopes import Scopes
from pystream.compiler.scripts import Script, js_name
from pystream.compiler.source import Module

# Whoever says one of these may ask for a docstring.
DOC_READERS = frozenset({"__doc__", "getdoc", "help"})
# An import that leads nowhere may do so in a circle.
_FAR = 20
# In a dev build all are answered by yes, which every program bears: so an edit of one module changes what
# becomes of another only where one names the other.
_WHATEVER_COMES = frozenset("is_method browser reads odd_inits str_subclasses".split())


class Program:
    """What all modules know of each other. Questions are asked when all are in.

    Args:
        builtins: runtime export -> key, of builtins/.
        libraries: library module -> exported name -> key.
        methods: names of methods in the JavaScript half of the library.
        scripts: vendored scripts, by the module that stands for each.
        homes: the script that a module is in, if it is not the main one.
        lazy: modules that run at their first import; `circular`: those that can be seen half done.
        dev: whether the program is to be changed while it runs.
    """

    def __init__(
        self,
        builtins: Mapping[str, str] | None = None,
        libraries: Mapping[str, Mapping[str, str]] | None = None,
        methods: Iterable[str] = (),
        lazy: Container[str] = (),
        circular: Container[str] = (),
        scripts: Mapping[str, Script] = MappingProxyType({}),
        homes: Mapping[str, str] = MappingProxyType({}),
        dev: bool = False,
    ) -> None:
        self.builtins = builtins or {}
        self.libraries = libraries or {}
        self.modules: dict[str, Outline] = {}
        self._scopes: dict[str, Scopes] = {}
        self.library_methods = frozenset(methods)
        self.lazy = lazy
        self.circular = circular
        self.scripts = scripts
        self.homes = homes
        self.dev = dev

    def add(self, module: Module) -> None:
        """Take in a module; its outline is made now, or was by an earlier compile."""
        key = module.results.key("outline", module.digest)
        made = module.results.get(key, lambda: asdict(outline(module, self.scopes(module))))
        self.modules[module.name] = Outline(**made)

    def scopes(self, module: Module) -> Scopes:
        """A module's scopes, made once."""
        if module.name not in self._scopes:
            self._scopes[module.name] = Scopes(module)
        return self._scopes[module.name]

    def ask(self, question: str, *words: str) -> Any:
        """The answer, in values that JSON knows."""
        if self.dev and question in _WHATEVER_COMES:
            return True
        return getattr(self, f"_{question}")(*words)

    # What modules there are, and what their names stand for

    def _is_module(self, name: str) -> bool:
        return name in self.modules or name in self.libraries

    def _has_module(self, name: str) -> bool:
        """Also whether it is a package of some module."""
        return (
            self._is_module(name)
            or name in self.scripts
            or any(each.startswith(name + ".") for each in (*self.modules, *self.scripts))
        )

    def _is_library(self, name: str) -> bool:
        return name in self.libraries

    def _is_script(self, name: str) -> bool:
        return name in self.scripts

    def _is_script_class(self, module: str, identifier: str) -> bool:
        return identifier in self.scripts[module].classes

    def _odd_inits(self) -> bool:
        return any(each.odd_inits for each in self.modules.values())

    def _is_stored(self, identifier: str) -> bool:
        """Whether something sets an attribute of this name, on anything but self."""
        return identifier in self._stored

    def _browser(self) -> bool:
        """Whether JavaScript's own objects may be anywhere."""
        return any(each.browser for each in self.modules.values())

    def _reads(self, attribute: str) -> bool:
        """Whether some module reads an attribute of that name."""
        return attribute in self.escaping

    def _is_own(self, name: str) -> bool:
        return name in self.modules and name not in self.libraries

    def _library_key(self, module: str, identifier: str) -> str | None:
        return self.libraries.get(module, {}).get(identifier)

    def _defines(self, module: str, identifier: str) -> bool:
        if module in self.scripts:
            return True
        if module in self.libraries:
            return identifier in self.libraries[module] or (
                module == BROWSER and js_name(identifier) in GLOBALS
            )
        return module in self._symbols and identifier in self._symbols[module]

    @cached_property
    def _symbols(self) -> dict[str, frozenset[str]]:
        return {name: frozenset(each.symbols) for name, each in self.modules.items()}

    def _followed(self, module: str, identifier: str) -> list[str]:
        """Where a module's name comes from in the end: the module may have imported it itself.

        [module, name], or ["module", its name].
        """
        for _ in range(_FAR):
            inner = f"{module}.{identifier}"
            if self._has_module(inner) and not self._defines(module, identifier):
                return ["module", inner]
            further = self.modules[module].imports.get(identifier) if module in self.modules else None
            if further == [module, identifier]:  # `from . import part` in a package
                return ["module", inner] if self._has_module(inner) else further
            if further is None or further[0] == "module":
                return further or [module, identifier]
            module, identifier = further
        return [module, identifier]

    def _definition(self, module: str, identifier: str) -> dict[str, Any] | None:
        if module not in self.modules or module in self.lazy:
            return None
        return self.modules[module].definitions.get(identifier)

    # When modules run, and what others see of their variables

    def _is_part(self, name: str) -> bool:
        return name in self.modules

    def _is_lazy(self, name: str) -> bool:
        return name in self.lazy

    def _is_apart(self, one: str, other: str) -> bool:
        return self.homes.get(one) != self.homes.get(other)

    def _is_circular(self, name: str) -> bool:
        return name in self.circular

    def _is_certain(self, module: str, identifier: str) -> bool:
        """Whether a name is bound when others, or the module's own functions, get to see it."""
        return module not in self.circular and identifier in self.modules[module].definite

    def _is_settled(self, module: str, identifier: str) -> bool:
        """Whether a module binds a name once and for all."""
        if module not in self.modules:
            return True
        outline = self.modules[module]
        changes = identifier in outline.symbols and identifier not in outline.once
        return not changes and not self._stores(identifier)

    @cached_property
    def _stored(self) -> frozenset[str]:
        return frozenset[str]().union(*[each.stored for each in self.modules.values()])

    def _stores(self, identifier: str) -> bool:
        """Whether something may set a variable of this name as an attribute of its module."""
        return identifier in self._stored or "*" in self._stored

    # What somewhere is done

    @cached_property
    def _methods(self) -> frozenset[str]:
        return self.library_methods.union(*[each.methods for each in self.modules.values()])

    def _is_method(self, attribute: str) -> bool:
        """Whether some class defines a method of that name: reading one may have to bind it."""
        return attribute in self._methods

    def _reads_annotations(self) -> bool:
        """Whether functions have to say their __annotations__."""
        return any(each.reads_annotations for each in self.modules.values())

    def _reads_docs(self) -> bool:
        """Whether docstrings can be asked for."""
        outlines = self.modules.values()
        reflects = any(each.anything or each.computed for each in outlines)
        return reflects or not DOC_READERS.isdisjoint(self._names)

    def _str_subclasses(self) -> bool:
        return any(each.str_subclasses for each in self.modules.values())

    def _sets_computed(self) -> bool:
        return any(each.sets_computed for each in self.modules.values())

    @cached_property
    def _set_names(self) -> frozenset[str]:
        return frozenset[str]().union(*[each.set_names for each in self.modules.values()])

    def _sets(self, attribute: str) -> bool:
        """Whether anything sets or deletes an attribute of that name."""
        return attribute in self._set_names

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset[str]().union(*[each.names for each in self.modules.values()])

    @cached_property
    def _reflective(self) -> bool:
        """Whether any variable of a module may be read or set by a name that nobody can see."""
        outlines = self.modules.values()
        if any(each.anything for each in outlines):
            return True
        return any(each.computed for each in outlines) and any(
            self._is_value(name, how) for each in outlines for name, how in each.values
        )

    def _is_value(self, name: str, how: str) -> bool:
        if name in self.modules:
            return True
        return how == "last" and any(each.endswith(f".{name}") for each in self.modules)

    def _exposed(self, identifier: str) -> bool:
        """Whether other code than its module's may read or set a module's variable of that name."""
        return identifier in self._names or self._reflective

    @cached_property
    def escaping(self) -> frozenset[str]:
        """Functions of these names say their signature."""
        return frozenset[str]().union(*[each.escaping for each in self.modules.values()])


class View:
    """The program as the lowering of one module sees it.

    Attributes:
        builtins: as of Program; they are the same for all programs of one version of the runtime.
        dev: as of Program.
        asked: every question so far, with its answer.
    """

    def __init__(self, program: Program) -> None:
        self._program = program
        self.builtins = program.builtins
        self.dev = program.dev
        self.asked: dict[tuple[str, ...], Any] = {}

    def _ask(self, *question: str) -> Any:
        if question not in self.asked:
            self.asked[question] = self._program.ask(*question)
        return self.asked[question]

    def is_module(self, name: str) -> bool:
        return bool(self._ask("is_module", name))

    def has_module(self, name: str) -> bool:
        return bool(self._ask("has_module", name))

    def is_library(self, name: str) -> bool:
        return bool(self._ask("is_library", name))

    def is_script(self, name: str) -> bool:
        return bool(self._ask("is_script", name))

    def is_foreign(self, name: str) -> bool:
        """Whether it is JavaScript: of the library, or a vendored script."""
        return self.is_library(name) or self.is_script(name)

    def is_script_class(self, module: str, identifier: str) -> bool:
        return bool(self._ask("is_script_class", module, identifier))

    @property
    def odd_inits(self) -> bool:
        return bool(self._ask("odd_inits"))

    def is_stored(self, identifier: str) -> bool:
        return bool(self._ask("is_stored", identifier))

    @property
    def browser(self) -> bool:
        return bool(self._ask("browser"))

    def reads(self, attribute: str) -> bool:
        return bool(self._ask("reads", attribute))

    def is_own(self, name: str) -> bool:
        """Whether a module is the program's own, and hides the library's of that name."""
        return bool(self._ask("is_own", name))

    def library_key(self, module: str, identifier: str) -> str | None:
        key: str | None = self._ask("library_key", module, identifier)
        return key

    def defines(self, module: str, identifier: str) -> bool:
        return bool(self._ask("defines", module, identifier))

    def followed(self, module: str, identifier: str) -> tuple[str, str]:
        home, name = self._ask("followed", module, identifier)
        return home, name

    def definition(self, module: str, identifier: str) -> Definition | None:
        found = self._ask("definition", module, identifier)
        return found and Definition.read(found)

    def __contains__(self, name: object) -> bool:
        """Whether a module is compiled with this one, and no JavaScript of the library."""
        return bool(self._ask("is_part", str(name)))

    def is_lazy(self, name: str) -> bool:
        return bool(self._ask("is_lazy", name))

    def is_apart(self, one: str, other: str) -> bool:
        """Whether two modules are in different scripts, where neither can set the other's variables."""
        return bool(self._ask("is_apart", one, other))

    def is_circular(self, name: str) -> bool:
        return bool(self._ask("is_circular", name))

    def is_certain(self, module: str, identifier: str) -> bool:
        return bool(self._ask("is_certain", module, identifier))

    def is_settled(self, module: str, identifier: str) -> bool:
        return bool(self._ask("is_settled", module, identifier))

    def stores(self, identifier: str) -> bool:
        return bool(self._ask("stores", identifier))

    def is_method(self, attribute: str) -> bool:
        return bool(self._ask("is_method", attribute))

    def sets(self, attribute: str) -> bool:
        return bool(self._ask("sets", attribute))

    def exposed(self, identifier: str) -> bool:
        return bool(self._ask("exposed", identifier))

    @property
    def reads_annotations(self) -> bool:
        return bool(self._ask("reads_annotations"))

    @property
    def reads_docs(self) -> bool:
        return bool(self._ask("reads_docs"))

    @property
    def str_subclasses(self) -> bool:
        return bool(self._ask("str_subclasses"))

    @property
    def sets_computed(self) -> bool:
        return bool(self._ask("sets_computed"))
