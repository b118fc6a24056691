"""The filter round, apart for what it imports."""

import math


def do_round(value, precision=0, method="common"):
    if method == "common":
        return round(value, precision)
    if method == "ceil":
        return math.ceil(value * 10**precision) / 10**precision
    if method == "floor":
        return math.floor(value * 10**precision) / 10**precision
    raise ValueError("method must be common, ceil or floor")
