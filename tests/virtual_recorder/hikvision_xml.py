"""Hikvision's documents, as its recorders spell them."""

from datetime import datetime
from typing import Literal
from xml.sax.saxutils import escape

from .faults import Answer
from .scenario import Disk, Slot, SlotState
from .world import World

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'

EVENT_OF_KIND = {
    "motion": "VMD",
    "person": "VMD",
    "vehicle": "VMD",
    "line_crossing": "linedetection",
    "intrusion": "fielddetection",
    "region_entered": "regionEntrance",
    "region_left": "regionExiting",
    "loitering": "loitering",
    "crowd": "group",
    "illegal_parking": "parking",
    "left_object": "unattendedBaggage",
    "taken_object": "attendedBaggage",
    "tamper": "shelteralarm",
    "scene_change": "scenechangedetection",
    "defocus": "defocus",
    "video_loss": "videoloss",
    "disk_problem": "diskerror",
    "recording_failure": "recordingfailure",
    "network_problem": "nicbroken",
    "illegal_access": "illaccess",
}
"""Kind of finding to event type in an alarm; kinds absent here no Hikvision recorder tells."""

CHANNEL_WORD = {
    SlotState.ONLINE: "connect",
    SlotState.UNSUPPORTED: "connect",
    SlotState.OFFLINE: "netUnreachable",
    SlotState.WRONG_PASSWORD: "userPwError",
    SlotState.EMPTY: "notExist",
}


def tag(name: str, value: object) -> str:
    """Return an element; None and the empty text give an empty one."""
    return f"<{name}>{escape(str(value))}</{name}>" if value not in {None, ""} else f"<{name}/>"


def tags(**values: object) -> str:
    """Return one element per argument."""
    return "".join(tag(name, value) for name, value in values.items())


def document(world: World, root: str, inner: str, **attributes: object) -> Answer:
    """Return a whole document with the recorder's namespace."""
    more = "".join(f' {k}="{v}"' for k, v in attributes.items())
    space = world.scenario.quirks.namespace
    text = f'{HEAD}<{root} version="2.0" xmlns="{space}"{more}>\n{inner}\n</{root}>\n'
    return Answer(body=text.encode())


def response_status(url: str, code: int, text: str, sub: str, *, status: int = 200) -> Answer:
    """Return the answer to a write, or an error."""
    inner = tags(requestURL=url, statusCode=code, statusString=text, subStatusCode=sub)
    space = "http://www.isapi.org/ver20/XMLSchema"
    body = f'{HEAD}<ResponseStatus version="2.0" xmlns="{space}">{inner}</ResponseStatus>\n'
    return Answer(status=status, body=body.encode())


def not_supported(url: str) -> Answer:
    """Return what most firmwares say of an endpoint that they don't have."""
    return response_status(url, 4, "Invalid Operation", "notSupport", status=403)


def device_info(world: World) -> Answer:
    """System/deviceInfo."""
    who = world.scenario.identity
    kind = "DVR" if any(s.input == "analogue" for s in world.slots.values()) else "NVR"
    inner = tags(
        deviceName=who.name,
        deviceID="48443030-0000-0000-0000-" + who.mac.replace(":", ""),
        model=who.model,
        serialNumber=who.serial,
        macAddress=who.mac,
        firmwareVersion=who.firmware,
        firmwareReleasedDate="build 230619",
        encoderVersion="V5.0",
        encoderReleasedDate="build 230530",
        deviceType=kind,
        telecontrolID="255",
    )
    return document(world, "DeviceInfo", inner)


def capabilities(world: World) -> Answer:
    """System/capabilities: how many inputs of which kind."""
    analogue = sum(s.input == "analogue" for s in world.slots.values())
    inner = (
        f"<SysCap><VideoCap>{tag('videoInputPortNums', analogue)}</VideoCap></SysCap>"
        f"<RacmCap>{tag('inputProxyNums', len(world.slots) - analogue)}</RacmCap>"
    )
    return document(world, "DeviceCap", inner)


def ip_index(world: World, number: int) -> int:
    """Return a slot's place among the digital ones, from 1."""
    digital = [n for n, s in sorted(world.slots.items()) if s.input == "ip"]
    return digital.index(number) + 1


def proxied_slots(world: World) -> list[Slot]:
    """Return the digital slots that the channel list names."""
    every = world.scenario.quirks.lists_empty_slots
    return [
        s
        for _, s in sorted(world.slots.items())
        if s.input == "ip" and (every or s.state is not SlotState.EMPTY)
    ]


