"""weakref: references, and dicts and a set that hold their members weakly."""

from collections.abc import MutableMapping, MutableSet

from _weakref import ReferenceType, proxy, ref, weak_watch


class WeakValueDictionary(MutableMapping):
    def __init__(self, other=(), /, **kw):
        self.data = {}
        self.update(other, **kw)

    def __getitem__(self, key):
        value = self.data[key]()
        if value is None:
            raise KeyError(key)
        return value

    def __setitem__(self, key, value):
        self.data[key] = ref(value)

    def __delitem__(self, key):
        del self.data[key]

    def _live(self):
        return [(key, each()) for key, each in list(self.data.items()) if each() is not None]

    def __iter__(self):
        return iter([key for key, _ in self._live()])

    def __len__(self):
        return len(self._live())

    def __contains__(self, key):
        return key in self.data and self.data[key]() is not None

    def __repr__(self):
        return f"<WeakValueDictionary at {id(self):#x}>"

    def copy(self):
        made = WeakValueDictionary()
        made.update(self)
        return made


class WeakKeyDictionary(MutableMapping):
    def __init__(self, dict=None):
        self.data = {}
        if dict is not None:
            self.update(dict)

    def __getitem__(self, key):
        return self.data[ref(key)]

    def __setitem__(self, key, value):
        self.data[ref(key)] = value

    def __delitem__(self, key):
        del self.data[ref(key)]

    def _live(self):
        return [each() for each in list(self.data) if each() is not None]

    def __iter__(self):
        return iter(self._live())

    def __len__(self):
        return len(self._live())

    def __contains__(self, key):
        return ref(key) in self.data

    def __repr__(self):
        return f"<WeakKeyDictionary at {id(self):#x}>"


class WeakSet(MutableSet):
    def __init__(self, data=None):
        self.data = set()
        for each in data or ():
            self.add(each)

    def add(self, item):
        self.data.add(ref(item))

    def discard(self, item):
        self.data.discard(ref(item))

    def remove(self, item):
        self.data.remove(ref(item))

    def __contains__(self, item):
        return ref(item) in self.data

    def __iter__(self):
        return iter([each() for each in list(self.data) if each() is not None])

    def __len__(self):
        return sum(1 for each in list(self.data) if each() is not None)

    def update(self, other):
        for each in other:
            self.add(each)


class WeakMethod:
    def __init__(self, method, callback=None):
        self._self = ref(method.__self__, callback)
        self._func = method.__func__
        self._name = method.__name__

    def __call__(self):
        owner = self._self()
        return None if owner is None else getattr(owner, self._name)


class finalize:
    def __init__(self, obj, func, /, *args, **kw):
        self._call = (func, args, kw)
        weak_watch(obj, self)

    @property
    def alive(self):
        return self._call is not None

    def __call__(self):
        if self._call is None:
            return None
        func, args, kw = self._call
        self._call = None
        return func(*args, **kw)

    def detach(self):
        self._call = None
