def depth(n):
    if n == 0:
        return 0
    return 1 + depth(n - 1)
print(depth(50))
def odd(n):
    return False if n == 0 else even(n - 1)
def even(n):
    return True if n == 0 else odd(n - 1)
print(odd(7), even(7))
def power(x, n):
    if n == 0:
        return 1
    return x * power(x, n - 1)
print(power(2, 10), power(2.0, 3), power(3, 60), power(0.5, 2))
def ack(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ack(m - 1, 1)
    return ack(m - 1, ack(m, n - 1))
print(ack(2, 3))
def tree(d):
    return [] if d == 0 else [tree(d - 1), tree(d - 1)]
def size(t):
    n = 1
    for c in t:
        n += size(c)
    return n
print(size(tree(5)), tree(2))
def mutual(x, k):
    if k:
        return mutual(str(x), k - 1)
    return x * 2
print(mutual(1.5, 0), mutual(1.5, 1))
