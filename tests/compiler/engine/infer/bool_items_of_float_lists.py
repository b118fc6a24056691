def f():
    xs = [1.0, 2.0, 3.5]
    flag = len(xs) > 2
    xs[flag] = 7.0
    print(xs[flag], xs[0], flag + 1.0)
f()
