"""`offline = true`: a service worker for each client, which keeps the page and opens it without a network.

Without it, browsers that have one are given one that takes itself away.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from importlib import resources
from typing import Any

from pystream.clients import RESERVED, Client
from pystream.compiler.assets import content_hash
from pystream.compiler.minify import minify_script
from pystream.compiler.statics import Statics

# What only a debugger asks for, or the report of an exception.
_SPARE = (".map", ".trace.js")


def worker_url(client: Client) -> str:
    return f"/_pystream/offline.js?client={client.name}"


def registration(client: Client) -> str:
    """The text of the script by which a page asks for its worker."""
    return _with("register.js", "WORKER", {"url": worker_url(client), "scope": client.path})


def worker(
    client: Client,
    clients: Iterable[Client],
    page: str,
    assets: Iterable[str],
    statics: Statics,
    max_bytes: int,
    fallback: bool,
) -> str:
    """The text of a client's service worker.

    Args:
        page: the file of its page in build/, which is named by its content.
        assets: the files in build/ that it may fetch.
        max_bytes: static files up to this size are kept.
    """
    small = [path for name, path in statics.paths.items() if len(statics.contents[name]) <= max_bytes]
    wanted = [path for path in assets if not path.endswith(_SPARE)]
    inside = client.path.rstrip("/") + "/"
    build = {
        "client": client.name,
        "path": client.path,
        "others": [each.path for each in clients if each.path.startswith(inside) and each != client],
        "reserved": RESERVED,
        "fallback": fallback,
        "shell": f"/_pystream/shell/{page}",
        "base": f"{statics.base}/assets/",
        "assets": [f"{statics.base}/{path}" for path in dict.fromkeys([*wanted, *small])],
    }
    return _with("offline.js", "BUILD", build)


def retired() -> str:
    """The text of the worker that takes its place."""
    return minify_script(_own("retired.js"))


def worker_file(stem: str, text: str) -> str:
    """Where a worker goes in build/."""
    return f"worker-{stem}-{content_hash(text)}.js"


def _with(name: str, constant: str, value: Mapping[str, Any]) -> str:
    return f"const {constant}={json.dumps(value, separators=(',', ':'))};{minify_script(_own(name))}"


def _own(name: str) -> str:
    return resources.files("pystream.compiler").joinpath("pages", name).read_text("utf-8")
