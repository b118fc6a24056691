"""The page of a shop."""

from client_src import orders
from pystream.client import dom, on
from server_src import shop


async def init() -> None:
    await shop.sign_in("ada")
    dom["#state"].text = "ready"


@on(shop.sold)
def show(text: str) -> None:
    dom["#sold"].text = text


@on("click", "#buy")
async def buy(event) -> None:
    dom["#left"].text = f"{await shop.buy('apple', count=1)} left"


@on("click", "#wrong")
async def wrong(event) -> None:
    await shop.buy("pear")


@on("click", "#fail")
def fail(event) -> None:
    orders.total([1, 2, 3])


@on("click", "#refuse")
async def refuse(event) -> None:
    await shop.refuse("please")


@on("click", "#ticks")
async def ticks(event) -> None:
    async for number in shop.ticks(5):
        dom["#left"].text = f"tick {number}"
