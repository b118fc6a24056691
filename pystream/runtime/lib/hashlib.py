"""hashlib: message digests. The bytes are kept and digested whole when asked."""

import _digests

_SIZES = {
    "md5": (16, 64),
    "sha1": (20, 64),
    "sha224": (28, 64),
    "sha256": (32, 64),
    "sha384": (48, 128),
    "sha512": (64, 128),
    "sha3_224": (28, 144),
    "sha3_256": (32, 136),
    "sha3_384": (48, 104),
    "sha3_512": (64, 72),
}
algorithms_guaranteed = {
    "md5",
    "sha1",
    "sha224",
    "sha256",
    "sha384",
    "sha512",
    "sha3_224",
    "sha3_256",
    "sha3_384",
    "sha3_512",
}
algorithms_available = algorithms_guaranteed


class HASH:
    def __init__(self, name, compute, data):
        self.name = name
        self.digest_size, self.block_size = _SIZES[name]
        self._compute = compute
        self._data = b""
        self.update(data)

    def update(self, data):
        if isinstance(data, str):
            raise TypeError("Strings must be encoded before hashing")
        if not isinstance(data, (bytes, bytearray)):
            raise TypeError("object supporting the buffer API required")
        self._data += data

    def digest(self):
        return self._compute(self._data)

    def hexdigest(self):
        return self.digest().hex()

    def copy(self):
        return HASH(self.name, self._compute, self._data)

    def __repr__(self):
        return f"<{self.name} _hashlib.HASH object @ {hex(id(self))}>"


def md5(string=b"", *, usedforsecurity=True):
    return HASH("md5", _digests.md5, string)


def sha1(string=b"", *, usedforsecurity=True):
    return HASH("sha1", _digests.sha1, string)


def sha224(string=b"", *, usedforsecurity=True):
    return HASH("sha224", _digests.sha224, string)


def sha256(string=b"", *, usedforsecurity=True):
    return HASH("sha256", _digests.sha256, string)


def sha384(string=b"", *, usedforsecurity=True):
    return HASH("sha384", _digests.sha384, string)


def sha512(string=b"", *, usedforsecurity=True):
    return HASH("sha512", _digests.sha512, string)


def sha3_224(string=b"", *, usedforsecurity=True):
    return HASH("sha3_224", lambda data: _digests.sha3(data, 28), string)


def sha3_256(string=b"", *, usedforsecurity=True):
    return HASH("sha3_256", lambda data: _digests.sha3(data, 32), string)


def sha3_384(string=b"", *, usedforsecurity=True):
    return HASH("sha3_384", lambda data: _digests.sha3(data, 48), string)


def sha3_512(string=b"", *, usedforsecurity=True):
    return HASH("sha3_512", lambda data: _digests.sha3(data, 64), string)


def new(name, data=b"", *, usedforsecurity=True):
    makers = {
        "md5": md5,
        "sha1": sha1,
        "sha224": sha224,
        "sha256": sha256,
        "sha384": sha384,
        "sha512": sha512,
        "sha3_224": sha3_224,
        "sha3_256": sha3_256,
        "sha3_384": sha3_384,
        "sha3_512": sha3_512,
    }
    maker = makers.get(name.lower())
    if maker is None:
        raise ValueError(f"unsupported hash type {name}")
    return maker(data)


def pbkdf2_hmac(hash_name, password, salt, iterations, dklen=None):
    if iterations < 1:
        raise ValueError("iteration value must be greater than 0.")
    hashed = new(hash_name)
    size, block = hashed.digest_size, hashed.block_size
    compute = hashed._compute
    if len(password) > block:
        password = compute(password)
    password = password + bytes(block - len(password))
    inner = bytes(x ^ 0x36 for x in password)
    outer = bytes(x ^ 0x5C for x in password)
    if dklen is None:
        dklen = size
    key = b""
    number = 1
    while len(key) < dklen:
        step = compute(outer + compute(inner + salt + number.to_bytes(4, "big")))
        total = int.from_bytes(step, "big")
        for _ in range(iterations - 1):
            step = compute(outer + compute(inner + step))
            total ^= int.from_bytes(step, "big")
        key += total.to_bytes(size, "big")
        number += 1
    return key[:dklen]
