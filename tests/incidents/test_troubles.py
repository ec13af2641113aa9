"""A recorder's trouble is one digest, not forty messages."""

from datetime import timedelta

from custom_components.rt_cctv.incidents import (
    Acknowledge,
    Change,
    Close,
    Part,
    Reason,
    SnoozeFor,
    Topic,
    Trouble,
)
from custom_components.rt_cctv.model import FindingKind

from .played import EVENING, Played, changes, dark, ended, seen, tells

DOWN = Trouble(part=Part.RECORDER_DOWN, slot=None, active=True)
UP = Trouble(part=Part.RECORDER_DOWN, slot=None, active=False)


def test_one_dark_slot_is_told_by_itself_when_it_lasts() -> None:
    rt = Played(at=EVENING)
    assert rt.do(dark(3)) == []
    (tell,) = tells(rt.wait(61))
    assert (tell.incident.kind, tell.incident.slot) == (FindingKind.VIDEO_LOSS, 3)


def test_a_blink_is_no_news() -> None:
    rt = Played(at=EVENING)
    rt.do(dark(3))
    rt.wait(20)
    rt.do(dark(3, active=False))
    assert tells(rt.wait(600)) == []


def test_a_dead_recorder_is_one_message() -> None:
    rt = Played(at=EVENING)
    for slot in (1, 2, 3, 4):
        rt.do(dark(slot))
        rt.do(seen(FindingKind.VIDEO_LOSS, slot))
    rt.do(DOWN)
    rt.do(seen(FindingKind.DISK_PROBLEM, None))
    (tell,) = tells(rt.wait(61))
    assert tell.incident.kind is Topic.RECORDER_TROUBLE
    assert set(tell.incident.parts) == {
        (Part.RECORDER_DOWN, None),
        (Part.DISK, None),
        *((Part.SLOT_DARK, slot) for slot in (1, 2, 3, 4)),
    }
    assert len(rt.state.incidents) == 1


def test_more_trouble_joins_the_digest_without_a_message() -> None:
    rt = Played(at=EVENING)
    rt.do(DOWN)
    rt.wait(61)
    rt.do(dark(2))
    effects = rt.wait(61)
    assert tells(effects) == []
    assert Change.GREW in changes(effects)
    assert (Part.SLOT_DARK, 2) in rt.only.parts


def test_a_second_dark_slot_makes_it_a_digest() -> None:
    rt = Played(at=EVENING)
    rt.do(dark(1))
    rt.wait(61)
    rt.do(dark(2))
    rt.wait(61)
    assert {i.kind for i in rt.state.incidents.values()} == {
        FindingKind.VIDEO_LOSS,
        Topic.RECORDER_TROUBLE,
    }
    rt.do(dark(3))
    assert [t for t in tells(rt.wait(61)) if t.reason is Reason.RAISED] == []


def test_a_digest_acknowledged_is_raised_anew_by_trouble_of_another_sort() -> None:
    rt = Played(at=EVENING)
    rt.do(seen(FindingKind.DISK_PROBLEM, None))
    rt.wait(61)
    rt.do(Acknowledge(incident=rt.only.id, by="Budi"))
    rt.do(DOWN)
    (tell,) = tells(rt.wait(61))
    assert tell.reason is Reason.WORSE


def test_it_closes_when_all_is_well_again() -> None:
    rt = Played(at=EVENING)
    rt.do(DOWN)
    rt.do(dark(1))
    rt.wait(61)
    rt.do(UP)
    rt.wait(400)
    assert rt.state.incidents
    rt.do(dark(1, active=False))
    assert Change.CLOSED in changes(rt.wait(400))


def test_trouble_that_is_said_again_and_again_is_counted_once() -> None:
    rt = Played(at=EVENING)
    for _ in range(50):
        rt.do(DOWN)
        rt.wait(30)
    assert rt.only.count == 1
    assert not rt.only.ended


def test_trouble_closed_by_hand_is_not_raised_while_it_just_goes_on() -> None:
    rt = Played(at=EVENING)
    rt.do(DOWN)
    rt.wait(61)
    rt.do(Close(incident=rt.only.id, by="Budi"))
    for _ in range(100):
        rt.do(DOWN)
        assert tells(rt.wait(30)) == []
    rt.do(UP)
    rt.do(DOWN)
    assert tells(rt.wait(61))


def test_a_slot_that_is_snoozed_makes_no_trouble_until_the_snooze_ends() -> None:
    rt = Played(at=EVENING)
    rt.do(SnoozeFor(slot=2, kind=FindingKind.VIDEO_LOSS, seconds=3600, by="Budi"))
    rt.do(dark(2))
    rt.do(dark(3))
    (tell,) = tells(rt.wait(61))
    assert tell.incident.slot == 3
    rt.do(dark(3, active=False))
    rt.wait(1000)
    (tell,) = tells(rt.wait(2600))
    assert tell.incident.slot == 2


def test_two_who_say_a_slot_is_dark_must_both_take_it_back() -> None:
    rt = Played(at=EVENING)
    rt.do(dark(3))
    rt.do(seen(FindingKind.VIDEO_LOSS, 3))
    rt.wait(61)
    rt.do(ended(FindingKind.VIDEO_LOSS, 3))
    assert not rt.only.ended
    rt.do(dark(3, active=False))
    assert rt.only.ended


def test_a_slot_dark_for_days_stays_one_incident() -> None:
    rt = Played(at=EVENING)
    for _ in range(3 * 24):
        rt.do(dark(3))
        rt.pass_by(timedelta(hours=1).total_seconds())
    assert rt.only.kind is FindingKind.VIDEO_LOSS
