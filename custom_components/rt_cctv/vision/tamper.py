"""Whether the lens is covered, out of focus, turned away or dirty, judged by the empty scene's edges."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import product

import numpy as np

from .edges import Edges, agreement, find_shift, kept_share
from .grid import Grid, Mask, rank

LOST = 0.6
"""Share of the scene's edges under which something is wrong with the view."""
BACK = 0.75
"""Share above which it is well again."""
WATCHFUL = 0.8
"""Share below which it is looked for something that hangs in from the picture's border."""
FLAT = 8.0
"""Standard deviation in grey levels under which a picture shows nothing."""
MOSTLY = 0.95
"""The same, where only a clock burnt into the picture is left: the share of cells within that of the median."""
COARSE = 0.9
"""Correlation of the blocks' means above which the scene is plainly there."""
BLURRED = 0.46
"""Sharpness under which edges that still point the same way are out of focus."""
SOFT = 0.65
"""The same where the scene is otherwise plainly there."""
EMPTY = 0.36
"""Strength of the slopes left where edges are lost, and share of plain blocks with new ones, under whose sum
something smooth hides the scene; another scene has slopes of its own."""
FEWEST = 60
"""Edges a scene must have to be judged by them."""
FOUND = 0.45
"""Share of the edges found again elsewhere, from which the camera is known to have turned."""
SHAKES = tuple(
    sorted(product(range(-2, 3), repeat=2), key=lambda step: abs(step[0]) + abs(step[1]))[1:13]
)
"""Cells down and across by which a mast may sway."""
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


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a look says of the view. `kept` is the share of the edges still there, None where nothing is known; `shift` is by how many cells the scene was found moved, None where it wasn't."""

    view: View
    kept: float | None = None
    shift: tuple[int, int] | None = None


def judge(frame: Grid, references: tuple[Edges, ...], ignored: Mask | None = None) -> Judgement:
    """Return what a frame says of the view, against the best fitting of the references (day, night)."""
    known = tuple(edges for edges in references if edges.count >= FEWEST)
    if not known:
        return Judgement(View.UNSURE)
    shares: list[float] = []
    for edges in known:
        shares.append(kept_share(edges, frame, ignored, WATCHFUL))
        if shares[-1] >= BACK:
            break
    kept = max(shares)
    if kept < LOST:
        kept = max(kept, _unshaken(frame, known, ignored))
    if kept >= LOST:
        return Judgement(View.CLEAR if kept >= BACK else View.UNSURE, kept)
    edges = known[shares.index(max(shares))]
    best = agreement(edges, frame, ignored)
    if _is_flat(frame):
        return Judgement(View.COVERED, kept)
    if best.sharpness < (SOFT if best.coarse > COARSE else BLURRED) and best.direction > 0.5:
        return Judgement(View.DEFOCUSED, kept)
    for each in known:
        down, across = find_shift(each, frame)
        moved = kept_share(each, np.roll(frame, (down, across), axis=(0, 1)), ignored)
        if max(abs(down), abs(across)) > 2 and moved >= max(FOUND, kept + 0.15):
            return Judgement(View.TURNED, kept, (down, across))
    return Judgement(View.PARTLY if best.emptied + best.appeared < EMPTY else View.TURNED, kept)


def _is_flat(frame: Grid) -> bool:
    """Tell whether a picture shows nothing, but for a clock burnt into it."""
    if float(frame.std()) < FLAT:
        return True
    return float(np.mean(np.abs(frame - rank(frame)) < FLAT)) > MOSTLY


def _unshaken(frame: Grid, known: tuple[Edges, ...], ignored: Mask | None) -> float:
    """Return the share of edges kept with the frame moved by a cell or two: a mast sways, and that is no tampering."""
    for down, across in SHAKES:
        moved = np.roll(frame, (down, across), axis=(0, 1))
        for edges in known:
            if (kept := kept_share(edges, moved, ignored)) >= LOST:
                return kept
    return 0.0


@dataclass(slots=True)
class Tamper:
    """The life of a tampered view. `view` is what is being said, CLEAR where nothing is."""

    view: View = View.CLEAR
    since: float | None = None
    clear_since: float | None = None
    suspect: View = View.CLEAR
    votes: Counter[View] = field(default_factory=Counter)
    kept: float = 1.0

    @property
    def doubtful(self) -> bool:
        """Whether nothing may be learned from the picture now."""
        return self.since is not None or self.view is not View.CLEAR

    def forget(self) -> None:
        """Drop a suspicion that wasn't said: it was the light."""
        if self.view is View.CLEAR:
            self.since, self.suspect = None, View.CLEAR

    def look(self, judgement: Judgement, at: float, *, hanging: float) -> View | None:
        """Take one judgement; return the view to be said if that changed.

        `hanging` is for how many seconds something large has been hanging in from the picture's border.
        """
        view = judgement.view
        self.kept = self.kept if judgement.kept is None else judgement.kept
        if view in (View.CLEAR, View.UNSURE):
            return self._recover(view, at)
        self.clear_since = None
        if self.since is None:
            self.since = at
            self.votes.clear()
        self.votes[view] += 1
        self.suspect = self.votes.most_common(1)[0][0]
        lasted = at - self.since
        needed = FLAT_SECONDS if self.suspect is View.COVERED else SECONDS
        held = (
            self.suspect is View.PARTLY and hanging >= 2 * HELD_SECONDS and lasted >= HELD_SECONDS
        )
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
