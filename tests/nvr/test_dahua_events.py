"""What Dahua's recorders say on their event stream."""

from datetime import UTC, datetime
import json

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.rt_cctv.model import Finding, FindingKind, Target
from custom_components.rt_cctv.nvr.base import AlarmSignal
from custom_components.rt_cctv.nvr.dahua.events import (
    KIND_BY_CODE,
    Event,
    alarms_of,
    parse_events,
    target_of,
    to_alarm,
)
from custom_components.rt_cctv.nvr.multipart import MultipartParser

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def _alarm(text: str) -> Finding | None:
    event = next(iter(parse_events(text)))
    found = to_alarm(event, NOW, 15.0)
    assert not isinstance(found, AlarmSignal)
    return found


def test_the_data_is_not_split_at_its_semicolons() -> None:
    text = 'Code=VideoMotion;action=Start;index=4;data={ "Id":[0], "RegionName":["Gang; timur"] }'
    found = _alarm(text)
    assert found is not None
    assert (found.slot, found.zone, found.active) == (5, "Gang; timur", True)
    assert found.expires_after is None


def test_an_event_without_an_end_ends_by_itself() -> None:
    found = _alarm("Code=CrossLineDetection;action=Pulse;index=0")
    assert found is not None
    assert found.expires_after == 15.0


def test_broken_json_costs_the_details_not_the_alarm() -> None:
    found = _alarm('Code=VideoMotion;action=Start;index=0;data={ "Id":[0], "Region')
    assert found is not None
    assert found.zone is None


@pytest.mark.parametrize(
    "text",
    [
        "Code=VideoMotion;action=Start",
        "Code=VideoMotion;action=Start;index=-1",
        "Code=VideoMotion;action=Start;index=99999",
        "Code=VideoMotion;action=Dance;index=0",
        "Code=NewFile;action=Pulse;index=0",
        "Code=FaceDetection;action=Start;index=0",
        "Code=;action=Start;index=0",
    ],
)
def test_what_names_no_slot_or_concerns_nobody_is_no_finding(text: str) -> None:
    assert _alarm(text) is None


@pytest.mark.parametrize(
    "data",
    [
        {"Object": {"ObjectType": "Human"}},
        {"object": [{"ObjectType": "Human"}]},
        {"Objects": [{"Type": "Human"}]},
        {"ObjectTypes": ["Human"]},
    ],
)
def test_what_set_it_off_is_found_wherever_the_firmware_put_it(data: dict[str, object]) -> None:
    assert target_of(data) is Target.PERSON


def test_a_recorders_own_trouble_belongs_to_no_slot() -> None:
    found = _alarm("Code=StorageFailure;action=Start;index=0")
    assert found is not None
    assert (found.kind, found.slot) == (FindingKind.DISK_PROBLEM, None)


def test_a_lost_picture_is_worth_a_look() -> None:
    events = list(parse_events("Code=VideoLoss;action=Start;index=1"))
    assert AlarmSignal.LOOK in alarms_of(events, NOW, 15.0)


def test_a_heartbeat_shows_life() -> None:
    assert alarms_of(list(parse_events("Heartbeat")), NOW, 15.0) == [AlarmSignal.ALIVE]


def test_several_events_of_one_part_are_all_heard() -> None:
    text = "Code=VideoMotion;action=Start;index=0\r\nCode=VideoMotion;action=Stop;index=1\r\n"
    assert [(e.index, e.action) for e in parse_events(text)] == [(0, "Start"), (1, "Stop")]


_EVENT = st.builds(
    Event,
    st.sampled_from(sorted(KIND_BY_CODE)),
    st.sampled_from(["Start", "Stop", "Pulse"]),
    st.integers(0, 63),
    st.dictionaries(
        st.sampled_from(["RegionName", "Object", "Name"]),
        st.one_of(st.text(max_size=12), st.lists(st.text(max_size=5), max_size=2), st.integers()),
        max_size=2,
    ),
)


def _part(event: Event, newline: str, length: str) -> bytes:
    data = f";data={json.dumps(event.data)}" if event.data else ""
    body = f"Code={event.code};action={event.action};index={event.index}{data}".encode()
    lines = ["--myboundary", "Content-Type: text/plain"]
    if length != "missing":
        lines.append(f"Content-Length:{len(body) if length == 'right' else length}")
    return newline.join([*lines, "", ""]).encode() + body + newline.encode()


@settings(max_examples=80)
@given(
    st.lists(_EVENT, min_size=1, max_size=6),
    st.sampled_from(["\r\n", "\n"]),
    st.sampled_from(["right", "missing", "-5", "many", "99999"]),
    st.sampled_from([1, 3, 7, 16, 64, 257, 100_000]),
)
def test_every_event_is_heard_however_the_stream_is_cut_and_measured(
    events: list[Event], newline: str, length: str, size: int
) -> None:
    stream = b"".join(_part(event, newline, length) for event in events) + b"--myboundary--\r\n"
    parser = MultipartParser("multipart/x-mixed-replace; boundary=myboundary")
    parts = []
    for start in range(0, len(stream), size):
        parts += parser.feed(stream[start : start + size])
    parts += parser.close()
    heard = [e for part in parts for e in parse_events(part.body.decode())]
    assert [(e.code, e.action, e.index) for e in heard] == [
        (e.code, e.action, e.index) for e in events
    ]
    assert [dict(e.data) for e in heard] == [dict(e.data) for e in events]


@given(st.binary(max_size=600))
def test_no_bytes_break_the_stream(data: bytes) -> None:
    parser = MultipartParser("multipart/x-mixed-replace; boundary=myboundary")
    for part in [*parser.feed(data), *parser.feed(b"--myboundary\r\n"), *parser.close()]:
        alarms_of(list(parse_events(part.body.decode("utf-8", "replace"))), NOW, 15.0)


def test_deep_json_is_refused_quietly() -> None:
    found = _alarm("Code=VideoMotion;action=Start;index=0;data=" + '{"a":' * 20_000)
    assert found is not None
