from pystream.browser import Intl
from pystream.client import dom
from server_src import chat


async def init() -> None:
    dom["#who"].text = await chat.greeting()


def day() -> str:
    return str(Intl.DateTimeFormat("en").format(0))
