"""The filter groupby, apart for what it imports."""

from _jinja import is_undefined, need
from _jinja_filters import _key


class Group(tuple):
    """A pair that can be read by names."""

    @property
    def grouper(self):
        return self[0]

    @property
    def list(self):
        return self[1]


def do_groupby(value, attribute, default=None, case_sensitive=False):
    def read(each):
        found = attribute(each)
        return default if default is not None and is_undefined(found) else need(found)

    key = _key(read, case_sensitive)
    groups = []
    last = None
    for each in sorted(value, key=key):
        here = key(each)
        if not groups or here != last:
            groups.append((read(each), []))
            last = here
        groups[-1][1].append(each)
    return [Group(each) for each in groups]
