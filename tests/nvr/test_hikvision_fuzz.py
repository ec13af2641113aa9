"""Whatever a Hikvision recorder sends, only errors of ours come out."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.rt_cctv.nvr.base import RecorderError
from custom_components.rt_cctv.nvr.hikvision.alerts import (
    AlertReader,
    read_motion_targets,
    read_triggers,
)
from custom_components.rt_cctv.nvr.hikvision.clock import Clock, read_clock
from custom_components.rt_cctv.nvr.hikvision.dump import _tree
from custom_components.rt_cctv.nvr.hikvision.parts import (
    read_disks,
    read_recording,
    read_rtsp_port,
    read_streams,
)
from custom_components.rt_cctv.nvr.hikvision.read import (
    read_analogue_inputs,
    read_info,
    read_input_states,
    read_network_inputs,
    read_sizes,
)
from custom_components.rt_cctv.nvr.hikvision.slots import Extras, Inputs, build_slots, map_slots
from custom_components.rt_cctv.nvr.multipart import MultipartParser, Part
from custom_components.rt_cctv.nvr.xml_nodes import Node, from_json, parse_xml

_NOW = datetime(2026, 11, 24, 5, tzinfo=UTC)
_CLOCK = Clock(offset=timedelta(hours=7), drift=timedelta(), zone=None, mode=None)

_TEXTS = st.one_of(
    st.sampled_from(
        ["", "0", "1", "-1", "101", "99999999999999999999", "true", "false", "connect", "NO VIDEO",
         "VMD", "videoloss", "duration", "active", "inactive", "human,vehicle", "center", "RTSP",
         "ok", "H.265", "CST-7:00:00", "CST-99", "2026-11-24T12:00:00+07:00",
         "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00", "0000-00-00"]
    ),
    st.text(max_size=12),
)  # fmt: skip
_NAMES = st.sampled_from(
    ["id", "name", "online", "chanDetectResult", "sourceInputPortDescriptor", "streamingProxyChannelId",
     "InputProxyChannel", "InputProxyChannelStatus", "VideoInputChannel", "resDesc", "StreamingChannel",
     "Video", "videoCodecType", "maxFrameRate", "hdd", "nas", "status", "capacity", "EventTrigger",
     "eventType", "eventState", "notificationMethod", "videoInputChannelID", "dynVideoInputChannelID",
     "channelID", "dynChannelID", "dateTime", "DetectionRegionEntry", "detectionTarget", "targetType",
     "relationEvent", "regionID", "AdminAccessProtocol", "protocol", "portNo", "localTime", "timeZone",
     "Track", "Enable", "SysCap", "VideoCap", "RacmCap", "videoInputPortNums", "inputProxyNums",
     "deviceType", "serialNumber", "macAddress", "EventNotificationAlert"]
)  # fmt: skip
_TREES = st.recursive(
    _TEXTS,
    lambda inner: st.dictionaries(
        _NAMES, st.one_of(inner, st.lists(inner, max_size=3)), max_size=5
    ),
    max_leaves=25,
)


_INPUTS = Inputs(sizes=read_sizes(parse_xml(b"<DeviceCap/>")), network=())


def _with_slots(node: Node) -> object:
    network = read_network_inputs(node) if node.name.startswith("inputproxychannell") else None
    analogue = read_analogue_inputs(node) if node.name.startswith("video") else None
    states = read_input_states(node) if node.name.endswith("statuslist") else None
    sizes = read_sizes(from_json("devicecap", {}))
    inputs = Inputs(sizes=sizes, analogue=analogue, network=network, states=states)
    return build_slots(inputs, map_slots(inputs), Extras())


_READERS: dict[str, Callable[[Node], object]] = {
    "deviceinfo": read_info,
    "devicecap": read_sizes,
    "inputproxychannellist": _with_slots,
    "inputproxychannelstatuslist": _with_slots,
    "videoinputchannellist": _with_slots,
    "streamingchannellist": read_streams,
    "adminaccessprotocollist": read_rtsp_port,
    "storage": lambda node: read_disks(node, {}),
    "tracklist": read_recording,
    "time": lambda node: read_clock(node, _NOW),
    "eventtriggerlist": lambda node: read_triggers(node, map_slots(_INPUTS)),
    "motiondetection": read_motion_targets,
}


@pytest.mark.parametrize("name", _READERS)
@settings(max_examples=60)
@given(tree=_TREES)
def test_any_document_is_read_or_refused(name: str, tree: object) -> None:
    node = from_json(name, tree)
    with suppress(RecorderError):
        _READERS[name](node)
    _tree(node, ["x"])


@settings(max_examples=300)
@given(alerts=st.lists(_TREES, max_size=4), passed=st.floats(0, 100))
def test_any_alarm_is_taken_in_or_passed_over(alerts: list[object], passed: float) -> None:
    reader = AlertReader(15, now=lambda: _NOW, clock=lambda: passed)
    for alert in alerts:
        list(reader._alert(from_json("eventnotificationalert", alert), map_slots(_INPUTS)))
        reader._is_replay(from_json("", alert), _CLOCK)


@settings(max_examples=200)
@given(data=st.binary(max_size=400), kind=st.sampled_from(["", "application/json", "image/jpeg"]))
def test_any_part_is_taken_in_or_passed_over(data: bytes, kind: str) -> None:
    reader = AlertReader(15, now=lambda: _NOW, clock=lambda: 0.0)
    reader.read(Part(kind, data), map_slots(_INPUTS), _CLOCK)
    for part in MultipartParser().feed(b"--boundary\r\n\r\n" + data):
        reader.read(part, map_slots(_INPUTS), _CLOCK)
