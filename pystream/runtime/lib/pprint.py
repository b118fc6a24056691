"""pprint: values as text that fits a width."""

import sys
from dataclasses import fields


def pprint(
    object,
    stream=None,
    indent=1,
    width=80,
    depth=None,
    *,
    compact=False,
    sort_dicts=True,
    underscore_numbers=False,
):
    PrettyPrinter(
        indent,
        width,
        depth,
        stream,
        compact=compact,
        sort_dicts=sort_dicts,
        underscore_numbers=underscore_numbers,
    ).pprint(object)


def pp(object, *args, sort_dicts=False, **kwargs):
    pprint(object, *args, sort_dicts=sort_dicts, **kwargs)


def pformat(
    object, indent=1, width=80, depth=None, *, compact=False, sort_dicts=True, underscore_numbers=False
):
    return PrettyPrinter(
        indent, width, depth, compact=compact, sort_dicts=sort_dicts, underscore_numbers=underscore_numbers
    ).pformat(object)


def saferepr(object):
    return PrettyPrinter()._repr(object, set(), 0)


def isreadable(object):
    return PrettyPrinter().isreadable(object)


def isrecursive(object):
    return PrettyPrinter().isrecursive(object)


class _Key:
    """Sorts what has no order by the name of the type."""

    def __init__(self, value):
        self.value = value

    def __lt__(self, other):
        try:
            return self.value < other.value
        except TypeError:
            return (str(type(self.value)), id(self.value)) < (str(type(other.value)), id(other.value))


