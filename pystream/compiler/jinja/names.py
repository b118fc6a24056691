"""Jinja2's filters, tests and globals, and what of the library stands for each."""

from __future__ import annotations

FILTERS_MODULE = "_jinja_filters"
TESTS_MODULE = "_jinja_tests"

# Filters whose function in the library has their own name with `do_` before it.
FILTERS = frozenset(
    """
    abs attr batch capitalize center default dictsort escape filesizeformat first float forceescape format
    groupby indent int items join last length list lower map max min pprint random reject rejectattr replace
    reverse round safe select selectattr slice sort string striptags sum title tojson trim truncate unique
    upper urlencode wordcount wordwrap xmlattr
    """.split()
)
# Those that have a module of their own, since what they import would come along with all others.
APART = frozenset("groupby pprint random round striptags tojson urlencode wordcount wordwrap".split())
FILTER_ALIASES = {"d": "default", "e": "escape", "count": "length"}
# Parameters that name an attribute: of each filter, its place among the arguments and its keyword.
ATTRIBUTES = {
    "groupby": (0, "attribute"),
    "join": (1, "attribute"),
    "map": (None, "attribute"),
    "max": (1, "attribute"),
    "min": (1, "attribute"),
    "sort": (2, "attribute"),
    "sum": (0, "attribute"),
    "unique": (1, "attribute"),
    "selectattr": (0, None),
    "rejectattr": (0, None),
}
# Filters that name another filter or a test, and the place of that.
NAMING = {"map": 0, "select": 0, "reject": 0, "selectattr": 1, "rejectattr": 1}
# Filters that are told whether HTML is escaped around them.
ESCAPING = frozenset("join replace xmlattr".split())
# What takes values that are not there.
TOLERANT = frozenset("default items".split())
# What may give one.
LOOSE = frozenset("attr default first last max min random".split())

TESTS = frozenset(
    """
    boolean callable divisibleby escaped even false filter float in integer iterable lower mapping none number
    odd sameas sequence string test true upper
    """.split()
)
COMPARISONS = {
    **dict.fromkeys(("eq", "equalto", "=="), "=="),
    **dict.fromkeys(("ne", "!="), "!="),
    **dict.fromkeys(("gt", "greaterthan", ">"), ">"),
    **dict.fromkeys(("ge", ">="), ">="),
    **dict.fromkeys(("lt", "lessthan", "<"), "<"),
    **dict.fromkeys(("le", "<="), "<="),
}
EVERY_TEST = TESTS | COMPARISONS.keys() | {"defined", "undefined"}
EVERY_FILTER = FILTERS | FILTER_ALIASES.keys()

# Globals: a builtin of Python's, or a name of the library.
GLOBALS = {
    "range": "",
    "dict": "",
    "namespace": "_jinja_loops",
    "cycler": "_jinja_loops",
    "joiner": "_jinja_loops",
}
# Jinja2 has them, browsers would get pages of regular expressions or words by chance with them.
REFUSED_FILTERS = {
    "urlize": "write a filter of your own in shared_src, or make the links on the server and pass the Markup"
}
REFUSED_GLOBALS = {"lipsum": "write the text, or pass it to the template"}
