from pystream import action


@action
async def count(name: str) -> int:
    return len(name)
