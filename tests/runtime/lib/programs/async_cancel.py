# ruff: noqa
import asyncio


async def worker(name):
    try:
        print(name, "start")
        await asyncio.sleep(10)
        print("never")
    except asyncio.CancelledError as e:
        print(name, "cancelled", e.args)
        raise
    finally:
        print(name, "finally")


async def stubborn():
    for i in range(3):
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            print("stubborn", i)
    return "stayed"


async def cleanup():
    try:
        await asyncio.sleep(10)
    finally:
        await asyncio.sleep(0)
        print("cleaned")


async def slow(n):
    await asyncio.sleep(n)
    return n


async def main():
    t = asyncio.create_task(worker("w1"))
    await asyncio.sleep(0)
    print(t.cancel("why"), t.cancelled(), t.cancelling())
    try:
        await t
    except asyncio.CancelledError as e:
        print("main saw", e.args)
    print(t.cancelled(), t.done(), t.cancel())
    t = asyncio.create_task(worker("never started"))
    t.cancel()
    try:
        await t
    except asyncio.CancelledError:
        print("cancelled before start")
    t = asyncio.create_task(stubborn())
    for _ in range(3):
        await asyncio.sleep(0)
        t.cancel()
    print(await t, t.cancelling())
    try:
        await asyncio.wait_for(worker("w2"), 0.01)
    except asyncio.TimeoutError as e:
        print("timeout", repr(e), type(e).__name__, isinstance(e, TimeoutError))
    print(await asyncio.wait_for(slow(0.001), 1))
    print(await asyncio.wait_for(slow(0.001), None))
    try:
        await asyncio.wait_for(slow(1), 0)
    except asyncio.TimeoutError:
        print("at once")
    try:
        async with asyncio.timeout(0.01) as cm:
            await asyncio.sleep(1)
    except TimeoutError:
        print("timeout cm", cm.expired())
    async with asyncio.timeout(1) as cm:
        await asyncio.sleep(0)
    print(cm.expired())
    async with asyncio.timeout(None) as cm:
        cm.reschedule(asyncio.get_running_loop().time() + 10)
        print(cm.when() is not None)
    g = asyncio.gather(worker("g1"), worker("g2"))
    await asyncio.sleep(0)
    g.cancel()
    try:
        await g
    except asyncio.CancelledError:
        print("gather cancelled", g.cancelled())
    inner = asyncio.create_task(slow(0.01))
    outer = asyncio.shield(inner)
    outer.cancel()
    try:
        await outer
    except asyncio.CancelledError:
        print("outer cancelled", inner.cancelled())
    print(await inner)
    outer = asyncio.create_task(cleanup())
    await asyncio.sleep(0)
    outer.cancel()
    print(await asyncio.gather(outer, return_exceptions=True))
    left = asyncio.create_task(cleanup())
    await asyncio.sleep(0)
    print("main ends", left.done())


asyncio.run(main())
