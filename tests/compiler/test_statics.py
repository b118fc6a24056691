"""Static files and style sheets: names in build/, URLs in pages, Python and CSS, refusals."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
import sys
from pathlib import Path

import pytest

from pystream.compiler.messages import CompileError
from pystream.compiler.pipeline import compile_project
from pystream.compiler.statics import gather, shrinks
from pystream.compiler.styles import minify, own_order, stylesheet
from pystream.output import read_library
from pystream.preprocessor import preprocessor
from pystream.settings import Settings

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4
APP = """
from pystream.client import dom, static as file

def init() -> None:
    dom["#logo"].set_attr("src", file("img/logo.png"))
"""
PAGE = '<head>{{ pystream() }}</head><img id="logo" src="{{ static(\'img/logo.png\') }}">'
LIBRARY = read_library()


def project(**changes: str | bytes) -> dict[str, bytes]:
    files: dict[str, str | bytes] = {
        "client_src/app.py": APP,
        "client_src/app.html": PAGE,
        "client_src/app.css": "body { background: url(static/img/logo.png) }",
        "client_src/static/img/logo.png": PNG,
        "client_src/static/plan.svg": "<svg>" + "<path d='M0 0'/>" * 99 + "</svg>",
        "client_src/static/favicon.ico": b"icon",
        "client_src/static/.well-known/security.txt": "Contact: mailto:a@b.example",
        # Nothing of these is the client's code, template or style.
        "client_src/static/odd name.py": b"\xff not Python",
        "client_src/static/other.css": "a{}",
        **{f"client_src/{name}": text for name, text in changes.items()},
    }
    return {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}


def test_a_static_file_is_named_by_its_content_wherever_it_is_said() -> None:
    files = compile_project(project(), LIBRARY, Settings()).files
    manifest = json.loads(files["manifest.json"])
    path = manifest["statics"]["img/logo.png"]
    assert files[path] == PNG
    assert path.startswith("assets/static/img/logo-")
    texts = {
        name.rpartition(".")[2]: text.decode()
        for name, text in files.items()
        if "/app-" in f"/{name}"
        and name.endswith((".html", ".css", ".js"))
        and "detour" not in name
        and "trace" not in name
    }
    assert f'src="/{path}"' in texts["html"]
    assert f"/{path}" in texts["js"]
    assert texts["css"] == f'body{{background:url("{path.removeprefix("assets/")}")}}'
    assert set(manifest["roots"]) == {"/favicon.ico", "/.well-known/security.txt"}
    odd = manifest["statics"]["odd name.py"]
    assert " " not in odd
    assert files[odd] == b"\xff not Python"
    other = compile_project(project(**{"static/img/logo.png": PNG[1:]}), LIBRARY, Settings()).files
    assert json.loads(other["manifest.json"])["statics"]["img/logo.png"] != path


def test_only_what_gets_smaller_is_compressed_beside_a_static_file() -> None:
    files = compile_project(project(), LIBRARY, Settings()).files
    statics = json.loads(files["manifest.json"])["statics"]
    assert gzip.decompress(files[statics["plan.svg"] + ".gz"]) == files[statics["plan.svg"]]
    assert statics["plan.svg"] + ".br" in files
    for name in ("img/logo.png", "favicon.ico", "other.css"):
        assert statics[name] + ".gz" not in files
    assert [shrinks(name) for name in ("a.wasm", "a.svg", "a.woff2", "a.mp4")] == [True, True, False, False]


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("app.py", "from pystream.client import static\nx = static('img/logo.pgn')\nprint(x)",
         ["PS050 client_src/app.py:2:5", "did you mean img/logo.png?"]),
        ("app.py", "from pystream.client import static\nname = 'a'\nprint(static(name))",
         ["PS051 client_src/app.py:3:7"]),
        ("app.py", "from pystream.client import static\nprint(list(map(static, ['a'])))",
         ["PS051 client_src/app.py:2:16"]),
        ("app.html", "<head>{{ pystream() }}</head>\n<img src='{{ static(\"logo.png\") }}'>",
         ["PS050 client_src/app.html:2:14", "did you mean img/logo.png?"]),
        ("app.css", "a {}\nb { background: url('static/img/logo.pngs#x') }",
         ["PS052 client_src/app.css:2:21", "did you mean client_src/static/img/logo.png?"]),
        ("app.css", "b{background:url(/static/../../pyproject.toml)}", ["PS052 client_src/app.css:1:14"]),
        ("app.css", "b{background:url(../server_src/a.py)}", ["PS052 client_src/app.css:1:14"]),
        ("app.css", "@import 'bas.css';", ["PS054 client_src/app.css:1:1", "bas.css, which is not"]),
        ("app.css", "@import 'app.css';", ["PS055 client_src/app.css:1:1", "app.css -> client_src/app.css"]),
        ("app.css", "\n@import ;", ["PS053 client_src/app.css:2:1"]),
    ],
)  # fmt: skip
def test_what_is_not_there_is_an_error_where_it_is_said(path: str, text: str, expected: list[str]) -> None:
    with pytest.raises(CompileError) as caught:
        compile_project(project(**{path: text}), LIBRARY, Settings())
    for part in expected:
        assert part in str(caught.value)


MODERN = """
@layer base, app;
/* gone */
@layer base { :root { --gap: ; --x: calc( 1px + 2px ); } }
.card { color: red; & :hover { top: 0; } & > a:is(.x, .y) { margin: 0 auto } .z :focus { top: 0 } }
@container side (min-width: 400px) { .card { width: calc(100% - (2 * var( --x ))) } }
@media (width >= 400px) and (height < 9px) { a :not(b , c) + d ~ e { content: " ; } /* */ " } }
@supports not (display: grid) { a { inset: 0 !important } }
"""
MINIFIED = (
    "@layer base,app;@layer base{:root{--gap: ;--x:calc(1px + 2px)}}"
    ".card{color:red;& :hover{top:0}&>a:is(.x,.y){margin:0 auto}.z :focus{top:0}}"
    "@container side (min-width:400px){.card{width:calc(100% - (2 * var(--x)))}}"
    '@media (width >= 400px) and (height < 9px){a :not(b,c) + d ~ e{content:" ; } /* */ "}}'
    "@supports not (display:grid){a{inset:0 !important}}"
)


def test_minified_css_means_the_same() -> None:
    assert minify(MODERN) == MINIFIED
    assert minify(MINIFIED) == MINIFIED
    assert minify(".a/**/.b{}a/**/b{}@media x/**/and/**/(c){}/*! kept */") == (
        ".a.b{}a/**/b{}@media x/**/and/**/(c){}/*! kept */"
    )


def test_imports_are_put_in_where_they_stand_with_their_conditions() -> None:
    sheets = {
        "client_src/app.css": "@import 'https://fonts.example/x.css';\n"
        "@import url(parts/base.css) layer(base);\n"
        '@import "print.css" supports(display: grid) print;\nb{}',
        "client_src/parts/base.css": '@charset "utf-8";\n@import "deep.css";\n'
        "p { background: url('../static/x.png?v#a'), url(data:x), url(/live.png) }",
        "client_src/parts/deep.css": "i{}",
        "client_src/print.css": "u{}",
    }
    statics, order = gather({"client_src/static/x.png": PNG}), own_order(list(sheets))
    path = statics.paths["x.png"].removeprefix("assets/")
    made = stylesheet(sheets, order, statics)
    assert made == (
        "@import 'https://fonts.example/x.css';"
        f'@layer base{{i{{}}p{{background:url("{path}?v#a"),url(data:x),url(/live.png)}}}}'
        "@supports (display:grid){@media print{u{}}}b{}"
    )
    assert "/* client_src/parts/deep.css */" in stylesheet(sheets, order, statics, readable=True)


def test_sheets_are_joined_vendored_ones_first_then_app_css() -> None:
    names = ["client_src/a.css", "client_src/app.css", "client_src/lib/z.css", "client_src/b/c.css"]
    assert own_order(names) == [names[2], names[1], names[0], names[3]]


def test_a_cdn_is_in_every_url_and_answers_for_what_it_serves() -> None:
    files = project(
        **{
            "app.py": APP + "from js import chart, old\nprint(chart.x, old.y)\n",
            "lib/chart.js": "export const x = 1;",
            "lib/old.js": "var y = 2;",
            "404.html": "<link href='{{ style }}'><img src='{{ static(\"img/logo.png\") }}'>",
        }
    )
    made = compile_project(files, LIBRARY, Settings(cdn="https://cdn.example"))
    manifest = json.loads(made.files["manifest.json"])
    client = manifest["clients"]["app"]
    html = made.files[client["page"]].decode()
    logo = f"https://cdn.example/{manifest['statics']['img/logo.png']}"
    assert logo in html
    assert logo in made.files[client["script"]].decode()
    assert logo in made.files[manifest["missing"]].decode()
    assert f"https://cdn.example/{client['style']}" in made.files[manifest["missing"]].decode()
    # As seen from where the style sheet is.
    assert "cdn.example" not in made.files[client["style"]].decode()
    tag = r'<(?:script|link)[^>]*="https://cdn.example/(assets/[^"]*)" crossorigin integrity="([^"]+)"'
    tags = re.findall(tag, html)
    for path, told in tags:
        assert told == "sha384-" + base64.b64encode(hashlib.sha384(made.files[path]).digest()).decode()
    assert len(tags) == 4
    own = compile_project(files, LIBRARY, Settings()).files
    assert "integrity" not in own[json.loads(own["manifest.json"])["clients"]["app"]["page"]].decode()


SHOUT = """
import sys
text = sys.stdin.read()
if "oops" in text:
    sys.exit(f"Error: expected {{.\\n  - {text[:text.index('oops')].count(chr(10)) + 1}:3  root stylesheet")
