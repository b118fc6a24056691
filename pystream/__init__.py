"""The public names of server code. Client code adds pystream.client and pystream.browser."""

from pystream.errors import (
    Cancelled,
    ConnectionLost,
    Denied,
    Failed,
    Gap,
    Invalid,
    LineError,
    Outdated,
    PystreamError,
    Timeout,
)
from pystream.server.actions import Event, action, stream, tracked
from pystream.server.context import config, request, session
from pystream.server.publish import publish

__all__ = [
    "Cancelled",
    "ConnectionLost",
    "Denied",
    "Event",
    "Failed",
    "Gap",
    "Invalid",
    "LineError",
    "Outdated",
    "PystreamError",
    "Timeout",
    "action",
    "config",
    "publish",
    "request",
    "session",
    "stream",
    "tracked",
]
