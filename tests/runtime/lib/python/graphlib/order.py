from graphlib import CycleError, TopologicalSorter

print(list(TopologicalSorter({"D": ["B", "C"], "C": ["A"], "B": ["A"]}).static_order()))
ts = TopologicalSorter()
ts.add("test", "build")
ts.add("deploy", "test", "docs")
ts.prepare()
while ts.is_active():
    ready = ts.get_ready()
    print(sorted(ready))
    ts.done(*ready)
print(bool(ts), list(TopologicalSorter().static_order()))
try:
    list(TopologicalSorter({1: [2], 2: [3], 3: [1]}).static_order())
except CycleError as e:
    print(e.args, isinstance(e, ValueError))
for bad in (lambda: ts.add("x"), lambda: ts.done("nope"), lambda: ts.done("test"), lambda: ts.prepare(), lambda: TopologicalSorter().get_ready()):
    try:
        bad()
    except ValueError as e:
        print(e)
