"""What the page does."""

from pystream.client import dom

from server_src import hello


async def init() -> None:
    """Called once, when the line to the server stands."""
    dom["#greeting"].text = await hello.greet("world")
