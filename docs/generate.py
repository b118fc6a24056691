"""Writes the parts of docs/language.md that come from the code: python docs/generate.py"""

from __future__ import annotations

import re
from pathlib import Path

from pystream.compiler.engines.pystream import library_names
from pystream.compiler.explanations import explanations
from pystream.output import read_library

PAGE = Path(__file__).parent / "language.md"


def page(text: str) -> str:
    """The page with its generated parts made anew."""
    runtime = [path.removeprefix("pystream/runtime/") for path in read_library()]
    modules = ", ".join(f"`{name}`" for name in sorted(library_names(dict.fromkeys(runtime, ""))))
    refusals = "\n".join(f"- **{code}** {said.splitlines()[0]}" for code, said in explanations().items())
    text = re.sub(
        r"(## The standard library\n\n).*?(\n\nA module costs)", rf"\1{modules}\2", text, flags=re.S
    )
    return re.sub(r"(## Refusals\n\n).*", lambda match: match[1] + refusals + "\n", text, flags=re.S)


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")
