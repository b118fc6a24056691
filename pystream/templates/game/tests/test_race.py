"""The rules by themselves; the server with two drivers, in memory, its time passing at once."""

import math

import pytest
from pystream import Denied
from pystream.testing import App

from server_src import race
from shared_src.race import HEIGHT, LAPS, ROAD_X, ROAD_Y, SECTORS, WIDTH, Car, is_on_road, move, ranking


def drive_around(car: Car, laps: int) -> None:
    """Put a car from sector to sector, as if somebody drove perfectly."""
    for step in range(1, laps * SECTORS * 4 + 2):
        around = step / SECTORS / 4 * math.tau
        car.x, car.y = WIDTH / 2 + ROAD_X * math.cos(around), HEIGHT / 2 + ROAD_Y * math.sin(around)
        move(car, 0.01)


def test_a_lap_counts_all_around_and_no_other_way() -> None:
    car = Car("ada", 0)
    drive_around(car, 1)
    assert car.laps == 1
    car.x, car.y = WIDTH / 2 - ROAD_X, HEIGHT / 2  # straight across
    move(car, 0.01)
    assert (car.laps, car.sector) == (1, 0)


def test_grass_is_slow() -> None:
    road, grass = Car("ada", 0, gas=True), Car("bob", 0, x=WIDTH / 2, y=HEIGHT / 2, gas=True)
    assert is_on_road(road.x, road.y)
    assert not is_on_road(grass.x, grass.y)
    for _ in range(20):
        move(road, 0.05)
        move(grass, 0.05)
    assert road.speed > 2 * grass.speed > 0


def test_who_has_all_laps_is_ranked_by_time() -> None:
    fast, slow, late = Car("ada", 0), Car("bob", 0, seconds=50.0), Car("cy", 0)
    for car in (fast, slow):
        drive_around(car, LAPS)
        assert car.is_done
    assert [car.name for car in ranking([late, slow, fast])] == ["ada", "bob", "cy"]


async def test_all_see_how_each_one_drives(app: App) -> None:
    ada, bob = await app.client(), await app.client()
    with ada:
        await race.join(" Ada ")
    with bob:
        await race.join("Bob")
        with pytest.raises(Denied, match="have names"):
            await race.join("  ")
    with ada:
        await race.steer(True, 5)
    world = await bob.next(race.world)
    assert [car.name for car in world] == ["Ada", "Bob"]
    for _ in range(10):
        world = await bob.next(race.world)
    first, second = world
    assert (first.gas, first.turn, second.gas) == (True, 1, False)
    assert first.speed > second.speed == 0.0
    ada.close()
    await app.pass_time(120)
    assert [car.name for car in bob.events(race.world)[-1]] == ["Bob"]
