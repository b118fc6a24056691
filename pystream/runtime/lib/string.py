"""string: constants, capwords, Template, Formatter."""

whitespace = " \t\n\r\v\f"
ascii_lowercase = "abcdefghijklmnopqrstuvwxyz"
ascii_uppercase = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ascii_letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
digits = "0123456789"
hexdigits = "0123456789abcdefABCDEF"
octdigits = "01234567"
punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
printable = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ \t\n\r\x0b\x0c"


def capwords(s, sep=None):
    return (sep or " ").join(word.capitalize() for word in s.split(sep))


class Template:
    """Strings with $name, ${name} and $$."""

    delimiter = "$"

    def __init__(self, template):
        self.template = template

    def _pieces(self):
        """(text, None, start) and (source, name, start); name "" is a lone delimiter, which is invalid."""
        text, mark = self.template, self.delimiter
        pieces = []
        at = 0
        while True:
            found = text.find(mark, at)
            if found < 0:
                pieces.append((text[at:], None, at))
                return pieces
            pieces.append((text[at:found], None, at))
            start = found + len(mark)
            if text.startswith(mark, start):
                pieces.append((mark, None, found))
                at = start + len(mark)
                continue
            braced = text.startswith("{", start)
            begin = end = start + braced
            while end < len(text) and text[end].isascii() and (text[end].isalnum() or text[end] == "_"):
                end += 1
            name = text[begin:end]
            if name[:1].isdigit() or (braced and not text.startswith("}", end)):
                name = ""
            at = end + braced if name else start
            pieces.append((text[found:at], name, found))

    def _fill(self, mapping, safe):
        out = ""
        for text, name, start in self._pieces():
            if name is None:
                out += text
            elif name:
                out += str(mapping[name]) if not safe or name in mapping else text
            elif safe:
                out += text
            else:
                lines = self.template[:start].split("\n")
                raise ValueError(
                    f"Invalid placeholder in string: line {len(lines)}, col {len(lines[-1]) + 1}"
                )
        return out

    def substitute(self, mapping={}, /, **kws):
        return self._fill({**mapping, **kws} if kws else mapping, False)

    def safe_substitute(self, mapping={}, /, **kws):
        return self._fill({**mapping, **kws} if kws else mapping, True)

    def get_identifiers(self):
        names = []
        for _, name, _ in self._pieces():
            if name and name not in names:
                names.append(name)
        return names

    def is_valid(self):
        return all(name is None or name for _, name, _ in self._pieces())


class Formatter:
    """str.format, with its steps open to subclasses."""

    def format(self, format_string, /, *args, **kwargs):
        return self.vformat(format_string, args, kwargs)

    def vformat(self, format_string, args, kwargs):
        used = set()
        result, _ = self._vformat(format_string, args, kwargs, used, 2, 0)
        self.check_unused_args(used, args, kwargs)
        return result

    def _vformat(self, format_string, args, kwargs, used, depth, auto):
        if depth < 0:
            raise ValueError("Max string recursion exceeded")
        out = ""
        for literal, field, spec, conversion in self.parse(format_string):
            out += literal
            if field is None:
                continue
            if field == "" or field[0] in ".[":
                if auto is False:
                    raise ValueError(
                        "cannot switch from manual field specification to automatic field numbering"
                    )
                field = str(auto) + field
                auto += 1
            elif field.isdigit():
                if auto:
                    raise ValueError(
                        "cannot switch from manual field specification to automatic field numbering"
                    )
                auto = False
            value, key = self.get_field(field, args, kwargs)
            used.add(key)
            value = self.convert_field(value, conversion)
            spec, auto = self._vformat(spec, args, kwargs, used, depth - 1, auto)
            out += self.format_field(value, spec)
        return out, auto

    def get_value(self, key, args, kwargs):
        return args[key] if isinstance(key, int) else kwargs[key]

    def check_unused_args(self, used_args, args, kwargs):
        pass

    def format_field(self, value, format_spec):
        return format(value, format_spec)

    def convert_field(self, value, conversion):
        if conversion is None:
            return value
        if conversion == "s":
            return str(value)
        if conversion == "r":
            return repr(value)
        if conversion == "a":
            return ascii(value)
        raise ValueError(f"Unknown conversion specifier {conversion!s}")

    def parse(self, format_string):
        """(literal, field name, format spec, conversion) of each field; the last three None after the last one."""
        literal = ""
        at = 0
        size = len(format_string)
        while at < size:
            c = format_string[at]
            at += 1
            if c not in "{}":
                literal += c
                continue
            if format_string.startswith(c, at):
                at += 1
                yield literal + c, None, None, None
                literal = ""
                continue
            if c == "}":
                raise ValueError("Single '}' encountered in format string")
            if at == size:
                raise ValueError("Single '{' encountered in format string")
            depth = 1
            start = at
            while at < size and depth:
                depth += (format_string[at] == "{") - (format_string[at] == "}")
                at += 1
            if depth:
                raise ValueError("expected '}' before end of string")
            yield literal, *_field(format_string[start : at - 1])
            literal = ""
        if literal:
            yield literal, None, None, None

    def get_field(self, field_name, args, kwargs):
        end = 0
        while end < len(field_name) and field_name[end] not in ".[":
            end += 1
        first, rest = field_name[:end], field_name[end:]
        key = int(first) if first.isdigit() else first
        value = self.get_value(key, args, kwargs)
        while rest:
            if rest[0] == ".":
                end = 1
                while end < len(rest) and rest[end] not in ".[":
                    end += 1
                value = getattr(value, rest[1:end])
                rest = rest[end:]
            else:
                inner, closed, rest = rest[1:].partition("]")
                if not closed:
                    raise ValueError("Missing ']' in format string")
                value = value[int(inner) if inner.isdigit() else inner]
        return value, key


def _field(text):
    """The inside of {...} -> name, spec, conversion."""
    depth = 0
    for i, c in enumerate(text):
        if c == "[":
            depth += 1
        elif c == "]":
            depth -= 1
        elif depth <= 0 and c == ":":
            return text[:i], text[i + 1 :], None
        elif depth <= 0 and c == "!":
            conversion = text[i + 1 : i + 2]
            if not conversion:
                raise ValueError("unmatched '{' in format spec")
            rest = text[i + 2 :]
            if rest and rest[0] != ":":
                raise ValueError("expected ':' after conversion specifier")
            return text[:i], rest[1:], conversion
    return text, "", None
