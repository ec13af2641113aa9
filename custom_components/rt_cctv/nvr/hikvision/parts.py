"""Reads a Hikvision recorder's streams, disks and ports (ISAPI): documents in, model out."""

from collections.abc import Mapping

from ...model import Disk, DiskStatus, Stream, StreamProfile
from ..text import clean_name, shown
from ..xml_nodes import Node
from .read import expect

_MIB = 1024 * 1024

_DISKS = {
    **dict.fromkeys(("ok", "normal", "idle", "sleep", "sleeping"), DiskStatus.OK),
    **dict.fromkeys(("notexist", "offline"), DiskStatus.MISSING),
    **dict.fromkeys(("unformatted", "uninitialized"), DiskStatus.UNFORMATTED),
    **dict.fromkeys(("error", "abnormal", "bad", "smartfailed", "mismatch"), DiskStatus.ERROR),
}

_PROFILES = {1: StreamProfile.MAIN, 2: StreamProfile.SUB}


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
    number = clean_name(entry.get("id") or "")
    capacity, free = entry.get_int("capacity"), entry.get_int("freeSpace")
    return Disk(
        key=f"{kind}{number}",
        name=shown(entry.get("hddName")) or f"{kind}{number}",
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
