"""What is so at the moment: slots, clock, alarms, faults. Every door of the recorder looks here."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone
import time
from typing import Literal

from .auth import Account
from .faults import Fault
from .scenario import AlarmStream, Brand, Scenario, Slot, SlotState, StreamSpec


@dataclass(frozen=True, kw_only=True, slots=True)
class Alarm:
    """One alarm. `slot` None is the recorder's own (disks, network)."""

    kind: str
    slot: int | None
    target: str | None = None
    pulse: bool = False
    since: datetime

    @property
    def key(self) -> tuple[str, int | None, str | None]:
        """What makes two alarms the same."""
        return self.kind, self.slot, self.target


@dataclass(frozen=True, kw_only=True, slots=True)
class AlarmChange:
    """An alarm that begins (`active`) or ends."""

    alarm: Alarm
    active: bool


type Listener = Callable[[AlarmChange], None]


@dataclass(kw_only=True, slots=True)
class AlarmBoard:
    """The alarms that are on, and who wants to know."""

    active: dict[tuple[str, int | None, str | None], Alarm] = field(default_factory=dict)
    past: list[Alarm] = field(default_factory=list)
    listeners: set[Listener] = field(default_factory=set)

    def start(self, alarm: Alarm) -> None:
        """Begin an alarm and tell everybody at once; a pulse is over as soon as it is told."""
        if not alarm.pulse:
            self.active[alarm.key] = alarm
        self.past.append(alarm)
        del self.past[:-100]
        self._tell(AlarmChange(alarm=alarm, active=True))

    def stop(self, kind: str, slot: int | None) -> None:
        """End an alarm, whatever its target; nothing happens where it isn't on."""
        for key in [k for k in self.active if k[:2] == (kind, slot)]:
            self._tell(AlarmChange(alarm=self.active.pop(key), active=False))

    def forget(self) -> None:
        """Drop every alarm without a word, as a restart does."""
        self.active.clear()
        self.past.clear()

    def _tell(self, change: AlarmChange) -> None:
        for listener in tuple(self.listeners):
            listener(change)


@dataclass(kw_only=True, slots=True)
class World:
    """The recorder's state."""

    scenario: Scenario
    account: Account
    slots: dict[int, Slot]
    clock_offset: float
    alarm_stream: AlarmStream
    board: AlarmBoard = field(default_factory=AlarmBoard)
    faults: list[Fault] = field(default_factory=list)
    encrypted: bool = False
    recording: bool = True
    stream_stalled: bool = False
    """Alarm streams stay open and say nothing, not even heartbeats."""
    half_open: bool = False
    """Nothing is answered any more on any connection, and none is closed."""
    malformed_parts: int = 0
    """How many of the next alarm parts are rubbish."""
    rtsp_port: int = 0
    http_port: int = 0
    reboot_asked: Callable[[], None] = lambda: None

    @classmethod
    def of(cls, scenario: Scenario) -> World:
        """Return the world as the scenario has it at the start."""
        return cls(
            scenario=scenario,
            account=Account(user=scenario.identity.user, password=scenario.identity.password),
            slots={slot.number: slot for slot in scenario.slots},
            clock_offset=scenario.clock_offset,
            alarm_stream=scenario.alarm_stream,
            encrypted=scenario.encrypted,
        )

    def now(self) -> datetime:
        """Return what the recorder's clock shows, in its time zone."""
        zone = timezone(timedelta(seconds=self.scenario.utc_offset))
        return datetime.fromtimestamp(time.time() + self.clock_offset, UTC).astimezone(zone)

    def set_clock(self, shown: datetime) -> None:
        """Set the recorder's clock; a moment without a zone is in the recorder's own."""
        if shown.tzinfo is None:
            shown = shown.replace(tzinfo=timezone(timedelta(seconds=self.scenario.utc_offset)))
        self.clock_offset = shown.timestamp() - time.time()

    def change_slot(self, number: int, **changes: object) -> Slot:
        """Change fields of a slot's description and return the new one."""
        if number not in self.slots:
            raise KeyError(f"no slot {number}")
        slot = replace(self.slots[number], **changes)  # type: ignore[arg-type]
        self.slots[number] = slot
        return slot

    def stream(self, number: int, profile: str) -> StreamSpec:
        """Return a slot's stream as it is: an unsupported slot's are H.265, except on a Dahua."""
        slot = self.slots[number]
        spec = slot.main if profile == "main" else slot.sub
        playable = self.scenario.brand is Brand.DAHUA or slot.state is not SlotState.UNSUPPORTED
        return spec if playable else replace(spec, codec="h265")

    def set_codec(self, number: int, profile: Literal["main", "sub"], codec: str) -> None:
        """Change a stream's codec; a slot whose sub-stream becomes H.264 is playable again."""
        slot = self.slots[number]
        spec = slot.main if profile == "main" else slot.sub
        changes: dict[str, object] = {profile: replace(spec, codec=codec)}
        if slot.state is SlotState.UNSUPPORTED and (profile, codec) == ("sub", "h264"):
            changes["state"] = SlotState.ONLINE
        self.change_slot(number, **changes)

    def filled(self) -> list[Slot]:
        """Return the slots that have a camera, by number."""
        return [s for _, s in sorted(self.slots.items()) if s.state is not SlotState.EMPTY]

    def watchable(self, number: int) -> bool:
        """Return whether a slot has a picture to give."""
        slot = self.slots.get(number)
        return slot is not None and slot.state in {SlotState.ONLINE, SlotState.UNSUPPORTED}

    def heard(self, alarm: Alarm) -> bool:
        """Return whether the recorder tells of an alarm: not from slots that don't notify."""
        slot = self.slots.get(alarm.slot) if alarm.slot else None
        return slot is None or slot.notify

    def fault(self, method: str, path: str) -> Fault | None:
        """Return the fault for a request, the last one set first, and count it."""
        for fault in reversed(self.faults):
            if fault.matches(method, path):
                if fault.times is not None:
                    fault.times -= 1
                return fault
        return None
