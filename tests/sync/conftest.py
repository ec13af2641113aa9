"""What the tests of the link stand on."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from .stand import HAS_MOSQUITTO, City


@pytest.fixture
async def city(tmp_path: Path, socket_enabled: None) -> AsyncIterator[City]:
    """Return a city with Mosquitto and SQLite, collecting."""
    if not HAS_MOSQUITTO:
        pytest.skip("mosquitto is not installed (Debian: apt-get install mosquitto)")
    async with City(tmp_path) as made:
        yield made
