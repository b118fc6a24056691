"""Where state and messages live: in this process, or in Redis for several."""

from __future__ import annotations

from pystream.server.store import Backend
from pystream.settings import Settings


def open_backend(settings: Settings) -> Backend:
    """The backend that the settings name; connects when it is started.

    Raises:
        StartError: settings.redis is not a Redis URL.
    """
    if settings.redis:
        from pystream.backends.redis import RedisBackend

        return RedisBackend(settings.redis, settings.redis_prefix, settings.history_s)
    from pystream.backends.memory import MemoryBackend

    return MemoryBackend(settings.history_s)
