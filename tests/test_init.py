"""A recorder's entry comes, goes and tells the truth meanwhile."""

from dataclasses import replace
from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.rt_cctv.const import DOMAIN, POLL_INTERVAL, STREAM_GRACE
from custom_components.rt_cctv.model import FindingKind, SlotStatus
from custom_components.rt_cctv.nvr.base import (
    AlarmSignal,
    BadAnswerError,
    CannotConnectError,
    InvalidAuthError,
    LockedError,
    RecorderError,
)

from .fake_recorder import SERIAL, FakeRecorder, finding


def entity_id(hass: HomeAssistant, domain: str, key: str) -> str:
    """Find an entity by its unique id: entity ids follow the language."""
    found = er.async_get(hass).async_get_entity_id(domain, DOMAIN, f"{SERIAL}_{key}")
    assert found is not None
    return found


def state(hass: HomeAssistant, domain: str, key: str) -> str:
    found = hass.states.get(entity_id(hass, domain, key))
    assert found is not None
    return found.state


async def tick(hass: HomeAssistant, freezer: FrozenDateTimeFactory, delta: timedelta) -> None:
    freezer.tick(delta)
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=False)


async def say(hass: HomeAssistant, recorder: FakeRecorder, *events: object) -> None:
    for event in events:
        recorder.alarm_events.put_nowait(event)  # type: ignore[arg-type]
    for _ in range(3):
        await hass.async_block_till_done()


async def test_an_entry_loads_and_unloads_and_lets_go(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, fake_recorder: FakeRecorder
) -> None:
    assert loaded_entry.state is ConfigEntryState.LOADED
    assert await hass.config_entries.async_unload(loaded_entry.entry_id)
    await hass.async_block_till_done()
    assert hass.config_entries.async_loaded_entries(DOMAIN) == []
    assert fake_recorder.closed


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (CannotConnectError(), ConfigEntryState.SETUP_RETRY),
        (BadAnswerError(), ConfigEntryState.SETUP_RETRY),
        (LockedError(60), ConfigEntryState.SETUP_RETRY),
        (InvalidAuthError(), ConfigEntryState.SETUP_ERROR),
    ],
)
async def test_a_recorder_that_fails_at_the_start_is_tried_later_or_asked_about(
    hass: HomeAssistant,
    recorder_entry: MockConfigEntry,
    fake_recorder: FakeRecorder,
    error: RecorderError,
    expected: ConfigEntryState,
) -> None:
    fake_recorder.error = error
    recorder_entry.add_to_hass(hass)
    await hass.config_entries.async_setup(recorder_entry.entry_id)
    await hass.async_block_till_done()
    assert recorder_entry.state is expected
    assert fake_recorder.closed
    reauth = [f["context"]["source"] for f in hass.config_entries.flow.async_progress()]
    assert reauth == ([SOURCE_REAUTH] if isinstance(error, InvalidAuthError) else [])


async def test_slots_are_children_of_their_recorder(
    hass: HomeAssistant, loaded_entry: MockConfigEntry
) -> None:
    registry = dr.async_get(hass)
    recorder = dr.async_get_device_id_by_identifier(
        hass, (DOMAIN, SERIAL), config_entry_id=loaded_entry.entry_id
    )
    names = {}
    for number in range(1, 5):
        slot = registry.async_get_child_device_by_identifier(
            (DOMAIN, f"{SERIAL}_slot_{number}"), loaded_entry.entry_id
        )
        assert slot is not None
        assert slot.parent_device_id == recorder
        names[number] = slot.name
    assert names == {1: "Pos kamling", 2: "Gang Mawar", 3: "Slot 3", 4: "Slot 4"}


async def test_each_slot_says_what_it_is(
    hass: HomeAssistant, loaded_entry: MockConfigEntry
) -> None:
    statuses = [state(hass, "sensor", f"slot_{n}_slot_status") for n in range(1, 5)]
    assert statuses == ["online", "online", "offline", "empty"]
    connected = [state(hass, "binary_sensor", f"slot_{n}_connectivity") for n in range(1, 5)]
    assert connected == ["on", "on", "off", "unknown"]
    owners = [state(hass, "sensor", f"slot_{n}_owner") for n in range(1, 5)]
    assert owners == ["pemkot", "swadaya", "unknown", "unknown"]


