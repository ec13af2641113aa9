"""Actions, system health, and removing what is gone."""

import asyncio
from pathlib import Path
from unittest.mock import AsyncMock, Mock, patch

from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError, Unauthorized
from homeassistant.helpers import device_registry as dr
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from custom_components.rt_cctv import async_remove_config_entry_device, camera
from custom_components.rt_cctv.camera import SlotCamera
from custom_components.rt_cctv.const import DOMAIN
from custom_components.rt_cctv.model import SlotStatus
from custom_components.rt_cctv.nvr.base import (
    LockedError,
    NotSupportedError,
    PermissionDeniedError,
)
from custom_components.rt_cctv.system_health import async_register

from .fake_recorder import JPEG, SERIAL, FakeRecorder
from .test_init import entity_id


@pytest.mark.parametrize("action", ["reboot", "set_clock"])
async def test_an_action_does_what_it_says(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, fake_recorder: FakeRecorder, action: str
) -> None:
    data = {"config_entry_id": loaded_entry.entry_id}
    await hass.services.async_call(DOMAIN, action, data, blocking=True)
    assert fake_recorder.did == [action]


@pytest.mark.parametrize(
    ("error", "key"),
    [
        (PermissionDeniedError(), "permission_denied"),
        (NotSupportedError(), "not_supported"),
        (LockedError(60), "locked"),
    ],
)
async def test_an_action_that_fails_says_why_in_words(
    hass: HomeAssistant,
    loaded_entry: MockConfigEntry,
    fake_recorder: FakeRecorder,
    error: Exception,
    key: str,
) -> None:
    fake_recorder.error = error  # type: ignore[assignment]
    data = {"config_entry_id": loaded_entry.entry_id}
    with pytest.raises(HomeAssistantError) as raised:
        await hass.services.async_call(DOMAIN, "reboot", data, blocking=True)
    assert raised.value.translation_key == key


@pytest.mark.parametrize("action", ["reboot", "set_clock", "slot_history"])
async def test_what_changes_a_recorder_is_for_administrators(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, fake_recorder: FakeRecorder, action: str
) -> None:
    user = MockUser(is_owner=False).add_to_hass(hass)
    with pytest.raises(Unauthorized):
        await hass.services.async_call(
            DOMAIN,
            action,
            {"config_entry_id": loaded_entry.entry_id},
            blocking=True,
            context=Context(user_id=user.id),
            return_response=action == "slot_history",
        )
    assert fake_recorder.did == []


async def test_an_action_on_no_recorder_is_a_mistake_of_the_callers(
    hass: HomeAssistant, loaded_entry: MockConfigEntry
) -> None:
    with pytest.raises(ServiceValidationError):
        await hass.services.async_call(
            DOMAIN, "reboot", {"config_entry_id": "nobody"}, blocking=True
        )


async def test_a_snapshot_is_returned_and_written_where_that_is_allowed(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, tmp_path: Path
) -> None:
    hass.config.allowlist_external_dirs = {str(tmp_path)}
    target = tmp_path / "gang" / "1.jpg"
    camera = entity_id(hass, "camera", "slot_1_camera_sub")
    answer = await hass.services.async_call(
        DOMAIN,
        "snapshot",
        {"entity_id": camera, "filename": str(target)},
        blocking=True,
        return_response=True,
    )
    assert target.read_bytes() == JPEG
    assert answer is not None
    assert answer[camera]["content_type"] == "image/jpeg"  # type: ignore[index,call-overload]
    await hass.services.async_call(
        DOMAIN, "snapshot", {"entity_id": camera, "filename": str(target)}, blocking=True
    )


async def test_a_stream_that_shows_nothing_is_no_snapshot_in_words(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, fake_recorder: FakeRecorder
) -> None:
    async def show_nothing(**_: object) -> None:
        await asyncio.Event().wait()

    stream = Mock(async_get_image=AsyncMock(side_effect=show_nothing))
    fake_recorder.error = NotSupportedError()
    with (
        patch.object(SlotCamera, "async_create_stream", return_value=stream),
        patch.object(camera, "_STREAM_STILL_LIMIT", 0.01),
        pytest.raises(HomeAssistantError) as raised,
    ):
        await hass.services.async_call(
            DOMAIN,
            "snapshot",
            {"entity_id": entity_id(hass, "camera", "slot_1_camera_sub")},
            blocking=True,
        )
    assert raised.value.translation_key == "no_picture"
    stream.async_get_image.assert_awaited()


