import asyncio
from contextlib import contextmanager, asynccontextmanager, suppress, ExitStack, AsyncExitStack, closing, nullcontext, redirect_stdout, ContextDecorator, AbstractContextManager
with suppress(KeyError, ValueError): {}['x']
with suppress(KeyError): print('fine')
try:
    with suppress(KeyError): raise TypeError('t')
except TypeError as e: print(e)
class R:
    def __init__(self, n): self.n = n
    def __enter__(self): print('enter', self.n); return self
    def __exit__(self, t, v, tb): print('exit', self.n, t.__name__ if t else None, v); return self.n == 'sup'
    def close(self): print('close', self.n)
with ExitStack() as st:
    a = st.enter_context(R('1')); st.enter_context(R('2')); st.callback(print, 'cb', sep='-'); st.push(R('p')); print(a.n)
with ExitStack() as st:
    st.enter_context(R('sup')); st.enter_context(R('in')); raise ValueError('v')
st = ExitStack(); st.enter_context(R('late')); st2 = st.pop_all(); st.close(); print('closed'); st2.close()
def fail(): raise RuntimeError('in cb')
try:
    with ExitStack() as st:
        st.callback(fail); raise ValueError('first')
except RuntimeError as e: print(e, repr(e.__context__))
with closing(R('z')) as z: print(z.n)
with nullcontext(5) as n: print(n)
with nullcontext() as n: print(n)
class D(ContextDecorator):
    def __enter__(self): print('in'); return self
    def __exit__(self, *a): print('out'); return False
@D()
def g(): print('g')
g()
class Out:
    def __init__(self): self.t = ''
    def write(self, s): self.t += s
o = Out()
with redirect_stdout(o): print('hidden', 1)
print(repr(o.t))
print(isinstance(R(1), AbstractContextManager), isinstance(3, AbstractContextManager))
