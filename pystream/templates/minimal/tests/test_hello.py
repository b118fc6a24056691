from pystream.testing import App

from server_src import hello


async def test_the_server_greets(app: App) -> None:
    ada = await app.client()
    with ada:
        assert await hello.greet("Ada") == "Hello, Ada!"
