"""Reads who a Hikvision recorder is and what is in its inputs (ISAPI): documents in, model out.

The elements and their quirks are those of real recorders; the words are compared lower-case.
"""

from collections.abc import Iterable
from dataclasses import dataclass
import re

from ...model import Brand, CameraInfo, RecorderInfo, SlotStatus
from ..base import BadAnswerError, NotARecorderError
from ..text import shown
from ..xml_nodes import Node

SLOT_LIMIT = 256
"""More inputs than any recorder has: what names more is broken."""

_MAC = re.compile(r"[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}")

_DETECTED = {
    **dict.fromkeys(("connect", "connected", "online", "ok", "normal"), SlotStatus.ONLINE),
    **dict.fromkeys(("notexist", "noexist", "unconfigured"), SlotStatus.EMPTY),
    **dict.fromkeys(
        (
            "userpwerror",
            "userpwderror",
            "userpassworderror",
            "useroruserpassworderror",
            "userorpassworderror",
            "usernameorpassworderror",
            "passworderror",
            "loginfailed",
            "userlocked",
            "locked",
        ),
        SlotStatus.WRONG_PASSWORD,
    ),
    **dict.fromkeys(
        ("notsupport", "unsupported", "protocolnotsupport", "streamtypenotsupport"),
        SlotStatus.UNSUPPORTED,
    ),
    **dict.fromkeys(
        (
            "offline",
            "disconnect",
            "disconnected",
            "connecting",
            "netunreachable",
            "neterror",
            "networkerror",
            "networkabnormal",
            "ipconflict",
            "ipaddrconflict",
            "ipaddressconflict",
            "domainerror",
            "ipcstreamfail",
            "getstreamfailed",
            "streamlimit",
            "maxconnect",
            "oversysbandwidth",
            "notactivated",
        ),
        SlotStatus.OFFLINE,
    ),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Input:
    """One input as its list names it: a camera taken in over the network, or a socket."""

    id: int
    name: str
    camera: CameraInfo | None = None
    status: SlotStatus = SlotStatus.UNKNOWN
    reason: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class InputState:
    """What the status list says of one network input."""

    status: SlotStatus
    reason: str | None
    streams: int | None
    """The number by which its streams go (1 for 101 and 102), None where it doesn't say."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sizes:
    """How many inputs a recorder has, each None where it doesn't say."""

    analogue: int | None
    network: int | None


def expect(node: Node, *names: str) -> Node:
    """Return `node` if its name is one of `names`: a web page is no answer."""
    if node.name not in names:
        raise BadAnswerError("The recorder answered with another document")
    return node


def read_info(node: Node) -> RecorderInfo:
    """Read `System/deviceInfo`. Raises `NotARecorderError` for a camera or something else."""
    if node.name != "deviceinfo":
        raise NotARecorderError("What answers there is no Hikvision device")
    if (node.get("deviceType") or "").lower().startswith("ip"):
        raise NotARecorderError("What answers there is a single camera")
    mac = (node.get("macAddress") or "").lower().replace("-", ":")
    mac_known = bool(_MAC.fullmatch(mac)) and mac != "00:00:00:00:00:00"
    serial = shown(node.get("serialNumber")) or shown(node.get("deviceID"))
    serial = serial or (mac if mac_known else None)
    if not serial:
        raise NotARecorderError("What answers there has no serial number")
    firmware = [node.get("firmwareVersion"), node.get("firmwareReleasedDate")]
    model = shown(node.get("model")) or "Hikvision"
    return RecorderInfo(
        brand=Brand.HIKVISION,
        serial=serial,
        model=model,
        name=shown(node.get("deviceName")) or model,
        firmware=shown(" ".join(filter(None, firmware))),
        mac=mac if mac_known else None,
    )


def read_sizes(node: Node) -> Sizes:
    """Read `System/capabilities`."""
    expect(node, "devicecap")
    return Sizes(
        analogue=node.get_int("SysCap/VideoCap/videoInputPortNums"),
        network=node.get_int("RacmCap/inputProxyNums"),
    )


def read_network_inputs(node: Node) -> tuple[Input, ...]:
    """Read `ContentMgmt/InputProxy/channels`."""
    expect(node, "inputproxychannellist", "inputproxychannel")
    found = [node] if node.name == "inputproxychannel" else node.all("InputProxyChannel")
    return _distinct(
        Input(id=number, name=channel.get("name") or "", camera=_camera(channel))
        for channel in found
        if (number := _number(channel)) is not None
    )


def _number(node: Node) -> int | None:
    number = node.get_int("id")
    return number if number is not None and 1 <= number <= SLOT_LIMIT else None


def _distinct(inputs: Iterable[Input]) -> tuple[Input, ...]:
    by_id: dict[int, Input] = {}
    for item in inputs:
        by_id.setdefault(item.id, item)
    return tuple(by_id[key] for key in sorted(by_id))


def _camera(channel: Node) -> CameraInfo | None:
    source = channel.find("sourceInputPortDescriptor")
    if source is None:
        return None
    return CameraInfo(
        model=shown(source.get("model")),
        serial=shown(source.get("serialNumber")),
        firmware=shown(source.get("firmwareVersion")),
        address=shown(source.get("ipAddress")) or shown(source.get("hostName")),
        protocol=shown(source.get("proxyProtocol")),
    )


def read_analogue_inputs(node: Node) -> tuple[Input, ...]:
    """Read `System/Video/inputs/channels`: `resDesc` is the picture's size, or NO VIDEO."""
    expect(node, "videoinputchannellist", "videoinputchannel")
    found = [node] if node.name == "videoinputchannel" else node.all("VideoInputChannel")
    return _distinct(
        _analogue(channel, number) for channel in found if (number := _number(channel)) is not None
    )


def _analogue(channel: Node, number: int) -> Input:
    signal = channel.get("resDesc")
    if channel.get_bool("videoInputEnabled") is False:
        status, signal = SlotStatus.EMPTY, "disabled"
    elif signal is None:
        status = SlotStatus.UNKNOWN
    elif "no video" in signal.lower() or signal.lower() == "novideo":
        status = SlotStatus.EMPTY
    else:
        status = SlotStatus.ONLINE
    return Input(
        id=number,
        name=channel.get("name") or "",
        status=status,
        reason=None if status is SlotStatus.ONLINE else shown(signal),
    )


def read_input_states(node: Node) -> dict[int, InputState]:
    """Read `ContentMgmt/InputProxy/channels/status`."""
    expect(node, "inputproxychannelstatuslist", "inputproxychannelstatus")
    single = node.name == "inputproxychannelstatus"
    found = [node] if single else node.all("InputProxyChannelStatus")
    return {
        number: _input_state(entry) for entry in found if (number := _number(entry)) is not None
    }


def _input_state(entry: Node) -> InputState:
    word = entry.get("chanDetectResult")
    detected = _DETECTED.get((word or "").lower())
    online = entry.get_bool("online")
    if online is None:
        online = entry.get_bool("sourceInputPortDescriptor/online")
    if online:
        status = SlotStatus.ONLINE
    elif detected is None or (online is False and detected is SlotStatus.ONLINE):
        # Not saying that it is online isn't saying that it is offline.
        status = SlotStatus.UNKNOWN if online is None else SlotStatus.OFFLINE
    else:
        status = detected
    first = next((n for n in _stream_ids(entry) if n > 100), None)
    return InputState(
        status=status,
        reason=None if status is SlotStatus.ONLINE else shown(word),
        streams=first // 100 if first is not None else None,
    )


def _stream_ids(entry: Node) -> Iterable[int]:
    for node in entry.all("streamingProxyChannelId"):
        if node.text.isascii() and node.text.isdigit() and len(node.text) < 6:
            yield int(node.text)
