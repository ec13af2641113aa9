"""What ails a recorder or a slot, gathered into one digest instead of a message for each."""

from dataclasses import replace

from ..model import Finding, FindingKind
from .events import Change, Trouble
from .incident import Incident, Key, Part, Severity, Stage, Topic
from .life import open_incident, settle, worsen
from .state import Ailment, Turn

DIGEST: Key = (Topic.RECORDER_TROUBLE, None)

_PARTS = {
    FindingKind.VIDEO_LOSS: Part.SLOT_DARK,
    FindingKind.FROZEN: Part.SLOT_DARK,
    FindingKind.DISK_PROBLEM: Part.DISK,
    FindingKind.RECORDING_FAILURE: Part.RECORDING,
    FindingKind.NETWORK_PROBLEM: Part.NETWORK,
}


def as_trouble(finding: Finding) -> Trouble | None:
    """Return the finding as trouble where it is one."""
    if (part := _PARTS.get(finding.kind)) is None:
        return None
    slot = finding.slot if part is Part.SLOT_DARK else None
    return Trouble(part=part, slot=slot, active=finding.active, source=finding.kind.value)


def trouble(turn: Turn, event: Trouble) -> None:
    """Let trouble begin (it is news only when it lasts), go on, or end."""
    holder = f"{event.part}/{event.slot or ''}/{event.source}"
    own: Key = (FindingKind.VIDEO_LOSS, event.slot)
    keys = (DIGEST, own) if event.part is Part.SLOT_DARK else (DIGEST,)
    if not event.active:
        turn.ailments.pop(holder, None)
        for key in keys:
            _ended(turn, key, holder)
        return
    until = turn.elapsed + turn.policy.stale
    for key in keys:
        if turn.known(key, holder):
            return
        if (incident := turn.of(key)) and (key == own or _belongs(incident, event)):
            _goes_on(turn, incident, event, holder, until)
            return
    turn.ailments.setdefault(holder, Ailment(part=event.part, slot=event.slot, since=turn.elapsed))


def _belongs(digest: Incident, event: Trouble) -> bool:
    """Return whether the digest takes it in: a passing fault of one part waits as it would without."""
    return (event.part, event.slot) in digest.parts


def _goes_on(turn: Turn, incident: Incident, event: Trouble, holder: str, until: float) -> None:
    news = holder not in incident.live
    live = {**incident.live, holder: until}
    incident = settle(turn, replace(incident, live=live, count=incident.count + news))
    turn.incidents[incident.id] = incident
    if news:
        turn.keep(replace(incident, last_at=turn.at), Change.GREW)


def _ended(turn: Turn, key: Key, holder: str) -> None:
    incident = turn.of(key)
    if incident is not None and holder in incident.live:
        live = {who: until for who, until in incident.live.items() if who != holder}
        turn.keep(settle(turn, replace(incident, live=live)), Change.GREW)
    turn.forget(key, holder)


def trouble_lasts(turn: Turn) -> None:
    """Make news of trouble that lasted: one dark slot by itself, anything more as the digest."""
    waiting = {who: a for who, a in turn.ailments.items() if not _snoozed(turn, a)}
    if all(turn.elapsed - a.since < turn.policy.debounce for a in waiting.values()):
        return
    digest = turn.of(DIGEST)
    dark = {a.slot for a in waiting.values() if a.part is Part.SLOT_DARK}
    dark |= {i.slot for i in turn.incidents.values() if i.kind == FindingKind.VIDEO_LOSS}
    alone = len(dark) == 1 and all(a.part is Part.SLOT_DARK for a in waiting.values())
    if digest is None and alone:
        _one_dark_slot(turn, next(iter(dark)), waiting)
    elif not turn.withheld(DIGEST, Severity.WATCH):
        _into_digest(turn, digest, waiting)


def _snoozed(turn: Turn, ailment: Ailment) -> bool:
    key: Key = (FindingKind.VIDEO_LOSS, ailment.slot)
    return ailment.part is Part.SLOT_DARK and turn.quiet(key, Severity.WATCH)


def _one_dark_slot(turn: Turn, slot: int | None, waiting: dict[str, Ailment]) -> None:
    key: Key = (FindingKind.VIDEO_LOSS, slot)
    severity = turn.policy.rate(FindingKind.VIDEO_LOSS, slot, turn.state.mode, turn.at)
    if severity is None or turn.withheld(key, severity):
        return
    live = _take(turn, waiting)
    if (incident := turn.of(key)) is not None:
        turn.keep(settle(turn, replace(incident, live={**incident.live, **live})), Change.GREW)
        return
    open_incident(turn, FindingKind.VIDEO_LOSS, slot, severity, live=live)


def _take(turn: Turn, waiting: dict[str, Ailment]) -> dict[str, float]:
    for holder in waiting:
        del turn.ailments[holder]
    return dict.fromkeys(waiting, turn.elapsed + turn.policy.stale)


def _into_digest(turn: Turn, digest: Incident | None, waiting: dict[str, Ailment]) -> None:
    found = sorted({(a.part, a.slot) for a in waiting.values()}, key=lambda p: (p[0], p[1] or 0))
    live = _take(turn, waiting)
    kind, slot = DIGEST
    if digest is None:
        open_incident(
            turn, kind, slot, Severity.WATCH, live=live, parts=tuple(found), count=len(live)
        )
        return
    fresh = tuple(part for part in found if part not in digest.parts)
    digest = replace(
        digest,
        live={**digest.live, **live},
        parts=(*digest.parts, *fresh),
        count=digest.count + len(live),
        last_at=turn.at,
    )
    digest = settle(turn, digest)
    if fresh and digest.stage is Stage.ACKNOWLEDGED:
        # Whoever took on the disk doesn't know that the recorder is gone as well.
        worsen(turn, digest, Severity.WATCH)
    else:
        turn.keep(digest, Change.GREW)
