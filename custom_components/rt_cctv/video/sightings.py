"""From the analyser's sightings to what the hub hears: one beginning and one end per kind."""

from ..model import FindingKind
from ..vision.sighting import Sighting

EVIDENCE_EVERY = 30.0
"""Seconds after which something that is seen again is worth a new picture."""


class Watchbook:
    """Knows in which zones each kind is active: it ends when it has ended in the last of them."""

    def __init__(self) -> None:
        """Begin with nothing active."""
        self._zones: dict[FindingKind, set[str | None]] = {}
        self._pictured: dict[tuple[FindingKind, str | None], float] = {}

    def tell(self, sighting: Sighting) -> bool:
        """Whether the hub must hear of this sighting."""
        zones = self._zones.setdefault(sighting.kind, set())
        if sighting.active:
            zones.add(sighting.zone)
            return True
        zones.discard(sighting.zone)
        self._pictured.pop((sighting.kind, sighting.zone), None)
        return not zones

    def wants_picture(self, sighting: Sighting) -> bool:
        """Whether evidence should go with it; calling it counts as taking the picture."""
        if not sighting.active:
            return False
        key = (sighting.kind, sighting.zone)
        last = self._pictured.get(key)
        if last is not None and sighting.at - last < EVIDENCE_EVERY:
            return False
        self._pictured[key] = sighting.at
        return True
