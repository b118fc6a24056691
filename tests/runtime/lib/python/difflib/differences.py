import difflib
from difflib import SequenceMatcher, get_close_matches, ndiff, unified_diff

print(get_close_matches("appel", ["ape", "apple", "peach", "puppy"]), get_close_matches("wheel", ["while", "whale"], n=1), get_close_matches("x", ["abc"]))
m = SequenceMatcher(None, "private Thread currentThread;", "private volatile Thread currentThread;")
print(round(m.ratio(), 3), m.quick_ratio(), m.real_quick_ratio(), m.find_longest_match())
for block in m.get_matching_blocks():
    print(block, block.size)
for code in SequenceMatcher(None, "qabxcd", "abycdf").get_opcodes():
    print(code)
print(SequenceMatcher(lambda x: x == " ", " abcd", "abcd abcd").find_longest_match(0, 5, 0, 9), SequenceMatcher(None, [], []).ratio())
a = "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\n".splitlines(keepends=True)
b = "one\n2\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten\n".splitlines(keepends=True)
print("".join(unified_diff(a, b, fromfile="before.py", tofile="after.py")), end="")
print("".join(unified_diff(a, b, n=0)), end="")
print("".join(difflib.context_diff(a, b, "x", "y", n=1)), end="")
delta = list(ndiff("one\ntwo\nthree\n".splitlines(True), "ore\ntree\nemu\n".splitlines(True)))
print("".join(delta), end="")
print("".join(difflib.restore(delta, 1)), list(unified_diff(["a"], ["a"])), list(unified_diff(["a"], ["b"], lineterm="")))
