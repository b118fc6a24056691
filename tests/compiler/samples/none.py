def f():
    pass
class A:
    pass
print(f() is None, f() is not None, f() == None, None is None, f())
