"""What a virtual recorder is and does: one description for every brand, in Python or as a JSON file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
import json
from pathlib import Path
from typing import Any, Literal, Self

from .loading import ScenarioError, build

type Command = Mapping[str, Any]
"""A control as data: `do` names it, the rest are its arguments (see commands.py)."""


class Brand(StrEnum):
    """The protocol that the recorder speaks."""

    HIKVISION = "hikvision"
    DAHUA = "dahua"
    ONVIF = "onvif"
    RTSP = "rtsp"


class SlotState(StrEnum):
    """What is the matter with a slot."""

    ONLINE = "online"
    OFFLINE = "offline"
    EMPTY = "empty"
    WRONG_PASSWORD = "wrong_password"
    UNSUPPORTED = "unsupported"
    """Online, but its streams are H.265 (Hikvision, ONVIF) or reachable only over ONVIF (Dahua)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity:
    """Who the recorder says it is, and who may log in."""

    serial: str = "DS-7604NI-K10420240417CCRRF00000001WCVU"
    model: str = "DS-7604NI-K1"
    name: str = "Perekam RT"
    firmware: str = "V4.62.210"
    mac: str = "44:19:b6:00:00:01"
    user: str = "admin"
    password: str = "Ronda-2026!"


@dataclass(frozen=True, kw_only=True, slots=True)
class Camera:
    """The camera that the recorder took in."""

    model: str | None = "DS-2CD1043G2-I"
    serial: str | None = None
    firmware: str | None = "V5.7.15 build 240201"
    address: str = "192.168.254.2"
    protocol: str = "HIKVISION"


@dataclass(frozen=True, kw_only=True, slots=True)
class StreamSpec:
    """One stream: codec h264 or h265, pixels, frames per second, seconds between keyframes."""

    codec: str = "h264"
    width: int = 640
    height: int = 360
    fps: int = 10
    gop_seconds: float = 2.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Slot:
    """One input of the recorder. `armed` holds kinds of finding by their names in model.py."""

    number: int
    name: str = ""
    state: SlotState = SlotState.ONLINE
    input: Literal["ip", "analogue"] = "ip"
    word: str | None = None
    """The recorder's own word for the state, where the usual one won't do."""
    camera: Camera = field(default_factory=Camera)
    main: StreamSpec = field(default_factory=lambda: StreamSpec(width=1280, height=720))
    sub: StreamSpec = field(default_factory=StreamSpec)
    armed: tuple[str, ...] = ("motion", "line_crossing", "intrusion", "tamper", "video_loss")
    notify: bool = True
    """Whether "notify surveillance centre" is ticked: without it no alarm leaves the recorder."""
    scene: str = "gang"
    clip: str | None = None
    """Path of a video played in a loop in place of the drawn scene."""
    noise: int = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Disk:
    """A disk, or with `nas` a network disk; sizes in MB."""

    name: str = "hdd1"
    status: Literal["ok", "notexist", "error", "unformatted"] = "ok"
    capacity: int = 953_869
    free: int = 0
    nas: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Auth:
    """How the recorder lets people in.

    nonce: `static`; `rotate`, every nonce is good once and every answer closes the connection;
    `single`, a new challenge makes every older nonce stale.
    """

    schemes: tuple[Literal["digest", "basic"], ...] = ("digest",)
    realm: str | None = None
    algorithm: Literal["MD5", "SHA-256"] = "MD5"
    qop: bool = True
    nonce: Literal["static", "rotate", "single"] = "static"
    stale_status: Literal[401, 403] = 401
    lock_after: int = 5
    lock_seconds: float = 1800.0


