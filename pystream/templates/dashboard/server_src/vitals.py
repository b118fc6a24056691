"""The server watches itself: a task measures once a second and tells every page."""

import asyncio
import resource
import time
from collections import deque
from collections.abc import AsyncIterator
from pathlib import Path

from pystream import Event, action, lifespan, on, publish, request

from server_src import took_ms
from shared_src.sample import KEPT, Sample

# A page that was away hears the seconds that it missed; a new one asks for the last two minutes.
measured = Event[Sample](keep=120)

_samples: deque[Sample] = deque(maxlen=KEPT)
_tabs: set[str] = set()


@on.connect
def came() -> None:
    _tabs.add(request.client)


@on.disconnect
def went() -> None:
    _tabs.discard(request.client)


@action(safe=True)
def recent() -> list[Sample]:
    return list(_samples)


@action
def ping() -> None:
    """Nothing, to be counted."""


@action(rate="2/s")
def block() -> None:
    """A fault that one may make: an action that is not async, and holds up everybody for 150 ms."""
    time.sleep(0.15)


@lifespan
async def watch() -> AsyncIterator[None]:
    task = asyncio.create_task(_measure())
    yield
    task.cancel()


async def _measure() -> None:
    loop = asyncio.get_running_loop()
    while True:
        began, cpu = loop.time(), time.process_time()
        await asyncio.sleep(1)
        passed = loop.time() - began
        cpu = (time.process_time() - cpu) / passed * 100
        lag = max(0.0, passed - 1) * 1000
        sample = Sample(cpu, _memory(), lag, len(_tabs), len(took_ms), max(took_ms, default=0.0))
        took_ms.clear()
        _samples.append(sample)
        await publish.all(measured, sample)


def _memory() -> float:
    """What Linux says is in use now; elsewhere, the most that ever was."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        return int(statm.read_text().split()[1]) * resource.getpagesize() / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
