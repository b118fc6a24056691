# ruff: noqa
import asyncio


async def ticks(n):
    try:
        for i in range(n):
            await asyncio.sleep(0)
            got = yield i
            if got is not None:
                print("got", got)
    except GeneratorExit:
        print("exit")
        raise
    finally:
        print("closing", n)


class Count:
    def __init__(self, n):
        self.n = n

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.n == 0:
            raise StopAsyncIteration
        self.n -= 1
        await asyncio.sleep(0)
        return self.n


class Manager:
    def __init__(self, swallow):
        self.swallow = swallow

    async def __aenter__(self):
        await asyncio.sleep(0)
        print("enter")
        return 42

    async def __aexit__(self, t, v, tb):
        await asyncio.sleep(0)
        print("exit", t.__name__ if t else None)
        return self.swallow


class Awaitable:
    def __await__(self):
        yield from asyncio.sleep(0).__await__()
        return "awaited"


late = None


async def main():
    async for i in ticks(3):
        print(i)
    else:
        print("else")
    print([i async for i in ticks(2)])
    print([i * 2 async for i in Count(4) if i % 2])
    print({i async for i in Count(3)}, {i: await asyncio.sleep(0, i * i) async for i in Count(3)})
    g = (i + 1 async for i in Count(3))
    print([x async for x in g])
    a = ticks(3)
    print(await a.asend(None), await a.asend("hello"), await anext(a))
    try:
        await a.athrow(ValueError("thrown"))
    except ValueError as e:
        print(e)
    print(await anext(a, "default"))
    b = ticks(5)
    async for i in b:
        if i == 1:
            break
    print("left")
    await b.aclose()
    print([i async for i in b])
    try:
        await anext(b)
    except StopAsyncIteration:
        print("over")
    async with Manager(True) as m:
        print(m)
        raise ValueError("swallowed")
    try:
        async with Manager(False):
            raise ValueError("out")
    except ValueError as e:
        print(e)
    print(await Awaitable())
    print(await asyncio.gather(Awaitable(), Awaitable()))
    it = aiter(ticks(1))
    print(await anext(it), await anext(it, None))
    try:
        async for x in [1]:
            pass
    except TypeError as e:
        print(e)
    try:
        async with 5:
            pass
    except TypeError as e:
        print(e)
    c = ticks(1)
    try:
        await c.asend(1)
    except TypeError as e:
        print(e)

    async def stops():
        yield 1
        raise StopIteration

    try:
        async for x in stops():
            print(x)
    except RuntimeError as e:
        print(e)
    co = asyncio.sleep(0)
    try:
        co.send(5)
    except TypeError as e:
        print(e)
    print(co.send(None))
    try:
        co.send(None)
    except StopIteration as e:
        print("stop", e.value)
    co = asyncio.sleep(0)
    co.close()
    global late
    late = ticks(9)
    print(await anext(late))


asyncio.run(main())
