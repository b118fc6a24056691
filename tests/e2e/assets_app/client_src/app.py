from js import chart, old

from pystream.client import connection, dom, on, static
from server_src import echo

dom["#set"].set_attr("src", static("logo.svg"))
dom["#vendored"].text = f"{chart.ready} {old.oldReady}"


def show() -> None:
    dom["#state"].text = connection.state


@on.state
def changed() -> None:
    show()


@on("click", "#ask")
async def ask() -> None:
    dom["#answer"].text = "waiting"
    dom["#answer"].text = await echo.say("hello")


@on("click", "#fail")
def fail() -> None:
    raise ValueError("on purpose")
