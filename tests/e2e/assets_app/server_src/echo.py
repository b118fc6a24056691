from pystream import action


@action(idempotent=True, timeout=60)
async def say(text: str) -> str:
    return f"said {text}"
