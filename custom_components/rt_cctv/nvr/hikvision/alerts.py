"""Reads a Hikvision recorder's alarm stream (`Event/notification/alertStream`): parts to findings.

What recorders get wrong here was each seen on a real one: heartbeats that look like the end of a
video loss, alarms that are repeated but never end, channels in three ways, times that are no times,
old alarms replayed after a reconnect.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
import json

from ...model import RECORDER_KINDS, Finding, FindingKind, FindingSource, Target
from ..base import AlarmEvent, AlarmSignal, BadAnswerError
from ..multipart import Part
from ..text import shown
from ..xml_nodes import Node, from_json, parse_xml
from .clock import Clock, read_moment
from .slots import SlotMap

EVENT_KINDS = {
    "vmd": FindingKind.MOTION,
    "motiondetection": FindingKind.MOTION,
    "vmdhumanvehicle": FindingKind.MOTION,
    "thermometry": FindingKind.MOTION,
    "pir": FindingKind.MOTION,
    "linedetection": FindingKind.LINE_CROSSING,
    "fielddetection": FindingKind.INTRUSION,
    "regionentrance": FindingKind.REGION_ENTERED,
    "regionexiting": FindingKind.REGION_LEFT,
    "loitering": FindingKind.LOITERING,
    "group": FindingKind.CROWD,
    "parking": FindingKind.ILLEGAL_PARKING,
    "unattendedbaggage": FindingKind.LEFT_OBJECT,
    "attendedbaggage": FindingKind.TAKEN_OBJECT,
    "facedetection": FindingKind.PERSON,
    "facesnap": FindingKind.PERSON,
    "scenechangedetection": FindingKind.SCENE_CHANGE,
    "shelteralarm": FindingKind.TAMPER,
    "tamperdetection": FindingKind.TAMPER,
    "tamper": FindingKind.TAMPER,
    "defocus": FindingKind.DEFOCUS,
    "defocusdetection": FindingKind.DEFOCUS,
    "videoloss": FindingKind.VIDEO_LOSS,
    "diskfull": FindingKind.DISK_PROBLEM,
    "diskerror": FindingKind.DISK_PROBLEM,
    "storagedetection": FindingKind.DISK_PROBLEM,
    "recordingfailure": FindingKind.RECORDING_FAILURE,
    "nicbroken": FindingKind.NETWORK_PROBLEM,
    "ipconflict": FindingKind.NETWORK_PROBLEM,
    "illaccess": FindingKind.ILLEGAL_ACCESS,
}
"""By event name, lower-case. Inputs of wires, faces' names and sounds have no kind."""

LOOK_KINDS = frozenset(
    {FindingKind.VIDEO_LOSS, FindingKind.DISK_PROBLEM, FindingKind.RECORDING_FAILURE}
)
"""Kinds whose beginning or end makes a poll worth its call."""

_TARGETS = {
    "human": Target.PERSON,
    "person": Target.PERSON,
    "vehicle": Target.VEHICLE,
    "nonmotor": Target.VEHICLE,
    "pet": Target.ANIMAL,
    "animal": Target.ANIMAL,
}

_SLOW = 4.0
"""What concerns a recorder or a whole picture is repeated less often: hold it longer."""
_REPLAY_WINDOW = 15.0
"""Seconds after opening in which a backlog may come; later a jump is the clock's, not a replay."""
_REPLAY_AGE = timedelta(seconds=10)
_CLOCK_AGE = timedelta(seconds=30)
_PICTURE_WAIT = 5.0


