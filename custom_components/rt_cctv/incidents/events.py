"""What can happen to the alerts (events), and what is to be done about it (effects)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ..model import Finding
from .incident import Incident, IncidentKind, Part, Severity, Topic
from .ratings import Mode


@dataclass(frozen=True, kw_only=True, slots=True)
class Now:
    """Two clocks. `at` is aware and in the RT's zone, and may jump; `ticks` (seconds) only goes forward."""

    at: datetime
    ticks: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """A finding began, goes on, or ended."""

    finding: Finding


@dataclass(frozen=True, kw_only=True, slots=True)
class GoesOn:
    """A finding that was seen before goes on, says a source that will say its end as well."""

    finding: Finding


@dataclass(frozen=True, kw_only=True, slots=True)
class Trouble:
    """Something ails the recorder or a slot, or no longer does; `source` is who says so."""

    part: Part
    slot: int | None
    active: bool
    source: str = "hub"


@dataclass(frozen=True, kw_only=True, slots=True)
class Raise:
    """Somebody raises an incident by hand; `people` (keys) are told, None: whoever it concerns."""

    by: str
    severity: Severity = Severity.EMERGENCY
    topic: Topic = Topic.MANUAL
    slot: int | None = None
    text: str | None = None
    people: tuple[str, ...] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Word:
    """What a person, `by` name, says of an incident."""

    incident: str
    by: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Acknowledge(_Word):
    """Somebody says "saya tangani"."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Dismiss(_Word):
    """Somebody says "bukan apa-apa"."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CallHelp(_Word):
    """Somebody at the incident needs everybody."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Close(_Word):
    """Somebody says that it is dealt with."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SnoozeFor:
    """Keep a slot (None: all) and kind (None: all but emergencies) quiet for `seconds`; 0 ends it."""

    slot: int | None
    kind: IncidentKind | None
    seconds: float
    by: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SetMode:
    """Somebody picks a mode; None gives it back to the schedule."""

    mode: Mode | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivered:
    """Delivery's answer to a Tell: the keys of those reached and of those not."""

    incident: str
    reached: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Restarted:
    """The hub started with a state kept from before: what was pending is sent now."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tick:
    """Time went by."""


type Event = (
    Seen
    | GoesOn
    | Trouble
    | Raise
    | Acknowledge
    | Dismiss
    | CallHelp
    | Close
    | SnoozeFor
    | SetMode
    | Delivered
    | Restarted
    | Tick
)


class Reason(StrEnum):
    """Why somebody is told."""

    RAISED = "raised"
    WORSE = "worse"
    REPEAT = "repeat"
    ESCALATED = "escalated"
    HELP = "help"


class Change(StrEnum):
    """What became of an incident."""

    RAISED = "raised"
    GREW = "grew"
    WORSENED = "worsened"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"
    TOLD = "told"


class Refusal(StrEnum):
    """Why a person's word was not taken."""

    UNKNOWN = "unknown"
    CLOSED = "closed"
    ALREADY = "already"


@dataclass(frozen=True, kw_only=True, slots=True)
class Tell:
    """Tell these people (keys; BOARD for the notice board) of the incident."""

    incident: Incident
    people: tuple[str, ...]
    reason: Reason


@dataclass(frozen=True, kw_only=True, slots=True)
class Clear:
    """Take the incident off the phones of these people."""

    incident: Incident
    people: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Changed:
    """The incident changed."""

    incident: Incident
    change: Change


@dataclass(frozen=True, kw_only=True, slots=True)
class ModeChanged:
    """The mode changed."""

    mode: Mode
    by_hand: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Refused:
    """A person's word came too late or names no incident; `incident` is the one meant, if known."""

    id: str
    by: str
    refusal: Refusal
    incident: Incident | None


type Effect = Tell | Clear | Changed | ModeChanged | Refused
