def f(n):
    x = 1
    for i in range(n):
        x = x * 3 + i
    return x
print(f(10), f(40), f(100))
def fact(n):
    return 1 if n <= 1 else n * fact(n - 1)
print(fact(5), fact(25), fact(30) // fact(28), fact(30) % 1000007)
def fib(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a
print(fib(50), fib(79), fib(80), fib(120))
big = 2 ** 53
print(big, big + 1, big - 1 + 2, big * 2, -big - 1, big == big + 1, big < big + 1)
x = 9007199254740991
x += 1
x += 1
print(x, x & 1, x | 1, x >> 3, x << 3, x // 2, x % 10, x ^ x, -x, abs(-x), x / 3)
y = 94906267
print(y * y, y * y + 1, (y * y) % 97)
z = 1 << 31
print(z, z << 1, z << 30, z | 1, z & 0xffffffff, ~z, (1 << 40) & 0xff, (-1) & 0xff, (-1) & 0xffffffff)
def mask(h, k):
    for i in range(k):
        h = (h * 31 + i) & 0xffffffff
    return h
print(mask(7, 50), mask(12345678, 1000))
def mask31(h, k):
    for i in range(k):
        h = (h * 31 + i) & 0x7fffffff
    return h
print(mask31(7, 50))
def lcg(seed, n):
    out = []
    for i in range(n):
        seed = (seed * 6364136223846793005 + 1442695040888963407) % 2**64
        out.append(seed)
    return out
print(lcg(1, 5))
