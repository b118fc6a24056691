"""js-framework-benchmark's operations in Chromium: by hand, by preact with @preact/signals, and by pystream.

python -m benchmarks.reactivity [--rounds N] [OPERATION ...]

One browser, one page for each, in turn for each operation of each round. A cell is time by time of the page
by hand in the same round: the median over the rounds, and from the quarter to the three quarters. `script`
ends when scripts rest, `drawn` when the frame that shows the change has been drawn (the browser draws without
waiting for a screen).
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Route, sync_playwright

from benchmarks.peers import progress, table
from pystream.compiler.pipeline import compile_project
from pystream.output import read_library, read_sources
from pystream.settings import load

FOLDER = Path(__file__).parent / "reactive"
PACKAGES = FOLDER / "node_modules"
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-frame-rate-limit", "--disable-gpu-vsync", "--js-flags=--expose-gc"]
LABELS = {"vanilla": "by hand", "preact": "preact + signals", "pystream": "pystream"}
# What is done before, unmeasured, and how many rows there are afterwards.
OPERATIONS: dict[str, tuple[list[str], int]] = {
    "create_1k": (["clear_all"], 1000),
    "create_10k": (["clear_all"], 10_000),
    "append_1k": (["clear_all", "create_1k"], 2000),
    "update": (["clear_all", "create_10k"], 10_000),
    "swap": (["clear_all", "create_1k"], 1000),
    "select": (["clear_all", "create_1k"], 1000),
    "remove": (["clear_all", "create_1k"], 999),
    "clear_all": (["clear_all", "create_1k"], 0),
}


def install() -> None:
    """The peers' packages, in node_modules, where git does not see them."""
    if not (PACKAGES / "preact").exists():
        npm = shutil.which("npm")
        assert npm, "npm is needed: apt-get install npm"
        subprocess.run(
            [npm, "install", "--no-package-lock", "--no-audit", "--no-fund"], cwd=FOLDER, check=True
        )


def subjects() -> dict[str, str]:
    made = compile_project(read_sources(FOLDER), read_library(), load(FOLDER, {}))
    script = next(text.decode() for path, text in made.files.items() if path.endswith(".js"))
    return {
        "vanilla": (FOLDER / "vanilla.js").read_text("utf-8"),
        "preact": (FOLDER / "preact.js").read_text("utf-8"),
        "pystream": script.rpartition("//# sourceMappingURL")[0],
    }


def open_page(browser: Browser, subject: str) -> Page:
    page = browser.new_page()

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix("http://rows.test/")
        if path == "subject.js":
            route.fulfill(body=subject, content_type="text/javascript")
        elif path == "":
            route.fulfill(body=(FOLDER / "table.html").read_text("utf-8"), content_type="text/html")
        elif (FOLDER / path).is_file():
            route.fulfill(body=(FOLDER / path).read_text("utf-8"), content_type="text/javascript")
        else:
            route.fulfill(status=404)

    page.route("**/*", answer)
    page.on("pageerror", lambda error: print(f"a page fails: {error}"))
    page.goto("http://rows.test/")
    page.wait_for_function("typeof clear_all === 'function'")
    return page


def measure(page: Page, operation: str) -> dict[str, Any]:
    before, rows = OPERATIONS[operation]
    page.bring_to_front()
    page.evaluate("calls => prepare(calls)", before)
    page.evaluate("gc()")
    result: dict[str, Any] = page.evaluate("name => measure(name)", operation)
    assert result["rows"] == rows, f"{operation}: {result}"
    return result


def cell(ratios: list[float]) -> str:
    low, _, high = statistics.quantiles(ratios, n=4) if len(ratios) > 1 else (ratios[0],) * 3
    return f"{statistics.median(ratios):.2f} ({low:.2f} to {high:.2f})"


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("operation", nargs="*", choices=[[], *OPERATIONS])
    options.add_argument("--rounds", type=int, default=15)
    given = options.parse_args()
    install()
    operations = given.operation or list(OPERATIONS)
    times: dict[tuple[str, str], list[dict[str, Any]]] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        pages = {name: open_page(browser, text) for name, text in subjects().items()}
        for turn in range(-2, given.rounds):  # two to warm up
            for operation in operations:
                order = list(pages)
                shift = turn % len(order)
                shown = set()
                for name in order[shift:] + order[:shift]:
                    progress(f"round {turn + 1} of {given.rounds}: {operation} {name}")
                    result = measure(pages[name], operation)
                    shown.add(result["rows"])
                    if turn >= 0:
                        times.setdefault((name, operation), []).append(result)
        browser.close()
    progress("")
    for what in ("drawn", "script"):
        print(
            table(
                [what, "by hand, ms", *[LABELS[name] for name in ("preact", "pystream")]],
                rows(times, operations, what),
            )
        )
        print()


def rows(
    times: dict[tuple[str, str], list[dict[str, Any]]], operations: list[str], what: str
) -> list[list[str]]:
    made = []

    def read(result: dict[str, Any]) -> float:
        return max(float(result[what]), 0.01)  # the clock's step

    for operation in operations:
        hand = [read(each) for each in times["vanilla", operation]]
        cells = [
            cell([read(each) / by for each, by in zip(times[name, operation], hand, strict=True)])
            for name in ("preact", "pystream")
        ]
        made.append([operation.replace("_", " "), f"{statistics.median(hand):.2f}", *cells])
    return made


if __name__ == "__main__":
    main()
