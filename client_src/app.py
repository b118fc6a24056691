"""The page: its three parts, and the pill that shows whether the line to the server stands."""

from client_src import calculator, place, talk
from pystream.client import dom, on


async def init() -> None:
    """Called once, when the server has greeted this tab."""
    calculator.init()
    place.init()
    talk.init()


@on.state
def show_state(state: str) -> None:
    dom["#state"].text = state
    dom["#state"].set_attr("data-state", state)


@on.reconnect
async def catch_up() -> None:
    # Also when the server resumed this tab's subscriptions: what was said meanwhile passed it by.
    await talk.join_again()


@on.outdated
def offer_reload() -> None:
    dom["#outdated"].hidden = False
