from pystream.client import on

shown = 0


def doubled() -> int:
    return shown * 2


@on("click", "#nothing")
def nothing() -> None: ...
