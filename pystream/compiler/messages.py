"""What the compiler says: one function per refusal. Its code is stable, its docstring explains it."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from pystream.compiler.instead import instead
from pystream.compiler.source import Source, Span


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend. str() is the house format: place and text, the line, a caret, the next step."""

    code: str
    span: Span
    path: str
    message: str
    hint: str = ""
    # The source line that `span` starts on.
    line: str = ""

    def __str__(self) -> str:
        place = f"{self.path}:{self.span.line}:{self.span.col}" if self.span.line else self.path
        rows = [f"{self.code} {place}  {self.message}"]
        if self.line.strip():
            rows.append(f"{self.span.line:5} | {self.line}")
            rows.append(f"      | {self._indent()}{'^' * self._width()}")
        if self.hint:
            rows.append(f"  {self.hint}")
        return "\n".join(rows)

    def _indent(self) -> str:
        # Tabs stay tabs, so that the caret stands under its text at any tab width.
        return "".join("\t" if char == "\t" else " " for char in self.line[: self.span.col - 1])

    def _width(self) -> int:
        last = self.span.end_col if self.span.end_line == self.span.line else len(self.line.rstrip()) + 1
        return max(1, last - self.span.col)


class CompileError(Exception):
    """The project cannot be compiled; str() shows every problem."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems, key=lambda each: (each.path, each.span.line, each.span.col))
        super().__init__("\n\n".join(str(problem) for problem in self.problems))


def problem(code: str, source: Source, where: ast.AST | Span, message: str, hint: str = "") -> Problem:
    """A problem at `where` in `source`."""
    span = where if isinstance(where, Span) else source.span(where)
    return Problem(code, span, source.path, message, hint, source.line(span.line))


def nearest(name: str, known: Iterable[str]) -> str:
    """`did you mean say?`, or nothing when no known name is near."""
    near = difflib.get_close_matches(name, list(known), 1)
    return f"did you mean {near[0]}?" if near else ""


def syntax_error(source: Source, where: Span, text: str) -> Problem:
    """PS001: this is not Python."""
    hint = "this is not Python; mend it, then compile again"
    if "outside async" in text or "outside of an async" in text:
        hint = "write `async def` where the function begins; whoever calls it then awaits it"
    return problem("PS001", source, where, text, hint)


def no_main_module(path: str, files: Iterable[str]) -> Problem:
    """PS002: a client has no main module.

    The main one is client_src/app.py; for each of [tool.pystream.clients] it is client_src/NAME/app.py.
    """
    others = [each for each in files if each.startswith("client_src/") and each.endswith("/app.py")]
    near = nearest(path, [each for each in others if each.count("/") == 2]) if path.count("/") == 2 else ""
    hint = near or "create it; `async def init()` in it runs once the page is connected"
    return Problem("PS002", Span(), path, "there is no such file", hint)


def not_utf8(source: Source, line: int) -> Problem:
    """PS003: a file is not UTF-8."""
    return problem("PS003", source, Span(line, 1, line, 2), "this file is not UTF-8", "save it as UTF-8")


def no_program(path: str) -> Problem:
    """PS004: the program to compile is not there."""
    return Problem(
        "PS004", Span(), path, "there is no such file", "name a Python file: pystream compile hello.py"
    )


def unknown_module(
    source: Source, node: ast.stmt, name: str, known: Iterable[str], meant: list[str] | None = None
) -> Problem:
    """PS010: an import names a module that is not there."""
    near = f"did you mean {meant[0]}?" if meant else nearest(name, known)
    hint = (
        "client code can import client_src, shared_src, server_src (its actions), pystream, pystream.client"
    )
    hint += ", pystream.browser and what the engine offers of the standard library"
    return problem("PS010", source, node, f"no module is called `{name}`", near or hint)


def server_only_module(source: Source, node: ast.stmt, name: str) -> Problem:
    """PS011: a module that needs an operating system is imported into the browser."""
    hint = instead(name) or "do it in an action in server_src and call that"
    return problem("PS011", source, node, f"`{name}` cannot run in a browser", hint)


def star_import(source: Source, node: ast.stmt) -> Problem:
    """PS012: `from m import *` where the compiler cannot tell which names that brings in.

    It can for modules of client_src and shared_src, unless their `__all__` is computed, and for the standard
    library.
    """
    return problem("PS012", source, node, "`import *` hides which names come in", "import the names you use")


def circular_import(source: Source, chain: Iterable[str]) -> Problem:
    """PS013: modules import each other in a circle: the Transcrypt engine cannot run that."""
    text = "circular import: " + " -> ".join(chain)
    hint = "move what both need into a module of its own"
    return problem("PS013", source, Span(), text, hint)


def not_for_clients(source: Source, node: ast.AST, name: str, module: str, known: Iterable[str]) -> Problem:
    """PS014: a name of pystream that works on the server alone, or that does not exist."""
    known = sorted(known)
    hint = nearest(name, known) or f"client code can use: {', '.join(known)}"
    return problem("PS014", source, node, f"`{module}` has no `{name}` for client code", hint)


def no_such_name(source: Source, node: ast.AST, name: str, module: str, known: Iterable[str]) -> Problem:
    """PS015: `from m import name` where m defines no such name."""
    known = sorted(known)
    hint = nearest(name, known) or f"it defines: {', '.join(known) or 'nothing'}"
    return problem("PS015", source, node, f"`{module}` has no `{name}`", hint)


def no_such_global(source: Source, node: ast.AST, name: str, known: Iterable[str]) -> Problem:
    """PS016: a name imported from pystream.browser is no global of browsers'."""
    hint = nearest(name, known) or "pystream/browser.pyi has them all; its other types are for annotations"
    return problem("PS016", source, node, f"browsers have no global `{name}`", hint)


