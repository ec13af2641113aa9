"""The turns in an incident's life: opened, worsened, pursued, acknowledged, closed."""

from collections.abc import Mapping
from dataclasses import replace

from .events import Change, Reason, Refusal, Refused
from .incident import BOARD, Incident, IncidentKind, Look, Outcome, Part, Severity, Stage
from .state import Dam, Snooze, Turn

UNREACHED_RETRY = 30.0
"""Seconds after which an incident that reached nobody is told again."""


def open_incident(
    turn: Turn,
    kind: IncidentKind,
    slot: int | None,
    severity: Severity,
    *,
    look: Look | None = None,
    live: Mapping[str, float] | None = None,
    parts: tuple[tuple[Part, int | None], ...] = (),
    text: str | None = None,
    count: int = 1,
    people: tuple[str, ...] | None = None,
) -> Incident:
    """Open an incident, with what the dam held back of it, and tell those whom it concerns."""
    dam = turn.dams.pop((kind, slot), None)
    incident = Incident(
        id=turn.next_id(),
        kind=kind,
        slot=slot,
        severity=severity,
        opened_at=turn.at,
        last_at=turn.at,
        look=look or Look(),
        live=dict(live or {}),
        parts=parts,
        text=text,
        count=count,
        missed=dam.count if dam else 0,
        missed_since=dam.since if dam else None,
    )
    incident = settle(turn, incident)
    turn.keep(incident, Change.RAISED)
    return pursue(turn, incident, Reason.RAISED, people)


def pursue(
    turn: Turn, incident: Incident, reason: Reason, people: tuple[str, ...] | None = None
) -> Incident:
    """Tell the first in line and everybody told before, and start the clocks of repeat and escalation."""
    first = people if people is not None else first_level(turn, incident)
    pace = turn.pace(incident)
    incident = replace(
        incident,
        repeats=0,
        repeat_at=_after(turn, pace.repeat_every),
        escalate_at=_after(turn, pace.escalate_after) if people is None else None,
    )
    if not first:
        turn.incidents[incident.id] = incident
        return incident
    return turn.tell(incident, (*incident.told, *first), reason)


def first_level(turn: Turn, incident: Incident) -> tuple[str, ...]:
    """Return whom to tell first; of mere information everybody who asked for it, at once."""
    levels = turn.policy.levels(incident, turn.at)
    if incident.severity is not Severity.INFORMATION:
        return levels[0]
    return tuple(key for level in levels for key in level if key != BOARD)


def worsen(turn: Turn, incident: Incident, severity: Severity) -> Incident:
    """Raise an incident anew because it is worse than those who know of it believe."""
    worst = max(severity, incident.severity, key=lambda s: s.rank)
    incident = replace(
        incident,
        severity=worst,
        stage=Stage.OPEN,
        acknowledged_by=None,
        acknowledged_at=None,
    )
    incident = settle(turn, incident)
    turn.keep(incident, Change.WORSENED)
    return pursue(turn, incident, Reason.WORSE)


def settle(turn: Turn, incident: Incident) -> Incident:
    """Set or lift the hour at which it closes by itself."""
    if incident.live:
        return replace(incident, close_at=None)
    if incident.close_at is not None:
        return incident
    return replace(incident, close_at=turn.elapsed + turn.pace(incident).quiet)


def find_open(turn: Turn, name: str, by: str) -> Incident | None:
    """Return the open incident of that name, or refuse."""
    incident = turn.incidents.get(name)
    if incident is None:
        closed = turn.state.closed(name)
        refusal = Refusal.CLOSED if closed else Refusal.UNKNOWN
        turn.effects.append(Refused(id=name, by=by, refusal=refusal, incident=closed))
    return incident


def acknowledge(turn: Turn, name: str, by: str) -> None:
    """Let `by` handle it: no more repeats, and every phone is cleared."""
    if (incident := find_open(turn, name, by)) is None:
        return
    if incident.stage is Stage.ACKNOWLEDGED:
        turn.effects.append(Refused(id=name, by=by, refusal=Refusal.ALREADY, incident=incident))
        return
    incident = replace(
        incident,
        stage=Stage.ACKNOWLEDGED,
        acknowledged_by=by,
        acknowledged_at=turn.at,
        repeat_at=None,
        escalate_at=None,
        pending=(),
    )
    turn.keep(incident, Change.ACKNOWLEDGED)
    turn.clear(incident)


def call_help(turn: Turn, name: str, by: str) -> None:
    """Make it an emergency and tell everybody, asleep or not."""
    if (incident := find_open(turn, name, by)) is None:
        return
    incident = replace(
        incident,
        severity=Severity.EMERGENCY,
        stage=Stage.OPEN,
        helper=by,
        acknowledged_by=None,
        acknowledged_at=None,
        close_at=None,
    )
    incident = settle(turn, incident)
    turn.keep(incident, Change.WORSENED)
    everybody = tuple(key for level in turn.policy.levels(incident, turn.at) for key in level)
    incident = pursue(turn, incident, Reason.HELP, everybody)
    later = _after(turn, turn.pace(incident).escalate_after)
    turn.incidents[incident.id] = replace(incident, escalate_at=later)


