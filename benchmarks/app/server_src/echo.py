"""What every server in benchmarks/ offers: the square of a number, and a word to everyone."""

from pystream import Event, action, publish

news = Event[str]()


@action
def square(number: int) -> int:
    return number * number


@action
async def tell(text: str) -> None:
    await publish.all(news, text)
