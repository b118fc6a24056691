"""Vendored JavaScript: the files of client_src/lib/, as the modules `js.name` that client code imports.

They are served beside the app's script, in a folder named by their content, so that a browser keeps them
when only the app changes. An ES module is imported by the app's script; anything else runs before it, as
`<script>` runs it, and what it exports are the globals that it sets.
"""

from __future__ import annotations

import hashlib
import keyword
import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from pystream.compiler import messages
from pystream.compiler.messages import CompileError
from pystream.compiler.source import Source, Span

FOLDER = "client_src/lib/"
PACKAGE = "js"


def js_name(identifier: str) -> str:
    """`from_` is JavaScript's `from`: a word of Python that cannot be said as a name."""
    return identifier[:-1] if identifier.endswith("_") and keyword.iskeyword(identifier[:-1]) else identifier


@dataclass(frozen=True, slots=True)
class Import:
    """`import .. from "specifier"` in a script, and where its specifier stands, without quotes."""

    specifier: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Text:
    """What the text of a script shows."""

    is_module: bool
    # Names, and `* specifier` for each `export * from`.
    exports: frozenset[str]
    classes: frozenset[str] = frozenset()
    imports: tuple[Import, ...] = ()


@dataclass(frozen=True, slots=True)
class Script:
    """One file of client_src/lib/."""

    path: str
    # Relative to the app's script.
    url: str
    is_module: bool
    exports: frozenset[str]
    # Those of them that are surely classes.
    classes: frozenset[str]
    # A classic script may set globals that no reading of its text shows.
    text: str = field(repr=False)

    def exported(self, name: str) -> str | None:
        """The export that a Python name stands for; None when there is certainly none of the kind."""
        if name in self.exports:
            return name
        if self.is_module:
            stem = self.path.rpartition("/")[2].partition(".")[0].replace("-", "_")
            return "default" if "default" in self.exports and name.lower() == stem.lower() else None
        return name if re.search(rf"(?<![\w$]){re.escape(name)}(?![\w$])", self.text) else None


@dataclass(frozen=True, slots=True)
class Scripts:
    """All that a client reaches: `modules` are those that Python names, `files` all by path below assets/."""

    modules: Mapping[str, Script] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)


def candidates(module: str) -> list[str]:
    """Where `js.some_name` may be: `some-name.js` cannot be said in Python."""
    stem = FOLDER + module.removeprefix(PACKAGE + ".").replace(".", "/")
    return [f"{stem}{end}" for end in (".js", ".min.js", ".mjs")] + [
        f"{posixpath.dirname(stem)}/{posixpath.basename(stem).replace('_', '-')}{end}"
        for end in (".js", ".min.js", ".mjs")
        if "_" in posixpath.basename(stem)
    ]


def module_of(path: str) -> str:
    """`client_src/lib/some-name.min.js` -> `js.some_name`."""
    stem = re.sub(r"(\.min)?\.m?js$", "", path.removeprefix(FOLDER))
    return f"{PACKAGE}.{stem.replace('/', '.').replace('-', '_')}"


def gather(named: Mapping[str, str], files: Mapping[str, str]) -> Scripts:
    """The scripts that Python names and those that they import.

    Args:
        named: module -> path, as scan found them.
        files: every .js file below client_src/lib/, by path.
    Raises:
        CompileError: a script imports what is not there.
    """
    reached: dict[str, Text] = {}
    problems = []
    waiting = list(named.values())
    while waiting:
        path = waiting.pop()
        if path in reached:
            continue
        reached[path] = read(files[path])
        for each in reached[path].imports:
            found = resolve(path, each.specifier, files)
            if found:
                waiting.append(found)
            elif not each.specifier.startswith(("https:", "http:", "data:", "/")):
                source = Source(path, files[path])
                problems.append(messages.script_needs(source, _span(files[path], each), each.specifier))
    if problems:
        raise CompileError(problems)
    total = hashlib.sha256()
    for path in sorted(reached):
        total.update(f"{path}\0{files[path]}\0".encode())
    folder = f"lib-{total.hexdigest()[:8]}/"
    modules = {
        module: Script(
            path,
            f"./{folder}{path.removeprefix(FOLDER)}",
            reached[path].is_module,
            frozenset(_all_exports(path, reached, files, set())),
            reached[path].classes,
            files[path],
        )
        for module, path in named.items()
    }
    texts = {
        folder + path.removeprefix(FOLDER): _served(path, files, reached[path]) for path in sorted(reached)
    }
    return Scripts(modules, texts)


def _span(text: str, each: Import) -> Span:
    line = text.count("\n", 0, each.start) + 1
    col = each.start - text.rfind("\n", 0, each.start)
    return Span(line, col, line, col + len(each.specifier))


def resolve(path: str, specifier: str, files: Mapping[str, str]) -> str | None:
    """The file that an import of a script means: relative to it, or by its name in client_src/lib/."""
    if specifier.startswith("."):
        found = posixpath.normpath(posixpath.join(posixpath.dirname(path), specifier))
        return found if found in files else None
    return next((each for end in (".js", ".mjs") if (each := f"{FOLDER}{specifier}{end}") in files), None)


