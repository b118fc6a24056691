"""demo/geocoder.py, the stand-in for Nominatim."""

import httpx
import pytest

from demo.geocoder import City, read_cities, reverse, serving

CITIES = read_cities()


def _query(latitude: object, longitude: object) -> dict[str, list[str]]:
    return {"format": ["jsonv2"], "lat": [str(latitude)], "lon": [str(longitude)]}


def test_the_list_has_two_hundred_cities_each_once_and_on_the_globe() -> None:
    assert len(CITIES) >= 200
    assert len({(city.name, city.country) for city in CITIES}) == len(CITIES)
    for city in CITIES:
        assert len(city.code) == 2
        assert city.code.isupper()
        assert -90 <= city.latitude <= 90
        assert -180 <= city.longitude <= 180


def test_distances_are_those_of_the_globe() -> None:
    paris = City("Paris", "France", "FR", 48.8566, 2.3522)
    assert paris.distance_km(51.5074, -0.1278) == pytest.approx(344, abs=2)  # London
    fiji_side = City("", "", "", 0.0, 179.5)
    assert fiji_side.distance_km(0.0, -179.5) == pytest.approx(111, abs=1)  # across the date line


def test_a_point_is_the_nearest_city() -> None:
    status, answer = reverse(CITIES, _query(48.80, 2.13))  # Versailles
    assert status == 200
    assert answer["address"] == {"city": "Paris", "country": "France", "country_code": "fr"}
    assert (answer["lat"], answer["lon"]) == ("48.86", "2.35")


def test_a_point_far_from_any_city_has_no_place() -> None:
    assert reverse(CITIES, _query(-48.9, -123.4)) == (200, {"error": "Unable to geocode"})  # Point Nemo


@pytest.mark.parametrize(
    "query",
    [{}, _query("north", 2), _query(91, 0), _query(0, 181), _query("nan", 0), {"lat": ["1"], "lon": ["1"]}],
)
def test_a_question_that_makes_no_sense_is_refused(query: dict[str, list[str]]) -> None:
    status, answer = reverse(CITIES, query)
    assert status == 400
    assert answer["error"]["code"] == 400


def test_it_answers_over_http() -> None:
    with serving() as url:
        answer = httpx.get(f"{url}/reverse", params={"format": "jsonv2", "lat": "-33.9", "lon": "18.4"})
        missing = httpx.get(f"{url}/search")
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert answer.json()["display_name"] == "Cape Town, South Africa"
    assert missing.status_code == 404
