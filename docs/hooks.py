"""What mkdocs adds to the site: the pages as text, their lists for language models, the wire's test vectors.

llms.txt (https://llmstxt.org) lists the pages, llms-full.txt is all of them, and each page is there as
Markdown too, under the name that it has in docs/.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page

VECTORS = Path(__file__).parent.parent / "tests" / "wire" / "vectors.json"
# What tests/test_samples.py reads, and no reader wants to see.
FOR_TESTS = re.compile(
    r"<!-- (?:project|step|instead|template: \w+) -->\n?|<!-- file: \S+\n.*?-->\n?", re.DOTALL
)


@dataclass
class _Build:
    """The build under way.

    Attributes:
        texts: what each page says, by its path in docs/.
    """

    texts: dict[str, str] = field(default_factory=dict)
    nav: Navigation = field(default_factory=lambda: Navigation([], []))


_build = _Build()


def on_files(files: Files, config: MkDocsConfig) -> Files:
    _build.texts.clear()
    files.append(File.generated(config, "wire/vectors.json", abs_src_path=str(VECTORS)))
    return files


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
    _build.nav = nav
    return nav


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    markdown = FOR_TESTS.sub("", markdown)
    _build.texts[page.file.src_uri] = markdown
    return markdown


def on_post_build(config: MkDocsConfig) -> None:
    site = Path(config.site_dir)
    (site / "llms.txt").write_text(_list(config), "utf-8")
    (site / "llms-full.txt").write_text("\n\n".join(_build.texts[each] for each in _order()), "utf-8")
    for name, text in _build.texts.items():
        (site / name).parent.mkdir(exist_ok=True)
        (site / name).write_text(text, "utf-8")


def _list(config: MkDocsConfig) -> str:
    lines = [f"# {config.site_name}", "", f"> {config.site_description}"]
    for each in _build.nav.items:
        section = each if isinstance(each, Section) else None
        lines += ["", f"## {section.title}", ""] if section else [""]
        lines += [
            f"- [{page.title}]({config.site_url or ''}{page.file.src_uri}): {intro(page.file.src_uri)}"
            for page in _pages(section.children if section else [each])
        ]
    return "\n".join(lines) + "\n"


def _order() -> list[str]:
    return [page.file.src_uri for page in _pages(_build.nav.items)]


def _pages(items: list[Any]) -> list[Page]:
    found: list[Page] = []
    for each in items:
        found += _pages(each.children) if isinstance(each, Section) else [each]
    return found


def intro(name: str) -> str:
    """The first sentence below a page's title, as plain text."""
    below = _build.texts[name].lstrip().partition("\n")[2].lstrip()
    paragraph = " ".join(below.partition("\n\n")[0].split())
    plain = re.sub(r"\[([^]]+)\]\([^)]*\)|\*\*(.+?)\*\*", lambda found: found[1] or found[2], paragraph)
    return re.split(r"(?<=[.:?])\s", plain)[0].rstrip(":")
