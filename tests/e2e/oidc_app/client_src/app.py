from pystream.client import dom, on
from server_src import account


async def init() -> None:
    dom["#me"].text = await account.me() or "nobody"


@on("click", "#sign-out")
async def sign_out() -> None:
    await account.sign_out()
    dom["#me"].text = await account.me() or "nobody"


@on.state
def show_state(state: str) -> None:
    dom["#state"].text = state
