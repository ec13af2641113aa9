"""The alerts' memory as JSON, and back: versioned, and wary of what it reads."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from ..model import Certainty, FindingSource, Target
from .incident import Incident, Key, Look, Outcome, Part, Severity, Stage, incident_kind
from .ratings import Mode
from .state import Ailment, Dam, Snooze, State

VERSION = 1

type Json = dict[str, Any]
"""JSON of our own making: its leaves are checked one by one as they are read."""


class UnreadableStateError(ValueError):
    """What was kept is of a later version, or isn't the alerts' memory at all."""


def to_json(state: State) -> Json:
    """Return the state ready for `json.dumps`; the monotonic clock's reading means nothing later."""
    return {
        "version": VERSION,
        "elapsed": state.elapsed,
        "at": _moment(state.at),
        "serial": state.serial,
        "mode": state.mode,
        "scheduled": state.scheduled,
        "by_hand": state.by_hand,
        "incidents": [_incident_to(i) for i in state.incidents.values()],
        "recent": [_incident_to(i) for i in state.recent],
        "dams": [{"key": list(key), **_dam_to(dam)} for key, dam in state.dams.items()],
        "snoozes": [_plain(s) for s in state.snoozes],
        "ailments": {who: _plain(a) for who, a in state.ailments.items()},
    }


def from_json(data: Mapping[str, Any]) -> State:
    """Return the state that `to_json` gave. Raises UnreadableStateError."""
    if data.get("version") != VERSION:
        raise UnreadableStateError(f"version {data.get('version')!r}")
    try:
        incidents = [_incident_from(i) for i in data["incidents"]]
        return State(
            elapsed=float(data["elapsed"]),
            at=_when(data["at"]),
            serial=int(data["serial"]),
            mode=Mode(data["mode"]),
            scheduled=Mode(data["scheduled"]),
            by_hand=None if data["by_hand"] is None else Mode(data["by_hand"]),
            incidents={i.id: i for i in incidents},
            recent=tuple(_incident_from(i) for i in data["recent"]),
            dams={_key_from(d["key"]): _dam_from(d) for d in data["dams"]},
            snoozes=tuple(_snooze_from(s) for s in data["snoozes"]),
            ailments={
                str(who): Ailment(part=Part(a["part"]), slot=a["slot"], since=float(a["since"]))
                for who, a in data["ailments"].items()
            },
        )
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as err:
        raise UnreadableStateError(repr(err)) from err


def _plain(thing: Snooze | Ailment | Look) -> Json:
    return {f.name: getattr(thing, f.name) for f in fields(thing)}


def _moment(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _when(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _some(text: str | None) -> datetime:
    if (at := _when(text)) is None:
        raise ValueError("no time")
    return at


def _key_from(key: list[Any]) -> Key:
    return incident_kind(key[0]), key[1]


def _dam_to(dam: Dam) -> Json:
    return {
        "cool_until": dam.cool_until,
        "count": dam.count,
        "since": _moment(dam.since),
        "severity": dam.severity,
        "look": _plain(dam.look),
        "live": dict(dam.live),
        "known": dict(dam.known),
    }


def _dam_from(data: Json) -> Dam:
    return Dam(
        cool_until=float(data["cool_until"]),
        count=int(data["count"]),
        since=_when(data["since"]),
        severity=Severity(data["severity"]),
        look=_look_from(data["look"]),
        live=_live_from(data["live"]),
        known=_live_from(data["known"]),
    )


def _live_from(data: Json) -> dict[str, float]:
    return {str(who): float(until) for who, until in data.items()}


def _look_from(data: Json) -> Look:
    return Look(
        zone=data["zone"],
        target=None if data["target"] is None else Target(data["target"]),
        source=None if data["source"] is None else FindingSource(data["source"]),
        certainty=Certainty(data["certainty"]),
    )


def _snooze_from(data: Json) -> Snooze:
    kind = None if data["kind"] is None else incident_kind(data["kind"])
    return Snooze(slot=data["slot"], kind=kind, until=float(data["until"]), by=str(data["by"]))


_MOMENTS = ("opened_at", "last_at", "missed_since", "acknowledged_at", "closed_at")


def _incident_to(incident: Incident) -> Json:
    data: Json = {f.name: getattr(incident, f.name) for f in fields(incident)}
    data |= {name: _moment(data[name]) for name in _MOMENTS}
    data["look"] = _plain(incident.look)
    data["live"] = dict(incident.live)
    data["parts"] = [list(part) for part in incident.parts]
    data |= {name: list(data[name]) for name in ("told", "pending", "failed")}
    return data


def _incident_from(data: Json) -> Incident:
    read = {
        **{name: _when(data[name]) for name in _MOMENTS},
        "opened_at": _some(data["opened_at"]),
        "last_at": _some(data["last_at"]),
        "kind": incident_kind(data["kind"]),
        "severity": Severity(data["severity"]),
        "stage": Stage(data["stage"]),
        "look": _look_from(data["look"]),
        "live": _live_from(data["live"]),
        "parts": tuple((Part(part), slot) for part, slot in data["parts"]),
        "outcome": None if data["outcome"] is None else Outcome(data["outcome"]),
        **{name: tuple(map(str, data[name])) for name in ("told", "pending", "failed")},
    }
    known = {f.name for f in fields(Incident)}
    return Incident(**{name: value for name, value in data.items() if name in known} | read)
