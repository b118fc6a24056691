"""Templates of client_src/templates/: Jinja2 parses them, and they become Python modules like all others."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from dataclasses import astuple, dataclass, field

import jinja2
from jinja2 import nodes

from pystream.compiler import messages
from pystream.compiler.jinja.expressions import line_of
from pystream.compiler.jinja.translate import Translator
from pystream.compiler.messages import CompileError
from pystream.compiler.results import Results, digest
from pystream.compiler.source import Module, Source
from pystream.templating import FOLDER, Functions, declared, environment, functions

PREFIX = "_template_"


@dataclass(frozen=True)
class Templates:
    """A project's templates: their texts by name, and what its Python adds to Jinja2."""

    texts: Mapping[str, str]
    environment: jinja2.Environment
    functions: Functions = field(default_factory=Functions)
    # What the server reads: the texts, and the functions as they were declared.
    bundle: str = ""
    folder: str = FOLDER
    prefix: str = PREFIX

    def module_of(self, name: str) -> str | None:
        """The name of a template's module; None if there is no such template."""
        return self.prefix + _spelled(name) if name in self.texts else None

    def source(self, name: str) -> Source:
        return Source(f"{self.folder}{name}", self.texts[name])

    def parse(self, name: str) -> nodes.Template:
        """Raises CompileError: a syntax error, where it is in the template."""
        source = self.source(name)
        try:
            return self.environment.parse(source.text, name)
        except jinja2.TemplateSyntaxError as why:
            where = line_of(source, why.lineno)
            raise CompileError([messages.template_syntax(source, where, why.message or str(why))]) from None

    def module(self, name: str, results: Results | None = None) -> Module:
        """A template as a module of the client."""

        def translated(source: Source) -> ast.Module:
            translator = Translator(source, self.functions, self.module_of, self.texts)
            try:
                return translator.module(self.parse(name), bool(self.environment.autoescape))
            except RecursionError:
                problem = messages.template_syntax(source, line_of(source, 1), "this is nested too deeply")
                raise CompileError([problem]) from None

        source = self.source(name)
        around = digest(repr(self.functions), repr(sorted(self.texts)))
        return Module(
            self.prefix + _spelled(name),
            source,
            translated,
            generated=True,
            expanded=around,
            results=results or Results(),
        )


def templates_of(texts: Mapping[str, str]) -> Templates:
    """A project's templates.

    Raises:
        CompileError: one cannot be read, used by the client or not; two functions have one name.
    """
    python = {path: text for path, text in texts.items() if path.endswith(".py")}
    found = list(declared(python))
    problems = []
    for number, each in enumerate(found):
        before = next((one for one in found[:number] if (one.kind, one.name) == (each.kind, each.name)), None)
        if before:
            source = Source(each.path, python[each.path])
            other = f"{before.path}:{before.line}"
            problems.append(
                messages.template_function_twice(source, line_of(source, each.line), each.name, other)
            )
    own = {
        path.removeprefix(FOLDER): text
        for path, text in texts.items()
        if path.startswith(FOLDER) and path.endswith(".html")
    }
    bundle = json.dumps({"texts": own, "functions": [astuple(each) for each in found]})
    made = Templates(own, environment(own), functions(found), bundle)
    for name in own:
        try:
            made.parse(name)
        except CompileError as why:
            problems += why.problems
    if problems:
        raise CompileError(problems)
    return made


def _spelled(template: str) -> str:
    """A template's name as part of a module's: other characters than letters and digits as numbers."""
    return "".join(char if char.isascii() and char.isalnum() else f"_{ord(char):x}_" for char in template)
