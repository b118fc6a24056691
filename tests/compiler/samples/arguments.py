def f(a, *rest, sep='-', **opts):
    return sep.join([str(a)] + [str(r) for r in rest]) + str(sorted(opts.items()))
print(f(1), f(1, 2, 3, sep='+'), f(*[1, 2], **{'x': 1, 'sep': '/'}))
def g(a, b, /, c=3, *, d=4):
    return a, b, c, d
print(g(1, 2), g(1, 2, 9, d=8))