def no_such_script(source: Source, node: ast.AST, module: str, path: str, known: Iterable[str]) -> Problem:
    """PS017: `js.name` is imported, and client_src/lib/ has no such file."""
    hint = nearest(module, known) or f"put the script at {path}"
    return problem("PS017", source, node, f"no script is called `{module}`: {path} is not there", hint)


def no_such_export(source: Source, node: ast.AST, name: str, path: str, known: Iterable[str]) -> Problem:
    """PS018: a vendored script does not export a name that is imported from it."""
    known = sorted(known)
    hint = nearest(name, known) or f"it exports: {', '.join(known) or 'nothing that its text shows'}"
    return problem("PS018", source, node, f"{path} exports no `{name}`", hint)


def javascript_base(source: Source, node: ast.AST, name: str) -> Problem:
    """PS025: a class of Python's has one of JavaScript's above it."""
    hint = "hold an object of it as an attribute"
    return problem("PS025", source, node, f"`{name}` is JavaScript's: no Python class can extend it", hint)


def script_needs(source: Source, where: Span, specifier: str) -> Problem:
    """PS019: a vendored script imports another file, which is not in client_src/lib/."""
    hint = "put that script into client_src/lib/ too, or take a build of this one that has all in it"
    return problem("PS019", source, where, f"it imports `{specifier}`, which is not in client_src/lib/", hint)


def computed_load(source: Source, where: Span, name: str) -> Problem:
    """PS026: load() or preload() of something that is no text, so nobody knows what to compile."""
    hint = f'write {name}("mail") for client_src/mail.py'
    return problem("PS026", source, where, f"{name}() takes the name of one module, as a text", hint)


def nothing_to_load(source: Source, where: Span, name: str, known: Iterable[str]) -> Problem:
    """PS027: load() or preload() names a module that client_src does not have."""
    hint = nearest(name, known) or f"write client_src/{name.replace('.', '/')}.py"
    return problem("PS027", source, where, f"client_src has no module `{name}`", hint)


def loaded_anyway(source: Source, line: int, name: str) -> Problem:
    """PS028: a warning: a module that is loaded on demand is imported as well, so its code is there at once.

    Import it in a function, behind `await load(..)`. What two loaded modules import is there at once too.
    """
    text = source.line(line)
    where = Span(line, len(text) - len(text.lstrip()) + 1, line, len(text) + 1)
    hint = f'import it in the function that needs it, behind `await load("{name}")`'
    return problem("PS028", source, where, f"`{name}` is loaded on demand, and this imports it at once", hint)


def no_loading(source: Source, where: Span, engine: str) -> Problem:
    """PS029: code on demand or a @worker function, with an engine that has none."""
    hint = 'use the engine "pystream" for this client'
    return problem("PS029", source, where, f"the {engine} engine makes one script of everything", hint)


def no_worker(source: Source, node: ast.AST, name: str, why: str) -> Problem:
    """PS046: @worker stands where it cannot: it is for functions at module level, and stands alone."""
    hint = "write a function at module level, with @worker over it and nothing else"
    return problem("PS046", source, node, f"`{name}` cannot run in a worker: {why}", hint)


