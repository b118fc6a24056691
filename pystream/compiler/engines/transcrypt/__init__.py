"""The Transcrypt engine: Transcrypt 3.9.5 behind a gate, with Python's operators put right.

    check    gate.py refuses what would be miscompiled and cannot be put right
    compile  lower.py rewrites what can be; run.py runs Transcrypt; python.js has the operators and builtins

What stays different from Python, because no reading of the source can tell, is in the docstring of gate.py.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping, Sequence
from importlib import resources

from pystream.compiler import sourcemap
from pystream.compiler.analyze import CLIENT_NAMES
from pystream.compiler.chunks import Chunk
from pystream.compiler.engines import Built, Bundle
from pystream.compiler.engines.transcrypt import gate
from pystream.compiler.engines.transcrypt.link import JsModule, link
from pystream.compiler.engines.transcrypt.lower import lower
from pystream.compiler.engines.transcrypt.run import TranscryptError, run
from pystream.compiler.messages import CompileError, Problem
from pystream.compiler.minify import minify_js
from pystream.compiler.scripts import Script
from pystream.compiler.source import Module, Span

RUNTIME = "org.transcrypt.__runtime__"
PYTHON = "transcrypt.python"
VALUES = "pystream.values"
# What generated code imports beside the names that people import.
GENERATED_NAMES = ("UNSET", "call", "define_error", "define_type", "event", "given", "start")
# Names of Transcrypt's runtime that python.js has in a right version.
REPLACED = ("__t__", "isinstance", "property")
_IMPORT = re.compile(r"^import \{([^}]*)\} from '\./org\.transcrypt\.__runtime__\.js';\n", re.M)
_SPECIFIER = re.compile(r"^import [^'\"]* from ['\"](\./([^'\"]+)\.js)['\"]", re.M)
_SOURCE_MAP = re.compile(r"\n//# sourceMappingURL=.*")
_DATE = re.compile(r"^// Transcrypt'ed from Python, .*\n")


class Transcrypt:
    """Engine; see pystream.compiler.engines."""

    circular_imports = False
    loads = False
    templates = False
    classes = False

    def check(self, module: Module, runtime: Mapping[str, str]) -> list[Problem]:
        return gate.check(module)

    def offers(self, module: str, runtime: Mapping[str, str]) -> frozenset[str] | None:
        return None  # the gate says what there is

    def starred(self, module: str, runtime: Mapping[str, str]) -> list[str] | None:
        return None

    def build(
        self,
        modules: Sequence[Module],
        runtime: Mapping[str, str],
        entry: str,
        scripts: Mapping[str, Script],
        chunks: Sequence[Chunk] = (),
        dev: bool = False,
    ) -> Built:
        assert not chunks
        translated = self.compile(modules)
        linked = link([*translated, *_runtime(runtime, translated)], entry)
        debug = {f"6-javascript/{module.name}.js": module.code for module in translated}
        return Built(minify_js(linked), lambda: {**debug, "7-kept.js": linked.code})

    def swap(self, before: Built, after: Built) -> Bundle | str:
        return "the Transcrypt engine changes nothing while it runs"

    def compile(self, modules: Sequence[Module]) -> list[JsModule]:
        """Each module as an ES module, with those of Transcrypt's runtime and ours."""
        texts = {module.name: ast.unparse(lower(module)) + "\n" for module in modules}
        files = {_file(module): texts[module.name] for module in modules}
        files |= _placeholders()
        # Imports everything, so that one run translates all modules, also those no other module names.
        files["__all_modules__.py"] = "".join(f"import {module.name}\n" for module in modules)
        try:
            written = run(files, "__all_modules__")
        except TranscryptError as why:
            raise CompileError([_failure(str(why), modules, texts)]) from None
        missing = [module.name for module in modules if f"{module.name}.js" not in written]
        if missing:
            text = f"Transcrypt wrote nothing for {', '.join(missing)}"
            raise CompileError([Problem("PS190", Span(), "client_src", text)])
        given = {module.name: module for module in modules}
        result = []
        for file, code in written.items():
            name = file.removesuffix(".js")
            if file.endswith(".map") or name in ("__all_modules__", "pystream.client", "pystream.browser"):
                continue
            code = _SOURCE_MAP.sub("", _DATE.sub("", code))
            source_map = None
            if name in given:
                code = _with_python(code)
                source_map = _mapped(given[name], texts[name], written.get(f"{name}.map"))
            result.append(_module(name, code, source_map))
        for name, file in ((PYTHON, "python.js"), (VALUES, "values.js")):
            code = resources.files(__package__).joinpath(file).read_text("utf-8")
            result.append(_module(name, code, None))
        return result