def input_channel(world: World, slot: Slot) -> str:
    """One InputProxyChannel."""
    empty = slot.state is SlotState.EMPTY
    hybrid = any(s.input == "analogue" for s in world.slots.values())
    camera = slot.camera
    descriptor = tags(
        proxyProtocol="HIKVISION" if empty else camera.protocol.upper(),
        addressingFormatType="ipaddress",
        ipAddress="0.0.0.0" if empty else camera.address,
        managePortNo=8000,
        srcInputPort=ip_index(world, slot.number) if hybrid else 1,
        userName="admin",
        streamType="auto",
        model=None if empty else camera.model,
        serialNumber=None if empty else camera.serial,
        firmwareVersion=None if empty else camera.firmware,
    )
    return (
        f"<InputProxyChannel>{tags(id=slot.number, name=slot.name)}"
        f"<sourceInputPortDescriptor>{descriptor}</sourceInputPortDescriptor>"
        f"{tags(enableAnr='false', enableTiming='true')}</InputProxyChannel>\n"
    )


def input_status(slot: Slot) -> str:
    """One InputProxyChannelStatus."""
    online = slot.state in {SlotState.ONLINE, SlotState.UNSUPPORTED}
    inner = tags(id=slot.number)
    inner += (
        "<sourceInputPortDescriptor>"
        + tags(proxyProtocol=slot.camera.protocol.upper(), ipAddress=slot.camera.address)
        + "</sourceInputPortDescriptor>"
    )
    inner += tags(
        online=str(online).lower(), chanDetectResult=slot.word or CHANNEL_WORD[slot.state]
    )
    return f"<InputProxyChannelStatus>{inner}</InputProxyChannelStatus>\n"


def video_input(slot: Slot) -> str:
    """One analogue input."""
    live = slot.state is SlotState.ONLINE
    inner = tags(
        id=slot.number,
        inputPort=slot.number,
        videoInputEnabled="true",
        name=slot.name,
        videoFormat="PAL",
        resDesc=f"{slot.main.width}*{slot.main.height}P{slot.main.fps}" if live else "NO VIDEO",
    )
    return f"<VideoInputChannel>{inner}</VideoInputChannel>\n"


def stream(world: World, slot: Slot, profile: Literal[1, 2]) -> str:
    """One StreamingChannel, the inside of it."""
    spec = world.stream(slot.number, "main" if profile == 1 else "sub")
    number = f"{slot.number}0{profile}"
    video = tags(
        enabled="true",
        videoInputChannelID=slot.number,
        videoCodecType={"h264": "H.264", "h265": "H.265"}.get(spec.codec, spec.codec.upper()),
        videoResolutionWidth=spec.width,
        videoResolutionHeight=spec.height,
        videoQualityControlType="VBR",
        fixedQuality=60,
        vbrUpperCap=512,
        GovLength=int(spec.fps * spec.gop_seconds),
        maxFrameRate=spec.fps * 100,
        snapShotImageType="JPEG",
    )
    return (
        tags(id=number, channelName=number, enabled="true")
        + "<Transport><ControlProtocolList><ControlProtocol>"
        + tags(streamingTransport="RTSP")
        + "</ControlProtocol></ControlProtocolList></Transport>"
        + f"<Video>{video}<SmartCodec>{tag('enabled', 'false')}</SmartCodec></Video>"
        + f"<Audio>{tags(enabled='false', audioInputChannelID=slot.number)}</Audio>"
    )


def storage(world: World) -> Answer:
    """ContentMgmt/Storage."""
    disks = list(enumerate(world.scenario.disks, start=1))
    hdds = "".join(_disk(n, d) for n, d in disks if not d.nas)
    nases = "".join(_disk(n, d) for n, d in disks if d.nas)
    inner = (f"<hddList>{hdds}</hddList>" if hdds else "<hddList/>") + (
        f"<nasList>{nases}</nasList>" if nases else "<nasList/>"
    )
    return document(world, "storage", inner + tag("workMode", "quota"))


def _disk(number: int, disk: Disk) -> str:
    sizes = {"capacity": disk.capacity, "freeSpace": disk.free, "property": "RW"}
    if disk.nas:
        inner = tags(
            id=number, ipAddress="192.168.254.9", nasType="NFS", path="/rt", status=disk.status,
            **sizes,
        )  # fmt: skip
        return f"<nas>{inner}</nas>"
    inner = tags(id=number, hddName=disk.name, hddPath="", hddType="SATA", status=disk.status)
    return f"<hdd>{inner}{tags(**sizes)}</hdd>"


def moment(when: datetime) -> str:
    """Return a moment as recorders write it: seconds, with the zone."""
    return when.isoformat(timespec="seconds")
