"""timedelta as text and back, as the wire has it: ISO 8601 with days and seconds, `-P1DT2.5S`.

This file is compiled into the bundle of a client that gets or sends one.
"""

from datetime import timedelta


def written(delta: timedelta) -> str:
    size = abs(delta)
    seconds = (
        f"{size.seconds}.{size.microseconds:06}".rstrip("0").rstrip(".")
        if size.microseconds
        else str(size.seconds)
    )
    days = f"{size.days}D" if size.days or seconds == "0" else ""
    return f"{'-' if delta.days < 0 else ''}P{days}{f'T{seconds}S' if seconds != '0' else ''}"


def read(text: str) -> timedelta:
    days, _, rest = text.lstrip("-P").partition("T")
    seconds, _, micros = rest.rstrip("S").partition(".")
    delta = timedelta(int(days.rstrip("D") or 0), int(seconds or 0), int(micros.ljust(6, "0")))
    return -delta if text.startswith("-") else delta