def close(turn: Turn, incident: Incident, outcome: Outcome, by: str | None = None) -> None:
    """End it: nobody is told any more. What was sent starts the cool-down of its slot and kind."""
    pace = turn.pace(incident)
    closed = replace(
        incident,
        stage=Stage.CLOSED,
        outcome=outcome,
        closed_by=by,
        closed_at=turn.at,
        pending=(),
        repeat_at=None,
        escalate_at=None,
        close_at=None,
    )
    turn.keep(closed, Change.CLOSED)
    if incident.stage is not Stage.ACKNOWLEDGED:
        turn.clear(closed)
    if incident.sent_at is not None and pace.cooldown:
        turn.dams[incident.key] = Dam(cool_until=incident.sent_at + pace.cooldown)
    if by is not None and incident.live:
        until = turn.elapsed + turn.policy.dismissal
        known = dict.fromkeys(incident.live, until)
        turn.dams[incident.key] = replace(turn.dams.get(incident.key, Dam()), known=known)


def dismiss(turn: Turn, name: str, by: str) -> None:
    """Close it as nothing, and keep its slot and kind quiet for a while."""
    if (incident := find_open(turn, name, by)) is None:
        return
    close(turn, incident, Outcome.DISMISSED, by)
    until = turn.elapsed + turn.policy.dismissal
    nap = Snooze(slot=incident.slot, kind=incident.kind, until=until, by=by)
    turn.state = replace(turn.state, snoozes=(*turn.state.snoozes, nap))


def delivered(turn: Turn, name: str, reached: tuple[str, ...], failed: tuple[str, ...]) -> None:
    """Note who was reached. An incident that reached nobody goes to the next in line at once."""
    incident = turn.incidents.get(name)
    if incident is None:
        return
    answered = {*reached, *failed}
    incident = replace(
        incident,
        pending=tuple(key for key in incident.pending if key not in answered),
        failed=tuple(dict.fromkeys((*(k for k in incident.failed if k not in reached), *failed))),
        sent_at=turn.elapsed if reached else incident.sent_at,
    )
    if failed and not reached and incident.stage is Stage.OPEN:
        soon = turn.elapsed + UNREACHED_RETRY
        incident = replace(
            incident,
            repeats=max(0, incident.repeats - 1),
            repeat_at=min(incident.repeat_at or soon, soon),
            escalate_at=turn.elapsed,
        )
    turn.keep(incident, Change.TOLD)


def _after(turn: Turn, seconds: float | None) -> float | None:
    return None if seconds is None else turn.elapsed + seconds


def time_went_by(turn: Turn, incident: Incident) -> None:
    """Let one incident's clocks do what is due: forget stale words, close, repeat, escalate."""
    live = {who: until for who, until in incident.live.items() if until > turn.elapsed}
    if len(live) != len(incident.live):
        incident = settle(turn, replace(incident, live=live))
        turn.incidents[incident.id] = incident
    if incident.close_at is not None and incident.close_at <= turn.elapsed:
        close(turn, incident, Outcome.ENDED)
        return
    if incident.stage is not Stage.OPEN:
        return
    if incident.escalate_at is not None and incident.escalate_at <= turn.elapsed:
        incident = _escalate(turn, incident)
    if incident.repeat_at is not None and incident.repeat_at <= turn.elapsed:
        _repeat(turn, incident)


def _escalate(turn: Turn, incident: Incident) -> Incident:
    levels = turn.policy.levels(incident, turn.at)
    fresh = ([key for key in level if key not in incident.told] for level in levels)
    following = next((keys for keys in fresh if keys), None)
    if following is None and incident.failed and set(incident.failed) >= set(incident.told):
        following = [BOARD]
    incident = replace(incident, escalate_at=_after(turn, turn.pace(incident).escalate_after))
    turn.incidents[incident.id] = incident
    return turn.tell(incident, following, Reason.ESCALATED) if following else incident


def _repeat(turn: Turn, incident: Incident) -> None:
    pace = turn.pace(incident)
    repeats = incident.repeats + 1
    wait = pace.repeat_every if repeats < pace.repeat_limit else pace.slowly
    incident = replace(incident, repeats=repeats, repeat_at=_after(turn, wait))
    turn.incidents[incident.id] = incident
    just_told = turn.told_now(incident)
    if people := [key for key in incident.told if key not in just_told]:
        turn.tell(incident, people, Reason.REPEAT)
