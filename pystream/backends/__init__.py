"""Where state and messages live: in a file or the memory of this process, or in Redis for several."""

from __future__ import annotations

from pystream.server.store import Backend
from pystream.settings import Settings

IN_MEMORY = "memory"


def open_backend(settings: Settings) -> Backend:
    """The backend that the settings name; connects when it is started.

    Raises:
        StartError: settings.redis is not a Redis URL.
    """
    if settings.redis:
        from pystream.backends.redis import RedisBackend

        return RedisBackend(settings.redis, settings.redis_prefix, settings.history_s)
    if settings.store == IN_MEMORY:
        from pystream.backends.memory import MemoryBackend

        return MemoryBackend(settings.history_s)
    from pystream.backends.sqlite import SqliteBackend

    return SqliteBackend(settings.root / settings.store, settings.history_s)


def name_of(settings: Settings) -> str:
    """What a user calls the backend that the settings name."""
    if settings.redis:
        return "redis"
    return "in memory" if settings.store == IN_MEMORY else (settings.root / settings.store).name
