"""What a name and a password must be: the page checks first, the server again, as it trusts no page."""

from pystream import Denied

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789_-"
LONGEST_NAME = 24
SHORTEST, LONGEST = 8, 256
MOST_TEXT = 500

# The first that anybody tries; a longer list belongs on the server.
_COMMON = """
    12345678 123456789 1234567890 11111111 00000000 87654321 password password1 passw0rd qwertyui qwerty123
    1q2w3e4r iloveyou sunshine princess football baseball superman trustno1 letmein1 welcome1 abcd1234
"""
COMMON = frozenset(_COMMON.split())


def checked_name(text: str) -> str:
    """A name as it is kept: small letters that nobody can mistake for others."""
    name = text.strip().lower()
    if not 2 <= len(name) <= LONGEST_NAME or any(letter not in LETTERS for letter in name):
        raise Denied(f"A name has 2 to {LONGEST_NAME} letters: a to z, digits, - and _")
    return name


def checked_password(name: str, password: str) -> str:
    """A password for a new member; any characters, spaces among them."""
    if len(password) < SHORTEST:
        raise Denied(f"A password has at least {SHORTEST} characters; a few words are a good one")
    if len(password) > LONGEST:
        raise Denied(f"A password has at most {LONGEST} characters")
    plain = password.lower()
    if plain in COMMON or (name in plain and len(plain) < len(name) + SHORTEST):
        raise Denied("That is a password which others would try; choose another")
    return password
