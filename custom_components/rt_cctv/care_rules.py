"""Which repairs a recorder wants: what is wrong with it that somebody can put right.

Pure logic over one look at the recorder and what is remembered of it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from .care_memory import Memory
from .model import RecorderState, Slot, SlotStatus, StreamProfile
from .nvr.base import Capability

CLOCK_TOLERANCE: Final = timedelta(minutes=1)
DARK_FOR: Final = timedelta(days=1)
QUIET_FOR: Final = timedelta(days=1)


class Repair(StrEnum):
    """One kind of repair; its page is docs/repairs/<kind>.md."""

    STREAM_ENCRYPTED = "stream_encrypted"
    SUB_STREAM_CODEC = "sub_stream_codec"
    NO_ALARMS = "no_alarms"
    CLOCK_OFF = "clock_off"
    DISK_PROBLEM = "disk_problem"
    NOT_RECORDING = "not_recording"
    LOCKED_OUT = "locked_out"
    CAMERA_PASSWORD = "camera_password"
    SLOT_DARK = "slot_dark"
    SLOT_STATES_UNKNOWN = "slot_states_unknown"
    NEW_CAMERA = "new_camera"


FIXABLE: Final = frozenset({Repair.SUB_STREAM_CODEC, Repair.CLOCK_OFF, Repair.NEW_CAMERA})
"""Kinds that a flow in Home Assistant puts right."""

SERIOUS: Final = frozenset({Repair.DISK_PROBLEM, Repair.NOT_RECORDING, Repair.LOCKED_OUT})


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """A repair that is wanted; `slot` None is the recorder's own."""

    kind: Repair
    slot: int | None = None
    placeholders: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What tells it from the recorder's other repairs."""
        return f"{self.kind}" if self.slot is None else f"{self.kind}_{self.slot}"


def wanted_repairs(
    state: RecorderState,
    memory: Memory,
    capabilities: frozenset[Capability],
    now: datetime,
    *,
    listening: bool,
) -> list[Wanted]:
    """Return every repair that the recorder wants now. `listening`: its alarm stream is open."""
    found = list(_of_recorder(state, capabilities))
    quiet = timedelta(seconds=memory.quiet)
    if listening and quiet >= QUIET_FOR and _could_alarm(state):
        found.append(Wanted(kind=Repair.NO_ALARMS, placeholders={"hours": _hours(quiet)}))
    for slot in state.slots:
        found += _of_slot(slot, memory, capabilities, now)
    return found


def _of_recorder(state: RecorderState, capabilities: frozenset[Capability]) -> Iterator[Wanted]:
    if state.encrypted:
        yield Wanted(kind=Repair.STREAM_ENCRYPTED)
    drift = state.clock_drift
    if drift is not None and abs(drift) > CLOCK_TOLERANCE and Capability.SET_CLOCK in capabilities:
        yield Wanted(kind=Repair.CLOCK_OFF, placeholders={"drift": _length(abs(drift))})
    bad = [disk for disk in state.disks or () if disk.is_bad]
    if bad:
        names = ", ".join(disk.name for disk in bad)
        yield Wanted(kind=Repair.DISK_PROBLEM, placeholders={"disks": names})
    elif state.recording is False:
        yield Wanted(kind=Repair.NOT_RECORDING)
    if not state.slot_states_known:
        yield Wanted(kind=Repair.SLOT_STATES_UNKNOWN)


def _of_slot(
    slot: Slot, memory: Memory, capabilities: frozenset[Capability], now: datetime
) -> Iterator[Wanted]:
    kept = memory.slots.get(slot.number)
    if slot.status is SlotStatus.WRONG_PASSWORD:
        yield Wanted(kind=Repair.CAMERA_PASSWORD, slot=slot.number)
    sub = slot.stream(StreamProfile.SUB)
    playable = sub is None or sub.codec in {None, "h264"}
    settable = slot.status is SlotStatus.ONLINE and Capability.SET_SUB_STREAM in capabilities
    if settable and sub is not None and not playable:
        codec = (sub.codec or "").upper()
        yield Wanted(kind=Repair.SUB_STREAM_CODEC, slot=slot.number, placeholders={"codec": codec})
    if kept is None:
        return
    if kept.dark_since is not None and now - kept.dark_since >= DARK_FOR:
        yield Wanted(
            kind=Repair.SLOT_DARK,
            slot=slot.number,
            placeholders={"days": str((now - kept.dark_since).days)},
        )
    if kept.asking:
        model = kept.periods[-1].camera if kept.periods else None
        yield Wanted(
            kind=Repair.NEW_CAMERA, slot=slot.number, placeholders={"camera": model or "?"}
        )


def _could_alarm(state: RecorderState) -> bool:
    """Whether some slot could have told something: it is alive and not known to be unarmed."""
    return any(s.status is SlotStatus.ONLINE and s.armed != frozenset() for s in state.slots)


def _hours(length: timedelta) -> str:
    return str(int(length.total_seconds() // 3600))


def _length(length: timedelta) -> str:
    """Return a length as 0:03:07, so that nobody takes it for a time of day."""
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}"
