# ruff: noqa
import asyncio
import traceback


async def fail():
    try:
        raise KeyError("first")
    except KeyError:
        await asyncio.sleep(0)
        raise ValueError("second")


async def quiet():
    try:
        raise LookupError("other")
    except LookupError:
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    return 1


async def main():
    r = await asyncio.gather(fail(), quiet(), return_exceptions=True)
    print(r, repr(r[0].__context__))
    try:
        await fail()
    except ValueError as e:
        print(traceback.format_exception_only(e), repr(e.__context__))
    try:
        asyncio.run(quiet())
    except RuntimeError as e:
        print(e)
    t = asyncio.create_task(quiet(), name="q")
    print(repr(t)[:22])
    await t
    print(repr(t)[:15], repr(t)[-9:])
    return r[1]


try:
    asyncio.run(5)
except ValueError as e:
    print(e)
try:
    asyncio.get_running_loop()
except RuntimeError as e:
    print(e)
asyncio.run(main())
