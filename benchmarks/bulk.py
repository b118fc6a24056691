"""Client code in bulk, for measuring the compiler: modules of 200 lines that use one another.

What a seed gives is always the same. Each module is about one kind of thing: a dataclass, classes with
properties and inheritance, functions over lists and dicts, comprehensions, f-strings, matching, generators,
exceptions, coroutines; and it calls two of the modules before it.
"""

from __future__ import annotations

import random
from string import Template

LINES = 200
NOUNS = (
    "order ticket invoice parcel recipe album lecture booking sensor vehicle player contract article pattern "
    "harvest voyage canvas battery garden ledger museum bridge planet engine"
).split()

HEAD = '''\
"""What the client knows of ${noun}s."""

import asyncio
from dataclasses import dataclass, field

$imports

LIMIT = $limit
RATE = $rate
LABELS = {
$labels
}
'''

PARTS = [
    '''
@dataclass
class ${Noun}:
    """One $noun as the server tells it."""

    name: str
    price: float = $rate
    count: int = 1
    tags: list[str] = field(default_factory=list)

    @property
    def total(self) -> float:
        return self.price * self.count

    def with_tag(self, tag: str) -> "${Noun}":
        if tag not in self.tags:
            self.tags.append(tag)
        return self

    def line(self, width: int = $width) -> str:
        dots = "." * max(0, width - len(self.name))
        return f"{self.name}{dots}{self.total:>10.2f} {'/'.join(self.tags) or '-'}"
''',
    '''
class ${Noun}Book:
    """${Noun}s by name, in the order in which they came."""

    def __init__(self, title: str, limit: int = LIMIT) -> None:
        self.title = title
        self.limit = limit
        self.entries: dict[str, ${Noun}] = {}
        self.listeners = []

    def __len__(self) -> int:
        return len(self.entries)

    def __contains__(self, name: str) -> bool:
        return name in self.entries

    def __iter__(self):
        return iter(self.entries.values())

    def add(self, entry: ${Noun}) -> ${Noun}:
        if len(self) >= self.limit:
            raise ${Noun}Error(f"{self.title} is full at {self.limit}", entry.name)
        self.entries[entry.name] = entry
        for listener in self.listeners:
            listener(entry)
        return entry

    def most(self, count: int = $few) -> list[${Noun}]:
        return sorted(self, key=lambda entry: (-entry.total, entry.name))[:count]

    def by_tag(self) -> dict[str, list[str]]:
        groups: dict[str, list[str]] = {}
        for entry in self:
            for tag in entry.tags:
                groups.setdefault(tag, []).append(entry.name)
        return {tag: sorted(names) for tag, names in sorted(groups.items())}
''',
    '''
class ${Noun}Error(Exception):
    """A $noun that cannot be."""

    def __init__(self, text: str, name: str = "") -> None:
        super().__init__(text)
        self.name = name

    def __str__(self) -> str:
        text = super().__str__()
        return f"{self.name}: {text}" if self.name else text
''',
    '''
class Sorted${Noun}Book(${Noun}Book):
    """The same, by name."""

    kind = "sorted"

    def __iter__(self):
        for name in sorted(self.entries):
            yield self.entries[name]

    def add(self, entry: ${Noun}) -> ${Noun}:
        entry.with_tag(self.kind)
        return super().add(entry)
''',
    '''
def parse_$noun(text: str) -> ${Noun}:
    """`name; price; count; tag tag` -> a $noun."""
    parts = [part.strip() for part in text.split(";")]
    match parts:
        case [name]:
            return ${Noun}(name)
        case [name, price]:
            return ${Noun}(name, float(price))
        case [name, price, count, *rest]:
            tags = " ".join(rest).split()
            return ${Noun}(name, float(price), int(count), tags)
        case _:
            raise ${Noun}Error("nothing to read")
''',
    '''
def ${noun}_steps(start: int, stop: int, step: int = $few):
    """The days on which a $noun is due."""
    day = start
    while day < stop:
        yield day
        day += step if day % 2 else step + 1
    yield stop
''',
    '''
def ${noun}_statistics(values: list[float]) -> tuple[float, float, float]:
    """Lowest, mean and highest."""
    if not values:
        return 0.0, 0.0, 0.0
    total = 0.0
    low = high = values[0]
    for value in values:
        total += value
        if value < low:
            low = value
        elif value > high:
            high = value
    return low, total / len(values), high
''',
    '''
def shares(book: ${Noun}Book) -> dict[str, str]:
    """Each ${noun}'s part of the whole."""
    whole = sum(entry.total for entry in book) or 1.0
    rows = {entry.name: entry.total / whole for entry in book if entry.total > 0}
    widest = max((len(name) for name in rows), default=$few)
    return {name: f"{name:<{widest}} {share:7.1%} {'#' * int(share * 9)}" for name, share in rows.items()}
''',
    '''
async def load_$noun(name: str, delay: float = 0.0) -> ${Noun}:
    """A $noun, as if from afar."""
    await asyncio.sleep(delay)
    if name.startswith("!"):
        raise ${Noun}Error("refused", name[1:])
    return ${Noun}(name, RATE + len(name), $few).with_tag(LABELS.get(name[:1], "other"))


async def load_all(names: list[str]) -> ${Noun}Book:
    """As many as there are; those that fail are left out."""
    book = ${Noun}Book("loaded", len(names) + 1)
    found = await asyncio.gather(*[load_$noun(name) for name in names], return_exceptions=True)
    for name, entry in zip(names, found):
        if isinstance(entry, ${Noun}Error):
            print(f"{name!r} failed: {entry}")
            continue
        book.add(entry)
    return book
''',
    '''
def grid(rows: int, columns: int) -> list[list[int]]:
    """How many ways lead to each place."""
    ways = [[1] * columns for _ in range(rows)]
    for row in range(1, rows):
        for column in range(1, columns):
            ways[row][column] = (ways[row - 1][column] + ways[row][column - 1]) % $modulus
    return ways
''',
    '''
def words_of(texts: list[str]) -> list[tuple[str, int]]:
    """Every word with its count, commonest first."""
    counts: dict[str, int] = {}
    for text in texts:
        for word in text.lower().split():
            word = word.strip(".,;!?")
            if not word or len(word) < $few and not word.isalpha():
                continue
            counts[word] = counts.get(word, 0) + 1
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
''',
]