async def test_a_dead_camera_is_never_said_to_see_nothing(
    hass: HomeAssistant, loaded_entry: MockConfigEntry
) -> None:
    assert state(hass, "binary_sensor", "slot_1_motion") == "off"
    assert state(hass, "binary_sensor", "slot_3_motion") == "unavailable"
    assert state(hass, "binary_sensor", "slot_4_motion") == "unavailable"
    assert state(hass, "camera", "slot_3_camera_sub") == "unavailable"
    assert state(hass, "binary_sensor", "slot_3_video_loss") == "off"


async def test_motion_that_the_recorder_is_not_armed_for_is_unknown(
    hass: HomeAssistant, recorder_entry: MockConfigEntry, fake_recorder: FakeRecorder
) -> None:
    slots = tuple(replace(s, armed=frozenset()) for s in fake_recorder.state.slots)
    fake_recorder.state = replace(fake_recorder.state, slots=slots)
    recorder_entry.add_to_hass(hass)
    await hass.config_entries.async_setup(recorder_entry.entry_id)
    await hass.async_block_till_done()
    assert state(hass, "binary_sensor", "slot_1_motion") == "unknown"


async def test_an_alarm_turns_its_sensor_on_and_time_turns_it_off(
    hass: HomeAssistant,
    loaded_entry: MockConfigEntry,
    fake_recorder: FakeRecorder,
    freezer: FrozenDateTimeFactory,
) -> None:
    await say(hass, fake_recorder, finding())
    assert state(hass, "binary_sensor", "slot_1_motion") == "on"
    assert state(hass, "binary_sensor", "slot_2_motion") == "off"
    event = hass.states.get(entity_id(hass, "event", "slot_1_finding"))
    assert event is not None
    assert event.attributes["event_type"] == "motion"
    assert event.attributes["source"] == "recorder"
    assert state(hass, "sensor", "slot_1_last_finding") != "unknown"
    await tick(hass, freezer, timedelta(seconds=16))
    assert state(hass, "binary_sensor", "slot_1_motion") == "off"


async def test_an_end_that_the_recorder_says_turns_the_sensor_off(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, fake_recorder: FakeRecorder
) -> None:
    await say(hass, fake_recorder, finding(), finding(active=False))
    assert state(hass, "binary_sensor", "slot_1_motion") == "off"


async def test_an_analytic_that_nobody_announced_gets_its_sensor_and_keeps_it(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, fake_recorder: FakeRecorder
) -> None:
    await say(hass, fake_recorder, finding(FindingKind.ILLEGAL_PARKING))
    assert state(hass, "binary_sensor", "slot_1_illegal_parking") == "on"
    await hass.config_entries.async_reload(loaded_entry.entry_id)
    await hass.async_block_till_done()
    assert state(hass, "binary_sensor", "slot_1_illegal_parking") == "unknown"


async def test_a_camera_going_dark_is_shown_at_the_recorders_word(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, fake_recorder: FakeRecorder
) -> None:
    await say(hass, fake_recorder, finding())
    fake_recorder.set_status(1, SlotStatus.OFFLINE)
    await say(hass, fake_recorder, finding(FindingKind.VIDEO_LOSS))
    assert fake_recorder.doubted == [1], "the recorder looks at this slot first"
    assert state(hass, "sensor", "slot_1_slot_status") == "offline"
    assert state(hass, "binary_sensor", "slot_1_motion") == "unavailable"
    assert state(hass, "binary_sensor", "slot_1_video_loss") == "on"


async def test_a_camera_going_dark_is_shown_by_the_next_poll(
    hass: HomeAssistant,
    loaded_entry: MockConfigEntry,
    fake_recorder: FakeRecorder,
    freezer: FrozenDateTimeFactory,
) -> None:
    fake_recorder.set_status(2, SlotStatus.WRONG_PASSWORD)
    await tick(hass, freezer, POLL_INTERVAL + timedelta(seconds=1))
    assert state(hass, "sensor", "slot_2_slot_status") == "wrong_password"


async def test_a_look_that_the_recorder_asks_for_is_taken(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, fake_recorder: FakeRecorder
) -> None:
    polls = fake_recorder.polls
    await say(hass, fake_recorder, AlarmSignal.LOOK)
    assert fake_recorder.polls == polls + 1