class AlertReader:
    """Turns parts of one recorder's alarm stream into events; remembers what is active.

    `hold` is in seconds; `now` is the hub's clock (aware), `clock` a monotonic one in seconds.
    """

    def __init__(
        self, hold: float, *, now: Callable[[], datetime], clock: Callable[[], float]
    ) -> None:
        """Begin with nothing active."""
        self._hold = hold
        self._now = now
        self._clock = clock
        self._active: dict[tuple[FindingKind, int | None], dict[Target | None, float]] = {}
        self._newest: datetime | None = None
        self._opened = clock()
        self._last: tuple[Finding, float] | None = None

    def opened(self) -> None:
        """Note that the stream was opened anew: what was active before may have ended."""
        self._active.clear()
        self._opened = self._clock()
        self._last = None

    def read(self, part: Part, slots: SlotMap, clock: Clock | None) -> list[AlarmEvent]:
        """Return what one part says; nothing for heartbeats and for what can't be understood."""
        if part.body.startswith(b"\xff\xd8\xff"):
            return self._picture(part.body)
        events: list[AlarmEvent] = []
        for alert in _alerts(part):
            if not self._is_replay(alert, clock):
                events += self._alert(alert, slots)
        return events

    def _picture(self, body: bytes) -> list[AlarmEvent]:
        """Say the last finding again with the picture that follows it."""
        last, self._last = self._last, None
        if last is None or self._clock() - last[1] > _PICTURE_WAIT:
            return []
        return [replace(last[0], evidence=body)]

    def _is_replay(self, alert: Node, clock: Clock | None) -> bool:
        if alert.get_bool("isDataRetransmission"):
            return True
        moment = read_moment(alert.get("dateTime"))
        if moment is None:
            return False
        newest, self._newest = self._newest, moment.wall
        if self._clock() - self._opened > _REPLAY_WINDOW:
            return False
        if newest is not None and newest > moment.wall:
            self._newest = newest
            if newest - moment.wall > _REPLAY_AGE:
                return True
        if clock is None or moment.zulu:
            return False
        return self._now() - clock.from_device(moment) > _CLOCK_AGE

    def _alert(self, alert: Node, slots: SlotMap) -> Iterator[AlarmEvent]:
        name = (alert.get("eventType") or "").lower()
        names = [name]
        if name == "duration":
            names = [node.text.lower() for node in alert.all("relationEvent")]
        active = (alert.get("eventState") or "").lower() != "inactive"
        for event in dict.fromkeys(names):
            kind = EVENT_KINDS.get(event)
            if kind is None:
                continue
            slot = None
            if kind not in RECORDER_KINDS:
                slot = slots.resolve(alert.get_int("channelID"), alert.get_int("dynChannelID"))
                if slot is None:
                    continue
            if active:
                yield from self._begin(kind, slot, event, alert)
            else:
                yield from self._end(kind, slot, event)

    def _begin(
        self, kind: FindingKind, slot: int | None, event: str, alert: Node
    ) -> Iterator[AlarmEvent]:
        now = self._clock()
        slow = kind in RECORDER_KINDS or kind is FindingKind.VIDEO_LOSS
        hold = self._hold * _SLOW if slow else self._hold
        until = self._active.setdefault((kind, slot), {})
        began = not any(deadline > now for deadline in until.values())
        for target, zone in _targets(alert, kind).items():
            until[target] = now + hold
            finding = self._finding(kind, slot, event, target, active=True)
            finding = replace(finding, zone=zone, expires_after=hold)
            self._last = (finding, now)
            yield finding
        if began and kind in LOOK_KINDS:
            yield AlarmSignal.LOOK

    def _end(self, kind: FindingKind, slot: int | None, event: str) -> Iterator[AlarmEvent]:
        until = self._active.pop((kind, slot), None)
        if until is None and kind is FindingKind.VIDEO_LOSS:
            # The heartbeat: it says nothing about any camera.
            return
        for target in until or (None,):
            yield self._finding(kind, slot, event, target, active=False)
        if until is not None and kind in LOOK_KINDS:
            yield AlarmSignal.LOOK

    def _finding(
        self,
        kind: FindingKind,
        slot: int | None,
        event: str,
        target: Target | None,
        *,
        active: bool,
    ) -> Finding:
        return Finding(
            kind=kind,
            slot=slot,
            active=active,
            at=self._now(),
            source=FindingSource.RECORDER,
            target=target,
            detail={"event": event},
        )


def _alerts(part: Part) -> list[Node]:
    try:
        if part.body.startswith(b"{"):
            root = from_json("", json.loads(part.body))
        else:
            root = parse_xml(part.body)
    except BadAnswerError, ValueError, RecursionError:
        return []
    if root.name == "eventnotificationalert" or root.find("eventType") is not None:
        return [root]
    return list(root.all("EventNotificationAlert"))


def _targets(alert: Node, kind: FindingKind) -> dict[Target | None, str | None]:
    """Return what set an alarm off, each with the zone where it was first seen."""
    found: dict[Target | None, str | None] = {}
    for entry in alert.all("DetectionRegionEntry"):
        words = entry.get("detectionTarget") or alert.get("targetType")
        found.setdefault(_target(words), shown(entry.get("regionID")))
    if not found:
        found[_target(alert.get("targetType"))] = None
    if len(found) > 1:
        found.pop(None, None)
    if kind is FindingKind.PERSON:
        return {Target.PERSON: next(iter(found.values()))}
    return found


def _target(words: str | None) -> Target | None:
    """Return the one target that is named: two are the rule's setting, not what was seen."""
    named = {_TARGETS.get(word.strip().lower()) for word in (words or "").split(",")}
    return named.pop() if len(named) == 1 else None


def read_triggers(node: Node, slots: SlotMap) -> dict[int, frozenset[FindingKind]]:
    """Read `Event/triggers`: what each slot would report, by slot.

    Only what "Notify Surveillance Center" is ticked for reaches the alarm stream. Inputs of wires
    (`IO-301`) are no slots.
    """
    armed: dict[int, set[FindingKind]] = {}
    for trigger in node.all("EventTrigger"):
        kind = EVENT_KINDS.get((trigger.get("eventType") or "").lower())
        methods = {method.text.lower() for method in trigger.all("notificationMethod")}
        slot = slots.resolve(
            trigger.get_int("videoInputChannelID"), trigger.get_int("dynVideoInputChannelID")
        )
        if kind is not None and slot is not None and "center" in methods:
            armed.setdefault(slot, set()).add(kind)
    return {slot: frozenset(kinds) for slot, kinds in armed.items()}


def read_motion_targets(node: Node) -> frozenset[FindingKind]:
    """Read a slot's `MotionDetection`: PERSON and VEHICLE where its motion tells them apart."""
    words = next((target.text.lower() for target in node.all("targetType")), "")
    kinds = {"human": FindingKind.PERSON, "vehicle": FindingKind.VEHICLE}
    return frozenset(kind for word, kind in kinds.items() if word in words.split(","))
