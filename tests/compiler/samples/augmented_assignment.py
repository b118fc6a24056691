x = [1]
y = x
y += [2]
t = (1,)
t += (2,)
s = 'a'
s *= 3
n = 7
n //= 2
n **= 2
n %= 5
class C:
    total = 0
c = C()
c.total += 5
m = {'a': {'b': 1}}
m['a']['b'] *= 10
print(x, t, s, n, c.total, C.total, m)
