"""The things this house talks about: recorders, slots, findings.

Plain frozen data. Imports nothing of ours, so every room may import it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


class Brand(StrEnum):
    """The protocol family by which a recorder is spoken to."""

    HIKVISION = "hikvision"
    DAHUA = "dahua"
    ONVIF = "onvif"
    RTSP = "rtsp"


class SlotOwner(StrEnum):
    """Who filled a slot (Perwal Semarang 5/2019)."""

    PEMKOT = "pemkot"
    SWADAYA = "swadaya"
    KORPORASI = "korporasi"


class SlotStatus(StrEnum):
    """What is known of a slot's camera."""

    EMPTY = "empty"
    ONLINE = "online"
    OFFLINE = "offline"
    WRONG_PASSWORD = "wrong_password"
    UNSUPPORTED = "unsupported"
    UNKNOWN = "unknown"


class StreamProfile(StrEnum):
    """Which of a slot's streams is meant."""

    MAIN = "main"
    SUB = "sub"


class FindingKind(StrEnum):
    """What can be seen on a slot, or happen to a recorder (the last group, slot None)."""

    MOTION = "motion"
    PERSON = "person"
    VEHICLE = "vehicle"
    LINE_CROSSING = "line_crossing"
    INTRUSION = "intrusion"
    REGION_ENTERED = "region_entered"
    REGION_LEFT = "region_left"
    LOITERING = "loitering"
    CROWD = "crowd"
    ILLEGAL_PARKING = "illegal_parking"
    LEFT_OBJECT = "left_object"
    TAKEN_OBJECT = "taken_object"
    FLOODING = "flooding"
    TAMPER = "tamper"
    SCENE_CHANGE = "scene_change"
    DEFOCUS = "defocus"
    DIRTY_LENS = "dirty_lens"
    VIDEO_LOSS = "video_loss"
    FROZEN = "frozen"

    DISK_PROBLEM = "disk_problem"
    RECORDING_FAILURE = "recording_failure"
    NETWORK_PROBLEM = "network_problem"
    ILLEGAL_ACCESS = "illegal_access"


RECORDER_KINDS = frozenset(
    {
        FindingKind.DISK_PROBLEM,
        FindingKind.RECORDING_FAILURE,
        FindingKind.NETWORK_PROBLEM,
        FindingKind.ILLEGAL_ACCESS,
    }
)
"""Kinds that concern the recorder, never one slot."""

SLOT_KINDS = frozenset(FindingKind) - RECORDER_KINDS


class FindingSource(StrEnum):
    """Who found it: the recorder's own analytics, or the hub looking at the picture."""

    RECORDER = "recorder"
    HUB = "hub"


class Target(StrEnum):
    """What kind of thing set a finding off."""

    PERSON = "person"
    VEHICLE = "vehicle"
    ANIMAL = "animal"


PLAIN: Mapping[Target | None, FindingKind] = {
    Target.PERSON: FindingKind.PERSON,
    Target.VEHICLE: FindingKind.VEHICLE,
}
"""The plain sighting that is part of every finding with that target."""


class Certainty(StrEnum):
    """How sure the source is; recorders' findings are taken as they are said."""

    SUSPECTED = "suspected"
    CONFIRMED = "confirmed"


type Detail = Mapping[str, str | int | float | bool]
"""Further facts of a finding, ready for JSON."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing seen on one slot (1-based), beginning or ending at `at`.

    `at` is the hub's clock in UTC: recorders' clocks are not trusted for order.
    `expires_after` (seconds) ends an active finding that is not said again, for sources
    that never say the end; None means that the source says the end itself.
    `evidence` is a JPEG of the moment.
    """

    kind: FindingKind
    slot: int | None
    active: bool
    at: datetime
    source: FindingSource
    target: Target | None = None
    zone: str | None = None
    certainty: Certainty = Certainty.CONFIRMED
    expires_after: float | None = None
    detail: Detail = field(default_factory=dict)
    evidence: bytes | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class RecorderInfo:
    """What a recorder says it is. `serial` is its identity, never empty."""

    brand: Brand
    serial: str
    model: str
    name: str
    firmware: str | None = None
    mac: str | None = None
    slot_count: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CameraInfo:
    """The camera that a recorder says is in a slot; each field None where it doesn't say."""

    model: str | None = None
    serial: str | None = field(default=None, repr=False)
    firmware: str | None = None
    address: str | None = field(default=None, repr=False)
    protocol: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Stream:
    """One stream of a slot. `codec` is lower-case: h264, h265, mjpeg, mpeg4 …; sizes in pixels."""

    profile: StreamProfile
    codec: str | None = None
    width: int | None = None
    height: int | None = None
    fps: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Slot:
    """One input of the recorder, numbered from 1 as printed on its back.

    `reason` is the recorder's own word for the status. `armed` are the analytics that the
    recorder would report, None where it can't say.
    """

    number: int
    name: str
    status: SlotStatus
    reason: str | None = None
    camera: CameraInfo | None = None
    streams: tuple[Stream, ...] = ()
    armed: frozenset[FindingKind] | None = None

    def stream(self, profile: StreamProfile) -> Stream | None:
        """Return the slot's stream of that profile, None where the recorder names none."""
        return next((s for s in self.streams if s.profile is profile), None)


class DiskStatus(StrEnum):
    """What is known of a disk (or network disk) of the recorder."""

    OK = "ok"
    MISSING = "missing"
    ERROR = "error"
    UNFORMATTED = "unformatted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True, slots=True)
class Disk:
    """One disk; sizes in bytes, None where the recorder doesn't say.

    A full disk that overwrites its oldest recordings is healthy: `free` 0 is no problem.
    """

    key: str
    name: str
    status: DiskStatus
    capacity: int | None = None
    free: int | None = None

    @property
    def is_bad(self) -> bool:
        """Whether it is known to hold no recordings."""
        return self.status not in (DiskStatus.OK, DiskStatus.UNKNOWN)


@dataclass(frozen=True, kw_only=True, slots=True)
class RecorderState:
    """One look at a recorder.

    `clock_drift` is the recorder's clock less the hub's, None where unknown.
    `recording` is False where the recorder says that it records nothing, None where unknown.
    `encrypted` is True where its streams can't be played without a key.
    `slot_states_known` is False where the firmware can't say slots' states.
    """

    info: RecorderInfo
    slots: tuple[Slot, ...]
    disks: tuple[Disk, ...] | None = None
    clock_drift: timedelta | None = None
    recording: bool | None = None
    encrypted: bool | None = None
    slot_states_known: bool = True

    def slot(self, number: int) -> Slot | None:
        """Return slot `number`, None where the recorder has none."""
        return next((s for s in self.slots if s.number == number), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Recording:
    """One stretch of a slot's recordings on the recorder's disk; times in UTC.

    `locator` is the driver's own handle for playing it and holds no credentials.
    """

    slot: int
    start: datetime
    end: datetime
    locator: str
    size: int | None = None
