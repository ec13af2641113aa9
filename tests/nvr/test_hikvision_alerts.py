"""Alarms of Hikvision recorders, with each quirk that a real one has shown."""

from datetime import UTC, datetime, timedelta
import json

import pytest

from custom_components.rt_cctv.model import Finding, FindingKind, Target
from custom_components.rt_cctv.nvr.base import AlarmEvent, AlarmSignal
from custom_components.rt_cctv.nvr.hikvision.alerts import (
    EVENT_KINDS,
    AlertReader,
    read_motion_targets,
    read_triggers,
)
from custom_components.rt_cctv.nvr.hikvision.clock import Clock
from custom_components.rt_cctv.nvr.hikvision.slots import SlotMap
from custom_components.rt_cctv.nvr.multipart import Part
from custom_components.rt_cctv.nvr.xml_nodes import parse_xml

_NOW = datetime(2026, 11, 24, 5, 0, 0, tzinfo=UTC)
_SLOTS = SlotMap(network={n: n for n in range(1, 5)}, known=frozenset(range(1, 5)))
_CLOCK = Clock(offset=timedelta(hours=7), drift=timedelta(), zone=None, mode=None)
_JPEG = b"\xff\xd8\xff\xe0 a picture"


class _Stream:
    """A reader with a clock that moves when told, 1 s per alarm."""

    def __init__(self, clock: Clock | None = None) -> None:
        self.passed = 0.0
        self.clock = clock
        self.reader = AlertReader(
            15, now=lambda: _NOW + timedelta(seconds=self.passed), clock=lambda: self.passed
        )

    def say(
        self, inner: str = "", *, kind: str = "application/xml", **fields: str
    ) -> list[AlarmEvent]:
        values = {"channelID": "1", "eventType": "VMD", "eventState": "active"} | fields
        inner += "".join(f"<{k}>{v}</{k}>" for k, v in values.items())
        text = f"<EventNotificationAlert>{inner}</EventNotificationAlert>"
        return self.reader.read(Part(kind, text.encode()), _SLOTS, self.clock)

    def at(self, wall: str, **fields: str) -> list[AlarmEvent]:
        return self.say(dateTime=wall, **fields)


def _findings(events: list[AlarmEvent]) -> list[Finding]:
    return [event for event in events if isinstance(event, Finding)]


@pytest.mark.parametrize(("event", "kind"), sorted(EVENT_KINDS.items()))
def test_every_event_name_has_its_kind_whatever_its_case(event: str, kind: FindingKind) -> None:
    for name in (event, event.upper(), event.title()):
        (finding, *_) = _findings(_Stream().say(eventType=name))
        assert finding.kind is kind
        assert finding.active
        assert finding.at == _NOW
        assert finding.expires_after is not None
        assert finding.detail == {"event": event}


@pytest.mark.parametrize("event", ["IO", "softIO", "faceContrast", "audioexception", "news", ""])
def test_what_has_no_kind_is_no_finding(event: str) -> None:
    assert _Stream().say(eventType=event) == []


def test_the_heartbeat_is_nothing() -> None:
    for channel in ("", "0", "1", "2"):
        events = _Stream().say(eventType="videoloss", eventState="inactive", channelID=channel)
        assert events == []


def test_a_video_loss_begins_once_and_ends_once() -> None:
    stream = _Stream()
    begun = stream.say(eventType="videoloss", channelID="2")
    assert begun[1:] == [AlarmSignal.LOOK]
    assert [type(e) for e in stream.say(eventType="videoloss", channelID="2")] == [Finding]
    assert stream.say(eventType="videoloss", eventState="inactive", channelID="1") == []
    ended = stream.say(eventType="videoloss", eventState="inactive", channelID="2")
    (finding,) = _findings(ended)
    assert (finding.slot, finding.active) == (2, False)
    assert ended[1:] == [AlarmSignal.LOOK]
    assert stream.say(eventType="videoloss", eventState="inactive", channelID="2") == []


def test_a_video_loss_that_was_silent_for_long_begins_anew() -> None:
    stream = _Stream()
    stream.say(eventType="videoloss")
    stream.passed = 61
    assert AlarmSignal.LOOK in stream.say(eventType="videoloss")


def test_an_end_is_passed_on_even_where_the_beginning_was_missed() -> None:
    (finding,) = _findings(_Stream().say(eventState="inactive"))
    assert not finding.active


@pytest.mark.parametrize("state", ["active", "Active", ""])
def test_what_is_not_said_to_be_over_is_active(state: str) -> None:
    (finding,) = _findings(_Stream().say(eventState=state))
    assert finding.active
    assert finding.expires_after == 15


