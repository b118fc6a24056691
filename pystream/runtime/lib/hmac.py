"""hmac: keyed hashing, RFC 2104."""

import hashlib


class HMAC:
    def __init__(self, key, msg=None, digestmod=""):
        if not isinstance(key, (bytes, bytearray)):
            raise TypeError(f"key: expected bytes or bytearray, but got {type(key).__name__!r}")
        if not digestmod:
            raise TypeError("Missing required argument 'digestmod'.")
        made = hashlib.new(digestmod) if isinstance(digestmod, str) else digestmod()
        self.name = "hmac-" + made.name
        self.digest_size = made.digest_size
        self.block_size = made.block_size
        if len(key) > made.block_size:
            shortened = made.copy()
            shortened.update(key)
            key = shortened.digest()
        key = bytes(key) + bytes(made.block_size - len(key))
        self._inner = made
        self._outer = made.copy()
        self._inner.update(bytes(x ^ 0x36 for x in key))
        self._outer.update(bytes(x ^ 0x5C for x in key))
        if msg is not None:
            self.update(msg)

    def update(self, msg):
        self._inner.update(msg)

    def digest(self):
        outer = self._outer.copy()
        outer.update(self._inner.digest())
        return outer.digest()

    def hexdigest(self):
        return self.digest().hex()

    def copy(self):
        made = HMAC.__new__(HMAC)
        made.name, made.digest_size, made.block_size = self.name, self.digest_size, self.block_size
        made._inner, made._outer = self._inner.copy(), self._outer.copy()
        return made


def new(key, msg=None, digestmod=""):
    return HMAC(key, msg, digestmod)


def digest(key, msg, digest):
    return HMAC(key, msg, digest).digest()


def compare_digest(a, b):
    if isinstance(a, str) and isinstance(b, str):
        if not (a.isascii() and b.isascii()):
            raise TypeError("comparing strings with non-ASCII characters is not supported")
        a, b = a.encode(), b.encode()
    elif not (isinstance(a, (bytes, bytearray)) and isinstance(b, (bytes, bytearray))):
        kinds = f"{type(a).__name__!r} and {type(b).__name__!r}"
        raise TypeError(f"unsupported operand types(s) or combination of types: {kinds}")
    difference = len(a) ^ len(b)
    for x, y in zip(a, b):
        difference |= x ^ y
    return difference == 0
