"""Static files: client_src/static/**, served as they are under names that hold a hash of their content.

Pages and templates say `{{ static("logo.png") }}`, client Python `static("logo.png")`, style sheets
`url(static/logo.png)`; all three become URLs when compiling: a misspelt name is an error then.
"""

from __future__ import annotations

import ast
import copy
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pystream.compiler import messages
from pystream.compiler.messages import CompileError, Problem
from pystream.compiler.results import digest
from pystream.compiler.source import Module, Source

FOLDER = "client_src/static/"
ASSETS = "assets/static/"
CLIENT = "pystream.client"
NAME = "static"
# Asked for by these very names, by browsers and robots that have not read the page.
WELL_KNOWN = (
    "favicon.ico", "robots.txt", "sitemap.xml", "ads.txt", "humans.txt", "apple-touch-icon.png",
    "apple-touch-icon-precomposed.png",
)  # fmt: skip
# What is text, or nearly so: anything else is compressed already.
_SHRINKS = (
    ".txt", ".html", ".htm", ".css", ".js", ".mjs", ".map", ".json", ".webmanifest", ".xml", ".svg", ".csv",
    ".tsv", ".md", ".wasm", ".ttf", ".otf", ".eot", ".ico", ".bmp", ".glsl", ".gltf", ".vtt", ".pdf",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Statics:
    """The files, by their names below client_src/static/.

    Attributes:
        paths: where each is in build/: `assets/static/logo-1a2b3c4d.png`.
        contents: of each.
        base: what stands before `/assets/` in URLs: empty, or the origin of a CDN.
    """

    paths: Mapping[str, str] = field(default_factory=dict)
    contents: Mapping[str, bytes] = field(default_factory=dict)
    base: str = ""

    def url(self, name: str) -> str | None:
        """The URL of a file; None if there is no such file."""
        path = self.paths.get(name)
        return f"{self.base}/{path}" if path else None

    @property
    def files(self) -> dict[str, bytes]:
        """Their contents, by where each is in build/."""
        return {path: self.contents[name] for name, path in self.paths.items()}

    @property
    def roots(self) -> dict[str, str]:
        """Those that are served under their own names too: `/favicon.ico`, and where it is in build/."""
        return {
            f"/{name}": path
            for name, path in self.paths.items()
            if name in WELL_KNOWN or name.startswith(".well-known/")
        }


NONE = Statics()


def gather(files: Mapping[str, bytes], base: str = "") -> Statics:
    """The static files among all of a project's."""
    contents = {
        path.removeprefix(FOLDER): content for path, content in files.items() if path.startswith(FOLDER)
    }
    return Statics({name: _path(name, content) for name, content in contents.items()}, contents, base)


def shrinks(path: str) -> bool:
    """Whether compressing a file of that name may make it smaller."""
    return path.endswith(_SHRINKS)


def with_statics(modules: Sequence[Module], statics: Statics) -> list[Module]:
    """The modules with URLs in the place of `static("..")`.

    Raises:
        CompileError: a file is not there; `static` is used otherwise than to be called with one text.
    """
    problems: list[Problem] = []
    made = [_replaced(module, statics, problems) for module in modules]
    if problems:
        raise CompileError(problems)
    return made


def _path(name: str, content: bytes) -> str:
    folder, slash, file = name.rpartition("/")
    # `.well-known/x` and `LICENSE` have no ending that a content type could go by.
    stem, dot, ending = file.rpartition(".")
    stem, ending = (stem, f".{ending}") if stem and dot else (file, "")
    path = f"{folder}{slash}{stem}-{hashlib.sha256(content).hexdigest()[:8]}{ending}"
    # A URL that no server, CDN or style sheet has to escape; the hash tells apart what this makes alike.
    return ASSETS + re.sub(r"[^\w./-]", "_", path, flags=re.ASCII)


def _replaced(module: Module, statics: Statics, problems: list[Problem]) -> Module:
    if not any(target == CLIENT and NAME in names for _, target, names in module.imports):
        return module
    finder = _Finder(module.source, statics, copy.deepcopy(module.tree))
    problems += finder.problems
    tree = ast.fix_missing_locations(_Replacer(finder.urls).visit(finder.tree))
    return replace(
        module, parser=lambda source: tree, expanded=digest(module.expanded, *finder.urls.values())
    )


class _Finder:
    """Where a module uses `static`, under whichever name it imported it."""

    def __init__(self, source: Source, statics: Statics, tree: ast.Module) -> None:
        self.tree = tree
        self.urls: dict[ast.Call, str] = {}
        self.problems: list[Problem] = []
        nodes = list(ast.walk(tree))
        bound = set(_bound(nodes))
        called: set[ast.AST] = set()
        for node in nodes:
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in bound:
                called.add(node.func)
                if len(node.args) != 1 or node.keywords or not _is_text(node.args[0]):
                    self.problems.append(messages.static_not_literal(source, node))
                    continue
                name = ast.literal_eval(node.args[0])
                url = statics.url(name)
                if url is None:
                    self.problems.append(messages.no_such_static(source, node, name, statics.paths))
                else:
                    self.urls[node] = url
        self.problems += [
            messages.static_not_literal(source, node)
            for node in nodes
            if isinstance(node, ast.Name) and node.id in bound and node not in called
        ]


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _bound(nodes: Sequence[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module == CLIENT:
            yield from (alias.asname or alias.name for alias in node.names if alias.name == NAME)


class _Replacer(ast.NodeTransformer):
    def __init__(self, urls: Mapping[ast.Call, str]) -> None:
        self.urls = urls

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if node in self.urls:
            return ast.copy_location(ast.Constant(self.urls[node]), node)
        return self.generic_visit(node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST:
        if node.module != CLIENT:
            return node
        names = [alias for alias in node.names if alias.name != NAME]
        if not names:
            return ast.copy_location(ast.Pass(), node)
        node.names = names
        return node