def test_a_recorders_own_troubles_have_no_slot_and_are_held_longer() -> None:
    events = _Stream().say(eventType="diskerror", channelID="3")
    (finding,) = _findings(events)
    assert finding.slot is None
    assert finding.expires_after == 60
    assert events[-1] is AlarmSignal.LOOK


@pytest.mark.parametrize(
    ("fields", "slot"),
    [
        ({"channelID": "2"}, 2),
        ({"channelID": "", "dynChannelID": "3"}, 3),
        ({"channelID": "0", "dynChannelID": "3"}, 3),
        ({"channelID": "34"}, 2),
        ({"channelID": "", "dynChannelID": "36"}, 4),
    ],
)
def test_a_channel_is_found_in_all_its_places(fields: dict[str, str], slot: int) -> None:
    (finding,) = _findings(_Stream().say(**fields))
    assert finding.slot == slot


@pytest.mark.parametrize("channel", ["", "0", "99", "-1", "x"])
def test_an_alarm_of_no_slot_is_dropped_rather_than_put_on_a_wrong_one(channel: str) -> None:
    assert _Stream().say(channelID=channel) == []


@pytest.mark.parametrize(
    ("words", "target"),
    [
        ("human", Target.PERSON),
        ("Vehicle", Target.VEHICLE),
        ("pet", Target.ANIMAL),
        ("human,vehicle", None),
        ("others", None),
        ("", None),
    ],
)
def test_a_target_at_the_top_is_read(words: str, target: Target | None) -> None:
    (finding,) = _findings(_Stream().say(targetType=words))
    assert finding.target is target


def _regions(*targets: str | None) -> str:
    entries = "".join(
        f"<DetectionRegionEntry><regionID>{n}</regionID>"
        + (f"<detectionTarget>{target}</detectionTarget>" if target else "")
        + "</DetectionRegionEntry>"
        for n, target in enumerate(targets, start=1)
    )
    return f"<DetectionRegionList>{entries}</DetectionRegionList>"


@pytest.mark.parametrize(
    ("targets", "found"),
    [
        (("human",), [(Target.PERSON, "1")]),
        (("human", "vehicle", "human"), [(Target.PERSON, "1"), (Target.VEHICLE, "2")]),
        ((None, "vehicle"), [(Target.VEHICLE, "2")]),
        ((None, None), [(None, "1")]),
    ],
)
def test_nested_targets_are_each_a_finding_with_its_zone(
    targets: tuple[str | None, ...], found: list[tuple[Target | None, str]]
) -> None:
    stream = _Stream()
    events = stream.say(_regions(*targets), eventType="fielddetection")
    assert [(f.target, f.zone) for f in _findings(events)] == found
    ended = _findings(stream.say(eventType="fielddetection", eventState="inactive"))
    assert [(f.target, f.active) for f in ended] == [(target, False) for target, _ in found]


def test_a_region_without_target_takes_the_one_at_the_top() -> None:
    (finding,) = _findings(_Stream().say(_regions(None), targetType="human"))
    assert (finding.target, finding.zone) == (Target.PERSON, "1")


def test_a_face_is_a_person() -> None:
    (finding,) = _findings(_Stream().say(eventType="faceSnap"))
    assert (finding.kind, finding.target) == (FindingKind.PERSON, Target.PERSON)


def test_a_duration_names_the_real_event() -> None:
    inner = (
        "<DurationList><Duration><relationEvent>linedetection</relationEvent></Duration>"
        "<Duration><relationEvent>VMD</relationEvent></Duration>"
        "<Duration><relationEvent>vmd</relationEvent></Duration></DurationList>"
    )
    kinds = [f.kind for f in _findings(_Stream().say(inner, eventType="duration"))]
    assert kinds == [FindingKind.LINE_CROSSING, FindingKind.MOTION]


def test_odd_fields_do_no_harm() -> None:
    events = _Stream().say(
        activePostCount="", channelName="<b>Pos & Gang<br>", dateTime="2024-01-22T11:47:0500:00"
    )
    assert len(_findings(events)) == 1


@pytest.mark.parametrize("wrapped", [True, False])
def test_json_alarms_are_read_alike(wrapped: bool) -> None:
    alert: dict[str, object] = {"channelID": 2, "eventType": "VMD", "eventState": "active"}
    body = json.dumps({"EventNotificationAlert": alert} if wrapped else alert).encode()
    (finding,) = _findings(_Stream().reader.read(Part("application/json", body), _SLOTS, None))
    assert (finding.kind, finding.slot) == (FindingKind.MOTION, 2)


