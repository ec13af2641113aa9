"""Remembers what has been said, so that each thing is said once when it begins and once when it ends."""

from dataclasses import dataclass, field

from ..model import Certainty, Detail, FindingKind, Target
from .sighting import Box, Sighting

type Key = tuple[FindingKind, str | None]


@dataclass(slots=True)
class Voice:
    """What is active on a slot, and the sightings of the present look."""

    active: dict[Key, float] = field(default_factory=dict)
    said: list[Sighting] = field(default_factory=list)

    def begin(
        self,
        kind: FindingKind,
        at: float,
        *,
        zone: str | None = None,
        box: Box | None = None,
        certainty: Certainty = Certainty.CONFIRMED,
        target: Target | None = None,
        detail: Detail | None = None,
    ) -> None:
        """Say that something began, or that one more of it came."""
        self.active.setdefault((kind, zone), at)
        self.said.append(
            Sighting(
                kind=kind,
                active=True,
                at=at,
                zone=zone,
                box=box,
                certainty=certainty,
                target=target,
                detail=detail or {},
            )
        )

    def end(self, kind: FindingKind, at: float, *, zone: str | None = None) -> None:
        """Say that something ended, if it was said to have begun."""
        began = self.active.pop((kind, zone), None)
        if began is not None:
            self.said.append(
                Sighting(
                    kind=kind,
                    active=False,
                    at=at,
                    zone=zone,
                    detail={"seconds": round(max(0.0, at - began))},
                )
            )

    def is_active(self, kind: FindingKind, zone: str | None = None) -> bool:
        """Tell whether a kind is active in a zone."""
        return (kind, zone) in self.active

    def take(self) -> tuple[Sighting, ...]:
        """Return what was said since the last time."""
        said = tuple(self.said)
        self.said.clear()
        return said
