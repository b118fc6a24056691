from array import array

a = array("i", [1, 2, 3])
a.append(4)
a.extend([5, 6])
print(a, len(a), a[0], a[-1], a[1:3], a.typecode, a.itemsize, list(a), sum(a), 3 in a)
a[0] = 10
a.insert(1, 7)
print(a.pop(), a.index(7), a.count(3), a.tolist(), array("d", [1, 2.5]), array("f", [0.1]), array("b"), array("B", b"\x01\xff"), array("u", "hi"))
print(a + array("i", [9]), a * 2 == array("i", a.tolist() * 2), array("h", [1, 2]).tobytes(), array("d", [1.0]) == array("d", [1]), a == [10])
b = array("H")
b.frombytes(b"\x01\x00\x02\x01")
b.byteswap()
print(b)
a.reverse()
a.remove(7)
del a[0]
print(a, [x * 2 for x in a])
for bad in (lambda: array("x"), lambda: array("b", [200]), lambda: array("B", [-1]), lambda: a.append(1.5), lambda: a[99], lambda: a.append("s"), lambda: array("i").pop(), lambda: a.remove(77)):
    try:
        bad()
    except (ValueError, TypeError, OverflowError, IndexError) as e:
        print(type(e).__name__, e)
