def f(a, b):
    return a[0] and b
