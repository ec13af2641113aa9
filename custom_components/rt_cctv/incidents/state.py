"""All that the alerts remember, and the workbench on which one step changes it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from .events import Change, Changed, Clear, Effect, Now, Reason, Tell
from .incident import BOARD, Incident, IncidentKind, Key, Look, Part, Severity, Stage
from .policy import Policy
from .ratings import Mode, Pace

RECENT = 50
"""How many closed incidents are remembered, so that a late word is answered rightly."""

_LONGEST_SLEEP = 86400.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Snooze:
    """Quiet asked for by somebody, until the engine's second `until`."""

    slot: int | None
    kind: IncidentKind | None
    until: float
    by: str

    def covers(self, key: Key, severity: Severity) -> bool:
        """Return whether it silences that; without a named kind never an emergency."""
        kind, slot = key
        if self.slot is not None and self.slot != slot:
            return False
        if self.kind is None:
            return severity is not Severity.EMERGENCY
        return self.kind == kind


@dataclass(frozen=True, kw_only=True, slots=True)
class Dam:
    """What is held back of one slot and kind: how many since when, and what still goes on.

    `known` goes on too, but a person closed its incident: only a new beginning is news.
    """

    cool_until: float = 0
    count: int = 0
    since: datetime | None = None
    severity: Severity = Severity.INFORMATION
    look: Look = field(default_factory=Look)
    live: Mapping[str, float] = field(default_factory=dict)
    known: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Ailment:
    """Trouble that isn't news yet; `since` is the engine's."""

    part: Part
    slot: int | None
    since: float


@dataclass(frozen=True, kw_only=True, slots=True)
class State:
    """Everything, between two steps. `elapsed` is the engine's own clock, which no clock jump moves.

    `scheduled` is what the timetable said when `by_hand` was picked.
    """

    elapsed: float = 0
    ticks: float | None = None
    at: datetime | None = None
    serial: int = 0
    mode: Mode = Mode.SIANG
    scheduled: Mode = Mode.SIANG
    by_hand: Mode | None = None
    incidents: Mapping[str, Incident] = field(default_factory=dict)
    recent: tuple[Incident, ...] = ()
    dams: Mapping[Key, Dam] = field(default_factory=dict)
    snoozes: tuple[Snooze, ...] = ()
    ailments: Mapping[str, Ailment] = field(default_factory=dict)

    def of(self, key: Key) -> Incident | None:
        """Return the incident that gathers `key` now."""
        return next((i for i in self.incidents.values() if i.key == key), None)

    def closed(self, incident: str) -> Incident | None:
        """Return a recently closed incident by its id."""
        return next((i for i in self.recent if i.id == incident), None)


def due_in(state: State, policy: Policy) -> float | None:
    """Return in how many seconds a Tick will find something to do; None: nothing waits for time."""
    settled = (a.since + policy.debounce for a in state.ailments.values())
    # Trouble that lasted but is held back waits for what holds it back.
    moments = [moment for moment in settled if moment > state.elapsed]
    moments += [s.until for s in state.snoozes]
    for incident in state.incidents.values():
        timers = (
            incident.repeat_at,
            incident.escalate_at,
            incident.close_at,
            *incident.live.values(),
        )
        moments += [moment for moment in timers if moment is not None]
    for dam in state.dams.values():
        moments += dam.live.values()
        if dam.cool_until > state.elapsed:
            moments.append(dam.cool_until)
    return max(0.0, min(moments) - state.elapsed) if moments else None


