"""Findings become incidents: gathered into one that is there, opened, or held back and counted."""

from dataclasses import replace

from ..model import PLAIN, Finding, FindingKind
from . import life
from .events import Change
from .incident import Incident, Key, Look, Severity
from .state import Dam, Turn
from .troubles import as_trouble, trouble

_SPECIFIC = frozenset(
    {
        FindingKind.LINE_CROSSING,
        FindingKind.INTRUSION,
        FindingKind.REGION_ENTERED,
        FindingKind.REGION_LEFT,
        FindingKind.LOITERING,
        FindingKind.CROWD,
    }
)


def seen(turn: Turn, finding: Finding) -> None:
    """Take in a finding that began, is said again, or ended."""
    if ailment := as_trouble(finding):
        trouble(turn, ailment)
        return
    key: Key = (finding.kind, finding.slot)
    holder = finding.kind.value
    if not finding.active:
        _ended(turn, key, holder)
        return
    if turn.known(key, holder):
        return
    severity = turn.policy.rate(
        finding.kind,
        finding.slot,
        turn.state.mode,
        turn.at,
        target=finding.target,
        certainty=finding.certainty,
    )
    look = Look(
        zone=finding.zone,
        target=finding.target,
        source=finding.source,
        certainty=finding.certainty,
    )
    lasts = turn.policy.stale if finding.expires_after is None else finding.expires_after
    until = turn.elapsed + min(max(0.0, lasts), turn.policy.stale)
    if incident := turn.of(key):
        live = {**incident.live, holder: until}
        gather(turn, replace(incident, look=look, live=live), severity)
    elif severity is None:
        return
    elif incident := _same_event(turn, finding, severity):
        gather(turn, replace(incident, live={**incident.live, holder: until}), severity)
    elif turn.withheld(key, severity):
        _hold_back(turn, key, severity, look, holder, until)
    else:
        life.open_incident(
            turn, finding.kind, finding.slot, severity, look=look, live={holder: until}
        )


def goes_on(turn: Turn, finding: Finding) -> None:
    """Believe anew what was taken in before: no news, so it is neither told nor counted."""
    if ailment := as_trouble(finding):
        trouble(turn, ailment)
        return
    again = {finding.kind.value: turn.elapsed + turn.policy.stale}
    for incident in turn.incidents.values():
        if incident.slot == finding.slot and again.keys() <= incident.live.keys():
            turn.incidents[incident.id] = replace(incident, live={**incident.live, **again})
    key: Key = (finding.kind, finding.slot)
    if (dam := turn.dams.get(key)) is not None and again.keys() <= dam.live.keys():
        turn.dams[key] = replace(dam, live={**dam.live, **again})


def _ended(turn: Turn, key: Key, holder: str) -> None:
    turn.forget(key, holder)
    for incident in list(turn.incidents.values()):
        if incident.slot == key[1] and holder in incident.live:
            live = {who: until for who, until in incident.live.items() if who != holder}
            turn.keep(life.settle(turn, replace(incident, live=live)), Change.GREW)


def _same_event(turn: Turn, finding: Finding, severity: Severity) -> Incident | None:
    """Return the incident that this plain sighting is part of: whoever crosses the line also moves."""
    for incident in turn.incidents.values():
        if (
            incident.slot == finding.slot
            and incident.kind in _SPECIFIC
            and incident.severity.rank >= severity.rank
            and (
                finding.kind is FindingKind.MOTION
                or finding.kind is PLAIN.get(incident.look.target)
            )
        ):
            return incident
    return None


def gather(turn: Turn, incident: Incident, severity: Severity | None) -> None:
    """Count one more finding into an incident that is there."""
    incident = replace(incident, count=incident.count + 1, last_at=turn.at, close_at=None)
    if severity is not None and severity.rank > incident.severity.rank:
        life.worsen(turn, incident, severity)
    else:
        turn.keep(incident, Change.GREW)


def _hold_back(
    turn: Turn, key: Key, severity: Severity, look: Look, holder: str, until: float
) -> None:
    dam = turn.dams.get(key, Dam())
    worst = max(severity, dam.severity, key=lambda s: s.rank) if dam.count else severity
    turn.dams[key] = replace(
        dam,
        count=dam.count + 1,
        since=dam.since or turn.at,
        severity=worst,
        look=look,
        live={**dam.live, holder: until},
    )


def release(turn: Turn, key: Key, dam: Dam) -> None:
    """Open the dam of one slot and kind if what it holds back goes on and may be told now."""
    live = {who: until for who, until in dam.live.items() if until > turn.elapsed}
    known = {who: until for who, until in dam.known.items() if until > turn.elapsed}
    if live and not turn.withheld(key, dam.severity) and turn.of(key) is None:
        # Its last finding is what the incident is of; those before it were missed.
        turn.dams[key] = replace(dam, count=dam.count - 1)
        kind, slot = key
        life.open_incident(turn, kind, slot, dam.severity, look=dam.look, live=live)
    elif not live and not known and not dam.count and dam.cool_until <= turn.elapsed:
        del turn.dams[key]
    elif len(live) != len(dam.live) or len(known) != len(dam.known):
        turn.dams[key] = replace(dam, live=live, known=known)
