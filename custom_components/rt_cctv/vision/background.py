"""What the empty scene looks like: its level, its noise, the light on it, and what differs from it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .grid import Grid, Mask, box3, highest3, pool, spread, window_median
from .sighting import Grey

LEAST_STEP = 12.0
"""Grey levels by which a cell must differ, at sensitivity 50, however quiet it is."""
NOISES = 3.0
"""Times its usual noise by which a cell must differ."""
BRIGHTER = 0.6
DARKER = 0.55
"""By how much of itself light may change a surface; beyond that it is another surface."""
RELIT = 0.2
"""Share of cells that changed, above which the picture's gain is looked at."""
PATIENCE = 10
"""Looks between two tries to explain a change by the gain."""
UNEVEN = 5.0
"""Grey levels between the blocks' changes of light above which it is taken as uneven."""
SHAPE = 0.25
"""The deviation inside a block that changed as one, as a share of its change."""
ROUGHNESS = 16.0
"""The variance inside any block that says nothing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """How a frame differs from the background. The grids are scratch: valid until the next `compare`.

    `signed` is the difference with the change of light taken out, `mask` where something is.
    `light` is the change of light in grey levels, `changed` the share of cells that differ by
    more than 25 levels before the light is taken out.
    """

    signed: Grid
    mask: Mask
    light: Grid | np.float32
    changed: float


class Background:
    """One model of the empty scene, which follows it with a time constant of `tau` seconds.

    Cells that something covers are learned `held` times as fast.
    """

    def __init__(self, level: Grid | Grey, *, tau: float, noise: Grid | float = 4.0, held: float = 0.1) -> None:
        """Begin from a picture of the empty scene."""
        self.tau = tau
        self.held = held
        self.level = level.astype(np.float32)
        self.noise = np.full(level.shape, noise, np.float32) if isinstance(noise, float) else noise.copy()
        self._waits = 0
        self._signed, self._sum, self._absolute, self._scratch, self._light = (np.empty_like(self.level) for _ in range(5))

    def light(self, signed: Grid) -> Grid | np.float32:
        """Return the change of light that explains a difference: one number, or a smooth grid where it is uneven.

        A block may tell of the light where it changed as one: what has a shape of its own is an object.
        """
        step = 1 if signed.shape[1] <= 200 else 2
        coarse = signed[::step, ::step]
        means = pool(coarse)
        overall = np.float32(np.median(means))
        uneven = means - overall
        if np.abs(uneven).max() < UNEVEN:
            return overall
        spreads = pool(coarse * coarse) - means * means
        as_one = spreads < (uneven * SHAPE) ** 2 + ROUGHNESS
        blocks = window_median(np.where(as_one, means, overall))
        if np.abs(blocks - overall).max() < UNEVEN:
            return overall
        smooth = self._light
        smooth[::step, ::step] = spread(blocks, *coarse.shape)
        if step == 2:
            smooth[1::2, ::2] = smooth[: signed.shape[0] // 2 * 2 : 2, ::2]
            smooth[:, 1::2] = smooth[:, : signed.shape[1] // 2 * 2 : 2]
        limit = self._sum
        np.multiply(self.level, -DARKER, out=limit)
        np.maximum(smooth, limit, out=smooth)
        np.multiply(self.level, BRIGHTER, out=limit)
        limit += 10
        return np.minimum(smooth, limit, out=smooth)

    def compare(self, frame: Grid | Grey, sensitivity: float = 1.0) -> Difference:
        """Return how a frame differs; `sensitivity` 1 is the usual, 2 sees half the contrast."""
        signed, total, absolute, scratch = self._signed, self._sum, self._absolute, self._scratch
        np.subtract(frame, self.level, out=signed)
        np.abs(signed, out=absolute)
        changed = float(np.count_nonzero(absolute > 25)) / signed.size
        if changed > RELIT and self._relights(frame, changed):
            np.subtract(frame, self.level, out=signed)
        light = self.light(signed)
        signed -= light
        np.abs(signed, out=absolute)
        # Half the mean's size and half the size's mean: an object of one shade counts twice as much as noise.
        box3(signed, total)
        np.abs(total, out=total)
        total += box3(absolute, scratch)
        np.multiply(highest3(self.noise), NOISES, out=scratch)
        np.maximum(scratch, LEAST_STEP, out=scratch)
        scratch *= 18 / sensitivity
        differs = (total > scratch).view(np.uint8)
        mask = box3(box3(differs)) >= 41
        return Difference(signed=signed, mask=mask, light=light, changed=changed)

    def _relights(self, frame: Grid | Grey, changed: float) -> bool:
        """Take up another gain and offset of the whole picture (exposure, contrast), if that explains the change."""
        self._waits -= 1
        if self._waits > 0:
            return False
        self._waits = PATIENCE
        gain, offset = fit_light(self.level, frame.astype(np.float32))
        if abs(gain - 1) < 0.05 and abs(offset) < 10:
            return False
        lit = self.level * np.float32(gain) + np.float32(offset)
        if np.count_nonzero(np.abs(frame - lit) > 25) > 0.5 * changed * lit.size:
            return False
        self.level = lit
        self._waits = 0
        return True

    def learn(self, difference: Difference, covered: Mask, seconds: float) -> None:
        """Follow the scene by what `seconds` are worth; `covered` cells are held. Spoils the difference's grids."""
        rate = 1 - float(np.exp(-seconds / self.tau))
        speed, change, usual = self._scratch, difference.signed, self._absolute
        np.multiply(covered.view(np.uint8), np.float32(rate * (self.held - 1)), out=speed)
        speed += np.float32(rate)
        np.minimum(usual, 20, out=usual)
        usual -= self.noise
        usual *= speed
        self.noise += usual
        change *= speed
        self.level += change
        # The light is the same on what is covered.
        self.level += np.multiply(difference.light, np.float32(rate), out=change)


def empty_scene(frames: Sequence[Grey]) -> tuple[Grid, Grid]:
    """Return the temporal median of frames and each cell's usual distance from it: what passes by leaves no trace."""
    stack = np.stack(frames)
    level = np.median(stack, axis=0).astype(np.float32)
    noise = np.median(np.abs(stack - level), axis=0).astype(np.float32)
    # The median of a normal error is 0.85 of its mean; a cell that flickers between two surfaces has a small median.
    often = np.percentile(np.abs(stack - level), 75, axis=0).astype(np.float32) * np.float32(0.6)
    return level, np.maximum(np.maximum(noise * np.float32(1.2), often), 1)


def fit_light(then: Grid, now: Grid) -> tuple[float, float]:
    """Return gain and offset that turn one picture into another of the same scene, whatever stands in it."""
    x, y = then[::2, ::2].ravel(), now[::2, ::2].ravel()
    gain, offset = 1.0, float(np.median(y - x))
    for _ in range(3):
        apart = np.abs(y - gain * x - offset)
        keep = apart <= np.percentile(apart, 70)
        a, b = x[keep], y[keep]
        spread = float(np.var(a))
        gain = float(np.clip(np.mean((a - a.mean()) * (b - b.mean())) / spread, 0.2, 4.0)) if spread > 1 else 1.0
        offset = float(b.mean() - gain * a.mean())
    return gain, offset
