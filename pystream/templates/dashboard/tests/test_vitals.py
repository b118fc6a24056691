"""The server's time passes at once, so two minutes of samples are there without waiting."""

import pytest
from pystream import SlowDown
from pystream.testing import App

from server_src import vitals
from shared_src.sample import KEPT


async def test_a_sample_comes_each_second_and_two_minutes_are_kept(app: App) -> None:
    ada = await app.client()
    with ada:
        for _ in range(3):
            await vitals.ping()
        await app.pass_time(1)
        sample = await ada.next(vitals.measured)
        assert sample.tabs == 1
        assert sample.memory > 1
        assert sum(each.calls for each in ada.events(vitals.measured)) == 3
        for _ in range(KEPT + 5):
            await app.pass_time(1)
        assert len(await vitals.recent()) == KEPT


async def test_nobody_blocks_the_server_all_the_time(app: App) -> None:
    with await app.client():
        await vitals.block()
        await vitals.block()
        with pytest.raises(SlowDown):
            await vitals.block()


async def test_a_page_shows_what_was_and_goes_on(app: App) -> None:
    for _ in range(30):
        await app.pass_time(1)
    page = await app.page()
    await app.pass_time(1)
    figures = page.texts("section b")
    assert len(figures) == 6
    assert figures[3] == "1"
    samples = page.module("app").samples
    assert len((page["polyline"].attr("points") or "").split()) == len(samples.value) > 30
    await page.click("#ping")
    assert page["#note"].text.startswith("200 answers in")
    await app.pass_time(1)
    assert sum(sample.calls for sample in samples.value) >= 200
