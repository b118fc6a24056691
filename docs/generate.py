"""Writes what the documentation takes from the code: python docs/generate.py

docs/settings.md whole, and the parts of docs/language.md that list what there is.
"""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

from pystream.compiler.engines.pystream import library_names
from pystream.compiler.explanations import explanations
from pystream.output import read_library
from pystream.settings import CHOICES, Settings

DOCS = Path(__file__).parent
SETTINGS = """# Settings

Every setting, with its default. `[tool.pystream]` in `pyproject.toml` sets it, `PYSTREAM_<NAME>` in the
environment goes before that, and the command line before both.

```toml
[tool.pystream]
title = "Talk"
hosts = ["chat.example"]
```

`PYSTREAM_HOSTS=chat.example pystream serve` is for one run. A name that is not here, and a value that
does not fit, stop the start in one line. `pystream config` lists what holds, and where each value is from
([commands](commands.md)).

| setting | default | |
|---|---|---|
"""


def settings_page() -> str:
    rows = []
    for each in dataclasses.fields(Settings):
        if each.name == "root":  # where pyproject.toml is, and in no file
            continue
        text = each.metadata["help"]
        if each.name in CHOICES and "`" not in text:
            text += f" ({', '.join(f'`{word}`' for word in CHOICES[each.name] if word)})"
        # No link to anywhere.
        text = text.replace("[", "\\[").replace("docs/clients.md", "[clients](clients.md)")
        rows.append(f"| `{each.name}` | {_default(each.default, each.metadata['unit'])} | {text} |")
    return SETTINGS + "\n".join(rows) + "\n"


def _default(value: object, unit: str) -> str:
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, str):
        return value and f"`{value}`"
    number = f"{value:g}" if isinstance(value, float) else str(value) if isinstance(value, int) else ""
    return f"{number} {unit}".strip() if number else ""


def language_page(text: str) -> str:
    """The page with its generated parts made anew."""
    runtime = [path.removeprefix("pystream/runtime/") for path in read_library()]
    modules = ", ".join(f"`{name}`" for name in sorted(library_names(dict.fromkeys(runtime, ""))))
    refusals = "\n".join(f"- **{code}** {said.splitlines()[0]}" for code, said in explanations().items())
    text = re.sub(
        r"(## The standard library\n\n).*?(\n\nA module costs)", rf"\1{modules}\2", text, flags=re.S
    )
    return re.sub(r"(## Refusals\n\n).*", lambda match: match[1] + refusals + "\n", text, flags=re.S)


if __name__ == "__main__":
    language = DOCS / "language.md"
    language.write_text(language_page(language.read_text("utf-8")), "utf-8")
    (DOCS / "settings.md").write_text(settings_page(), "utf-8")
