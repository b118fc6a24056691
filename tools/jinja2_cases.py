"""Takes the test cases out of Jinja2's own test suite: tests/compiler/jinja/jinja2_cases.json.

    python tools/jinja2_cases.py path/to/jinja2-3.1.6    (an unpacked sdist; its tests are run once)

Every template that a test renders is noted with its options, its context and what it gave. Left out is what
is no data: contexts with functions or instances, loaders of files, extensions, asynchronous environments.
"""

from __future__ import annotations

import ast
import json
import sys
from pathlib import Path
from typing import Any

import jinja2
import pytest

TARGET = Path(__file__).parent.parent / "tests/compiler/jinja/jinja2_cases.json"
SUITES = "core_tags filters tests inheritance imports lexnparse regression api loader runtime debug".split()
# What the lexer and the parser go by.
OPTIONS = (
    "block_start_string block_end_string variable_start_string variable_end_string comment_start_string "
    "comment_end_string line_statement_prefix line_comment_prefix trim_blocks lstrip_blocks newline_sequence "
    "keep_trailing_newline"
).split()
DEFAULTS = jinja2.Environment()


class Recorder:
    """A plugin of pytest's."""

    def __init__(self) -> None:
        self.cases: list[dict[str, Any]] = []
        self.left_out = 0
        self.test = ""

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        self.test = item.nodeid.rpartition("/")[2].partition("[")[0]

    def note(self, template: jinja2.Template, given: dict[str, Any], result: str | None) -> None:
        environment = template.environment
        loader = environment.loader
        source = getattr(template, "noted_source", None)
        texts: dict[str, str] = dict(loader.mapping) if isinstance(loader, jinja2.DictLoader) else {}
        if source is None and template.name in texts:
            name = str(template.name)
        elif source is not None:
            name = "main"
            texts["main"] = source
        else:
            self.left_out += 1
            return
        kept = environment.extensions or environment.is_async or environment.overlayed
        if "random" in source_of(texts) or "_undefined_name" in source_of(texts):
            self.left_out += 1  # by chance; into what Jinja2 is made of
            return
        own = {name for name in environment.filters if name not in DEFAULTS.filters}
        own |= {name for name in environment.tests if name not in DEFAULTS.tests}
        own |= {name for name in template.globals if name not in DEFAULTS.globals}
        try:
            if kept or own or ast.literal_eval(repr(given)) != given:
                raise ValueError
        except (ValueError, SyntaxError, TypeError, RecursionError):
            self.left_out += 1
            return
        options = {
            each: getattr(environment, each)
            for each in OPTIONS
            if getattr(environment, each) != getattr(DEFAULTS, each)
        }
        case = {
            "test": self.test,
            "templates": texts,
            "main": name,
            "context": repr(given),
            "options": options,
            "gave": result,
        }
        if case not in self.cases:
            self.cases.append(case)


def source_of(texts: dict[str, str]) -> str:
    return " ".join(texts.values())


def main() -> None:
    root = Path(sys.argv[1])
    recorder = Recorder()
    render, from_string = jinja2.Template.render, jinja2.Environment.from_string

    def noting_render(self: jinja2.Template, *args: Any, **kwargs: Any) -> str:
        result = None
        try:
            result = render(self, *args, **kwargs)
            return result
        finally:
            recorder.note(self, dict(*args, **kwargs), result)

    def noting_from_string(self: jinja2.Environment, source: Any, *args: Any, **kwargs: Any) -> Any:
        made = from_string(self, source, *args, **kwargs)
        if isinstance(source, str):
            made.noted_source = source  # type: ignore[attr-defined]
        return made

    jinja2.Template.render = noting_render  # type: ignore[method-assign]
    jinja2.Environment.from_string = noting_from_string  # type: ignore[method-assign]
    files = [str(root / f"tests/test_{name}.py") for name in SUITES]
    pytest.main(
        ["-q", "-p", "no:cacheprovider", "-p", "no:asyncio", "--rootdir", str(root), *files],
        plugins=[recorder],
    )
    about = {
        "source": f"the test suite of Jinja2 {jinja2.__version__}, run once by tools/jinja2_cases.py",
        "licence": (root / "LICENSE.txt").read_text(),
    }
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(json.dumps({**about, "cases": recorder.cases}, indent=1, ensure_ascii=True) + "\n")
    print(f"{len(recorder.cases)} cases, {recorder.left_out} left out")


if __name__ == "__main__":
    main()
