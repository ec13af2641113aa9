"""How much each kind of finding matters in each mode, and how hard an incident is pursued."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from ..model import FindingKind
from .incident import Severity


class Mode(StrEnum):
    """How watchful the RT is."""

    SIANG = "siang"
    """By day: people in the street are no news."""
    RONDA = "ronda"
    """The night watch."""
    SIAGA = "siaga"
    """On alert: every step is one higher."""
    LIBUR = "libur"
    """Most homes are empty (mudik): the night's ratings, all day."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Pace:
    """How an incident of one severity is pursued; seconds.

    `repeat_every` up to `repeat_limit` times, then every `slowly` (None: no more).
    `quiet` after its end it closes by itself. `cooldown` counts from what was sent.
    """

    repeat_every: float | None
    repeat_limit: int
    slowly: float | None
    escalate_after: float | None
    quiet: float
    cooldown: float


PACES: Mapping[Severity, Pace] = {
    Severity.INFORMATION: Pace(
        repeat_every=None, repeat_limit=0, slowly=None, escalate_after=None, quiet=300, cooldown=900
    ),
    Severity.WATCH: Pace(
        repeat_every=300, repeat_limit=2, slowly=None, escalate_after=600, quiet=300, cooldown=300
    ),
    Severity.EMERGENCY: Pace(
        repeat_every=120, repeat_limit=10, slowly=900, escalate_after=180, quiet=1800, cooldown=0
    ),
}

_CALM: Mapping[FindingKind, Severity] = {
    FindingKind.LINE_CROSSING: Severity.INFORMATION,
    FindingKind.INTRUSION: Severity.WATCH,
    FindingKind.LOITERING: Severity.INFORMATION,
    FindingKind.CROWD: Severity.INFORMATION,
    FindingKind.ILLEGAL_PARKING: Severity.INFORMATION,
    FindingKind.LEFT_OBJECT: Severity.WATCH,
    FindingKind.TAKEN_OBJECT: Severity.WATCH,
    FindingKind.FLOODING: Severity.EMERGENCY,
    FindingKind.TAMPER: Severity.WATCH,
    FindingKind.SCENE_CHANGE: Severity.INFORMATION,
    FindingKind.DEFOCUS: Severity.INFORMATION,
    FindingKind.DIRTY_LENS: Severity.INFORMATION,
    FindingKind.VIDEO_LOSS: Severity.WATCH,
    FindingKind.ILLEGAL_ACCESS: Severity.WATCH,
}
_NIGHT: Mapping[FindingKind, Severity] = {
    **_CALM,
    FindingKind.MOTION: Severity.INFORMATION,
    FindingKind.PERSON: Severity.WATCH,
    FindingKind.VEHICLE: Severity.INFORMATION,
    FindingKind.LINE_CROSSING: Severity.WATCH,
    FindingKind.INTRUSION: Severity.EMERGENCY,
    FindingKind.REGION_ENTERED: Severity.WATCH,
    FindingKind.REGION_LEFT: Severity.INFORMATION,
    FindingKind.LOITERING: Severity.WATCH,
    FindingKind.CROWD: Severity.WATCH,
    FindingKind.TAKEN_OBJECT: Severity.EMERGENCY,
    FindingKind.TAMPER: Severity.EMERGENCY,
}
_ONE_HIGHER = {
    Severity.INFORMATION: Severity.WATCH,
    Severity.WATCH: Severity.EMERGENCY,
    Severity.EMERGENCY: Severity.EMERGENCY,
}
RATINGS: Mapping[Mode, Mapping[FindingKind, Severity]] = {
    Mode.SIANG: _CALM,
    Mode.RONDA: _NIGHT,
    Mode.LIBUR: _NIGHT,
    Mode.SIAGA: {kind: _ONE_HIGHER[severity] for kind, severity in _NIGHT.items()},
}
"""The ratings of a hub whose RT made no rules; a kind that isn't there is no incident."""
