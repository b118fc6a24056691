def f():
    x = 1.5
    def g():
        nonlocal x
        x = "s"
    print(x * 2)
    g()
    print(x * 2)
    y = 2.0
    def h():
        nonlocal y
        y += 1
        return y
    print(h(), y, h() + y)
f()
