"""Repairs open, are put right or close by themselves; slots ask who filled them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import InvalidData
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.rt_cctv.const import DOMAIN
from custom_components.rt_cctv.model import (
    CameraInfo,
    Disk,
    DiskStatus,
    SlotStatus,
    Stream,
    StreamProfile,
)
from custom_components.rt_cctv.nvr.base import (
    CannotConnectError,
    LockedError,
    NotSupportedError,
)
from custom_components.rt_cctv.repairs import async_create_fix_flow

from .fake_recorder import STATE, FakeRecorder, finding


def issues(hass: HomeAssistant) -> dict[str, ir.IssueEntry]:
    """Return the recorder's issues by translation key and slot."""
    found: dict[str, ir.IssueEntry] = {}
    for (domain, _), issue in ir.async_get(hass).issues.items():
        if domain == DOMAIN and issue.data and "kind" in issue.data and issue.active:
            slot = issue.data["slot"]
            found[f"{issue.data['kind']}" + (f"_{slot}" if slot else "")] = issue
    return found


async def look(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    await entry.runtime_data.coordinator.async_refresh()
    await hass.async_block_till_done()


async def fix(hass: HomeAssistant, issue: ir.IssueEntry, answer: dict[str, Any]) -> Any:
    """Go through an issue's flow as the page does."""
    assert await async_setup_component(hass, "repairs", {})
    manager = hass.data["repairs"]["flow_manager"]
    shown = await manager.async_init(DOMAIN, data={"issue_id": issue.issue_id})
    assert shown["type"] == "form"
    assert shown["description_placeholders"]["recorder"] == "RT 05"
    return await manager.async_configure(shown["flow_id"], answer)


async def test_a_healthy_recorder_has_no_issues(
    hass: HomeAssistant, loaded_entry: MockConfigEntry
) -> None:
    assert issues(hass) == {}


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"encrypted": True}, "stream_encrypted"),
        ({"recording": False}, "not_recording"),
        ({"disks": (Disk(key="1", name="hdd1", status=DiskStatus.MISSING),)}, "disk_problem"),
        ({"slot_states_known": False}, "slot_states_unknown"),
    ],
)
async def test_what_only_people_can_put_right_is_told_with_its_page_and_closes_by_itself(
    hass: HomeAssistant,
    loaded_entry: MockConfigEntry,
    fake_recorder: FakeRecorder,
    changes: dict[str, object],
    key: str,
) -> None:
    fake_recorder.state = replace(STATE, **changes)  # type: ignore[arg-type]
    await look(hass, loaded_entry)
    issue = issues(hass)[key]
    assert not issue.is_fixable
    assert issue.learn_more_url is not None
    assert issue.learn_more_url.endswith(f"/docs/repairs/{key}.md")
    fake_recorder.state = STATE
    await look(hass, loaded_entry)
    assert issues(hass) == {}


async def test_the_clock_is_set_when_somebody_says_so(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, fake_recorder: FakeRecorder
) -> None:
    fake_recorder.state = replace(STATE, clock_drift=timedelta(minutes=-5))
    await look(hass, loaded_entry)
    result = await fix(hass, issues(hass)["clock_off"], {})
    assert result["type"] == "create_entry"
    assert fake_recorder.did == ["set_clock"]
    assert issues(hass) == {}


async def test_a_fix_that_fails_says_why_and_can_be_tried_again(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, fake_recorder: FakeRecorder
) -> None:
    fake_recorder.state = replace(STATE, clock_drift=timedelta(minutes=-5))
    await look(hass, loaded_entry)
    fake_recorder.error = NotSupportedError()
    result = await fix(hass, issues(hass)["clock_off"], {})
    assert result["errors"] == {"base": "not_supported"}
    fake_recorder.error = None
    manager = hass.data["repairs"]["flow_manager"]
    result = await manager.async_configure(result["flow_id"], {})
    assert result["type"] == "create_entry"


