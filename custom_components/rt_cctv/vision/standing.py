"""What came, stopped and stays: illegal parking and left objects.

Dual backgrounds and evidence per cell (Porikli 2008), candidates kept out of the long-term model,
edges deciding between a thing and the ghost of one that left.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from .background import Background
from .blobs import Blob, find_blobs
from .grid import Grid, Mask, count, grow, slopes
from .motion import edge_ratio, is_ghost
from .scene import STIR_PARTS, Mode
from .tracks import Track

SETTLED = 3.0
"""Seconds for which cells must be still and different to be a candidate."""
ENTERED = 20.0
"""Seconds before it stood still within which something must have travelled over its place."""
OBJECT = 1.12
"""Edges around a region, now against then: above this something stands there."""
NEVER = 60.0
"""Seconds after which what nobody brought is taken for a change of the scene itself."""
GONE = 6.0
"""Seconds for which the empty scene must be seen again where a thing stood."""
GONE_UNSEEN = 20.0
"""The same where the empty scene was never seen in this mode: only that the thing isn't seen any more."""
UNRESOLVED = 300.0
"""Seconds for which a thing is kept while neither it nor the empty scene can be made out."""
WHOLE = 0.6
"""Share of a region that differs which must be still: the quiet parts of somebody who waits are no thing."""
LEAST_AREA = 0.0008
MOST_AREA = 0.3
MOST_CANDIDATES = 12
STILL = 6.0
STILL_NOISES = 3.5


@dataclass(slots=True)
class Thing:
    """One thing that stands: its region, how it looked by day and by night, since when."""

    key: int
    blob: Blob
    mask: Mask
    patches: dict[Mode, Grid]
    since: float
    seen: float
    gone: float = 0.0
    said: bool = False
    said_sure: bool = False
    answers: list[frozenset[str]] = field(default_factory=list)
    asked: float = 0.0


@dataclass(frozen=True, slots=True)
class Seen:
    """The scene in the present mode: its reference, and when that was first learned."""

    mode: Mode
    reference: Background
    built: float


