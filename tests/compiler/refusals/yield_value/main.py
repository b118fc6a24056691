def f():
    got = yield 1
    print(got)