async def test_a_form_that_stays_open_while_the_recorder_is_let_go_of_says_so(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, fake_recorder: FakeRecorder
) -> None:
    fake_recorder.state = replace(STATE, clock_drift=timedelta(minutes=-5))
    fake_recorder.set_status(4, SlotStatus.ONLINE)
    await look(hass, loaded_entry)
    assert await async_setup_component(hass, "repairs", {})
    manager = hass.data["repairs"]["flow_manager"]
    clock, camera = [
        await manager.async_init(DOMAIN, data={"issue_id": issues(hass)[key].issue_id})
        for key in ("clock_off", "new_camera_4")
    ]
    await hass.config_entries.async_unload(loaded_entry.entry_id)
    result = await manager.async_configure(clock["flow_id"], {})
    assert result["errors"] == {"base": "cannot_connect"}
    result = await manager.async_configure(camera["flow_id"], {"owner": "korporasi"})
    assert result["type"] == "create_entry"
    await hass.async_block_till_done()
    assert loaded_entry.options["slots"]["4"] == {"owner": "korporasi"}


async def test_a_sub_stream_is_set_to_h264_for_its_own_slot(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, fake_recorder: FakeRecorder
) -> None:
    h265 = (Stream(profile=StreamProfile.SUB, codec="h265"),)
    slots = (STATE.slots[0], replace(STATE.slots[1], streams=h265), *STATE.slots[2:])
    fake_recorder.state = replace(STATE, slots=slots)
    await look(hass, loaded_entry)
    issue = issues(hass)["sub_stream_codec_2"]
    assert issue.translation_placeholders is not None
    assert issue.translation_placeholders["slot"] == "2 (Gang Mawar)"
    result = await fix(hass, issue, {})
    assert result["type"] == "create_entry"
    assert fake_recorder.did == ["h264 2"]


async def test_a_lock_is_told_while_it_lasts(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, fake_recorder: FakeRecorder
) -> None:
    fake_recorder.error = LockedError(1700)
    await look(hass, loaded_entry)
    issue = issues(hass)["locked_out"]
    assert issue.translation_placeholders is not None
    assert issue.translation_placeholders["minutes"] == "29"
    fake_recorder.error = None
    await look(hass, loaded_entry)
    assert issues(hass) == {}


async def test_a_lock_at_the_start_is_told_and_closes_when_the_recorder_answers(
    hass: HomeAssistant, recorder_entry: MockConfigEntry, fake_recorder: FakeRecorder
) -> None:
    fake_recorder.error = LockedError(600)
    recorder_entry.add_to_hass(hass)
    await hass.config_entries.async_setup(recorder_entry.entry_id)
    assert set(issues(hass)) == {"locked_out"}
    fake_recorder.error = None
    assert await hass.config_entries.async_reload(recorder_entry.entry_id)
    assert issues(hass) == {}


async def test_a_recorder_that_is_away_opens_nothing_and_closes_nothing(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, fake_recorder: FakeRecorder
) -> None:
    fake_recorder.state = replace(STATE, encrypted=True)
    await look(hass, loaded_entry)
    fake_recorder.error = CannotConnectError()
    await look(hass, loaded_entry)
    assert set(issues(hass)) == {"stream_encrypted"}


async def test_a_slot_that_fills_asks_who_filled_it_and_keeps_the_answer(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, fake_recorder: FakeRecorder
) -> None:
    fake_recorder.set_status(4, SlotStatus.ONLINE)
    await look(hass, loaded_entry)
    issue = issues(hass)["new_camera_4"]
    assert issue.is_fixable
    with pytest.raises(InvalidData):
        # Without an owner the question would only come back.
        await fix(hass, issue, {"name": "Masjid"})
    result = await fix(hass, issue, {"name": "Masjid", "owner": "korporasi"})
    assert result["type"] == "create_entry"
    await hass.async_block_till_done()
    assert loaded_entry.options["slots"]["4"] == {"name": "Masjid", "owner": "korporasi"}
    assert loaded_entry.options["slots"]["1"]["owner"] == "pemkot"
    assert loaded_entry.state is ConfigEntryState.LOADED
    await look(hass, loaded_entry)
    assert issues(hass) == {}
    memory = loaded_entry.runtime_data.care.memory
    assert memory.slots[4].periods[-1].owner == "korporasi"


