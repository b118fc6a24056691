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
        # Every browser asks for it, and would call a 404 an error.
        assert (await client.get("/favicon.ico")).status_code == 204
        # Compiling again takes files of older builds away.
        (project.build / "assets/static/film-1.mp4").unlink()
        assert (await client.get("/assets/static/film-1.mp4")).status_code == 404


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
    for text in ("bytes=0-1,4-5", "lines=0-1", "bytes=5-1", "bytes=0-", f"bytes={'9' * 5000}-"):
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


HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
PAGES = {
    "app.html": "main",
    "admin.html": "admin",
    "404.html": "<h1>Gone</h1><script>x</script>",
    "old.html": "old",
}


def add_pages(project: Project) -> None:
    """A second client at /admin, a page for what is missing and one for old browsers."""
    manifest = json.loads((project.build / "manifest.json").read_text())
    for name, text in PAGES.items():
        (project.build / name).write_text(text)
    manifest["clients"]["admin"] = {"path": "/admin", "page": "admin.html", "script": "", "style": ""}
    manifest |= {"missing": "404.html", "incompatible": "old.html"}
    (project.build / "manifest.json").write_text(json.dumps(manifest))


ROUTES = """
from sanic import Blueprint, text
from sanic.exceptions import NotFound

api = Blueprint("own")

@api.get("/things/<name>")
async def thing(request, name):
    raise NotFound("no such thing")
"""


@pytest.mark.parametrize("fallback", [True, False])
async def test_addresses_inside_clients(project: Project, serve: Serve, fallback: bool) -> None:
    project.write(chat=ROUTES)
    add_pages(project)
    server = await serve(fallback=fallback, clients={"admin": "/admin"})
    async with httpx.AsyncClient(base_url=server.address, headers=HTML) as client:
        for path, page in [("/rooms/7", "main"), ("/admin/users/ada", "admin"),
                           ("/administration", "main"), ("/rooms/%2e%2e/x", "main")]:  # fmt: skip
            answer = await client.get(path)
            assert (answer.status_code, answer.text == page) == (200 if fallback else 404, fallback), path
            assert ("pystream_session" in answer.cookies) is fallback
            client.cookies.clear()
        for path in ("/rooms/7.png", "/things/7", "/assets/x", "/_pystream/x", "/healthz/x", "/metrics/x"):
            answer = await client.get(path)
            assert (answer.status_code, answer.headers["content-type"]) == (
                404,
                "text/html; charset=utf-8",
            ), path
            assert answer.text.startswith("<h1>Gone</h1><script nonce=")
            assert "nonce-" in answer.headers["content-security-policy"]
        assert (await client.get("/api/x")).headers["content-type"] == "application/problem+json"
        assert (await client.post("/rooms/7")).status_code in (404, 405)
        assert (await client.get("/rooms/7", headers={"Host": "evil.example"})).status_code == 421
        plain = await client.get("/rooms/7", headers={"Accept": "*/*"})
        assert (plain.status_code, plain.text) == (404, "not found")
        assert (await client.get("/_pystream/incompatible")).text == "old"
        assert (await client.get("/")).text == "main"
        assert (await client.get("/admin/")).text == "admin"


async def test_assets_of_a_cdn_may_be_used_by_pages_of_ours(project: Project, serve: Serve) -> None:
    project.write(chat="")
    add(project)
    server = await serve(cdn="https://cdn.example/app")
    async with httpx.AsyncClient(base_url=server.address) as client:
        asset = await client.get("/assets/static/plan-1.svg")
        assert asset.headers["access-control-allow-origin"] == "*"
        assert asset.headers["cross-origin-resource-policy"] == "cross-origin"
        page = await client.get("/")
        assert "access-control-allow-origin" not in page.headers
        assert page.headers["cross-origin-resource-policy"] == "same-origin"
        policy = page.headers["content-security-policy"]
        for directive in ("style-src", "img-src", "font-src", "media-src", "connect-src"):
            assert f"{directive} 'self'" in policy
            assert "https://cdn.example" in policy.partition(f"{directive} ")[2].partition(";")[0]
        assert "cdn" not in policy.partition("script-src ")[2].partition(";")[0]


async def test_what_a_service_worker_keeps_is_nobodys(project: Project, serve: Serve) -> None:
    project.write(chat="")
    manifest = json.loads((project.build / "manifest.json").read_text())
    manifest["clients"]["app"]["worker"] = "worker.js"
    (project.build / "worker.js").write_text("self")
    (project.build / "manifest.json").write_text(json.dumps(manifest))
    server = await serve()
    async with httpx.AsyncClient(base_url=server.address) as client:
        worker = await client.get("/_pystream/offline.js?client=app")
        assert (worker.text, worker.headers["service-worker-allowed"]) == ("self", "/")
        assert worker.headers["content-type"] == "text/javascript; charset=utf-8"
        assert worker.headers["cache-control"] == "no-cache"
        shell = await client.get("/_pystream/shell/app.html")
        assert "set-cookie" not in shell.headers
        assert "nonce-" in shell.headers["content-security-policy"]
        assert "set-cookie" in (await client.get("/")).headers
        for path in (
            "/_pystream/shell/old.html",
            "/_pystream/shell/manifest.json",
            "/_pystream/offline.js?client=x",
        ):
            assert (await client.get(path)).status_code == 404
