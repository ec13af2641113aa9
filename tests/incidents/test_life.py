"""The life of an incident, told as small stories."""

from dataclasses import replace
from datetime import time, timedelta

from custom_components.rt_cctv.incidents import (
    BOARD,
    Acknowledge,
    CallHelp,
    Change,
    Close,
    Delivered,
    Dismiss,
    GoesOn,
    Hours,
    Mode,
    ModeChanged,
    Outcome,
    Pace,
    Policy,
    Raise,
    Reason,
    Refusal,
    Severity,
    Shift,
    SnoozeFor,
    Stage,
    Tick,
    Topic,
    due_in,
)
from custom_components.rt_cctv.model import Certainty, Finding, FindingKind, Target

from .played import (
    BUDI,
    EVENING,
    JOKO,
    POLICY,
    SITI,
    Played,
    changes,
    clears,
    ended,
    refusals,
    seen,
    tells,
)


def test_an_intruder_at_night_is_an_emergency_told_to_the_first_in_line() -> None:
    rt = Played()
    (tell,) = tells(rt.do(seen()))
    assert tell.people == ("budi",)
    assert tell.reason is Reason.RAISED
    assert tell.incident.severity is Severity.EMERGENCY


def test_people_in_the_street_by_day_are_no_news() -> None:
    rt = Played(at=EVENING)
    assert rt.do(seen(FindingKind.PERSON)) == []
    assert not rt.state.incidents


def test_findings_of_one_kind_and_slot_are_gathered() -> None:
    rt = Played()
    rt.do(seen())
    for _ in range(4):
        rt.do(ended())
        rt.pass_by(5)
        assert tells(rt.do(seen())) == []
    assert rt.only.count == 5


def test_a_finding_on_another_slot_is_another_incident() -> None:
    rt = Played()
    rt.do(seen(slot=1))
    rt.do(seen(slot=2))
    assert len(rt.state.incidents) == 2


def test_whoever_crosses_a_line_is_one_incident_not_two() -> None:
    rt = Played()
    by_person = seen(FindingKind.LINE_CROSSING, change=lambda f: replace(f, target=Target.PERSON))
    rt.do(by_person)
    rt.do(seen(FindingKind.PERSON, change=lambda f: replace(f, target=Target.PERSON)))
    rt.do(seen(FindingKind.MOTION))
    assert rt.only.kind is FindingKind.LINE_CROSSING
    assert rt.only.count == 3
    rt.do(ended(FindingKind.LINE_CROSSING))
    assert not rt.only.ended
    rt.do(ended(FindingKind.PERSON))
    rt.do(ended(FindingKind.MOTION))
    assert rt.only.ended


def test_somebody_who_wants_only_people_hears_of_a_line_crossed_by_a_person() -> None:
    wants = replace(BUDI, kinds=frozenset({FindingKind.PERSON}))
    rt = Played(Policy(people=(wants, replace(SITI, order=1))))
    (tell,) = tells(
        rt.do(seen(FindingKind.LINE_CROSSING, change=lambda f: replace(f, target=Target.PERSON)))
    )
    assert tell.people == ("budi", "siti")


def test_an_emergency_is_repeated_until_somebody_takes_it() -> None:
    rt = Played()
    rt.do(seen())
    assert [t.reason for t in tells(rt.wait(130))] == [Reason.REPEAT]
    incident = rt.only.id
    effects = rt.do(Acknowledge(incident=incident, by="Siti"))
    assert [c.people for c in clears(effects)] == [("budi",)]
    assert rt.only.acknowledged_by == "Siti"
    assert tells(rt.wait(4000)) == []


def test_an_emergency_goes_up_the_line_and_everybody_told_is_reminded() -> None:
    rt = Played()
    rt.do(seen())
    told = [(t.reason, t.people) for t in tells(rt.wait(400))]
    assert told == [
        (Reason.REPEAT, ("budi",)),
        (Reason.ESCALATED, ("siti",)),
        (Reason.REPEAT, ("budi", "siti")),
        (Reason.ESCALATED, ("joko",)),
        (Reason.REPEAT, ("budi", "siti")),
    ]
    (tell,) = tells(rt.wait(100))
    assert tell.people == ("budi", "siti", "joko")