def not_in_workers(source: Source, node: ast.AST, why: str) -> Problem:
    """PS047: a @worker function reaches the page, the line or the server, which workers do not have."""
    hint = "do it in the page, with what the function returns; or give what it needs as an argument"
    return problem("PS047", source, node, f"a @worker function gets here: {why}", hint)


def private_function(source: Source, node: ast.AST, name: str, path: str) -> Problem:
    """PS020: client code names a function of the server that is no action."""
    hint = f"put @action over it in {path} if browsers may call it"
    return problem("PS020", source, node, f"`{name}` has no @action: it is private to the server", hint)


def no_such_action(source: Source, node: ast.AST, module: str, name: str, public: Iterable[str]) -> Problem:
    """PS021: client code names something of a server module that is not public."""
    public = sorted(public)
    listed = f"public: {', '.join(public)}" if public else "it has nothing public yet; write @action"
    near = nearest(name, public)
    hint = f"{listed}; {near}" if near else listed
    return problem("PS021", source, node, f"{module} has no action `{name}`", hint)


def server_type(source: Source, node: ast.AST, name: str, module: str) -> Problem:
    """PS022: a class of the server is used at run time; in client code it can only be an annotation."""
    hint = "use it in annotations only, or move the class to shared_src"
    return problem("PS022", source, node, f"`{name}` lives in {module}, which browsers never get", hint)


def bad_call(source: Source, node: ast.AST, action: str, what: str, signature: str) -> Problem:
    """PS023: a call of an action does not fit its signature."""
    return problem("PS023", source, node, f"{action}: {what}", f"its signature: {signature}")


def declaration(source: Source, line: int, col: int, text: str) -> Problem:
    """PS024: an action, event or type of the server cannot be read."""
    return problem("PS024", source, Span(line, col, line, col + 1), text)


def undefined_name(
    source: Source, node: ast.AST, name: str, known: Iterable[str], imports: Iterable[str] = ()
) -> Problem:
    """PS030: a name that nothing defines.

    `imports`: import statements that would define it.
    """
    offered = " or ".join(f"`{each}`" for each in imports)
    hint = (f"did you mean {offered}?" if offered else "") or nearest(name, known) or "define it or import it"
    return problem("PS030", source, node, f"nothing defines `{name}`", hint)


def bad_own_call(source: Source, node: ast.AST, name: str, what: str, signature: str, place: str) -> Problem:
    """PS031: a call of a function or class of the client does not fit its signature.

    Said where the target is certain: defined once at module level, undecorated, set by nobody. A call in a
    `try` that catches TypeError is left alone.
    """
    return problem("PS031", source, node, f"{name}: {what}", f"its signature: {signature}, in {place}")


def unawaited(source: Source, node: ast.AST, name: str, unused: bool, way: str) -> Problem:
    """PS032: a coroutine is never awaited, or is used in the place of what it would give.

    Calling an action, or any `async def`, only makes a coroutine; `await` runs it and gives its result. A
    coroutine may also be returned, kept, or handed on: asyncio.create_task(chat.say(..)), asyncio.gather(..).
    """
    why = "nothing awaits it" if unused else "without `await` this is a coroutine, not what it gives"
    never = f"`{name}` never runs: " if unused else f"`{name}(...)`: "
    return problem("PS032", source, node, f"{never}{why}", way)


def unreachable_except(source: Source, node: ast.AST, kind: str, base: str, line: int) -> Problem:
    """PS033: a warning: an `except` stands behind one that already catches all it could."""
    span = source.span(node)
    head = Span(span.line, span.col, span.line, len(source.line(span.line).rstrip()) + 1)
    text = f"`except {kind}` is never reached: `except {base}` in line {line} comes first"
    return problem("PS033", source, head, text, "put it before that one, or take it out")


def unset_attribute(source: Source, node: ast.AST, kind: str, name: str, known: Iterable[str]) -> Problem:
    """PS034: a warning: a method reads an attribute of self that nothing in the client ever sets."""
    hint = nearest(name, known) or "set it in __init__"
    return problem("PS034", source, node, f"nothing ever sets `{name}` of `{kind}`", hint)