def _served(path: str, files: Mapping[str, str], text: Text) -> str:
    """A script as it is served: imports made relative, top-level classes of a classic one global."""
    code = files[path]
    for each in reversed(text.imports):
        target = resolve(path, each.specifier, files)
        if target and not each.specifier.startswith("."):
            relative = posixpath.relpath(target, posixpath.dirname(path))
            code = (
                code[: each.start] + (relative if relative[0] == "." else f"./{relative}") + code[each.end :]
            )
    if not text.is_module:
        # `class`, `const` and `let` of a classic script are no properties of the window.
        code += "".join(f"\nglobalThis.{name}={name};" for name in sorted(_lexical(code)))
    return code


def _all_exports(
    path: str, reached: Mapping[str, Text], files: Mapping[str, str], seen: set[str]
) -> set[str]:
    seen.add(path)
    found = {name for name in reached[path].exports if not name.startswith("* ")}
    for name in reached[path].exports:
        target = resolve(path, name[2:], files) if name.startswith("* ") else None
        if target and target not in seen:
            found |= _all_exports(target, reached, files, seen) - {"default"}
    return found


# ---- reading


@cache
def read(text: str) -> Text:
    """What a script exports and imports."""
    # The scanner is the engine's, and imports much.
    from pystream.compiler.engines.pystream.js.scan import tokens

    if re.search(r"(?<![\w$.])(?:import|export)(?![\w$])", text):
        found = _Statements([(each.kind, each.text, each.start) for each in tokens(text)])
        if found.is_module:
            return Text(True, frozenset(found.exports), frozenset(found.classes), tuple(found.imports))
    return Text(False, frozenset(_globals(text)), frozenset(re.findall(r"^class ([\w$]+)", text, re.M)))


# `window.Chart =`, `(e = globalThis || self).Chart =`: what universal and classic scripts set.
_SET = re.compile(r"(?:\b(?:window|self|globalThis|root|global|this)|[\w$]\))\.([A-Za-z_$][\w$]*)\s*=(?!=)")
_LEXICAL = re.compile(r"^(?:class|const|let)\s+([A-Za-z_$][\w$]*)", re.M)
_TOP = re.compile(r"^(?:var|(?:async )?function\s*\*?)\s+([A-Za-z_$][\w$]*)", re.M)


def _globals(text: str) -> set[str]:
    return {*_SET.findall(text), *_LEXICAL.findall(text), *_TOP.findall(text)}


def _lexical(text: str) -> Iterable[str]:
    return set(_LEXICAL.findall(text))


class _Statements:
    """Imports and exports at the top of a script."""

    def __init__(self, tokens: list[tuple[str, str, int]]) -> None:
        self.tokens = tokens
        self.is_module = False
        self.exports: set[str] = set()
        self.classes: set[str] = set()
        self.imports: list[Import] = []
        depth = 0
        for place, (kind, text, _) in enumerate(tokens):
            if kind == "punct" and text in "([{":
                depth += 1
            elif kind == "punct" and text in ")]}":
                depth -= 1
            elif kind == "tstring":
                depth += text.endswith("${") - text.startswith("}")
            elif kind == "name" and self._text(place - 1) not in (".", "?."):
                if text == "import":
                    self._import(place, depth)
                elif text == "export" and depth == 0:
                    self.is_module = True
                    self._export(place + 1)

    def _text(self, place: int) -> str:
        return self.tokens[place][1] if 0 <= place < len(self.tokens) else ""

    def _import(self, place: int, depth: int) -> None:
        after = self._text(place + 1)
        if after == "(":
            self._specifier(place + 2)
        elif after != "." and depth == 0:
            self.is_module = True
            self._from(place + 1)

    def _from(self, place: int) -> str:
        """The specifier of a statement: the first text in it."""
        for inner in range(place, min(place + 4000, len(self.tokens))):
            if self.tokens[inner][0] == "string":
                return self._specifier(inner)
        return ""

    def _specifier(self, place: int) -> str:
        kind, text, start = self.tokens[place] if place < len(self.tokens) else ("", "", 0)
        if kind != "string":
            return ""
        self.imports.append(Import(text[1:-1], start + 1, start + len(text) - 1))
        return text[1:-1]

    def _export(self, place: int) -> None:
        word = self._text(place)
        if word == "default":
            self.exports.add("default")
            if self._text(place + 1) == "class":
                self.classes.add("default")
        elif word == "*":
            if self._text(place + 1) == "as":
                self.exports.add(self._text(place + 2))
                self._from(place + 3)
            else:
                self.exports.add(f"* {self._from(place + 1)}")
        elif word == "{":
            end = place
            while self._text(end) not in ("}", ""):
                end += 1
            self.exports |= {
                self._text(each).strip("'\"")
                for each in range(place + 1, end)
                if self._text(each + 1) in (",", "}")
            }
            if self._text(end + 1) == "from":
                self._specifier(end + 2)
        elif word in ("const", "let", "var"):
            self._declared(place + 1)
        else:
            named = place + (word == "async") + 1
            named += self._text(named) == "*"
            self.exports.add(self._text(named))
            if word == "class":
                self.classes.add(self._text(named))

    def _declared(self, place: int) -> None:
        """The names of `a = .., b = ..`, as far as the statement goes."""
        self.exports.add(self._text(place))
        depth = 0
        while place < len(self.tokens):
            text = self._text(place)
            depth += (text in ("(", "[", "{")) - (text in (")", "]", "}"))
            if depth < 0 or (depth == 0 and text in (";", "export", "import", "function", "class")):
                return
            if depth == 0 and text == "," and self._text(place + 2) in ("=", ",", ";"):
                self.exports.add(self._text(place + 1))
            place += 1
