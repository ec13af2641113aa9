"""Dahua's `key=value` answers. Channels in them are counted from 0."""

from collections.abc import Callable, Mapping

from .scenario import Disk, Slot, SlotState
from .world import World

_WORD = {
    SlotState.ONLINE: "Connected",
    SlotState.UNSUPPORTED: "Connected",
    SlotState.OFFLINE: "Unconnect",
    SlotState.WRONG_PASSWORD: "PasswordError",
    SlotState.EMPTY: "Empty",
}
_RULE_OF_KIND = {
    "line_crossing": "CrossLineDetection",
    "intrusion": "CrossRegionDetection",
    "region_entered": "CrossRegionDetection",
    "region_left": "CrossRegionDetection",
    "loitering": "WanderDetection",
    "crowd": "RioterDetection",
    "illegal_parking": "ParkingDetection",
    "left_object": "LeftDetection",
    "taken_object": "TakenAwayDetection",
}
_SWITCH_OF_KIND = {
    "MotionDetect": "motion",
    "LossDetect": "video_loss",
    "BlindDetect": "tamper",
    "UnFocusDetect": "defocus",
    "MovedDetect": "scene_change",
}


def states(world: World) -> list[tuple[int, str]]:
    """Return every channel with the recorder's word for its camera."""
    return [(s.number - 1, s.word or _WORD[s.state]) for s in _slots(world)]


def camera_state(world: World) -> list[str]:
    """LogicDeviceManager.cgi?action=getCameraState."""
    lines = []
    for n, (channel, word) in enumerate(states(world)):
        lines += [f"states[{n}].channel={channel}", f"states[{n}].connectionState={word}"]
    return lines


def read(world: World, name: str, query: Mapping[str, str]) -> list[str] | None:
    """Return the answer to a read that takes no body, None for one that isn't known."""
    who = world.scenario.identity
    wanted = query.get("name", "MaxRemoteInputChannels")
    answers: dict[str, Callable[[], list[str]]] = {
        "magicBox.cgi#getSystemInfo": lambda: [
            "appAutoStart=true",
            "deviceType=31",
            "hardwareVersion=1.00",
            "processor=ST7108",
            f"serialNumber={who.serial}",
            f"updateSerial={who.model}",
        ],
        "magicBox.cgi#getDeviceType": lambda: [f"type={who.model}"],
        "magicBox.cgi#getSerialNo": lambda: [f"sn={who.serial}"],
        "magicBox.cgi#getMachineName": lambda: [f"name={who.name}"],
        "magicBox.cgi#getSoftwareVersion": lambda: [f"version={who.firmware},build:2024-04-24"],
        "magicBox.cgi#getVendor": lambda: ["vendor=General"],
        "magicBox.cgi#getProductDefinition": lambda: [f"table.{wanted}={len(world.slots)}"],
        "devVideoInput.cgi#getCollect": lambda: [f"result={len(world.slots)}"],
        "global.cgi#getCurrentTime": lambda: [f"result={world.now():%Y-%m-%d %H:%M:%S}"],
        "LogicDeviceManager.cgi#getCameraAll": lambda: _camera_all(world),
        "storageDevice.cgi#getDeviceAllInfo": lambda: _storage(world),
    }
    return answers[name]() if name in answers else None


def config(world: World, name: str) -> list[str] | None:
    """configManager.cgi?action=getConfig: None for a name that the recorder doesn't know."""
    tables: dict[str, Callable[[World], list[str]]] = {
        "ChannelTitle": lambda w: [
            f"table.ChannelTitle[{s.number - 1}].Name={s.name}" for s in _slots(w)
        ],
        "RemoteDevice": _remote_devices,
        "Encode": _encode,
        "VideoAnalyseRule": _rules,
        "SmartMotionDetect": _smart_motion,
        "RecordMode": lambda w: [
            f"table.RecordMode[{s.number - 1}].Mode={0 if w.recording else 2}" for s in _slots(w)
        ],
        "RTSP": lambda w: ["table.RTSP.Enable=true", f"table.RTSP.Port={w.rtsp_port}"],
        "General": lambda w: [f"table.General.MachineName={w.scenario.identity.name}"],
        "Network": lambda w: [
            "table.Network.DefaultInterface=eth0",
            f"table.Network.eth0.PhysicalAddress={w.scenario.identity.mac}",
        ],
    }
    if name in tables:
        return tables[name](world)
    if kind := _SWITCH_OF_KIND.get(name):
        return [
            f"table.{name}[{s.number - 1}].Enable={_bool(kind in s.armed and s.notify)}"
            for s in _slots(world)
        ]
    return None


