# ruff: noqa: E501
"""datetime and time: fields, arithmetic, texts."""

from __future__ import annotations

import random
from collections.abc import Iterator

D = "datetime."
DELTAS = [
    "()", "(1)", "(-1)", "(days=1, hours=2, minutes=3, seconds=4, microseconds=5)", "(seconds=0.1)", "(seconds=-0.5)", "(days=1.5)", "(weeks=2)", "(milliseconds=1500)", "(microseconds=0.5)", "(microseconds=1.5)", "(microseconds=2.5)", "(hours=-25)", "(seconds=1e-6)", "(seconds=123456.789)", "(days=999999999)", "(microseconds=-1)", "(hours=1, milliseconds=0.0005)",
]  # fmt: skip
BAD = [
    "timedelta(days=10**10)", "timedelta('a')", "timedelta(seconds=float('nan'))", "timedelta(days=float('inf'))", "date(2020, 13, 1)", "date(2020, 2, 30)", "date(0, 1, 1)", "date(10000, 1, 1)", "date(2020, 1)", "date(2020.0, 1, 1)", "date('2020', 1, 1)", "datetime(2020, 1, 1, 24)", "datetime(2020, 1, 1, 0, 60)", "datetime(2020, 1, 1, 0, 0, 60)", "datetime(2020, 1, 1, 0, 0, 0, 10**6)", "datetime(2020, 1, 1, tzinfo=5)", "time(25)", "time(1, 2, 3, -1)", "timezone(datetime.timedelta(hours=24))", "timezone(5)", "date.fromisoformat('2020-1-1')", "date.fromisoformat('nope')", "datetime.fromisoformat('2020-01-01T25:00')", "datetime.fromisoformat('2020-01-01 1')", "datetime.fromisoformat(5)", "time.fromisoformat('1:2')", "date.fromordinal(0)", "date.fromordinal(10**7)", "date(9999, 12, 31) + datetime.timedelta(1)", "date(1, 1, 1) - datetime.timedelta(1)", "datetime(9999, 12, 31) + datetime.timedelta(1)", "datetime(2020, 1, 1) - 5", "datetime(2020, 1, 1) + datetime.datetime(2020, 1, 1)", "date(2020, 1, 1) - datetime.datetime(2020, 1, 1)", "datetime(2020, 1, 1) < datetime.date(2020, 1, 1)", "datetime(2020, 1, 1) == datetime.date(2020, 1, 1)", "date(2020, 1, 1) < 5", "datetime(2020, 1, 1) < datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc)", "datetime(2020, 1, 1) == datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc)", "datetime(2020, 1, 1) - datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc)", "time(1) < datetime.time(1, tzinfo=datetime.timezone.utc)", "timedelta(1) < 5", "timedelta(1) + 5", "timedelta(1) * 'a'", "timedelta(1) / 0", "timedelta(1) // 0", "timedelta(1) / datetime.timedelta(0)", "timedelta(1) % datetime.timedelta(0)", "timedelta(1) // 1.5", "date.fromisocalendar(2020, 54, 1)", "date.fromisocalendar(2020, 1, 8)", "datetime(2020, 1, 1).isoformat(timespec='x')", "tzinfo().utcoffset(None)",
]  # fmt: skip
FORMATS = [
    "%Y-%m-%d %H:%M:%S",
    "%a %A %b %B %d %j",
    "%I:%M %p",
    "%y %f %z %Z|",
    "%w %u %U %W %V %G",
    "%c",
    "%x %X",
    "%D %T %F %R %r %e %h %C",
    "100%%",
    "%-d/%-m",
    "%",
    "no codes",
    "%n%t",
    "é %Y",
]
PARSE = [
    ("2020-02-29 12:34:56", "%Y-%m-%d %H:%M:%S"), ("29/2/21", "%d/%m/%y"), ("Mon Jan  6 2020", "%a %b %d %Y"), ("january 5, 1999", "%B %d, %Y"), ("12:30 PM", "%I:%M %p"), ("12:30 am", "%I:%M %p"), ("1:05", "%H:%M"), ("2020 366", "%Y %j"), ("2021 60", "%Y %j"), ("2020-01-01T00:00:00.123", "%Y-%m-%dT%H:%M:%S.%f"), ("2020-01-01 +0130", "%Y-%m-%d %z"), ("2020-01-01 -05:30", "%Y-%m-%d %z"), ("2020-01-01 Z", "%Y-%m-%d %z"), ("2020-01-01 UTC", "%Y-%m-%d %Z"), ("2020 10 1", "%Y %W %w"), ("2020 10 0", "%Y %U %w"), ("2020 10 3", "%G %V %u"), ("2020-13-01", "%Y-%m-%d"), ("2020-01-01x", "%Y-%m-%d"), ("x", "%Y"), ("", "%Y"), ("5", "%d"), ("2020-02-30", "%Y-%m-%d"), ("1", "%q"), ("1", "%"), ("a.b 2020", "a.b %Y"), ("a  2020", "a %Y"), ("2020", "%G"), ("10 2", "%V %u"), ("100%", "100%%"), ("02 29", "%m %d"), ("12/31/99", "%x"), ("23:59:59", "%X"), ("Tue Mar  3 04:05:06 2020", "%c"), ("61", "%S"), ("59", "%S"), ("(1)", "(%d)"),
]  # fmt: skip
ISO = [
    "2020-01-02",
    "20200102",
    "2020-W01-3",
    "2020W013",
    "2020-W53",
    "2020-01-02T03:04",
    "2020-01-02 03:04:05",
    "2020-01-02T03:04:05.123456",
    "2020-01-02T03:04:05.123",
    "2020-01-02T03:04:05+01:30",
    "2020-01-02T03:04:05Z",
    "2020-01-02T03:04:05-00:00",
    "20200102T030405",
    "2020-01-02T03",
    "2020-01-02T03:04:05,5",
    "2020-01-02T03:04:05+01:30:15",
    "2020-01-02T",
    "2020-01-02T3:4",
    "2020-1-2",
    "2020-01-02T03:04:05.1234567",
    "2020-01-02x03:04",
]