class Standing:
    """Watches for things that stay. Fed about once or twice a second."""

    def __init__(self, shape: tuple[int, int]) -> None:
        """Begin with nothing on a grid of that shape."""
        self.shape = shape
        self.still = np.zeros(shape, np.float32)
        self.passed = np.full(shape, -np.inf, np.float64)
        self.things: list[Thing] = []
        self._next = 1

    def take_up(self, thing: Thing) -> None:
        """Take up a thing known from before a restart."""
        self.things.append(thing)
        self._next = max(self._next, thing.key + 1)

    def note(self, tracks: Sequence[Track], mask: Mask, at: float) -> None:
        """Remember where things that travel are: only they can come to stand."""
        here = np.zeros(self.shape, bool)
        for track in tracks:
            window = track.blob.around(2, *self.shape)
            here[window] |= mask[window]
        self.passed[grow(here)] = at

    def look(
        self,
        frame: Grid,
        stir: npt.NDArray[np.int16],
        view: Seen,
        different: Mask,
        at: float,
        seconds: float,
    ) -> None:
        """Take one frame: `stir` is by how many parts of a grey level each cell wavered since the last, `different` what isn't the scene."""
        calm = stir < STIR_PARTS * np.maximum(view.reference.noise * STILL_NOISES, STILL)
        # In half seconds: 3 back where the scene is seen, half a one back in what moves, one on in what stands.
        steps = different.view(np.uint8) * np.uint8(5)
        steps += (different & calm).view(np.uint8) * np.uint8(3)
        change = steps.astype(np.float32)
        change -= 6
        change *= np.float32(0.5 * seconds)
        self.still += change
        np.clip(self.still, 0, 3600, out=self.still)
        for thing in list(self.things):
            self._follow(thing, frame, view, different, at, seconds)
        self._discover(frame, view, different, at)

    def taken(self) -> Mask:
        """Return the cells of the things that stand."""
        taken = np.zeros(self.shape, bool)
        for thing in self.things:
            taken[thing.blob.window] |= thing.mask
        return taken

    def covered(self, different: Mask) -> Mask:
        """Return the cells that the reference must not learn."""
        return grow(different & (self.still < NEVER) | self.taken())

    def _follow(
        self,
        thing: Thing,
        frame: Grid,
        view: Seen,
        different: Mask,
        at: float,
        seconds: float,
    ) -> None:
        reference, window = view.reference, thing.blob.window
        now, then = frame[window], reference.level[window]
        patch = thing.patches.setdefault(view.mode, now.copy())
        presence, emptiness = likeness(now, patch, then, thing.mask)
        if view.built > thing.since:
            # It was there when this mode's scene was learned, and is a part of that.
            thing.gone = 0.0 if presence > 0.5 else thing.gone + seconds * GONE / GONE_UNSEEN
            thing.seen = at if presence > 0.5 else thing.seen
            if thing.gone >= GONE:
                self._remove(thing, reference, frame)
            return
        there = count(different[window] & thing.mask) / max(count(thing.mask), 1)
        if presence > 0.5 and presence >= emptiness:
            thing.seen = at
            thing.gone = 0.0
        elif (emptiness > 0.7 and emptiness > presence) or there < 0.15:
            thing.gone += seconds
        if thing.gone >= GONE:
            self._remove(thing)
        elif at - thing.seen > UNRESOLVED:
            self._remove(thing, reference, frame)

    def _remove(
        self, thing: Thing, reference: Background | None = None, frame: Grid | None = None
    ) -> None:
        """Forget a thing, and learn what is there now where a reference is given."""
        self.things.remove(thing)
        window = thing.blob.window
        self.still[window][thing.mask] = 0
        if reference is not None and frame is not None:
            reference.take_over(frame, window)

    def _discover(self, frame: Grid, view: Seen, different: Mask, at: float) -> None:
        size, reference = frame.size, view.reference
        settled = (self.still >= SETTLED) & different
        candidates = find_blobs(settled, int(max(6, LEAST_AREA * size)))[:MOST_CANDIDATES]
        if not candidates:
            return
        different_blobs = find_blobs(different, int(LEAST_AREA * size))
        for blob in candidates:
            window = blob.window
            mask = settled[window]
            known = self._known(blob)
            if known is not None and known.said:
                continue
            if any(
                whole.area * WHOLE > blob.area
                and whole.overlap(blob) >= 0.5 * blob.width * blob.height
                for whole in different_blobs
            ):
                continue
            age = float(np.percentile(self.still[window][mask], 90))
            whole = np.zeros(self.shape, bool)
            whole[window] = mask
            level = reference.level
            brought = float(np.mean(self.passed[window][mask] > at - age - ENTERED)) >= 0.3
            if is_ghost(frame, level, whole, blob) or (not brought and age > NEVER):
                self._absorb(frame, reference, window, mask)
            elif (
                brought
                and blob.area <= MOST_AREA * size
                and edge_ratio(frame, level, whole, blob) > OBJECT
            ):
                self._adopt(known, blob, mask, {view.mode: frame[window].copy()}, at, age)

    def _known(self, blob: Blob) -> Thing | None:
        for thing in self.things:
            if thing.blob.overlap(blob) >= 0.3 * min(
                thing.blob.width * thing.blob.height, blob.width * blob.height
            ):
                return thing
        return None

    def _absorb(
        self, frame: Grid, reference: Background, window: tuple[slice, slice], mask: Mask
    ) -> None:
        reference.take_over(frame, window, mask)
        self.still[window][mask] = 0

    def _adopt(
        self,
        known: Thing | None,
        blob: Blob,
        mask: Mask,
        patches: dict[Mode, Grid],
        at: float,
        age: float,
    ) -> None:
        if known is None:
            key, self._next = self._next, self._next + 1
            self.things.append(
                Thing(key=key, blob=blob, mask=mask, patches=patches, since=at - age, seen=at)
            )
        elif blob.area > 0.7 * known.blob.area:
            known.blob, known.mask, known.patches, known.seen = blob, mask, patches, at


def likeness(now: Grid, patch: Grid, empty: Grid, mask: Mask) -> tuple[float, float]:
    """Return how much a region looks like the thing and like the empty scene: correlation of slopes, -1 to 1.

    Slopes survive changes of light; where neither has any, levels decide.
    """
    inside = grow(mask)
    parts = [
        np.concatenate([slope[inside] for slope in slopes(each)]) for each in (now, patch, empty)
    ]
    own, thing, scene = parts
    return _correlation(own, thing), _correlation(own, scene)


def _correlation(a: npt.NDArray[np.float32], b: npt.NDArray[np.float32]) -> float:
    power = float((a @ a) * (b @ b))
    return float(a @ b) / power**0.5 if power > 1e-6 else 0.0
