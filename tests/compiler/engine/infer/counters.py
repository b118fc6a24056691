def f(n):
    i = 0
    up = down = 0
    while i < n:
        i += 1
        up += 2
        down -= 3
        if i % 2 == 0:
            up = up - down // 2
    return i, up, down
print(f(10), f(1000))
def g():
    start = 9007199254740990
    out = []
    for i in range(start, start + 4):
        out.append(i)
    n = start
    while n < start + 4:
        n += 1
    out.append(n)
    return out
print(g())
def h(k):
    x = 1
    while x < k:
        x = x + x
    return x
print(h(10), h(10 ** 20))
def squares(n):
    t = 0
    for i in range(n):
        t += i * i
    return t
print(squares(10), squares(1000))
def mul(n):
    v = 3
    for _ in range(n):
        v = v * v
    return v
print(mul(3), mul(7))
def index(xs):
    i = len(xs) - 1
    out = []
    while i >= 0:
        out.append(xs[i])
        i -= 1
    return out, i, xs[i]
print(index([1, 2, 3]), index([0.5, 1.0]))
def digits(n):
    out = []
    while n:
        out.append(n % 10)
        n //= 10
    return out
print(digits(12345), digits(10 ** 20))
def gcd(a, b):
    while b:
        a, b = b, a % b
    return a
print(gcd(12, 18), gcd(2 ** 60, 2 ** 40 * 3), gcd(-4, 6), gcd(4, -6))
def mods(a):
    return a % 3, a // 3, -a % 3, -a // 3, a & 7, -a & 7, a >> 1, -a >> 1, a << 2, ~a
print(mods(7), mods(0), mods(2 ** 40), mods(2 ** 70))
