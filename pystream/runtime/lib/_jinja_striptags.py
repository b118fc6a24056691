"""The filter striptags, apart for what it imports."""

from html import unescape
from _jinja import esc, is_html


def do_striptags(value):
    value = esc(value) if is_html(value) else str(value)
    shown = []
    at = 0
    while (start := value.find("<", at)) != -1:
        comment = value.startswith("<!--", start)
        end = value.find("-->", start + 4) if comment else value.find(">", start)
        if end == -1:
            break
        shown.append(value[at:start])
        at = end + (3 if comment else 1)
    shown.append(value[at:])
    return unescape(" ".join("".join(shown).split()))
