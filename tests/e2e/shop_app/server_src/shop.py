"""A shop."""

import asyncio
from collections.abc import AsyncIterator

from pystream import Denied, Event, action, publish, session, stream

sold = Event[str](keep=100)
stock = {"apple": 50}


@action
async def sign_in(name: str) -> None:
    await session.login(name)
    await session.subscribe("shop")


@action
async def buy(item: str, count: int = 1) -> int:
    left = take(item, count)
    await publish.channel("shop", sold, f"{count} {item}, {left} left")
    return left


def take(item: str, count: int) -> int:
    stock[item] = stock[item] - count
    return stock[item]


@action
async def refuse(text: str) -> None:
    raise Denied("the shop is closed")


@stream
async def ticks(count: int) -> AsyncIterator[int]:
    for number in range(count):
        yield number
        await asyncio.sleep(0.01)
