def f(a, b):
    r = a + b
    r += "!"
    return r, r * 2, len(r), r[0], r[-1], r[1:], r.upper() + a, r.split("b"), [c for c in r], r.find("z") + 1, "x" in r
print(f("ab", "cd"), f("", "é😀"))
out = ""
for ch in "a😀b":
    out = ch + out
print(out, len(out), out.split("a"), ",".join(out.split("a") + ["z"]))
parts = "1 2 3".split()
parts.append(4)
print(parts, parts[0] + "x", int(parts[1]) + 1)
def count(ws):
    d = {}
    for w in ws:
        d[w] = d.get(w, 0) + 1
    return d
print(count("a b a".split()), f"{1.0}{2:>4}{'s'!r}", str(5) + "a", str(1.0), "%d %s" % (1, 2.0))