def test_an_emergency_nobody_takes_is_repeated_slowly_for_as_long_as_it_goes_on() -> None:
    rt = Played()
    rt.do(seen())
    rt.wait(3 * 3600)
    last_hour = tells(rt.wait(3600))
    assert len(last_hour) == 4


def test_a_watch_is_repeated_twice_only() -> None:
    rt = Played()
    rt.do(seen(FindingKind.PERSON))
    repeats = [t for t in tells(rt.wait(3600)) if t.reason is Reason.REPEAT]
    assert len(repeats) == 2


def test_it_closes_by_itself_when_the_finding_has_ended_for_a_while() -> None:
    rt = Played()
    rt.do(seen(FindingKind.PERSON))
    rt.do(ended(FindingKind.PERSON))
    assert Change.CLOSED not in changes(rt.wait(299))
    effects = rt.wait(2)
    assert Change.CLOSED in changes(effects)
    assert [c.people for c in clears(effects)] == [("budi",)]
    assert rt.state.recent[-1].outcome is Outcome.ENDED


def test_a_flood_lasts_for_days_while_it_is_said_to_go_on_and_is_counted_once() -> None:
    rt = Played()
    flood = seen(FindingKind.FLOODING)
    rt.do(flood)
    rt.do(Acknowledge(incident=rt.only.id, by="Budi"))
    for _ in range(3 * 24):
        effects = rt.wait(3600)
        rt.do(GoesOn(finding=flood.finding))
        assert not tells(effects)
    assert (rt.only.ended, rt.only.count) == (False, 1)
    rt.do(ended(FindingKind.FLOODING))
    assert rt.only.ended


def test_what_is_held_back_and_goes_on_is_told_after_the_snooze_however_long_it_is() -> None:
    rt = Played()
    flood = seen(FindingKind.FLOODING)
    rt.do(SnoozeFor(slot=2, kind=FindingKind.FLOODING, seconds=20 * 3600, by="Budi"))
    rt.do(flood)
    for _ in range(19):
        rt.wait(3600)
        rt.do(GoesOn(finding=flood.finding))
    assert not rt.state.incidents
    assert tells(rt.wait(2 * 3600))


def test_a_finding_that_nobody_says_to_go_on_is_not_believed_for_ever() -> None:
    rt = Played()
    rt.do(seen(FindingKind.FLOODING))
    rt.wait(POLICY.stale + 3600)
    assert not rt.state.incidents


def test_a_finding_that_comes_again_puts_off_the_end() -> None:
    rt = Played()
    rt.do(seen(FindingKind.PERSON))
    rt.do(ended(FindingKind.PERSON))
    rt.wait(200)
    rt.do(seen(FindingKind.PERSON))
    rt.do(ended(FindingKind.PERSON))
    rt.wait(200)
    assert rt.only.count == 2


def test_the_second_to_acknowledge_is_told_who_was_first() -> None:
    rt = Played()
    rt.do(seen())
    rt.do(Acknowledge(incident=rt.only.id, by="Budi"))
    (refused,) = refusals(rt.do(Acknowledge(incident=rt.only.id, by="Siti")))
    assert refused.refusal is Refusal.ALREADY
    assert refused.incident is not None
    assert refused.incident.acknowledged_by == "Budi"
    assert rt.only.acknowledged_by == "Budi"


def test_a_word_about_a_closed_or_unknown_incident_is_refused() -> None:
    rt = Played()
    rt.do(seen())
    incident = rt.only.id
    rt.do(Close(incident=incident, by="Budi"))
    for word in (Acknowledge, Dismiss, CallHelp, Close):
        (refused,) = refusals(rt.do(word(incident=incident, by="Siti")))
        assert refused.refusal is Refusal.CLOSED
        (refused,) = refusals(rt.do(word(incident="20260101000000-9", by="Siti")))
        assert refused.refusal is Refusal.UNKNOWN


def test_nothing_to_see_here_quietens_that_slot_and_kind_for_a_while() -> None:
    rt = Played()
    rt.do(seen())
    effects = rt.do(Dismiss(incident=rt.only.id, by="Budi"))
    assert clears(effects)
    rt.do(ended())
    assert tells(rt.do(seen())) == []
    assert tells(rt.do(seen(slot=3))) != []
    effects = rt.wait(601)
    raised = [t for t in tells(effects) if t.incident.slot == 2]
    assert [t.reason for t in raised] == [Reason.RAISED]


