"""Who is told of what, when: people, shifts and rules of an RT. Pure data and questions to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time

from ..model import PLAIN, Certainty, FindingKind, Target
from .incident import BOARD, Incident, IncidentKind, Severity, Topic
from .ratings import PACES, RATINGS, Mode, Pace

DAYS = frozenset(range(7))


@dataclass(frozen=True, kw_only=True, slots=True)
class Hours:
    """A weekly window of local time; `days` 0 (Monday) to 6 are those on which it begins.

    An `end` before `start` is on the next day; equal ones are the whole day.
    """

    start: time
    end: time
    days: frozenset[int] = DAYS

    def covers(self, local: datetime) -> bool:
        """Return whether that local moment lies in it."""
        clock, today = local.time(), local.weekday()
        if self.start == self.end:
            return today in self.days
        if self.start < self.end:
            return today in self.days and self.start <= clock < self.end
        if clock >= self.start:
            return today in self.days
        return clock < self.end and (today - 1) % 7 in self.days


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Somebody to tell. Empty `kinds`, `slots` and `hours` mean all; lower `order` is told sooner.

    `targets` are what delivery understands: a mobile app's device id, a notify entity or service.
    """

    key: str
    name: str
    targets: tuple[str, ...] = ()
    language: str = "id"
    order: int = 1
    kinds: frozenset[IncidentKind] = frozenset()
    slots: frozenset[int] = frozenset()
    hours: tuple[Hours, ...] = ()
    least: Severity = Severity.WATCH

    def wants(self, incident: Incident) -> bool:
        """Return whether the incident is any of this person's business, whatever the time."""
        if incident.kind in (Topic.MANUAL, Topic.DRILL):
            return True
        return (
            incident.severity.rank >= self.least.rank
            and (
                not self.kinds
                or incident.kind in self.kinds
                or PLAIN.get(incident.look.target) in self.kinds
            )
            and (not self.slots or incident.slot is None or incident.slot in self.slots)
        )

    def reachable(self, local: datetime) -> bool:
        """Return whether this person wants to be told at that time."""
        return not self.hours or any(hours.covers(local) for hours in self.hours)


@dataclass(frozen=True, kw_only=True, slots=True)
class Shift:
    """A turn of the night watch: while it lasts its people are told first, and the mode is ronda."""

    key: str
    name: str
    hours: Hours
    people: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """The RT's own rating; the first rule that fits counts. `severity` None means: not an incident."""

    severity: Severity | None
    kinds: frozenset[FindingKind] = frozenset()
    slots: frozenset[int] = frozenset()
    modes: frozenset[Mode] = frozenset()
    hours: Hours | None = None

    def fits(self, kind: FindingKind, slot: int | None, mode: Mode, local: datetime) -> bool:
        """Return whether the rule speaks of that."""
        return (
            (not self.kinds or kind in self.kinds)
            and (not self.slots or slot in self.slots)
            and (not self.modes or mode in self.modes)
            and (self.hours is None or self.hours.covers(local))
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Policy:
    """All that an RT has decided about its alerts; seconds unless said otherwise.

    `ronda` are the watch's hours where there is no shift. `debounce` is how long trouble must
    last to be news, `dismissal` how long "bukan apa-apa" quietens its slot and kind, `stale`
    how long a finding is believed that nobody ends nor says to go on.
    """

    people: tuple[Person, ...] = ()
    shifts: tuple[Shift, ...] = ()
    rules: tuple[Rule, ...] = ()
    ronda: tuple[Hours, ...] = (Hours(start=time(22), end=time(4)),)
    paces: Mapping[Severity, Pace] = field(default_factory=lambda: PACES)
    debounce: float = 60
    dismissal: float = 600
    stale: float = 43200

    def person(self, key: str) -> Person | None:
        """Return that person, None where there is none (any more)."""
        return next((person for person in self.people if person.key == key), None)

    def scheduled_mode(self, local: datetime) -> Mode:
        """Return the mode that the shifts (without any: the ronda hours) give for that time."""
        windows = [shift.hours for shift in self.shifts] or self.ronda
        return Mode.RONDA if any(hours.covers(local) for hours in windows) else Mode.SIANG

    def on_shift(self, local: datetime) -> tuple[Person, ...]:
        """Return those whose turn it is."""
        keys = {key for shift in self.shifts if shift.hours.covers(local) for key in shift.people}
        return tuple(person for person in self.people if person.key in keys)

    def rate(
        self,
        kind: FindingKind,
        slot: int | None,
        mode: Mode,
        local: datetime,
        *,
        target: Target | None = None,
        certainty: Certainty = Certainty.CONFIRMED,
    ) -> Severity | None:
        """Return how much a finding matters; None where it is no incident at all."""
        for rule in self.rules:
            if rule.fits(kind, slot, mode, local):
                return rule.severity
        severity = RATINGS[mode].get(kind)
        if severity is None:
            return None
        if target is Target.ANIMAL:
            return Severity.INFORMATION
        if certainty is Certainty.SUSPECTED and severity is Severity.EMERGENCY:
            return Severity.WATCH
        return severity

    def levels(self, incident: Incident, local: datetime) -> list[tuple[str, ...]]:
        """Return whom to tell, in order of escalation; the notice board where that is nobody.

        The shift comes first. An emergency comes at last also to those who wished to sleep.
        """
        wanting = [person for person in self.people if person.wants(incident)]
        awake = {person.key: 0 for person in self.on_shift(local)}
        asleep: list[str] = []
        for person in wanting:
            if person.key in awake:
                continue
            if person.reachable(local):
                awake[person.key] = max(1, person.order)
            elif incident.severity is Severity.EMERGENCY:
                asleep.append(person.key)
        wanted = {person.key for person in wanting}
        found = _grouped((order, key) for key, order in awake.items() if key in wanted)
        if asleep:
            found.append(tuple(asleep))
        return found or [(BOARD,)]


def _grouped(ordered: Iterable[tuple[int, str]]) -> list[tuple[str, ...]]:
    groups: dict[int, list[str]] = {}
    for order, key in ordered:
        groups.setdefault(order, []).append(key)
    return [tuple(groups[order]) for order in sorted(groups)]
