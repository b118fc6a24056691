from pystream import action, on, session


@action
async def sign_in(name: str) -> None:
    await session.login(name)
    session.data["since"] = "today"


@action
async def sign_out() -> None:
    await session.logout()


@action
async def since() -> str | None:
    return session.data.get("since")


@on.connect
async def greet() -> None:
    if session.user == "mallory":
        raise ValueError("a hook that breaks")
