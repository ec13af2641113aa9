"""What the empty scene looks like: its level, its noise, the light on it, and what differs from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

import numpy as np
import numpy.typing as npt

from .grid import Grid, Mask, box3, count, highest3
from .light import BLACK, Lighting, Sparse, fit_light, same_view
from .shake import align
from .sighting import Grey

LEAST_STEP = 12.0
"""Grey levels by which a cell must differ, at sensitivity 50, however quiet it is."""
NOISES = 3.0
"""Times its usual noise by which a cell must differ."""
type Quarters = npt.NDArray[np.int16]
"""Quarters of a grey level: fine enough, and whole numbers take a fifth of the time that fractions do."""
QUARTER = np.float32(0.25)
FOUR = np.float32(4)
LOUDEST = np.int16(4 * 20)
"""Quarters above which a difference counts as no more noise."""
UNLIT = np.int16(4 * LEAST_STEP / 3 - 1)
"""Quarters up to which a cell's difference is none of the light's."""
HIGHEST = np.float32(32767)
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
        self._level = level * FOUR
        self._noise = np.full(level.shape, noise, np.float32) * FOUR
        """Both in quarters of a grey level, so that differences need no scaling."""
        self._step = max(1, level.shape[1] // 80)
        """Every so many cells tell enough of a block."""
        self._learned = 0
        self._sensitivity = 1.0
        self._lighting = Lighting(level.shape, uneven=uneven)
        self._waits = 0
        self._steady = self._shaking = 0
        self._float, self._above_black = (np.empty_like(self._level) for _ in range(2))
        self._level_quarters, self._signed, self._size, self._sum, self._lit = (
            np.empty(level.shape, np.int16) for _ in range(5)
        )
        self._raise_bar()
        self._settle()

    @property
    def level(self) -> Grid:
        """Return a copy of the empty scene in grey levels."""
        return self._level * QUARTER

    @property
    def noise(self) -> Grid:
        """Return how far each cell usually is from its level, in grey levels."""
        return self._noise * QUARTER

    def _settle(self) -> None:
        """Take up a level that changed."""
        np.rint(self._level, out=self._above_black)
        np.copyto(self._level_quarters, self._above_black, casting="unsafe")
        self._above_black += np.float32(4 * BLACK)
        self._sparse = Sparse(self._level[:: self._step, :: self._step] * QUARTER)

    def _light(self, now: Sparse) -> Quarters | None:
        """Return the change of light that explains a frame; None where there is none.

        Light multiplies what it falls on, evenly or with soft borders.
        """
        change = self._lighting.change(now, self._sparse)
        if change is None:
            return None
        np.multiply(self._above_black, change, out=self._float)
        np.copyto(self._lit, self._float, casting="unsafe")
        return self._lit

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
        picture, level = frame.astype(np.float32), self.level
        moved = align(picture, level)
        if moved is not None:
            # A clock burnt into the picture doesn't shake with it.
            np.copyto(moved, level, where=np.abs(picture - level) < LEAST_STEP / 3)
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
        now = Sparse(frame[:: self._step, :: self._step].astype(np.float32))
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
            # Where most of its neighbours are, the nearest weighing most (81 in all).
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
        picture, level = frame.astype(np.float32), self.level
        gain, offset = fit_light(level, picture)
        if abs(gain - 1) < 0.05 and abs(offset) < 10:
            return False
        lit = level * np.float32(gain) + np.float32(offset)
        left = np.abs(picture - lit)
        if count(left > 25) > 0.5 * changed * lit.size:
            return False
        if not same_view(level, picture):
            return False
        self.replace(lit)
        self._waits = 0
        return True

    def _raise_bar(self) -> None:
        """Set what a cell's neighbourhood must differ by, from the noise around it."""
        cells = np.float32(18 / self._sensitivity)
        bar = np.multiply(self._noise, np.float32(NOISES), out=self._float)
        bar *= cells
        np.clip(bar, np.float32(4 * LEAST_STEP) * cells, HIGHEST, out=bar)
        self._bar = highest3(bar.astype(np.int16))

    def replace(self, level: Grid, noise: Grid | None = None) -> None:
        """Take up another picture of the empty scene at once, and its noise where that is known."""
        np.multiply(level, FOUR, out=self._level)
        self._settle()
        if noise is not None:
            np.multiply(noise, FOUR, out=self._noise)
            self._raise_bar()

    def relight(self, frame: Grid) -> None:
        """Bring the level to the frame's light, by a line through what still fits."""
        level = self.level
        gain, offset = fit_light(level, frame)
        self.replace(level * np.float32(gain) + np.float32(offset))

    def take_over(
        self, frame: Grid, window: tuple[slice, slice], cells: Mask | None = None
    ) -> None:
        """Take a part of a frame for the scene: a window, or some cells of it."""
        where: Mask | np.bool_ = np.True_ if cells is None else cells
        np.copyto(self._level[window], frame[window] * FOUR, where=where)
        self._settle()

    def learn(self, difference: Difference, covered: Mask, seconds: float) -> None:
        """Follow the scene by what `seconds` are worth; `covered` cells are held."""
        rate = np.float32(1 - exp(-seconds / self.tau))
        speed: Grid | np.float32 = rate
        if count(covered):
            speed = covered.astype(np.float32)
            speed *= rate * np.float32(self.held - 1)
            speed += rate
        change = self._float
        np.copyto(change, difference.size.clip(0, LOUDEST, out=self._sum))
        change -= self._noise
        change *= speed
        self._noise += change
        self._learned += 1
        if self._learned % REFRESH == 1:
            self._raise_bar()
        np.copyto(change, difference.signed)
        change *= speed
        self._level += change
        if difference.light is not None:
            # The light is the same on what is covered.
            np.copyto(change, difference.light)
            change *= rate
            self._level += change
        self._settle()


def _to_quarters(picture: Grid | Grey, scratch: Grid, out: Quarters) -> None:
    """Write a picture in quarters of a grey level."""
    if picture.dtype == np.uint8:
        np.multiply(picture, np.int16(4), out=out)
    else:
        np.multiply(picture, FOUR, out=scratch)
        np.copyto(out, np.rint(scratch, out=scratch), casting="unsafe")


def empty_scene(frames: Sequence[Grey]) -> tuple[Grid, Grid]:
    """Return the temporal median of frames and each cell's usual distance from it: what passes by leaves no trace."""
    stack = np.stack(frames)
    level = np.median(stack, axis=0).astype(np.float32)
    noise = np.median(np.abs(stack - level), axis=0).astype(np.float32)
    # The median of a normal error is 0.85 of its mean; a cell that flickers between two surfaces has a small median.
    often = np.percentile(np.abs(stack - level), 75, axis=0).astype(np.float32) * np.float32(0.6)
    return level, np.maximum(np.maximum(noise * np.float32(1.2), often), 1)
