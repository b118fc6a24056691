"""The same templates by Jinja2 in CPython and compiled in node give the same text, or fail in the same way.

jinja2_cases.json holds what Jinja2's own test suite renders (tools/jinja2_cases.py took it out of there; its
licence is in it); template_cases.py has templates over objects. Both sides escape, and are strict.
"""

from __future__ import annotations

import ast
import json
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jinja2
import pytest
import template_cases

from pystream.compiler.engines.pystream import standalone
from pystream.compiler.jinja import Templates
from pystream.compiler.jinja.markup import reworks
from pystream.compiler.messages import CompileError
from pystream.compiler.program import parse_module
from pystream.compiler.source import Module
from pystream.output import read_library
from pystream.templating import Functions

HERE = Path(__file__).parent
RUNTIME = {path.removeprefix("pystream/runtime/"): text.decode() for path, text in read_library().items()}
FUNCTIONS = Functions(
    *[
        {name: ("prelude", name) for name in names}
        for names in (template_cases.FILTERS, template_cases.TESTS, template_cases.GLOBALS)
    ]
)


@dataclass
class Case:
    name: str
    templates: dict[str, str]
    main: str
    context: str
    options: dict[str, Any] = field(default_factory=dict)
    functions: Functions = field(default_factory=Functions)


def jinja2_cases() -> Iterator[Case]:
    for number, each in enumerate(json.loads((HERE / "jinja2_cases.json").read_text())["cases"]):
        name = f"{number} {each['test']}"
        yield Case(name, each["templates"], each["main"], each["context"], each["options"])


def cases_of_objects() -> Iterator[Case]:
    for number, (given, context) in enumerate(template_cases.CASES):
        templates = {"main": given} if isinstance(given, str) else given
        yield Case(f"own {number}", templates, next(iter(templates)), context, {}, FUNCTIONS)


def environment(case: Case, prelude: Mapping[str, Any]) -> jinja2.Environment:
    made = jinja2.Environment(
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        loader=jinja2.DictLoader(case.templates),
        **case.options,
    )
    if case.functions is FUNCTIONS:
        made.filters |= {name: prelude[name] for name in template_cases.FILTERS}
        made.tests |= {name: prelude[name] for name in template_cases.TESTS}
        made.globals |= {name: prelude[name] for name in template_cases.GLOBALS}
    return made


def by_jinja2(case: Case, environment: jinja2.Environment, prelude: dict[str, Any]) -> list[str]:
    context = eval(case.context, prelude) if case.functions is FUNCTIONS else ast.literal_eval(case.context)
    try:
        return ["text", environment.get_template(case.main).render(context)]
    except Exception as why:
        return ["error", type(why).__name__]


def modules_of(case: Case, templates: Templates) -> tuple[list[Module], bool]:
    """A template and those that it needs; whether they need a Markup that is a str. Raises CompileError."""
    names = {templates.module_of(name): name for name in case.templates}
    found: dict[str, Module] = {}
    waiting = [case.main]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = module = templates.module(name)
            waiting += [names[each] for each in module.imported if each in names]
    return list(found.values()), any(reworks(templates.parse(name)) for name in found)


def by_us(runs: list[tuple[str, str, str]], modules: list[Module], tmp_path: Path) -> dict[str, list[str]]:
    """What each run gives in node; a run is its name, its template's module and its context."""
    lines = [
        "import json",
        "from _jinja import context as new, with_values",
        "from prelude import *",
        "made = {}",
    ]
    for number, (_, module, context) in enumerate(runs):
        lines += [f"import {module}", f"def run{number}():"]
        lines += [f"    return str({module}.render(with_values(new(), {context})))"]
    calls = ", ".join(f"{name!r}: run{number}" for number, (name, _, _) in enumerate(runs))
    lines += [
        f"for name, run in {{{calls}}}.items():",
        "    try:",
        "        made[name] = ['text', run()]",
        "    except Exception as why:",
        "        made[name] = ['error', type(why).__name__]",
        "print(json.dumps(made))",
    ]
    prelude = parse_module("prelude", "prelude.py", template_cases.PRELUDE)
    main = parse_module(
        "__main__", "main.py", "\n".join(lines).replace("import *", f"import {PRELUDE_NAMES}")
    )
    script = tmp_path / "cases.mjs"
    script.write_text(standalone(RUNTIME, [prelude, *modules, main], "__main__").code)
    ran = subprocess.run(["node", str(script)], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-3000:]
    made: dict[str, list[str]] = json.loads(ran.stdout)
    return made


PRELUDE_NAMES = ", ".join(
    node.name if isinstance(node, ast.ClassDef | ast.FunctionDef) else ast.unparse(node.targets[0])  # type: ignore[attr-defined]
    for node in ast.parse(template_cases.PRELUDE).body
)


def test_templates_give_what_jinja2_gives(tmp_path: Path) -> None:
    prelude: dict[str, Any] = {}
    exec(template_cases.PRELUDE, prelude)
    expected: dict[str, list[str]] = {}
    refused: Counter[str] = Counter()
    # Programs whose Markup is a str, and those that only show HTML: what they run on differs.
    programs: dict[bool, tuple[list[tuple[str, str, str]], list[Module]]] = {True: ([], []), False: ([], [])}
    # Many cases are one template with several contexts.
    shared: dict[str, Templates] = {}
    for case in [*jinja2_cases(), *cases_of_objects()]:
        key = repr((case.templates, case.options, case.functions))
        if key not in shared:
            made = environment(case, prelude)
            shared[key] = Templates(case.templates, made, case.functions, prefix=f"_t{len(shared)}_")
        templates = shared[key]
        expected[case.name] = by_jinja2(case, templates.environment, prelude)
        try:
            modules, is_str = modules_of(case, templates)
        except CompileError as why:
            refused[f"{why.problems[0].code} {why.problems[0].message}"] += 1
            continue
        runs, all_modules = programs[is_str]
        runs.append((case.name, str(templates.module_of(case.main)), case.context))
        present = {module.name for module in all_modules}
        all_modules += [module for module in modules if module.name not in present]
    got = {name: each for program in programs.values() for name, each in by_us(*program, tmp_path).items()}
    wrong = {name: (expected[name], each) for name, each in got.items() if expected[name] != each}
    assert not wrong, "\n".join(f"{name}: {wanted} but {each}" for name, (wanted, each) in wrong.items())
    passed = Counter("own" if name.startswith("own") else "jinja2" for name in got)
    assert passed == {"jinja2": 551, "own": len(template_cases.CASES)}
    assert refused == {
        # Not known when compiling; the templates' own names in quotes, or `a if x else b` of such, are.
        "PS090 which template this is is known only when it runs": 12,
        # Jinja2 finds out when it runs that a filter under an `if` is not there; it refuses others itself.
        "PS090 no filter is called `f`": 13,
        "PS090 no test is called `f`": 2,
        "PS090 the filter `urlize` is not there in the browser": 9,
        "PS090 the template extends two others": 1,
        "PS091 this is nested too deeply": 4,  # a thousand `elif`
        "PS091 expected token 'end of statement block', got 'scoped'": 1,  # as Jinja2 says
    }


@pytest.mark.parametrize("is_str", [True, False])
def test_both_kinds_of_programs_have_cases(is_str: bool) -> None:
    found = [
        case
        for case in cases_of_objects()
        if reworks(
            environment(case, dict.fromkeys("double euro prime icon".split(), print)).parse(
                case.templates[case.main]
            )
        )
        is is_str
    ]
    assert len(found) > 5