def _runtime(files: Mapping[str, str], translated: Sequence[JsModule]) -> list[JsModule]:
    """The runtime's files as modules, client.js as `pystream.client`; Transcrypt's own go before."""
    taken = {module.name for module in translated}
    names = {path: "pystream." + path.removesuffix(".js") for path in files if "/" not in path}
    imports = {f"./{path}": name for path, name in names.items()}
    return [JsModule(name, files[path], None, imports) for path, name in names.items() if name not in taken]


def _file(module: Module) -> str:
    return module.name.replace(".", "/") + ("/__init__.py" if module.is_package else ".py")


def _placeholders() -> dict[str, str]:
    """Empty stand-ins for the hand-written modules, so that Transcrypt finds their names."""
    names = {
        "pystream/client.js": (*CLIENT_NAMES, *GENERATED_NAMES),
        "pystream/browser.js": gate.BROWSER_NAMES,
    }
    return {
        path: "".join(f"export var {name} = null;\n" for name in exports) for path, exports in names.items()
    }


def _with_python(code: str) -> str:
    """The code with what it uses of python.js imported from there, in the line where the date stood."""
    found = _IMPORT.search(code)
    offered = found[1].split(", ") if found else []
    words = set(re.findall(r"\w+", _IMPORT.sub("", code)))
    # Transcrypt imports its whole runtime into each module.
    kept = ", ".join(name for name in offered if name in words and name not in REPLACED)
    code = _IMPORT.sub(f"import {{{kept}}} from './{RUNTIME}.js';\n", code)
    used = {word for word in words if re.fullmatch("__(op|py)_.+__", word)}
    used |= words.intersection(REPLACED).intersection(offered)
    return f"import {{{', '.join(sorted(used))}}} from './{PYTHON}.js';\n{code}"


def _module(name: str, code: str, source_map: str | None) -> JsModule:
    imports = dict(_SPECIFIER.findall(code))
    return JsModule(name, code, source_map, imports)


def _mapped(module: Module, text: str, map_text: str | None) -> str | None:
    """Transcrypt's map of lowered text as a map of what the author wrote."""
    if module.generated or map_text is None:
        return None
    lines = _lines(module, text)
    segments = [
        segment._replace(source=module.path, source_line=lines[segment.source_line + 1] - 1)
        for segment in sourcemap.decode(json.loads(map_text))
        if segment.source_line + 1 in lines
    ]
    return json.dumps(sourcemap.encode(segments, {module.path: module.source.text}))


def _lines(module: Module, text: str) -> dict[int, int]:
    """The author's line for each line of lowered text."""
    lowered = lower(module)
    lines: dict[int, int] = {}
    for written, origin in zip(_statements(ast.parse(text)), _statements(lowered), strict=True):
        for line in range(written.lineno, (written.end_lineno or written.lineno) + 1):
            lines[line] = origin.lineno
    return lines


def _statements(tree: ast.Module) -> list[ast.stmt]:
    """Outer statements before inner ones, so that the innermost has the last word on a line."""
    return [node for node in ast.walk(tree) if isinstance(node, ast.stmt)]


def _failure(printed: str, modules: Sequence[Module], texts: dict[str, str]) -> Problem:
    """What Transcrypt printed, as a problem at the author's line where it named one."""
    files = {_file(module): module for module in modules} | {module.name: module for module in modules}
    places = re.findall(r"File '([^']+)', line (\d+)", printed)
    said = [line.strip() for line in printed.splitlines() if line.strip()]
    text = "Transcrypt cannot translate this: " + (said[-2] if len(said) > 1 else printed)
    for file, line in reversed(places):
        if file in files:
            module = files[file]
            at = _lines(module, texts[module.name]).get(int(line), 0)
            return Problem("PS190", Span(at, 1, at, 1), module.path, text, "", module.source.line(at))
    return Problem("PS190", Span(), "client_src", text)
