from client_src import state
from server_src import rooms

SUBJECT = "the letter"


async def inbox() -> str:
    return f"{SUBJECT} {await rooms.count(SUBJECT)} opened {state.opened}"


def breaks() -> None:
    raise RuntimeError("torn")
