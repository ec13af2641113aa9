"""What the tests of the link stand on."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from .stand import City, need


@pytest.fixture
async def city(tmp_path: Path, socket_enabled: None) -> AsyncIterator[City]:
    """Return a city with Mosquitto and SQLite, collecting."""
    need("mosquitto")
    async with City(tmp_path) as made:
        yield made
