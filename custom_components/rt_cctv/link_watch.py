"""Watches one recorder for the city."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from homeassistant.core import CALLBACK_TYPE, callback

from . import incidents as inc
from .const import CONF_OWNER
from .coordinator import RtCctvConfigEntry
from .entity import slot_settings
from .model import Disk, DiskStatus, Finding, FindingKind, SlotOwner, SlotStatus
from .sync.messages import (
    Body,
    DiskBody,
    IncidentBody,
    RecorderBody,
    RecorderStatus,
    SlotBody,
    SlotState,
)

COUNTED: Final = frozenset(
    {
        FindingKind.ILLEGAL_PARKING,
        FindingKind.FLOODING,
        FindingKind.CROWD,
        FindingKind.INTRUSION,
        FindingKind.LOITERING,
        FindingKind.LEFT_OBJECT,
        FindingKind.TAKEN_OBJECT,
        FindingKind.TAMPER,
        FindingKind.VIDEO_LOSS,
    }
)
"""What is counted for the city. Motion, persons and vehicles are residents' comings and goings."""
INCIDENTS: Final = "incidents"
_PHASES: Final[Mapping[inc.Change, Any]] = {
    inc.Change.RAISED: "raised",
    inc.Change.ACKNOWLEDGED: "acknowledged",
    inc.Change.CLOSED: "closed",
}
_WORST: Final = (
    DiskStatus.ERROR,
    DiskStatus.MISSING,
    DiskStatus.UNFORMATTED,
    DiskStatus.UNKNOWN,
    DiskStatus.OK,
)


