"""What is remembered of a recorder's slots: who filled them since when, and since when they are dark.

Pure logic and plain data; `recorder_care` keeps it on disk.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
import hashlib
from typing import Any

from .model import CameraInfo, RecorderState, Slot, SlotStatus

type SlotSettings = Mapping[str, str]
"""What the user said of a slot: `name`, `owner`, either may be absent."""

SAME_AGAIN = timedelta(minutes=10)
"""A slot that is filled again so soon was never empty: the recorder restarted, a plug was loose."""

MAX_PERIODS = 50
_QUIET_STEP = 300.0
"""Most seconds that one look adds to the time without alarms: sleep is no listening."""


@dataclass(kw_only=True, slots=True)
class Period:
    """Somebody's camera in a slot, from when to when (UTC); `until` None is now."""

    since: datetime
    until: datetime | None = None
    owner: str | None = None
    camera: str | None = None
    """The camera's model, as the recorder tells it."""
    mark: str | None = None
    """What tells this camera from another; says nothing by itself."""


@dataclass(kw_only=True, slots=True)
class SlotMemory:
    """One slot. `asked_owner` is who was noted when it was asked who filled it."""

    periods: list[Period] = field(default_factory=list)
    dark_since: datetime | None = None
    asking: bool = False
    asked_owner: str | None = None

    @property
    def filled(self) -> bool:
        """Whether somebody's camera is in it now."""
        return bool(self.periods) and self.periods[-1].until is None


@dataclass(kw_only=True, slots=True)
class Memory:
    """One recorder. `quiet` is for how many seconds it was listened to since its last alarm."""

    slots: dict[int, SlotMemory] = field(default_factory=dict)
    quiet: float = 0.0

    def look(
        self, state: RecorderState, settings: Mapping[int, SlotSettings], now: datetime
    ) -> bool:
        """Take note of one look at the slots; True where something is worth keeping."""
        changes = [self._look_at(s, settings.get(s.number, {}), now) for s in state.slots]
        return any(changes)

    def _look_at(self, slot: Slot, settings: SlotSettings, now: datetime) -> bool:
        if slot.status is SlotStatus.UNKNOWN:
            return False
        first = slot.number not in self.slots
        memory = self.slots.setdefault(slot.number, SlotMemory())
        changed = _note_dark(memory, slot.status, now) or first
        if slot.status is SlotStatus.EMPTY:
            return _note_empty(memory, now) or changed
        changed = _note_filled(memory, slot.camera, settings, now, first=first) or changed
        return _note_answer(memory, settings) or changed

    def listened(self, seconds: float) -> bool:
        """Add time in which no alarm came; True about every hour, when it is worth keeping."""
        before = self.quiet
        self.quiet += min(max(seconds, 0.0), _QUIET_STEP)
        return before // 3600 != self.quiet // 3600

    def answer(self, number: int, owner: str | None) -> None:
        """Note who filled a slot, as somebody just said."""
        memory = self.slots.setdefault(number, SlotMemory())
        memory.asking, memory.asked_owner = False, None
        if memory.filled:
            memory.periods[-1].owner = owner

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        return {
            "quiet": round(self.quiet),
            "slots": {
                str(number): {
                    "dark_since": _text(memory.dark_since),
                    "asking": memory.asking,
                    "asked_owner": memory.asked_owner,
                    "periods": [
                        {
                            "since": _text(period.since),
                            "until": _text(period.until),
                            "owner": period.owner,
                            "camera": period.camera,
                            "mark": period.mark,
                        }
                        for period in memory.periods
                    ],
                }
                for number, memory in self.slots.items()
            },
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Memory:
        """Read what `as_dict` wrote."""
        return cls(
            quiet=float(data.get("quiet", 0)),
            slots={int(n): _slot_memory(kept) for n, kept in data.get("slots", {}).items()},
        )


def _slot_memory(kept: Mapping[str, Any]) -> SlotMemory:
    return SlotMemory(
        dark_since=_moment(kept.get("dark_since")),
        asking=bool(kept.get("asking")),
        asked_owner=kept.get("asked_owner"),
        periods=[
            Period(
                since=_moment(period["since"]) or datetime.fromtimestamp(0, UTC),
                until=_moment(period.get("until")),
                owner=period.get("owner"),
                camera=period.get("camera"),
                mark=period.get("mark"),
            )
            for period in kept.get("periods", ())
        ],
    )


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def mark_of(camera: CameraInfo | None) -> str | None:
    """Return what tells a camera from another, None where the recorder tells nothing."""
    told = camera and (camera.serial or camera.model)
    return hashlib.sha256(told.encode()).hexdigest()[:12] if told else None


def _note_dark(memory: SlotMemory, status: SlotStatus, now: datetime) -> bool:
    dark = status is SlotStatus.OFFLINE
    if dark is (memory.dark_since is not None):
        return False
    memory.dark_since = now if dark else None
    return True


def _note_empty(memory: SlotMemory, now: datetime) -> bool:
    changed = memory.filled or memory.asking
    memory.asking = False
    if memory.filled:
        memory.periods[-1].until = now
    return changed


def _note_filled(
    memory: SlotMemory,
    camera: CameraInfo | None,
    settings: SlotSettings,
    now: datetime,
    *,
    first: bool,
) -> bool:
    mark, model = mark_of(camera), camera.model if camera else None
    last = memory.periods[-1] if memory.periods else None
    if last is not None and _is_same(last, mark, now):
        changed = last.until is not None or (mark is not None and last.mark != mark)
        last.until = None
        last.mark, last.camera = mark or last.mark, model or last.camera
        return changed
    if last is not None and last.until is None:
        last.until = now
    # What was there when the recorder was added was asked about by the flow that added it.
    owner = settings.get("owner") if first else None
    memory.periods.append(Period(since=now, owner=owner, camera=model, mark=mark))
    del memory.periods[:-MAX_PERIODS]
    memory.asking, memory.asked_owner = not first, settings.get("owner")
    return True


def _is_same(last: Period, mark: str | None, now: datetime) -> bool:
    """Whether what is in the slot now is what was there last."""
    same_camera = mark is None or last.mark is None or mark == last.mark
    if last.until is None:
        return same_camera
    known = mark is not None and mark == last.mark
    return known or (same_camera and now - last.until < SAME_AGAIN)


def _note_answer(memory: SlotMemory, settings: SlotSettings) -> bool:
    """Take the owner over from the settings, where they say something new."""
    owner = settings.get("owner")
    if memory.asking and owner == memory.asked_owner:
        return False
    last = memory.periods[-1]
    changed = memory.asking or last.owner != owner
    memory.asking, memory.asked_owner, last.owner = False, None, owner
    return changed
