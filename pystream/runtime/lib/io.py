"""io: text and bytes in memory."""

SEEK_SET = 0
SEEK_CUR = 1
SEEK_END = 2
DEFAULT_BUFFER_SIZE = 8192


class UnsupportedOperation(OSError, ValueError):
    pass


class IOBase:
    _closed = False

    @property
    def closed(self):
        return self._closed

    def close(self):
        self._closed = True

    def _open(self):
        if self._closed:
            raise ValueError("I/O operation on closed file")

    def __enter__(self):
        self._open()
        return self

    def __exit__(self, kind, value, traceback):
        self.close()

    def __iter__(self):
        self._open()
        return self

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def readlines(self, hint=-1):
        lines = []
        size = 0
        for line in self:
            lines.append(line)
            size += len(line)
            if hint is not None and 0 < hint <= size:
                break
        return lines

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def flush(self):
        self._open()

    def fileno(self):
        raise UnsupportedOperation("fileno")

    def isatty(self):
        self._open()
        return False

    def readable(self):
        return False

    def writable(self):
        return False

    def seekable(self):
        return False


class RawIOBase(IOBase):
    pass


class BufferedIOBase(IOBase):
    pass


class TextIOBase(IOBase):
    encoding = None
    errors = None
    newlines = None


class _Memory:
    """What both have: `_data` up to a length, a position."""

    def getvalue(self):
        self._open()
        return self._data

    def tell(self):
        self._open()
        return self._at

    def read(self, size=-1, /):
        self._open()
        start = self._at
        end = len(self._data)
        if size is not None and size >= 0:
            end = min(start + size, end)
        self._at = max(start, end)
        return self._data[start:end]

    def readline(self, size=-1, /):
        self._open()
        start = self._at
        end = self._data.find(self._newline, start) + 1 or len(self._data)
        if size is not None and size >= 0:
            end = min(end, start + size)
        self._at = max(start, end)
        return self._data[start:end]

    def truncate(self, size=None, /):
        self._open()
        if size is None:
            size = self._at
        if size < 0:
            raise ValueError(f"Negative size value {size}")
        self._data = self._data[:size]
        return size

    def _put(self, data, filler):
        size = len(self._data)
        at = self._at
        self._at = at + len(data)
        if at == size:
            self._data += data
        elif at > size:
            self._data = self._data + filler * (at - size) + data
        else:
            self._data = self._data[:at] + data + self._data[self._at :]
        return len(data)

    def readable(self):
        self._open()
        return True

    def writable(self):
        self._open()
        return True

    def seekable(self):
        self._open()
        return True


class StringIO(_Memory, TextIOBase):
    _newline = "\n"

    def __init__(self, initial_value="", newline="\n"):
        if initial_value is not None and not isinstance(initial_value, str):
            raise TypeError(f"initial_value must be str or None, not {type(initial_value).__name__}")
        self._translate = newline is None
        self._ending = newline if newline in ("\r", "\r\n") else None
        self._data = ""
        self._at = 0
        if initial_value:
            self.write(initial_value)
            self._at = 0

    def write(self, s, /):
        if not isinstance(s, str):
            raise TypeError(f"string argument expected, got '{type(s).__name__}'")
        self._open()
        size = len(s)
        if self._translate:
            s = s.replace("\r\n", "\n").replace("\r", "\n")
        elif self._ending:
            s = s.replace("\n", self._ending)
        if s:
            self._put(s, "\0")
        return size

    def seek(self, pos, whence=0, /):
        self._open()
        if whence not in (0, 1, 2):
            raise ValueError(f"Invalid whence ({whence}, should be 0, 1 or 2)")
        if whence == 0 and pos < 0:
            raise ValueError(f"Negative seek position {pos}")
        if whence and pos:
            raise OSError("Can't do nonzero cur-relative seeks")
        if whence == 0:
            self._at = pos
        elif whence == 2:
            self._at = len(self._data)
        return self._at

    @property
    def line_buffering(self):
        return False


class BytesIO(_Memory, BufferedIOBase):
    _newline = b"\n"

    def __init__(self, initial_bytes=b""):
        if initial_bytes is None:
            initial_bytes = b""
        if not isinstance(initial_bytes, (bytes, bytearray)):
            raise TypeError(f"a bytes-like object is required, not '{type(initial_bytes).__name__}'")
        self._data = bytes(initial_bytes)
        self._at = 0

    def write(self, b, /):
        self._open()
        if not isinstance(b, (bytes, bytearray)):
            raise TypeError(f"a bytes-like object is required, not '{type(b).__name__}'")
        return self._put(bytes(b), b"\0")

    def read1(self, size=-1, /):
        return self.read(size)

    def readinto(self, buffer, /):
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def getbuffer(self):
        self._open()
        return bytearray(self._data)

    def seek(self, pos, whence=0, /):
        self._open()
        if whence == 0 and pos < 0:
            raise ValueError(f"negative seek value {pos}")
        if whence not in (0, 1, 2):
            raise ValueError(f"invalid whence ({whence}, should be 0, 1 or 2)")
        base = (0, self._at, len(self._data))[whence]
        self._at = max(base + pos, 0)
        return self._at