@dataclass(kw_only=True, slots=True)
class Told:
    """What the city was last told of a recorder, so that a restart makes no news."""

    nvr: str = ""
    disk: str = ""
    slots: dict[int, tuple[str, str]] = field(default_factory=dict)
    """Status and owner by slot."""

    def as_json(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        slots = {str(number): list(told) for number, told in self.slots.items()}
        return {"nvr": self.nvr, "disk": self.disk, "slots": slots}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Told:
        """Read what `as_json` gave."""
        slots = {int(number): (told[0], told[1]) for number, told in data["slots"].items()}
        return cls(nvr=data["nvr"], disk=data["disk"], slots=slots)


@dataclass(frozen=True, kw_only=True, slots=True)
class AbsentRecorder:
    """A recorder that Home Assistant hasn't set up, as the city knows it."""

    number: int
    told: Told
    is_retrying: bool
    """Whether it was tried and didn't answer."""

    @property
    def nvr(self) -> RecorderStatus:
        """Whether the recorder answers, in the contract's words."""
        return "offline" if self.is_retrying else "unknown"

    def slots(self) -> list[SlotState]:
        """Return the slots that were told of: which are filled is known, how they are is not."""
        return [
            SlotState(
                n=number,
                st=SlotStatus.EMPTY if status == SlotStatus.EMPTY else SlotStatus.UNKNOWN,
                own=SlotOwner(owner) if owner else None,
                r=self.number,
            )
            for number, (status, owner) in self.told.slots.items()
        ]


class RecorderWatch:
    """Hears a loaded recorder's every change and says what of it is for the city."""

    def __init__(
        self,
        entry: RtCctvConfigEntry,
        *,
        number: int,
        told: Told,
        consents: frozenset[int],
        tell: Callable[[list[Body]], None],
        count: Callable[[int, int, str], None],
        is_ours: Callable[[str], bool],
    ) -> None:
        """`count` takes recorder, slot and word; `is_ours` says whether the city raised an incident."""
        self.entry = entry
        self.coordinator = entry.runtime_data.coordinator
        self.number = number
        self.told = told
        self._consents = consents
        self._tell = tell
        self._count = count
        self._is_ours = is_ours
        self._heard: set[int] = set()
        self._cancels: list[CALLBACK_TYPE] = [
            self.coordinator.async_add_listener(self._handle_update),
            entry.runtime_data.alerts.async_listen(self._handle_incident),
        ]

    @callback
    def look(self) -> None:
        """Tell what is news already."""
        self._handle_update()

    @callback
    def close(self) -> None:
        """Hear no more."""
        for cancel in self._cancels:
            cancel()

    def owner(self, slot: int) -> SlotOwner | None:
        """Return who filled a slot, as far as somebody said."""
        said = slot_settings(self.entry, slot).get(CONF_OWNER)
        return SlotOwner(said) if said else None

    def may_count(self, slot: int) -> bool:
        """Say whether more than a slot's status is for the city."""
        if self.owner(slot) in {SlotOwner.PEMKOT, SlotOwner.KORPORASI}:
            return True
        return slot in self._consents

    @property
    def is_online(self) -> bool:
        """Whether the recorder answers."""
        return self.coordinator.last_update_success

    @property
    def nvr(self) -> RecorderStatus:
        """Whether the recorder answers, in the contract's words."""
        return "online" if self.is_online else "offline"

    def slots(self) -> list[SlotState]:
        """Return the slots as they are now; unknown while the recorder doesn't answer."""
        return [
            SlotState(
                n=slot.number,
                st=slot.status
                if self.is_online or slot.status is SlotStatus.EMPTY
                else SlotStatus.UNKNOWN,
                own=self.owner(slot.number),
                r=self.number,
            )
            for slot in self.coordinator.data.slots
        ]

    def disk(self) -> DiskStatus:
        """Return the state of the worst disk."""
        return worst(self.coordinator.data.disks)

    def free(self) -> int | None:
        """Return the disks' free share in steps of ten, which changes seldom."""
        disks = [disk for disk in self.coordinator.data.disks or () if disk.capacity]
        capacity = sum(disk.capacity or 0 for disk in disks)
        if not capacity or any(disk.free is None for disk in disks):
            return None
        return round(10 * sum(disk.free or 0 for disk in disks) / capacity) * 10

    @callback
    def _handle_update(self) -> None:
        for slot in self.coordinator.data.slots:
            if slot.number not in self._heard:
                self._heard.add(slot.number)
                self._cancels.append(
                    self.coordinator.async_subscribe_findings(slot.number, self._handle_finding)
                )
        bodies: list[Body] = []
        if self.nvr != self.told.nvr:
            bodies.append(RecorderBody(to=self.nvr, r=self.number))
            self.told.nvr = self.nvr
        if self.is_online:
            bodies += self._disk_news() + self._slot_news()
        if bodies:
            self._tell(bodies)

    def _disk_news(self) -> list[Body]:
        now = self.disk()
        if now == self.told.disk:
            return []
        was = DiskStatus(self.told.disk) if self.told.disk else None
        self.told.disk = now
        return [DiskBody(to=now, was=was, r=self.number)]

    def _slot_news(self) -> list[Body]:
        news: list[Body] = []
        for slot in self.coordinator.data.slots:
            owner = self.owner(slot.number)
            now, before = (slot.status.value, owner or ""), self.told.slots.get(slot.number)
            if now == before:
                continue
            self.told.slots[slot.number] = now
            was = SlotStatus(before[0]) if before else None
            news.append(SlotBody(n=slot.number, to=slot.status, was=was, own=owner, r=self.number))
        return news

    @callback
    def _handle_finding(self, finding: Finding) -> None:
        slot = finding.slot
        if finding.active and slot is not None and finding.kind in COUNTED and self.may_count(slot):
            self._count(self.number, slot, finding.kind.value)

    @callback
    def _handle_incident(self, change: inc.Changed | inc.ModeChanged) -> None:
        if not isinstance(change, inc.Changed) or (phase := _PHASES.get(change.change)) is None:
            return
        incident = change.incident
        if incident.kind is inc.Topic.DRILL or self._is_ours(incident.id):
            return
        if incident.slot is not None and not self.may_count(incident.slot):
            return
        person = incident.closed_by if phase == "closed" else incident.acknowledged_by
        body = IncidentBody(
            id=incident.id,
            k=incident.kind.value,
            ph=phase,
            n=incident.slot,
            sev=incident.severity.value,
            by="person" if person else "hub",
            r=self.number,
        )
        if phase == "raised" and incident.slot is not None:
            self._count(self.number, incident.slot, INCIDENTS)
        self._tell([body])


def worst(disks: tuple[Disk, ...] | None) -> DiskStatus:
    """Return the worst of these states, unknown where there is none to see."""
    states = {disk.status for disk in disks or ()}
    return next((status for status in _WORST if status in states), DiskStatus.UNKNOWN)