def sources() -> Iterator[str]:
    for a in DELTAS:
        x = f"datetime.timedelta{a}"
        yield x
        yield f"({x}.days, {x}.seconds, {x}.microseconds, {x}.total_seconds())"
        yield f"format({x})"
        yield f"[-{x}, abs({x}), not {x}, {x} * 3, 2 * {x}, {x} * 0.5, {x} * 1.1]"
        yield f"[{x} / 2, {x} / 1.5, {x} // 7, {x} / datetime.timedelta(hours=1), {x} // datetime.timedelta(hours=1), {x} % datetime.timedelta(hours=1)]"
        yield f"divmod({x}, datetime.timedelta(minutes=7))"
        for b in DELTAS[:6]:
            y = f"datetime.timedelta{b}"
            yield f"({x} + {y}, {x} - {y}, {x} == {y}, {x} < {y}, {x} >= {y}, hash({x}) == hash({y}))"
    for text in BAD:
        yield D + text
    rng = random.Random(2)
    utc = "datetime.timezone.utc"
    east = "datetime.timezone(datetime.timedelta(hours=5, minutes=30))"
    named = "datetime.timezone(datetime.timedelta(hours=-5), 'EST')"
    for i in range(60):
        y, m, d = rng.randint(1, 9999), rng.randint(1, 12), rng.randint(1, 28)
        args = f"{y}, {m}, {d}"
        full = f"{args}, {rng.randrange(24)}, {rng.randrange(60)}, {rng.choice([0, rng.randrange(60)])}, {rng.choice([0, 5, 123456])}"
        date, stamp = f"datetime.date({args})", f"datetime.datetime({full})"
        zoned = f"datetime.datetime({full}, {(utc, east, named)[i % 3]})"
        yield f"({date}, {stamp}, {zoned})"
        yield f"(format({date}), format({stamp}), format({zoned}), format({stamp}, '%H:%M'))"
        yield f"({date}.weekday(), {date}.isoweekday(), {date}.isocalendar(), {date}.toordinal(), {date}.timetuple(), {date}.ctime())"
        yield f"({date}.replace(day=3), {stamp}.replace(hour=1, tzinfo={utc}), {stamp}.date(), {stamp}.time(), {zoned}.timetz())"
        yield f"[{zoned}.astimezone(z) for z in [{utc}, {east}, {named}]]" if 2 < y < 9998 else date
        yield f"({zoned}.timestamp(), {zoned}.utcoffset(), {zoned}.tzname(), {zoned}.dst(), {zoned}.utctimetuple())"
        yield f"[{zoned}.isoformat(), {stamp}.isoformat(' '), {stamp}.isoformat(timespec='milliseconds'), {stamp}.isoformat('_', 'hours')]"
        for format_ in FORMATS:
            if y >= 1000:
                yield f"({zoned}.strftime({format_!r}), {date}.strftime({format_!r}))"
        n, us = rng.randint(-100000, 100000), rng.randrange(10**6)
        yield f"({date} + datetime.timedelta({n}), {date} - datetime.timedelta({n}))"
        yield f"({stamp} + datetime.timedelta({n}, {us}, {us}), {zoned} - datetime.timedelta({n}, {us}))"
        yield f"({stamp} - datetime.datetime(2000, 1, 1), {zoned} - datetime.datetime(2000, 1, 1, tzinfo={utc}), {date} - datetime.date(2000, 1, 1))"
        yield f"({stamp} < datetime.datetime(2000, 1, 1), {zoned} == {zoned}, {date} >= datetime.date(2000, 1, 1), hash({zoned}) == hash({zoned}))"
        t = rng.choice([rng.randint(-(10**9), 4 * 10**9), rng.uniform(0, 2e9)])
        yield f"(datetime.datetime.fromtimestamp({t}, {utc}), datetime.datetime.fromtimestamp({t}, {east}), datetime.datetime.utcfromtimestamp({t}))"
        yield f"(datetime.datetime.fromtimestamp({abs(t)}), datetime.date.fromtimestamp({abs(t)}), datetime.datetime.fromtimestamp({abs(t)}).timestamp())"
        yield f"datetime.date.fromisocalendar({y}, {rng.randint(1, 53)}, {rng.randint(1, 7)})"
        yield f"datetime.date.fromordinal({rng.randint(1, 3652059)})"
        yield f"(time.gmtime({int(t)}), time.localtime({abs(int(t))}), time.mktime(time.localtime({abs(int(t))})), time.strftime('%Y %j %c', time.gmtime({int(t)})), time.asctime(time.gmtime({int(t)})))"
    for text, format_ in PARSE:
        yield f"datetime.datetime.strptime({text!r}, {format_!r})"
        yield f"time.strptime({text!r}, {format_!r})"
    for text in ISO:
        yield f"datetime.date.fromisoformat({text!r})"
        yield f"datetime.datetime.fromisoformat({text!r})"
        yield f"datetime.time.fromisoformat({text[11:]!r})"
    for a in (
        "()",
        "(1)",
        "(1, 2, 3, 4)",
        "(23, 59, 59, 999999)",
        "(1, tzinfo=datetime.timezone.utc)",
        "(hour=5, fold=1)",
    ):
        yield f"(datetime.time{a}, format(datetime.time{a}), datetime.time{a}.isoformat(), datetime.time{a}.replace(minute=9), datetime.time{a}.strftime('%H %M %S %f %p %Z'))"
        yield f"(datetime.time{a} < datetime.time(2), not datetime.time{a}, datetime.time{a} == datetime.time(1))"
    yield from (
        "(datetime.timedelta.min, datetime.timedelta.max, datetime.timedelta.resolution)", "(datetime.date.min, datetime.date.max, datetime.date.resolution)", "(datetime.datetime.min, datetime.datetime.max)", "(datetime.time.min, datetime.time.max)", "(datetime.MINYEAR, datetime.MAXYEAR)",
        "(datetime.timezone.utc, datetime.timezone.min, datetime.UTC, datetime.timezone(datetime.timedelta(hours=1)), datetime.timezone(datetime.timedelta(hours=1), 'X'))", "(format(datetime.timezone.utc), format(datetime.timezone(datetime.timedelta(hours=-1, minutes=-30))))", "datetime.timezone.utc.utcoffset(None)", "datetime.timezone(datetime.timedelta(0)) == datetime.timezone.utc", "datetime.datetime.combine(datetime.date(2020, 1, 2), datetime.time(3, 4))", "datetime.datetime(2024, 7, 1, 12).astimezone(datetime.timezone.utc)", "datetime.datetime(2024, 1, 1, 12).astimezone()", "datetime.datetime(2024, 7, 1).timestamp()", "isinstance(datetime.datetime.now(), datetime.date)", "datetime.datetime.now(datetime.timezone.utc).tzinfo", "datetime.date.today() == datetime.datetime.now().date()", "datetime.datetime(2020, 1, 1).tzinfo", "sorted([datetime.date(2020, 1, 2), datetime.date(2019, 1, 1)])", "len({datetime.date(2020, 1, 2), datetime.date(2020, 1, 2)})", "{datetime.date(2020, 1, 2): 1}[datetime.date(2020, 1, 2)]", "sum([datetime.timedelta(1), datetime.timedelta(2)], datetime.timedelta())", "datetime.date(2020, 1, 2).year", "time.strftime('%Y', (2020, 1, 2, 3, 4, 5, 6, 7, 0))", "time.time() > 1e9", "time.localtime(0).tm_zone", "time.gmtime(0).tm_year", "datetime.date(year=2020, month=2, day=3)", "datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc)",
    )  # fmt: skip
