"""What every test stands on."""

import pytest
from pytest_homeassistant_custom_component.syrupy import HomeAssistantSnapshotExtension
from syrupy.assertion import SnapshotAssertion

# The test plugin has a custom_components of its own, and whichever is imported first is the one that is found.
import custom_components.rt_cctv.const  # noqa: F401


@pytest.fixture(autouse=True)
def _find_custom_integrations(enable_custom_integrations: None) -> None:
    """Let Home Assistant find this one in every test."""


@pytest.fixture
def snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Compare with Home Assistant's objects written down the way its own tests do."""
    return snapshot.use_extension(HomeAssistantSnapshotExtension)
