"""Whether the lens is covered, out of focus, turned away or dirty, judged by the empty scene's edges."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from .edges import Agreement, Edges, agreement
from .grid import Grid, Mask

LOST = 0.6
"""Share of the scene's edges under which something is wrong with the view."""
BACK = 0.75
"""Share above which it is well again."""
FLAT = 8.0
"""Standard deviation in grey levels under which a picture shows nothing."""
BLURRED = 0.46
"""Sharpness under which edges that still point the same way are out of focus."""
WHOLE = 0.2
"""Share of the blocks in which nearly all edges are left, where only a part of the view is covered."""
FEWEST = 60
"""Edges a scene must have to be judged by them."""
SECONDS = 8.0
FLAT_SECONDS = 5.0
HELD_SECONDS = 1.5
CLEAR_SECONDS = 20.0


class View(StrEnum):
    """What a look says of the view."""

    CLEAR = "clear"
    UNSURE = "unsure"
    COVERED = "covered"
    PARTLY = "partly"
    DEFOCUSED = "defocused"
    TURNED = "turned"


def judge(frame: Grid, references: tuple[Edges, ...], ignored: Mask | None = None) -> tuple[View, Agreement | None]:
    """Return what a frame says of the view, against the best fitting of the references (day, night)."""
    flat = float(frame.std()) < FLAT
    judged = [agreement(edges, frame, ignored) for edges in references if edges.count >= FEWEST]
    if not judged:
        return (View.COVERED if flat and not references else View.UNSURE), None
    best = max(judged, key=lambda each: each.kept)
    if best.kept >= LOST:
        return (View.CLEAR if best.kept >= BACK else View.UNSURE), best
    if flat:
        return View.COVERED, best
    if best.sharpness < BLURRED and best.direction > 0.5:
        return View.DEFOCUSED, best
    known = best.blocks[~np.isnan(best.blocks)]
    whole = float(np.count_nonzero(known >= BACK)) / max(known.size, 1)
    if whole >= WHOLE or best.sharpness < BLURRED:
        return View.PARTLY, best
    return View.TURNED, best


@dataclass(slots=True)
class Tamper:
    """The life of a tampered view. `view` is what is being said, CLEAR where nothing is."""

    view: View = View.CLEAR
    since: float | None = None
    clear_since: float | None = None
    suspect: View = View.CLEAR
    votes: dict[View, int] | None = None
    kept: float = 1.0

    @property
    def doubtful(self) -> bool:
        """Whether nothing may be learned from the picture now."""
        return self.since is not None or self.view is not View.CLEAR

    def look(self, view: View, seen: Agreement | None, at: float, *, hanging: float) -> View | None:
        """Take one judgement; return the view to be said if that changed.

        `hanging` is for how many seconds something large has been hanging in from the picture's border.
        """
        self.kept = seen.kept if seen is not None else self.kept
        if view in (View.CLEAR, View.UNSURE):
            return self._recover(view, at)
        self.clear_since = None
        if self.since is None:
            self.since, self.votes = at, {}
        assert self.votes is not None
        self.votes[view] = self.votes.get(view, 0) + 1
        self.suspect = max(self.votes, key=lambda each: self.votes[each] if self.votes else 0)
        lasted = at - self.since
        needed = FLAT_SECONDS if self.suspect is View.COVERED else SECONDS
        held = self.suspect is View.PARTLY and hanging >= 2 * HELD_SECONDS and lasted >= HELD_SECONDS
        if (lasted >= needed or held) and self.view is View.CLEAR:
            self.view = self.suspect
            return self.view
        return None

    def _recover(self, view: View, at: float) -> View | None:
        if self.view is View.CLEAR:
            self.since = None
            return None
        if view is not View.CLEAR:
            self.clear_since = None
            return None
        self.clear_since = at if self.clear_since is None else self.clear_since
        if at - self.clear_since < CLEAR_SECONDS:
            return None
        self.view, self.since, self.clear_since = View.CLEAR, None, None
        return self.view
