import contextlib
import io
import sys

buffer = io.StringIO()
old = sys.stdout
sys.stdout = buffer
print("hidden")
sys.stdout.write("raw\n")
sys.stdout = old
print(repr(buffer.getvalue()))
with contextlib.redirect_stdout(io.StringIO()) as inner:
    print("x", "y", sep="-")
    with contextlib.redirect_stdout(buffer):
        print("deeper")
    sys.stdout.write("w")
print(repr(inner.getvalue()), repr(buffer.getvalue()))
print("to file", file=inner, end="!")
print(repr(inner.getvalue()))


class Writer:
    def __init__(self):
        self.got = []

    def write(self, text):
        self.got.append(text)


writer = Writer()
print("a", 1, file=writer)
print("".join(writer.got))
sys.stdout = writer
print("into it")
sys.stdout = sys.__stdout__
print("".join(writer.got), sys.stdout is old)
with contextlib.redirect_stderr(io.StringIO()) as errors:
    print("e", file=sys.stderr)
    sys.stderr.write("f")
print(repr(errors.getvalue()))
print("n", file=None, flush=True)
try:
    with contextlib.redirect_stdout(io.StringIO()):
        raise ValueError("out")
except ValueError:
    print("back")
