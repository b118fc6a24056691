from client_src import state
from pystream.client import dom


def tell() -> None:
    dom["#note"].text = f"{state.shown} shown"
