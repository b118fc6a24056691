"""Style sheets: the CSS files of a client -> one, minified.

The text is read as CSS Syntax tokens and never as rules, so that what the language learns (nesting, layers,
container queries, whatever comes) goes through as it is: white space and comments go only where no grammar
needs them.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from pystream.compiler import messages
from pystream.compiler.messages import CompileError, Problem
from pystream.compiler.results import Results, digest
from pystream.compiler.source import Source, Span
from pystream.compiler.statics import FOLDER as STATIC
from pystream.compiler.statics import Statics

MAIN = "app.css"
LIB = "client_src/lib/"

# CSS Syntax 3, 4: comments, strings, url(..) without quotes, words, white space, and each other character.
_TOKEN = re.compile(
    r"""
    (?P<comment>/\*.*?(?:\*/|\Z))
  | (?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
  | (?P<url>(?i:url)\(\s*(?P<address>(?:[^"'()\\\s]|\\.)+)\s*\))
  | (?P<word>(?:[-@\#\w]|[^\x00-\x7f]|\\.)+)
  | (?P<space>\s+)
  | (?P<other>.)
    """,
    re.S | re.X,
)
_KINDS = ("comment", "string", "url", "word", "space", "other")
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", re.S)
# An address that is not of this project.
# What a command of the project's makes CSS of; those whose names begin with _ are parts of others.
FOREIGN = (".scss", ".sass", ".less", ".styl")
# Of a path and a text: the CSS, what is wrong with it, and the line and column where.
Preprocess = Callable[[str, str], tuple[str, str, int, int]]
_ELSEWHERE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|#|\Z")


@dataclass(slots=True)
class _Token:
    kind: str
    text: str
    at: int
    # Of url(..) without quotes.
    address: str = ""


def stylesheet(
    files: Mapping[str, str], paths: Sequence[str], statics: Statics, *, readable: bool = False
) -> str:
    """One sheet of all `paths` in their order, without those that others import.

    Args:
        files: the project's texts by path.
        statics: what url(..) may name; URLs of the result are as seen from assets/.
        readable: not minified, with the path of each file before it.
    Raises:
        CompileError: an import or a url(..) that leads nowhere.
    """
    bundler = _Bundler(files, statics, readable)
    sheets = {path: bundler.sheet(path, ()) for path in paths}
    if bundler.problems:
        raise CompileError(bundler.problems)
    # In CSS an @import that is not first is none.
    own = [text for path, text in sheets.items() if path not in bundler.imported]
    text = "".join([*bundler.remote, *own])
    return text if readable else minify(text)


def preprocessed(
    texts: Mapping[str, str], preprocess: Preprocess | None, command: str, results: Results
) -> dict[str, str]:
    """The style sheets that a command makes, by the paths that they would have: app.scss is app.css.

    Args:
        preprocess: runs the command; None if the project names none.
        results: what was made of the same texts by the same command.
    Raises:
        CompileError: there is no command, or it says what is wrong.
    """
    sheets = {path: text for path, text in sorted(texts.items()) if path.endswith(FOREIGN)}
    around = digest(command, *[part for item in sheets.items() for part in item])
    made: dict[str, str] = {}
    problems: list[Problem] = []
    for path, text in sheets.items():
        if path.rpartition("/")[2].startswith("_"):
            continue
        if preprocess is None:
            problems.append(messages.no_css_command(path))
            continue
        key = results.key("preprocessed", around, path)
        css = results.find(key)
        if css is None:
            css, error, line, col = preprocess(path, text)
            if error:
                span = Span(line, col, line, col + 1) if line else Span()
                problems.append(messages.css_command_failed(Source(path, text), span, error))
                continue
            results.keep(key, css)
        made[path.rpartition(".")[0] + ".css"] = css
    if problems:
        raise CompileError(problems)
    return made


def own_order(paths: Sequence[str], folder: str = "client_src/") -> list[str]:
    """Vendored sheets, then app.css, then the others, each by path; of equal rules the later one wins."""
    return sorted(paths, key=lambda path: (not path.startswith(LIB), path != folder + MAIN, path))


def minify(text: str) -> str:
    """CSS without comments and needless white space; `/*! .. */` stays."""
    made: list[str] = []
    spaced = parted = False  # by white space or a comment, of which it is not yet known whether it is needed
    brackets: list[str] = []
    for token in _tokens(text):
        if token.kind == "space" or (token.kind == "comment" and not token.text.startswith("/*!")):
            spaced |= token.kind == "space"
            parted = True
            continue
        last, following = made[-1] if made else "{", token.text
        if spaced and _is_needed(last, following, brackets):
            made.append(" ")
        elif parted and _WORDY.search(last[-1]) and (following == "(" or _WORDY.match(following)):
            made.append(" " if spaced else "/**/")  # two words, and no space for a selector to be told by
        elif following == "}" and last == ";":
            made.pop()
        spaced = parted = False
        if following in ("(", "[", "{"):
            brackets.append(following)
        elif following in (")", "]", "}") and brackets:
            brackets.pop()
        if following != ";" or last not in ("{", ";"):
            made.append(following)
    return "".join(made)


_WORDY = re.compile(r"[-@#\w%]|[^\x00-\x7f]")
_BARRIERS = frozenset("{};,")


def _is_needed(last: str, following: str, brackets: Sequence[str]) -> bool:
    """Whether white space between two tokens may mean something to a grammar of CSS."""
    if last == ":":
        return following in (";", "}")  # `--empty: ;` is nothing without its space, to older browsers
    if last in _BARRIERS or following in _BARRIERS or last == "(" or following == ")":
        return False
    # `a :hover` is another selector than `a:hover`. In parentheses `>` compares or is an operand of calc().
    return not (">" in (last, following) and (not brackets or brackets[-1] == "{"))


def _tokens(text: str) -> Iterator[_Token]:
    for found in _TOKEN.finditer(text):
        kind = next(kind for kind in _KINDS if found[kind] is not None)
        yield _Token(kind, found[0], found.start(), found["address"] or "")


class _Bundler:
    def __init__(self, files: Mapping[str, str], statics: Statics, readable: bool) -> None:
        self.files = files
        self.statics = statics
        self.readable = readable
        self.imported: set[str] = set()
        self.remote: list[str] = []
        self.problems: list[Problem] = []

    def sheet(self, path: str, chain: tuple[str, ...]) -> str:
        """The text of one file with its imports in their places."""
        source = Source(path, self.files[path])
        tokens = list(_tokens(source.text))
        made: list[str] = []
        at = 0
        depth = 0
        while at < len(tokens):
            token = tokens[at]
            if token.kind == "word" and token.text.lower() in ("@import", "@charset") and not depth:
                end = next((n for n in range(at, len(tokens)) if tokens[n].text == ";"), len(tokens))
                if token.text.lower() == "@import":
                    made.append(self._import(source, tokens[at + 1 : end], token, (*chain, path)))
                at = end + 1
                continue
            if token.kind == "other":
                depth += (token.text == "{") - (token.text == "}")
            made.append(self._addressed(source, tokens, at))
            at += 1
        head = f"/* {path} */\n" if self.readable else ""
        return f"{head}{''.join(made)}\n"

    def _addressed(self, source: Source, tokens: Sequence[_Token], at: int) -> str:
        """A token, with the URL that it is made one of the build's."""
        token = tokens[at]
        if token.kind == "url":
            address = self._resolved(source, token, _unescaped(token.address))
            return token.text if address is None else f'url("{address}")'
        if token.kind == "string" and _is_in_url(tokens, at):
            address = self._resolved(source, token, _unescaped(token.text[1:-1]))
            return token.text if address is None else f'"{address}"'
        return token.text

    def _resolved(self, source: Source, token: _Token, address: str) -> str | None:
        """Where a url(..) leads, as seen from assets/; None: it stays as it is."""
        if _ELSEWHERE.match(address):
            return None
        file, mark, rest = _split(address)
        if file.startswith("/") and not file.startswith("/static/"):
            return None  # a route of the server's own
        home = "client_src" if file.startswith("/") else posixpath.dirname(source.path)
        path = posixpath.normpath(f"{home}/{unquote(file)}")
        name = path.removeprefix(STATIC)
        if not path.startswith(STATIC) or name not in self.statics.paths:
            span = _span(source.text, token)
            self.problems.append(messages.no_such_url(source, span, address, path, self.statics.paths))
            return None
        return self.statics.paths[name].removeprefix("assets/") + mark + rest

    def _import(self, source: Source, tokens: Sequence[_Token], where: _Token, chain: tuple[str, ...]) -> str:
        """The imported sheet, wrapped in what the import says of layer, support and media."""
        rest = [token for token in tokens if token.kind not in ("comment",)]
        text = "".join(token.text for token in rest).strip()
        found = re.match(r"""(?i:url\(\s*)?(?:"([^"]*)"|'([^']*)'|([^"'()\s]+))\s*\)?\s*(.*)\Z""", text, re.S)
        address = next((part for part in found.groups()[:3] if part), "") if found else ""
        span = _span(source.text, where)
        if not found or not address:
            self.problems.append(messages.bad_import(source, span))
            return ""
        if _ELSEWHERE.match(address):
            self.remote.append(f"@import {text};\n")
            return ""
        path = posixpath.normpath(posixpath.join(posixpath.dirname(source.path), _unescaped(address)))
        if path not in self.files or not path.endswith(".css"):
            known = [each for each in self.files if each.endswith(".css")]
            self.problems.append(messages.no_such_sheet(source, span, address, path, known))
            return ""
        if path in chain:
            self.problems.append(messages.circular_sheets(source, span, [*chain[chain.index(path) :], path]))
            return ""
        self.imported.add(path)
        return _wrapped(self.sheet(path, chain), found[4])


def _wrapped(sheet: str, conditions: str) -> str:
    """`layer(x) supports(y) media` around a sheet. CSS Cascade 5, 2: in this order."""
    layer = re.match(r"layer(?:\(\s*([^)]*?)\s*\))?(?![-\w(])\s*", conditions, re.I)
    if layer:
        conditions = conditions[layer.end() :]
    supports = ""
    if re.match(r"supports\(", conditions, re.I):
        end = _closing(conditions, conditions.index("("))
        supports, conditions = conditions[len("supports(") : end], conditions[end + 1 :].strip()
    if layer:
        sheet = f"@layer {layer[1]} {{\n{sheet}}}\n" if layer[1] else f"@layer {{\n{sheet}}}\n"
    if conditions:
        sheet = f"@media {conditions} {{\n{sheet}}}\n"
    if supports:
        # `supports(display: grid)` is a declaration without the parentheses of its own.
        wrapped = supports if supports.lstrip().startswith(("(", "not", "selector(")) else f"({supports})"
        sheet = f"@supports {wrapped} {{\n{sheet}}}\n"
    return sheet


def _closing(text: str, opening: int) -> int:
    depth = 0
    for at in range(opening, len(text)):
        depth += (text[at] == "(") - (text[at] == ")")
        if not depth:
            return at
    return len(text)


def _is_in_url(tokens: Sequence[_Token], at: int) -> bool:
    """Whether a string is the address of url( or src( with quotes."""
    before = [token for token in tokens[max(0, at - 4) : at] if token.kind not in ("space", "comment")][-2:]
    return len(before) == 2 and before[1].text == "(" and before[0].text.lower() in ("url", "src")


def _split(address: str) -> tuple[str, str, str]:
    """`icons.svg#a` -> the file, and what is behind it."""
    found = re.search(r"[?#]", address)
    at = found.start() if found else len(address)
    return address[:at], address[at : at + 1], address[at + 1 :]


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else found[2], text)


def _span(text: str, token: _Token) -> Span:
    line = text.count("\n", 0, token.at) + 1
    col = token.at - text.rfind("\n", 0, token.at)
    return Span(line, col, line, col + len(token.text))
