"""The slots' cameras."""

from collections.abc import Mapping
from typing import Any

from homeassistant.components.camera import async_get_image, async_get_stream_source
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator, WebSocketGenerator

from custom_components.rt_cctv import incidents as inc
from custom_components.rt_cctv.const import Visibility
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


def attributes(hass: HomeAssistant, entity: str) -> Mapping[str, Any]:
    state = hass.states.get(entity)
    assert state is not None
    return state.attributes


async def test_a_hidden_slots_pictures_reach_nobody_through_home_assistants_own_ways(
    hass: HomeAssistant,
    loaded_entry: MockConfigEntry,
    fake_recorder: FakeRecorder,
    hass_client: ClientSessionGenerator,
    hass_ws_client: WebSocketGenerator,
) -> None:
    slots = {**loaded_entry.options["slots"]}
    slots["1"] = {**slots["1"], "visibility": str(Visibility.HIDDEN)}
    alerts = loaded_entry.runtime_data.alerts
    alerts.process(inc.Raise(by="Pak RT", slot=1, text="Api"))
    await hass.async_block_till_done()
    image = entity_id(hass, "image", "last_incident")
    assert "entity_picture" in attributes(hass, image)
    hass.config_entries.async_update_entry(
        loaded_entry, options={**loaded_entry.options, "slots": slots}
    )
    await hass.config_entries.async_reload(loaded_entry.entry_id)
    await hass.async_block_till_done()
    taken = fake_recorder.snapshots
    camera = entity_id(hass, "camera", "slot_1_camera_sub")
    with pytest.raises(HomeAssistantError, match="This slot is hidden"):
        await async_get_image(hass, camera)
    client = await hass_client()
    assert (await client.get(attributes(hass, camera)["entity_picture"])).status == 500
    assert (await client.get(f"/api/camera_proxy_stream/{camera}")).status == 502
    assert (await client.get(f"/api/image_proxy/{image}")).status == 500
    socket = await hass_ws_client()
    await socket.send_json_auto_id({"type": "camera/stream", "entity_id": camera})
    assert not (await socket.receive_json())["success"]
    assert fake_recorder.snapshots == taken
    assert "entity_picture" not in attributes(hass, image)
    # What an automation asks of us is another matter: it is the administrator's own doing.
    answer = await hass.services.async_call(
        "rt_cctv", "snapshot", {"entity_id": camera}, blocking=True, return_response=True
    )
    assert answer is not None
    assert answer[camera]["content_type"] == "image/jpeg"  # type: ignore[index, call-overload]
