"""What every test stands on."""

from collections.abc import Iterator
import logging
from pathlib import Path
from unittest.mock import AsyncMock, patch

from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_USERNAME
from homeassistant.core import HomeAssistant
from homeassistant.loader import DATA_CUSTOM_COMPONENTS
from hypothesis import HealthCheck, settings
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.syrupy import HomeAssistantSnapshotExtension
from syrupy.assertion import SnapshotAssertion

# The test plugin has a custom_components of its own, and whichever is imported first is the one that is found.
from custom_components.rt_cctv.const import (
    CONF_BRAND,
    CONF_KEY,
    CONF_KIND,
    CONF_SLOTS,
    CONF_TLS,
    CONF_VERIFY_TLS,
    DOMAIN,
)

from .fake_recorder import SERIAL, FakeRecorder, find_hikvision
from .ports import free_port

# How long an example takes says how busy the machine is; the first text of all takes seconds to prepare.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

# The test plugin has every SQL statement logged, which would be most of what the city's tests do.
logging.getLogger("sqlalchemy.engine").setLevel(logging.WARNING)


@pytest.fixture
def hass(hass: HomeAssistant, tmp_path: Path) -> HomeAssistant:
    """Let Home Assistant find custom integrations, in a configuration folder that no other test writes to.

    A test that needs no Home Assistant starts none.
    """
    hass.data.pop(DATA_CUSTOM_COMPONENTS)
    hass.config.config_dir = str(tmp_path)
    return hass


@pytest.fixture
def snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Compare with Home Assistant's objects written down the way its own tests do."""
    return snapshot.use_extension(HomeAssistantSnapshotExtension)


@pytest.fixture
def unused_tcp_port() -> int:
    """Return a port that nobody uses, and that nobody is given meanwhile who asks for any."""
    return free_port()


@pytest.fixture(autouse=True)
def nobody_nearby() -> Iterator[AsyncMock]:
    """Let nobody answer when we ask around on the network."""
    with (
        patch("custom_components.rt_cctv.recorder_search.discover", return_value=()) as discover,
        patch("custom_components.rt_cctv.recorder_found.discover", discover),
    ):
        yield discover


@pytest.fixture
def fake_recorder() -> Iterator[FakeRecorder]:
    """Put a recorder that answers from memory behind every entry and flow, with nothing to get warm for."""
    recorder = FakeRecorder()
    with (
        patch("custom_components.rt_cctv.video.hub.VideoHub.warm_up"),
        patch("custom_components.rt_cctv.recorder_entry.create_recorder", return_value=recorder),
        patch("custom_components.rt_cctv.recorder_found.probe", find_hikvision),
    ):
        yield recorder


@pytest.fixture
def recorder_entry() -> MockConfigEntry:
    """Return an entry of kind recorder, not yet set up."""
    return MockConfigEntry(
        domain=DOMAIN,
        title="RT 05",
        unique_id=SERIAL,
        data={
            CONF_KIND: "recorder",
            CONF_BRAND: "hikvision",
            CONF_HOST: "10.0.0.9",
            CONF_PORT: 80,
            CONF_USERNAME: "admin",
            CONF_PASSWORD: "s3cret",
            CONF_TLS: False,
            CONF_VERIFY_TLS: True,
            CONF_KEY: SERIAL,
        },
        options={
            CONF_SLOTS: {
                "1": {"name": "Pos kamling", "owner": "pemkot"},
                "2": {"name": "Gang Mawar", "owner": "swadaya"},
            }
        },
    )


@pytest.fixture
async def loaded_entry(
    hass: HomeAssistant, recorder_entry: MockConfigEntry, fake_recorder: FakeRecorder
) -> MockConfigEntry:
    """Return an entry of kind recorder, set up and listening."""
    recorder_entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(recorder_entry.entry_id)
    await hass.async_block_till_done()
    return recorder_entry
