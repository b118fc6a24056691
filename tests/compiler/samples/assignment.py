async def init():
    d = {'x': [1, 2]}
    d['x'][-1] += 5
    d['y'] = d.get('y', 0) + 1
    d['y'] += 1
    print(d)
    a, b = 1, 2
    a, b = b, a
    l = [3, 1, 2]
    l[0], l[2] = l[2], l[0]
    print(a, b, l)
    (x, y), z = (1, 2), 3
    first, *rest = l
    *init, last = 'abc'
    print(x, y, z, first, rest, init, last)
