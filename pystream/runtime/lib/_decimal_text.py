"""decimal: numeric strings and format specifications, taken apart and put together."""


def _digits(text):
    """Decimal digits, any script's, underscores gone; None if there is anything else."""
    bare = text.replace("_", "")
    return bare if bare.isdecimal() else None


def parsed(text):
    """kind, sign, coefficient, exponent of a numeric string; None if it is none."""
    text = text.strip().replace("_", "")
    sign = 1 if text[:1] == "-" else 0
    if text[:1] in ("+", "-"):
        text = text[1:]
    lower = text.lower()
    if lower in ("inf", "infinity"):
        return "F", sign, 0, 0
    for prefix, kind in (("nan", "n"), ("snan", "N")):
        if lower.startswith(prefix):
            payload = lower[len(prefix) :]
            if payload and not _digits(payload):
                return None
            return kind, sign, int(payload or "0"), 0
    number, mark, power = lower.partition("e")
    if mark:
        unsigned = power[1:] if power[:1] in ("+", "-") else power
        if not _digits(unsigned):
            return None
    whole, _, part = number.partition(".")
    if not (whole or part) or (whole and not _digits(whole)) or (part and not _digits(part)):
        return None
    return "", sign, int(whole + part), (int(power) if mark else 0) - len(part)


def spec(text):
    """A format specification -> fill, align, sign, zero flag, width, separator, precision, type; None if it is none."""
    fill, align = " ", ""
    if len(text) > 1 and text[1] in "<>=^":
        fill, align, text = text[0], text[1], text[2:]
    elif text[:1] and text[0] in "<>=^":
        align, text = text[0], text[1:]
    sign = "-"
    if text[:1] and text[0] in "+- ":
        sign, text = text[0], text[1:]
    if text[:1] == "z":
        text = text[1:]
    if text[:1] == "#":
        text = text[1:]
    zero = text[:1] == "0"
    if zero:
        text = text[1:]
        if not align:
            fill, align = "0", "="
    at = 0
    while at < len(text) and text[at].isdigit():
        at += 1
    width, text = int(text[:at] or "0"), text[at:]
    comma = text[:1] == ","
    if comma:
        text = text[1:]
    precision = None
    if text[:1] == ".":
        at = 1
        while at < len(text) and text[at].isdigit():
            at += 1
        if at == 1:
            return None
        precision, text = int(text[1:at]), text[at:]
    if text not in ("", "e", "E", "f", "F", "g", "G", "n", "%"):
        return None
    return fill, align or ">", sign, width, comma, precision, text


def grouped(digits, least):
    """Thousands with commas, zeros in front up to a width."""
    while True:
        groups = []
        rest = digits
        while len(rest) > 3:
            groups.append(rest[-3:])
            rest = rest[:-3]
        groups.append(rest)
        text = ",".join(reversed(groups))
        if len(text) >= least:
            return text
        digits = "0" + digits


def aligned(sign, body, fill, align, width):
    missing = max(width - len(sign) - len(body), 0)
    if align == "=":
        return sign + fill * missing + body
    text = sign + body
    if align == "<":
        return text + fill * missing
    if align == "^":
        half = missing // 2
        return fill * half + text + fill * (missing - half)
    return fill * missing + text
