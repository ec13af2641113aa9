"""The laws of an incident, held against anything that can happen in any order."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import time, timedelta

from hypothesis import settings, strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from custom_components.rt_cctv.incidents import (
    PACES,
    Acknowledge,
    CallHelp,
    Change,
    Changed,
    Clear,
    Close,
    Delivered,
    Dismiss,
    Effect,
    Event,
    Hours,
    Incident,
    Key,
    Mode,
    Person,
    Policy,
    Raise,
    Reason,
    Seen,
    SetMode,
    Severity,
    SnoozeFor,
    Stage,
    State,
    Tell,
    Tick,
    Topic,
    due_in,
    from_json,
    to_json,
)
from custom_components.rt_cctv.incidents.troubles import as_trouble
from custom_components.rt_cctv.model import Certainty, FindingKind, Target

from .played import BUDI, JOKO, SITI, Played, dark, seen

PEOPLE: tuple[tuple[Person, ...], ...] = (
    (),
    (BUDI, SITI, JOKO),
    (replace(BUDI, kinds=frozenset({FindingKind.PERSON})), JOKO),
    (replace(SITI, hours=(Hours(start=time(7), end=time(21)),), slots=frozenset({1})),),
)
KINDS = [
    FindingKind.PERSON,
    FindingKind.LINE_CROSSING,
    FindingKind.INTRUSION,
    FindingKind.FLOODING,
    FindingKind.VIDEO_LOSS,
    FindingKind.DISK_PROBLEM,
]
# Shorter than the cool-down, so that the dam is met within a few steps.
HASTY = {severity: replace(pace, quiet=20) for severity, pace in PACES.items()}


class Alerts(RuleBasedStateMachine):
    """Plays an RT at random and checks every effect against what went before."""

    named = Bundle("named")

    def __init__(self) -> None:
        super().__init__()
        self.rt = Played(Policy(people=PEOPLE[1], paces=HASTY))
        self.rt.answers = False
        self.counted = 0
        self.unanswered: list[Tell] = []
        self.closed: dict[str, Incident] = {}
        self.taken: set[str] = set()
        self.sent: dict[str, float] = {}
        self.cool: dict[Key, float] = {}

    def do(self, event: Event) -> None:
        self.check(self.rt.do(event), event)

    def check(self, effects: Sequence[Effect], event: Event | None = None) -> None:
        for effect in effects:
            if isinstance(effect, Changed):
                self.note(effect)
            elif isinstance(effect, Tell):
                assert effect.people
                assert effect.incident.id not in self.closed, "told after the end"
                assert effect.incident.id not in self.taken, "told after acknowledgement"
                self.check_dam(effect, event)
                self.unanswered.append(effect)
            elif isinstance(effect, Clear):
                assert effect.incident.stage is not Stage.OPEN

    def note(self, effect: Changed) -> None:
        name = effect.incident.id
        assert name not in self.closed, "changed after the end"
        if effect.change is Change.CLOSED:
            self.closed[name] = effect.incident
            pace = self.rt.policy.paces[effect.incident.severity]
            self.cool[effect.incident.key] = self.sent.pop(name, -pace.cooldown) + pace.cooldown
        elif effect.change is Change.ACKNOWLEDGED:
            self.taken.add(name)
        elif effect.change is Change.WORSENED:
            self.taken.discard(name)

    def check_dam(self, tell: Tell, event: Event | None) -> None:
        incident = tell.incident
        if (
            tell.reason is not Reason.RAISED
            or incident.severity is Severity.EMERGENCY
            or incident.kind in (Topic.MANUAL, Topic.DRILL)
            or incident.sent_at is not None
        ):
            return
        assert self.rt.state.elapsed >= self.cool.get(incident.key, 0) - 1e-6

    @rule(
        target=named,
        kind=st.sampled_from(KINDS),
        slot=st.sampled_from([1, 2]),
        who=st.sampled_from([None, *Target]),
        certainty=st.sampled_from(list(Certainty)),
        lasts=st.sampled_from([None, 0.0, 15.0]),
    )
    def find(
        self,
        kind: FindingKind,
        slot: int,
        who: Target | None,
        certainty: Certainty,
        lasts: float | None,
    ) -> str:
        event = seen(
            kind,
            None if kind is FindingKind.DISK_PROBLEM else slot,
            change=lambda f: replace(f, target=who, certainty=certainty, expires_after=lasts),
        )
        self.do(Tick())
        before = self.rt.state
        self.do(event)
        if as_trouble(event.finding) is None:
            self.check_counted(event, before)
        return self.latest()

    def latest(self) -> str:
        return [*self.rt.state.incidents, "20200101000000-0"][0]

    def check_counted(self, event: Seen, before: State) -> None:
        finding = event.finding
        key = (finding.kind, finding.slot)
        severity = self.rt.policy.rate(
            finding.kind,
            finding.slot,
            self.rt.state.mode,
            self.rt.at,
            target=finding.target,
            certainty=finding.certainty,
        )
        dam = before.dams.get(key)
        known = dam is not None and dam.known.get(finding.kind.value, 0) > before.elapsed
        counts = not known and (severity is not None or before.of(key) is not None)
        self.counted += counts
        silenced = any(
            s.kind == finding.kind and s.slot in (None, finding.slot) for s in before.snoozes
        )
        if severity is Severity.EMERGENCY and not known and not silenced:
            assert any(
                i.slot == finding.slot
                and i.severity is Severity.EMERGENCY
                and finding.kind.value in i.live
                and i.told
                for i in self.rt.state.incidents.values()
            ), "an emergency was lost"
        if severity is Severity.EMERGENCY and silenced and not known:
            assert self.rt.state.of(key) or self.rt.state.dams[key].count

    @rule(kind=st.sampled_from(KINDS), slot=st.sampled_from([1, 2]))
    def end(self, kind: FindingKind, slot: int) -> None:
        self.do(seen(kind, None if kind is FindingKind.DISK_PROBLEM else slot, active=False))

    @rule(slot=st.sampled_from([1, 2, 3]), active=st.booleans())
    def slot_goes_dark_or_comes_back(self, slot: int, *, active: bool) -> None:
        self.do(dark(slot, active=active))

    @rule(
        target=named,
        topic=st.sampled_from(list(Topic)[1:]),
        severity=st.sampled_from(list(Severity)),
    )
    def raise_by_hand(self, topic: Topic, severity: Severity) -> str:
        self.do(Raise(by="Budi", topic=topic, severity=severity))
        return self.latest()

    @rule(incident=named, by=st.sampled_from(["Budi", "Siti"]))
    def acknowledge(self, incident: str, by: str) -> None:
        self.do(Acknowledge(incident=incident, by=by))

    @rule(incident=named)
    def dismiss(self, incident: str) -> None:
        self.do(Dismiss(incident=incident, by="Budi"))

    @rule(incident=named)
    def call_help(self, incident: str) -> None:
        self.do(CallHelp(incident=incident, by="Budi"))

    @rule(incident=named)
    def close(self, incident: str) -> None:
        self.do(Close(incident=incident, by="Budi"))

    @rule(
        slot=st.sampled_from([None, 1, 2]),
        kind=st.sampled_from([None, *KINDS]),
        seconds=st.sampled_from([0, 60, 3600]),
    )
    def snooze(self, slot: int | None, kind: FindingKind | None, seconds: float) -> None:
        self.do(SnoozeFor(slot=slot, kind=kind, seconds=seconds, by="Budi"))

    @rule(mode=st.sampled_from([None, *Mode]))
    def pick_mode(self, mode: Mode | None) -> None:
        self.do(SetMode(mode=mode))

    @rule(people=st.sampled_from(PEOPLE))
    def change_people(self, people: tuple[Person, ...]) -> None:
        self.rt.policy = replace(self.rt.policy, people=people)

    @rule(data=st.data())
    def answer_one(self, data: st.DataObject) -> None:
        """Delivery answers some Tell at some time, for some people, in any order."""
        if self.unanswered:
            tell = self.unanswered.pop(data.draw(st.integers(0, len(self.unanswered) - 1)))
            self.answer(tell, data.draw(st.sets(st.sampled_from(tell.people))))

    @rule(data=st.data())
    def a_message_that_was_taken_is_refused_later(self, data: st.DataObject) -> None:
        """Refuse, as a push service may, what was taken or is over by now."""
        known = [*self.rt.state.incidents.values(), *self.closed.values()]
        if told := [(i.id, person) for i in known for person in i.told]:
            incident, person = data.draw(st.sampled_from(told))
            self.do(Delivered(incident=incident, failed=(person,)))

    @rule()
    def answer_all(self) -> None:
        while self.unanswered:
            self.answer(self.unanswered.pop(0), set())

    @rule(kind=st.sampled_from(KINDS[:4]), seconds=st.sampled_from([1, 25]))
    def come_and_go(self, kind: FindingKind, seconds: float) -> None:
        self.find(kind, 1, None, Certainty.CONFIRMED, None)
        self.answer_all()
        self.end(kind, 1)
        self.wait(seconds)

    def answer(self, tell: Tell, failed: set[str]) -> None:
        reached = tuple(p for p in tell.people if p not in failed)
        self.do(Tick())
        incident = self.rt.state.incidents.get(tell.incident.id)
        if reached and incident is not None:
            self.sent[incident.id] = self.rt.state.elapsed
        self.do(Delivered(incident=tell.incident.id, reached=reached, failed=tuple(failed)))

    @rule(seconds=st.sampled_from([1, 20, 61, 130, 301, 700, 2000, 90000]))
    def wait(self, seconds: float) -> None:
        end = self.rt.ticks + seconds
        while (due := due_in(self.rt.state, self.rt.policy)) is not None:
            if self.rt.ticks + due >= end:
                break
            self.rt.pass_by(max(due, 0.001))
            self.do(Tick())
        self.rt.pass_by(max(0.0, end - self.rt.ticks))
        self.do(Tick())

    @rule(seconds=st.integers(0, 5000))
    def tick_late(self, seconds: int) -> None:
        self.rt.pass_by(seconds)

    @rule(days=st.integers(-400, 400))
    def clock_jumps(self, days: int) -> None:
        self.rt.at += timedelta(days=days)

    @rule(seconds=st.integers(-100000, 100000))
    def restart(self, seconds: int) -> None:
        self.check(self.rt.restart(seconds))

    @invariant()
    def what_is_kept_can_be_read(self) -> None:
        state = self.rt.state
        assert from_json(to_json(state)) == replace(state, ticks=None)

    @invariant()
    def every_finding_is_counted_once(self) -> None:
        incidents = [*self.rt.state.incidents.values(), *self.closed.values()]
        total = sum(i.count + i.missed for i in incidents if i.kind in KINDS[:4])
        assert total + sum(dam.count for dam in self.rt.state.dams.values()) == self.counted

    @invariant()
    def every_incident_has_an_end_to_come(self) -> None:
        state = self.rt.state
        for incident in state.incidents.values():
            assert incident.live or incident.close_at is not None
        if state.incidents:
            assert due_in(state, self.rt.policy) is not None

    @invariant()
    def an_emergency_nobody_took_is_told_and_will_be_told_again(self) -> None:
        for incident in self.rt.state.incidents.values():
            if incident.severity is Severity.EMERGENCY and incident.stage is Stage.OPEN:
                assert incident.told
                assert incident.repeat_at is not None

    @invariant()
    def what_somebody_took_waits_for_nothing(self) -> None:
        for incident in self.rt.state.incidents.values():
            if incident.stage is Stage.ACKNOWLEDGED:
                assert incident.repeat_at is None
                assert incident.escalate_at is None


Alerts.TestCase.settings = settings(max_examples=200, stateful_step_count=50, deadline=None)
TestAlerts = Alerts.TestCase