class Turn:
    """One step's workbench: mutable inside, frozen state in and out."""

    def __init__(self, policy: Policy, state: State, now: Now) -> None:
        """Take the state apart and move its clock on."""
        self.policy = policy
        self.at = now.at
        self.effects: list[Effect] = []
        self.elapsed = state.elapsed + _gone_by(state, now)
        self.state = replace(state, elapsed=self.elapsed, ticks=now.ticks, at=now.at)
        self.incidents = dict(state.incidents)
        self.dams = dict(state.dams)
        self.ailments = dict(state.ailments)

    def finish(self) -> tuple[State, tuple[Effect, ...]]:
        """Put it together again."""
        done = replace(self.state, incidents=self.incidents, dams=self.dams, ailments=self.ailments)
        return done, tuple(self.effects)

    def pace(self, incident: Incident) -> Pace:
        """Return how the incident is pursued."""
        return self.policy.paces[incident.severity]

    def of(self, key: Key) -> Incident | None:
        """Return the incident that gathers `key`."""
        return next((i for i in self.incidents.values() if i.key == key), None)

    def quiet(self, key: Key, severity: Severity) -> bool:
        """Return whether somebody asked for quiet about that."""
        return any(s.covers(key, severity) for s in self.state.snoozes if s.until > self.elapsed)

    def withheld(self, key: Key, severity: Severity) -> bool:
        """Return whether a new incident about that has to wait."""
        dam = self.dams.get(key)
        cooling = dam is not None and dam.cool_until > self.elapsed
        return self.quiet(key, severity) or (cooling and severity is not Severity.EMERGENCY)

    def known(self, key: Key, holder: str) -> bool:
        """Return whether that goes on since before a person closed its incident, and note that it does."""
        dam = self.dams.get(key)
        if dam is None or dam.known.get(holder, 0) <= self.elapsed:
            return False
        until = self.elapsed + self.policy.dismissal
        self.dams[key] = replace(dam, known={**dam.known, holder: until})
        return True

    def forget(self, key: Key, holder: str) -> None:
        """Note that `holder` no longer says that it goes on."""
        if (dam := self.dams.get(key)) is not None and (holder in dam.live or holder in dam.known):
            live = {who: until for who, until in dam.live.items() if who != holder}
            known = {who: until for who, until in dam.known.items() if who != holder}
            self.dams[key] = replace(dam, live=live, known=known)

    def next_id(self) -> str:
        """Return a name that sorts by age and that no clock jump gives twice."""
        serial = self.state.serial + 1
        self.state = replace(self.state, serial=serial)
        return f"{self.at:%Y%m%d%H%M%S}-{serial}"

    def keep(self, incident: Incident, change: Change) -> None:
        """Store the incident and say what became of it."""
        if incident.stage is Stage.CLOSED:
            self.incidents.pop(incident.id, None)
            self.state = replace(self.state, recent=(*self.state.recent, incident)[-RECENT:])
        else:
            self.incidents[incident.id] = incident
        self.effects.append(Changed(incident=incident, change=change))

    def tell(self, incident: Incident, people: Iterable[str], reason: Reason) -> Incident:
        """Have people told (each once) and remember it until delivery answers."""
        keys = tuple(dict.fromkeys(p for p in people if p == BOARD or self.policy.person(p)))
        if not keys:
            keys = (BOARD,)
        incident = replace(
            incident,
            told=tuple(dict.fromkeys((*incident.told, *keys))),
            pending=tuple(dict.fromkeys((*incident.pending, *keys))),
        )
        self.incidents[incident.id] = incident
        self.effects.append(Tell(incident=incident, people=keys, reason=reason))
        return incident

    def told_now(self, incident: Incident) -> set[str]:
        """Return who is told of it in this very step."""
        return {
            key
            for effect in self.effects
            if isinstance(effect, Tell) and effect.incident.id == incident.id
            for key in effect.people
        }

    def clear(self, incident: Incident) -> None:
        """Take the incident off every phone that showed it."""
        if incident.told:
            self.effects.append(Clear(incident=incident, people=incident.told))


def _gone_by(state: State, now: Now) -> float:
    """Return the seconds since the last step.

    Across a restart only the wall clock can tell, and a hub without a battery-backed clock wakes up
    in the past or leaps ahead: time never runs backwards, nor more than a day at once.
    """
    if state.ticks is not None:
        return max(0.0, now.ticks - state.ticks)
    if state.at is None:
        return 0.0
    asleep: timedelta = now.at - state.at
    return min(max(0.0, asleep.total_seconds()), _LONGEST_SLEEP)
