"""The filter wordwrap, apart for what it imports."""

from textwrap import wrap


def do_wordwrap(s, width=79, break_long_words=True, wrapstring="\n", break_on_hyphens=True):
    lines = []
    for line in s.splitlines():
        wrapped = wrap(
            line,
            width=width,
            expand_tabs=False,
            replace_whitespace=False,
            break_long_words=break_long_words,
            break_on_hyphens=break_on_hyphens,
        )
        lines.append(wrapstring.join(wrapped))
    return wrapstring.join(lines)