print(text.replace("$ink", "red") + f"/*! {sys.argv[1]} */")
"""


def test_a_command_of_the_project_makes_css(tmp_path: Path) -> None:
    (tmp_path / "shout.py").write_text(SHOUT)
    settings = Settings(root=tmp_path, css={"command": f"{sys.executable} shout.py {{folder}}"})
    runs: list[str] = []

    def counted(path: str, text: str) -> tuple[str, str, int, int]:
        runs.append(path)
        run = preprocessor(settings)
        assert run
        return run(path, text)

    def css(**changes: str) -> str:
        files = project(**{"app.css": "", "app.scss": "a { color: $ink }", "_part.scss": "oops", **changes})
        made = compile_project(files, LIBRARY, settings, cache, preprocess=counted).files
        return made[json.loads(made["manifest.json"])["clients"]["app"]["style"]].decode()

    cache: dict[str, str] = {}
    assert css() == "a{color:red}/*! client_src */" == css()
    assert runs == ["client_src/app.scss"]
    css(**{"_part.scss": "oops again"})
    assert len(runs) == 2
    with pytest.raises(CompileError) as caught:
        css(**{"app.scss": "a {}\n\n b oops"})
    assert str(caught.value).startswith("PS057 client_src/app.scss:3:3  Error: expected {.")
    with pytest.raises(CompileError, match=r"PS056 client_src/app\.scss"):
        compile_project(project(**{"app.scss": ""}), LIBRARY, Settings())


def test_css_can_be_read_while_developing() -> None:
    made = compile_project(project(), LIBRARY, Settings(offline=True), compress=False).files
    client = json.loads(made["manifest.json"])["clients"]["app"]
    assert made[client["style"]].startswith(b"/* client_src/app.css */\nbody { background")
    # And nothing that is edited is kept for later.
    assert b"serviceWorker" not in made[client["page"]]
    assert b"unregister" in made[client["worker"]]
