"""Jinja2's filters. Those whose name ends in `by` or that take an attribute get a function that reads it."""

from _jinja import dot, esc, escape, html, is_html, is_undefined, item, need, shown, soft, undefined_


def getter(path):
    """What reads an attribute whose name is known only now."""
    if path is None:
        return None
    parts = [int(each) if each.isdigit() else each for each in path.split(".")] if isinstance(path, str) else [path]

    def get(value):
        for each in parts:
            value = item(value, each)
        return value

    return get


def _lower(value):
    return value.lower() if isinstance(value, str) else value


def _key(get, case_sensitive):
    """What a filter compares of a value."""

    def key(value):
        found = value if get is None else get(value)
        if isinstance(found, list) and get is not None:
            return [need(each) if case_sensitive else _lower(need(each)) for each in found]
        return need(found) if case_sensitive else _lower(need(found))

    return key


def joined(*values):
    """What `a ~ b` makes: HTML as soon as one of them is."""
    texts = [shown(each) for each in values]
    if any([is_html(each) for each in texts]):
        return html("".join([esc(each) for each in texts]))
    return "".join(texts)


def strung(*values):
    """The same where nothing is escaped."""
    return "".join([str(each) for each in values])


do_escape = escape


def do_forceescape(value):
    return html(esc(str(value)))


def do_abs(value):
    return abs(value)


def do_attr(value, name):
    return dot(value, name)


def do_batch(value, linecount, fill_with=None):
    row = []
    for each in value:
        if len(row) == linecount:
            yield row
            row = []
        row.append(each)
    if row:
        if fill_with is not None and len(row) < linecount:
            row += [fill_with] * (linecount - len(row))
        yield row


def do_capitalize(s):
    return soft(s).capitalize()


def do_center(value, width=80):
    return soft(value).center(width)


def do_default(value, default_value="", boolean=False):
    return default_value if is_undefined(value) or (boolean and not value) else value


def do_dictsort(value, case_sensitive=False, by="key", reverse=False):
    if by != "key" and by != "value":
        raise ValueError('You can only sort by either "key" or "value"')
    at = 0 if by == "key" else 1
    return sorted(
        value.items(), key=lambda pair: pair[at] if case_sensitive else _lower(pair[at]), reverse=reverse
    )


def do_filesizeformat(value, binary=False):
    size = float(value)
    base = 1024 if binary else 1000
    if size == 1:
        return "1 Byte"
    if size < base:
        return f"{int(size)} Bytes"
    unit = base
    for letter in "KMGTPEZY" if binary else "kMGTPEZY":
        unit *= base
        if size < unit:
            break
    return f"{base * size / unit:.1f} {letter}{'iB' if binary else 'B'}"


def do_first(seq):
    for each in seq:
        return each
    return undefined_("No first item, sequence was empty.")


def do_last(seq):
    for each in reversed(seq):
        return each
    return undefined_("No last item, sequence was empty.")



def do_float(value, default=0.0):
    try:
        return float(value)
    except (TypeError, ValueError):
        return default


def do_int(value, default=0, base=10):
    try:
        return int(value, base) if isinstance(value, str) else int(value)
    except (TypeError, ValueError):
        try:
            return int(float(value))
        except (TypeError, ValueError, OverflowError):
            return default


def do_format(value, *args, **kwargs):
    if args and kwargs:
        raise ValueError("can't handle positional and keyword arguments at the same time")
    return soft(value) % (kwargs or args)



def do_indent(s, width=4, first=False, blank=False):
    indention = width if isinstance(width, str) else " " * width
    newline = "\n"
    if is_html(s):
        indention = html(indention)
        newline = html(newline)
    lines = (s + newline).splitlines()
    if blank:
        made = (newline + indention).join(lines)
    else:
        made = lines[0]
        if len(lines) > 1:
            made += newline + newline.join([indention + line if line else line for line in lines[1:]])
    return indention + made if first else made


def do_items(value):
    if is_undefined(value):
        return []
    if not isinstance(value, dict):
        raise TypeError("Can only get item pairs from a mapping.")
    return value.items()


