"""A picture's edges with their direction: what of a scene survives light, gain and night."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .grid import Grid, Mask, count, pool, rank, slopes
from .sighting import Grey

STRONG = 85
"""Percentile of the slopes' strength above which a cell is an edge."""
FAINTEST = 6.0
"""Slopes weaker than this (grey levels over two cells) are noise."""
BURNT = 254.0
NOISE = 9.0
"""Squared slope that a camera's noise has by itself."""
KEPT = 0.35
"""Share of an edge's strength that must still be there, in its direction, for the edge to be kept."""


@dataclass(frozen=True, slots=True)
class Edges:
    """The slopes of a picture of the empty scene, and which cells are strong edges."""

    across: Grid
    down: Grid
    power: Grid
    strong: Mask
    coarse: Grid
    least: float
    places: npt.NDArray[np.intp]
    slopes_there: tuple[Grid, Grid, Grid]

    @property
    def count(self) -> int:
        """Return how many cells are strong edges; under some dozens nothing can be judged by them."""
        return self.places.size


def find_edges(level: Grid | Grey) -> Edges:
    """Return the edges of a picture."""
    grid = level.astype(np.float32)
    across, down = slopes(grid)
    power = across * across + down * down
    least = max(float(np.percentile(power, STRONG)), FAINTEST**2)
    strong = power >= least
    # The border's own slopes are not known.
    strong[[0, -1]] = False
    strong[:, [0, -1]] = False
    places = np.flatnonzero(strong)
    there = across.ravel()[places], down.ravel()[places], power.ravel()[places]
    return Edges(across, down, power, strong, pool(grid), least, places, there)


def contrast(then: Grid, now: Grid) -> float:
    """Return the factor by which all slopes are weaker now, 0.3 to 1, judged on the blocks' means.

    A darker picture of the same scene has all its differences smaller; a blurred one only its fine ones.
    What stands in the scene is left out where the rest still fits it; else the whole spread decides.
    """
    x, y = _centred(then.ravel()), _centred(now.ravel())
    for _ in range(3):
        slope = float(x @ y) / max(float(x @ x), 1e-3)
        apart = np.abs(y - slope * x)
        keep = apart <= rank(apart, 0.75)
        x, y = _centred(x[keep]), _centred(y[keep])
    fit = float(x @ y) / max(float(np.sqrt((x @ x) * (y @ y))), 1e-3)
    spread = slope if fit > 0.9 else float(now.std()) / max(float(then.std()), 1e-3)
    return float(np.clip(spread, 0.3, 1.0))


def _centred(a: Grid) -> Grid:
    centred: Grid = a - a.sum() / np.float32(a.size)
    return centred


@dataclass(frozen=True, slots=True)
class Agreement:
    """How a frame's slopes agree with a scene's edges; shares of 1.

    `kept`: edges still there in their direction, against the frame's usual gain. `direction`: edges
    whose slope still points the same way, however weak. `sharpness`: strength of the slopes there, now
    against then and against the gain. `blocks`: `kept` per block, not a number where a block has no edge.
    `emptied`: strength of all slopes, now against then, in the blocks whose edges are lost: a turned camera
    sees others there, a hand has none. `appeared`: share of the plain blocks that have edges now.
    `coarse`: correlation of the blocks' means, which no blur changes.
    """

    kept: float
    direction: float
    sharpness: float
    blocks: Grid
    emptied: float
    appeared: float
    coarse: float


@dataclass(frozen=True, slots=True)
class _Compared:
    across: Grid
    down: Grid
    strong: Mask
    ratio: Grid
    gain: float
    means: Grid


def _compare(edges: Edges, frame: Grid, ignored: Mask | None) -> _Compared:
    across, down = slopes(frame)
    strong = edges.strong if ignored is None else edges.strong & ~ignored
    # Where the picture is burnt out nothing can be said of edges, unless that is nearly everywhere.
    seen = strong & (frame < BURNT)
    strong = seen if np.count_nonzero(seen) >= 0.4 * np.count_nonzero(strong) else strong
    along = across[strong] * edges.across[strong] + down[strong] * edges.down[strong]
    means = pool(frame)
    ratio = (along / edges.power[strong]).astype(np.float32)
    return _Compared(across, down, strong, ratio, contrast(edges.coarse, means), means)


