"""The track, the cars and how they move: the server decides by it, pages draw by it in between."""

import math
from dataclasses import dataclass

WIDTH, HEIGHT = 960, 600
# The road is the ring between two ellipses around the middle; this one is half-way.
ROAD_X, ROAD_Y, ROAD_WIDTH = 380.0, 215.0, 0.36
SECTORS, LAPS, TICK_S = 8, 5, 0.05
GAS, DRAG, GRASS_DRAG, TURN = 340.0, 0.9, 4.5, 3.0  # pixels and seconds


@dataclass
class Car:
    name: str
    hue: int
    x: float = WIDTH / 2 + ROAD_X
    y: float = HEIGHT / 2
    angle: float = math.pi / 2
    speed: float = 0.0
    gas: bool = False
    turn: int = 0  # -1: left, 1: right
    sector: int = 0
    laps: int = 0
    seconds: float = 0.0  # since the start; stands still after the last lap

    @property
    def is_done(self) -> bool:
        return self.laps >= LAPS


def is_on_road(x: float, y: float) -> bool:
    distance = math.hypot((x - WIDTH / 2) / ROAD_X, (y - HEIGHT / 2) / ROAD_Y)
    return abs(distance - 1) < ROAD_WIDTH / 2


def sector_of(x: float, y: float) -> int:
    """Where on the way around: 0 begins at the start, clockwise."""
    around = math.atan2((y - HEIGHT / 2) / ROAD_Y, (x - WIDTH / 2) / ROAD_X) / math.tau
    return int(around % 1 * SECTORS) % SECTORS


def move(car: Car, seconds: float) -> None:
    """Let a car drive as it is steered. A lap counts when all sectors were passed in their order."""
    drag = DRAG if is_on_road(car.x, car.y) else GRASS_DRAG
    pull = GAS if car.gas and not car.is_done else 0.0
    car.speed = max(0.0, car.speed + (pull - drag * car.speed) * seconds)
    car.angle += car.turn * TURN * min(1.0, car.speed / 80) * seconds
    car.x = min(max(car.x + math.cos(car.angle) * car.speed * seconds, 0.0), WIDTH)
    car.y = min(max(car.y + math.sin(car.angle) * car.speed * seconds, 0.0), HEIGHT)
    if car.is_done:
        return
    car.seconds += seconds
    if sector_of(car.x, car.y) == (car.sector + 1) % SECTORS:
        car.sector = (car.sector + 1) % SECTORS
        car.laps += car.sector == 0


def ranking(cars: list[Car]) -> list[Car]:
    """Who leads: by laps and sectors, or by time where all laps are driven."""
    return sorted(cars, key=lambda car: (-car.laps, car.seconds if car.is_done else 0.0, -car.sector))
