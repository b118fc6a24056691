"""Static files over HTTP: types, caches, ranges, large ones from the disk; and no others."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest
from harness import Project, Serve

from pystream.output import BuildError, read_sources
from pystream.transports import files
from pystream.transports.files import content_type

LARGE = bytes(range(256)) * 4096 * 2
NAMES = {
    "assets/static/film-1.mp4": LARGE,
    "assets/static/plan-1.svg": b"<svg/>",
    "assets/static/plan-1.svg.br": b"br",
    "assets/static/robots-1.txt": b"User-agent: *",
    "assets/static/.well-known/a-1": b"{}",
}


def add(project: Project) -> None:
    """Static files in a build."""
    manifest = json.loads((project.build / "manifest.json").read_text())
    for name, content in NAMES.items():
        path = project.build / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        if not name.endswith(".br"):
            manifest["assets"].append(name)
    manifest["roots"] = {
        "/robots.txt": "assets/static/robots-1.txt",
        "/.well-known/a": "assets/static/.well-known/a-1",
    }
    (project.build / "manifest.json").write_text(json.dumps(manifest))


async def test_static_files_over_http(project: Project, serve: Serve) -> None:
    project.write(chat="")
    add(project)
    server = await serve()
    async with httpx.AsyncClient(base_url=server.address) as client:
        await _types_and_caches(client)
        await _ranges(client)
        await _nothing_else(client, project)


async def _types_and_caches(client: httpx.AsyncClient) -> None:
    svg = await client.get("/assets/static/plan-1.svg", headers={"Accept-Encoding": "br"})
    assert svg.headers["content-type"] == "image/svg+xml; charset=utf-8"
    assert svg.headers["content-encoding"] == "br"
    assert "immutable" in svg.headers["cache-control"]
    again = await client.get(
        "/assets/static/plan-1.svg", headers={"Accept-Encoding": "br", "If-None-Match": svg.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
    robots = await client.get("/robots.txt")
    assert robots.content == NAMES["assets/static/robots-1.txt"]
    assert robots.headers["cache-control"] == "public, max-age=3600"
    assert robots.headers["content-type"] == "text/plain; charset=utf-8"
    assert robots.headers["x-content-type-options"] == "nosniff"
    assert (await client.get("/.well-known/a")).content == b"{}"
    assert (await client.get("/robots.txt", headers={"Host": "evil.example"})).status_code == 421
    assert (await client.post("/robots.txt")).status_code in (404, 405)


async def _ranges(client: httpx.AsyncClient) -> None:
    url, size = "/assets/static/film-1.mp4", len(LARGE)
    whole = await client.get(url)
    assert whole.content == LARGE
    assert (whole.headers["content-type"], whole.headers["accept-ranges"]) == ("video/mp4", "bytes")
    assert whole.headers["content-length"] == str(size)
    assert "x-content-type-options" in whole.headers
    head = await client.head(url)
    assert (head.headers["content-length"], head.content) == (str(size), b"")
    for wanted, first, last in [("0-0", 0, 0), ("300000-", 300_000, size - 1), ("-5", size - 5, size - 1),
                                (f"9-{size * 2}", 9, size - 1)]:  # fmt: skip
        part = await client.get(url, headers={"Range": f"bytes={wanted}"})
        assert part.status_code == 206
        assert part.headers["content-range"] == f"bytes {first}-{last}/{size}"
        assert part.content == LARGE[first : last + 1]
    for wanted in (f"{size}-", "-0"):
        past = await client.get(url, headers={"Range": f"bytes={wanted}"})
        assert (past.status_code, past.headers["content-range"]) == (416, f"bytes */{size}")
    # Several at once, other units, the wrong way round: the whole is an answer too.
    for text in ("bytes=0-1,4-5", "lines=0-1", "bytes=5-1", "bytes=0-"):
        assert (await client.get(url, headers={"Range": text})).status_code == 200
    old = await client.get(url, headers={"Range": "bytes=0-1", "If-Range": '"old"'})
    assert old.status_code == 200
    new = await client.get(url, headers={"Range": "bytes=0-1", "If-Range": whole.headers["etag"]})
    assert new.status_code == 206
    small = await client.get(
        "/assets/static/plan-1.svg", headers={"Range": "bytes=1-3", "Accept-Encoding": "br"}
    )
    assert (small.status_code, small.content) == (206, b"svg")


async def _nothing_else(client: httpx.AsyncClient, project: Project) -> None:
    (project.build / "assets/static/secret.txt").write_text("not in the manifest")
    for path in (
        "/assets/static/secret.txt", "/assets/static/../../manifest.json", "/assets//etc/passwd",
        "/assets/static/..%2f..%2fmanifest.json", "/assets/static/%2e%2e/%2e%2e/manifest.json",
        "/assets/..%5c..%5cmanifest.json", "/assets/%2fetc%2fpasswd", "/assets/static/film-1.mp4%00.txt",
        "/assets/static/plan-1.svg.br", "/assets/static/", "/static/film-1.mp4",
        "/.well-known/../robots-1.txt",
    ):  # fmt: skip
        raw = httpx.URL(str(client.base_url)).copy_with(raw_path=path.encode())
        assert (await client.get(raw)).status_code == 404, path


def test_large_files_are_not_held_in_memory(tmp_path: Path) -> None:
    (tmp_path / "film.mp4").write_bytes(LARGE)
    assert files.File.read(tmp_path / "film.mp4").bodies == {}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.woff2", "font/woff2"), ("a.wasm", "application/wasm"), ("a.AVIF", "image/avif"),
        ("a.mjs", "text/javascript; charset=utf-8"),
        ("a.webmanifest", "application/manifest+json; charset=utf-8"),
        ("/.well-known/x", "text/plain; charset=utf-8"), ("x", "application/octet-stream"),
        ("a.json", "application/json; charset=utf-8"),
    ],
)  # fmt: skip
def test_content_types(name: str, kind: str) -> None:
    assert content_type(name) == kind


@pytest.mark.parametrize(("link", "target"), [("x.txt", "secret.txt"), ("x", "."), ("x.txt", "nowhere")])
def test_links_that_lead_out_of_the_folder_are_refused(tmp_path: Path, link: str, target: str) -> None:
    folder = tmp_path / "client_src" / "static"
    folder.mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "real.txt").write_text("real")
    (folder / "alias.txt").symlink_to("real.txt")
    assert read_sources(tmp_path)["client_src/static/alias.txt"] == b"real"
    (folder / link).symlink_to(tmp_path / target)
    with pytest.raises(BuildError, match="is a link"):
        read_sources(tmp_path)