REPORT = '''
async def report() -> str:
    """All of it, in lines."""
    book = await load_all(["a$noun", "b$noun", "c$noun"])
    book.add(parse_$noun("last; 2.5; 4; late $noun"))
    lines = [entry.line() for entry in book.most()]
    lines += [f"{key} = {value}" for key, value in sorted(shares(book).items())]
    low, mean, high = ${noun}_statistics([entry.price for entry in book])
    lines.append(f"{low:.2f} <= {mean:.2f} <= {high:.2f} {book.by_tag()}")
    lines.append(f"{list(${noun}_steps(1, LIMIT % 20))} {grid(3, $few)[-1]} {words_of(lines)[:2]}")
    for entry in Sorted${Noun}Book("again", 9):
        lines.append(entry.name)
$calls
    return "\\n".join(lines)
'''


def project(count: int = 20, seed: int = 1) -> dict[str, bytes]:
    """The files of a project with `count` such modules, by path."""
    chosen = random.Random(seed)
    names = [NOUNS[number % len(NOUNS)] + "s" + str(number // len(NOUNS) or "") for number in range(count)]
    files = {}
    for number, name in enumerate(names):
        used = chosen.sample(names[:number], min(2, number))
        files[f"client_src/{name}.py"] = _module(name, used, chosen)
    imports = "\n".join(f"from client_src import {name}" for name in names)
    reports = ", ".join(f"{name}.report()" for name in names)
    app = (
        f'"""Everything."""\n\n{imports}\nfrom pystream.client import dom\n\n\n'
        f"async def init() -> None:\n"
        f'    dom["#all"].text = "\\n".join([await each for each in [{reports}]])\n'
    )
    files["client_src/app.py"] = app
    files["client_src/app.html"] = '<!doctype html>\n<head>{{ pystream() }}</head>\n<main id="all"></main>\n'
    files["client_src/app.css"] = "main { display: block; }\n"
    return {path: text.encode() for path, text in files.items()}


def _module(name: str, used: list[str], chosen: random.Random) -> str:
    noun = name.rstrip("0123456789").removesuffix("s")
    values = {
        "noun": noun,
        "Noun": noun.capitalize(),
        "limit": chosen.randrange(50, 500),
        "rate": chosen.randrange(10, 99) / 8,
        "width": chosen.randrange(20, 40),
        "few": chosen.randrange(3, 9),
        "modulus": chosen.randrange(1000, 9999),
        "imports": "\n".join(f"from client_src import {each}" for each in sorted(used)) or "import math",
        "calls": "\n".join(_call(each) for each in used) or "    lines.append(f'{math.sqrt(LIMIT):.3f}')",
    }
    parts = "\n".join([*PARTS, REPORT])
    body = Template(parts).substitute(values)
    # What is missing from 200 lines is data.
    room = LINES - body.count("\n") - HEAD.count("\n") - str(values["imports"]).count("\n")
    letters = [chr(ord("a") + place % 26) * (1 + place // 26) for place in range(max(1, room + 1))]
    values["labels"] = "\n".join(f'    "{each}": "{noun} {chosen.choice(NOUNS)}",' for each in letters)
    return Template(HEAD).substitute(values) + body


def _call(module: str) -> str:
    noun = module.rstrip("0123456789").removesuffix("s")
    return (
        f'    lines.append({module}.parse_{noun}("x; 1.5").line())\n'
        f"    lines.append(str({module}.{noun}_statistics([1.5, {module}.RATE])))"
    )
