"""What a Dahua recorder says on its event stream, made into findings.

A part of the stream reads `Code=VideoMotion;action=Start;index=0;data={ … JSON … }`, or
`Heartbeat`. `index` counts channels from 0; `action` is Start, Stop, or Pulse, which has no end.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import zip_longest
import json
import re

from ...model import RECORDER_KINDS, Finding, FindingKind, FindingSource, Target
from ..base import AlarmEvent, AlarmSignal
from ..text import shown

KIND_BY_CODE: Mapping[str, FindingKind] = {
    "VideoMotion": FindingKind.MOTION,
    "SmartMotionHuman": FindingKind.PERSON,
    "SmartMotionVehicle": FindingKind.VEHICLE,
    "CrossLineDetection": FindingKind.LINE_CROSSING,
    "CrossRegionDetection": FindingKind.INTRUSION,
    "ParkingDetection": FindingKind.ILLEGAL_PARKING,
    "WanderDetection": FindingKind.LOITERING,
    "RioterDetection": FindingKind.CROWD,
    "LeftDetection": FindingKind.LEFT_OBJECT,
    "TakenAwayDetection": FindingKind.TAKEN_OBJECT,
    "VideoLoss": FindingKind.VIDEO_LOSS,
    "VideoBlind": FindingKind.TAMPER,
    "VideoAbnormalDetection": FindingKind.SCENE_CHANGE,
    "VideoUnFocus": FindingKind.DEFOCUS,
    "StorageNotExist": FindingKind.DISK_PROBLEM,
    "StorageFailure": FindingKind.DISK_PROBLEM,
    "NetAbort": FindingKind.NETWORK_PROBLEM,
    "IPConflict": FindingKind.NETWORK_PROBLEM,
    "LoginFailure": FindingKind.ILLEGAL_ACCESS,
}
"""Codes that become findings. Faces are never asked for; what is not asked for is not sent."""

LOOK_CODES = frozenset({"VideoLoss", "StorageNotExist", "StorageFailure", "StorageLowSpace"})
"""Codes after which slots or disks are worth a look."""

CODES = (*KIND_BY_CODE, "StorageLowSpace")
"""What the stream is asked for."""

_START = re.compile(r"(?m)^\s*Code=")
_MAX_DATA = 65_536
_MAX_INDEX = 255
_TARGETS = {
    "human": Target.PERSON,
    "vehicle": Target.VEHICLE,
    "nonmotor": Target.VEHICLE,
    "animal": Target.ANIMAL,
}
_OWN_TARGET = {FindingKind.PERSON: Target.PERSON, FindingKind.VEHICLE: Target.VEHICLE}


@dataclass(frozen=True, slots=True)
class Event:
    """One event as it stands in the stream; `index` counts from 0, None where it is missing."""

    code: str
    action: str
    index: int | None = None
    data: Mapping[str, object] = field(default_factory=dict)


def _data(text: str) -> Mapping[str, object]:
    if not text or len(text) > _MAX_DATA:
        return {}
    try:
        document = json.loads(text, strict=False)
    except ValueError, RecursionError:
        return {}
    return document if isinstance(document, dict) else {}


def parse_events(text: str) -> Iterator[Event]:
    """Read every event of one part; what can't be read is passed over.

    Only the head is split at `;`, because the JSON after `data=` may hold some.
    """
    starts = list(_START.finditer(text))
    ends = [match.start() for match in starts[1:]]
    for match, end in zip_longest(starts, ends):
        head, _, data = text[match.end() : end].partition(";data=")
        code, *items = (item.strip() for item in head.split(";"))
        fields = dict(item.split("=", 1) for item in items if "=" in item)
        index = fields.get("index", "").strip()
        yield Event(
            code=code,
            action=fields.get("action", "").strip(),
            index=int(index) if index.isascii() and index.isdigit() and len(index) < 5 else None,
            data=_data(data.strip()),
        )


def _first(value: object) -> object:
    return value[0] if isinstance(value, list) and value else value


def target_of(data: Mapping[str, object]) -> Target | None:
    """Find what kind of thing it was, wherever the firmware wrote it."""
    candidates: list[object] = [_first(data.get("ObjectTypes"))]
    for holder in (data.get("Object"), _first(data.get("object")), _first(data.get("Objects"))):
        if isinstance(holder, dict):
            candidates += [holder.get("ObjectType"), holder.get("Type")]
    for word in candidates:
        if isinstance(word, str) and (target := _TARGETS.get(word.lower())):
            return target
    return None


def _zone(data: Mapping[str, object]) -> str | None:
    name = _first(data.get("RegionName")) or data.get("Name")
    return shown(name) if isinstance(name, str) else None


def to_alarm(event: Event, at: datetime, hold: float) -> AlarmEvent | None:
    """Make a finding of an event; None where it says nothing about a slot or the recorder.

    `hold` is for how many seconds a Pulse lasts.
    """
    kind = KIND_BY_CODE.get(event.code)
    if kind is None or event.action not in {"Start", "Stop", "Pulse"}:
        return None
    slot = None
    if kind not in RECORDER_KINDS:
        if event.index is None or event.index > _MAX_INDEX:
            return None
        slot = event.index + 1
    return Finding(
        kind=kind,
        slot=slot,
        active=event.action != "Stop",
        at=at,
        source=FindingSource.RECORDER,
        target=_OWN_TARGET.get(kind) or target_of(event.data),
        zone=_zone(event.data),
        expires_after=hold if event.action == "Pulse" else None,
    )


def alarms_of(events: Iterable[Event], at: datetime, hold: float) -> list[AlarmEvent]:
    """Say what the events of one part mean; a part without any still shows life."""
    said: list[AlarmEvent] = []
    for event in events:
        if alarm := to_alarm(event, at, hold):
            said.append(alarm)
        if event.code in LOOK_CODES:
            said.append(AlarmSignal.LOOK)
    return said or [AlarmSignal.ALIVE]
