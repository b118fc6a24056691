import json
import shutil
import subprocess

import pytest

from pystream.compiler.engines.transcrypt.link import JsModule, link
from pystream.compiler.messages import CompileError
from pystream.compiler.minify import minify_js
from pystream.compiler.sourcemap import Segment, encode


def module(name: str, code: str, source_map: str | None = None, **imports: str) -> JsModule:
    return JsModule(name, code, source_map, {f"./{key}.js": target for key, target in imports.items()})


def run(code: str) -> str:
    node = shutil.which("node")
    assert node, "node is needed: apt-get install nodejs"
    done = subprocess.run([node, "-"], input=code, capture_output=True, text=True, timeout=20)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_module_sees_what_others_export_under_any_name() -> None:
    lib = module(
        "lib",
        "export const one = 1;\nexport function two() { return 2; }\nexport class Three {}\n"
        "export async function five() {}\nconst inner = 4;\nexport {inner, inner as four};\n",
    )
    app = module(
        "app",
        "import {one, two as deux,\n  four} from './lib.js';\nimport * as all from './lib.js';\n"
        "console.log(one, deux(), four, all.inner, typeof all.Three, typeof all.five);\n",
        lib="lib",
    )
    assert run(link([app, lib], "app").code) == "1 2 4 4 function function\n"


def test_a_variable_bound_anew_is_seen_through_its_module() -> None:
    lib = module("lib", "export var count = 0;\nexport function up() { count++; }\n")
    app = module("app", "import * as lib from './lib.js';\nlib.up();\nconsole.log(lib.count);\n", lib="lib")
    assert run(link([app, lib], "app").code) == "1\n"


def test_each_module_runs_once_after_what_it_imports() -> None:
    base = module("base", "console.log('base');\nexport const x = 1;\n")
    left = module("left", "import {x} from './base.js';\nconsole.log('left', x);\n", base="base")
    app = module(
        "app", "import {x} from './base.js';\nimport * as l from './left.js';\nconsole.log('app', x, l);\n",
        base="base", left="left",
    )  # fmt: skip
    assert run(link([app, base, left], "app").code) == "base\nleft 1\napp 1 {}\n"


def test_what_nobody_imports_is_left_out() -> None:
    unused = module("unused", "console.log('never');\n")
    assert "never" not in link([module("app", "let a;\n"), unused], "app").code


def test_modules_in_a_circle_are_refused_with_the_circle() -> None:
    left = module("left", "import {b} from './right.js';\nexport const a = b;\n", right="right")
    right = module("right", "import {a} from './left.js';\nexport const b = a;\n", left="left")
    with pytest.raises(CompileError, match=r"(left -> right -> left|right -> left -> right)"):
        link([left, right], "left")


def test_places_survive_linking_and_minifying() -> None:
    code = "// made by a test\nexport const first = 1;\nthrow_here();\n"
    source_map = json.dumps(encode([Segment(2, 0, "app.py", 41, 0)], {"app.py": ""}))
    bundle = minify_js(link([module("app", code, source_map)], "app"))
    [segment] = bundle.segments
    assert bundle.code.split("\n")[segment.line][segment.col :].startswith("throw_here")
    assert (segment.source, segment.source_line) == ("app.py", 41)
