"""[tool.pystream.constants] -> shared_src/constants.py: names with types, and no secrets among them.

The module is a file of the project, so that mypy, editors and tests see what the compiler sees. What goes
to a browser is public: whatever looks like a secret is refused, by its name or by its value.
"""

from __future__ import annotations

import keyword
import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pystream.compiler import messages
from pystream.compiler.messages import CompileError, Problem
from pystream.compiler.secrets import looks_secret
from pystream.compiler.source import Module, Source

PATH = "shared_src/constants.py"
MODULE = "shared_src.constants"
HEAD = "# Made by `pystream compile` from [tool.pystream.constants] of pyproject.toml: change it there."


def constants_module(
    constants: Mapping[str, Any], public: Collection[str], files: Mapping[str, bytes]
) -> str | None:
    """The text of shared_src/constants.py; None if the project has no constants.

    Args:
        constants: what [tool.pystream.constants] says.
        public: names that may look like secrets: setting `public_constants`.
        files: the project's; a file of its own in the module's place is not overwritten.
    Raises:
        CompileError: with every constant that cannot be one.
    """
    problems: list[Problem] = [
        messages.no_such_constant(name, constants) for name in public if name not in constants
    ]
    if constants and PATH in files and not is_made(files[PATH]):
        problems.append(messages.constants_hidden(PATH))
    lines = [HEAD, "# fmt: off", "# ruff: noqa", "", "from typing import Final", ""]
    for name, value in constants.items():
        problems += _problems(name, value, name in public)
        lines.append(f"{name}: {_final(value)} = {value!r}")
    if problems:
        raise CompileError(problems)
    return "\n".join(lines) + "\n" if constants else None


def with_constants(
    files: Mapping[str, bytes], constants: Mapping[str, Any], public: Collection[str]
) -> Mapping[str, bytes]:
    """The project's files with the module as it should be: made anew, or gone with its last constant.

    Raises:
        CompileError: as constants_module.
    """
    text = constants_module(constants, public, files)
    others = {path: content for path, content in files.items() if path != PATH or not is_made(content)}
    return others if text is None else {**others, PATH: text.encode()}


def is_made(content: bytes) -> bool:
    """Whether the module is ours to write."""
    return content.startswith(HEAD.encode())


def pruned(modules: Sequence[Module]) -> list[Module]:
    """The client's modules, with constants only as far as one of the others says their names."""
    words: set[str] = set()
    for module in modules:
        if module.name != MODULE:
            words.update(re.findall(r"\w+", module.source.text))
            words.update(name for _, _, names in module.imports for name in names)  # `import *`, written out
    return [_prune(module, words) if module.name == MODULE else module for module in modules]


def _prune(module: Module, words: Collection[str]) -> Module:
    source = module.source
    if not is_made(source.text.encode()):
        return module
    lines = source.text.splitlines(keepends=True)
    kept = [line for line in lines if ": Final" not in line or line.partition(":")[0] in words]
    return replace(module, source=Source(source.path, "".join(kept)))


def _problems(name: str, value: Any, public: bool) -> Iterator[Problem]:
    if not name.isidentifier() or keyword.iskeyword(name) or name.startswith("_") or name == "Final":
        yield messages.constant_name(name)
    odd = next(_odd(name, value), None)
    if odd:
        yield messages.constant_value(*odd)
    elif not public:
        for where, why in looks_secret(name, value):
            yield messages.constant_secret(where, why, name)


def _odd(where: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Parts of a value that cannot be a constant, with where they are."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _odd(f"{where}.{key}", inner)
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from _odd(f"{where}[{at}]", inner)
    elif not isinstance(value, str | int | float) or (isinstance(value, float) and not math.isfinite(value)):
        yield where, value


def _final(value: Any) -> str:
    # mypy knows of a plain `Final` the very value; lists and tables it would take for narrower or wider ones.
    return f"Final[{_type(value)}]" if isinstance(value, list | Mapping) else "Final"


def _type(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"dict[str, {_union(value.values())}]"
    if isinstance(value, list):
        return f"list[{_union(value)}]"
    return type(value).__name__


def _union(values: Collection[Any]) -> str:
    return " | ".join(dict.fromkeys(map(_type, values))) or "str"
