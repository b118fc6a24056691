"""Stands around all actions of this app."""

import time
from typing import Any

from pystream import Call, Next, middleware

took_ms: list[float] = []  # each call since the last sample


@middleware
async def measure(call: Call, next: Next) -> Any:
    begun = time.perf_counter()
    try:
        return await next(call)
    finally:
        took_ms.append((time.perf_counter() - begun) * 1000)
