"""The filter tojson, apart for what it imports."""

from json import dumps
from _jinja import html


def do_tojson(value, indent=None):
    made = dumps(value, indent=indent, sort_keys=True)
    for char, code in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"), ("'", "\\u0027")):
        made = made.replace(char, code)
    return html(made)
