"""array: lists of numbers of one kind."""

import _binary

typecodes = "bBuhHiIlLqQfd"


class array:
    def __init__(self, typecode, initializer=()):
        if not isinstance(typecode, str) or len(typecode) != 1:
            raise TypeError(f"array() argument 1 must be a unicode character, not {type(typecode).__name__}")
        if typecode not in typecodes:
            raise ValueError("bad typecode (must be b, B, u, h, H, i, I, l, L, q, Q, f or d)")
        self.typecode = typecode
        self._items = []
        if isinstance(initializer, (bytes, bytearray)):
            self.frombytes(initializer)
        elif isinstance(initializer, str) and typecode != "u":
            raise TypeError(f"cannot use a str to initialize an array with typecode '{typecode}'")
        else:
            self.extend(initializer)

    @property
    def itemsize(self):
        return _binary.size("=", {"l": "q", "L": "Q", "u": "I"}.get(self.typecode, self.typecode))

    def _checked(self, x):
        code = self.typecode
        if code in "fd":
            if not isinstance(x, (int, float)):
                raise TypeError(f"must be real number, not {type(x).__name__}")
            return float(x) if code == "d" else _binary.single(float(x))
        if code == "u":
            if not isinstance(x, str) or len(x) != 1:
                raise TypeError("array item must be unicode character")
            return x
        if not isinstance(x, int):
            raise TypeError(f"'{type(x).__name__}' object cannot be interpreted as an integer")
        bits = self.itemsize * 8
        low, high = (0, 2**bits) if code.isupper() else (-(2 ** (bits - 1)), 2 ** (bits - 1))
        if not low <= x < high:
            name = {
                "b": "signed char",
                "B": "unsigned byte integer",
                "h": "signed short integer",
                "H": "unsigned short",
                "i": "signed integer",
                "I": "unsigned int",
            }
            side = "less than minimum" if x < low else "greater than maximum"
            if code in "lLqQ":
                raise OverflowError(
                    "int too large to convert" if x >= high else "can't convert negative int to unsigned"
                )
            raise OverflowError(f"{name[code]} is {side}")
        return int(x)

    def append(self, x, /):
        self._items.append(self._checked(x))

    def extend(self, iterable, /):
        if isinstance(iterable, array) and iterable.typecode != self.typecode:
            raise TypeError("can only extend with array of same kind")
        for x in iterable:
            self._items.append(self._checked(x))

    def fromlist(self, list, /):
        self._items += [self._checked(x) for x in list]

    def tolist(self):
        return list(self._items)

    def tobytes(self):
        code = {"l": "q", "L": "Q", "u": "I"}.get(self.typecode, self.typecode)
        items = map(ord, self._items) if self.typecode == "u" else self._items
        return _binary.pack("<" + code * len(self._items), *items)

    def frombytes(self, buffer, /):
        size = self.itemsize
        if len(buffer) % size:
            raise ValueError("bytes length not a multiple of item size")
        code = {"l": "q", "L": "Q", "u": "I"}.get(self.typecode, self.typecode)
        items = _binary.unpack("<" + code * (len(buffer) // size), bytes(buffer))
        self._items += map(chr, items) if self.typecode == "u" else items

    def tounicode(self):
        return "".join(self._items)

    def insert(self, i, x, /):
        self._items.insert(i, self._checked(x))

    def pop(self, i=-1, /):
        if not self._items:
            raise IndexError("pop from empty array")
        if not -len(self._items) <= i < len(self._items):
            raise IndexError("pop index out of range")
        return self._items.pop(i)

    def remove(self, x, /):
        if x not in self._items:
            raise ValueError("array.remove(x): x not in array")
        self._items.remove(x)

    def index(self, x, start=0, stop=9223372036854775807, /):
        for i, each in enumerate(self._items):
            if start <= i < stop and each == x:
                return i
        raise ValueError("array.index(x): x not in array")

    def count(self, x, /):
        return self._items.count(x)

    def reverse(self):
        self._items.reverse()

    def byteswap(self):
        size = self.itemsize
        data = self.tobytes()
        self._items = []
        self.frombytes(b"".join(data[i : i + size][::-1] for i in range(0, len(data), size)))

    def buffer_info(self):
        return id(self), len(self._items)

    def _like(self, items):
        made = array(self.typecode)
        made._items = items
        return made

    def __len__(self):
        return len(self._items)

    def __iter__(self):
        return iter(self._items)

    def __contains__(self, x):
        return x in self._items

    def __getitem__(self, i):
        if isinstance(i, slice):
            return self._like(self._items[i])
        if not isinstance(i, int):
            raise TypeError("array indices must be integers")
        if not -len(self._items) <= i < len(self._items):
            raise IndexError("array index out of range")
        return self._items[i]

    def __setitem__(self, i, x):
        if isinstance(i, slice):
            if not isinstance(x, array):
                raise TypeError(f'can only assign array (not "{type(x).__name__}") to array slice')
            self._items[i] = x._items
        elif not -len(self._items) <= i < len(self._items):
            raise IndexError("array assignment index out of range")
        else:
            self._items[i] = self._checked(x)

    def __delitem__(self, i):
        if not isinstance(i, slice) and not -len(self._items) <= i < len(self._items):
            raise IndexError("array assignment index out of range")
        del self._items[i]

    def __add__(self, other):
        if not isinstance(other, array):
            raise TypeError(f'can only append array (not "{type(other).__name__}") to array')
        return self._like(self._items + other._items)

    def __iadd__(self, other):
        if not isinstance(other, array):
            raise TypeError(f'can only extend with array (not "{type(other).__name__}")')
        self.extend(other)
        return self

    def __mul__(self, n):
        return self._like(self._items * n)

    __rmul__ = __mul__

    def __imul__(self, n):
        self._items *= n
        return self

    def __eq__(self, other):
        return self._items == other._items if isinstance(other, array) else NotImplemented

    def __lt__(self, other):
        return self._items < other._items if isinstance(other, array) else NotImplemented

    def __le__(self, other):
        return self._items <= other._items if isinstance(other, array) else NotImplemented

    def __gt__(self, other):
        return self._items > other._items if isinstance(other, array) else NotImplemented

    def __ge__(self, other):
        return self._items >= other._items if isinstance(other, array) else NotImplemented

    __hash__ = None

    def __copy__(self):
        return self._like(list(self._items))

    def __repr__(self):
        if not self._items:
            return f"array('{self.typecode}')"
        shown = repr("".join(self._items)) if self.typecode == "u" else repr(self._items)
        return f"array('{self.typecode}', {shown})"


ArrayType = array
