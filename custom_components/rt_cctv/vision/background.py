"""What the empty scene looks like: its level, its noise, the light on it, and what differs from it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .grid import Grid, Mask, box3, count, highest3, rank, spread
from .light import BLACK, Sparse, align, fit_light, same_view, soften
from .sighting import Grey

LEAST_STEP = 12.0
"""Grey levels by which a cell must differ, at sensitivity 50, however quiet it is."""
NOISES = 3.0
"""Times its usual noise by which a cell must differ."""
type Quarters = npt.NDArray[np.int16]
"""Quarters of a grey level: fine enough, and whole numbers take a fifth of the time that fractions do."""
QUARTER = np.float32(0.25)
LOUDEST = np.int16(4 * 20)
"""Quarters above which a difference counts as no more noise."""
UNLIT = np.int16(4 * LEAST_STEP / 3 - 1)
"""Quarters up to which a cell's difference is none of the light's."""
HIGHEST = np.float32(32767)
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
KEPT = 3
"""Looks in which a few blocks change, after which the light is found anew: a cloud leaves by a corner."""
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

    `signed` is the difference with the change of light taken out, `size` the same without its sign, `light`
    the change of light (None where there is none), all in quarters of a grey level; `mask` is True where
    something is. `changed` is the share of blocks that differ by more than 25 levels before the light is
    taken out.
    """

    signed: Quarters
    size: Quarters
    mask: Mask
    light: Quarters | None
    changed: float


