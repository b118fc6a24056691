import struct
from struct import calcsize, iter_unpack, pack, unpack

print(pack("<hhl", 1, 2, 3), pack(">I", 2**32 - 1), pack("!d", 1.5), pack("<f", 0.1), pack("<q", -(2**63)), pack(">Q", 2**64 - 1), pack("<e", 1.5))
print(unpack("<hhl", b"\x01\x00\x02\x00\x03\x00\x00\x00"), unpack(">bB?c", b"\xff\xff\x01a"), unpack("<f", pack("<f", 0.1)), unpack("<Q", b"\xff" * 8), unpack("<2d", pack("<2d", 1, float("inf"))))
print(pack("5s", b"abc"), pack("3s", b"abcdef"), pack("4p", b"ab"), unpack("<3sx2B", b"abc\x00\x01\x02"), pack("<3i", 1, 2, 3), unpack("4p", b"\x02abc"))
print(calcsize("<hhl"), calcsize("bi"), calcsize("@bq"), calcsize("=bq"), calcsize("l"), calcsize(""), list(iter_unpack("<h", b"\x01\x00\x02\x00")))
s = struct.Struct("<IH")
print(s.size, s.format, s.unpack(s.pack(1, 2)), s.unpack_from(b"\x00" + s.pack(3, 4), 1))
buf = bytearray(8)
struct.pack_into("<H", buf, 2, 513)
print(buf, struct.unpack_from("<H", buf, offset=2))
for bad in (lambda: pack("<h", 40000), lambda: pack("B", -1), lambda: pack("<i", 1.5), lambda: pack("<ii", 1), lambda: unpack("<i", b"abc"), lambda: pack("y", 1), lambda: pack("<f", "x"), lambda: pack("<I", 2**32), lambda: pack("b", 128), lambda: pack("3", 1), lambda: pack("s", "text")):
    try:
        print(bad())
    except struct.error as e:
        print(type(e).__name__, e)
