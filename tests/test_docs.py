import importlib.util
from pathlib import Path

DOCS = Path(__file__).parent.parent / "docs"


def test_the_language_page_lists_the_library_and_refusals_of_the_code() -> None:
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert spec
    assert spec.loader
    generate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generate)
    text = (DOCS / "language.md").read_text("utf-8")
    assert generate.page(text) == text, "run: python docs/generate.py"
