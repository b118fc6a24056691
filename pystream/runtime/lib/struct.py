"""struct: values as packed bytes."""

import _binary
from _binary import calcsize, error, pack, unpack


def unpack_from(format, /, buffer, offset=0):
    return _binary.unpack_from(format, buffer, offset)


def pack_into(format, buffer, offset, /, *values):
    data = pack(format, *values)
    start = offset + len(buffer) if offset < 0 else offset
    if start + len(data) > len(buffer):
        size = len(buffer)
        raise error(
            f"pack_into requires a buffer of at least {start + len(data)} bytes for packing {len(data)} bytes at offset {offset} "
            f"(actual buffer size is {size})"
        )
    buffer[start : start + len(data)] = data


def iter_unpack(format, buffer, /):
    size = calcsize(format)
    if not size:
        raise error("cannot iteratively unpack with a struct of length 0")
    if len(buffer) % size:
        raise error(f"iterative unpacking requires a buffer of a multiple of {size} bytes")
    return (unpack(format, buffer[i : i + size]) for i in range(0, len(buffer), size))


class Struct:
    def __init__(self, format):
        self.size = calcsize(format)
        self.format = format.decode() if isinstance(format, bytes) else format

    def pack(self, *values):
        return pack(self.format, *values)

    def pack_into(self, buffer, offset, *values):
        pack_into(self.format, buffer, offset, *values)

    def unpack(self, buffer):
        return unpack(self.format, buffer)

    def unpack_from(self, buffer, offset=0):
        return unpack_from(self.format, buffer, offset)

    def iter_unpack(self, buffer):
        return iter_unpack(self.format, buffer)