def constant_secret(where: str, why: str, name: str) -> Problem:
    """PS040: a constant looks like a secret, and constants go to every browser.

    Its name says so (`api_key`, `db_password`), or its value: a URL with a password in it, a key in the form
    of a well-known service, or 32 characters and more that are as random as a key.
    """
    hint = (
        "whoever opens the page can read it; if only the server needs it, put it under [tool.pystream.app] "
        f'and read pystream.config; if it is public, say public_constants = ["{name}"] in [tool.pystream]'
    )
    return _setting("PS040", f"constants {where}: {why}", hint)


def constant_name(name: str) -> Problem:
    """PS041: a constant's name is none that Python code could say."""
    return _setting(
        "PS041", f"constants: `{name}` cannot name one", "letters, digits and _; no word of Python"
    )


def constant_value(where: str, value: object) -> Problem:
    """PS042: a constant's value has a type that does not go to a browser."""
    hint = "text, a finite number, true or false, or a list or table of these"
    return _setting("PS042", f"constants {where}: {type(value).__name__} {value} cannot be one", hint)


def no_such_constant(name: str, known: Iterable[str]) -> Problem:
    """PS043: `public_constants` names no constant."""
    known = sorted(known)
    hint = nearest(name, known) or f"there are: {', '.join(known) or 'none'}"
    return _setting("PS043", f"public_constants: no constant is called `{name}`", hint)


def constants_hidden(path: str) -> Problem:
    """PS044: a file of the project stands where the module of constants would be written."""
    text = "this file is yours, and [tool.pystream.constants] would be written here"
    return Problem(
        "PS044", Span(), path, text, "rename it, or move its values into [tool.pystream.constants]"
    )


def _setting(code: str, message: str, hint: str) -> Problem:
    return Problem(code, Span(), "pyproject.toml", f"[tool.pystream] {message}", hint)


def literal_secret(source: Source, node: ast.AST, why: str) -> Problem:
    """PS045: a warning: a text in client code looks like a secret, and every browser gets it."""
    span = source.span(node)
    # The line itself is not shown again: what is printed may be kept, as by a CI.
    hint = "whoever opens the page can read it; put it under [tool.pystream.app], for an action to use"
    return Problem("PS045", span, source.path, f"a text in client code: {why}", hint)


def no_such_static(source: Source, where: ast.AST | Span, name: str, known: Iterable[str]) -> Problem:
    """PS050: `static("..")` names no file of client_src/static/."""
    hint = nearest(name, known) or f"put the file at client_src/static/{name.lstrip('/')}"
    return problem("PS050", source, where, f"client_src/static/{name} is not there", hint)


def static_not_literal(source: Source, node: ast.AST) -> Problem:
    """PS051: `static` is used otherwise than to be called with one text.

    URLs of static files are put in when compiling, so that a wrong name is found then and no list of all
    files is sent to browsers. Choose between calls: `static("on.svg") if lit else static("off.svg")`.
    """
    hint = 'call it with the file\'s name as a text in quotes: static("logo.png")'
    return problem("PS051", source, node, "`static` takes one text, which is read when compiling", hint)


def no_such_url(source: Source, where: Span, address: str, path: str, known: Iterable[str]) -> Problem:
    """PS052: `url(..)` in a style sheet leads to no file of client_src/static/.

    Addresses are relative to the sheet's own file, as in a browser, or begin with /static/.
    """
    hint = nearest(path, [f"client_src/static/{name}" for name in known])
    hint = hint or "what a style sheet shows lies in client_src/static/: url(static/logo.png)"
    return problem("PS052", source, where, f"`{address}` leads to {path}, which is no static file", hint)


def bad_import(source: Source, where: Span) -> Problem:
    """PS053: `@import` in a style sheet without an address."""
    return problem("PS053", source, where, "`@import` of what?", 'write @import "other.css";')


def no_such_sheet(source: Source, where: Span, address: str, path: str, known: Iterable[str]) -> Problem:
    """PS054: `@import` in a style sheet leads to no style sheet of the project."""
    hint = nearest(path, known) or f"put the sheet at {path}"
    return problem("PS054", source, where, f"`{address}` leads to {path}, which is not there", hint)


def circular_sheets(source: Source, where: Span, chain: Iterable[str]) -> Problem:
    """PS055: style sheets import each other in a circle."""
    text = "circular import: " + " -> ".join(chain)
    return problem("PS055", source, where, text, "take one of these imports out")


