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
GRASS, ROAD, KERB = "#3f8a56", "#4a515c", [("#f4f1ea", 10, 0), ("#d1453b", 10, 20)]

pen = dom["#track"].element.getContext("2d")
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
        dom["#note"].text = "Arrow keys or W, A, D. Five laps, clockwise; grass is slow"
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
@on("keyup", "body")
async def key(event: DomEvent) -> None:
    await steer(KEYS.get(event.key, ""), event.raw.type == "keydown")


@on("pointerdown", "[data-steer]")
@on("pointerup", "[data-steer]")
async def touch(event: DomEvent) -> None:
    await steer(event.target.attr("data-steer") or "", event.raw.type == "pointerdown")


async def steer(what: str, down: bool) -> None:
    if what and (what in pressed) != down:
        pressed.symmetric_difference_update({what})
        with suppress(PystreamError):  # without a line nobody steers
            await race.steer("gas" in pressed, ("right" in pressed) - ("left" in pressed))


def draw(now: float) -> None:
    """The track, and each car where it will be by now, by the rules that the server goes by."""
    pen.setTransform(2, 0, 0, 2, 0, 0)  # the canvas has two dots for each unit, for sharp screens
    box(0, 0, WIDTH, HEIGHT, 0, GRASS)
    oval(1 + ROAD_WIDTH / 2, ROAD, KERB)
    oval(1 - ROAD_WIDTH / 2, GRASS, KERB)
    oval(1, "#0000", [("#fff6", 3, 24)])
    for square in range(24):  # the start, in chequers
        x, y = WIDTH / 2 + ROAD_X + (square % 12 - 6) * 11.4, HEIGHT / 2 + square // 12 * 11.4
        box(x, y, 11.4, 11.4, 0, "#fff" if (square + square // 12) % 2 else ROAD)
    for car in map(replace, reversed(ranking(cars))):
        move(car, min(0.25, (now - told_at) / 1000))
        draw_car(car)
    requestAnimationFrame(draw)


def draw_car(car: Car) -> None:
    pen.save()
    pen.translate(car.x, car.y)
    pen.font, pen.textAlign, pen.fillStyle = "600 13px system-ui", "center", "#fff"
    pen.fillText(car.name, 0, -20)
    pen.rotate(car.angle)
    for x, y in ((-13, -11), (6, -11), (-13, 7), (6, 7)):
        box(x, y, 8, 4, 1, "#16181d")  # wheels
    box(-17, -8, 34, 16, 6, f"hsl({car.hue} 85% 58%)")
    box(1, -6, 7, 12, 2, "#1c2430")  # windscreen
    pen.restore()


def box(x: float, y: float, width: float, height: float, radius: float, color: str) -> None:
    pen.fillStyle = color
    pen.beginPath()
    pen.roundRect(x, y, width, height, radius)
    pen.fill()


def oval(size: float, color: str, edges: list[tuple[str, int, int]]) -> None:
    pen.beginPath()
    pen.ellipse(WIDTH / 2, HEIGHT / 2, ROAD_X * size, ROAD_Y * size, 0, 0, math.tau)
    pen.fillStyle = color
    pen.fill()
    for pen.strokeStyle, pen.lineWidth, dash in edges:  # upon each other
        pen.setLineDash([dash, dash])
        pen.stroke()
