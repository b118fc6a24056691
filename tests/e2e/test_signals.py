"""Signals and elements in Chromium: what a change touches, what keeps its identity, what ends."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import Server

APP = Path(__file__).parent / "signals_app"
# What became of the page by one call: a mutation each, as what was touched.
TOUCHED = """
    ([name, ...args]) => {
        const observer = new MutationObserver(() => {});
        observer.observe(document, {subtree: true, childList: true, characterData: true, attributes: true});
        globalThis[name](...args);
        const records = observer.takeRecords();
        observer.disconnect();
        const shown = node => node.nodeType === 3 ? node.data : `#${node.id || node.localName}`;
        return records.map(({type, target, attributeName, addedNodes, removedNodes}) => [
            type, attributeName ?? shown(target),
            ...[...removedNodes].map(node => '-' + shown(node)),
            ...[...addedNodes].map(node => '+' + shown(node)),
        ]);
    }
"""


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    project = tmp_path_factory.mktemp("signals_app")
    shutil.copytree(APP, project, dirs_exist_ok=True)
    (project / "server_src").mkdir()
    command = [sys.executable, "-m", "pystream.cli", "compile", "--project", str(project)]
    subprocess.run(command, check=True, capture_output=True)
    server = Server(project)
    page = browser.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda entry: errors.append(entry.text) if entry.type == "error" else None)
    page.goto(server.url)
    expect(page.locator("#people li")).to_have_count(6)
    yield page
    page.close()
    server.stop(signal.SIGINT)
    assert errors == []


def touched(page: Page, *call: Any) -> list[list[str]]:
    made: list[list[str]] = page.evaluate(TOUCHED, list(call))
    return made


def told(page: Page) -> Any:
    return page.evaluate("told()")


def test_a_changed_cell_touches_its_own_text_alone(page: Page) -> None:
    assert page.text_content("#total") == "total 4950"
    assert touched(page, "change", 3, 4, 134) == [
        ["characterData", "134"],
        ["characterData", "5050"],
    ] or touched(page, "change", 3, 4, 34) == [["characterData", "34"], ["characterData", "4950"]]


def test_what_comes_out_equal_touches_nothing(page: Page) -> None:
    # Two cells, and a sum that is what it was.
    assert len(touched(page, "change_two")) == 2
    assert touched(page, "change", 5, 5, 55) == []


def test_a_choice_touches_the_class_of_one_row(page: Page) -> None:
    assert page.text_content("#none") == "none"
    made = touched(page, "choose", 2)
    assert sorted(made) == [
        ["attributes", "class"],
        ["childList", "#section", "+#chosen"],
        ["childList", "#section", "-#none"],
    ]
    assert sorted(touched(page, "choose", 3)) == [
        ["attributes", "class"],
        ["attributes", "class"],
        ["characterData", "3"],
    ]
    page.click("#person-4")
    expect(page.locator(".chosen")).to_have_id("person-4")
    told(page)


def test_rows_that_move_keep_identity_focus_and_what_was_typed(page: Page) -> None:
    page.evaluate("globalThis.before = [...document.querySelectorAll('#people li')]")
    page.fill("#person-2 input", "typed")
    page.focus("#person-2 input")
    # One row leaves its place: its neighbours stay where they are.
    made = touched(page, "order", [0, 5, 1, 2, 3, 4])
    assert made == [["childList", "#people", "-#person-5"], ["childList", "#people", "+#person-5"]]
    made = touched(page, "order", [7, 4, 2, 0, 5])
    kept = page.evaluate("[...document.querySelectorAll('#people li')].map(row => before.indexOf(row))")
    assert kept == [-1, 4, 2, 0, 5]
    assert page.evaluate("document.activeElement.closest('li').id") == "person-2"
    assert page.input_value("#person-2 input") == "typed"
    ended, runs = told(page)
    assert (sorted(ended), runs) == (["1", "3"], ["7 person 7 4"])


def test_another_item_with_the_same_key_touches_what_shows_it(page: Page) -> None:
    made = touched(page, "rename", 5, "Ada")
    assert made == [["characterData", "Ada"], ["attributes", "aria-label"]]
    assert page.input_value("#person-5 input") == "Ada"
    assert told(page) == [[], ["5 Ada 4"]]


def test_effects_of_rows_that_went_do_not_run(page: Page) -> None:
    page.evaluate("order([4])")
    told(page)
    page.evaluate("choose(4), choose(1)")
    assert told(page) == [[], ["4 person 4 1"]]


def test_events_are_typed_and_handlers_may_be_async(page: Page) -> None:
    page.fill("#text", "<b>markup</b>")
    page.press("#text", "Enter")
    expect(page.locator("#typed")).to_have_text("<b>markup</b>")
    assert page.locator("#typed b").count() == 0
    assert page.evaluate("getComputedStyle(document.querySelector('#typed')).color") == "rgb(255, 0, 0)"


def test_what_is_disposed_of_is_gone_and_quiet(page: Page) -> None:
    page.evaluate("globalThis.row = document.querySelector('#people li')")
    page.evaluate("dispose()")
    assert page.inner_html("#app") == ""
    assert told(page)[0] == ["4"]
    page.evaluate("choose(4), change(0, 0, 9)")
    assert told(page) == [[], []]
    assert page.evaluate("row.className") == ""
