# What the program's own values do among JavaScript's: nothing of theirs is converted.
from pystream.browser import Map, EventTarget, Array
import asyncio
from collections import deque
t = EventTarget()
q = deque()
q.appendleft({"x": 1})
print(q[0]["x"], type(q[0]).__name__)
print(str(Array.from_("ab")))
async def main():
    f = asyncio.get_running_loop().create_future()
    f.set_result({"r": 2})
    print((await f)["r"], type(f.result()) is dict)
    qq = asyncio.Queue()
    qq.put_nowait({"z": lambda: 3})
    print((await qq.get())["z"]())
    await qq.put({"z": 4.0})
    print((await qq.get()))
asyncio.run(main())
def gen():
    x = yield 1
    print(x)
    yield 2
g = gen(); next(g); g.send({"k": 1})
import re, json
from contextlib import ExitStack
with ExitStack() as s:
    s.callback(lambda a: print(a), {"cb": 1})
    s.push(lambda *a: None)
print(re.sub("a", lambda m: m.group(0).upper(), "banana"))
import functools
@functools.singledispatch
def show(x): return "obj"
@show.register(int)
def _(x): return "int"
show.register(str, lambda x: "str")
print(show(1), show("a"), show(2.5))
p = functools.partial(lambda a, *b: (a, len(b)), {"q": 1})
m = Map([["k", 1]])
m.forEach(p)
m.forEach(print)
from dataclasses import dataclass, field, replace
@dataclass
class D:
    f: object = None
    def run(self, cb, **kw): return cb(self, kw)
d = D()
d.f = {"z": [1.0]}
print(d, d.run(lambda s, kw: (s.f, kw), a={"b": 1.0}))
import logging
from enum import Enum
class E(Enum):
    A = {"v": 1}
print(E.A.value)
class Meta(type):
    def make(cls, o): return o
class K(metaclass=Meta): pass
print(K.make({"mm": 1}))
class Base:
    @staticmethod
    def st(o): return o
    @classmethod
    def cm(cls, o): return o
    @property
    def fn(self): return lambda o: o
print(Base.st({"s": 1}), Base.cm({"c": 1.0}), Base().fn({"p": 1}), Base().st({"ss": 1}))
X = Base
print(X.st({"s": (1,)}))
holder = [Base]
print(holder[0].cm({"h": 1}), getattr(Base(), "cm")({"g": 1}))
