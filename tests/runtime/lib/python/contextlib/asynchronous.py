import asyncio
from contextlib import contextmanager, asynccontextmanager, suppress, ExitStack, AsyncExitStack, closing, nullcontext, redirect_stdout, ContextDecorator, AbstractContextManager
class R:
    def __init__(self, n): self.n = n
    def __enter__(self): print('enter', self.n); return self
    def __exit__(self, t, v, tb): print('exit', self.n, t.__name__ if t else None, v); return self.n == 'sup'
    def close(self): print('close', self.n)
@asynccontextmanager
async def am(n):
    print('a<', n)
    try: yield n
    except ValueError as e: print('acaught', e)
    finally: print('a>', n)
async def main():
    async with am('q') as v: print(v)
    async with am('r'): raise ValueError('av')
    async with AsyncExitStack() as s:
        print(await s.enter_async_context(am('s'))); s.enter_context(R('sync'))
        async def cb(x): print('acb', x)
        s.push_async_callback(cb, 3)
    try:
        async with am('t'): raise KeyError('kk')
    except KeyError as e: print('a out', e)
    async with nullcontext(3) as k: print(k)
asyncio.run(main())
