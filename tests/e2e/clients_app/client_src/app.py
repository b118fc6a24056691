import asyncio

from shared_src.shapes import Circle

from client_src import state
from pystream import ConnectionLost
from pystream.client import dom, load, on, worker
from server_src import rooms


async def init() -> None:
    dom["#ready"].text = f"main {await rooms.count('four')}"


@on("click", "#mail")
async def mail() -> None:
    try:
        await load("mail")
    except ConnectionLost as why:
        dom["#note"].text = f"offline: {why}"
        return
    from client_src import mail

    state.opened += 1
    dom["#note"].text = await mail.inbox()


@on("click", "#break")
async def break_mail() -> None:
    await load("mail")
    from client_src import mail

    mail.breaks()


@worker
def pi(n: int) -> float:
    total, sign = 0.0, 1.0
    for each in range(n):
        total += sign / (2 * each + 1)
        sign = -sign
    return 4 * total


@worker
def doubled(circle: Circle, label: bytes) -> tuple[Circle, bytes]:
    return Circle(circle.radius * 2), label + b"!"


@worker
def refuses(text: str) -> None:
    raise ValueError(f"no {text}")


@on("click", "#pi")
async def compute() -> None:
    task = asyncio.create_task(pi(60_000_000))
    ticks = 0
    while not task.done():
        await asyncio.sleep(0.01)
        ticks += 1
    dom["#ticks"].text = f"{ticks}"
    dom["#note"].text = f"{task.result():.5f}"


@on("click", "#circle")
async def circle() -> None:
    got, label = await doubled(Circle(1.5), b"round")
    dom["#note"].text = f"{got} {got.area()} {label!r}"


@on("click", "#fail")
async def fail() -> None:
    try:
        await refuses("luck")
    except ValueError as why:
        note = why.__notes__[0].splitlines()
        dom["#note"].text = f"{why} | {note[2].strip()} | {note[3].strip()}"
