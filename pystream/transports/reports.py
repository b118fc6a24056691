"""POST /_pystream/csp: browsers tell what the Content-Security-Policy kept a page from."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import msgspec
from sanic import Sanic
from sanic.response import HTTPResponse, empty

from pystream.server.notices import Notices
from pystream.transports.headers import REPORTS
from pystream.transports.request import Request

MOST_BYTES = 16_384


class _Violation(msgspec.Struct, rename="kebab"):
    """CSP 3, 5.3: what `report-uri` gets. Anybody may send one; it is read as text, and only logged."""

    effective_directive: str = ""
    violated_directive: str = ""
    blocked_uri: str = ""
    document_uri: str = ""
    source_file: str = ""
    line_number: int = 0


class _Report(msgspec.Struct, rename="kebab"):
    csp_report: _Violation


def add_reports(app: Sanic[Any, Any], notices: Notices) -> None:
    """Log them, one a second at most."""

    async def reported(request: Request) -> HTTPResponse:
        if len(request.body) > MOST_BYTES:
            return empty(413)
        try:
            told = msgspec.json.decode(request.body, type=_Report).csp_report
        except (msgspec.DecodeError, RecursionError):
            return empty(400)
        notices.say(
            "csp",
            "a page was kept from %.60r of %.200r (on %.200r, %.200r line %d); see the setting `csp`",
            told.effective_directive or told.violated_directive,
            _place(told.blocked_uri),
            _place(told.document_uri),
            _place(told.source_file),
            told.line_number,
        )
        return empty(204)

    app.add_route(reported, REPORTS, methods=["POST"], name="csp")


def _place(uri: str) -> str:
    """Without the query and fragment, where secrets may be."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}{parts.path}" if parts.netloc else uri.partition("?")[0]
