"""Who is told, how things are rated, and what is kept: questions asked one by one."""

from datetime import datetime, time
from typing import Any

import pytest

from custom_components.rt_cctv.incidents import (
    Hours,
    Mode,
    Policy,
    Rule,
    Severity,
    Shift,
    State,
    UnreadableStateError,
    from_json,
    incident_kind,
    to_json,
)
from custom_components.rt_cctv.model import Certainty, FindingKind, Target

from .played import EVENING, JAKARTA, NIGHT, Played, seen


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return that time in the week of Monday 23 November 2026 (day 0)."""
    return datetime(2026, 11, 23 + day, hour, minute, tzinfo=JAKARTA)


@pytest.mark.parametrize(
    ("hours", "moment", "covered"),
    [
        (Hours(start=time(8), end=time(17)), at(0, 8), True),
        (Hours(start=time(8), end=time(17)), at(0, 17), False),
        (Hours(start=time(22), end=time(4)), at(0, 23), True),
        (Hours(start=time(22), end=time(4)), at(0, 3, 59), True),
        (Hours(start=time(22), end=time(4)), at(0, 4), False),
        (Hours(start=time(22), end=time(4), days=frozenset({0})), at(1, 3), True),
        (Hours(start=time(22), end=time(4), days=frozenset({0})), at(0, 3), False),
        (Hours(start=time(22), end=time(4), days=frozenset({6})), at(0, 3), True),
        (Hours(start=time(0), end=time(0), days=frozenset({2})), at(2, 12), True),
        (Hours(start=time(0), end=time(0), days=frozenset({2})), at(3, 0), False),
    ],
)
def test_hours_know_their_days_also_across_midnight(
    hours: Hours, moment: datetime, *, covered: bool
) -> None:
    assert hours.covers(moment) is covered


@pytest.mark.parametrize(
    ("kind", "mode", "severity"),
    [
        (FindingKind.MOTION, Mode.SIANG, None),
        (FindingKind.PERSON, Mode.SIANG, None),
        (FindingKind.PERSON, Mode.RONDA, Severity.WATCH),
        (FindingKind.PERSON, Mode.LIBUR, Severity.WATCH),
        (FindingKind.PERSON, Mode.SIAGA, Severity.EMERGENCY),
        (FindingKind.INTRUSION, Mode.SIANG, Severity.WATCH),
        (FindingKind.INTRUSION, Mode.RONDA, Severity.EMERGENCY),
        (FindingKind.ILLEGAL_PARKING, Mode.RONDA, Severity.INFORMATION),
        (FindingKind.FLOODING, Mode.SIANG, Severity.EMERGENCY),
    ],
)
def test_a_finding_is_rated_by_kind_and_mode(
    kind: FindingKind, mode: Mode, severity: Severity | None
) -> None:
    assert Policy().rate(kind, 1, mode, NIGHT) is severity


def test_what_is_only_suspected_is_no_emergency() -> None:
    rated = Policy().rate(FindingKind.FLOODING, 1, Mode.SIANG, NIGHT, certainty=Certainty.SUSPECTED)
    assert rated is Severity.WATCH


def test_a_cat_in_the_zone_is_information() -> None:
    rated = Policy().rate(FindingKind.INTRUSION, 1, Mode.RONDA, NIGHT, target=Target.ANIMAL)
    assert rated is Severity.INFORMATION


def test_motion_by_a_person_is_only_motion_for_the_person_is_found_as_well() -> None:
    """The board of findings says "person" beside every finding that a person set off."""
    rated = Policy().rate(FindingKind.MOTION, 1, Mode.RONDA, NIGHT, target=Target.PERSON)
    assert rated is Severity.INFORMATION


def test_the_rts_own_rules_come_before_the_ratings() -> None:
    policy = Policy(
        rules=(
            Rule(severity=None, kinds=frozenset({FindingKind.INTRUSION}), slots=frozenset({3})),
            Rule(
                severity=Severity.EMERGENCY,
                kinds=frozenset({FindingKind.ILLEGAL_PARKING}),
                modes=frozenset({Mode.SIANG}),
                hours=Hours(start=time(6), end=time(8)),
            ),
        )
    )
    assert policy.rate(FindingKind.INTRUSION, 3, Mode.RONDA, NIGHT) is None
    assert policy.rate(FindingKind.INTRUSION, 2, Mode.RONDA, NIGHT) is Severity.EMERGENCY
    parked = FindingKind.ILLEGAL_PARKING
    assert policy.rate(parked, 1, Mode.SIANG, at(0, 7)) is Severity.EMERGENCY
    assert policy.rate(parked, 1, Mode.SIANG, at(0, 9)) is Severity.INFORMATION


def test_shifts_take_the_place_of_the_ronda_hours() -> None:
    shift = Shift(
        key="s", name="Sabtu", hours=Hours(start=time(21), end=time(5), days=frozenset({5}))
    )
    policy = Policy(shifts=(shift,))
    assert policy.scheduled_mode(at(5, 21, 30)) is Mode.RONDA
    assert policy.scheduled_mode(at(4, 23)) is Mode.SIANG
    assert Policy().scheduled_mode(at(4, 23)) is Mode.RONDA


def test_a_kind_is_a_finding_or_a_topic() -> None:
    assert incident_kind("flooding") is FindingKind.FLOODING
    assert incident_kind("drill").value == "drill"
    with pytest.raises(ValueError, match="sunshine"):
        incident_kind("sunshine")


@pytest.mark.parametrize(
    "damage",
    [
        {"version": 2},
        {"version": None},
        {"incidents": [{"kind": "flooding"}]},
        {"incidents": 7},
        {"mode": "tidur"},
        {"dams": [{"key": []}]},
        {"ailments": []},
        {"elapsed": "yesterday"},
    ],
)
def test_what_cannot_be_read_is_said_to_be_so(damage: dict[str, Any]) -> None:
    rt = Played()
    rt.do(seen())
    with pytest.raises(UnreadableStateError):
        from_json({**to_json(rt.state), **damage})


def test_fields_of_a_later_minor_version_are_ignored() -> None:
    rt = Played(at=EVENING)
    rt.do(seen())
    data = to_json(rt.state)
    data["incidents"][0]["mood"] = "calm"
    assert from_json(data).incidents == rt.state.incidents


def test_nothing_kept_is_an_empty_state() -> None:
    assert from_json(to_json(State())) == State()
