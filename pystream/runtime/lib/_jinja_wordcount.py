"""The filter wordcount, apart for what it imports."""

from re import findall
from _jinja import soft


def do_wordcount(s):
    return len(findall(r"\w+", soft(s)))
