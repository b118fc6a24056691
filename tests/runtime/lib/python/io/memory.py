import io
import sys
from io import BytesIO, StringIO

s = StringIO()
print(s.write("hello\n"), s.write("wörld"), s.tell(), repr(s.getvalue()))
print("x", 1, file=s, end="!\n")
s.seek(0)
print(repr(s.readline()), s.read(3), s.read(), repr(s.read()), s.tell())
s = StringIO("a\nb\n\nc")
print(list(s), s.readlines(), s.seek(2), s.readlines(), s.seek(0), s.readline(1), s.readline())
s.seek(0)
print(s.write("ZZ"), s.getvalue(), s.truncate(3), repr(s.getvalue()), s.seek(0, 2), s.seek(6), s.write("end"), repr(s.getvalue()))
s.writelines(["p", "q"])
print(s.getvalue()[-2:], s.readable(), s.writable(), s.seekable(), s.isatty(), s.closed)
with StringIO("text") as t:
    print(t.read())
print(t.closed)
for bad in (lambda: t.read(), lambda: StringIO(5), lambda: StringIO().write(5), lambda: StringIO().seek(-1), lambda: StringIO().fileno(), lambda: BytesIO().write("x"), lambda: t.getvalue()):
    try:
        bad()
    except (ValueError, TypeError, OSError) as e:
        print(type(e).__name__, e)
print(StringIO("a\r\nb\rc", newline=None).read().split("\n"), StringIO("a\nb", newline="\r\n").getvalue())
b = BytesIO(b"abc\ndef")
print(b.read(2), b.readline(), b.tell(), b.seek(-2, 2), b.read(), b.getvalue(), b.seek(0), b.write(b"XY"), b.getvalue(), list(b))
b = BytesIO()
b.write(bytearray(b"12"))
b.seek(4)
b.write(b"z")
print(b.getvalue(), bytes(b.getbuffer()), isinstance(b, io.BytesIO), isinstance(s, io.TextIOBase), io.SEEK_END)
buffer = bytearray(3)
b.seek(0)
print(b.readinto(buffer), buffer)
for i, line in enumerate(StringIO("one\ntwo")):
    print(i, line.strip())
