"""Files of the build: small ones in memory with their compressed forms, large ones from the disk, in pieces.

Names come from the build's manifest and are looked up in a table: no request's path becomes one of the disk.
"""

from __future__ import annotations

import asyncio
import hashlib
import mimetypes
import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from pathlib import Path

from sanic.exceptions import NotFound
from sanic.response import HTTPResponse

from pystream.transports.request import Request

# Best first; the file's suffix for each.
ENCODINGS = {"br": ".br", "gzip": ".gz"}
# A file of this size and more stays on the disk.
LARGE_BYTES = 1_048_576
PIECE_BYTES = 262_144
_TEXT = ("text/", "application/json", "application/manifest+json", "image/svg")
# What Python's table does not have everywhere, or has otherwise than the standards.
_TYPES = {
    ".js": "text/javascript", ".mjs": "text/javascript", ".map": "application/json", ".md": "text/markdown",
    ".wasm": "application/wasm", ".webmanifest": "application/manifest+json", ".vtt": "text/vtt",
    ".woff": "font/woff", ".woff2": "font/woff2", ".ttf": "font/ttf", ".otf": "font/otf",
    ".ico": "image/x-icon", ".avif": "image/avif", ".webp": "image/webp", ".opus": "audio/ogg",
    ".m4a": "audio/mp4", ".flac": "audio/flac", ".glb": "model/gltf-binary", ".gltf": "model/gltf+json",
}  # fmt: skip
# No file has more bytes than 18 digits say, and Python refuses to read a number of thousands of them.
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def content_type(name: str) -> str:
    """By a file's name; with the charset of texts."""
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    kind = _TYPES.get(ending) or mimetypes.guess_type(name)[0]
    if kind is None:
        # In .well-known/ most have no ending, and are text (RFC 9116) or JSON by another name.
        kind = "text/plain" if "/.well-known/" in f"/{name}" else "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith(_TEXT) else kind


@dataclass(frozen=True, slots=True)
class File:
    """One file with its compressed variants, by content encoding ("" is the plain one).

    Attributes:
        path: where it is on the disk; read from there if `bodies` is empty.
        size: of the plain one.
    """

    path: Path
    content_type: str
    size: int
    bodies: dict[str, bytes]
    etag: str

    @classmethod
    def read(cls, path: Path, name: str = "") -> File:
        """The file at a path; in memory, whatever its size, if it has another name outside."""
        size = path.stat().st_size
        kind = content_type(name or path.name)
        bodies = {}
        for encoding, suffix in ENCODINGS.items():
            compressed = path.with_name(path.name + suffix)
            if compressed.is_file():
                bodies[encoding] = compressed.read_bytes()
        if bodies or name or size < LARGE_BYTES:
            bodies[""] = path.read_bytes()
        with path.open("rb") as file:
            etag = hashlib.file_digest(file, "sha256").hexdigest()[:16]
        return cls(path, kind, size, bodies, etag)

    async def response(self, request: Request, more: Mapping[str, str]) -> HTTPResponse | None:
        """The answer to GET or HEAD, with `more` headers; None if it has been sent already."""
        wanted = _RANGE.fullmatch(request.headers.get("range", "")) if request.method == "GET" else None
        # A range is one of the plain file: of a compressed one no player could make anything.
        encoding = "" if wanted else best(request.headers.get("accept-encoding", ""), self.bodies)
        etag = f'"{self.etag}{encoding and "-" + encoding}"'
        headers = {"ETag": etag, "Accept-Ranges": "bytes", **more}
        if len(self.bodies) > 1:
            headers["Vary"] = "Accept-Encoding"
        if _names(request.headers.get("if-none-match", ""), etag):
            return HTTPResponse(status=304, headers=headers)
        if encoding:
            headers["Content-Encoding"] = encoding
        first, last = 0, self.size - 1
        status = 200
        # RFC 9110 13.1.5: the rest of another version is of no use.
        if wanted and request.headers.get("if-range", etag) == etag:
            found = _bounds(wanted, self.size)
            if found is None:
                headers["Content-Range"] = f"bytes */{self.size}"
                return HTTPResponse(status=416, headers=headers)
            if found != (first, last):
                first, last = found
                headers["Content-Range"] = f"bytes {first}-{last}/{self.size}"
                status = 206
        if self.bodies:
            body = self.bodies[encoding]
            if status == 206:
                body = body[first : last + 1]
            return HTTPResponse(body, status, headers, self.content_type)
        return await self._stream(request, status, headers, first, last + 1)

    async def _stream(
        self, request: Request, status: int, headers: dict[str, str], start: int, end: int
    ) -> HTTPResponse | None:
        headers["Content-Length"] = str(end - start)
        if request.method == "HEAD":
            return HTTPResponse(status=status, headers=headers, content_type=self.content_type)
        try:
            opened = self.path.open("rb")
        except FileNotFoundError:
            # Compiled anew since, twice; this server still has the older build.
            raise NotFound("not found") from None
        with opened as file:
            response = await request.respond(status=status, headers=headers, content_type=self.content_type)
            assert response is not None
            file.seek(start)
            while start < end:
                piece = await asyncio.to_thread(file.read, min(PIECE_BYTES, end - start))
                if not piece:
                    break  # it has become shorter, and the connection is cut
                start += len(piece)
                await response.send(piece)
        await response.eof()
        return None


def best(accepted: str, bodies: Container[str]) -> str:
    """The best encoding that the browser takes and the file has. RFC 9110 12.5.3."""
    weights: dict[str, float] = {}
    for part in accepted.split(","):
        name, _, parameter = part.partition(";")
        weight = parameter.strip().removeprefix("q=") or "1"
        try:
            weights[name.strip().lower()] = float(weight)
        except ValueError:
            continue
    for encoding in ENCODINGS:
        if encoding in bodies and weights.get(encoding, weights.get("*", 0)) > 0:
            return encoding
    return ""


def _names(if_none_match: str, etag: str) -> bool:
    tags = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
    return etag in tags or "*" in tags


def _bounds(wanted: re.Match[str], size: int) -> tuple[int, int] | None:
    """The first and last byte of a range; None if the file has none of it. RFC 9110 14.1.2."""
    first, last = wanted.groups()
    if not first:
        count = min(int(last or 0), size)
        return (size - count, size - 1) if count else None
    start, end = int(first), min(int(last), size - 1) if last else size - 1
    # The wrong way round it is no range, and the whole file is the answer.
    if last and int(last) < start:
        return 0, size - 1
    return (start, end) if start < size else None
