"""Two builds -> what the pages of the one do to become pages of the other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pystream.dev.channel import Message

# A name that tells its content: assets/app-0123abcd.css
_HASHED = re.compile(r"(.*)-[0-9a-f]{8}(\.[\w.]+)")


@dataclass(frozen=True, slots=True)
class Shown:
    """A build as browsers see it.

    Attributes:
        pages: by client, the page's file, whose name tells its content, and the content.
        assets: what is served beside them.
    """

    pages: Mapping[str, tuple[str, str]]
    assets: frozenset[str]

    @property
    def names(self) -> list[str]:
        """Of the pages' files."""
        return [name for name, _ in self.pages.values()]


def between(before: Shown, after: Shown, swaps: Mapping[str, str] = MappingProxyType({})) -> list[Message]:
    """What pages of the build before are told; nothing: nothing has changed for them.

    Args:
        swaps: by client, the path of the script that changes its Python in a page; none: it cannot be done.
    """
    urls = dict(_renamed(before.assets - after.assets, after.assets - before.assets))
    styles = {f"/{old}": f"/{new}" for old, new in urls.items() if old.endswith(".css")}
    scripts = {f"/{old}": f"/{new}" for old, new in urls.items() if old.endswith(".js")}
    messages: list[Message] = []
    styled: dict[str, str] = {}
    others: dict[str, str] = {}
    for client, (name, html) in before.pages.items():
        now, html_now = after.pages.get(client, (name, html))
        if now == name:
            continue
        if styles and _replaced(html, styles) == html_now:
            styled[name] = now
        elif client in swaps and _replaced(html, styles | scripts) == html_now:
            pages = {name: now}
            messages.append({"kind": "swap", "pages": pages, "url": f"/{swaps[client]}", "urls": styles})
        else:
            others[name] = now
    if styled:
        messages.append({"kind": "css", "pages": styled, "urls": styles})
    if others:
        messages.append({"kind": "reload", "pages": others})
    return messages


def _replaced(html: str, urls: Mapping[str, str]) -> str:
    for old, new in urls.items():
        html = html.replace(old, new)
    return html


def _renamed(gone: Iterable[str], come: Iterable[str]) -> Iterable[tuple[str, str]]:
    """Files whose content changed, as pairs of the old name and the new one."""
    by_stem = {found.groups(): name for name in come if (found := _HASHED.fullmatch(name))}
    for name in sorted(gone):
        if (found := _HASHED.fullmatch(name)) and found.groups() in by_stem:
            yield name, by_stem[found.groups()]
