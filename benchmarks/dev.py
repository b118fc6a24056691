"""How long `pystream serve --dev` takes from writing a file to Chromium showing it, for the reference app.

    styles          a rule of app.css, seen in what the page computes
    page            an element of app.html, after the page was loaded again
    client Python   a line of app.py, loaded again or swapped in place
    server Python   what an action returns, asked for again and again over the line that stays open

The clock runs from before the write until the browser's answer is back here. With --bulk the app has 20
modules of 200 lines besides. Needs Chromium and playwright.

python -m benchmarks.dev [EDITS] [--bulk]
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from benchmarks.bulk import project as bulk_project

ROOT = Path(__file__).parent.parent
CHROMIUM = "/usr/bin/chromium"
FOLDERS = ("client_src", "server_src", "shared_src")
BETWEEN_S = 0.7  # a person takes longer
LONGEST_S = 20.0


class Edits:
    """Of one project that is shown in one page."""

    def __init__(self, root: Path, page: Page) -> None:
        self.root = root
        self.page = page
        self.texts = {
            path: (root / path).read_text("utf-8")
            for path in (
                "client_src/app.css",
                "client_src/app.html",
                "client_src/app.py",
                "server_src/arithmetic.py",
            )
        }

    def styles(self, number: int) -> float:
        text = f"{self.texts['client_src/app.css']}\n:root {{ --mark: {number} }}\n"
        style = "getComputedStyle(document.documentElement).getPropertyValue('--mark')"
        return self.measure("client_src/app.css", text, f"Number({style})", number)

    def html(self, number: int) -> float:
        text = self.texts["client_src/app.html"].replace("<main>", f'<main data-mark="{number}">')
        mark = "Number(document.querySelector('main')?.dataset.mark)"
        return self.measure("client_src/app.html", text, mark, number)

    def client(self, number: int) -> float:
        text = f"{self.texts['client_src/app.py']}\n\ndom['body'].set_attr('data-mark', '{number}')\n"
        mark = "Number(document.body?.dataset.mark)"
        return self.measure("client_src/app.py", text, mark, number)

    def server(self, number: int) -> float:
        text = self.texts["server_src/arithmetic.py"].replace(
            "number * number", f"number * number + {number}"
        )
        return self.measure("server_src/arithmetic.py", text, "globalThis.square?.(0)", number)

    def measure(self, path: str, text: str, expression: str, expected: int) -> float:
        """Seconds from the write on until the page says so."""
        began = time.perf_counter()
        (self.root / path).write_text(text, "utf-8")
        while time.perf_counter() < began + LONGEST_S:
            try:
                if self.page.evaluate(expression) == expected:
                    return time.perf_counter() - began
            except Exception as why:
                # The page is being loaded again.
                if "context was destroyed" not in str(why) and "navigat" not in str(why):
                    raise
        raise TimeoutError(f"{path}: the page does not show {expected}")


def main() -> None:
    edits = next((int(word) for word in sys.argv[1:] if word.isdigit()), 20)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name in FOLDERS:
            shutil.copytree(ROOT / name, root / name)
        (root / "pyproject.toml").write_text('[tool.pystream]\nstore = "memory"\n')
        if "--bulk" in sys.argv:
            add_bulk(root)
        command = [sys.executable, "-m", "pystream.cli", "serve", "--dev", "--port", "0", "--project", folder]
        environ = {**os.environ, "PYSTREAM_LOG_LEVEL": "error"}
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environ)
        try:
            assert server.stdout is not None
            found = re.search(r"https?://[\w.:]+", server.stdout.readline())
            assert found is not None, "the server did not start"
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
                page = browser.new_page()
                page.goto(found[0])
                page.wait_for_selector("#state:has-text('connected')")
                kinds = Edits(root, page)
                for name, edit in (
                    ("styles", kinds.styles),
                    ("page", kinds.html),
                    ("client Python", kinds.client),
                    ("server Python", kinds.server),
                ):
                    show(name, edit, edits)
                browser.close()
        finally:
            server.terminate()
            server.wait()


def add_bulk(root: Path) -> None:
    """Let the app import as much code besides as a large app has."""
    names = []
    for path, content in bulk_project().items():
        if path.endswith(".py") and path != "client_src/app.py":
            (root / path).parent.mkdir(exist_ok=True)
            (root / path).write_bytes(content)
            if path.startswith("client_src/"):
                names.append(Path(path).stem)
    app = root / "client_src/app.py"
    imports = f"from client_src import {', '.join(sorted(names))}\n"
    app.write_text(
        app.read_text("utf-8").replace(
            "from client_src import calculator", f"{imports}from client_src import calculator"
        )
    )


def show(name: str, edit: Callable[[int], float], edits: int) -> None:
    edit(1)  # what only the first one pays
    took = []
    for number in range(2, edits + 2):
        time.sleep(BETWEEN_S)
        took.append(edit(number) * 1000)
    print(f"{name:<15}{statistics.median(took):>5.0f} ms  ({min(took):.0f} to {max(took):.0f})", flush=True)


if __name__ == "__main__":
    main()
