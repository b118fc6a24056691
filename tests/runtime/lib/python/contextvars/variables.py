from contextvars import Context, ContextVar, Token, copy_context

v = ContextVar("v", default=1)
w = ContextVar("w")
print(v.get(), v.get(5), w.get("none"), v.name)
t = v.set(2)
print(v.get(), t.old_value is Token.MISSING, t.var is v)
t2 = v.set(3)
print(t2.old_value)
v.reset(t2)
print(v.get())
try:
    v.reset(t2)
except RuntimeError as e:
    print(str(e).startswith("<Token used var=<ContextVar name='v' default=1 at "))
try:
    w.get()
except LookupError as e:
    print(type(e).__name__)
c = copy_context()


def inside(x, y=0):
    v.set(x + y)
    w.set("in")
    return v.get(), w.get()


print(c.run(inside, 10, y=5), v.get(), w.get("out"), c[v], w in c, len(c), c.get(w))
e = Context()
print(e.run(lambda: v.get()), list(e), sorted(var.name for var in c))
v.reset(t)
print(v.get())
