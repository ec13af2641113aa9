"""What a slot is asked to look for."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..model import FindingKind
from .zones import Gauge, Scale, Zone

HUB_KINDS = frozenset(
    {
        FindingKind.MOTION,
        FindingKind.LOITERING,
        FindingKind.CROWD,
        FindingKind.ILLEGAL_PARKING,
        FindingKind.LEFT_OBJECT,
        FindingKind.FLOODING,
        FindingKind.TAMPER,
        FindingKind.SCENE_CHANGE,
        FindingKind.DEFOCUS,
        FindingKind.DIRTY_LENS,
        FindingKind.VIDEO_LOSS,
        FindingKind.FROZEN,
    }
)
"""The kinds that the hub can find by itself. TAMPER is a covered lens, SCENE_CHANGE a turned camera."""

DEFAULT_MINUTES: Mapping[FindingKind, float] = {
    FindingKind.ILLEGAL_PARKING: 5.0,
    FindingKind.LEFT_OBJECT: 2.0,
    FindingKind.LOITERING: 3.0,
    FindingKind.CROWD: 0.5,
    FindingKind.FLOODING: 8.0,
    FindingKind.DIRTY_LENS: 30.0,
}
"""How long these last before they are said, in minutes, unless the settings say otherwise."""


@dataclass(frozen=True, kw_only=True, slots=True)
class KindSettings:
    """One analytic of a slot. `sensitivity` 1 (only the plainest) to 100; `minutes` None is the kind's default."""

    sensitivity: int = 50
    minutes: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SlotSettings:
    """All that a slot is asked to look for; a kind that is not in `kinds` is off.

    A kind that no zone names is looked for in the whole picture. `ignored` are polygons where
    nothing is ever looked for (a clock burnt into the picture, a neighbour's window).
    `confirmer` says that the host answers questions; without it nothing is ever called a vehicle.
    """

    kinds: Mapping[FindingKind, KindSettings] = field(default_factory=dict)
    zones: tuple[Zone, ...] = ()
    ignored: tuple[Zone, ...] = ()
    scale: Scale | None = None
    gauge: Gauge | None = None
    confirmer: bool = False

    def minutes(self, kind: FindingKind) -> float:
        """Return how many minutes `kind` must last, 0 where it is said at once."""
        given = self.kinds[kind].minutes if kind in self.kinds else None
        return DEFAULT_MINUTES.get(kind, 0.0) if given is None else given


ALL_ON = SlotSettings(kinds={kind: KindSettings() for kind in HUB_KINDS})
"""Every analytic on, in the whole picture, with its defaults."""
