"""Which findings are active now: the one place where alarms begin, last and end.

Pure logic; `now` is any monotonic clock in seconds.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from .model import PLAIN, Certainty, Finding, FindingKind, FindingSource

type Key = tuple[int | None, FindingKind]
type FindingListener = Callable[[Finding], None]

REOPENED_HOLD = 15.0
"""Seconds that an alarm without an end may stay on after its stream was opened anew."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Claim:
    """One source's word that something is active, until `deadline` (monotonic seconds)."""

    finding: Finding
    deadline: float | None


def with_targets(finding: Finding) -> tuple[Finding, ...]:
    """Return the finding and, where a person or vehicle set it off, that sighting as well."""
    kind = PLAIN.get(finding.target)
    if kind is None or kind is finding.kind:
        return (finding,)
    return finding, replace(finding, kind=kind)


def finding_attributes(finding: Finding) -> dict[str, str]:
    """Return what a finding says of itself, for a state's or an event's attributes."""
    said = {
        "source": finding.source,
        "target": finding.target,
        "zone": finding.zone,
        "certainty": finding.certainty,
    }
    return {key: str(value) for key, value in said.items() if value is not None}


class FindingBoard:
    """Holds what is active; two sources that see the same thing make one finding."""

    def __init__(self) -> None:
        """Begin with nothing active."""
        self._claims: dict[Key, dict[FindingSource, _Claim]] = {}

    def apply(self, finding: Finding, now: float) -> tuple[Finding, ...]:
        """Take in what a source says; return the beginnings and ends it makes."""
        return tuple(
            change for part in with_targets(finding) if (change := self._apply_one(part, now))
        )

    def _apply_one(self, finding: Finding, now: float) -> Finding | None:
        key = (finding.slot, finding.kind)
        claims = self._claims.setdefault(key, {})
        was_active = bool(claims)
        if finding.active:
            hold = finding.expires_after
            deadline = None if hold is None else now + hold
            claims[finding.source] = _Claim(finding=finding, deadline=deadline)
            return None if was_active else finding
        claims.pop(finding.source, None)
        if claims:
            return None
        del self._claims[key]
        return finding if was_active else None

    def confirms(self, finding: Finding) -> bool:
        """Whether a finding, not taken in yet, makes certain what was only suspected so far."""
        claims = self._claims.get((finding.slot, finding.kind), {}).values()
        return (
            bool(claims)
            and finding.active
            and finding.certainty is Certainty.CONFIRMED
            and all(claim.finding.certainty is Certainty.SUSPECTED for claim in claims)
        )

    def is_active(self, slot: int | None, kind: FindingKind) -> bool:
        """Whether somebody says that this is so now."""
        return (slot, kind) in self._claims

    def active(self) -> tuple[Finding, ...]:
        """Return what is active, as it began or was last said."""
        return tuple(
            next(iter(claims.values())).finding for claims in self._claims.values() if claims
        )

    @property
    def next_deadline(self) -> float | None:
        """When `expire` is next worth a call."""
        return min((c.deadline for *_, c in self._all() if c.deadline is not None), default=None)

    def expire(self, now: float) -> tuple[Finding, ...]:
        """End what was not said again in time; return the ends."""
        return self._end(
            [(k, s) for k, s, c in self._all() if c.deadline is not None and c.deadline <= now]
        )

    def end_slot(self, slot: int, source: FindingSource | None = None) -> tuple[Finding, ...]:
        """End all that is active on a slot (its camera went away); video loss stays."""
        return self._end(
            [
                (k, s)
                for k, s, _ in self._all()
                if k[0] == slot and k[1] is not FindingKind.VIDEO_LOSS and source in (None, s)
            ]
        )

    def end_source(self, source: FindingSource) -> tuple[Finding, ...]:
        """End all that a source said: nobody hears it any more."""
        return self._end([(k, s) for k, s, _ in self._all() if s is source])

    def reopened(self, source: FindingSource, now: float) -> None:
        """Give what has no deadline one: its end may have been missed while not listening."""
        for key, said_by, claim in list(self._all()):
            if said_by is source and claim.deadline is None:
                self._claims[key][said_by] = replace(claim, deadline=now + REOPENED_HOLD)

    def _all(self) -> Iterator[tuple[Key, FindingSource, _Claim]]:
        for key, claims in self._claims.items():
            for source, claim in claims.items():
                yield key, source, claim

    def _end(self, which: list[tuple[Key, FindingSource]]) -> tuple[Finding, ...]:
        ends = []
        for key, source in which:
            claims = self._claims[key]
            claim = claims.pop(source)
            if not claims:
                del self._claims[key]
                ends.append(
                    replace(claim.finding, active=False, at=datetime.now(UTC), evidence=None)
                )
        return tuple(ends)


class FindingListeners:
    """Whoever wants to hear of findings, by slot; None stands for the recorder's own."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._by_slot: dict[int | None, list[FindingListener]] = {}

    def add(self, slot: int | None, listener: FindingListener) -> Callable[[], None]:
        """Call `listener` with what is told of a slot; return what ends that."""
        on_slot = self._by_slot.setdefault(slot, [])
        on_slot.append(listener)
        return lambda: on_slot.remove(listener)

    def tell(self, findings: Iterable[Finding]) -> None:
        """Tell each finding to those who listen to its slot."""
        for finding in findings:
            for listener in tuple(self._by_slot.get(finding.slot, ())):
                listener(finding)
