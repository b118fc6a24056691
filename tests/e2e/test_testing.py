"""The fixture `browser` of the pytest plugin, as a project has it."""

from __future__ import annotations

from tests.testing.test_plugin import SAMPLE, run


def test_the_sample_projects_browser_test_passes() -> None:
    # All tests on one event loop share one Chromium.
    scopes = [f"-oasyncio_default_{what}_loop_scope=session" for what in ("fixture", "test")]
    code, said = run(SAMPLE, "--asyncio-mode=auto", *scopes, "tests/test_browser.py")
    assert code == 0, said