@pytest.mark.parametrize(
    "body", [b"", b"Heartbeat", b"<a><b></a>", b"{", b"{}", b"<ok/>", b"[" * 5000, b"{" * 5000]
)
def test_what_cannot_be_read_is_passed_over(body: bytes) -> None:
    assert _Stream().reader.read(Part("", body), _SLOTS, None) == []


def test_the_picture_that_follows_is_the_evidence() -> None:
    stream = _Stream()
    (finding,) = _findings(stream.say())
    (again,) = _findings(stream.reader.read(Part("image/jpeg", _JPEG), _SLOTS, None))
    assert again.evidence == _JPEG
    assert again == finding
    # A second picture belongs to nothing, nor does one that comes much later.
    assert stream.reader.read(Part("image/jpeg", _JPEG), _SLOTS, None) == []
    stream.say()
    stream.passed = 6
    assert stream.reader.read(Part("image/jpeg", _JPEG), _SLOTS, None) == []


def test_a_backlog_after_a_reconnect_is_dropped() -> None:
    stream = _Stream()
    assert stream.at("2026-11-24T12:00:00+07:00")
    stream.passed = 60
    stream.reader.opened()
    assert stream.at("2026-11-24T11:58:00+07:00") == []
    assert stream.at("2026-11-24T11:59:59+07:00")
    assert stream.at("2026-11-24T12:01:00+07:00")
    assert stream.at("2026-11-24T12:00:55+07:00")
    assert stream.at("2026-11-24T12:00:45+07:00") == []


def test_a_backlog_on_the_first_connection_is_told_by_the_recorders_clock() -> None:
    stream = _Stream(_CLOCK)
    assert stream.at("2026-11-24T11:50:00+07:00") == []
    assert stream.at("2026-11-24T11:50:00") == []
    assert stream.at("2026-11-24T11:59:55+07:00")
    # What its Z means nobody knows.
    assert stream.at("2026-11-24T11:59:55Z")


def test_a_clock_that_is_set_back_makes_nobody_deaf() -> None:
    stream = _Stream(_CLOCK)
    assert stream.at("2026-11-24T12:00:00+07:00")
    stream.passed = 20
    assert stream.at("2026-11-24T11:00:00+07:00")
    assert stream.at("2026-11-24T11:00:01+07:00")


def test_what_is_marked_as_sent_again_is_dropped() -> None:
    assert _Stream().say(isDataRetransmission="true") == []
    assert _Stream().say(isDataRetransmission="false")


def test_after_a_reconnect_nothing_is_known_to_be_active() -> None:
    stream = _Stream()
    stream.say(eventType="videoloss")
    stream.reader.opened()
    assert stream.say(eventType="videoloss", eventState="inactive") == []


def _trigger(event: str, channel: str, *methods: str) -> str:
    told = "".join(
        f"<EventTriggerNotification><notificationMethod>{m}</notificationMethod>"
        "</EventTriggerNotification>"
        for m in methods
    )
    return (
        f"<EventTrigger><eventType>{event}</eventType>{channel}"
        f"<EventTriggerNotificationList>{told}</EventTriggerNotificationList></EventTrigger>"
    )


def test_armed_is_what_the_surveillance_centre_is_told_of() -> None:
    text = "".join(
        [
            _trigger(
                "VMD", "<dynVideoInputChannelID>1</dynVideoInputChannelID>", "record", "center"
            ),
            _trigger("linedetection", "<videoInputChannelID>1</videoInputChannelID>", "CENTER"),
            _trigger("fielddetection", "<videoInputChannelID>2</videoInputChannelID>", "record"),
            _trigger("IO", "<dynInputIOPortID>301</dynInputIOPortID>", "center"),
            _trigger("diskerror", "", "center"),
            _trigger("VMD", "<videoInputChannelID>77</videoInputChannelID>", "center"),
        ]
    )
    root = parse_xml(
        f"<EventNotification><EventTriggerList>{text}</EventTriggerList></EventNotification>".encode()
    )
    armed = {1: frozenset({FindingKind.MOTION, FindingKind.LINE_CROSSING})}
    assert read_triggers(root, _SLOTS) == armed


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        ("human,vehicle", {FindingKind.PERSON, FindingKind.VEHICLE}),
        ("Human", {FindingKind.PERSON}),
        ("", set()),
    ],
)
def test_motion_may_tell_people_from_vehicles(words: str, kinds: set[FindingKind]) -> None:
    text = f"<MotionDetection><x><targetType>{words}</targetType></x></MotionDetection>"
    assert read_motion_targets(parse_xml(text.encode())) == frozenset(kinds)
