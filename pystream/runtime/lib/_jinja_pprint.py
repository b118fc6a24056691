"""The filter pprint, apart for what it imports."""

from pprint import pformat


def do_pprint(value):
    return pformat(value)
