import string
from string import Formatter, Template

print(string.ascii_lowercase, string.digits, string.hexdigits, string.octdigits, string.punctuation)
print(string.ascii_letters == string.ascii_lowercase + string.ascii_uppercase, len(string.printable), repr(string.whitespace))
print(string.capwords("hello  big wORLD"), string.capwords("a-b-c", "-"))
t = Template("$who likes ${what}, costs $$5 $x1_y")
print(t.substitute(who="tim", what="kung pao", x1_y=1), t.template)
print(t.safe_substitute({"who": "jo"}), t.safe_substitute())
print(t.substitute({"who": 1, "what": 2, "x1_y": 3}, who="kw"))
try:
    t.substitute(who="x")
except KeyError as e:
    print("KeyError", e)
try:
    Template("line\nbad $ here").substitute()
except ValueError as e:
    print(e)
print(Template("cost $ 5 ${bad").safe_substitute(), t.get_identifiers(), t.is_valid(), Template("$1").is_valid())


class Percent(Template):
    delimiter = "%"


print(Percent("%name got 100%%").substitute(name="me"))
f = Formatter()
print(f.format("{} {1} {x:>5}|{y!r}", 1, x=2, y="q") if False else f.format("{0} {1} {x:>5}|{y!r}", 1, 2, x=2, y="q"))
print(f.format("{} {} {{}} {:{w}.{p}f}", 1, "b", 3.14159, w=8, p=2), f.vformat("{a[k]} {b.real}", (), {"a": {"k": 1}, "b": 2}))
print(list(f.parse("a{b!r:c}d{{e}}{}")))


class Default(Formatter):
    def get_value(self, key, args, kwargs):
        if isinstance(key, str):
            return kwargs.get(key, f"<{key}>")
        return super().get_value(key, args, kwargs)

    def convert_field(self, value, conversion):
        if conversion == "u":
            return str(value).upper()
        return super().convert_field(value, conversion)

    def format_field(self, value, spec):
        if spec == "stars":
            return f"*{value}*"
        return super().format_field(value, spec)


print(Default().format("{name} {missing} {0:stars} {name!u}", 5, name="bob"))
for bad in ("{", "}", "{a!}", "{!x}", "{0} {}"):
    try:
        print(f.format(bad, 1, 2, a=1))
    except (ValueError, IndexError) as e:
        print(type(e).__name__, e)
