"""Where is that? Asks a service that speaks Nominatim's reverse geocoding.

`geocode_url` in [tool.pystream.app] says which: OpenStreetMap's own, or demo/geocoder.py on this machine.
Source: https://nominatim.org/release-docs/latest/api/Reverse/
"""

import functools
import logging
from typing import Any

import httpx

from pystream import Denied, action, config
from shared_src.models import Place

TIMEOUT_S = 5.0
USER_AGENT = "pystream-reference-app/0.1 (reverse geocoding on a person's click)"

# A settlement's name is under the kind of settlement it is; the most telling one first.
_NAME_KEYS = ("city", "town", "village", "municipality", "county", "state")

_log = logging.getLogger(__name__)


@action
async def lookup(latitude: float, longitude: float) -> Place:
    """The town at a position, both in degrees.

    Raises:
        Denied: no such position, no known place there, or the service does not answer sensibly.
    """
    if not -90 <= latitude <= 90:
        raise Denied(f"Latitudes go from -90 to 90, got {latitude:g}")
    if not -180 <= longitude <= 180:
        raise Denied(f"Longitudes go from -180 to 180, got {longitude:g}")
    return await _ask(config["geocode_url"], latitude, longitude)


async def _ask(url: str, latitude: float, longitude: float) -> Place:
    # zoom 10 is the level of towns: the service need not say in which street somebody is.
    query = {"format": "jsonv2", "lat": f"{latitude:.6f}", "lon": f"{longitude:.6f}", "zoom": "10"}
    try:
        response = await _client().get(f"{url.rstrip('/')}/reverse", params=query)
        response.raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL):
        _log.exception("geocoding service at %s: no answer", url)
        raise Denied("The geocoding service cannot be reached; try again later") from None
    try:
        return _parse(response.json())
    except (ValueError, RecursionError):  # what json makes of a body that is none, or of "[[[[..."
        _log.exception("geocoding service at %s: unexpected answer %.500r", url, response.text)
        raise Denied("The geocoding service sent an answer that cannot be read; try again later") from None


def _parse(answer: Any) -> Place:
    """Read an answer in Nominatim's jsonv2.

    Raises:
        Denied: the service knows no place there.
        ValueError: the answer is not in that format.
    """
    if not isinstance(answer, dict):
        raise ValueError("the answer is not an object")
    if answer.get("error") == "Unable to geocode":
        raise Denied("No known place near there")
    address = answer.get("address")
    if not isinstance(address, dict):
        raise ValueError("the answer has no address")
    country, code = address.get("country"), address.get("country_code", "")
    name = next((address[key] for key in _NAME_KEYS if key in address), answer.get("name") or country)
    credit = answer.get("licence", "")
    if not (isinstance(name, str) and isinstance(country, str)):
        raise ValueError("the address has no name and country")
    if not (isinstance(code, str) and isinstance(credit, str)):
        raise ValueError("country_code and licence are not texts")
    return Place(name, country, code.upper(), credit)


@functools.cache
def _client() -> httpx.AsyncClient:
    # One for the process: its connections are kept open, and its TLS set-up costs tens of milliseconds.
    headers = {"User-Agent": USER_AGENT, "Accept-Language": "en"}
    return httpx.AsyncClient(timeout=TIMEOUT_S, headers=headers)
