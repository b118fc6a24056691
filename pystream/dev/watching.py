"""Which files of a project have changed, told once for all that change together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from watchfiles import Change, DefaultFilter, awatch

from pystream.output import SOURCE_FOLDERS

SETTINGS = "pyproject.toml"
# Editors write a file in several steps, and git many files: the next change is waited for so long, all in all
# no longer than the second number.
QUIET_MS, LONGEST_MS = 20, 400


async def watch(root: Path, changed: Callable[[], None]) -> None:
    """Call `changed` whenever something did that the app is made of; until cancelled.

    It is called once at the beginning, for what changed before anybody watched.
    """
    # The folder itself is watched without what is in its folders, among them build/ and .venv/.
    stirred = asyncio.Event()

    async def of_root() -> None:
        async for changes in awatch(
            root, watch_filter=_is_of_root, step=QUIET_MS, debounce=LONGEST_MS, recursive=False
        ):
            if any(Path(path).name in SOURCE_FOLDERS for _, path in changes):
                stirred.set()  # one came or went: it is to be watched, or no longer
            changed()

    async def of_sources() -> None:
        while True:
            stirred.clear()
            folders = [root / name for name in SOURCE_FOLDERS if (root / name).is_dir()]
            async for _ in awatch(
                *folders, watch_filter=_sources, step=QUIET_MS, debounce=LONGEST_MS, stop_event=stirred
            ):
                changed()

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(of_root())
        tasks.create_task(of_sources())
        await asyncio.sleep(0)  # now both watch
        changed()


_sources = DefaultFilter()


def _is_of_root(change: Change, path: str) -> bool:
    return Path(path).name in (SETTINGS, *SOURCE_FOLDERS)
