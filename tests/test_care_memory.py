"""Who filled a slot since when, and since when it is dark."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
import json

from hypothesis import given, strategies as st
import pytest

from custom_components.rt_cctv.care_memory import Memory, SlotSettings, mark_of
from custom_components.rt_cctv.model import (
    Brand,
    CameraInfo,
    RecorderInfo,
    RecorderState,
    Slot,
    SlotStatus,
)

T0 = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
INFO = RecorderInfo(brand=Brand.HIKVISION, serial="S", model="M", name="N")


def _state(status: SlotStatus, camera: str | None = None) -> RecorderState:
    info = CameraInfo(model="IPC", serial=camera) if camera else None
    return RecorderState(info=INFO, slots=(Slot(number=1, name="K", status=status, camera=info),))


def _look(
    memory: Memory,
    status: SlotStatus,
    minutes: float = 0,
    camera: str | None = None,
    settings: Mapping[int, SlotSettings] | None = None,
) -> bool:
    return memory.look(_state(status, camera), settings or {}, T0 + timedelta(minutes=minutes))


def test_what_was_there_at_first_is_not_asked_about_again() -> None:
    memory = Memory()
    _look(memory, SlotStatus.ONLINE, camera="a", settings={1: {"owner": "pemkot"}})
    slot = memory.slots[1]
    assert (slot.filled, slot.asking, slot.periods[0].owner) == (True, False, "pemkot")


def test_a_slot_that_fills_asks_who_filled_it_until_somebody_says() -> None:
    memory = Memory()
    _look(memory, SlotStatus.EMPTY)
    assert _look(memory, SlotStatus.ONLINE, 30, "a")
    assert memory.slots[1].asking
    assert not _look(memory, SlotStatus.ONLINE, 31, "a")
    memory.answer(1, "swadaya")
    _look(memory, SlotStatus.ONLINE, 32, "a", {1: {"owner": "swadaya"}})
    slot = memory.slots[1]
    assert (slot.asking, slot.periods[-1].owner) == (False, "swadaya")
    assert slot.periods[-1].since == T0 + timedelta(minutes=30)


def test_an_answer_given_in_the_options_counts_as_well() -> None:
    memory = Memory()
    _look(memory, SlotStatus.EMPTY)
    _look(memory, SlotStatus.ONLINE, 30, "a")
    _look(memory, SlotStatus.ONLINE, 40, "a", {1: {"owner": "korporasi"}})
    assert (memory.slots[1].asking, memory.slots[1].periods[-1].owner) == (False, "korporasi")


def test_another_camera_in_the_slot_is_another_period_and_asks_again() -> None:
    memory = Memory()
    _look(memory, SlotStatus.ONLINE, camera="a", settings={1: {"owner": "pemkot"}})
    _look(memory, SlotStatus.ONLINE, 60, "b", {1: {"owner": "pemkot"}})
    first, second = memory.slots[1].periods
    assert (first.until, first.owner) == (T0 + timedelta(minutes=60), "pemkot")
    assert (second.owner, memory.slots[1].asking) == (None, True)


def test_the_same_camera_back_in_its_slot_goes_on_as_if_nothing_happened() -> None:
    memory = Memory()
    _look(memory, SlotStatus.ONLINE, camera="a", settings={1: {"owner": "pemkot"}})
    _look(memory, SlotStatus.EMPTY, 60)
    _look(memory, SlotStatus.ONLINE, 600, "a", {1: {"owner": "pemkot"}})
    slot = memory.slots[1]
    assert len(slot.periods) == 1
    assert (slot.periods[0].until, slot.asking) == (None, False)


@pytest.mark.parametrize(("minutes", "asks"), [(5, False), (60, True)])
def test_a_nameless_camera_that_is_back_soon_was_never_away(minutes: int, asks: bool) -> None:
    memory = Memory()
    _look(memory, SlotStatus.ONLINE)
    _look(memory, SlotStatus.EMPTY, 10)
    _look(memory, SlotStatus.ONLINE, 10 + minutes)
    assert memory.slots[1].asking is asks


def test_a_camera_that_dies_or_is_unknown_stays_in_its_slot() -> None:
    memory = Memory()
    _look(memory, SlotStatus.ONLINE, camera="a")
    for status in (SlotStatus.OFFLINE, SlotStatus.UNKNOWN, SlotStatus.WRONG_PASSWORD):
        _look(memory, status, 60)
    assert len(memory.slots[1].periods) == 1
    assert memory.slots[1].filled


def test_darkness_has_a_beginning_and_an_end() -> None:
    memory = Memory()
    _look(memory, SlotStatus.ONLINE)
    assert _look(memory, SlotStatus.OFFLINE, 5)
    _look(memory, SlotStatus.OFFLINE, 50)
    _look(memory, SlotStatus.UNKNOWN, 60)
    assert memory.slots[1].dark_since == T0 + timedelta(minutes=5)
    assert _look(memory, SlotStatus.ONLINE, 70)
    assert memory.slots[1].dark_since is None


def test_a_slot_that_is_emptied_asks_nothing_any_more() -> None:
    memory = Memory()
    _look(memory, SlotStatus.EMPTY)
    _look(memory, SlotStatus.ONLINE, 30, "a")
    _look(memory, SlotStatus.EMPTY, 60)
    assert not memory.slots[1].asking
    assert memory.slots[1].periods[-1].until == T0 + timedelta(minutes=60)


def test_sleep_is_no_listening() -> None:
    memory = Memory()
    memory.listened(100_000)
    memory.listened(-50)
    assert memory.quiet == 300


def test_a_mark_tells_cameras_apart_and_nothing_else() -> None:
    mark = mark_of(CameraInfo(model="IPC", serial="SERIAL42"))
    assert mark is not None
    assert "SERIAL42" not in mark
    assert mark != mark_of(CameraInfo(model="IPC", serial="SERIAL43"))
    assert mark_of(CameraInfo()) is None
    assert mark_of(None) is None


@given(
    st.lists(
        st.tuples(
            st.sampled_from(SlotStatus),
            st.sampled_from([None, "a", "b"]),
            st.sampled_from([None, "pemkot", "swadaya"]),
        ),
        max_size=60,
    )
)
def test_what_is_remembered_survives_the_disk_and_periods_never_overlap(
    looks: list[tuple[SlotStatus, str | None, str | None]],
) -> None:
    memory = Memory()
    for number, (status, camera, owner) in enumerate(looks):
        settings = {1: {"owner": owner}} if owner else {}
        _look(memory, status, number * 7, camera, settings)
        memory = Memory.from_dict(json.loads(json.dumps(memory.as_dict())))
    for slot in memory.slots.values():
        for before, after in zip(slot.periods, slot.periods[1:], strict=False):
            assert before.until is not None
            assert before.since <= before.until <= after.since
        assert slot.asking is False or slot.filled
