x = 1
y = [1.0, 2.0]
print(__name__, "x" in globals(), globals()["x"], type(globals()).__name__, "zz" in globals(), globals().get("zz", "no"))
globals()["x"] = 42
print(x)
def loc(a, b=2):
    c = 3
    return sorted(locals().items())
print(loc(1))
def some(a):
    if a: z = 1
    def g(): return a
    for i in range(2): pass
    return sorted(locals())
print(some(0), some(1))
def floats():
    xs = [1.0, 2.0]
    y = 2.0
    for i in range(2):
        y = y * 2.0
        xs[i] = y
    return locals()
print(floats())
def text(name, age): return "{name} is {age}".format(**locals())
print(text("bob", 3))
class C:
    def m(self, k=1): return sorted(vars()), dir()
print(C().m())
def by_name(n): return globals()[n]()
def hello(): return "hello!"
print(by_name("hello"))
def on_start(): return "start"
def on_stop(): return "stop"
handlers = {k[3:]: v for k, v in list(globals().items()) if k.startswith("on_")}
print({k: v() for k, v in handlers.items()})
def put(n, v): globals()[n] = v
put("x", "new")
print(x, locals() is globals(), globals()["y"])
try: globals()["nope"]
except KeyError as e: print("KeyError", e)
print([k for k in dir() if not k.startswith("_")])
try: [*5]
except TypeError as e: print(e)
