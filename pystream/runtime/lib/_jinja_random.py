"""The filter random, apart for what it imports."""

from random import choice
from _jinja import undefined_


def do_random(seq):
    return choice(seq) if seq else undefined_("No random item, sequence was empty.")
