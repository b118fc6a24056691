import os

from pystream import action, session
from pystream.oidc import OIDC

local = OIDC("local", issuer=os.environ["TEST_ISSUER"], label="The Local")


@action
async def me() -> str | None:
    return session.user


@action
async def sign_out() -> None:
    await session.logout()
