import importlib.util
import os
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


def test_the_site_builds_and_its_links_lead_somewhere(tmp_path: Path) -> None:
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path)],
        cwd=DOCS.parent,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stderr
    assert (tmp_path / "index.html").is_file()
