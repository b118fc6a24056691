"""Why a server does not start, and why a started one cannot do what was asked."""

from __future__ import annotations


class StartError(Exception):
    """The server cannot start; the text is one line: what, where, and what to do about it."""


class Unreachable(Exception):
    """The store or the bus is away; it is tried again by itself, and this call fails."""