def no_css_command(path: str) -> Problem:
    """PS056: a style sheet in another language than CSS, and no command that makes CSS of it."""
    hint = (
        '[tool.pystream.css] command = "sass --stdin" in pyproject.toml makes CSS of it, with your own Sass'
    )
    return Problem("PS056", Span(), path, "this is not CSS", hint)


def css_command_failed(source: Source, where: Span, text: str) -> Problem:
    """PS057: the command of [tool.pystream.css] refuses a style sheet; what it says is shown."""
    return problem("PS057", source, where, text, "said by the command of [tool.pystream.css]")


def over_budget(client: str, kind: str, size: int, budget: int, parts: Iterable[tuple[str, int]]) -> Problem:
    """PS060: a client sends more than [tool.pystream.budgets] lets it; sizes are gzip's, as they go out.

    `pystream compile --sizes` shows what each module adds to the script.
    """
    over = f"{size - budget:,} over its {budget:,}"
    heavy = ", ".join(f"{path} {count:,}" for path, count in parts)
    hint = f"before gzip, most is of: {heavy}" if heavy else ""
    return _setting("PS060", f"budgets {client}: {kind} has {size:,} bytes, {over}", hint)


def no_library(source: Source, node: ast.stmt, name: str, known: Iterable[str]) -> Problem:
    """PS200: a module of the standard library that client code cannot have."""
    libraries = sorted(known)
    hint = instead(name) or nearest(name, libraries) or f"there are: {', '.join(libraries)}"
    return problem("PS200", source, node, f"client code cannot import {name}", hint)


def no_library_name(source: Source, node: ast.AST, name: str, module: str, known: Iterable[str]) -> Problem:
    """PS202: a name that a module of the standard library does not have here.

    It is misspelt, or needs what no browser has. In a `try` that catches ImportError or AttributeError
    it is left to run time.
    """
    known = sorted(known)
    there = [each for each in known if not each.startswith("_")]
    hint = nearest(name, known) or f"it has: {', '.join(there)}"
    return problem("PS202", source, node, f"`{module}` has no `{name}` for client code", hint)


def template_string(source: Source, node: ast.AST) -> Problem:
    """PS203: a template string, t"..", which Python has from 3.14 on."""
    hint = "write an f-string, or call a function with the parts"
    return problem("PS203", source, node, "template strings do not exist in client code", hint)


def no_builtin(source: Source, node: ast.AST, name: str) -> Problem:
    """PS201: a builtin that needs an interpreter, a disk or a terminal."""
    ways = {
        "eval": "json.loads reads data; a dict of functions picks code by name",
        "exec": "a dict of functions picks code by name",
        "open": "pystream.browser.fetch gets what the server has; storage keeps what the page needs",
        "breakpoint": "set a breakpoint in the browser's developer tools",
    }
    hint = ways.get(name, "it works on the server, in an action")
    return problem("PS201", source, node, f"{name}() does not exist in a browser", hint)


def template_refused(source: Source, where: Span, message: str, hint: str) -> Problem:
    """PS090: a template has something that cannot be in a browser, or names what is not there."""
    return problem("PS090", source, where, message, hint)


def template_syntax(source: Source, where: Span, message: str) -> Problem:
    """PS091: a template cannot be read."""
    hint = "this is no template of Jinja2's; mend it, then compile again"
    return problem("PS091", source, where, message, hint)


def render_not_literal(source: Source, node: ast.AST) -> Problem:
    """PS092: `render` is not called with a template's name in quotes, and then values by name.

    Only templates that are named that way are sent to browsers.
    """
    hint = 'write render("message.html", message=message): the name in quotes, then values by name'
    return problem("PS092", source, node, "`render` has to name its template", hint)


def no_such_template(source: Source, node: ast.AST, name: str, known: Iterable[str]) -> Problem:
    """PS093: `render` names a template that is not there."""
    hint = nearest(name, known) or f"write client_src/templates/{name}"
    return problem("PS093", source, node, f"no template is called {name!r}", hint)


def template_function_twice(source: Source, where: Span, name: str, other: str) -> Problem:
    """PS094: two functions of shared_src are declared under one name for templates."""
    return problem(
        "PS094", source, where, f"`{name}` is declared twice, also at {other}", "rename one of them"
    )


def templates_elsewhere(source: Source) -> Problem:
    """PS095: templates in the browser need pystream's own engine."""
    hint = 'set engine = "pystream", or render it on the server'
    return problem("PS095", source, Span(), "Transcrypt cannot run templates", hint)
