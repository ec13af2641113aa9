"""What ONVIF's notifications mean."""

from datetime import UTC, datetime
from types import SimpleNamespace as Raw
from xml.etree import ElementTree as ET

from hypothesis import given, strategies as st
import pytest

from custom_components.rt_cctv.model import Finding, FindingKind, Target
from custom_components.rt_cctv.nvr.onvif.events import (
    Notice,
    clean_topic,
    kinds_of,
    read_notice,
    source_token,
    to_finding,
    topics_of,
)

NOW = datetime(2026, 11, 24, tzinfo=UTC)
SLOTS = {"VideoSource_1": 1, "00200": 3, "vsc_2": 2}


def message(
    topic: object, source: dict[str, str], data: dict[str, str], operation: str = "Changed"
) -> Raw:
    """Return a notification as zeep has it."""

    def items(values: dict[str, str]) -> Raw:
        return Raw(SimpleItem=[Raw(Name=k, Value=v) for k, v in values.items()])

    payload = Raw(Source=items(source), Data=items(data), PropertyOperation=operation)
    return Raw(Topic=Raw(_value_1=topic), Message=Raw(_value_1=payload))


async def found(raw: Raw) -> Finding | None:
    notice = read_notice(raw)
    return await to_finding(notice, SLOTS, NOW, 15.0) if notice else None


@pytest.mark.parametrize(
    ("value", "active"), [("true", True), ("1", True), ("false", False), ("0", False)]
)
@pytest.mark.parametrize("tail", ["", "/", "//."])
async def test_motion_is_read_whatever_the_spelling(value: str, active: bool, tail: str) -> None:
    finding = await found(
        message(f"tns1:VideoSource/MotionAlarm{tail}", {"Source": "00200"}, {"State": value})
    )
    assert finding is not None
    assert (finding.kind, finding.slot, finding.active) == (FindingKind.MOTION, 3, active)
    assert finding.expires_after is None


@pytest.mark.parametrize(
    "name", ["Source", "VideoSourceToken", "VideoSource", "VideoSourceConfigurationToken", "vsconf"]
)
async def test_a_source_is_found_by_whatever_name_it_goes(name: str) -> None:
    notice = read_notice(message("tns1:x", {"Rule": "r1", name: "VideoSource_1"}, {}))
    assert notice is not None
    assert source_token(notice) == "VideoSource_1"


async def test_a_crossed_line_has_no_end_of_its_own() -> None:
    finding = await found(
        message(
            "tns1:RuleEngine/LineDetector/Crossed",
            {"VideoSourceConfigurationToken": "vsc_2"},
            {"ObjectId": "15", "ClassTypes": "Human"},
        )
    )
    assert finding is not None
    assert (finding.slot, finding.active, finding.expires_after) == (2, True, 15.0)
    assert finding.target is Target.PERSON


async def test_signal_loss_is_video_loss() -> None:
    finding = await found(
        message("tns1:VideoSource/SignalLoss", {"Source": "VideoSource_1"}, {"State": "true"})
    )
    assert finding is not None
    assert finding.kind is FindingKind.VIDEO_LOSS


async def test_a_disk_belongs_to_no_slot() -> None:
    finding = await found(
        message("tns1:Device/HardwareFailure/StorageFailure", {"Token": "hdd1"}, {"Failed": "true"})
    )
    assert finding is not None
    assert (finding.kind, finding.slot) == (FindingKind.DISK_PROBLEM, None)


@pytest.mark.parametrize(
    ("topic", "data", "kind"),
    [
        ("tns1:RuleEngine/CellMotionDetector/People", "IsPeople", FindingKind.PERSON),
        ("tns1:RuleEngine/TPSmartEventDetector/TPSmartEvent", "IsVehicle", FindingKind.VEHICLE),
        ("tns1:RuleEngine/CellMotionDetector/Intrusion", "IsIntrusion", FindingKind.INTRUSION),
    ],
)
async def test_makers_own_topics_are_read_by_onvif_parsers(
    topic: str, data: str, kind: FindingKind
) -> None:
    source = {"VideoSourceConfigurationToken": "vsc_2"}
    finding = await found(message(topic, source, {data: "1"}))
    assert finding is not None
    assert (finding.kind, finding.slot, finding.active) == (kind, 2, True)


@pytest.mark.parametrize(
    "topic",
    [
        "tns1:RuleEngine/MyRuleDetector/FaceDetect",
        "tns1:RuleEngine/MyRuleDetector/Visitor",
        "tns1:Monitoring/ProcessorUsage",
        "tns1:Nobody/Knows/This",
        "",
    ],
)
async def test_faces_and_what_concerns_nobody_become_nothing(topic: str) -> None:
    assert await found(message(topic, {"Source": "VideoSource_1"}, {"State": "true"})) is None


async def test_a_source_that_is_nobodys_is_nobodys() -> None:
    assert (
        await found(message("tns1:VideoSource/MotionAlarm", {"Source": "?"}, {"State": "1"}))
        is None
    )


async def test_a_deleted_property_has_ended() -> None:
    raw = message("tns1:VideoSource/MotionAlarm", {"Source": "00200"}, {"State": "true"}, "Deleted")
    finding = await found(raw)
    assert finding is not None
    assert not finding.active


@pytest.mark.parametrize("raw", [None, Raw(), Raw(Topic=None, Message=None), message(None, {}, {})])
async def test_what_is_no_notification_is_passed_over(raw: object) -> None:
    assert read_notice(raw) is None


@given(
    st.text(max_size=80),
    st.dictionaries(st.text(max_size=12), st.text(max_size=12), max_size=4),
    st.dictionaries(st.text(max_size=12), st.text(max_size=12), max_size=4),
)
async def test_no_notification_raises(
    topic: str, source: dict[str, str], data: dict[str, str]
) -> None:
    finding = await found(message(topic, source, data))
    assert finding is None or finding.slot in {None, 1, 2, 3}


def test_topics_are_walked_however_deep_and_many() -> None:
    xml = (
        '<a:VideoSource xmlns:a="t"><MotionAlarm><MessageDescription><Source/></MessageDescription>'
        "</MotionAlarm></a:VideoSource>"
    )
    deep = "<x>" * 100 + "</x>" * 100
    trees = [ET.fromstring(xml), ET.fromstring(deep), "text"]  # noqa: S314 # written above
    answer = Raw(TopicSet=Raw(_value_1=trees))
    topics = topics_of(answer)
    assert "VideoSource/MotionAlarm" in topics
    assert len(topics) < 20
    assert kinds_of(topics) == {FindingKind.MOTION}
    assert topics_of(None) == frozenset()


def test_a_topic_loses_its_prefixes_and_tails() -> None:
    assert clean_topic("tns1:RuleEngine/tnshik:Motion//.") == "RuleEngine/Motion"


def test_notices_compare_by_what_they_say() -> None:
    assert Notice(topic="a", raw=1) == Notice(topic="a", raw=2)
