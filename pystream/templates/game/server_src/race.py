"""The race: pages say how they steer, the server drives all cars and tells everybody where they are."""

import asyncio
from collections.abc import AsyncIterator

from pystream import Denied, Event, action, lifespan, on, publish, request, session

from shared_src.race import TICK_S, Car, move

# Twenty times a second; whoever cannot follow gets only the newest.
world = Event[list[Car]](volatile=True)

_cars: dict[str, Car] = {}  # by tab


@action
async def join(name: str) -> None:
    """Take a place at the start; once more: begin anew."""
    name = name.strip()[:16]
    if not name:
        raise Denied("Drivers have names")
    if len(_cars) >= 12 and request.client not in _cars:
        raise Denied("The track is full; somebody has to leave first")
    _cars[request.client] = Car(name, hue=(25 + len(_cars) * 137) % 360)
    await session.subscribe("track")


@action(volatile=True, silent=True, rate="60/s")
def steer(gas: bool, turn: int) -> None:
    if car := _cars.get(request.client):
        car.gas, car.turn = gas, max(-1, min(1, turn))


@on.disconnect
async def leave() -> None:
    _cars.pop(request.client, None)


@lifespan
async def drive() -> AsyncIterator[None]:
    async def forever() -> None:
        while True:
            await asyncio.sleep(TICK_S)
            for car in _cars.values():
                move(car, TICK_S)
            if _cars:
                await publish.channel("track", world, list(_cars.values()))

    task = asyncio.create_task(forever())
    yield
    task.cancel()
