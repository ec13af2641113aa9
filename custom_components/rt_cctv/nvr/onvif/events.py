"""Makes findings of ONVIF's notifications.

The topics that every maker uses are read here; further ones (Tapo, Reolink, Ajax …) by
onvif-parsers, which knows each maker's own.
"""

# ruff: noqa: ANN401 # what zeep makes of an answer has a type only at run time

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
import re
from typing import Any

import onvif_parsers
from onvif_parsers.errors import UnknownTopicError

from ...model import RECORDER_KINDS, Finding, FindingKind, FindingSource, Target

_K = FindingKind

TOPICS: Mapping[str, tuple[FindingKind, Target | None]] = {
    "VideoSource/MotionAlarm": (_K.MOTION, None),
    "RuleEngine/CellMotionDetector/Motion": (_K.MOTION, None),
    "RuleEngine/MotionRegionDetector/Motion": (_K.MOTION, None),
    "RuleEngine/FieldDetector/ObjectsInside": (_K.INTRUSION, None),
    "RuleEngine/LineDetector/Crossed": (_K.LINE_CROSSING, None),
    "RuleEngine/LoiteringDetector/ObjectIsLoitering": (_K.LOITERING, None),
    "RuleEngine/TamperDetector/Tamper": (_K.TAMPER, None),
    "RuleEngine/MyRuleDetector/PeopleDetect": (_K.PERSON, Target.PERSON),
    "RuleEngine/MyRuleDetector/VehicleDetect": (_K.VEHICLE, Target.VEHICLE),
    "UserAlarm/IVA/HumanShapeDetect": (_K.PERSON, Target.PERSON),
    "VideoSource/GlobalSceneChange": (_K.SCENE_CHANGE, None),
    "VideoSource/ImageTooBlurry": (_K.DEFOCUS, None),
    "VideoSource/SignalLoss": (_K.VIDEO_LOSS, None),
    "VideoSource/VideoLoss": (_K.VIDEO_LOSS, None),
    "Device/HardwareFailure/StorageFailure": (_K.DISK_PROBLEM, None),
}
"""Topics without `tns1:`; one that goes on below (`…/ImagingService`) counts as its beginning."""

_PARSED: Mapping[str, tuple[FindingKind, Target | None]] = {
    "Cell Motion Detection": (_K.MOTION, None),
    "Motion Alarm": (_K.MOTION, None),
    "Motion Region Detection": (_K.MOTION, None),
    "Person Detection": (_K.PERSON, Target.PERSON),
    "Vehicle Detection": (_K.VEHICLE, Target.VEHICLE),
    "Line Detector Crossed": (_K.LINE_CROSSING, None),
    "Intrusion Detection": (_K.INTRUSION, None),
    "Tamper Detection": (_K.TAMPER, None),
    "Field Detection": (_K.INTRUSION, None),
}
"""What onvif-parsers calls the events that concern us; faces, visitors and pets don't."""

PULSES = frozenset({_K.LINE_CROSSING})

_PREFIX = re.compile(r"(?<![^/])[A-Za-z0-9_]+:")
_TRUTH = {"true": True, "1": True, "false": False, "0": False}
_TARGETS = {
    "human": Target.PERSON,
    "person": Target.PERSON,
    "vehicle": Target.VEHICLE,
    "car": Target.VEHICLE,
    "animal": Target.ANIMAL,
    "pet": Target.ANIMAL,
}
_MOST_ITEMS = 64
_MOST_TOPICS = 2000
_DEEPEST_TOPIC = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """One notification, bare: topic without prefixes and tails, items by name."""

    topic: str
    source: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, str] = field(default_factory=dict)
    operation: str = ""
    raw: Any = field(default=None, repr=False, compare=False)


def clean_topic(topic: str) -> str:
    """Return a topic without prefixes, and without the `/` or `//.` that some put at its end."""
    return _PREFIX.sub("", topic.strip()[:256]).rstrip("/.")


def _items(holder: Any) -> dict[str, str]:
    listed = getattr(holder, "SimpleItem", None) or ()
    found: dict[str, str] = {}
    for item in list(listed)[:_MOST_ITEMS]:
        name, value = getattr(item, "Name", None), getattr(item, "Value", None)
        if isinstance(name, str) and isinstance(value, str):
            found.setdefault(name, value.strip()[:256])
    return found


