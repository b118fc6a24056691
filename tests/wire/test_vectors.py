"""Every vector of vectors.json holds for pystream.wire; the node half is vectors.test.mjs."""

import base64
import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from pystream import wire

VECTORS: list[dict[str, Any]] = json.loads((Path(__file__).parent / "vectors.json").read_text("utf-8"))
# "canonical" says who writes a frame just so: everybody (the default), "node" alone (which has one kind of
# number), or nobody.
CANONICAL = [vector for vector in VECTORS if vector.get("canonical", "frame" in vector) is True]
KINDS = {kind.__name__.lower(): kind for kind in wire.Frame.__args__}
DECODERS: dict[str, Callable[[bytes], Sequence[wire.Frame]]] = {
    "browser": wire.decode_from_browser,
    "server": wire.decode_from_server,
}


def _name(vector: dict[str, Any]) -> str:
    return f"{vector['from']}-{vector['title']}"


def _fields(frame: wire.Frame) -> dict[str, Any]:
    values = {name: getattr(frame, name) for name in frame.__struct_fields__}
    for name, value in values.items():
        if isinstance(value, msgspec.Raw):
            values[name] = json.loads(bytes(value))
        elif name in ("waiting", "positions", "data"):
            values[name] = json.loads(msgspec.json.encode(value))
    return {"kind": type(frame).__name__.lower(), **values}


def _build(fields: dict[str, Any]) -> wire.Frame:
    kind = KINDS[fields["kind"]]
    types = kind.__annotations__
    frame: wire.Frame = kind(
        **{
            name: msgspec.Raw(msgspec.json.encode(value)) if types[name] == "msgspec.Raw" else value
            for name, value in fields.items()
            if name != "kind"
        }
    )
    if isinstance(frame, wire.Chunk) and frame.data is not None:
        frame.data = base64.b64decode(frame.data)
    return frame


@pytest.mark.parametrize("vector", [v for v in VECTORS if "error" not in v], ids=_name)
def test_a_message_decodes_to_its_frames(vector: dict[str, Any]) -> None:
    frames = DECODERS[vector["from"]](vector["text"].encode())
    assert [_fields(frame) for frame in frames] == vector.get("frames", [vector.get("frame")])


@pytest.mark.parametrize("vector", [v for v in VECTORS if "frames" in v], ids=_name)
def test_frames_join_to_the_canonical_text(vector: dict[str, Any]) -> None:
    assert wire.join([wire.encode(_build(frame)) for frame in vector["frames"]]).decode() == vector["text"]


@pytest.mark.parametrize("vector", CANONICAL, ids=_name)
def test_fields_encode_to_the_canonical_text(vector: dict[str, Any]) -> None:
    assert wire.encode(_build(vector["frame"])).decode() == vector["text"]


@pytest.mark.parametrize("vector", [v for v in VECTORS if "error" in v], ids=_name)
def test_what_is_no_frame_is_refused_with_its_code(vector: dict[str, Any]) -> None:
    with pytest.raises(wire.WireError) as caught:
        DECODERS[vector["from"]](vector["text"].encode())
    assert caught.value.code == vector["error"]


def test_every_kind_has_a_vector() -> None:
    assert {v["frame"]["kind"] for v in VECTORS if "frame" in v} == set(KINDS)


def test_every_example_of_the_document_is_a_frame() -> None:
    document = (Path(__file__).parents[2] / "docs" / "wire.md").read_text("utf-8")
    seen = set()
    for sender, section in re.findall(r"### From the (browser|server)\n(.*?)(?=\n##)", document, re.S):
        for kind, text in re.findall(r"^\| (\w+) \| `(\[.*?\])` \|", section, re.M):
            [frame] = DECODERS[sender](text.encode())
            assert type(frame).__name__.lower() == kind
            seen.add(kind)
    assert seen == set(KINDS)
