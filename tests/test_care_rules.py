"""Which repairs a recorder wants."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from custom_components.rt_cctv.care_memory import Memory, Period, SlotMemory
from custom_components.rt_cctv.care_rules import FIXABLE, Repair, Wanted, wanted_repairs
from custom_components.rt_cctv.model import (
    Disk,
    DiskStatus,
    RecorderState,
    SlotStatus,
    Stream,
    StreamProfile,
)
from custom_components.rt_cctv.nvr.base import Capability

from .fake_recorder import STATE, make_slot

NOW = datetime(2026, 11, 24, tzinfo=UTC)
ALL = frozenset(Capability)
PAGES = Path(__file__).parents[1] / "docs" / "repairs"


def _wanted(
    state: RecorderState = STATE,
    memory: Memory | None = None,
    *,
    capabilities: frozenset[Capability] = ALL,
    listening: bool = True,
) -> dict[str, Wanted]:
    found = wanted_repairs(state, memory or Memory(), capabilities, NOW, listening=listening)
    assert len({w.key for w in found}) == len(found)
    return {w.key: w for w in found}


def test_a_recorder_with_nothing_wrong_wants_nothing() -> None:
    assert _wanted() == {}


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"encrypted": True}, "stream_encrypted"),
        ({"clock_drift": timedelta(seconds=-61)}, "clock_off"),
        ({"disks": (Disk(key="1", name="hdd1", status=DiskStatus.MISSING),)}, "disk_problem"),
        ({"disks": (Disk(key="1", name="hdd1", status=DiskStatus.ERROR),)}, "disk_problem"),
        ({"recording": False}, "not_recording"),
        ({"slot_states_known": False}, "slot_states_unknown"),
        ({"slots": (make_slot(2, SlotStatus.WRONG_PASSWORD),)}, "camera_password_2"),
    ],
)
def test_each_trouble_wants_its_own_repair(changes: dict[str, object], key: str) -> None:
    assert set(_wanted(replace(STATE, **changes))) == {key}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes",
    [
        {"encrypted": None},
        {"clock_drift": timedelta(seconds=60)},
        {"clock_drift": None},
        {"disks": (Disk(key="1", name="hdd1", status=DiskStatus.OK, capacity=1, free=0),)},
        {"disks": (Disk(key="1", name="hdd1", status=DiskStatus.UNKNOWN),)},
        {"disks": None},
        {"recording": None},
    ],
)
def test_what_is_unknown_or_harmless_wants_nothing(changes: dict[str, object]) -> None:
    assert _wanted(replace(STATE, **changes)) == {}  # type: ignore[arg-type]


def test_a_drift_is_told_so_that_anybody_can_read_it() -> None:
    drift = _wanted(replace(STATE, clock_drift=timedelta(hours=-2, seconds=-67)))
    assert drift["clock_off"].placeholders == {"drift": "2:01:07"}
    drift = _wanted(replace(STATE, clock_drift=timedelta(seconds=187)))
    assert drift["clock_off"].placeholders == {"drift": "0:03:07"}


def test_a_sub_stream_that_few_can_play_is_offered_to_be_set_where_that_can_be_done() -> None:
    h265 = (Stream(profile=StreamProfile.SUB, codec="h265"),)
    state = replace(STATE, slots=(replace(STATE.slots[0], streams=h265),))
    assert set(_wanted(state)) == {"sub_stream_codec_1"}
    assert _wanted(state, capabilities=frozenset()) == {}
    dark = replace(state, slots=(replace(state.slots[0], status=SlotStatus.OFFLINE),))
    assert _wanted(dark) == {}
    unknown = (Stream(profile=StreamProfile.SUB, codec=None),)
    assert _wanted(replace(STATE, slots=(replace(STATE.slots[0], streams=unknown),))) == {}


def test_a_day_without_alarms_is_told_only_while_somebody_listens_and_could_hear_one() -> None:
    quiet = Memory(quiet=90_000)
    assert _wanted(memory=quiet)["no_alarms"].placeholders == {"hours": "25"}
    assert _wanted(memory=quiet, listening=False) == {}
    unarmed = replace(STATE, slots=(replace(STATE.slots[0], armed=frozenset()),))
    assert _wanted(unarmed, quiet) == {}
    dark = replace(STATE, slots=(make_slot(1, SlotStatus.OFFLINE),))
    assert _wanted(dark, quiet) == {}
    assert _wanted(memory=Memory(quiet=86_000)) == {}


def test_a_slot_dark_for_a_day_is_told_with_how_long() -> None:
    memory = Memory(slots={3: SlotMemory(dark_since=NOW - timedelta(days=3, hours=1))})
    assert _wanted(memory=memory)["slot_dark_3"].placeholders == {"days": "3"}
    memory.slots[3].dark_since = NOW - timedelta(hours=23)
    assert _wanted(memory=memory) == {}


def test_a_new_camera_is_asked_about_by_its_model() -> None:
    period = Period(since=NOW, camera="IPC-X")
    memory = Memory(slots={2: SlotMemory(periods=[period], asking=True)})
    assert _wanted(memory=memory)["new_camera_2"].placeholders == {"camera": "IPC-X"}


@pytest.mark.parametrize("repair", Repair)
def test_every_kind_of_repair_has_a_page_in_both_languages(repair: Repair) -> None:
    text = (PAGES / f"{repair}.md").read_text(encoding="utf-8")
    assert "\n## English: " in text
    assert text.index("#") == 0
    assert len(text) > 400


def test_what_a_flow_puts_right_is_what_is_marked_as_such() -> None:
    assert {"clock_off", "sub_stream_codec", "new_camera"} == FIXABLE
