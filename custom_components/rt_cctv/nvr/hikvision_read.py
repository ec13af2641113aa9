"""Reads what a Hikvision recorder says about itself (ISAPI): documents in, model out, pure.

The elements and their quirks are those of real recorders; the words are compared lower-case.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
import re

from ..model import (
    Brand,
    CameraInfo,
    Disk,
    DiskStatus,
    RecorderInfo,
    SlotStatus,
    Stream,
    StreamProfile,
)
from .base import BadAnswerError, NotARecorderError
from .hikvision_xml import Node

SLOT_LIMIT = 256
"""More inputs than any recorder has: what names more is broken."""

_MIB = 1024 * 1024
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

_DISKS = {
    **dict.fromkeys(("ok", "normal", "idle", "sleep", "sleeping"), DiskStatus.OK),
    **dict.fromkeys(("notexist", "offline"), DiskStatus.MISSING),
    **dict.fromkeys(("unformatted", "uninitialized"), DiskStatus.UNFORMATTED),
    **dict.fromkeys(("error", "abnormal", "bad", "smartfailed", "mismatch"), DiskStatus.ERROR),
}

_PROFILES = {1: StreamProfile.MAIN, 2: StreamProfile.SUB}


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
    serial = node.get("serialNumber") or node.get("deviceID") or (mac if mac_known else None)
    if not serial:
        raise NotARecorderError("What answers there has no serial number")
    firmware = [node.get("firmwareVersion"), node.get("firmwareReleasedDate")]
    model = node.get("model") or "Hikvision"
    return RecorderInfo(
        brand=Brand.HIKVISION,
        serial=serial,
        model=model,
        name=node.get("deviceName") or model,
        firmware=" ".join(filter(None, firmware)) or None,
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
        model=source.get("model"),
        serial=source.get("serialNumber"),
        firmware=source.get("firmwareVersion"),
        address=source.get("ipAddress") or source.get("hostName"),
        protocol=source.get("proxyProtocol"),
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
        reason=None if status is SlotStatus.ONLINE else signal,
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
        reason=None if status is SlotStatus.ONLINE else word,
        streams=first // 100 if first is not None else None,
    )


def _stream_ids(entry: Node) -> Iterable[int]:
    for node in entry.all("streamingProxyChannelId"):
        if node.text.isascii() and node.text.isdigit() and len(node.text) < 6:
            yield int(node.text)


def read_streams(node: Node) -> dict[int, Stream]:
    """Read `Streaming/channels` or one of it: by stream number, 102 is the sub-stream of 1."""
    expect(node, "streamingchannellist", "streamingchannel")
    found = [node] if node.name == "streamingchannel" else node.all("StreamingChannel")
    streams: dict[int, Stream] = {}
    for entry in found:
        number = entry.get_int("id")
        profile = _PROFILES.get(number % 100) if number is not None and number > 100 else None
        if number is None or profile is None:
            continue
        codec = (entry.get("Video/videoCodecType") or "").lower().replace(".", "")
        rate = entry.get_int("Video/maxFrameRate")
        streams[number] = Stream(
            profile=profile,
            codec=codec or None,
            width=entry.get_int("Video/videoResolutionWidth"),
            height=entry.get_int("Video/videoResolutionHeight"),
            # In hundredths; 0 means as many as there are.
            fps=rate / 100 if rate else None,
        )
    return streams


def read_rtsp_port(node: Node) -> int | None:
    """Read `Security/adminAccesses`."""
    expect(node, "adminaccessprotocollist")
    for entry in node.all("AdminAccessProtocol"):
        if (entry.get("protocol") or "").upper() == "RTSP":
            port = entry.get_int("portNo")
            return port if port is not None and 1 <= port <= 65535 else None
    return None


def read_disks(node: Node, before: Mapping[str, Disk]) -> tuple[Disk, ...]:
    """Read `ContentMgmt/Storage`.

    `before` are the disks known so far: one of them that isn't named any more is missing, while
    a bay that never held a disk is no disk at all, unless there is no other.
    """
    expect(node, "storage")
    named = [_disk(entry, entry.name) for kind in ("hdd", "nas", "ssd") for entry in node.all(kind)]
    disks = {disk.key: disk for disk in named}
    for key, old in before.items():
        if key not in disks:
            gone = Disk(key=key, name=old.name, status=DiskStatus.MISSING, capacity=old.capacity)
            disks[key] = gone
    present = [d for d in disks.values() if d.status is not DiskStatus.MISSING or d.key in before]
    return tuple(present or disks.values())


def _disk(entry: Node, kind: str) -> Disk:
    number = entry.get("id") or ""
    capacity, free = entry.get_int("capacity"), entry.get_int("freeSpace")
    return Disk(
        key=f"{kind}{number}",
        name=entry.get("hddName") or f"{kind}{number}",
        status=_DISKS.get((entry.get("status") or "").lower(), DiskStatus.UNKNOWN),
        capacity=capacity * _MIB if capacity is not None else None,
        free=free * _MIB if free is not None else None,
    )


def read_recording(node: Node) -> bool | None:
    """Read `ContentMgmt/record/tracks`: whether any track is to be recorded."""
    expect(node, "tracklist")
    said: list[bool] = []
    for track in node.all("Track"):
        enabled = track.get_bool("Enable")
        scheduled = next((n.text.lower() for n in track.all("enableSchedule")), None)
        if enabled is not None or scheduled is not None:
            said.append(enabled is not False and scheduled != "false")
    return any(said) if said else None
