from collections.abc import Mapping
from typing import Any

import pytest


@pytest.fixture
def pystream_settings() -> Mapping[str, Any]:
    """The people of a test are its own."""
    return {"app": {"database": ":memory:"}}
