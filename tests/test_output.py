import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pystream.output import BuildError, previous_assets, read_library, read_manifest, read_sources, write


def build(page: str, *assets: str) -> dict[str, bytes]:
    files = {page: b"<p>", "contract.json": b"{}", **{name: name.encode() for name in assets}}
    manifest = {
        "version": "1", "sources": "s", "contract": "c", "assets": assets, "files": [*files],
        "clients": {"app": {"path": "/", "page": page, "script": "", "style": ""}},
    }  # fmt: skip
    return {**files, "manifest.json": json.dumps(manifest).encode()}


def test_a_new_build_replaces_the_old_and_leaves_foreign_files(tmp_path: Path) -> None:
    (tmp_path / "build/lib").mkdir(parents=True)
    (tmp_path / "build/lib/mine.txt").write_text("mine")
    write(tmp_path / "build", build("a.html", "assets/one.js", "debug/x/one.txt"))
    for name in ("two", "three"):
        write(tmp_path / "build", build("b.html", f"assets/{name}.js"))
    names = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert names == {
        "build/lib/mine.txt", "build/b.html", "build/assets/two.js", "build/assets/three.js",
        "build/contract.json", "build/manifest.json", "build/previous.json",
    }  # fmt: skip
    assert read_manifest(tmp_path / "build").clients["app"].page == "b.html"


def test_the_assets_of_the_build_before_stay_until_assets_change_again(tmp_path: Path) -> None:
    def assets() -> set[str]:
        return {path.stem for path in (tmp_path / "assets").iterdir()}

    write(tmp_path, build("a.html", "assets/one.js", "assets/same.js"))
    assert previous_assets(tmp_path) == []
    for page in ("b.html", "b.html", "c.html"):
        write(tmp_path, build(page, "assets/two.js", "assets/same.js"))
        assert assets() == {"one", "two", "same"}
        assert previous_assets(tmp_path) == ["assets/one.js"]
    write(tmp_path, build("c.html", "assets/one.js", "assets/same.js"))
    assert assets() == {"one", "two", "same"}
    assert previous_assets(tmp_path) == ["assets/two.js"]
    (tmp_path / "assets/two.js").unlink()
    assert previous_assets(tmp_path) == []


def test_what_an_interrupted_write_leaves_the_next_removes(tmp_path: Path) -> None:
    for name in ("one", "two", "three"):
        if name == "three":
            (tmp_path / "assets/three.js").mkdir()
            with pytest.raises(OSError, match=r"three\.js"):
                write(tmp_path, build("a.html", "assets/three.js"))
            (tmp_path / "assets/three.js").rmdir()
        write(tmp_path, build("a.html", f"assets/{name}.js"))
    assert {path.stem for path in (tmp_path / "assets").iterdir()} == {"two", "three"}


def test_an_interrupted_write_leaves_the_last_build(tmp_path: Path) -> None:
    write(tmp_path, build("a.html", "assets/one.js"))
    (tmp_path / "assets/two.js").mkdir()  # the second build cannot write this file
    with pytest.raises(OSError, match=r"two\.js"):
        write(tmp_path, build("b.html", "assets/two.js"))
    assert read_manifest(tmp_path).clients["app"].page == "a.html"
    assert (tmp_path / "assets/one.js").read_bytes() == b"assets/one.js"


def test_builds_written_at_once_leave_one_that_is_whole(tmp_path: Path) -> None:
    builds = [build(f"{name}.html", *(f"assets/{name}{i}.js" for i in range(10))) for name in "abc"]
    with ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(write, tmp_path, each) for each in builds * 10]:
            done.result()
    left = {path.relative_to(tmp_path).as_posix() for path in (tmp_path / "assets").iterdir()}
    assert left == {*read_manifest(tmp_path).assets, *previous_assets(tmp_path)}


@pytest.mark.parametrize("damage", ["absent", "not json", "{}", "[]", "missing asset"])
def test_a_broken_build_is_said_in_one_line_with_the_fix(tmp_path: Path, damage: str) -> None:
    if damage == "missing asset":
        write(tmp_path, build("a.html", "assets/one.js"))
        (tmp_path / "assets/one.js").unlink()
    elif damage != "absent":
        (tmp_path / "manifest.json").write_text(damage)
    with pytest.raises(BuildError, match="pystream compile") as refusal:
        read_manifest(tmp_path)
    assert "\n" not in str(refusal.value)


def test_sources_are_read_without_caches_and_hidden_files(tmp_path: Path) -> None:
    for name in ("client_src/app.py", "client_src/__pycache__/app.pyc", "server_src/.x", "shared_src/a/b.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    assert list(read_sources(tmp_path)) == ["client_src/app.py", "shared_src/a/b.py"]


def test_the_library_holds_the_runtime() -> None:
    assert {"pystream/runtime/client.js", "pystream/runtime/wire.js"} <= read_library().keys()
