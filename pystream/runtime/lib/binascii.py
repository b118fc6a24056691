"""binascii: bytes as text."""

import base64

from zlib import crc32


class Error(ValueError):
    pass


class Incomplete(Exception):
    pass


def hexlify(data, sep="", bytes_per_sep=1):
    text = bytes(data).hex(sep, bytes_per_sep) if sep else bytes(data).hex()
    return text.encode("ascii")


b2a_hex = hexlify


def unhexlify(hexstr, /):
    text = hexstr if isinstance(hexstr, str) else bytes(hexstr).decode("latin-1")
    if len(text) % 2:
        raise Error("Odd-length string")
    if not all(c in "0123456789abcdefABCDEF" for c in text):
        raise Error("Non-hexadecimal digit found")
    return bytes.fromhex(text)


a2b_hex = unhexlify


def b2a_base64(data, /, *, newline=True):
    return base64.b64encode(data) + (b"\n" if newline else b"")


def a2b_base64(data, /):
    return base64.b64decode(data)
