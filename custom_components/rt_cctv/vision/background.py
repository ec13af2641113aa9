"""What the empty scene looks like: its level, its noise, the light on it, and what differs from it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .grid import Grid, Mask, box3, highest3, pool, rank, spread
from .light import BLACK, align, fit_light, same_view, soften
from .sighting import Grey

LEAST_STEP = 12.0
"""Grey levels by which a cell must differ, at sensitivity 50, however quiet it is."""
NOISES = 3.0
"""Times its usual noise by which a cell must differ."""
LOUDEST = 20.0
"""Grey levels above which a difference counts as no more noise."""
BRIGHTER = 1.5
DARKER = 0.55
"""By how much of itself light may change a surface; beyond that it is another surface."""
EVEN = 0.01
"""Change of the whole picture's light that is none."""
UNEVEN = 0.06
"""Difference between the blocks' changes of light above which it is uneven."""
ALIKE = 0.03
"""Change of a block's light since it was last looked at that is none."""
FEW_CHANGED = 8
"""Blocks that may have changed more: somebody walks there, a cloud changes many."""
FEW_BLOCKS = 2
"""Blocks under which it is even after all."""
SHAKING = 20
"""Vain tries after which a camera that shook is held to be steady again."""
REFRESH = 5
"""Times of learning after which the noise around each cell is taken anew."""
RELIT = 0.2
"""Share of cells that changed, above which the picture's gain is looked at."""
SHAKEN = 0.03
"""Share of cells that differ, above which it is looked whether the camera shook."""
PATIENCE = 25
"""Looks between two tries to explain a change by the gain or by a shake that didn't."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """How a frame differs from the background. The grids are scratch: valid until the next `compare`.

    `signed` is the difference with the change of light taken out, `mask` where something is.
    `light` is the change of light in grey levels, `changed` the share of blocks that differ by
    more than 25 levels before the light is taken out.
    """

    signed: Grid
    mask: Mask
    light: Grid | None
    changed: float


class Background:
    """One model of the empty scene, which follows it with a time constant of `tau` seconds.

    Cells that something covers are learned `held` times as fast. Where `uneven` is False only a change
    of light over the whole picture is taken out, none of a part of it.
    """

    def __init__(
        self,
        level: Grid | Grey,
        *,
        tau: float,
        noise: Grid | float = 4.0,
        held: float = 0.1,
        uneven: bool = True,
    ) -> None:
        """Begin from a picture of the empty scene."""
        self.tau = tau
        self.held = held
        self.uneven = uneven
        self.level = level.astype(np.float32)
        self.noise = (
            np.full(level.shape, noise, np.float32) if isinstance(noise, float) else noise.copy()
        )
        self._learned = 0
        self._raise_bar()
        self._softened: tuple[Grid | None, Grid | None] = (None, None)
        self._waits = 0
        self._steady = self._shaking = 0
        self._signed, self._sum, self._absolute, self._scratch, self._lit = (
            np.empty_like(self.level) for _ in range(5)
        )

    def _light(self, sparse: Grid, means: tuple[Grid, Grid], then: Grid) -> Grid | None:
        """Return the change of light that explains a frame, in grey levels; None where there is none.

        Light multiplies what it falls on, evenly or with soft borders. A block may tell of it where it
        changed as one: what has a shape of its own is an object.
        """
        ratio = (means[0] + BLACK) / (means[1] + BLACK)
        overall = rank(ratio)
        uneven = self.uneven and np.count_nonzero(np.abs(ratio - overall) >= UNEVEN) >= FEW_BLOCKS
        blocks = self._blocks(ratio, overall, sparse, then) if uneven else None
        light = self._lit
        if blocks is None:
            if abs(overall - 1) < EVEN:
                return None
            np.add(self.level, BLACK, out=light)
            light *= overall - 1
            return light
        step = 1 if light.shape[1] <= 200 else 2
        coarse = light[::step, ::step]
        coarse[:] = spread(np.clip(blocks - 1, -DARKER, BRIGHTER), *coarse.shape)
        if step == 2:
            light[1::2, ::2] = light[: light.shape[0] // 2 * 2 : 2, ::2]
            light[:, 1::2] = light[:, : light.shape[1] // 2 * 2 : 2]
        light *= np.add(self.level, BLACK, out=self._sum)
        return light

    def _blocks(self, ratio: Grid, overall: np.float32, now: Grid, then: Grid) -> Grid | None:
        """Return the blocks' light, as it was last found while no more than a few blocks change."""
        before, known = self._softened
        if before is not None and np.count_nonzero(np.abs(ratio - before) > ALIKE) <= FEW_CHANGED:
            return known
        blocks = soften(ratio, overall, now, then)
        self._softened = ratio, blocks
        return blocks

    def compare(self, frame: Grid | Grey, sensitivity: float = 1.0) -> Difference:
        """Return how a frame differs; `sensitivity` 1 is the usual, 2 sees half the contrast."""
        difference = self._compare(frame, sensitivity)
        found = np.count_nonzero(difference.mask)
        if found < (SHAKEN / 8 if self._shaking else SHAKEN) * difference.mask.size:
            return difference
        if self._steady > 0:
            self._steady -= 1
            return difference
        moved = align(frame.astype(np.float32), self.level)
        if moved is not None:
            # A clock burnt into the picture doesn't shake with it.
            np.copyto(moved, self.level, where=np.abs(frame - self.level) < LEAST_STEP / 3)
            aligned = self._compare(moved, sensitivity)
            if np.count_nonzero(aligned.mask) < 0.7 * found:
                self._shaking = SHAKING
                return aligned
            difference = self._compare(frame, sensitivity)
        self._shaking = max(0, self._shaking - 1)
        self._steady = 0 if self._shaking else PATIENCE
        return difference

    def _compare(self, frame: Grid | Grey, sensitivity: float) -> Difference:
        signed, total, absolute, scratch = self._signed, self._sum, self._absolute, self._scratch
        # Every second cell tells enough of a block.
        step = max(1, frame.shape[1] // 80)
        sparse = frame[::step, ::step].astype(np.float32)
        then = self.level[::step, ::step].copy()
        means = pool(sparse), pool(then)
        changed = float(np.count_nonzero(np.abs(means[0] - means[1]) > 25)) / means[0].size
        if changed > RELIT and self._relights(frame, changed):
            then = self.level[::step, ::step].copy()
            means = means[0], pool(then)
        np.subtract(frame, self.level, out=signed)
        np.abs(signed, out=absolute)
        light = self._light(sparse, means, then)
        if light is not None:
            # What is burnt into the picture has no part in the light.
            light *= absolute >= LEAST_STEP / 3
            signed -= light
            np.abs(signed, out=absolute)
        # Half the mean's size and half the size's mean: an object of one shade counts twice as much as noise.
        box3(signed, total)
        np.abs(total, out=total)
        total += box3(absolute, scratch)
        if sensitivity != 1:
            total *= sensitivity
        differs = (total > self._bar).view(np.uint8)
        mask = box3(box3(differs)) >= 41 if differs.any() else differs.view(np.bool_)
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
        left = np.abs(frame - lit)
        if np.count_nonzero(left > 25) > 0.5 * changed * lit.size:
            return False
        if not same_view(self.level, frame.astype(np.float32)):
            return False
        self.level = lit
        self._waits = 0
        return True

    def _raise_bar(self) -> None:
        """Set what a cell's neighbourhood must differ by, from the noise around it."""
        self._bar = np.maximum(highest3(self.noise) * np.float32(NOISES), np.float32(LEAST_STEP))
        self._bar *= 18

    def replace(self, level: Grid, noise: Grid | None = None) -> None:
        """Take up another picture of the empty scene at once, and its noise where that is known."""
        self.level[:] = level
        if noise is not None:
            self.noise[:] = noise
            self._raise_bar()

    def learn(self, difference: Difference, covered: Mask, seconds: float) -> None:
        """Follow the scene by what `seconds` are worth; `covered` cells are held. Spoils the difference's grids."""
        rate = 1 - float(np.exp(-seconds / self.tau))
        speed, change, usual = self._scratch, difference.signed, self._absolute
        np.multiply(covered.view(np.uint8), np.float32(rate * (self.held - 1)), out=speed)
        speed += np.float32(rate)
        np.minimum(usual, LOUDEST, out=usual)
        usual -= self.noise
        usual *= speed
        self.noise += usual
        self._learned += 1
        if self._learned % REFRESH == 1:
            self._raise_bar()
        change *= speed
        self.level += change
        if difference.light is not None:
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
