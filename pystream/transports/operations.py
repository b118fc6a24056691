"""For whoever runs the server: GET /healthz, /readyz, /metrics. See docs/operations.md.

The first two are open to all and say nothing that a visitor could not see. The figures are for this machine,
or for who has the token.
"""

from __future__ import annotations

import hmac
from typing import Any
from urllib.parse import urlsplit

from sanic import Request, Sanic
from sanic.response import HTTPResponse, json, raw, text

from pystream.server.addresses import address_of
from pystream.server.health import Health
from pystream.server.hub import Hub

NOT_STORED = {"Cache-Control": "no-store"}
# What proxies add; with any of them, the peer on loopback is not who asks.
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")
# https://prometheus.io/docs/instrumenting/exposition_formats/
METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def add_operations(app: Sanic[Any, Any], hub: Hub) -> None:
    """Serve health and, unless the setting `metrics` is empty, figures."""
    health = Health(hub.backend)

    async def healthz(request: Request) -> HTTPResponse:
        # That it is answered is the answer: the process lives and its event loop turns.
        return json({"alive": True}, headers=NOT_STORED)

    async def readyz(request: Request) -> HTTPResponse:
        checks = {"started": hub.is_started, "not_draining": not hub.draining}
        if all(checks.values()):
            checks["backend"] = await health.backend_answers()
            checks["not_draining"] = not hub.draining  # it may have begun meanwhile
        ready = all(checks.values())
        return json({"ready": ready, "checks": checks}, 200 if ready else 503, headers=NOT_STORED)

    app.add_route(healthz, "/healthz", methods=["GET", "HEAD"])
    app.add_route(readyz, "/readyz", methods=["GET", "HEAD"])
    if hub.settings.metrics:
        _add_metrics(app, hub)


def _add_metrics(app: Sanic[Any, Any], hub: Hub) -> None:
    from pystream.server.metrics import Metrics, exposition

    hub.siblings.report = Metrics(hub, hub.place.number).report
    token, is_open = hub.settings.metrics_token, hub.settings.metrics == "open"

    async def metrics(request: Request) -> HTTPResponse:
        if token:
            if not hmac.compare_digest(_bearer(request).encode(), token.encode()):
                headers = {"WWW-Authenticate": "Bearer", **NOT_STORED}
                return text("show the token of the setting `metrics_token`", 401, headers)
        elif not is_open and not _is_local(request):
            return text("for this machine only; see the settings `metrics`, `metrics_token`", 403, NOT_STORED)
        body = exposition(await hub.siblings.reports())
        return raw(body, headers=NOT_STORED, content_type=METRICS_TYPE)

    app.add_route(metrics, "/metrics", methods=["GET", "HEAD"])


def _bearer(request: Request) -> str:
    scheme, _, token = str(request.headers.get("authorization", "")).partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _is_local(request: Request) -> bool:
    """Whether the peer is on this machine, asks for it, and hands on nobody else's question."""
    if any(name in request.headers for name in FORWARDED):
        return False
    try:
        # A page elsewhere whose name leads to 127.0.0.1 asks by that name.
        name = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    except ValueError:
        return False
    return _is_loopback(request.ip) and (name == "localhost" or _is_loopback(name))


def _is_loopback(text: str) -> bool:
    address = address_of(text)
    return address is not None and address.is_loopback