def test_calling_for_help_wakes_everybody_and_starts_the_repeats_anew() -> None:
    rt = Played()
    rt.do(seen(FindingKind.PERSON))
    rt.do(Acknowledge(incident=rt.only.id, by="Budi"))
    (tell,) = tells(rt.do(CallHelp(incident=rt.only.id, by="Budi")))
    assert tell.reason is Reason.HELP
    assert set(tell.people) == {"budi", "siti", "joko"}
    assert rt.only.stage is Stage.OPEN
    assert rt.only.severity is Severity.EMERGENCY
    assert tells(rt.wait(130))


def test_a_flood_that_is_confirmed_is_raised_anew_although_acknowledged() -> None:
    rt = Played(at=EVENING)
    rt.do(seen(FindingKind.FLOODING, change=_suspected))
    assert severity(rt) is Severity.WATCH
    rt.do(Acknowledge(incident=rt.only.id, by="Budi"))
    (tell,) = tells(rt.do(seen(FindingKind.FLOODING)))
    assert tell.reason is Reason.WORSE
    assert severity(rt) is Severity.EMERGENCY
    assert rt.only.acknowledged_by is None


def severity(rt: Played) -> Severity:
    return rt.only.severity


def _suspected(finding: Finding) -> Finding:
    return replace(finding, certainty=Certainty.SUSPECTED)


def test_rain_of_findings_after_the_end_is_held_back_and_counted() -> None:
    rt = Played(replace(POLICY, paces=_short_quiet()))
    rt.do(seen(FindingKind.PERSON))
    rt.do(ended(FindingKind.PERSON))
    rt.wait(15)
    assert not rt.state.incidents
    rain_began = rt.at
    for _ in range(38):
        rt.pass_by(5)
        assert tells(rt.do(seen(FindingKind.PERSON))) == []
        rt.do(ended(FindingKind.PERSON))
    rt.do(seen(FindingKind.PERSON))
    (tell,) = tells(rt.wait(200))
    assert tell.incident.missed == 38
    assert tell.incident.missed_since is not None
    assert tell.incident.missed_since - rain_began == timedelta(seconds=5)


def _short_quiet() -> dict[Severity, Pace]:
    return {s: replace(pace, quiet=10) for s, pace in POLICY.paces.items()}


def test_the_cool_down_counts_from_what_was_sent_not_from_what_was_tried() -> None:
    rt = Played(replace(POLICY, paces=_short_quiet()))
    rt.answers = False
    rt.do(seen(FindingKind.PERSON))
    rt.do(ended(FindingKind.PERSON))
    rt.wait(15)
    assert not rt.state.incidents
    assert tells(rt.do(seen(FindingKind.PERSON)))


def test_an_emergency_breaks_the_dam() -> None:
    rt = Played(replace(POLICY, paces=_short_quiet()), at=EVENING)
    rt.do(seen())
    rt.do(ended())
    rt.wait(15)
    assert tells(rt.do(seen())) == []
    rt.mode(Mode.SIAGA)
    (tell,) = tells(rt.do(seen()))
    assert tell.incident.severity is Severity.EMERGENCY
    assert tell.incident.missed == 1


def test_who_could_not_be_reached_is_followed_by_the_next_at_once() -> None:
    rt = Played()
    rt.unreachable = {"budi"}
    rt.do(seen())
    (tell,) = tells(rt.do(Tick()))
    assert tell.people == ("siti",)
    assert rt.only.failed == ("budi",)


def test_who_turns_out_later_not_to_be_reached_is_followed_by_the_next() -> None:
    rt = Played()
    rt.do(seen())
    rt.pass_by(11)
    rt.do(Delivered(incident=rt.only.id, failed=("budi",)))
    (tell,) = tells(rt.do(Tick()))
    assert tell.people == ("siti",)


def test_when_nobody_can_be_reached_the_notice_board_gets_it_and_it_goes_on() -> None:
    rt = Played()
    rt.unreachable = {"budi", "siti", "joko"}
    rt.do(seen())
    people = [t.people for t in tells(rt.wait(10))]
    assert people == [("siti",), ("joko",), (BOARD,)]
    again = tells(rt.wait(60))
    assert again[0].reason is Reason.REPEAT
    assert set(again[0].people) == {"budi", "siti", "joko", BOARD}