class PrettyPrinter:
    def __init__(
        self,
        indent=1,
        width=80,
        depth=None,
        stream=None,
        *,
        compact=False,
        sort_dicts=True,
        underscore_numbers=False,
    ):
        if indent < 0:
            raise ValueError("indent must be >= 0")
        if depth is not None and depth <= 0:
            raise ValueError("depth must be > 0")
        if not width:
            raise ValueError("width must be != 0")
        self._indent = indent
        self._width = width
        self._depth = depth
        self._stream = stream
        self._compact = compact
        self._sort_dicts = sort_dicts
        self._underscores = underscore_numbers

    def pprint(self, object):
        stream = self._stream
        if stream is None:
            stream = sys.stdout
        stream.write(self.pformat(object) + "\n")

    def pformat(self, object):
        return self._format(object, 0, 0, set(), 0)

    def isreadable(self, object):
        text = self._repr(object, set(), 0)
        return "<" not in text and "..." not in text

    def isrecursive(self, object):
        return "<Recursion on " in self._repr(object, set(), 0)

    def format(self, object, context, maxlevels, level):
        text = self._repr(object, set(context), level)
        return text, "<" not in text, "<Recursion on " in text

    def _sorted(self, items):
        return sorted(items, key=_Key)

    def _pairs(self, object):
        if self._sort_dicts:
            return sorted(object.items(), key=lambda pair: (_Key(pair[0]), _Key(pair[1])))
        return object.items()

    def _repr(self, object, seen, level):
        """On one line."""
        kind = type(object)
        if kind is int and self._underscores:
            return f"{object:_d}"
        if kind not in (dict, list, tuple) or not object:
            return repr(object)
        opening, closing = {dict: "{}", list: "[]", tuple: "()"}[kind]
        if self._depth and level >= self._depth:
            return opening + "..." + closing
        if id(object) in seen:
            return f"<Recursion on {kind.__name__} with id={id(object)}>"
        seen.add(id(object))
        if kind is dict:
            parts = [
                self._repr(k, seen, level + 1) + ": " + self._repr(v, seen, level + 1)
                for k, v in self._pairs(object)
            ]
        else:
            parts = [self._repr(each, seen, level + 1) for each in object]
        seen.discard(id(object))
        return opening + ", ".join(parts) + ("," if kind is tuple and len(parts) == 1 else "") + closing

    def _format(self, object, indent, allowance, seen, level):
        """The text whose first line begins `indent` columns in, `allowance` columns of the last line taken."""
        if id(object) in seen:
            return f"<Recursion on {type(object).__name__} with id={id(object)}>"
        text = self._repr(object, set(seen), level)
        if len(text) <= self._width - indent - allowance:
            return text
        seen.add(id(object))
        made = self._broken(object, indent, allowance, seen, level + 1)
        seen.discard(id(object))
        return text if made is None else made

    def _broken(self, object, indent, allowance, seen, level):
        """Over several lines; None for what cannot be."""
        kind = type(object)
        if self._depth and level > self._depth:
            return None
        if kind is str and object:
            return self._text(object, indent, allowance, level)
        if kind is bytes and len(object) > 4:
            return self._bytes(object, indent, allowance, level)
        if hasattr(kind, "__dataclass_fields__"):
            shown = [f.name for f in fields(object) if f.repr]
            return self._named(
                kind.__name__,
                [(name, getattr(object, name)) for name in shown],
                indent,
                allowance,
                seen,
                level,
            )
        if isinstance(object, dict):
            if kind is dict:
                return self._dict(object, indent, allowance, seen, level)
            name = kind.__name__
            if name == "OrderedDict":
                inner = self._list(
                    list(object.items()), "[", "]", indent + len(name) + 1, allowance + 1, seen, level
                )
                return f"{name}({inner})"
            if name == "defaultdict":
                start = f"{name}({object.default_factory!r},\n" + " " * (indent + len(name) + 1)
                return start + self._dict(object, indent + len(name) + 1, allowance + 1, seen, level) + ")"
            if name == "Counter":
                return (
                    f"{name}("
                    + self._dict(
                        dict(object.most_common()), indent + len(name) + 1, allowance + 1, seen, level, False
                    )
                    + ")"
                )
            return None
        if kind is list:
            return self._list(object, "[", "]", indent, allowance, seen, level)
        if kind is tuple:
            return self._list(object, "(", ",)" if len(object) == 1 else ")", indent, allowance, seen, level)
        if kind in (set, frozenset) and object:
            items = self._sorted(object)
            if kind is set:
                return self._list(items, "{", "}", indent, allowance, seen, level)
            return "frozenset(" + self._list(items, "{", "}", indent + 10, allowance + 1, seen, level) + ")"
        if kind.__name__ == "deque":
            start = "deque("
            if object.maxlen is None:
                return start + self._list(object, "[", "", indent + 6, allowance + 1, seen, level) + "])"
            inner = self._list(object, "[", "", indent + 6, 2, seen, level)
            return f"{start}{inner}],\n{' ' * (indent + 6)}maxlen={object.maxlen!r})"
        if kind.__name__ == "SimpleNamespace":
            return self._named("namespace", list(object.__dict__.items()), indent, allowance, seen, level)
        return None

    def _named(self, name, pairs, indent, allowance, seen, level):
        indent += len(name) + 1
        lines = []
        for i, (key, value) in enumerate(pairs):
            rest = allowance + 1 if i == len(pairs) - 1 else 1
            lines.append(f"{key}=" + self._format(value, indent + len(key) + 1, rest, seen, level))
        return f"{name}(" + (",\n" + " " * indent).join(lines) + ")"

    def _dict(self, object, indent, allowance, seen, level, order=True):
        start = "{" + " " * (self._indent - 1)
        inner = indent + self._indent
        pairs = list(self._pairs(object) if order else object.items())
        lines = []
        for i, (key, value) in enumerate(pairs):
            shown = self._repr(key, set(seen), level)
            rest = allowance + 1 if i == len(pairs) - 1 else 1
            lines.append(shown + ": " + self._format(value, inner + len(shown) + 2, rest, seen, level))
        return start + (",\n" + " " * inner).join(lines) + "}"

    def _list(self, items, opening, closing, indent, allowance, seen, level):
        start = opening + " " * (self._indent - 1)
        indent += self._indent
        allowance += len(closing)
        items = list(items)
        text = start
        separator = ""
        between = ",\n" + " " * indent
        width = room = self._width - indent + 1
        for i, each in enumerate(items):
            last = i == len(items) - 1
            if last:
                room -= allowance
                width -= allowance
            if self._compact:
                shown = self._repr(each, set(seen), level)
                size = len(shown) + 2
                if room < size:
                    room = width
                    if separator:
                        separator = between
                if room >= size:
                    room -= size
                    text += separator + shown
                    separator = ", "
                    continue
            text += separator + self._format(each, indent, allowance if last else 1, seen, level)
            separator = between
        return text + closing

    def _text(self, object, indent, allowance, level):
        """A long string as literals that follow each other, broken after white space."""
        lines = object.splitlines(True)
        if level == 1:
            indent += 1
            allowance += 1
        width = most = self._width - indent
        chunks = []
        shown = ""
        for i, line in enumerate(lines):
            shown = repr(line)
            if i == len(lines) - 1:
                most -= allowance
            if len(shown) <= most:
                chunks.append(shown)
                continue
            words = _words(line)
            most_here = width
            current = ""
            for j, word in enumerate(words):
                if j == len(words) - 1 and i == len(lines) - 1:
                    most_here -= allowance
                if len(repr(current + word)) > most_here:
                    if current:
                        chunks.append(repr(current))
                    current = word
                else:
                    current += word
            if current:
                chunks.append(repr(current))
        if len(chunks) == 1:
            return chunks[0]
        text = ("\n" + " " * indent).join(chunks)
        return f"({text})" if level == 1 else text

    def _bytes(self, object, indent, allowance, level):
        """In pieces of a multiple of four bytes."""
        if level == 1:
            indent += 1
            allowance += 1
        width = self._width - indent
        last = len(object) // 4 * 4
        chunks = []
        current = b""
        for i in range(0, len(object), 4):
            part = object[i : i + 4]
            if i == last:
                width -= allowance
            if len(repr(current + part)) > width:
                if current:
                    chunks.append(repr(current))
                current = part
            else:
                current += part
        if current:
            chunks.append(repr(current))
        text = ("\n" + " " * indent).join(chunks)
        return f"({text})" if level == 1 else text


def _words(line):
    """Words with the white space after them."""
    words = []
    start = 0
    for i in range(1, len(line)):
        if line[i - 1].isspace() and not line[i].isspace():
            words.append(line[start:i])
            start = i
    words.append(line[start:])
    return words
