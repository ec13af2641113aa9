"""Buttons of the recorder and its slots."""

from homeassistant.components.button import DOMAIN as BUTTON_DOMAIN, SERVICE_PRESS
from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.rt_cctv.const import DOMAIN
from custom_components.rt_cctv.evidence import SNAPSHOT
from custom_components.rt_cctv.nvr.base import CannotConnectError, Capability

from .fake_recorder import JPEG, SERIAL, FakeRecorder
from .test_init import entity_id, state


async def _press(hass: HomeAssistant, key: str) -> None:
    await hass.services.async_call(
        BUTTON_DOMAIN,
        SERVICE_PRESS,
        {ATTR_ENTITY_ID: entity_id(hass, BUTTON_DOMAIN, key)},
        blocking=True,
    )


async def test_a_picture_that_was_asked_for_is_kept_with_its_slot(
    hass: HomeAssistant, loaded_entry: MockConfigEntry
) -> None:
    evidence = loaded_entry.runtime_data.alerts.evidence
    await _press(hass, "slot_2_snapshot")
    (name,) = [name for name in await evidence.async_list() if name.kind == SNAPSHOT]
    assert name.slot == 2
    assert await evidence.async_get(name) == JPEG


async def test_a_dark_slot_has_no_picture_to_take(
    hass: HomeAssistant, loaded_entry: MockConfigEntry
) -> None:
    assert state(hass, BUTTON_DOMAIN, "slot_3_snapshot") == "unavailable"


async def test_a_press_that_fails_says_why_in_words(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, fake_recorder: FakeRecorder
) -> None:
    fake_recorder.error = CannotConnectError()
    with pytest.raises(HomeAssistantError, match="Nothing answers"):
        await _press(hass, "slot_2_snapshot")


@pytest.mark.parametrize("key", ["reboot", "set_clock"])
async def test_the_recorder_does_what_is_pressed(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, fake_recorder: FakeRecorder, key: str
) -> None:
    await _press(hass, key)
    assert fake_recorder.did == [key]


async def test_there_are_no_buttons_for_what_a_recorder_cannot_do(
    hass: HomeAssistant, recorder_entry: MockConfigEntry, fake_recorder: FakeRecorder
) -> None:
    fake_recorder.capabilities = frozenset({Capability.ALARMS})
    recorder_entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(recorder_entry.entry_id)
    await hass.async_block_till_done()
    registry = er.async_get(hass)
    assert registry.async_get_entity_id(BUTTON_DOMAIN, DOMAIN, f"{SERIAL}_reboot") is None
