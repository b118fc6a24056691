"""server_src/geocode.py against the stand-in service, and against services that misbehave."""

import logging
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from demo.geocoder import serving
from pystream import Denied
from server_src import geocode
from shared_src.models import Place

BERLIN = {"city": "Berlin", "country": "Germany", "country_code": "de"}


@pytest.fixture(autouse=True)
async def fresh_client() -> AsyncIterator[None]:
    # Each test has its own event loop, and a client's open connections belong to one.
    geocode._client.cache_clear()
    yield
    await geocode._client().aclose()
    geocode._client.cache_clear()


def _service(monkeypatch: pytest.MonkeyPatch, answer: Any) -> list[httpx.Request]:
    """Let `answer`, a response or an error, be what the service does; returns what it was asked."""
    asked: list[httpx.Request] = []

    def respond(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        if isinstance(answer, Exception):
            raise answer
        assert isinstance(answer, httpx.Response)
        return answer

    client = httpx.AsyncClient(transport=httpx.MockTransport(respond), headers=geocode._client().headers)
    monkeypatch.setattr(geocode, "_client", lambda: client)
    return asked


async def test_a_position_is_its_town_with_its_country() -> None:
    with serving() as url:
        place = await geocode._ask(url, 52.5, 13.4)
    assert (place.name, place.country, place.code) == ("Berlin", "Germany", "DE")
    assert "public domain" in place.credit


async def test_the_middle_of_an_ocean_is_no_known_place() -> None:
    with serving() as url, pytest.raises(Denied, match="No known place near there"):
        await geocode._ask(url, -48.9, -123.4)


@pytest.mark.parametrize(
    ("latitude", "longitude"), [(90.1, 0), (-91, 0), (0, 180.5), (0, -181), (float("nan"), 0)]
)
async def test_a_position_off_the_globe_is_denied_unasked(latitude: float, longitude: float) -> None:
    with pytest.raises(Denied, match="itudes go from"):
        await geocode.lookup(latitude, longitude)


async def test_the_service_is_asked_politely_and_no_closer_than_towns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = _service(monkeypatch, httpx.Response(200, json={"address": BERLIN}))
    await geocode._ask("http://geo.test/", 52.5, 13.4)
    assert str(asked[0].url).startswith("http://geo.test/reverse?format=jsonv2&lat=52.500000&lon=13.400000")
    assert asked[0].url.params["zoom"] == "10"
    assert "pystream" in asked[0].headers["user-agent"]


async def test_a_service_that_is_not_there_is_told_without_details(caplog: pytest.LogCaptureFixture) -> None:
    with serving() as url:
        pass  # now nobody listens at that port
    with caplog.at_level(logging.ERROR), pytest.raises(Denied) as caught:
        await geocode._ask(url, 52.5, 13.4)
    assert str(caught.value) == "The geocoding service cannot be reached; try again later"
    assert url in caplog.text
    assert "ConnectError" in caplog.text


@pytest.mark.parametrize(
    "failure", [httpx.Response(503), httpx.Response(429), httpx.ReadTimeout("5 s"), httpx.InvalidURL("no")]
)
async def test_a_service_that_fails_counts_as_not_reached(
    monkeypatch: pytest.MonkeyPatch, failure: Exception | httpx.Response
) -> None:
    _service(monkeypatch, failure)
    with pytest.raises(Denied, match="cannot be reached"):
        await geocode._ask("http://geo.test", 52.5, 13.4)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>busy</html>",
        b"\xff\xfe\xfd",
        b"[]",
        b"null",
        b"[" * 100_000,
        b"{}",
        b'{"address": []}',
        b'{"address": {}}',
        b'{"address": {"city": 7, "country": "Germany"}}',
        b'{"address": {"city": "Berlin"}}',
        b'{"address": {"city": "Berlin", "country": "Germany", "country_code": 49}}',
        b'{"address": {"city": "Berlin", "country": "Germany"}, "licence": null}',
        b'{"error": {"code": 400, "message": "bad"}}',
    ],
)
async def test_an_answer_that_is_not_nominatims_is_told_without_details(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, body: bytes
) -> None:
    _service(monkeypatch, httpx.Response(200, content=body))
    with caplog.at_level(logging.ERROR), pytest.raises(Denied) as caught:
        await geocode._ask("http://geo.test", 52.5, 13.4)
    assert str(caught.value) == "The geocoding service sent an answer that cannot be read; try again later"
    assert "http://geo.test" in caplog.text


@pytest.mark.parametrize(
    ("answer", "place"),
    [
        ({"address": BERLIN, "licence": "ODbL"}, Place("Berlin", "Germany", "DE", "ODbL")),
        (
            {"address": {"county": "Kerry", "village": "Sneem", "country": "Ireland"}},
            Place("Sneem", "Ireland", "", ""),
        ),
        (
            {"name": "Ross Island", "address": {"country": "Antarctica"}},
            Place("Ross Island", "Antarctica", "", ""),
        ),
        ({"address": {"country": "Monaco", "country_code": "MC"}}, Place("Monaco", "Monaco", "MC", "")),
    ],
)
def test_a_place_is_named_by_its_most_telling_part(answer: dict[str, Any], place: Place) -> None:
    assert geocode._parse(answer) == place
