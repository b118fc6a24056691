import json
import shutil
import subprocess

import rjsmin
from hypothesis import given
from hypothesis import strategies as st

from pystream.compiler.sourcemap import Segment, decode, encode, follow

places = st.integers(0, 5000)
segments = st.lists(
    st.builds(Segment, places, places, st.sampled_from(["a.py", "b.py"]), places, places),
    unique_by=lambda segment: segment[:2],
)


@given(segments)
def test_what_is_encoded_decodes_to_the_same_segments(given_segments: list[Segment]) -> None:
    source_map = encode(given_segments, {"a.py": "", "b.py": ""})
    assert decode(json.loads(json.dumps(source_map))) == sorted(given_segments)


def test_a_segment_stays_on_its_token_through_minifying() -> None:
    before = (
        "// a comment with mark0\n"
        "const url = 'http://x//y/* no comment */';  /* mark1 */\n"
        "function  first ( a , b ) {\n    return  a  +  b ; // sum\n}\n\n"
        "const pattern = /[/*]\\/x/g, last = `t // ${ first(1, 2) } /* kept */`;\n"
    )
    after = rjsmin.jsmin(before)
    for token in ("url", "first", "return", "pattern", "last", "kept"):
        line = next(number for number, text in enumerate(before.split("\n")) if token in text)
        col = before.split("\n")[line].index(token)
        [moved] = follow([Segment(line, col, "a", 7, 9)], before, after)
        assert after.split("\n")[moved.line][moved.col :].startswith(token)
        assert (moved.source_line, moved.source_col) == (7, 9)


def test_node_reads_our_maps() -> None:
    source_map = encode([Segment(0, 0, "app.py", 4, 2), Segment(2, 10, "app.py", 9, 1)], {"app.py": "x"})
    script = (
        "const {SourceMap} = require('module');"
        f"const map = new SourceMap({json.dumps(source_map)});"
        "const e = map.findEntry(2, 12);"
        "console.log(e.originalSource, e.originalLine, e.originalColumn)"
    )
    node = shutil.which("node")
    assert node, "node is needed: apt-get install nodejs"
    done = subprocess.run([node, "-e", script], capture_output=True, text=True, check=True, timeout=20)
    assert done.stdout.split() == ["app.py", "9", "1"]
