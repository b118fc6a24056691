# ruff: noqa
import base64
import json
import math
import random
import re
import sys
import time
import traceback
import uuid
from datetime import date, datetime, timedelta, timezone, tzinfo


class Encoder(json.JSONEncoder):
    def default(self, o):
        if isinstance(o, (date, datetime)):
            return o.isoformat()
        if isinstance(o, set):
            return sorted(o)
        return super().default(o)


class Brussels(tzinfo):
    def utcoffset(self, dt):
        return timedelta(hours=2)

    def dst(self, dt):
        return timedelta(hours=1)

    def tzname(self, dt):
        return "CEST"


class Day(date):
    def name(self):
        return self.strftime("%A")


class Loaded(random.Random):
    def random(self):
        return 0.25


print(json.dumps({"when": date(2024, 1, 2), "set": {3, 1}}, cls=Encoder, indent=1))
try:
    json.dumps({"x": object}, cls=Encoder)
except TypeError as e:
    print(e)
try:
    json.loads('{"a": }')
except json.JSONDecodeError as e:
    print(e, e.msg, e.pos, e.lineno, e.colno, isinstance(e, ValueError))
try:
    json.loads("[1,")
except ValueError as e:
    print(type(e).__name__, e)
t = datetime(2024, 5, 6, 7, 8, tzinfo=Brussels())
print(t, t.tzname(), t.astimezone(timezone.utc), f"{t:%H:%M %Z %z}")
print(Day(2024, 5, 6).name(), Day.today().year > 2000, type(Day(2024, 1, 1) + timedelta(1)).__name__)
print(
    sorted([timedelta(3), timedelta(1)]),
    max(date(2020, 1, 1), date(2021, 1, 1)),
    sum([timedelta(1)] * 3, timedelta()),
)
print({date(2020, 1, 1): "x"}[date(2020, 1, 1)], date(2020, 1, 1) in {date(2020, 1, 1)})
a, b = divmod(timedelta(hours=5), timedelta(hours=2))
print(a, b, timedelta(hours=5) / timedelta(hours=2), -timedelta(1), timedelta(1) > timedelta(0))
print(Loaded().random(), random.Random(3).randint(1, 100))
random.seed(11)
print(random.random(), random.choice("abc"), random.sample(range(100), 5), random.choices([1, 2], k=3))
x = list(range(6))
random.shuffle(x)
print(x)
m = re.match(r"(?P<key>\w+)=(?P<value>.*)", "name=Ada Lovelace")
print(m, m["key"], m.group("key", "value"), m.groupdict(), m.start("value"), m.end(), bool(m))
print(re.sub(r"(\w+) (\w+)", r"\2 \1", "hello world"), re.sub(r"\d+", lambda m: str(int(m[0]) * 2), "a1 b22"))
for token in re.finditer(r"\s*(?:(\d+)|(.))", "12 + x"):
    print(token.lastindex, token.group(token.lastindex), token.span())
pattern = re.compile("a.c", re.I | re.S)
print(pattern.findall("AbC a\nc"), pattern.pattern, pattern.flags, pattern)
try:
    re.compile("(a")
except re.error as e:
    print(e, e.pos, e.msg)
print(
    math.floor(2.7),
    math.sqrt(16),
    math.inf,
    math.factorial(25),
    math.comb(50, 25),
    math.isclose(0.1 + 0.2, 0.3),
)
try:
    math.sqrt(-1)
except ValueError as e:
    print(e)
print(base64.b64encode(b"hello"), base64.b64decode("aGVsbG8="), base64.urlsafe_b64encode(b"\xff\xfe"))
u = uuid.UUID("12345678123456781234567812345678")
print(u, u.hex, u.int, u.version, uuid.uuid4() != uuid.uuid4(), len(str(uuid.uuid4())))
print(
    time.time() > 1e9,
    time.perf_counter() <= time.perf_counter(),
    time.gmtime(0).tm_year,
    time.strftime("%Y-%m-%d", time.gmtime(86400)),
)
print(
    sys.version_info >= (3, 8),
    sys.version_info.major,
    sys.version_info[:2] > (3,),
    sys.maxsize,
    sys.byteorder,
)
sys.stdout.write("written\n")
try:
    sys.exit(3)
except SystemExit as e:
    print("exit", e.code)
try:
    1 / 0
except ZeroDivisionError as e:
    print(traceback.format_exc().splitlines()[0], "|", traceback.format_exc().splitlines()[-1])
    print(traceback.format_exception_only(e), traceback.format_exception_only(type(e), e))
    print(sys.exc_info()[0].__name__, sys.exc_info()[1] is e)
print(sys.exc_info())
print(
    isinstance(datetime(2020, 1, 1), date),
    issubclass(datetime, date),
    type(timedelta(1)).__name__,
    timedelta,
    re.error,
)
f = math.floor
g = json.dumps
print(f(1.5), g([1]), [h(4.0) for h in (math.sqrt, math.exp2)], list(map(math.floor, [1.5, 2.5])))
