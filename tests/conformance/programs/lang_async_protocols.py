import asyncio
class Actx:
    def __init__(self, n): self.n = n
    async def __aenter__(self): await asyncio.sleep(0); print('aenter', self.n); return self
    async def __aexit__(self, t, v, tb): print('aexit', self.n, t and t.__name__); return t is KeyError
class Aiter:
    def __init__(self, n): self.i, self.n = 0, n
    def __aiter__(self): return self
    async def __anext__(self):
        if self.i >= self.n: raise StopAsyncIteration
        self.i += 1; await asyncio.sleep(0); return self.i
class Aw:
    def __await__(self): yield from asyncio.sleep(0).__await__(); return 'awaited'
async def agen(n):
    try:
        for i in range(n): yield i; await asyncio.sleep(0)
    finally: print('agen fin')
async def ag2():
    x = yield 1
    print('sent', x)
    try: yield 2
    except ValueError as e: print('thrown', e); yield 3
async def main():
    async with Actx(1) as a, Actx(2) as b: print(a.n, b.n); raise KeyError('x')
    async for x in Aiter(2): print('a', x)
    else: print('else')
    print([x async for x in Aiter(3)], {x async for x in Aiter(2)}, {x: x * 2 async for x in Aiter(2)}, [x async for x in agen(4) if x % 2], [await asyncio.sleep(0, i) for i in range(3)])
    g = (x * 10 async for x in agen(2)); print([v async for v in g])
    print(await Aw())
    a = ag2(); print(await a.__anext__(), await a.asend('S'), await a.athrow(ValueError('T')))
    try: await a.__anext__()
    except StopAsyncIteration: print('stop')
    b = agen(3); print(await anext(b)); await b.aclose(); print(await anext(b, 'dflt'))
    async for x in agen(5):
        if x == 1: break
    try: 
        async for x in [1]: pass
    except TypeError as e: print(e)
    try:
        async with 5: pass
    except TypeError as e: print(e)
    try: await 5
    except TypeError as e: print(e)
    try:
        for x in agen(1): pass
    except TypeError as e: print(e)
    try:
        with Actx(1): pass
    except TypeError as e: print(e)
    async def inner(): 
        try: return 'ret'
        finally: await asyncio.sleep(0); print('ifin')
    print(await inner())
    c = inner(); print(type(c).__name__, asyncio.iscoroutine(c)); await c
    try: await c
    except RuntimeError as e: print(e)
    async def nested(n): return 0 if n == 0 else 1 + await nested(n - 1)
    print(await nested(50))
    async def raiser():
        try: raise ValueError('orig')
        except ValueError as e: raise RuntimeError('wrap') from e
    try: await raiser()
    except RuntimeError as e: print(e, repr(e.__cause__))
    f = lambda x: asyncio.sleep(0, x)
    print(await f(3), await asyncio.gather(*map(f, 'abc')))
    async def st(): raise StopIteration(1)
    try: await st()
    except RuntimeError as e: print(e)
    from contextlib import asynccontextmanager, AsyncExitStack
    @asynccontextmanager
    async def cm(n):
        print('cm in', n)
        try: yield n
        except ValueError as e: print('cm caught', e)
        finally: print('cm out', n)
    async with cm(5) as v: print(v); raise ValueError('cmv')
    async with AsyncExitStack() as st: 
        print(await st.enter_async_context(cm(1)), await st.enter_async_context(cm(2)))
        st.push_async_callback(asyncio.sleep, 0); st.callback(print, 'cb')
    class S:
        async def m(self): return 'm'
        @classmethod
        async def c(cls): return cls.__name__
        @staticmethod
        async def s(): return 's'
        @property
        async def p(self): return 'p'
        async def gen(self):
            yield 1
            yield 2
        async def __call__(self): return 'called'
    s = S(); print(await s.m(), await S.c(), await s.s(), await s.p, [x async for x in s.gen()], await s())
    def deco(f):
        async def w(*a): print('before'); r = await f(*a); print('after'); return r
        return w
    @deco
    async def dd(x): return x * 2
    print(await dd(4))
    lock = asyncio.Lock()
    async def ord_(n):
        print('s', n); await asyncio.sleep(0); print('e', n); return n
    ts = [asyncio.create_task(ord_(i)) for i in range(3)]; print('created'); await asyncio.sleep(0); print('slept'); print([await t for t in ts])
    async def cancelme():
        try: await asyncio.sleep(10)
        except asyncio.CancelledError: print('cleanup'); await asyncio.sleep(0); return 'survived'
    t = asyncio.create_task(cancelme()); await asyncio.sleep(0); t.cancel(); print(await t, t.cancelled())
    async def par():
        await asyncio.gather(cancelme(), cancelme())
    t = asyncio.create_task(par()); await asyncio.sleep(0.001); t.cancel()
    try: await t
    except asyncio.CancelledError: print('par canc')
    import contextvars
    var = contextvars.ContextVar('v', default='D')
    async def cv(n): var.set(n); await asyncio.sleep(0); return var.get()
    print(await asyncio.gather(cv(1), cv(2)), var.get()); tok = var.set('x'); print(var.get()); var.reset(tok); print(var.get())
    ctx = contextvars.copy_context(); print(ctx.run(lambda: (var.set('in'), var.get())[1]), var.get())
    try:
        async with asyncio.timeout(0.01):
            try: await asyncio.sleep(1)
            finally: print('inner finally')
    except TimeoutError as e: print('TO', repr(e))
    r = asyncio.create_task(ord_('t')); r.add_done_callback(lambda t: print('done cb', t.result())); await r; await asyncio.sleep(0)
asyncio.run(main())
async def ret(): return 5
async def top():
    try: await asyncio.wait_for(asyncio.Event().wait(), timeout=.001)
    except asyncio.TimeoutError: return await ret()
print(asyncio.run(top()))
try: asyncio.run(5)
except ValueError as e: print(e)
c = ret()
try: c.send(None)
except StopIteration as e: print('co', e.value)
loop = asyncio.new_event_loop(); print(loop.run_until_complete(ret())); loop.close()
