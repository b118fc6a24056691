from queue import Empty, Full, LifoQueue, PriorityQueue, Queue, SimpleQueue

q = Queue(maxsize=2)
q.put(1)
q.put_nowait(2)
print(q.qsize(), q.full(), q.empty())
try:
    q.put_nowait(3)
except Full as e:
    print("full", type(e).__name__)
print(q.get(), q.get_nowait(), q.empty())
try:
    q.get(block=False)
except Empty:
    print("empty")
q.task_done()
q.task_done()
q.join()
try:
    q.task_done()
except ValueError as e:
    print(e)
s = LifoQueue()
p = PriorityQueue()
for n in (3, 1, 2):
    s.put(n)
    p.put((n, str(n)))
print([s.get() for _ in range(3)], [p.get()[1] for _ in range(3)])
f = SimpleQueue()
f.put("a")
print(f.get(), f.empty(), f.qsize())
