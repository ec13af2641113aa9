"""The slots' cameras."""

from homeassistant.components.camera import async_get_image, async_get_stream_source
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.rt_cctv.nvr.base import CannotConnectError

from .fake_recorder import JPEG, FakeRecorder
from .test_init import entity_id


async def test_a_still_is_the_recorders_picture_and_serves_all_who_ask_at_once(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, fake_recorder: FakeRecorder
) -> None:
    camera = entity_id(hass, "camera", "slot_1_camera_sub")
    assert (await async_get_image(hass, camera)).content == JPEG
    await async_get_image(hass, camera)
    assert fake_recorder.snapshots == 1


async def test_the_sub_stream_is_played_and_the_main_stream_is_there_for_who_wants_it(
    hass: HomeAssistant, loaded_entry: MockConfigEntry
) -> None:
    sub = entity_id(hass, "camera", "slot_1_camera_sub")
    source = await async_get_stream_source(hass, sub)
    assert source is not None
    assert source.endswith("/1/sub")
    main = er.async_get(hass).async_get(entity_id(hass, "camera", "slot_1_camera_main"))
    assert main is not None
    assert main.disabled_by is er.RegistryEntryDisabler.INTEGRATION


async def test_a_still_that_fails_says_why_in_words(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, fake_recorder: FakeRecorder
) -> None:
    fake_recorder.error = CannotConnectError()
    with pytest.raises(HomeAssistantError, match="Nothing answers"):
        await async_get_image(hass, entity_id(hass, "camera", "slot_1_camera_sub"))


async def test_an_empty_slot_has_no_still(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, fake_recorder: FakeRecorder
) -> None:
    with pytest.raises(HomeAssistantError):
        await async_get_image(hass, entity_id(hass, "camera", "slot_4_camera_sub"))
    assert fake_recorder.snapshots == 0
