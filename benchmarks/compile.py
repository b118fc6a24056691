"""How long our own engine takes: 20 modules of 200 lines, cold, unchanged and with one module edited.

The first compile of a process reads the runtime's JavaScript too; those that are cold after it do not.

python -m benchmarks.compile [RUNS]
"""

from __future__ import annotations

import gc
import statistics
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.bulk import project
from pystream.cache import Cache
from pystream.compiler.pipeline import compile_project
from pystream.compiler.results import Memory
from pystream.output import read_library
from pystream.settings import Settings, load


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    times: dict[str, list[float]] = {}
    gc.disable()  # as `pystream compile` does
    for run in range(runs):
        with tempfile.TemporaryDirectory() as folder:
            build, settings, files = Path(folder), load(Path(folder), {}), project()
            cache: dict[str, str] = {}
            memory = Memory()
            name = "cold" if times else "first of a process"
            times.setdefault(name, []).append(_took(files, settings, cache, memory))
            times.setdefault("unchanged", []).append(_took(files, settings, cache, memory))
            files["client_src/albums.py"] += (
                f"\n\ndef added(x):\n    return x * {run} + len(str(x))\n".encode()
            )
            times.setdefault("edited", []).append(_took(files, settings, cache, memory))
            disk = Cache(build)
            disk.update(cache)
            disk.save()
            files["client_src/orders.py"] += f"\n\ndef more(x):\n    return x - {run}\n".encode()
            began = time.perf_counter()
            fresh = Cache(build)
            compile_project(files, read_library(), settings, fresh)
            fresh.save()
            times.setdefault("edited, cache on disk", []).append(time.perf_counter() - began)
    for name, took in times.items():
        median = statistics.median(took) * 1000
        print(f"{name:<24}{median:>7.0f} ms  ({min(took) * 1000:.0f} to {max(took) * 1000:.0f})")


def _took(files: dict[str, bytes], settings: Settings, cache: dict[str, str], memory: Memory) -> float:
    library = read_library()
    began = time.perf_counter()
    compile_project(files, library, settings, cache, memory)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