def test_without_people_the_notice_board_is_told() -> None:
    rt = Played(Policy())
    (tell,) = tells(rt.do(seen()))
    assert tell.people == (BOARD,)


def test_an_emergency_wakes_those_who_wished_to_sleep_at_last() -> None:
    sleeper = replace(JOKO, order=1, hours=(Hours(start=time(7), end=time(21)),))
    rt = Played(Policy(people=(sleeper, SITI)))
    (tell,) = tells(rt.do(seen()))
    assert tell.people == ("siti",)
    assert [t.people for t in tells(rt.wait(200)) if t.reason is Reason.ESCALATED] == [("joko",)]


def test_a_watch_wakes_nobody() -> None:
    sleeper = replace(JOKO, hours=(Hours(start=time(7), end=time(21)),))
    rt = Played(Policy(people=(sleeper,)))
    (tell,) = tells(rt.do(seen(FindingKind.PERSON)))
    assert tell.people == (BOARD,)
    assert all("joko" not in t.people for t in tells(rt.wait(7200)))


def test_those_on_shift_come_first_whatever_their_own_hours_say() -> None:
    sleeper = replace(JOKO, hours=(Hours(start=time(7), end=time(21)),))
    shift = Shift(
        key="s", name="Selasa", hours=Hours(start=time(22), end=time(4)), people=frozenset({"joko"})
    )
    rt = Played(Policy(people=(BUDI, sleeper), shifts=(shift,)))
    (tell,) = tells(rt.do(seen()))
    assert tell.people == ("joko",)


def test_a_person_taken_off_the_list_is_not_told_any_more() -> None:
    rt = Played()
    rt.do(seen())
    rt.policy = Policy(people=(SITI,))
    assert all("budi" not in t.people for t in tells(rt.wait(400)))


def test_a_snooze_names_a_kind_to_silence_emergencies() -> None:
    rt = Played()
    rt.do(SnoozeFor(slot=2, kind=None, seconds=3600, by="Budi"))
    assert tells(rt.do(seen(FindingKind.PERSON))) == []
    assert tells(rt.do(seen())) != []
    rt.do(SnoozeFor(slot=3, kind=FindingKind.INTRUSION, seconds=3600, by="Budi"))
    assert tells(rt.do(seen(slot=3))) == []
    effects = rt.wait(3601)
    assert [t.reason for t in tells(effects) if t.incident.slot == 3][:1] == [Reason.RAISED]


def test_a_snooze_can_be_ended_early() -> None:
    rt = Played()
    rt.do(SnoozeFor(slot=2, kind=FindingKind.INTRUSION, seconds=3600, by="Budi"))
    rt.do(SnoozeFor(slot=2, kind=FindingKind.INTRUSION, seconds=0, by="Budi"))
    assert tells(rt.do(seen()))


def test_what_a_person_closed_is_no_news_until_it_begins_again() -> None:
    rt = Played()
    rt.do(seen())
    rt.do(Close(incident=rt.only.id, by="Budi"))
    rt.pass_by(60)
    assert rt.do(seen()) == []
    rt.do(ended())
    assert tells(rt.do(seen()))


def test_an_incident_raised_by_hand_lasts_until_it_is_dealt_with() -> None:
    rt = Played(at=EVENING)
    rt.do(Raise(by="Budi", text="Kebakaran di gang 2"))
    incident = rt.only
    assert incident.kind is Topic.MANUAL
    assert incident.text == "Kebakaran di gang 2"
    assert tells(rt.wait(3600))
    effects = rt.do(Close(incident=incident.id, by="Budi"))
    assert rt.state.recent[-1].outcome is Outcome.HANDLED
    assert clears(effects)


def test_the_same_raised_again_is_counted_and_another_is_told() -> None:
    rt = Played(at=EVENING)
    rt.do(Raise(by="Budi", text="Kebakaran"))
    assert tells(rt.do(Raise(by="Siti", text="Kebakaran"))) == []
    assert rt.only.count == 2
    assert tells(rt.do(Raise(by="Siti", text="Pencuri")))
    fire = next(i for i in rt.state.incidents.values() if i.text == "Kebakaran")
    rt.do(Acknowledge(incident=fire.id, by="Budi"))
    (tell,) = tells(rt.do(Raise(by="Siti", text="Kebakaran")))
    assert tell.reason is Reason.WORSE


