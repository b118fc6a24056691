"""Templates over objects of Python's, which Jinja2's cases, being data, do not have."""

# Runs on both sides before the cases.
PRELUDE = """
class Person:
    kind = "person"

    def __init__(self, name, age, tags=()):
        self.name = name
        self.age = age
        self.tags = list(tags)
        self.items = "mine"

    @property
    def initial(self):
        return self.name[0]

    def greet(self, word="hello", end="!"):
        return f"{word} {self.name}{end}"

    def __str__(self):
        return f"<{self.name}>"


class Card:
    def __html__(self):
        return "<b>card</b>"


class Shelf:
    def __init__(self, **books):
        self.books = books

    def __getitem__(self, name):
        return self.books[name]

    def __len__(self):
        return len(self.books)

    def __iter__(self):
        return iter(self.books)


def double(value, by=2):
    return value * by


def euro(value, digits=2):
    return f"{value:.{digits}f} €"


def prime(value):
    return value > 1 and all(value % each for each in range(2, value))


def icon(name):
    return f"<i>{name}</i>"


def numbers(upto):
    for each in range(upto):
        yield each


ADA = Person("Ada", 36, ["x", "<y>"])
BOB = Person("bob", 7)
CID = Person("Cid", 36)
PEOPLE = [ADA, BOB, CID]
EVIL = "<img src=x onerror=alert(1)>"
"""
FILTERS, TESTS, GLOBALS = ("double", "euro"), ("prime",), ("icon",)

