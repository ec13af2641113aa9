"""Tests of the hourly counts."""

from collections.abc import Iterator
from datetime import UTC, datetime
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant, State
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
    mock_restore_cache_with_extra_data,
)

from custom_components.rt_cctv import eyes as room
from custom_components.rt_cctv.counts import Tally
from custom_components.rt_cctv.model import FindingKind, FindingSource
from custom_components.rt_cctv.video.hub import HubListener

from .fake_hub import FakeHub
from .fake_recorder import FakeRecorder, finding
from .test_eyes import entity, state

MOTION = "slot_1_motion_count"


@pytest.fixture
def hubs() -> Iterator[list[FakeHub]]:
    """Put a hub without workers behind the entry."""
    made: list[FakeHub] = []

    def make(listener: HubListener) -> FakeHub:
        made.append(FakeHub(listener))
        return made[-1]

    with patch.object(room, "VideoHub", make):
        yield made


@pytest.fixture
async def entry(
    hass: HomeAssistant, hubs: list[FakeHub], loaded_entry: MockConfigEntry
) -> MockConfigEntry:
    """Return the loaded entry."""
    return loaded_entry


def test_a_beginning_counts_once_however_often_it_is_said() -> None:
    tally = Tally()
    assert [tally.take(finding(expires_after=None)) for _ in range(3)] == [1, 0, 0]
    assert tally.take(finding(active=False)) == 0
    assert tally.take(finding()) == 1


def test_arrivals_while_it_lasts_count_each() -> None:
    tally = Tally()
    said = [finding(detail={"arrivals": n}) for n in (1, 2, 3)]
    assert sum(map(tally.take, said)) == 6


def test_a_second_thing_that_stands_counts_and_the_same_thing_said_surer_does_not() -> None:
    tally = Tally()
    said = [finding(detail={"since": since}) for since in (10, 10, 42, 10)]
    assert [tally.take(each) for each in said] == [1, 0, 1, 0]


def test_what_is_taken_up_again_after_a_restart_was_counted_before() -> None:
    assert Tally().take(finding(detail={"resumed": True})) == 0


async def test_the_recorders_and_the_hubs_findings_are_counted_together(
    hass: HomeAssistant, entry: MockConfigEntry, hubs: list[FakeHub]
) -> None:
    coordinator = entry.runtime_data.coordinator
    assert state(hass, "sensor", MOTION) == "0"
    hubs[-1].find("1", FindingKind.MOTION, detail={"arrivals": 2})
    hubs[-1].find("1", FindingKind.MOTION, detail={"arrivals": 1})
    hubs[-1].find("1", FindingKind.MOTION, active=False)
    assert state(hass, "sensor", MOTION) == "3"
    coordinator.async_handle_finding(finding())
    assert state(hass, "sensor", MOTION) == "4"


async def test_the_same_thing_seen_by_both_counts_once(
    hass: HomeAssistant, entry: MockConfigEntry, hubs: list[FakeHub]
) -> None:
    coordinator = entry.runtime_data.coordinator
    coordinator.async_handle_finding(finding(expires_after=None))
    hubs[-1].find("1", FindingKind.MOTION, detail={"arrivals": 1})
    assert state(hass, "sensor", MOTION) == "1"
    hubs[-1].find("1", FindingKind.MOTION, active=False)
    coordinator.async_handle_finding(finding(active=False, source=FindingSource.RECORDER))
    hubs[-1].find("1", FindingKind.MOTION, detail={"arrivals": 1})
    coordinator.async_handle_finding(finding())
    assert state(hass, "sensor", MOTION) == "2"


async def test_a_new_hour_begins_with_none(
    hass: HomeAssistant, entry: MockConfigEntry, hubs: list[FakeHub], freezer: FrozenDateTimeFactory
) -> None:
    hubs[-1].find("1", FindingKind.MOTION)
    assert state(hass, "sensor", MOTION) == "1"
    freezer.move_to("2031-01-01 07:00:01+00:00")
    async_fire_time_changed(hass)
    await hass.async_block_till_done()
    shown = hass.states.get(entity(hass, "sensor", MOTION))
    assert shown is not None
    assert shown.state == "0"
    assert shown.attributes["last_reset"] == "2031-01-01T07:00:00+00:00"
    assert shown.attributes["state_class"] == "total"


@pytest.mark.parametrize(("hour", "expected"), [(10, "7"), (9, "0")])
async def test_a_restart_within_the_hour_goes_on_counting(
    hass: HomeAssistant,
    hubs: list[FakeHub],
    fake_recorder: FakeRecorder,
    recorder_entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    hour: int,
    expected: str,
) -> None:
    freezer.move_to("2026-11-24 10:20:00+00:00")
    recorder_entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(recorder_entry.entry_id)
    count = entity(hass, "sensor", MOTION)
    assert await hass.config_entries.async_unload(recorder_entry.entry_id)
    reset = datetime(2026, 11, 24, hour, tzinfo=UTC).isoformat()
    mock_restore_cache_with_extra_data(
        hass,
        [
            (
                State(count, "7", {"last_reset": reset}),
                {"native_value": 7, "native_unit_of_measurement": None},
            )
        ],
    )
    assert await hass.config_entries.async_setup(recorder_entry.entry_id)
    await hass.async_block_till_done()
    assert state(hass, "sensor", MOTION) == expected