def kept_share(
    edges: Edges, frame: Grid, ignored: Mask | None = None, enough: float = 1.0
) -> float:
    """Return the share of a scene's edges that are still there: `Agreement.kept`, for a tenth of the price.

    Where `enough` are there at their full strength, that share is returned: the gain could only add to it.
    """
    flat, width, places = frame.ravel(), frame.shape[1], edges.places
    across, down, power = edges.slopes_there
    along = (flat.take(places + 1) - flat.take(places - 1)) * across
    along += (flat.take(places + width) - flat.take(places - width)) * down
    seen = flat.take(places) < BURNT
    if ignored is not None and count(ignored):
        shown = ~ignored.ravel().take(places)
        along, power, seen = along[shown], power[shown], seen[shown]
    if (burnt := seen.size - count(seen)) > 0.6 * seen.size:
        burnt, seen = 0, ~np.zeros_like(seen)
    total = max(seen.size - burnt, 1)
    share = 0.0
    if enough < 1:
        share = count((along > power * np.float32(KEPT)) & seen) / total
    if share < enough:
        least = np.float32(KEPT * contrast(edges.coarse, pool(frame)))
        share = count((along > power * least) & seen) / total
    return share


def agreement(edges: Edges, frame: Grid, ignored: Mask | None = None) -> Agreement:
    """Compare a frame with a scene's edges."""
    compared = _compare(edges, frame, ignored)
    strong, ratio, gain = compared.strong, compared.ratio, compared.gain
    kept = ratio > KEPT * gain
    total = max(ratio.size, 1)
    now = compared.across * compared.across + compared.down * compared.down
    map_kept, map_all = np.zeros_like(frame), np.zeros_like(frame)
    map_kept[strong] = kept
    map_all[strong] = 1
    amount = pool(map_all)
    blocks = np.where(amount > 0.04, pool(map_kept) / np.maximum(amount, 1e-6), np.float32(np.nan))
    plain = amount <= 0.01
    new = pool((now >= edges.least * gain * gain).astype(np.float32))
    return Agreement(
        kept=count(kept) / total,
        direction=count(ratio > 0.03) / total,
        sharpness=float(np.sqrt(now[strong].sum() / max(float(edges.power[strong].sum()), 1.0)))
        / gain,
        blocks=blocks,
        emptied=_emptied(edges, now, blocks) / gain,
        appeared=float(np.mean(new[plain] > 0.06)) if plain.any() else 0.0,
        coarse=_correlation(edges.coarse, compared.means),
    )


def _emptied(edges: Edges, now: Grid, blocks: Grid) -> float:
    lost = np.nan_to_num(blocks, nan=1.0) < 0.35
    if not lost.any():
        return 1.0
    own, old = (np.maximum(pool(each)[lost] - NOISE, 0) for each in (now, edges.power))
    return float(np.median(np.sqrt(own / np.maximum(old, 1))))


def _correlation(a: Grid, b: Grid) -> float:
    a, b = _centred(a), _centred(b)
    power = float(np.vdot(a, a)) * float(np.vdot(b, b))
    return float(np.vdot(a, b)) / power**0.5 if power > 0 else 0.0


def find_shift(edges: Edges, frame: Grid) -> tuple[int, int]:
    """Return by how many cells, down and across, the frame must be moved to lie on the scene (phase correlation)."""
    across, down = slopes(frame)
    now, then = (
        np.sqrt(np.minimum(power, np.percentile(power, 95)))
        for power in (across**2 + down**2, edges.power)
    )
    product = np.fft.rfft2(then - then.mean()) * np.conj(np.fft.rfft2(now - now.mean()))
    peak = np.fft.irfft2(product / np.maximum(np.abs(product), 1e-6), s=frame.shape)
    height, width = frame.shape
    place = int(np.argmax(peak))
    y, x = divmod(place, width)
    return (y if y <= height // 2 else y - height), (x if x <= width // 2 else x - width)
