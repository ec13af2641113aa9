"""The board of active findings."""

from dataclasses import replace

import pytest

from custom_components.rt_cctv.findings import REOPENED_HOLD, FindingBoard
from custom_components.rt_cctv.model import Certainty, FindingKind, FindingSource, Target

from .fake_recorder import finding


@pytest.fixture
def board() -> FindingBoard:
    return FindingBoard()


def test_a_repeated_alarm_begins_once_and_lasts_until_it_is_not_repeated(
    board: FindingBoard,
) -> None:
    assert board.apply(finding(), 0) != ()
    assert board.apply(finding(), 10) == ()
    assert board.next_deadline == 25
    assert board.expire(24.9) == ()
    (end,) = board.expire(25)
    assert (end.kind, end.slot, end.active) == (FindingKind.MOTION, 1, False)
    assert board.next_deadline is None


def test_only_what_makes_a_suspicion_certain_confirms_it(board: FindingBoard) -> None:
    sure = finding(FindingKind.FLOODING, source=FindingSource.HUB, expires_after=None)
    suspected = replace(sure, certainty=Certainty.SUSPECTED)
    assert not board.confirms(sure)
    board.apply(suspected, 0)
    assert not board.confirms(suspected)
    assert not board.confirms(replace(sure, active=False))
    assert not board.confirms(replace(sure, slot=2))
    assert board.confirms(sure)
    board.apply(sure, 1)
    assert not board.confirms(sure)


def test_an_end_that_nobody_began_says_nothing(board: FindingBoard) -> None:
    assert board.apply(finding(active=False), 0) == ()
    assert board.active() == ()


def test_what_recorder_and_hub_both_see_is_one_finding_until_both_stop(
    board: FindingBoard,
) -> None:
    assert board.apply(finding(expires_after=None), 0)
    assert board.apply(finding(source=FindingSource.HUB), 1) == ()
    assert board.apply(finding(active=False), 2) == ()
    assert board.is_active(1, FindingKind.MOTION)
    assert board.expire(16) != ()
    assert not board.is_active(1, FindingKind.MOTION)


def test_a_person_who_crosses_a_line_is_also_a_person(board: FindingBoard) -> None:
    crossing = finding(FindingKind.LINE_CROSSING, target=Target.PERSON)
    assert {f.kind for f in board.apply(crossing, 0)} == {
        FindingKind.LINE_CROSSING,
        FindingKind.PERSON,
    }
    assert {f.kind for f in board.apply(replace(crossing, active=False), 1)} == {
        FindingKind.LINE_CROSSING,
        FindingKind.PERSON,
    }


def test_a_camera_that_goes_away_ends_all_but_the_loss_of_its_picture(
    board: FindingBoard,
) -> None:
    board.apply(finding(), 0)
    board.apply(finding(FindingKind.VIDEO_LOSS), 0)
    board.apply(finding(slot=2), 0)
    assert [f.kind for f in board.end_slot(1)] == [FindingKind.MOTION]
    assert board.is_active(1, FindingKind.VIDEO_LOSS)
    assert board.is_active(2, FindingKind.MOTION)


def test_a_lost_alarm_stream_ends_what_only_the_recorder_said(board: FindingBoard) -> None:
    board.apply(finding(), 0)
    board.apply(finding(source=FindingSource.HUB), 0)
    board.apply(finding(FindingKind.TAMPER), 0)
    assert [f.kind for f in board.end_source(FindingSource.RECORDER)] == [FindingKind.TAMPER]
    assert board.is_active(1, FindingKind.MOTION)


def test_an_alarm_whose_end_may_have_been_missed_does_not_stay_for_ever(
    board: FindingBoard,
) -> None:
    board.apply(finding(expires_after=None), 0)
    assert not board.next_deadline
    board.reopened(FindingSource.RECORDER, 100)
    assert board.next_deadline == 100 + REOPENED_HOLD
    assert board.expire(100 + REOPENED_HOLD) != ()
