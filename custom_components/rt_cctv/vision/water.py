"""Standing water, as suspected: the street changed, stays changed, and lost its edges; or the level on a gauge.

No classical method tells a wet road from two centimetres of water: this one asks for lost edges and
time, never names a depth without a gauge, and leaves certainty to second votes.
"""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from .background import Background
from .blobs import find_blobs
from .edges import Edges
from .grid import Grid, Mask, core, count, slopes
from .zones import Gauge

STEP = 3.0
"""Grey levels per second by which the slow picture follows: what passes by leaves no trace in it."""
CHANGED = 0.35
EDGES_LEFT = 0.55
DRY = 0.15
TOGETHER = 0.6
"""Share of what changed that must hang together: water is one surface."""
BUSY = 0.11
"""Share of strong edges a water surface may show; a lorry or a market stall has more."""
VOTE_SECONDS = 3600.0
FEW_EDGES = 12


@dataclass(slots=True)
class Water:
    """The state of one zone. `covered` is the share of it under water, as far as can be said."""

    zone: Mask
    seconds: float
    covered: float = 0.0
    since: float | None = None
    dry_since: float | None = None
    active: bool = False

    def look(
        self,
        slow: Grid,
        dry: Background,
        edges: Edges,
        standing: Mask,
        at: float,
        sensitivity: float,
    ) -> Mask:
        """Take one look at the slow picture; return the cells that seem to be under water."""
        free = self.zone & ~standing
        room = count(free)
        if room < 0.5 * count(self.zone):
            return np.zeros_like(free)
        changed = dry.compare(slow).mask & free
        blobs = find_blobs(changed, 4)
        self.covered = count(changed) / max(room, 1)
        together = blobs[0].area / count(changed) if blobs else 0.0
        wet = (
            self.covered >= CHANGED / sensitivity
            and together >= TOGETHER
            and edges_left(slow, edges, free, changed) < EDGES_LEFT
            and is_plain(slow, edges, changed)
        )
        self._age(at, wet=wet)
        return changed if self.since is not None else np.zeros_like(changed)

    def _age(self, at: float, *, wet: bool) -> None:
        if wet or (self.active and self.covered >= DRY):
            self.since = at if self.since is None else self.since
            self.dry_since = None
            self.active = self.active or at - self.since >= self.seconds
            return
        if self.since is None:
            return
        self.dry_since = at if self.dry_since is None else self.dry_since
        patience = max(60.0, self.seconds) if self.active else 20.0
        if at - self.dry_since >= patience:
            self.since, self.active, self.dry_since = None, False, None


def edges_left(slow: Grid, edges: Edges, free: Mask, changed: Mask) -> float:
    """Return the share of the street's edges that are still there, where it changed; 0 where it never had any."""
    strong = edges.strong & free & changed
    if count(strong) < FEW_EDGES:
        return 0.0
    across, down = slopes(slow)
    along = (across * edges.across + down * edges.down)[strong]
    return float(np.mean(along > 0.4 * edges.power[strong]))


def is_plain(slow: Grid, edges: Edges, changed: Mask) -> bool:
    """Tell whether what changed shows no more edges than water does, or than the street did."""
    inner = core(changed)
    if not inner.any():
        return False
    across, down = slopes(slow)
    limit = max(float(np.percentile(edges.power, 85)), 100.0)
    now = float(np.mean((across * across + down * down)[inner] >= limit))
    then = float(np.mean(edges.power[inner] >= limit))
    return now <= max(BUSY, 0.8 * then)


def follow_slowly(slow: Grid, frame: Grid, seconds: float) -> None:
    """Move the slow picture towards the frame by a fixed step: a running median, for the price of a mean."""
    step = np.float32(min(STEP * seconds, 12.0))
    slow += np.clip(frame - slow, -step, step)


@dataclass(slots=True)
class Votes:
    """Second opinions, by who gave them: whether it is wet, and when they said so."""

    given: dict[str, tuple[bool, float]] = field(default_factory=dict)

    def wet(self, at: float) -> list[str]:
        """Return who said within the last hour that there is water."""
        return sorted(
            who for who, (wet, when) in self.given.items() if wet and at - when <= VOTE_SECONDS
        )

    def dry(self, at: float) -> list[str]:
        """Return who said within the last hour that there is none."""
        return sorted(
            who for who, (wet, when) in self.given.items() if not wet and at - when <= VOTE_SECONDS
        )


def likelihood(lasted: float, seconds: float, votes: Votes, at: float) -> int:
    """Return how likely it is water, in per cent: what one camera alone can say ends at 60."""
    alone = 40 + 20 * min(1.0, lasted / max(3 * seconds, 1.0))
    return int(np.clip(alone + 25 * len(votes.wet(at)) - 15 * len(votes.dry(at)), 5, 95))


def gauge_level(slow: Grid, dry: Grid, gauge: Gauge) -> float | None:
    """Return the water's height in centimetres on a painted scale, None where the scale can't be made out.

    Under water the scale's marks are gone, above it they are still there: the best place to cut is the level.
    """
    now, then = (_along(each, gauge) for each in (slow, dry))
    now, then = np.diff(now), np.diff(then)
    marks = np.abs(then) >= max(4.0, float(np.percentile(np.abs(then), 60)))
    if count(marks) < 4:
        return None
    there = np.where(marks, np.clip(now * then / np.maximum(then * then, 1), 0, 1) - 0.5, 0)
    above = np.concatenate([np.cumsum(there[::-1])[::-1], [0]])
    below = np.concatenate([[0], np.cumsum(-there)])
    cut = int(np.argmax(above + below))
    if cut and cut < len(then) and np.mean(there[cut:][marks[cut:]] > 0) < 0.6:
        return None
    first = np.flatnonzero(marks)[0]
    share = 0.0 if cut <= first else cut / len(then)
    return gauge.foot_cm + share * (gauge.top_cm - gauge.foot_cm)


def _along(picture: Grid, gauge: Gauge) -> Grid:
    height, width = picture.shape
    (x0, y0), (x1, y1) = gauge.foot, gauge.top
    count = max(8, int(2 * max(abs(x1 - x0) * width, abs(y1 - y0) * height)))
    xs = np.linspace(x0, x1, count) * width - 0.5
    ys = np.linspace(y0, y1, count) * height - 0.5
    across = (1, 0) if abs(y1 - y0) * height >= abs(x1 - x0) * width else (0, 1)
    lines = [_at(picture, xs + d * across[0], ys + d * across[1]) for d in (-1, 0, 1)]
    mean: Grid = np.mean(lines, axis=0, dtype=np.float32)
    return mean


def _at(picture: Grid, xs: npt.NDArray[np.float64], ys: npt.NDArray[np.float64]) -> Grid:
    """Return the picture between its cells, linearly."""
    height, width = picture.shape
    xs, ys = np.clip(xs, 0, width - 1.001), np.clip(ys, 0, height - 1.001)
    left, top = xs.astype(int), ys.astype(int)
    dx, dy = (xs - left).astype(np.float32), (ys - top).astype(np.float32)
    upper = picture[top, left] * (1 - dx) + picture[top, left + 1] * dx
    lower = picture[top + 1, left] * (1 - dx) + picture[top + 1, left + 1] * dx
    between: Grid = upper * (1 - dy) + lower * dy
    return between
