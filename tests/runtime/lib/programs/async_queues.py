# ruff: noqa
import asyncio


async def producer(q, n):
    for i in range(n):
        await q.put(i)
        print("put", i, q.qsize())
    await q.put(None)


async def consumer(q):
    while True:
        item = await q.get()
        if item is None:
            break
        print("got", item)
        await asyncio.sleep(0)


async def locked(lock, name):
    print(name, "wants")
    async with lock:
        print(name, "has")
        await asyncio.sleep(0)
    print(name, "left")


async def sem(s, name):
    async with s:
        print(name, "in")
        await asyncio.sleep(0.001)
        print(name, "out")


async def waiter(ev, name):
    print(name, "waits")
    print(name, await ev.wait())


async def cond_wait(c, name):
    async with c:
        print(name, "waiting")
        await c.wait()
        print(name, "woken")


async def main():
    q = asyncio.Queue(maxsize=2)
    await asyncio.gather(producer(q, 5), consumer(q))
    print(q.empty(), q.full(), q.maxsize)
    for f in (q.get_nowait, lambda: [q.put_nowait(i) for i in range(3)]):
        try:
            f()
        except (asyncio.QueueEmpty, asyncio.QueueFull) as e:
            print(type(e).__name__, e.args)
    pq = asyncio.PriorityQueue()
    for item in [(3, "c"), (1, "a"), (2, "b"), (1, "A")]:
        pq.put_nowait(item)
    print([pq.get_nowait() for _ in range(4)])
    lq = asyncio.LifoQueue()
    for i in range(3):
        lq.put_nowait(i)
    print([await lq.get() for _ in range(3)])
    jq = asyncio.Queue()

    async def work():
        while True:
            print("work", await jq.get())
            await asyncio.sleep(0.001)
            jq.task_done()

    for i in range(3):
        jq.put_nowait(i)
    w = asyncio.create_task(work())
    await jq.join()
    w.cancel()
    print("joined")
    try:
        jq.task_done()
    except ValueError as e:
        print(e)
    try:
        await asyncio.wait_for(jq.get(), 0.005)
    except asyncio.TimeoutError:
        print("queue timeout")
    lock = asyncio.Lock()
    await asyncio.gather(*(locked(lock, n) for n in "xyz"))
    print(lock.locked())
    try:
        lock.release()
    except RuntimeError as e:
        print(e)
    s = asyncio.Semaphore(2)
    await asyncio.gather(*(sem(s, n) for n in "pqrs"))
    b = asyncio.BoundedSemaphore(1)
    try:
        b.release()
    except ValueError as e:
        print(e)
    ev = asyncio.Event()
    tasks = [asyncio.create_task(waiter(ev, n)) for n in ("e1", "e2")]
    await asyncio.sleep(0)
    print(ev.is_set())
    ev.set()
    await asyncio.gather(*tasks)
    ev.clear()
    print(ev.is_set())
    c = asyncio.Condition()
    tasks = [asyncio.create_task(cond_wait(c, n)) for n in ("c1", "c2", "c3")]
    await asyncio.sleep(0)
    async with c:
        c.notify(1)
    await asyncio.sleep(0.001)
    async with c:
        c.notify_all()
    await asyncio.gather(*tasks)
    try:
        c.notify()
    except RuntimeError as e:
        print(e)
    async with c:
        print(await c.wait_for(lambda: 7))


asyncio.run(main())
