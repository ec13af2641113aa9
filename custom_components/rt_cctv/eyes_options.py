"""What a slot's eyes are set to, as it lies in the entry's options.

options["eyes"]["2"] = {
    "kinds": {"illegal_parking": {"on": true, "sensitivity": 50, "minutes": 5,
                                  "hours": ["06:00:00", "22:00:00"]}},
    "zones": [...], "ignored": [...], "scale": {...}, "gauge": {...},   # video/settings.py
    "votes": {"rain": "binary_sensor.hujan", "neighbour": 3, "ai_task": "ai_task.x"},
}
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Any, Final

from .const import CONF_EYES
from .coordinator import RtCctvConfigEntry
from .model import FindingKind
from .vision.settings import HUB_KINDS

HUB_KINDS_IN_ORDER: Final = tuple(kind for kind in FindingKind if kind in HUB_KINDS)
STARTING_KINDS: Final = (
    FindingKind.MOTION,
    FindingKind.ILLEGAL_PARKING,
    FindingKind.TAMPER,
    FindingKind.SCENE_CHANGE,
    FindingKind.VIDEO_LOSS,
    FindingKind.FROZEN,
)
"""What is looked for where the user only says that the hub is to watch: it needs no zone and no tuning."""
PARTS: Final = ("zones", "ignored", "scale", "gauge")
"""What somebody draws on the picture."""


@dataclass(frozen=True, kw_only=True, slots=True)
class KindOptions:
    """One analytic of a slot; `hours` None is round the clock, else from and until (local time)."""

    on: bool = False
    sensitivity: int = 50
    minutes: float | None = None
    hours: tuple[time, time] | None = None

    def works_at(self, now: time) -> bool:
        """Whether it is on at that time of the day; hours may span midnight."""
        if not self.on or self.hours is None:
            return self.on
        begin, end = self.hours
        return begin <= now < end if begin <= end else now >= begin or now < end


@dataclass(frozen=True, kw_only=True, slots=True)
class Votes:
    """Whom to ask for a second opinion on flooding."""

    rain: str | None = None
    neighbour: int | None = None
    ai_task: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SlotEyes:
    """All of a slot's eyes. `picture` holds zones, ignored, scale and gauge as JSON."""

    kinds: Mapping[FindingKind, KindOptions] = field(default_factory=dict)
    picture: Mapping[str, Any] = field(default_factory=dict)
    votes: Votes = field(default_factory=Votes)

    def kind(self, kind: FindingKind) -> KindOptions:
        """Return the options of one analytic; what was never set is off."""
        return self.kinds.get(kind, KindOptions())

    def watching(self, now: time) -> frozenset[FindingKind]:
        """Return what is looked for at that time of the day."""
        return frozenset(kind for kind, given in self.kinds.items() if given.works_at(now))

    def vision(self, now: time, *, confirmer: bool) -> dict[str, Any]:
        """Return the settings of the worker at that time of the day, as JSON."""
        watching = self.watching(now)
        return {
            "kinds": {
                str(kind): {"sensitivity": given.sensitivity, "minutes": given.minutes}
                for kind, given in sorted(self.kinds.items())
                if kind in watching
            },
            **self.picture,
            "confirmer": confirmer,
        }


def raw_slot_eyes(entry: RtCctvConfigEntry, number: int) -> dict[str, Any]:
    """Return a copy of what the options say of a slot's eyes."""
    return dict(entry.options.get(CONF_EYES, {}).get(str(number), {}))


def slot_eyes(entry: RtCctvConfigEntry, number: int) -> SlotEyes:
    """Read a slot's eyes; kinds that this version doesn't know are passed over."""
    raw = raw_slot_eyes(entry, number)
    votes = raw.get("votes", {})
    return SlotEyes(
        kinds={
            FindingKind(kind): _kind_options(given)
            for kind, given in raw.get("kinds", {}).items()
            if kind in HUB_KINDS
        },
        picture={key: raw[key] for key in PARTS if raw.get(key)},
        votes=Votes(
            rain=votes.get("rain"),
            neighbour=votes.get("neighbour"),
            ai_task=votes.get("ai_task"),
        ),
    )


def _kind_options(raw: Mapping[str, Any]) -> KindOptions:
    hours = raw.get("hours")
    return KindOptions(
        on=bool(raw.get("on", False)),
        sensitivity=int(raw.get("sensitivity", 50)),
        minutes=raw.get("minutes"),
        hours=(time.fromisoformat(hours[0]), time.fromisoformat(hours[1])) if hours else None,
    )


def with_slot_eyes(entry: RtCctvConfigEntry, number: int, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return the entry's options with a slot's eyes set anew."""
    eyes = {**entry.options.get(CONF_EYES, {}), str(number): dict(raw)}
    return {**entry.options, CONF_EYES: eyes}


def with_kind(
    entry: RtCctvConfigEntry, number: int, kind: FindingKind, **changes: object
) -> dict[str, Any]:
    """Return the entry's options with some of one analytic's set anew."""
    raw = raw_slot_eyes(entry, number)
    kinds = dict(raw.get("kinds", {}))
    kinds[str(kind)] = {**kinds.get(str(kind), {}), **changes}
    return with_slot_eyes(entry, number, {**raw, "kinds": kinds})


def with_watch(options: Mapping[str, Any], numbers: Iterable[int]) -> dict[str, Any]:
    """Return a recorder's options with the starting kinds switched on for these slots."""
    eyes = dict(options.get(CONF_EYES, {}))
    for number in map(str, numbers):
        raw = eyes.get(number, {})
        kinds = raw.get("kinds", {})
        on = {str(kind): {**kinds.get(kind, {}), "on": True} for kind in STARTING_KINDS}
        eyes[number] = {**raw, "kinds": {**kinds, **on}}
    return {**options, CONF_EYES: eyes}