@dataclass(frozen=True, kw_only=True, slots=True)
class AlarmStream:
    """How the recorder tells of alarms; the defaults are a well-behaved one.

    Seconds everywhere. `ends` False never says that an alarm is over.
    """

    framing: Literal["chunked", "close"] = "chunked"
    heartbeat: float | None = 10.0
    repeat: float = 1.0
    ends: bool = True
    newline: Literal["crlf", "lf"] = "crlf"
    length: Literal["right", "missing", "short", "long", "garbage"] = "right"
    boundary_header: Literal["plain", "quoted", "dashed", "absent"] = "plain"
    blank_line: bool = True
    final_newline: bool = True
    channel: Literal["plain", "old", "dynamic"] = "plain"
    """`old`: PSIA 1.0, digital channels from 33. `dynamic`: channelID empty, dynChannelID set."""
    duration: bool = False
    """Say `duration` with the real type in relationEvent."""
    wrap_json: bool = False
    picture: bool = False
    """Send a JPEG part after each alarm that begins."""
    bare_ampersand: bool = False
    empty_count: bool = False
    clock: Literal["right", "malformed", "zero"] = "right"
    backlog: int = 0
    """How many old alarms are told again after connecting."""
    limit: int = 8
    """How many alarm streams at a time."""
    life: float | None = None
    """The recorder hangs up after so long."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cue:
    """One line of the timetable: at `at` seconds (and every `every` after that) run `command`."""

    at: float
    command: Command
    every: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Quirks:
    """Habits of single models and firmwares."""

    lists_empty_slots: bool = False
    """Hikvision: an empty slot is in the channel list, as notExist."""
    picture_by_proxy: bool = False
    """Hikvision: /Streaming/…/picture says badXmlContent, StreamingProxy works."""
    status_list: bool = True
    """Hikvision: False has no InputProxy/channels/status. Dahua: False answers 501."""
    namespace: str = "http://www.isapi.org/ver20/XMLSchema"
    camera_state_get_only: bool = False
    """Dahua: only the GET form of getCameraState."""
    only_online_sources: bool = False
    """ONVIF: sources of dead cameras are left out."""
    lost_subscription: bool = False
    """ONVIF: CreatePullPointSubscription works, PullMessages says ResourceUnknownFault."""
    motion_as_number: bool = False
    """ONVIF: states are "1" and "0"."""
    recordings: bool = True
    in_band_only: bool = False
    """RTSP: the SDP holds no parameter sets."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Scenario:
    """A recorder, whole."""

    brand: Brand = Brand.HIKVISION
    identity: Identity = field(default_factory=Identity)
    slots: tuple[Slot, ...] = field(
        default_factory=lambda: tuple(
            Slot(number=n, name=f"Kamera {n:02d}", scene=scene)
            for n, scene in enumerate(("gang", "jalan", "pos", "sungai"), start=1)
        )
    )
    disks: tuple[Disk, ...] = (Disk(),)
    clock_offset: float = 0.0
    utc_offset: float = 7 * 3600.0
    encrypted: bool = False
    auth: Auth = field(default_factory=Auth)
    alarm_stream: AlarmStream = field(default_factory=AlarmStream)
    quirks: Quirks = field(default_factory=Quirks)
    timetable: tuple[Cue, ...] = ()
    faults: tuple[Command, ...] = ()
    """Commands run once before the doors open."""

    @classmethod
    def load(cls, path: Path | str) -> Self:
        """Read a scenario file; raises ScenarioError naming the place that is wrong."""
        try:
            data = json.loads(Path(path).read_text(encoding="utf-8"))
        except ValueError as err:
            raise ScenarioError(f"{path}: no JSON: {err}") from err
        return cls.from_data(data)

    @classmethod
    def from_data(cls, data: object) -> Self:
        """Build a scenario from what a JSON file holds; absent fields take their defaults."""
        built = build(cls, data, "scenario")
        if not isinstance(built, cls):
            raise ScenarioError("scenario: not an object")
        numbers = [slot.number for slot in built.slots]
        if len(set(numbers)) != len(numbers) or any(n < 1 for n in numbers):
            raise ScenarioError("scenario.slots: numbers must be different and at least 1")
        return built
