# ruff: noqa
import asyncio


async def step(name, times):
    for i in range(times):
        print(name, i)
        await asyncio.sleep(0)
    return name


async def chain(n):
    if n:
        await chain(n - 1)
    print("chain", n)


async def boom(text):
    await asyncio.sleep(0)
    raise ValueError(text)


async def main():
    a = asyncio.create_task(step("a", 3))
    b = asyncio.create_task(step("b", 2), name="bee")
    print("created", b.get_name(), a.done())
    await chain(2)
    print("before yield")
    await asyncio.sleep(0)
    print("after yield")
    loop = asyncio.get_running_loop()
    loop.call_soon(print, "soon 1")
    a.add_done_callback(lambda t: print("done", t.result()))
    loop.call_soon(print, "soon 2")
    print(await a, await b, await a)
    print(await asyncio.gather(step("x", 1), step("y", 2), asyncio.sleep(0, "z")))
    print(await asyncio.gather())
    try:
        await asyncio.gather(boom("one"), boom("two"), step("g", 3))
    except ValueError as e:
        print("caught", e)
    print(await asyncio.gather(boom("one"), step("h", 1), return_exceptions=True))
    same = step("same", 1)
    t = asyncio.ensure_future(same)
    print(await asyncio.gather(t, t))
    try:
        await same
    except RuntimeError as e:
        print(e)
    fut = loop.create_future()
    loop.call_later(0.01, fut.set_result, 5)
    loop.call_later(0.005, print, "later 5")
    loop.call_later(0.002, print, "later 2")
    h = loop.call_later(0.003, print, "never")
    h.cancel()
    print(await fut, h.cancelled())
    try:
        await 5
    except TypeError as e:
        print(e)
    try:
        asyncio.create_task(5)
    except TypeError as e:
        print(e)
    try:
        fut.set_result(1)
    except asyncio.InvalidStateError as e:
        print("invalid", e)
    f2 = loop.create_future()
    for f in (f2.result, f2.exception):
        try:
            f()
        except asyncio.InvalidStateError as e:
            print(type(e).__name__, e)
    f2.set_exception(KeyError("k"))
    print(repr(f2.exception()))
    try:
        await f2
    except KeyError as e:
        print("key", e)
    print(asyncio.iscoroutinefunction(step), asyncio.iscoroutinefunction(print), asyncio.iscoroutine(5))
    print(len(asyncio.all_tasks()), asyncio.current_task() in asyncio.all_tasks())
    return "end"


print(asyncio.run(main()))
