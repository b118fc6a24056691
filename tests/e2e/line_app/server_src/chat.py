from pystream import Event, action, publish

big = Event[str]()


@action
def echo(text: str) -> str:
    return text


@action
async def flood(mib: int) -> None:
    for _ in range(mib):
        await publish.all(big, "x" * 2**20)