async def test_a_snapshot_goes_nowhere_else(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, tmp_path: Path
) -> None:
    camera = entity_id(hass, "camera", "slot_1_camera_sub")
    with pytest.raises(ServiceValidationError) as raised:
        await hass.services.async_call(
            DOMAIN, "snapshot", {"entity_id": camera, "filename": "/etc/x.jpg"}, blocking=True
        )
    assert raised.value.translation_key == "path_not_allowed"
    hass.config.allowlist_external_dirs = {str(tmp_path)}
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(HomeAssistantError) as failed:
        await hass.services.async_call(
            DOMAIN,
            "snapshot",
            {"entity_id": camera, "filename": str(tmp_path / "file" / "x.jpg")},
            blocking=True,
        )
    assert failed.value.translation_key == "not_written"


async def test_a_hidden_slot_gives_no_snapshot_to_a_volunteer(
    hass: HomeAssistant, loaded_entry: MockConfigEntry
) -> None:
    slots = dict(loaded_entry.options["slots"])
    slots["1"] = {**slots["1"], "visibility": "hidden"}
    hass.config_entries.async_update_entry(loaded_entry, options={"slots": slots})
    user = MockUser(is_owner=False).add_to_hass(hass)
    user.mock_policy({"entities": True})
    with pytest.raises(Unauthorized):
        await hass.services.async_call(
            DOMAIN,
            "snapshot",
            {"entity_id": entity_id(hass, "camera", "slot_1_camera_sub")},
            blocking=True,
            context=Context(user_id=user.id),
            return_response=True,
        )


async def test_the_history_of_slots_is_told(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, fake_recorder: FakeRecorder
) -> None:
    fake_recorder.set_status(1, SlotStatus.EMPTY)
    await loaded_entry.runtime_data.coordinator.async_refresh()
    answer = await hass.services.async_call(
        DOMAIN,
        "slot_history",
        {"config_entry_id": loaded_entry.entry_id},
        blocking=True,
        return_response=True,
    )
    assert answer is not None
    slots = answer["slots"]
    assert isinstance(slots, dict)
    first = slots["1"][0]  # type: ignore[index]
    assert first["owner"] == "pemkot"  # type: ignore[index,call-overload]
    assert first["until"] is not None  # type: ignore[index,call-overload]
    assert slots["4"] == []


async def test_system_health_counts(hass: HomeAssistant, loaded_entry: MockConfigEntry) -> None:
    register = Mock()
    async_register(hass, register)
    info = await register.async_register_info.call_args.args[0](hass)
    assert info["recorders"] == info["recorders_reached"] == 1
    assert info["brands"] == "hikvision 1"
    assert info["alarm_streams"] == "1/1"
    assert (info["slots_online"], info["slots_filled"], info["slots"]) == (2, 3, 4)


async def test_only_an_empty_slot_may_be_removed(
    hass: HomeAssistant, loaded_entry: MockConfigEntry
) -> None:
    registry = dr.async_get(hass)
    recorder = registry.async_get_device_by_identifier(
        (DOMAIN, SERIAL), config_entry_id=loaded_entry.entry_id
    )
    assert recorder is not None
    assert not await async_remove_config_entry_device(hass, loaded_entry, recorder)
    for number, may in ((1, False), (3, False), (4, True)):
        slot = registry.async_get_child_device_by_identifier(
            (DOMAIN, f"{SERIAL}_slot_{number}"), config_entry_id=loaded_entry.entry_id
        )
        assert slot is not None
        assert await async_remove_config_entry_device(hass, loaded_entry, slot) is may
    assert await hass.config_entries.async_unload(loaded_entry.entry_id)
    assert not await async_remove_config_entry_device(hass, loaded_entry, recorder)
