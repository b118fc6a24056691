from pystream.client import dom
from server_src import rooms


async def init() -> None:
    dom["#ready"].text = f"admin {await rooms.count('admin')}"
