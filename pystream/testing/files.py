"""Files as arguments of actions, in tests."""

from __future__ import annotations

from pystream.server.uploads import Upload


class TestFile(Upload):
    """A file that a test's client has; an action gets an Upload of it."""

    __test__ = False  # it is no test, whatever its name begins with
    __slots__ = ("content",)

    def __init__(self, name: str, content: bytes, type: str = "") -> None:
        super().__init__(0, name, len(content), type)
        self.content = content


def file(name: str, content: bytes, type: str = "") -> Upload:
    """What a test gives an action for an Upload: `await album.add(file("a.png", b"...", "image/png"))`."""
    return TestFile(name, content, type)
