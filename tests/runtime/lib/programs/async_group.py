# ruff: noqa
import asyncio


async def ok(n, d=0.0):
    await asyncio.sleep(d)
    print("ok", n)
    return n


async def bad(text, d=0.0):
    await asyncio.sleep(d)
    raise ValueError(text)


async def hang(name):
    try:
        await asyncio.sleep(5)
    except asyncio.CancelledError:
        print(name, "cancelled")
        raise


async def main():
    async with asyncio.TaskGroup() as tg:
        a = tg.create_task(ok(1, 0.01))
        b = tg.create_task(ok(2))
        print("in group")
    print(a.result(), b.result())
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(hang("h1"))
            tg.create_task(bad("b1", 0.001))
            await hang("body")
    except* ValueError as eg:
        print(type(eg).__name__, eg, [str(e) for e in eg.exceptions])
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(hang("h2"))
            await asyncio.sleep(0)
            raise KeyError("body")
    except BaseExceptionGroup as eg:
        print(repr(eg))
    try:
        tg.create_task(ok(3))
    except RuntimeError as e:
        print(str(e).startswith("TaskGroup"), str(e).endswith("is finished"))
    except BaseException as e:
        print(type(e))
    done, pending = await asyncio.wait([asyncio.create_task(ok(i, i / 200)) for i in range(3)])
    print(sorted(t.result() for t in done), len(pending))
    tasks = [asyncio.create_task(ok(i, 0.002 + i / 50)) for i in range(3)]
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    print(len(done), len(pending))
    done, pending = await asyncio.wait(tasks, timeout=0.001)
    print(len(done), len(pending))
    for t in pending:
        t.cancel()
    done, pending = await asyncio.wait(
        [asyncio.create_task(bad("x", 0.001)), asyncio.create_task(ok(9, 0.05))],
        return_when=asyncio.FIRST_EXCEPTION,
    )
    print(len(done), len(pending), repr(done.pop().exception()))
    for t in pending:
        t.cancel()
    for c in asyncio.as_completed([ok("c1", 0.02), ok("c2", 0.001), ok("c3", 0.01)]):
        print("got", await c)
    try:
        for c in asyncio.as_completed([ok("d1", 1), ok("d2", 0.001)], timeout=0.02):
            print("got", await c)
    except asyncio.TimeoutError:
        print("as_completed timeout")
    for wrong in ([], [ok(1)]):
        try:
            await asyncio.wait(wrong)
        except (ValueError, TypeError) as e:
            print(type(e).__name__, e)
            for c in wrong:
                c.close()
    try:
        await asyncio.wait(asyncio.create_task(ok(4)))
    except TypeError as e:
        print(e)


asyncio.run(main())
