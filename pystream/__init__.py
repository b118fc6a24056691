"""The public names of server code. Client code adds pystream.client and pystream.browser."""

from importlib import import_module
from typing import TYPE_CHECKING

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
    SignedOut,
    SlowDown,
    Timeout,
)
from pystream.people import Presence

if TYPE_CHECKING:
    from pystream.server.actions import Event, action, stream, tracked
    from pystream.server.channels import channel
    from pystream.server.context import config, request, session
    from pystream.server.credentials import credentials
    from pystream.server.hooks import on
    from pystream.server.lifespans import lifespan
    from pystream.server.middleware import Call, Next, middleware
    from pystream.server.pages import page
    from pystream.server.presence import presence
    from pystream.server.publish import publish
    from pystream.server.rendering import Markup, render
    from pystream.server.uploads import Upload
    from pystream.templating import template_filter, template_global, template_test
else:
    # The server's half is imported when somebody asks for a name of it: a compile does without.
    _HOMES = {
        **dict.fromkeys(("Event", "action", "stream", "tracked"), "pystream.server.actions"),
        **dict.fromkeys(("config", "request", "session"), "pystream.server.context"),
        "channel": "pystream.server.channels",
        "credentials": "pystream.server.credentials",
        "on": "pystream.server.hooks",
        "lifespan": "pystream.server.lifespans",
        **dict.fromkeys(("Call", "Next", "middleware"), "pystream.server.middleware"),
        "page": "pystream.server.pages",
        "presence": "pystream.server.presence",
        "publish": "pystream.server.publish",
        **dict.fromkeys(("Markup", "render"), "pystream.server.rendering"),
        **dict.fromkeys(("template_filter", "template_global", "template_test"), "pystream.templating"),
        "Upload": "pystream.server.uploads",
    }

    def __getattr__(name):
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = globals()[name] = getattr(import_module(_HOMES[name]), name)
        return found


__all__ = [
    "Call",
    "Cancelled",
    "ConnectionLost",
    "Denied",
    "Event",
    "Failed",
    "Gap",
    "Invalid",
    "LineError",
    "Markup",
    "Next",
    "Outdated",
    "Presence",
    "PystreamError",
    "SignedOut",
    "SlowDown",
    "Timeout",
    "Upload",
    "action",
    "channel",
    "config",
    "credentials",
    "lifespan",
    "middleware",
    "on",
    "page",
    "presence",
    "publish",
    "render",
    "request",
    "session",
    "stream",
    "template_filter",
    "template_global",
    "template_test",
    "tracked",
]
