"""pystream.browser under CPython, for tests: some of a browser's globals; the others say what to do.

Each page that a test opens imports it anew. Types are in browser.pyi; docs/testing.md tells what there is.
"""

from pystream.testing.half import Missing, browser_names, half

_names = browser_names(half())


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return _names[name] if name in _names else Missing(name)