def do_join(value, d="", attribute=None, autoescape=True):
    values = [*value] if attribute is None else [attribute(each) for each in value]
    if not autoescape:
        return str(d).join([str(need(each)) for each in values])
    if is_html(d):
        values = [shown(each) for each in values]
    elif not any([is_html(need(each)) for each in values]):
        return str(d).join([str(each) for each in values])
    return html(esc(d).join([esc(each) for each in values]))


def do_length(value):
    return len(value)


def do_list(value):
    return list(value)


def do_lower(s):
    return soft(s).lower()


def do_upper(s):
    return soft(s).upper()


def do_map(value, function=None, attribute=None, default=None):
    if attribute is None:
        return [function(each) for each in value or ()]
    found = [attribute(each) for each in value or ()]
    return found if default is None else [default if is_undefined(each) else each for each in found]


def do_select(value, test=bool):
    return [each for each in value or () if test(each)]


def do_reject(value, test=bool):
    return [each for each in value or () if not test(each)]


def do_selectattr(value, attribute, test=bool):
    return [each for each in value or () if test(attribute(each))]


def do_rejectattr(value, attribute, test=bool):
    return [each for each in value or () if not test(attribute(each))]


def do_max(value, case_sensitive=False, attribute=None):
    values = [*value]
    if not values:
        return undefined_("No aggregated item, sequence was empty.")
    return max(values, key=_key(attribute, case_sensitive))


def do_min(value, case_sensitive=False, attribute=None):
    values = [*value]
    if not values:
        return undefined_("No aggregated item, sequence was empty.")
    return min(values, key=_key(attribute, case_sensitive))



def do_replace(s, old, new, count=None, autoescape=True):
    most = -1 if count is None else count
    if not autoescape:
        return str(s).replace(str(old), str(new), most)
    text = soft(s)
    if is_html(old) or (is_html(new) and not is_html(s)):
        text = escape(s)
    return text.replace(soft(old), soft(new), most)


def do_reverse(value):
    if isinstance(value, str):
        return value[::-1]
    return [*value][::-1]



def do_slice(value, slices, fill_with=None):
    seq = [*value]
    size, longer = divmod(len(seq), slices)
    start = 0
    for number in range(slices):
        end = start + size + (1 if number < longer else 0)
        part = seq[start:end]
        if fill_with is not None and number >= longer:
            part.append(fill_with)
        yield part
        start = end


def do_sort(value, reverse=False, case_sensitive=False, attribute=None):
    return sorted(value, key=_key(attribute, case_sensitive), reverse=reverse)


def do_string(value):
    return soft(value)



def do_sum(iterable, attribute=None, start=0):
    total = start
    for each in iterable:
        total += need(each if attribute is None else attribute(each))
    return total


def do_title(s):
    made = []
    begins = True
    for char in soft(s):
        made.append(char.upper() if begins else char.lower())
        begins = char in "-({[<" or char.isspace()
    return "".join([str(each) for each in made])



def do_trim(value, chars=None):
    return soft(value).strip(chars)


def do_truncate(s, length=255, killwords=False, end="...", leeway=None):
    leeway = 5 if leeway is None else leeway
    assert length >= len(end), f"expected length >= {len(end)}, got {length}"
    assert leeway >= 0, f"expected leeway >= 0, got {leeway}"
    if len(s) <= length + leeway:
        return s
    cut = s[: length - len(end)]
    return (cut if killwords else cut.rsplit(" ", 1)[0]) + end


def do_unique(value, case_sensitive=False, attribute=None):
    key = _key(attribute, case_sensitive)
    seen = set()
    for each in value:
        here = key(each)
        if here not in seen:
            seen.add(here)
            yield each





def do_xmlattr(d, autospace=True, autoescape=True):
    pairs = []
    for key, value in d.items():
        if value is None or is_undefined(value):
            continue
        if any([char in " \t\n\r\f\v/>=" for char in key]):
            raise ValueError(f"Invalid character in attribute name: {key!r}")
        pairs.append(f'{esc(key)}="{esc(value)}"')
    made = " ".join(pairs)
    if autospace and made:
        made = " " + made
    return html(made) if autoescape else made