async def test_a_recorder_that_stops_answering_makes_its_entities_unavailable_and_comes_back(
    hass: HomeAssistant,
    loaded_entry: MockConfigEntry,
    fake_recorder: FakeRecorder,
    freezer: FrozenDateTimeFactory,
) -> None:
    fake_recorder.error = CannotConnectError()
    await tick(hass, freezer, POLL_INTERVAL + timedelta(seconds=1))
    assert state(hass, "sensor", "slot_1_slot_status") == "unavailable"
    assert state(hass, "binary_sensor", "connectivity") == "off"
    fake_recorder.error = None
    await tick(hass, freezer, POLL_INTERVAL + timedelta(seconds=1))
    assert state(hass, "sensor", "slot_1_slot_status") == "online"
    assert state(hass, "binary_sensor", "connectivity") == "on"


async def test_a_broken_alarm_stream_is_believed_after_a_while(
    hass: HomeAssistant,
    loaded_entry: MockConfigEntry,
    fake_recorder: FakeRecorder,
    freezer: FrozenDateTimeFactory,
) -> None:
    assert state(hass, "binary_sensor", "alarm_stream") == "on"
    fake_recorder.stream_error = CannotConnectError()
    await say(hass, fake_recorder, CannotConnectError())
    assert state(hass, "binary_sensor", "alarm_stream") == "on"
    await tick(hass, freezer, STREAM_GRACE + timedelta(seconds=1))
    assert state(hass, "binary_sensor", "alarm_stream") == "off"
    assert state(hass, "binary_sensor", "slot_1_motion") == "unknown"


async def test_a_password_refused_on_the_alarm_stream_asks_for_the_new_one(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, fake_recorder: FakeRecorder
) -> None:
    await say(hass, fake_recorder, InvalidAuthError())
    flows = hass.config_entries.flow.async_progress()
    assert [flow["context"]["source"] for flow in flows] == [SOURCE_REAUTH]


async def test_a_slots_status_keeps_its_since_over_a_restart(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    before = hass.states.get(entity_id(hass, "sensor", "slot_3_slot_status"))
    assert before is not None
    freezer.tick(timedelta(hours=3))
    await hass.config_entries.async_reload(loaded_entry.entry_id)
    await hass.async_block_till_done()
    after = hass.states.get(entity_id(hass, "sensor", "slot_3_slot_status"))
    assert after is not None
    assert after.attributes["since"] == before.attributes["since"]


async def test_a_slots_status_keeps_its_since_over_an_outage_of_the_recorder(
    hass: HomeAssistant,
    loaded_entry: MockConfigEntry,
    fake_recorder: FakeRecorder,
    freezer: FrozenDateTimeFactory,
) -> None:
    before = hass.states.get(entity_id(hass, "sensor", "slot_3_slot_status"))
    assert before is not None
    fake_recorder.error = CannotConnectError()
    await tick(hass, freezer, POLL_INTERVAL + timedelta(seconds=1))
    assert state(hass, "sensor", "slot_3_slot_status") == "unavailable"
    fake_recorder.error = None
    await hass.config_entries.async_reload(loaded_entry.entry_id)
    await hass.async_block_till_done()
    after = hass.states.get(entity_id(hass, "sensor", "slot_3_slot_status"))
    assert after is not None
    assert after.attributes["since"] == before.attributes["since"]


async def test_the_recorders_disk_and_clock_are_shown(
    hass: HomeAssistant,
    loaded_entry: MockConfigEntry,
    fake_recorder: FakeRecorder,
    freezer: FrozenDateTimeFactory,
) -> None:
    assert state(hass, "sensor", "disk_1_free") == "25.0"
    assert state(hass, "binary_sensor", "disk_1_problem") == "off"
    assert state(hass, "binary_sensor", "recording_problem") == "off"
    assert state(hass, "sensor", "clock_drift") == "-3"
    await say(hass, fake_recorder, finding(FindingKind.RECORDING_FAILURE, slot=None))
    assert state(hass, "binary_sensor", "recording_problem") == "on"
    fake_recorder.state = replace(fake_recorder.state, disks=(), recording=None)
    await tick(hass, freezer, POLL_INTERVAL + timedelta(seconds=1))
    assert state(hass, "binary_sensor", "disk_1_problem") == "on"
    assert state(hass, "binary_sensor", "recording_problem") == "unknown"
    trouble = hass.states.get(entity_id(hass, "event", "trouble"))
    assert trouble is not None
    assert trouble.attributes["event_type"] == "recording_failure"