class Background:
    """One model of the empty scene, which follows it with a time constant of `tau` seconds.

    Cells that something covers are learned `held` times as fast. Where `uneven` is False only a change
    of light over the whole picture is taken out, none of a part of it. `level` and `noise` (its usual
    distance from that) are in grey levels, and to be read only.
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
        self._step = max(1, level.shape[1] // 80)
        """Every so many cells tell enough of a block."""
        self._learned = 0
        self._sensitivity = 1.0
        self._light_found: tuple[Grid | None, Grid | None] = (None, None)
        self._light_kept = 0
        self._waits = 0
        self._steady = self._shaking = 0
        self._float, self._light_of_blocks = (np.empty_like(self.level) for _ in range(2))
        self._level_quarters, self._signed, self._size, self._sum, self._lit = (
            np.empty(level.shape, np.int16) for _ in range(5)
        )
        self._raise_bar()
        self._settle()

    def _settle(self) -> None:
        """Take up a level that changed."""
        _to_quarters(self.level, self._float, self._level_quarters)
        self._sparse = self._sparse_of(self.level)

    def _sparse_of(self, picture: Grid | Grey) -> Sparse:
        return Sparse(picture[:: self._step, :: self._step].astype(np.float32))

    def _light(self, now: Sparse) -> Quarters | None:
        """Return the change of light that explains a frame; None where there is none.

        Light multiplies what it falls on, evenly or with soft borders. A block may tell of it where it
        changed as one: what has a shape of its own is an object.
        """
        ratio = now.means / self._sparse.means
        overall = rank(ratio)
        uneven = self.uneven and count(np.abs(ratio - overall) >= UNEVEN) >= FEW_BLOCKS
        blocks = self._blocks(ratio, overall, now) if uneven else None
        if blocks is None and abs(overall - 1) < EVEN:
            return None
        change = overall - 1 if blocks is None else self._light_of_blocks
        np.add(self._level_quarters, np.int16(4 * BLACK), out=self._lit)
        np.copyto(self._float, self._lit)
        self._float *= change
        np.copyto(self._lit, self._float, casting="unsafe")
        return self._lit

    def _blocks(self, ratio: Grid, overall: np.float32, now: Sparse) -> Grid | None:
        """Return the blocks' light, as it was last found while none changes, and for a few looks while few do."""
        before, known = self._light_found
        if before is not None:
            changed = count(np.abs(ratio - before) > ALIKE)
            self._light_kept += changed > 0
            if changed <= FEW_CHANGED and self._light_kept < KEPT:
                return known
        self._light_kept = 0
        blocks = soften(ratio, overall, now, self._sparse)
        self._light_found = ratio, blocks
        if blocks is not None:
            spread(np.clip(blocks - 1, -DARKER, BRIGHTER), self._light_of_blocks)
        return blocks

    def compare(self, frame: Grid | Grey, sensitivity: float = 1.0) -> Difference:
        """Return how a frame differs; `sensitivity` 1 is the usual, 2 sees half the contrast."""
        if sensitivity != self._sensitivity:
            self._sensitivity = sensitivity
            self._raise_bar()
        difference = self._compare(frame)
        found = count(difference.mask)
        if found < (SHAKEN / 8 if self._shaking else SHAKEN) * difference.mask.size:
            return difference
        if self._steady > 0:
            self._steady -= 1
            return difference
        picture = frame.astype(np.float32)
        moved = align(picture, self.level)
        if moved is not None:
            # A clock burnt into the picture doesn't shake with it.
            np.copyto(moved, self.level, where=np.abs(picture - self.level) < LEAST_STEP / 3)
            aligned = self._compare(moved)
            if count(aligned.mask) < 0.7 * found:
                self._shaking = SHAKING
                return aligned
            difference = self._compare(frame)
        self._shaking = max(0, self._shaking - 1)
        self._steady = 0 if self._shaking else PATIENCE
        return difference

    def _compare(self, frame: Grid | Grey) -> Difference:
        signed, size, total = self._signed, self._size, self._sum
        now = self._sparse_of(frame)
        changed = self._changed(now)
        if changed > RELIT and self._relights(frame, changed):
            changed = self._changed(now)
        _to_quarters(frame, self._float, signed)
        signed -= self._level_quarters
        np.abs(signed, out=size)
        light = self._light(now)
        if light is not None:
            # What is burnt into the picture has no part in the light.
            light &= np.right_shift(np.subtract(UNLIT, size, out=total), 15, out=total)
            signed -= light
            np.abs(signed, out=size)
        # Half the mean's size and half the size's mean: an object of one shade counts twice as much as noise.
        box3(signed, total)
        np.abs(total, out=total)
        total += box3(size)
        mask = total > self._bar
        if count(mask):
            mask = box3(box3(mask.view(np.uint8))) >= 41
        return Difference(signed=signed, size=size, mask=mask, light=light, changed=changed)

    def _changed(self, now: Sparse) -> float:
        return count(np.abs(now.means - self._sparse.means) > 25) / now.means.size

    def _relights(self, frame: Grid | Grey, changed: float) -> bool:
        """Take up another gain and offset of the whole picture (exposure, contrast), if that explains the change."""
        self._waits -= 1
        if self._waits > 0:
            return False
        self._waits = PATIENCE
        picture = frame.astype(np.float32)
        gain, offset = fit_light(self.level, picture)
        if abs(gain - 1) < 0.05 and abs(offset) < 10:
            return False
        lit = self.level * np.float32(gain) + np.float32(offset)
        left = np.abs(picture - lit)
        if count(left > 25) > 0.5 * changed * lit.size:
            return False
        if not same_view(self.level, picture):
            return False
        self.replace(lit)
        self._waits = 0
        return True

    def _raise_bar(self) -> None:
        """Set what a cell's neighbourhood must differ by, from the noise around it."""
        bar = np.maximum(self.noise * np.float32(NOISES), np.float32(LEAST_STEP))
        bar *= np.float32(18 * 4 / self._sensitivity)
        self._bar = highest3(np.minimum(bar, HIGHEST).astype(np.int16))

    def replace(self, level: Grid, noise: Grid | None = None) -> None:
        """Take up another picture of the empty scene at once, and its noise where that is known."""
        self.level[:] = level
        self._settle()
        if noise is not None:
            self.noise[:] = noise
            self._raise_bar()

    def relight(self, frame: Grid) -> None:
        """Bring the level to the frame's light, by a line through what still fits."""
        gain, offset = fit_light(self.level, frame)
        self.replace(self.level * np.float32(gain) + np.float32(offset))

    def take_over(
        self, frame: Grid, window: tuple[slice, slice], cells: Mask | None = None
    ) -> None:
        """Take a part of a frame for the scene: a window, or some cells of it."""
        where: Mask | np.bool_ = np.True_ if cells is None else cells
        np.copyto(self.level[window], frame[window], where=where)
        self._settle()

    def learn(self, difference: Difference, covered: Mask, seconds: float) -> None:
        """Follow the scene by what `seconds` are worth; `covered` cells are held."""
        rate = np.float32(1 - np.exp(-seconds / self.tau))
        speed: Grid | np.float32 = rate
        if count(covered):
            speed = covered.astype(np.float32)
            speed *= rate * np.float32(self.held - 1)
            speed += rate
        change, level = self._float, self.level
        np.multiply(np.minimum(difference.size, LOUDEST, out=self._sum), QUARTER, out=change)
        change -= self.noise
        change *= speed
        self.noise += change
        self._learned += 1
        if self._learned % REFRESH == 1:
            self._raise_bar()
        speed *= QUARTER
        np.copyto(change, difference.signed)
        change *= speed
        level += change
        if difference.light is not None:
            # The light is the same on what is covered.
            level += np.multiply(difference.light, QUARTER * rate, out=change)
        self._settle()


def _to_quarters(picture: Grid | Grey, scratch: Grid, out: Quarters) -> None:
    """Write a picture in quarters of a grey level."""
    if picture.dtype == np.uint8:
        np.copyto(out, picture)
        np.left_shift(out, 2, out=out)
    else:
        np.multiply(picture, np.float32(4), out=scratch)
        np.copyto(out, np.rint(scratch, out=scratch), casting="unsafe")


def empty_scene(frames: Sequence[Grey]) -> tuple[Grid, Grid]:
    """Return the temporal median of frames and each cell's usual distance from it: what passes by leaves no trace."""
    stack = np.stack(frames)
    level = np.median(stack, axis=0).astype(np.float32)
    noise = np.median(np.abs(stack - level), axis=0).astype(np.float32)
    # The median of a normal error is 0.85 of its mean; a cell that flickers between two surfaces has a small median.
    often = np.percentile(np.abs(stack - level), 75, axis=0).astype(np.float32) * np.float32(0.6)
    return level, np.maximum(np.maximum(noise * np.float32(1.2), often), 1)
