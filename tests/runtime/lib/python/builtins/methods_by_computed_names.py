def dispatch(target, name, *args, **kw): return getattr(target, name)(*args, **kw)


print(dispatch("x", "zfill", 3), dispatch((1, 2), "count", 1), dispatch([3, 1], "index", 1), dispatch({"a": 1}, "get", "z", 7), dispatch("a-b", "split", "-", 1))
for name in ("upper", "title"): print(getattr("ab", name)())
