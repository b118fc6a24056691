"""The page: draws the track, says how the driver steers."""

import math
from contextlib import suppress
from dataclasses import replace

from pystream import PystreamError
from pystream.browser import performance, requestAnimationFrame
from pystream.client import DomEvent, create, dom, on

from server_src import race
from shared_src.race import HEIGHT, ROAD_WIDTH, ROAD_X, ROAD_Y, WIDTH, Car, move, ranking

KEYS = {"ArrowUp": "gas", "w": "gas", "ArrowLeft": "left", "a": "left", "ArrowRight": "right", "d": "right"}

canvas = dom["#track"].element
pen = canvas.getContext("2d")
pressed: set[str] = set()
cars: list[Car] = []
told_at = 0.0


async def init() -> None:
    requestAnimationFrame(draw)


@on("submit", "#join")
async def join(event: DomEvent) -> None:
    event.prevent()
    try:
        await race.join(dom["#name"].value)
        dom["#note"].text = "Arrow keys or W, A, D; five laps, clockwise"
        dom["#name"].element.blur()
    except PystreamError as why:
        dom["#note"].text = str(why)


@on(race.world)
def told(world: list[Car]) -> None:
    global cars, told_at
    cars, told_at = world, performance.now()
    dom["#ranking"].clear()
    for car in ranking(cars):
        state = f"{car.seconds:.1f} s" if car.is_done else f"lap {car.laps + 1}"
        line = create("li", f"{car.name}: {state}")
        line.element.style.setProperty("--hue", car.hue)
        dom["#ranking"].append(line)


@on("keydown", "body")
async def press(event: DomEvent) -> None:
    await steer(KEYS.get(event.key, ""), True)


@on("keyup", "body")
async def release(event: DomEvent) -> None:
    await steer(KEYS.get(event.key, ""), False)


@on("pointerdown", "[data-steer]")
async def touch(event: DomEvent) -> None:
    await steer(event.target.attr("data-steer") or "", True)


@on("pointerup", "[data-steer]")
async def let_go(event: DomEvent) -> None:
    await steer(event.target.attr("data-steer") or "", False)


async def steer(what: str, down: bool) -> None:
    if not what or (what in pressed) == down:
        return
    pressed.symmetric_difference_update({what})
    with suppress(PystreamError):  # without a line nobody steers
        await race.steer("gas" in pressed, ("right" in pressed) - ("left" in pressed))


def draw(now: float) -> None:
    pen.fillStyle = "#4b7a3a"
    pen.fillRect(0, 0, WIDTH, HEIGHT)
    ring(1 + ROAD_WIDTH / 2, "#555c63")
    ring(1 - ROAD_WIDTH / 2, "#4b7a3a")
    pen.fillStyle = "#fff"
    pen.fillRect(WIDTH / 2 + ROAD_X * (1 - ROAD_WIDTH / 2), HEIGHT / 2 - 3, ROAD_X * ROAD_WIDTH, 6)
    for told_of in cars:
        # Where it will be by now, by the rules that the server goes by.
        car = replace(told_of)
        move(car, min(0.25, (now - told_at) / 1000))
        pen.save()
        pen.translate(car.x, car.y)
        pen.fillText(car.name, -14, -16)
        pen.rotate(car.angle)
        pen.fillStyle = f"hsl({car.hue} 80% 60%)"
        pen.fillRect(-14, -7, 28, 14)
        pen.fillStyle = "#111"
        pen.fillRect(2, -5, 7, 10)
        pen.restore()
    requestAnimationFrame(draw)


def ring(size: float, color: str) -> None:
    pen.fillStyle = color
    pen.beginPath()
    pen.ellipse(WIDTH / 2, HEIGHT / 2, ROAD_X * size, ROAD_Y * size, 0, 0, math.tau)
    pen.fill()
