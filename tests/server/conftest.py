"""Servers in processes of their own."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from harness import Project
from processes import RUN, Process, Run


@pytest.fixture
async def run(project: Project, tmp_path: Path) -> AsyncIterator[Run]:
    script = tmp_path / "run_it.py"
    script.write_text(RUN)
    processes: list[asyncio.subprocess.Process] = []

    async def start(**settings: Any) -> Process:
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(script),
            str(project.root),
            repr(settings),
            stdout=pipe,
            stderr=pipe,
            start_new_session=True,
        )
        processes.append(process)
        return Process(process)

    yield start
    for process in processes:
        # Its workers too, which hold the pipes.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.communicate()  # closes the pipes
