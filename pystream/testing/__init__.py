"""For tests of apps: the fixtures come by themselves, these are their types; see docs/testing.md."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pystream.testing.app import App
    from pystream.testing.chromium import Browser
    from pystream.testing.client import Client
    from pystream.testing.files import file
    from pystream.testing.page import Page
else:
    # pytest loads the plugin in here wherever pystream is installed: what it imports is for who asks for it.
    _HOMES = {"App": "app", "Browser": "chromium", "Client": "client", "Page": "page", "file": "files"}

    def __getattr__(name):
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = globals()[name] = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
        return found


__all__ = ["App", "Browser", "Client", "Page", "file"]
