"""html: escape() and unescape(); the browser's own parser knows the rarer names."""

_NAMES = {
    "amp": "&",
    "lt": "<",
    "gt": ">",
    "quot": '"',
    "apos": "'",
    "euro": "€",
    "hellip": "…",
    "ndash": "–",
    "mdash": "—",
    "lsquo": "‘",
    "rsquo": "’",
    "sbquo": "‚",
    "ldquo": "“",
    "rdquo": "”",
    "bdquo": "„",
    "bull": "•",
    "dagger": "†",
    "trade": "™",
    "larr": "←",
    "uarr": "↑",
    "rarr": "→",
    "darr": "↓",
    "harr": "↔",
    "infin": "∞",
    "ne": "≠",
    "le": "≤",
    "ge": "≥",
    "asymp": "≈",
    "minus": "−",
    "sum": "∑",
    "radic": "√",
    "alpha": "α",
    "beta": "β",
    "gamma": "γ",
    "delta": "δ",
    "lambda": "λ",
    "mu": "μ",
    "pi": "π",
    "sigma": "σ",
    "omega": "ω",
    "Delta": "Δ",
    "Omega": "Ω",
    "hearts": "♥",
    "spades": "♠",
    "clubs": "♣",
    "diams": "♦",
    "check": "✓",
    "star": "☆",
}
# The names of the characters 160 to 255. They and _BARE count without their semicolon too, as old pages write them.
_LATIN = (
    "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil "
    "sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute "
    "Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc "
    "atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide "
    "oslash ugrave uacute ucirc uuml yacute thorn yuml"
)
_BARE = ("amp", "lt", "gt", "quot", "AMP", "LT", "GT", "QUOT", "COPY", "REG")
# Windows' characters, which numbers 128 to 159 mean on the web.
_WINDOWS = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ"


def escape(s, quote=True):
    s = s.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if quote:
        s = s.replace('"', "&quot;").replace("'", "&#x27;")
    return s


def _number(text):
    """'#65' or '#x41' -> the character; None for no number."""
    digits, base = (text[2:], 16) if text[1:2] in ("x", "X") else (text[1:], 10)
    if not digits:
        return None
    code = int(digits, base)
    if 128 <= code <= 159:
        return _WINDOWS[code - 128]
    if code == 0 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        return "\ufffd"
    if (
        code < 32
        and code not in (9, 10, 12, 13)
        or 127 == code
        or 0xFDD0 <= code <= 0xFDEF
        or code & 0xFFFE == 0xFFFE
    ):
        return "\r" if code == 13 else ""
    return chr(code)


def _bare(name):
    """The character of a name that needs no semicolon, or None."""
    if name in _BARE:
        name = name.lower()
        if name in _NAMES:
            return _NAMES[name]
    names = _LATIN.split()
    return chr(160 + names.index(name)) if name in names else None


def _reference(text, start):
    """What stands after an ampersand -> (replacement, where it ends); None if it is plain text."""
    end = start
    if text.startswith("#", start):
        end += 1
        digits = "0123456789"
        if text[end : end + 1] in ("x", "X"):
            end += 1
            digits = "0123456789abcdefABCDEF"
        while end < len(text) and text[end] in digits:
            end += 1
        found = _number(text[start:end])
        if found is None:
            return None
        return found, end + text.startswith(";", end)
    while end < len(text) and end - start < 32 and text[end].isascii() and text[end].isalnum():
        end += 1
    name = text[start:end]
    if text.startswith(";", end):
        found = _NAMES.get(name) or _bare(name)
        if found:
            return found, end + 1
    for size in range(len(name), 1, -1):
        part = name[:size]
        found = _bare(part)
        if found:
            return found, start + size
    return None


def unescape(s):
    at = s.find("&")
    if at < 0:
        return s
    out = s[:at]
    while at >= 0:
        found = _reference(s, at + 1)
        if found is None:
            end = at + 1
            out += "&"
        else:
            out += found[0]
            end = found[1]
        at = s.find("&", end)
        out += s[end:] if at < 0 else s[end:at]
    return out
