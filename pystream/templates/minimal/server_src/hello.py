"""What the server answers."""

from pystream import action


@action
def greet(name: str) -> str:
    return f"Hello, {name}!"