def _slots(world: World) -> list[Slot]:
    return [slot for _, slot in sorted(world.slots.items())]


def _bool(value: bool) -> str:
    return str(value).lower()


def _device(slot: Slot) -> dict[str, str]:
    """Fields of what is plugged into a channel."""
    if slot.state is SlotState.EMPTY:
        return {"Address": "192.168.0.0", "Enable": "false", "ProtocolType": "Private"}
    onvif = slot.state is SlotState.UNSUPPORTED or slot.camera.protocol.upper() == "ONVIF"
    return {
        "Address": slot.camera.address,
        "DeviceType": slot.camera.model or "",
        "Enable": "true",
        "Port": "80" if onvif else "37777",
        "ProtocolType": "Onvif" if onvif else "Private",
        "SerialNo": slot.camera.serial or "",
        "UserName": "admin",
        "Version": slot.camera.firmware or "",
    }


def _remote_devices(world: World) -> list[str]:
    return [
        f"table.RemoteDevice.uuid:System_CONFIG_NETCAMERA_INFO_{s.number - 1}.{key}={value}"
        for s in _slots(world)
        if s.input == "ip"
        for key, value in _device(s).items()
    ]


def _camera_all(world: World) -> list[str]:
    lines = []
    for n, slot in enumerate(_slots(world)):
        remote = slot.input == "ip"
        lines += [
            f"camera[{n}].Channel={slot.number - 1}",
            f"camera[{n}].Enable={_bool(slot.state is not SlotState.EMPTY)}",
            f"camera[{n}].Type={'Remote' if remote else 'Local'}",
            f"camera[{n}].UniqueChannel={slot.number - 1}",
        ]
        if remote:
            lines += [f"camera[{n}].DeviceInfo.{k}={v}" for k, v in _device(slot).items()]
    return lines


def _encode(world: World) -> list[str]:
    lines = []
    for slot in world.filled():
        for name, profile in (("MainFormat", "main"), ("ExtraFormat", "sub")):
            spec = world.stream(slot.number, profile)
            start = f"table.Encode[{slot.number - 1}].{name}[0].Video"
            codec = {"h264": "H.264", "h265": "H.265"}.get(spec.codec, spec.codec.upper())
            lines += [
                f"{start}.Compression={codec}", f"{start}.FPS={spec.fps}",
                f"{start}.Height={spec.height}", f"{start}.Width={spec.width}",
                f"{start}.GOP={int(spec.fps * spec.gop_seconds)}",
            ]  # fmt: skip
    return lines


def _rules(world: World) -> list[str]:
    lines = []
    for slot in world.filled():
        armed = {_RULE_OF_KIND[k] for k in slot.armed if k in _RULE_OF_KIND and slot.notify}
        for n, rule in enumerate(sorted({"CrossLineDetection", *armed})):
            start = f"table.VideoAnalyseRule[{slot.number - 1}][{n}]"
            lines += [
                f"{start}.Class=Normal", f"{start}.Enable={_bool(rule in armed)}",
                f"{start}.Id={n}", f"{start}.Name=IVS-{n + 1}", f"{start}.Type={rule}",
            ]  # fmt: skip
    return lines


def _smart_motion(world: World) -> list[str]:
    lines = []
    for slot in _slots(world):
        start = f"table.SmartMotionDetect[{slot.number - 1}]"
        person, vehicle = (slot.notify and k in slot.armed for k in ("person", "vehicle"))
        lines += [
            f"{start}.Enable={_bool(person or vehicle)}",
            f"{start}.ObjectTypes.Human={_bool(person)}",
            f"{start}.ObjectTypes.Vehicle={_bool(vehicle)}",
        ]
    return lines


def _storage(world: World) -> list[str]:
    """Sizes are floats, and a disk that overwrites itself is all used."""
    present = [d for d in world.scenario.disks if d.status != "notexist"]
    return [line for n, disk in enumerate(present) for line in _disk(n, disk)]


def _disk(number: int, disk: Disk) -> list[str]:
    start = f"list.info[{number}]"
    total = disk.capacity * 1024 * 1024
    used = total - disk.free * 1024 * 1024
    bad = disk.status == "error"
    state = {"ok": "Success", "error": "Error", "unformatted": "Unformatted"}[disk.status]
    return [
        f"{start}.Detail[0].IsError={_bool(bad)}",
        f"{start}.Detail[0].Path=/mnt/dvr/{disk.name}",
        f"{start}.Detail[0].TotalBytes={total:.6f}",
        f"{start}.Detail[0].Type=ReadWrite",
        f"{start}.Detail[0].UsedBytes={used:.6f}",
        f"{start}.Name=/dev/{disk.name}",
        f"{start}.State={state}",
    ]