async def test_whoever_names_a_new_camera_may_have_the_hub_watch_it(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, fake_recorder: FakeRecorder
) -> None:
    fake_recorder.set_status(4, SlotStatus.ONLINE)
    await look(hass, loaded_entry)
    answer = {"owner": "swadaya", "watch": True}
    with patch("custom_components.rt_cctv.video.slot.SlotWorker.start"):
        await fix(hass, issues(hass)["new_camera_4"], answer)
        await hass.async_block_till_done()
    assert loaded_entry.options["slots"]["4"] == {"owner": "swadaya"}
    assert loaded_entry.runtime_data.eyes.looks(4)
    assert not loaded_entry.runtime_data.eyes.looks(1)
    fake_recorder.set_status(4, SlotStatus.EMPTY)
    await look(hass, loaded_entry)
    other = replace(STATE.slots[1], number=4, camera=CameraInfo(model="X", serial="OTHER"))
    fake_recorder.state = replace(STATE, slots=(*STATE.slots[:3], other))
    await look(hass, loaded_entry)
    with pytest.raises(InvalidData):
        # It is watched already: the switches say what for.
        await fix(hass, issues(hass)["new_camera_4"], answer)


async def test_another_camera_in_a_slot_asks_again_though_its_owner_was_known(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, fake_recorder: FakeRecorder
) -> None:
    other = replace(STATE.slots[1], camera=CameraInfo(model="X", serial="OTHER"))
    fake_recorder.state = replace(STATE, slots=(STATE.slots[0], other, *STATE.slots[2:]))
    await look(hass, loaded_entry)
    assert set(issues(hass)) == {"new_camera_2"}


async def test_the_same_owner_as_before_is_an_answer_too(
    hass: HomeAssistant,
    loaded_entry: MockConfigEntry,
    fake_recorder: FakeRecorder,
    freezer: FrozenDateTimeFactory,
) -> None:
    other = replace(STATE.slots[1], camera=CameraInfo(model="X", serial="OTHER"))
    fake_recorder.state = replace(STATE, slots=(STATE.slots[0], other, *STATE.slots[2:]))
    await look(hass, loaded_entry)
    # The question is on disk by now, its answer isn't when the recorder is set up anew.
    freezer.tick(60)
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=False)
    await fix(hass, issues(hass)["new_camera_2"], {"name": "Gang Mawar", "owner": "swadaya"})
    await hass.async_block_till_done(wait_background_tasks=False)
    await look(hass, loaded_entry)
    assert issues(hass) == {}


async def test_a_day_without_an_alarm_is_told_until_one_comes(
    hass: HomeAssistant,
    loaded_entry: MockConfigEntry,
    fake_recorder: FakeRecorder,
) -> None:
    care = loaded_entry.runtime_data.care
    care.memory.quiet = 90_000
    await look(hass, loaded_entry)
    assert set(issues(hass)) == {"no_alarms"}
    fake_recorder.alarm_events.put_nowait(finding())
    await hass.async_block_till_done()
    await look(hass, loaded_entry)
    assert issues(hass) == {}


async def test_what_is_remembered_survives_a_restart(
    hass: HomeAssistant,
    loaded_entry: MockConfigEntry,
    fake_recorder: FakeRecorder,
    freezer: FrozenDateTimeFactory,
    hass_storage: dict[str, Any],
) -> None:
    freezer.tick(60)
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=False)
    kept = hass_storage[f"{DOMAIN}.care.{loaded_entry.entry_id}"]["data"]
    assert kept["slots"]["1"]["periods"][0]["owner"] == "pemkot"
    assert kept["slots"]["3"]["dark_since"] is not None
    assert "CAMSERIAL" not in str(kept)
    freezer.tick(timedelta(days=2))
    await hass.config_entries.async_reload(loaded_entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=False)
    assert "slot_dark_3" in issues(hass)


async def test_a_recorder_that_is_removed_takes_its_issues_and_memory_along(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, fake_recorder: FakeRecorder
) -> None:
    fake_recorder.state = replace(STATE, encrypted=True)
    await look(hass, loaded_entry)
    await hass.config_entries.async_remove(loaded_entry.entry_id)
    assert issues(hass) == {}


async def test_an_issue_of_nobody_is_merely_confirmed(hass: HomeAssistant) -> None:
    flow = await async_create_fix_flow(hass, "x", {"entry_id": "gone", "kind": "clock_off"})
    assert type(flow).__name__ == "ConfirmRepairFlow"
    assert type(await async_create_fix_flow(hass, "x", None)).__name__ == "ConfirmRepairFlow"