def test_a_drill_goes_to_those_named_and_is_not_pursued() -> None:
    rt = Played(at=EVENING)
    (tell,) = tells(
        rt.do(Raise(by="Budi", severity=Severity.INFORMATION, topic=Topic.DRILL, people=("siti",)))
    )
    assert tell.people == ("siti",)
    assert tells(rt.wait(3600)) == []


def test_information_reaches_only_those_who_ask_for_it() -> None:
    rt = Played()
    assert tells(rt.do(seen(FindingKind.MOTION))) == []
    assert rt.only.severity is Severity.INFORMATION
    curious = replace(JOKO, least=Severity.INFORMATION)
    rt = Played(Policy(people=(BUDI, curious)))
    (tell,) = tells(rt.do(seen(FindingKind.MOTION)))
    assert tell.people == ("joko",)


def test_the_mode_follows_the_timetable() -> None:
    rt = Played(at=EVENING)
    rt.do(Tick())
    assert rt.state.mode is Mode.SIANG
    effects = rt.wait(3600)
    assert ModeChanged(mode=Mode.RONDA, by_hand=False) in effects


def test_ronda_picked_by_hand_holds_until_the_timetable_changes() -> None:
    rt = Played(at=EVENING)
    rt.mode(Mode.RONDA)
    assert mode(rt) is Mode.RONDA
    rt.wait(3 * 3600)
    assert mode(rt) is Mode.RONDA
    rt.wait(8 * 3600)
    assert mode(rt) is Mode.SIANG


def mode(rt: Played) -> Mode:
    return rt.state.mode


def test_libur_holds_until_another_mode_is_picked() -> None:
    rt = Played(at=EVENING)
    rt.mode(Mode.LIBUR)
    rt.wait(48 * 3600)
    assert mode(rt) is Mode.LIBUR
    rt.mode(None)
    assert mode(rt) is Mode.SIANG


def test_a_clock_that_jumps_moves_no_timer() -> None:
    for jump in (timedelta(days=-3000), timedelta(days=3000)):
        rt = Played()
        rt.do(seen(FindingKind.PERSON))
        rt.at += jump
        assert tells(rt.do(Tick())) == []
        assert rt.state.incidents
        rt.at -= jump
        assert len(tells(rt.wait(301))) == 1


def test_a_restart_between_raise_and_send_sends_it_once() -> None:
    rt = Played()
    rt.answers = False
    rt.do(seen())
    rt.answers = True
    (tell,) = tells(rt.restart())
    assert tell.people == ("budi",)
    assert tell.reason is Reason.RAISED
    assert tells(rt.restart()) == []


def test_a_restart_after_acknowledgement_sends_nothing() -> None:
    rt = Played()
    rt.answers = False
    rt.do(seen())
    rt.do(Acknowledge(incident=rt.only.id, by="Budi"))
    assert tells(rt.restart()) == []


def test_the_hub_down_over_a_repeat_repeats_once_when_it_is_back() -> None:
    rt = Played()
    rt.do(seen())
    effects = rt.restart(seconds=1200)
    assert [t.reason for t in tells(effects) if "budi" in t.people] == [Reason.REPEAT]


def test_a_hub_that_wakes_in_the_past_keeps_its_timers() -> None:
    rt = Played()
    rt.do(seen())
    rt.restart(seconds=-86400 * 365)
    assert [t.reason for t in tells(rt.wait(125))] == [Reason.REPEAT]


def test_an_answer_that_comes_after_the_end_changes_nothing() -> None:
    rt = Played()
    rt.answers = False
    (tell,) = tells(rt.do(seen()))
    rt.do(Close(incident=tell.incident.id, by="Budi"))
    before = rt.state
    effects = rt.do(Delivered(incident=tell.incident.id, reached=("budi",)))
    assert effects == []
    assert rt.state == before


def test_nothing_to_wait_for_means_no_timer() -> None:
    rt = Played(at=EVENING)
    rt.do(Tick())
    assert due_in(rt.state, rt.policy) is None
