"""Shorter JavaScript, by rjsmin. Names stay; only white space and comments go."""

from __future__ import annotations

import rjsmin

from pystream.compiler.engines import Bundle
from pystream.compiler.sourcemap import follow


def minify_js(bundle: Bundle) -> Bundle:
    """The bundle without white space and comments, its map moved along."""
    code = str(rjsmin.jsmin(bundle.code))
    return Bundle(code, follow(bundle.segments, bundle.code, code))


def minify_script(text: str) -> str:
    """A vendored script, with its licence."""
    return str(rjsmin.jsmin(text, keep_bang_comments=True))