# Pairs of a template, or of several by name (the first is rendered), and its context.
CASES: list[tuple[str | dict[str, str], str]] = [
    ("{{ ada.name }} {{ ada.age }} {{ ada.kind }} {{ ada.initial }}", "dict(ada=ADA)"),
    ("{{ ada }}{{ ada.tags }}{{ ada['name'] }}", "dict(ada=ADA)"),
    ("{{ ada.items }} {{ {'items': 1}.items()|list }} {{ {'a': 1}.a }}", "dict(ada=ADA)"),
    (
        "{{ ada.greet() }} {{ ada.greet('hi') }} {{ ada.greet(end='?') }} {{ ada.greet(*['yo', '.']) }}",
        "dict(ada=ADA)",
    ),
    ("{{ ada.nope is defined }} {{ ada.nope|default('none') }} {{ nope is defined }}", "dict(ada=ADA)"),
    ("{{ ada.nope }}", "dict(ada=ADA)"),
    ("{{ ada.nope.deeper }}", "dict(ada=ADA)"),
    ("{{ nope }}", "{}"),
    ("{% if nope %}{% endif %}", "{}"),
    ("{% for x in nope %}{% endfor %}", "{}"),
    ("{{ nope + 1 }}", "{}"),
    ("{{ nope() }}", "{}"),
    ("{{ nope|upper }}", "{}"),
    (
        "{{ shelf.red }} {{ shelf['red'] }} {{ shelf|length }} {{ shelf|list }} {{ shelf.blue is defined }}",
        "dict(shelf=Shelf(red=1))",
    ),
    ("{{ evil }}|{{ evil|safe }}|{{ evil|e }}|{{ evil|e|e }}|{{ evil|forceescape }}", "dict(evil=EVIL)"),
    ("<a title=\"{{ evil }}\" href='{{ evil }}'>", "dict(evil=EVIL + '\"' + \"'\" + '&')"),
    (
        "{{ card }}{{ [card, 1]|join(evil) }}{{ (evil|safe) ~ evil }}{{ 1 ~ evil }}",
        "dict(card=Card(), evil=EVIL)",
    ),
    (
        "{% for p in people if p.age > 10 %}{{ loop.index }}/{{ loop.length }} {{ p.name }}{% if not loop.last %}, {% endif %}{% else %}none{% endfor %}",
        "dict(people=PEOPLE)",
    ),
    ("{% for p in people %}{{ loop.changed(p.age) }} {% endfor %}", "dict(people=PEOPLE)"),
    (
        "{% for n in numbers(4) %}{{ n }}{{ loop.revindex }}{{ loop.nextitem is defined }}{% endfor %}",
        "dict(numbers=numbers)",
    ),
    ("{% for n in numbers(0) %}{{ n }}{% else %}nothing{% endfor %}", "dict(numbers=numbers)"),
    ("{{ people|map(attribute='name')|join(', ') }}", "dict(people=PEOPLE)"),
    ("{{ people|sort(attribute='name')|map(attribute='name')|join }}", "dict(people=PEOPLE)"),
    (
        "{{ people|sort(attribute='age,name', reverse=true)|map(attribute='name')|list }}",
        "dict(people=PEOPLE)",
    ),
    ("{{ people|selectattr('age', 'eq', 36)|map(attribute='name')|list }}", "dict(people=PEOPLE)"),
    (
        "{{ people|rejectattr('age', '>', 10)|map(attribute='name')|list }}{{ people|selectattr('tags')|list|length }}",
        "dict(people=PEOPLE)",
    ),
    ("{{ people|map(attribute='tags.0', default='-')|list }}", "dict(people=PEOPLE)"),
    ("{{ people|map(attribute=which)|list }}", "dict(people=PEOPLE, which='age')"),
    (
        "{% for age, some in people|groupby('age') %}{{ age }}: {{ some|map(attribute='name')|join('+') }}; {% endfor %}",
        "dict(people=PEOPLE)",
    ),
    (
        "{% for g in people|groupby('age') %}{{ g.grouper }}{{ g.list|length }}{% endfor %}",
        "dict(people=PEOPLE)",
    ),
    (
        "{{ people|sum(attribute='age') }} {{ (people|max(attribute='age')).name }} {{ (people|min(attribute='age')).name }}",
        "dict(people=PEOPLE)",
    ),
    ("{{ people|map('string')|list }}{{ ['a', 'b']|map('replace', 'a', '<')|list }}", "dict(people=PEOPLE)"),
    ("{{ people|unique(attribute='age')|map(attribute='name')|list }}", "dict(people=PEOPLE)"),
    (
        "{{ 3|double }} {{ 'ab'|double(by=3) }} {{ 2.5|euro }} {{ 2|euro(0) }} {{ [1, 2]|map('double')|list }}",
        "{}",
    ),
    (
        "{{ 7 is prime }} {{ 8 is prime }} {{ range(12)|select('prime')|list }} {{ icon('<b>') }} {{ icon('b')|safe }}",
        "{}",
    ),
    ("{{ nope|double }}", "{}"),
    (
        "{{ 1.0 }} {{ 1 / 2 }} {{ 4 / 2 }} {{ 7 // 2 }} {{ -7 % 3 }} {{ 2 ** 70 }} {{ 1e20 }} {{ 0.1 + 0.2 }} {{ none }} {{ true }}",
        "{}",
    ),
    (
        "{{ x.title() }} {{ x.replace('a', 'b') }} {{ x[0] }} {{ x[1:] }} {{ x[-1] }} {{ x.split(',') }}",
        "dict(x='abc,def')",
    ),
    ("{{ [1, 2][5] is defined }} {{ (1, 2)[0] }} {{ {'a': 1}['b'] is defined }} {{ {1: 2}[1] }}", "{}"),
    (
        "{% macro field(name, value='', type='text', class=none) %}<input name={{ name }} value=\"{{ value }}\" type={{ type }}{% if class %} class={{ class }}{% endif %}>{% endmacro %}{{ field('a') }}{{ field('b', '<', class='wide') }}{{ field(type='x', name=1) }}",
        "{}",
    ),
    (
        "{% macro m(a) %}{{ a is defined }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m() }}{{ m(1, 2, 3) }}{{ m(1, b=2) }}",
        "{}",
    ),
    ("{% macro m(a) %}{{ a }}{% endmacro %}{{ m() }}", "{}"),
    ("{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, 2) }}", "{}"),
    ("{% macro m(a) %}{{ a }}{% endmacro %}{{ m(b=2) }}", "{}"),
    (
        "{% macro m(list) %}{% for each in list %}{{ each }}{% else %}none{% endfor %}{{ list|length }}{% endmacro %}{{ m([1, 2]) }}{{ m([]) }}",
        "{}",
    ),
    ("{% macro m(x, y=x) %}{{ x }}{{ y }}{% endmacro %}{{ m(1) }}{{ m(1, 2) }}", "{}"),
    (
        "{% macro box(title) %}<h1>{{ title }}</h1>{{ caller('<', by='>') }}{% endmacro %}{% call(a, by) box('<t>') %}{{ a }}{{ by }}{{ outer }}{% endcall %}",
        "dict(outer=EVIL)",
    ),
    (
        "{% macro tree(p) %}{{ p.n }}[{% for c in p.c %}{{ tree(c) }}{% endfor %}]{% endmacro %}{{ tree(p) }}",
        "dict(p={'n': '<', 'c': [{'n': 2, 'c': []}]})",
    ),
    (
        "{% for p in ps recursive %}{{ loop.depth }}{{ p.n }}{% if p.c %}<{{ loop(p.c) }}>{% endif %}{% endfor %}",
        "dict(ps=[{'n': '&', 'c': [{'n': 2, 'c': []}, {'n': 3, 'c': []}]}])",
    ),
    (
        "{% set x %}<b>{{ evil }}</b>{% endset %}{{ x }}{{ x|upper }}{{ x ~ evil }}{{ x + evil }}{{ x|length }}{{ x|replace('b', '<') }}",
        "dict(evil=EVIL)",
    ),
    (
        "{% set x = '<b>%s</b>{}'|safe %}{{ x % evil }}{{ x.format(evil) }}{{ x.join([evil, 'a'|safe]) }}{{ x|striptags }}{{ x[1:4] }}{{ x * 2 }}{{ x.upper() is escaped }}",
        "dict(evil=EVIL)",
    ),
    (
        "{% set x = '{0.name}{1[a]}{n:>6}{c}'|safe %}{{ x.format(p, {'a': evil}, n='<', c=card) }}",
        "dict(p=Person(EVIL, 1), evil=EVIL, card=Card())",
    ),
    (
        "{% filter upper %}a{{ evil }}{% endfilter %}{% filter trim|replace('a', '<') %} a {% endfilter %}",
        "dict(evil=EVIL)",
    ),
    (
        "{% autoescape false %}{{ evil }}{% set x %}{{ evil }}{% endset %}{{ x|upper }}{% endautoescape %}{{ evil }}",
        "dict(evil=EVIL)",
    ),
    (
        "{% set ns = namespace(n=0, found=false) %}{% for p in people %}{% set ns.n = ns.n + p.age %}{% endfor %}{{ ns.n }}{{ ns.found }}{{ ns.nope is defined }}",
        "dict(people=PEOPLE)",
    ),
    ("{% set x = 1 %}{% for i in [1, 2] %}{{ x }}{% set x = i * 10 %}{{ x }};{% endfor %}{{ x }}", "{}"),
    (
        "{% if a %}{% set y = 1 %}{% endif %}{{ y is defined }}{% with y = 5, z = 6 %}{{ y }}{{ z }}{% set y = 7 %}{{ y }}{% endwith %}",
        "dict(a=0)",
    ),
    (
        "{{ {'b': EVIL, 'a': [1, none, true, 1.5]}|tojson }}{{ '</script>'|tojson }}<p{{ {'class': '<', 'id': none}|xmlattr }}>",
        "dict(EVIL=EVIL)",
    ),
    (
        "{% set a, b = 1, '<' %}{{ a }}{{ b }}{% for (x, y), z in [((1, 2), 3)] %}{{ x }}{{ y }}{{ z }}{% endfor %}",
        "{}",
    ),
    ("{{ 'x' if a else 'y' }}{{ '<' if a }}{{ ('z' if a) is defined }}", "dict(a=0)"),
    (
        "{{ cycler('a', 'b').next() }}{% set j = joiner('|') %}{% for i in [1, 2] %}{{ j() }}{{ i }}{% endfor %}",
        "{}",
    ),
    (
        "a\n{%- if true -%}\n b \n{%- endif %}\n\n{# no #}\n  {{- 'c' -}}  d{% raw %}{{ raw }}{% endraw %}\n",
        "{}",
    ),
    (
        {
            "page.html": "{% extends 'base.html' %}{% set mood = 'gay' %}{% block title %}{{ super() }} of {{ p.name }}{% endblock %}{% block body scoped %}{{ self.title() }}{{ mood }}{% endblock %}",
            "base.html": "<title>{% block title %}Page{% endblock %}</title>{{ mood }}{% block body required %}{% endblock %}",
        },
        "dict(p=ADA)",
    ),
    (
        {
            "a": "{% extends 'b' %}{% block x %}a{{ super.super() }}{{ super() }}{% endblock %}",
            "b": "{% extends 'c' %}{% block x %}b{{ super() }}{% endblock %}",
            "c": "[{% block x %}c{{ v }}{% endblock %}]",
        },
        "dict(v=EVIL)",
    ),
    (
        {
            "a": "{% extends 'b' if wide else 'c' %}{% block x %}in{% endblock %}",
            "b": "B{% block x %}{% endblock %}",
            "c": "C{% block x %}{% endblock %}",
        },
        "dict(wide=1)",
    ),
    (
        {
            "a": "{% for p in people %}{% include 'row' %}{% endfor %}{% include ['no', 'row2'] %}{% include 'none' ignore missing %}{% include 'row3' without context %}",
            "row": "<li>{{ loop.index }}{{ p.name }}{{ q }}</li>",
            "row2": "two{% set q = 9 %}",
            "row3": "{{ q is defined }}",
        },
        "dict(people=PEOPLE, q='<')",
    ),
    (
        {
            "a": "{% import 'lib' as lib %}{% from 'lib' import field as f, nope %}{% from 'lib' import own with context %}{{ lib.field('<') }}{{ f(2) }}{{ lib.version }}{{ own() }}{{ nope is defined }}{{ lib._private is defined }}",
            "lib": "{% set version = 3 %}{% set _private = 1 %}{% macro field(x) %}<i>{{ x }}{{ q is defined }}</i>{% endmacro %}{% macro own() %}{{ q }}{% endmacro %}",
        },
        "dict(q='<')",
    ),
    ({"a": "{% import 'lib' as lib %}{{ lib.none }}", "lib": ""}, "{}"),
    (
        {
            "a": "{{ depth }}{% if depth < 3 %}{% with depth = depth + 1 %}{% include 'a' %}{% endwith %}{% endif %}"
        },
        "dict(depth=0)",
    ),
]
