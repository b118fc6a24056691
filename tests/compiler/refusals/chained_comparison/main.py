def f():
    return 5


print(1 < f() < 9)
