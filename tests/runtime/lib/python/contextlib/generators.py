import asyncio
from contextlib import contextmanager, asynccontextmanager, suppress, ExitStack, AsyncExitStack, closing, nullcontext, redirect_stdout, ContextDecorator, AbstractContextManager
@contextmanager
def tag(n, *, c='x'):
    'doc'
    print('<', n, c)
    try:
        yield n.upper()
    except ValueError as e:
        print('caught', e)
    finally:
        print('>', n)
with tag('a') as t: print(t)
with tag('b', c='y'): raise ValueError('boom')
try:
    with tag('c'): raise KeyError('k')
except KeyError as e: print('out', e)
print(tag.__name__, tag.__doc__)
@contextmanager
def bad():
    if False: yield
try:
    with bad(): pass
except RuntimeError as e: print(e)
@contextmanager
def twice():
    yield 1
    yield 2
try:
    with twice(): pass
except RuntimeError as e: print(e)
@contextmanager
def conv():
    try: yield
    except KeyError as e: raise ValueError('conv') from e
try:
    with conv(): raise KeyError(1)
except ValueError as e: print(e, repr(e.__cause__))
try:
    with conv(): raise StopIteration('s')
except StopIteration as e: print('SI', e)
@tag('deco')
def f(x): return x * 2
print(f(4), f(5))
