from pystream.browser import Map, Uint8Array, Float32Array, URL, JSON, Promise, Set, Date, setTimeout, console, to_js, to_py, JsError, Object, window, Number, Array, EventTarget, Event, AbortController, Error, Math

m = Map([["a", 1]])
m["b"] = {"x": 1}
print(len(m), m["a"], m.get("b"), m.get("zz"), "a" in m, "q" in m)
for k, v in m:
    print(k, v)
try:
    m["nope"]
except KeyError as e:
    print("KeyError", e)
u = Uint8Array(8)
u[0] = 5
u[-1] = 7
print(len(u), u[0], u[-1], [x for x in u], sum(u))
try:
    u[9]
except IndexError as e:
    print("IndexError", e)
f = Float32Array([1.0, 2.5])
print([x for x in f.map(lambda x: x * 2)])
print(JSON.stringify({"a": [1, {"b": 2.0}], "c": (1, 2), "n": None}))
url = URL("https://x.org/a?b=1")
print(url.searchParams.get("b"), url.hostname, url.searchParams.get("zz"))
try:
    URL("nope")
except JsError as e:
    print(type(e).__name__, e.name, e.message)
try:
    URL("nope")
except TypeError as e:
    print("T", e)
t = EventTarget()
def nothing():
    print("called")
def one(e):
    print("one", e.type)
class L:
    def __init__(self): self.n = 0
    def on(self, e):
        self.n += 1
        print("bound", self.n)
l = L()
t.addEventListener("hi", nothing)
t.addEventListener("hi", one)
t.addEventListener("hi", l.on)
t.addEventListener("hi", lambda: print("lambda"), once=True)
t.dispatchEvent(Event("hi"))
t.removeEventListener("hi", nothing)
t.removeEventListener("hi", l.on)
t.dispatchEvent(Event("hi"))
o = to_js({"a": {"b": [1, 2]}})
print(o.a.b, o["a"].b[0], to_py(o), o.missing, "a" in o)
o.class_ = "c"
o.x = {"y": 1}
print(o.class_, o["class"], o.x.y)
o.cb = lambda a: a + 1
print(Number("5") + 1)
q = window.Map.new([[1, 2]])
print(len(q))
mk = Map
print(len(mk.new()), Array.from_("abc"))
import asyncio
async def main():
    p = Promise(lambda resolve: setTimeout(resolve, 5, "done"))
    print(await p)
    print(await Promise.resolve({"a": 1}))
    print(await Promise.all([Promise.resolve(1), Promise.resolve(2)]))
    try:
        await Promise.reject(Error("bad"))
    except JsError as e:
        print(e.name, e.message, e)
    print(await p.then(lambda: 5))
    async def handler(e):
        await asyncio.sleep(0)
        print("async listener")
    t.addEventListener("later", handler)
    t.dispatchEvent(Event("later"))
    await asyncio.sleep(0.01)
    c = AbortController()
    c.signal.onabort = lambda: print("aborted")
    c.abort()
asyncio.run(main())
print(isinstance(m, Map), Math.max(1, 2.5), Date(0).toISOString())
s = Set([1, 2]); s.add(3)
print(len(s), 3 in s, list(s))
get = m.get
print(get("a"))


# What the program's own values do meanwhile.
from pystream.browser import DOMException, URLSearchParams, structuredClone, parseInt, Blob, TextEncoder, Response, Headers


class Holder:
    def __init__(self):
        self.callback = None
        self.items = []
        self.class_ = "mine"

    def each(self, function, options):
        return [function(item) for item in self.items], options

    def Make(self, a, b=2):
        return (a, b)

    def new(self, **named):
        return named

    def call(self):
        return self.callback({"own": 1})


holder = Holder()
holder.callback = lambda given: given["own"]
holder.items.append({"x": 1})
print(holder.each(lambda item: item["x"], {"kept": True}))
print(holder.call(), holder.class_, holder.Make(1, b=3), holder.new(q=1))
kept = holder.callback
print(kept({"own": 7}), holder.callback is kept)
mapping = Map()
inner = {"d": 1}
mapping.set("k", inner)
mapping[1.0] = "one"
print(mapping.get("k") is inner, mapping.get(1), mapping[1])
del mapping["k"]
print(len(mapping), mapping.delete("nope"))
params = URLSearchParams({"a": "1", "b": "two"})
print(str(params), f"{params}", "a" in params, "z" in params, [*params])
query = URL("https://x.org/?q=1")
print(f"{query}", hasattr(query, "hash"), hasattr(query, "hsah"))
print(structuredClone({"a": [1, 2], "b": {"c": None}}).b.c is None, parseInt("12px"))
try:
    raise_abort = AbortController()
    raise_abort.abort()
    raise_abort.signal.throwIfAborted()
except DOMException as why:
    print(why.name)
print(list(Uint8Array([3, 4, 5])[1:]), bytes(TextEncoder().encode("hé")), max(Uint8Array([3, 9, 5])))
first, second = Uint8Array([1, 2])
print(first, second, [value for value in Float32Array([0.5, 2])], sorted(Uint8Array([3, 1])))
headers = Headers({"X-A": "1"})
print(headers.get("x-a"), dict(headers.entries()) if False else [pair for pair in headers])
print(to_py(to_js({"s": {1}, "t": (1, 2), "b": b"ab"})), to_py(Map([["k", {"v": 1}]])))


async def more():
    blob = Blob([b"ab", "c"], type="text/plain")
    print(blob.size, blob.type, await blob.text())
    print(to_py(await Response('{"a": [1, 2.5, null]}').json()))
    data = await Response('{"a": {"items": 3}}').json()
    print(data.a["items"], data["a"].items, to_py(data)["a"]["items"])

    async def fails(value):
        raise ValueError("from Python " + value)

    try:
        await Promise.resolve("x").then(fails)
    except ValueError as why:
        print(why)
    try:
        Uint8Array([1]).forEach(lambda: holder.nope)
    except AttributeError as why:
        print(why)
    for constructor in (Map, Set):
        print(type(constructor.new()).__name__)
    print(await asyncio.gather(Promise.resolve(1), asyncio.sleep(0, 2)))
    found = window.Intl.NumberFormat("en", {"minimumFractionDigits": 2}).format(1.5)
    print(found, window.Intl.NumberFormat("en", minimumFractionDigits=1).format(2))


asyncio.run(more())
