import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

DOCS = Path(__file__).parent.parent / "docs"


@pytest.fixture(scope="module")
def generate() -> Any:
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_language_page_lists_the_library_and_refusals_of_the_code(generate: Any) -> None:
    text = (DOCS / "language.md").read_text("utf-8")
    assert generate.language_page(text) == text, "run: python docs/generate.py"


def test_the_settings_page_lists_the_settings_of_the_code(generate: Any) -> None:
    assert (DOCS / "settings.md").read_text("utf-8") == generate.settings_page(), (
        "run: python docs/generate.py"
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)],
        cwd=DOCS.parent,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stderr
    return folder


def test_the_site_builds_and_its_links_lead_somewhere(site: Path) -> None:
    assert (site / "index.html").is_file()


def test_the_site_lists_its_pages_for_language_models(site: Path) -> None:
    listed = (site / "llms.txt").read_text("utf-8")
    pages = {each[2]: each[3] for each in re.finditer(r"^- \[(.+?)\]\((.+?)\): (.*)$", listed, re.MULTILINE)}
    names = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")}
    assert pages.keys() == names - {"STATE.md"}
    full = (site / "llms-full.txt").read_text("utf-8")
    for name, intro in pages.items():
        assert re.match(r"[\w`].{10}", intro), f"{name} has to begin with a sentence, and not with {intro!r}"
        text = (site / name).read_text("utf-8")
        assert text in full
        assert not re.search(r"<!-- (file|project|step|instead|template)", text)


def test_the_site_has_the_test_vectors_of_the_wire(site: Path) -> None:
    vectors = DOCS.parent / "tests" / "wire" / "vectors.json"
    assert (site / "wire" / "vectors.json").read_bytes() == vectors.read_bytes()
    assert 'href="vectors.json"' in (site / "wire" / "index.html").read_text("utf-8")
