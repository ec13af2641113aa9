"""What an incident is: findings that people must deal with, from first word to last."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from ..model import Certainty, FindingKind, FindingSource, Target

BOARD = "board"
"""Stands for the hub's own notice board, told where no person can be."""


class Severity(StrEnum):
    """How much an incident matters, from least to most."""

    INFORMATION = "information"
    WATCH = "watch"
    EMERGENCY = "emergency"

    @property
    def rank(self) -> int:
        """Return 0 for the least."""
        return _RANKS[self]


_RANKS = {severity: rank for rank, severity in enumerate(Severity)}


class Topic(StrEnum):
    """What an incident is about where it isn't one kind of finding."""

    RECORDER_TROUBLE = "recorder_trouble"
    """Everything that ails the recorder, in one digest."""
    MANUAL = "manual"
    """Raised by a person or an automation."""
    DRILL = "drill"
    """A test of the chain, told as such."""


type IncidentKind = FindingKind | Topic


def incident_kind(value: str) -> IncidentKind:
    """Return the kind of that name; ValueError for a name that is neither."""
    try:
        return Topic(value)
    except ValueError:
        return FindingKind(value)


class Part(StrEnum):
    """One ailment in the digest of a recorder's trouble."""

    RECORDER_DOWN = "recorder_down"
    ALARMS_LOST = "alarms_lost"
    SLOT_DARK = "slot_dark"
    DISK = "disk"
    RECORDING = "recording"
    NETWORK = "network"


class Stage(StrEnum):
    """Where an incident is in its life."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"


class Outcome(StrEnum):
    """How an incident ended."""

    ENDED = "ended"
    HANDLED = "handled"
    DISMISSED = "dismissed"


type Key = tuple[IncidentKind, int | None]
"""What is gathered into one incident: a kind on a slot."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """What is said of an incident's latest finding."""

    zone: str | None = None
    target: Target | None = None
    source: FindingSource | None = None
    certainty: Certainty = Certainty.CONFIRMED


@dataclass(frozen=True, kw_only=True, slots=True)
class Incident:
    """One incident. `…_at` datetimes are the wall clock's, for people; floats are the engine's seconds.

    `live` holds who still says that it goes on, and until when that word is believed.
    `missed` findings came before it, held back since `missed_since`.
    `told` are the keys of everybody told, `pending` of those whom delivery hasn't answered for,
    `failed` of those whom their last message didn't reach. `helper` called for help.
    """

    id: str
    kind: IncidentKind
    slot: int | None
    severity: Severity
    opened_at: datetime
    last_at: datetime
    stage: Stage = Stage.OPEN
    look: Look = field(default_factory=Look)
    text: str | None = None
    parts: tuple[tuple[Part, int | None], ...] = ()
    live: Mapping[str, float] = field(default_factory=dict)
    count: int = 1
    missed: int = 0
    missed_since: datetime | None = None
    told: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    repeats: int = 0
    sent_at: float | None = None
    repeat_at: float | None = None
    escalate_at: float | None = None
    close_at: float | None = None
    helper: str | None = None
    acknowledged_by: str | None = None
    acknowledged_at: datetime | None = None
    closed_by: str | None = None
    closed_at: datetime | None = None
    outcome: Outcome | None = None

    @property
    def key(self) -> Key:
        """Return what it gathers."""
        return self.kind, self.slot

    @property
    def ended(self) -> bool:
        """Return whether nobody says any more that it goes on."""
        return not self.live