def read_notice(message: Any) -> Notice | None:
    """Read one NotificationMessage as zeep has it; None where it isn't one."""
    topic = getattr(getattr(message, "Topic", None), "_value_1", None)
    payload = getattr(getattr(message, "Message", None), "_value_1", None)
    if not isinstance(topic, str) or payload is None:
        return None
    operation = getattr(payload, "PropertyOperation", None)
    return Notice(
        topic=clean_topic(topic),
        source=_items(getattr(payload, "Source", None)),
        data=_items(getattr(payload, "Data", None)),
        operation=operation if isinstance(operation, str) else "",
        raw=message,
    )


def kind_of(topic: str) -> tuple[FindingKind, Target | None] | None:
    """Say what a topic means; None where it isn't known."""
    while topic:
        if known := TOPICS.get(topic):
            return known
        topic = topic.rpartition("/")[0]
    return None


def kinds_of(topics: Iterable[str]) -> frozenset[FindingKind]:
    """Say which kinds of finding a recorder with these topics can have."""
    return frozenset(known[0] for topic in topics if (known := kind_of(topic)))


def topics_of(answer: Any) -> frozenset[str]:
    """Read the topics of GetEventProperties: the tree of elements is the tree of names."""
    found: set[str] = set()
    trees = getattr(getattr(answer, "TopicSet", None), "_value_1", None)

    def walk(element: Any, above: str, depth: int) -> None:
        if not isinstance(getattr(element, "tag", None), str) or len(found) >= _MOST_TOPICS:
            return
        name = element.tag.rpartition("}")[2]
        if name == "MessageDescription" or depth > _DEEPEST_TOPIC:
            return
        path = f"{above}/{name}" if above else name
        found.add(path)
        for child in element:
            walk(child, path, depth + 1)

    for tree in trees if isinstance(trees, list) else ():
        walk(tree, "", 0)
    return frozenset(found)


def source_token(notice: Notice) -> str | None:
    """Return the token by which a notice names where it was, whatever the maker calls it."""
    for name, value in notice.source.items():
        lowered = name.lower()
        if lowered == "source" or "videosource" in lowered or lowered in {"vsconf", "channel"}:
            return value
    return next(iter(notice.source.values()), None)


def _state(notice: Notice) -> bool | None:
    """Return what the notice says is so; None where it says no truth (a pulse)."""
    if notice.operation == "Deleted":
        return False
    return next((_TRUTH[v.lower()] for v in notice.data.values() if v.lower() in _TRUTH), None)


def _target(notice: Notice) -> Target | None:
    for name, value in notice.data.items():
        if ("class" in name.lower() or "type" in name.lower()) and (
            found := _TARGETS.get(value.lower())
        ):
            return found
    return None


async def _parsed(notice: Notice) -> tuple[FindingKind, Target | None] | None:
    topic = notice.raw.Topic._value_1.rstrip("/.")  # noqa: SLF001 # zeep's name for a text
    try:
        events = await onvif_parsers.parse(topic, "", notice.raw)
    except UnknownTopicError, AttributeError, KeyError, IndexError, TypeError, ValueError:
        return None
    return next((_PARSED[e.name] for e in events if e.name in _PARSED), None)


async def to_finding(
    notice: Notice, slots: Mapping[str, int], at: datetime, hold: float
) -> Finding | None:
    """Make a finding of a notice; None where it says nothing about a slot or the recorder.

    `slots` is the slot's number by every token that names it. `hold` is for how many seconds
    lasts what never ends.
    """
    known = kind_of(notice.topic) or (await _parsed(notice) if notice.raw is not None else None)
    if known is None:
        return None
    kind, target = known
    slot = None
    if kind not in RECORDER_KINDS:
        slot = slots.get(source_token(notice) or "")
        if slot is None:
            return None
    state = _state(notice)
    return Finding(
        kind=kind,
        slot=slot,
        active=state is not False,
        at=at,
        source=FindingSource.RECORDER,
        target=target or _target(notice),
        expires_after=hold if state is None or kind in PULSES else None,
    )
