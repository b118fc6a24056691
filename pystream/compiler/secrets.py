"""What looks like a secret: by its name, by the form that a service gives its keys, or as random as a key."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

# Words of a name. Of those in _ALWAYS a number can be one too.
_WORDS = frozenset(
    """
    secret secrets token tokens key keys apikey apikeys credential credentials cred creds private dsn salt
    pepper jwt bearer auth
    """.split()
)
_ALWAYS = frozenset("password passwords passwd passphrase pwd pin secret".split())
# Names are also written without a break between their words: `dbpassword`.
_INSIDE = re.compile(r"secret|passw(or)?d|passphrase|credential|apikey|privatekey|accesskey|accesstoken")

_FORMS = [
    ("a URL with a password in it", r"[a-z][a-z0-9+.-]*://[^/?#\s:@]*:[^/?#\s@]+@"),
    ("a private key", r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY|AGE-SECRET-KEY-1"),
    ("a key of AWS", r"\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b"),
    ("a token of GitHub", r"\bgh[pousr]_[A-Za-z0-9]{30,}|\bgithub_pat_[A-Za-z0-9_]{22,}"),
    ("a token of GitLab", r"\bgl(?:pat|dt|rt|cbt|ptt|oas)-[\w-]{20,}"),
    ("a secret key of Stripe", r"\b[sr]k_(?:live|test)_[A-Za-z0-9]{8,}|\bwhsec_[A-Za-z0-9+/=]{16,}"),
    ("a token of Slack", r"\bxox[a-z]-[A-Za-z0-9-]{10,}|\bxapp-\d-[A-Za-z0-9-]{10,}"),
    ("a webhook of Slack", r"hooks\.slack\.com/(?:services|workflows)/\w"),
    ("a token (JWT)", r"\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*"),
    ("a key of Google", r"\bAIza[\w-]{35}|\bGOCSPX-[\w-]{20,}"),
    ("a key of an API", r"\bsk-[A-Za-z0-9_-]{20,}|\bSG\.[\w-]{16,}\.[\w-]{16,}|\bhf_[A-Za-z0-9]{30,}"),
    ("a token of a package registry", r"\bnpm_[A-Za-z0-9]{36}|\bpypi-AgE[\w-]{16,}"),
    ("a key in a connection string", r"(?i)\b(?:AccountKey|SharedAccessKey|Password|Pwd)=[^;\s]{4,}"),
]
_FORMS_OF = [(what, re.compile(form)) for what, form in _FORMS]

SHORTEST = 12
_RUN = re.compile(r"[A-Za-z0-9+/=_-]{32,}")
# As random, and public: ids, checksums of scripts, files within a text.
_KNOWN = re.compile(
    r"data:[^\s]*|\bsha(?:256|384|512)-[A-Za-z0-9+/=]+"
    r"|\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b"
)
_BASE32 = re.compile(r"[A-Z2-7]+=*")
_PIECE = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|[0-9]+")


def looks_secret(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """Where in a constant something looks like a secret, and why: ("maps.token", "its name says token")."""
    if isinstance(value, bool):
        return
    why = _named(name, value) or (_valued(value) if isinstance(value, str) else "")
    if why:
        yield name, why
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from ((f"{name}.{where}", why) for where, why in looks_secret(str(key), inner))
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            why = _valued(inner) if isinstance(inner, str) else ""
            if why:
                yield f"{name}[{at}]", why
            elif isinstance(inner, Mapping | list):
                yield from ((f"{name}[{at}]{where}", why) for where, why in looks_secret("", inner))


def _named(name: str, value: Any) -> str:
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    words = [word for word in re.split(r"[^A-Za-z0-9]+", spaced.lower()) if word]
    # `max_tokens = 4096` is none.
    telling = _ALWAYS if isinstance(value, int | float) else _ALWAYS | _WORDS
    for word in words:
        if word in telling:
            return f"its name says {word}"
        if not isinstance(value, int | float) and _INSIDE.search(word):
            return f"its name says {word}"
    return ""


def formed(text: str) -> str:
    """`it looks like a key of AWS`: in a form that services give secrets; "" if in none."""
    if len(text) >= SHORTEST:
        for what, form in _FORMS_OF:
            if form.search(text):
                return f"it looks like {what}"
    return ""


def _valued(text: str) -> str:
    if why := formed(text):
        return why
    if any(_is_random(run) for run in _RUN.findall(_KNOWN.sub(" ", text))):
        return "it is as random as a key"
    return ""


def _is_random(run: str) -> bool:
    """Whether a run of letters and digits is no words: short pieces of one kind, and few repeats."""
    pieces = _PIECE.findall(run)
    letters = sum(map(len, pieces))
    if run.isdigit() or letters < 0.85 * len(run):  # a number, or a path
        return False
    counts = Counter(run)
    entropy = -sum(n / len(run) * math.log2(n / len(run)) for n in counts.values())
    # Digits all over a word are no word's; base 32 has capitals and few digits.
    numbers = sum(piece.isdigit() for piece in pieces)
    if numbers and _BASE32.fullmatch(run):
        return True
    return entropy > 2.8 and letters / len(pieces) < (6 if numbers > 3 else 3.5)
