"""A stand-in for Nominatim: reverse geocoding to the nearest of the cities in cities.csv.

    python demo/geocoder.py --port 8089
    curl 'http://127.0.0.1:8089/reverse?format=jsonv2&lat=48.85&lon=2.35'

Source: https://nominatim.org/release-docs/latest/api/Reverse/
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

CITIES = Path(__file__).with_name("cities.csv")
EARTH_RADIUS_KM = 6371.0
REACH_KM = 300.0


@dataclass(frozen=True, slots=True)
class City:
    """One line of cities.csv; coordinates in degrees, `code` is ISO 3166-1 alpha-2."""

    name: str
    country: str
    code: str
    latitude: float
    longitude: float

    def distance_km(self, latitude: float, longitude: float) -> float:
        """Along the surface, by the haversine formula."""
        north, north_there = math.radians(latitude), math.radians(self.latitude)
        east = math.radians(longitude - self.longitude)
        half = (
            math.sin((north - north_there) / 2) ** 2
            + math.cos(north) * math.cos(north_there) * math.sin(east / 2) ** 2
        )
        return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(half, 1.0)))


def read_cities(path: Path = CITIES) -> list[City]:
    """The cities of a file whose columns are name, country, code, latitude, longitude."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            City(row["name"], row["country"], row["code"], float(row["latitude"]), float(row["longitude"]))
            for row in csv.DictReader(file)
        ]


def reverse(cities: list[City], query: dict[str, list[str]]) -> tuple[int, dict[str, Any]]:
    """Answer /reverse: an HTTP status and what Nominatim would put into the body."""
    try:
        latitude, longitude = float(query["lat"][0]), float(query["lon"][0])
    except (KeyError, ValueError):
        return 400, _error("Parameters 'lat' and 'lon' must be given as numbers.")
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return 400, _error("Parameters 'lat' and 'lon' must be from -90 to 90 and from -180 to 180.")
    if query.get("format") != ["jsonv2"]:
        return 400, _error("Parameter 'format' must be 'jsonv2': this stand-in has no other.")
    nearest = min(cities, key=lambda city: city.distance_km(latitude, longitude))
    if nearest.distance_km(latitude, longitude) > REACH_KM:
        return 200, {"error": "Unable to geocode"}
    return 200, _place(nearest)


def _error(text: str) -> dict[str, Any]:
    return {"error": {"code": 400, "message": text}}


def _place(city: City) -> dict[str, Any]:
    return {
        "licence": "Cities from pystream's demo/cities.csv, public domain",
        "lat": str(city.latitude),
        "lon": str(city.longitude),
        "category": "place",
        "type": "city",
        "addresstype": "city",
        "name": city.name,
        "display_name": f"{city.name}, {city.country}",
        "address": {"city": city.name, "country": city.country, "country_code": city.code.lower()},
    }


class _Handler(BaseHTTPRequestHandler):
    cities = read_cities()
    quiet = False

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        if url.path == "/reverse":
            status, answer = reverse(self.cities, parse_qs(url.query))
        else:
            status, answer = 404, {"error": {"code": 404, "message": "Only /reverse is here."}}
        body = json.dumps(answer, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        if not self.quiet:
            super().log_message(format, *args)


class _QuietHandler(_Handler):
    quiet = True


@contextmanager
def serving(port: int = 0) -> Iterator[str]:
    """Serve from a thread while the block runs; yields the URL. Port 0 is any free one."""
    with ThreadingHTTPServer(("127.0.0.1", port), _QuietHandler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--port", type=int, default=8089, help="the TCP port on 127.0.0.1 (default: 8089)")
    port = parser.parse_args().port
    with ThreadingHTTPServer(("127.0.0.1", port), _Handler) as server:
        print(f"Geocoding at http://127.0.0.1:{server.server_port}/reverse; Ctrl+C ends it", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print("Stopped")


if __name__ == "__main__":
    main()
