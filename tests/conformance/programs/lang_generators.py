def g():
    try:
        x = yield 1
        print('got', x)
        y = yield x * 2
        print('got', y)
    except ValueError as e:
        print('caught', e); yield 'after'
    finally:
        print('fin')
    return 'ret'
a = g(); print(next(a), a.send(5))
try: a.send(6)
except StopIteration as e: print('stop', e.value, e.args, repr(e))
try: next(a)
except StopIteration as e: print('stop', e.value, repr(e))
b = g(); next(b); print(b.throw(ValueError('v'))); b.close(); b.close()
c = g()
try: c.send(1)
except TypeError as e: print(e)
c.close(); print(list(c))
d = g(); next(d)
try: d.throw(KeyError, 'k')
except KeyError as e: print(repr(e))
e = g()
try: e.throw(RuntimeError('unstarted'))
except RuntimeError as x: print(x)
def sub():
    r = yield 'a'
    print('sub got', r)
    return 'subret'
def outer():
    v = yield from sub()
    print('v', v)
    w = yield from [1, 2]
    print('w', w)
    z = yield from 'xy'
    return 'done'
def res(): return (yield from outer())
o = res(); print(next(o), o.send('S'), next(o), next(o), next(o))
try: next(o)
except StopIteration as e: print(e.value)
def bad():
    yield 1
    raise StopIteration('x')
try: list(bad())
except RuntimeError as e: print(e, repr(e.__cause__))
def bad2(): yield next(iter([]))
try: list(bad2())
except RuntimeError as e: print(e)
def ign():
    try: yield 1
    except GeneratorExit: yield 2
i = ign(); next(i)
try: i.close()
except RuntimeError as e: print(e)
def rec():
    yield next(r)
r = rec()
try: next(r)
except ValueError as e: print(e)
print(g.__name__, type(a).__name__, hasattr(a, '__next__'), iter(a) is a)
def inner():
    try: yield 1; yield 2
    except KeyError as e: print('inner caught', e); yield 'recovered'
    finally: print('inner fin')
def dele():
    try: yield from inner()
    finally: print('dele fin')
d = dele(); next(d); print(d.throw(KeyError('q'))); d.close()
d = dele(); next(d); d.close()
class It:
    def __init__(self): self.i = 0
    def __iter__(self): return self
    def __next__(self): self.i += 1; return self.i if self.i < 3 else (_ for _ in ()).throw(StopIteration)
    def send(self, v): print('send', v); return self.__next__()
    def throw(self, *a): print('throw', a[0]); raise a[0]
def deli(): yield from It()
x = deli(); print(next(x), x.send(9))
x = deli(); next(x)
try: x.throw(ValueError('tt'))
except ValueError as e: print(e)
