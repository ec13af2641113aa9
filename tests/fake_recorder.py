"""A recorder that answers from memory: for tests of the Home Assistant rooms alone."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from custom_components.rt_cctv.model import (
    Brand,
    CameraInfo,
    Disk,
    DiskStatus,
    Finding,
    FindingKind,
    FindingSource,
    RecorderInfo,
    RecorderState,
    Recording,
    Slot,
    SlotStatus,
    Stream,
    StreamProfile,
)
from custom_components.rt_cctv.nvr.base import (
    AlarmEvent,
    AlarmSignal,
    Capability,
    RecorderError,
)
from custom_components.rt_cctv.nvr.probe import Found

SERIAL = "RT05RW02SERIAL"
JPEG = b"\xff\xd8\xff\xe0picture\xff\xd9"
ARMED = frozenset({FindingKind.MOTION, FindingKind.LINE_CROSSING, FindingKind.VIDEO_LOSS})

INFO = RecorderInfo(
    brand=Brand.HIKVISION,
    serial=SERIAL,
    model="DS-7104NI",
    name="Perekam RT 05",
    firmware="V4.30",
    mac="44:19:b6:00:00:01",
    slot_count=4,
)


async def find_hikvision(
    _session: object, _host: str, port: int, *, tls: bool = False, **_: object
) -> Found:
    """Stand for probing: whatever is asked speaks as Hikvision does."""
    return Found(port=port, tls=tls, brands=(Brand.HIKVISION,))


def make_slot(number: int, status: SlotStatus) -> Slot:
    """Return a slot as a driver would."""
    return Slot(
        number=number,
        name=f"Kamera {number}",
        status=status,
        camera=CameraInfo(model="IPC", serial=f"CAMSERIAL{number}", address=f"10.0.0.{number}"),
        streams=(Stream(profile=StreamProfile.SUB, codec="h264", width=640, height=360),),
        armed=ARMED if status is not SlotStatus.EMPTY else frozenset(),
    )


STATE = RecorderState(
    info=INFO,
    slots=(
        make_slot(1, SlotStatus.ONLINE),
        make_slot(2, SlotStatus.ONLINE),
        make_slot(3, SlotStatus.OFFLINE),
        make_slot(4, SlotStatus.EMPTY),
    ),
    disks=(Disk(key="1", name="hdd1", status=DiskStatus.OK, capacity=10**12, free=25 * 10**10),),
    clock_drift=timedelta(seconds=-3),
    recording=True,
)


def finding(
    kind: FindingKind = FindingKind.MOTION, slot: int | None = 1, **changes: object
) -> Finding:
    """Return a recorder's finding of now."""
    base = Finding(
        kind=kind,
        slot=slot,
        active=True,
        at=datetime.now(UTC),
        source=FindingSource.RECORDER,
        expires_after=15.0,
    )
    return replace(base, **changes)  # type: ignore[arg-type]


@dataclass
class FakeRecorder:
    """Says what its fields say; `error` is raised by every call."""

    state: RecorderState = STATE
    error: RecorderError | None = None
    stream_error: RecorderError | None = None
    polls: int = 0
    closed: bool = False
    snapshots: int = 0
    alarm_events: asyncio.Queue[AlarmEvent | RecorderError] = field(default_factory=asyncio.Queue)
    capabilities: frozenset[Capability] = frozenset(Capability)
    sources: Mapping[int, str] = field(default_factory=dict)
    doubted: list[int] = field(default_factory=list)
    did: list[str] = field(default_factory=list)

    def _check(self) -> None:
        if self.error is not None:
            raise self.error

    async def identify(self) -> RecorderInfo:
        self._check()
        return self.state.info

    def doubt(self, slot: int) -> None:
        self.doubted.append(slot)

    async def poll(self) -> RecorderState:
        self.polls += 1
        self._check()
        return self.state

    async def alarms(self) -> AsyncGenerator[AlarmEvent]:
        if self.stream_error is not None:
            raise self.stream_error
        yield AlarmSignal.OPEN
        while True:
            event = await self.alarm_events.get()
            if isinstance(event, RecorderError):
                raise event
            yield event

    def stream_url(self, slot: int, profile: StreamProfile) -> str | None:
        return f"rtsp://admin:s3cret@10.0.0.9:554/{slot}/{profile}"

    async def snapshot(self, slot: int, profile: StreamProfile = StreamProfile.SUB) -> bytes:
        self._check()
        self.snapshots += 1
        return JPEG

    async def recordings(self, slot: int, start: datetime, end: datetime) -> tuple[Recording, ...]:
        self._check()
        return ()

    def playback_url(self, recording: Recording) -> str:
        return f"rtsp://admin:s3cret@10.0.0.9:554/{recording.locator}"

    async def reboot(self) -> None:
        self._check()
        self.did.append("reboot")

    async def set_clock(self, now: datetime) -> None:
        self._check()
        self.did.append("set_clock")
        self.state = replace(self.state, clock_drift=timedelta(0))

    async def set_sub_stream_h264(self, slot: int) -> None:
        self._check()
        self.did.append(f"h264 {slot}")

    async def dump(self) -> Mapping[str, object]:
        self._check()
        return {"System/deviceInfo": {"serialNumber": "**REDACTED**"}}

    async def close(self) -> None:
        self.closed = True

    def set_status(self, number: int, status: SlotStatus) -> None:
        """Change one slot's status."""
        slots = tuple(
            replace(s, status=status) if s.number == number else s for s in self.state.slots
        )
        self.state = replace(self.state, slots=slots)
