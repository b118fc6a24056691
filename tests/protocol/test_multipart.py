"""Forms in pieces: whole, byte by byte, and cut at each byte; what is no form is refused."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pystream.protocol.multipart import (
    MOST_HEAD_BYTES,
    Data,
    Event,
    Multipart,
    MultipartError,
    Part,
    PartEnd,
    boundary_of,
)

MARK = b"xYz"
FORM = (
    b"before\r\n--xYz\r\n"
    b'Content-Disposition: form-data; name="room"\r\n\r\nlobby\r\n--xYz \t\r\n'
    b'content-disposition: form-data; name="file"; filename="a\\"b%22.txt"\r\n'
    b"Content-Type: text/plain\r\n\r\n"
    b"one\r\n--xY\r\n--xYzz\r\n\r\n--xYz\r\n"
    b'Content-Disposition: form-data; name="\xc3\xa4"\r\n\r\n\r\n--xYz--\r\nafter'
)
PARTS = [
    (Part("room", None, ""), b"lobby"),
    (Part("file", 'a"b".txt', "text/plain"), b"one\r\n--xY\r\n--xYzz\r\n"),
    (Part("ä", None, ""), b""),
]


def read(*pieces: bytes, mark: bytes = MARK) -> list[tuple[Part, bytes]]:
    form = Multipart(mark)
    events: list[Event] = [event for piece in pieces for event in form.receive(piece)]
    assert form.is_over
    parts: list[tuple[Part, bytes]] = []
    for event in events:
        match event:
            case Part():
                parts.append((event, b""))
            case Data(data=data):
                parts[-1] = (parts[-1][0], parts[-1][1] + data)
    assert sum(isinstance(event, PartEnd) for event in events) == len(parts)
    return parts


def test_a_form_is_read_whole() -> None:
    assert read(FORM) == PARTS


def test_a_form_is_read_byte_by_byte() -> None:
    assert read(*(FORM[at : at + 1] for at in range(len(FORM)))) == PARTS


@pytest.mark.parametrize("at", range(len(FORM)))
def test_a_form_is_read_cut_anywhere(at: int) -> None:
    assert read(FORM[:at], FORM[at:]) == PARTS


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.binary(max_size=40).map(lambda raw: raw.replace(b"z", b"\r\n--xY")), max_size=4), st.data()
)
def test_any_content_comes_as_it_was(contents: list[bytes], data: st.DataObject) -> None:
    head = b'\r\nContent-Disposition: form-data; name="f"\r\n\r\n'
    raw = b"".join(b"\r\n--xYz" + head + content for content in contents) + b"\r\n--xYz--"
    at = data.draw(st.integers(0, len(raw)))
    assert [content for _, content in read(raw[:at], raw[at:])] == contents


def test_content_is_handed_on_before_its_part_ends() -> None:
    form = Multipart(MARK)
    head = b'--xYz\r\nContent-Disposition: form-data; name="f"\r\n\r\n'
    events = list(form.receive(head + b"x" * 1000))
    assert isinstance(events[-1], Data)
    assert len(events[-1].data) > 900
    assert not form.is_over


@pytest.mark.parametrize(
    ("head", "text"),
    [
        (b"Content-Type: text/plain\r\n\r\n", "no form-data with a name"),
        (b'Content-Disposition: attachment; name="a"\r\n\r\n', "no form-data with a name"),
        (b"Content-Disposition: form-data\r\n\r\n", "no form-data with a name"),
        (b'Content-Disposition: form-data; name="\xff"\r\n\r\n', "not UTF-8"),
        (b"X: " + b"y" * MOST_HEAD_BYTES, "more than 4096 bytes"),
    ],
)
def test_a_part_that_is_none_is_refused(head: bytes, text: str) -> None:
    with pytest.raises(MultipartError, match=text):
        list(Multipart(MARK).receive(b"--xYz\r\n" + head))


def test_a_boundary_whose_line_does_not_end_is_refused() -> None:
    with pytest.raises(MultipartError, match="does not end"):
        list(Multipart(MARK).receive(b"--xYz" + b" " * 5000))


@pytest.mark.parametrize(
    ("content_type", "boundary"),
    [
        ("multipart/form-data; boundary=abc", b"abc"),
        ('Multipart/Form-Data; charset=x; BOUNDARY="a b"', b"a b"),
        ("multipart/form-data", None),
        ("multipart/form-data; boundary=", None),
        ('multipart/form-data; boundary="a\\r"', b"ar"),
        ("multipart/form-data; boundary=" + "a" * 71, None),
        ('multipart/form-data; boundary="a "', None),
        ("multipart/mixed; boundary=abc", None),
        ("application/json", None),
    ],
)
def test_a_boundary_is_what_the_type_names(content_type: str, boundary: bytes | None) -> None:
    assert boundary_of(content_type) == boundary
