"""pystream.client under CPython, for tests; in the browser pystream/runtime/client.js is in its place.

Each page that a test opens imports it anew. Types are in client.pyi; docs/testing.md tells how it is used.
"""

from pystream.testing.dom import DomEvent, Element
from pystream.testing.half import half

_half = half()
on = _half.on
dom = _half.dom
connection = _half.connection
create = _half.create
handle = _half.handle
upload = _half.upload
expose = _half.expose
load = _half.load
preload = _half.preload
render = _half.render
static = _half.static
worker = _half.worker
State = str

__all__ = [
    "DomEvent",
    "Element",
    "State",
    "connection",
    "create",
    "dom",
    "expose",
    "handle",
    "load",
    "on",
    "preload",
    "render",
    "static",
    "upload",
    "worker",
]
