import zlib

print(zlib.crc32(b""), zlib.crc32(b"hello world"), zlib.crc32(b"world", zlib.crc32(b"hello ")), zlib.crc32(bytearray(range(256))))
print(zlib.adler32(b""), zlib.adler32(b"hello world"), zlib.adler32(b"x" * 10000), zlib.adler32(b"b", zlib.adler32(b"a")))
