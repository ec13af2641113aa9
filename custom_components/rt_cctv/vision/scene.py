"""The empty scene by day and by night: how it is learned, kept, and changed with the light."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import exp

import numpy as np

from .background import Background, Difference, empty_scene
from .edges import Edges, find_edges, kept_share
from .grid import Grid, Mask
from .light import same_view
from .sighting import Frame, Grey

MOTION_TAU = 15.0
REFERENCE_TAU = 600.0
DRY_TAU = 7200.0
FAST_TAU = 1.5
STIR_PARTS = np.int16(64)
HELD = 0.02
SAMPLES = 40
"""Frames, a second or more apart, whose median is the first background."""
JUMP = 0.35
"""Share of the cells that change at once when it is the light that changed."""
COLOURLESS = 0.4
"""Saturation of an infrared picture, at the most."""
FADED = 0.35
"""Saturation of an infrared picture against that of the same scene in colour, at the most."""
LIGHT_HOLD = 3.0
MODE_HOLD = 10.0


class Mode(StrEnum):
    """In which light the camera sees."""

    DAY = "day"
    NIGHT = "night"


class Change(StrEnum):
    """What happened to the picture as a whole."""

    NONE = "none"
    LIGHT = "light"
    MODE = "mode"
    OTHER = "other"


@dataclass(slots=True)
class Models:
    """One mode's scene: the reference of the last minutes, and the dry street of the last hours.

    `built` is when it was first learned: what stood there then is a part of it.
    """

    reference: Background
    dry: Background
    edges: Edges
    dry_edges: Edges
    built: float
    edged_at: float = -np.inf

    @classmethod
    def of(cls, level: Grid, noise: Grid, at: float, dry: Grid | None = None) -> Models:
        """Begin from the empty scene."""
        reference = Background(level, tau=REFERENCE_TAU, noise=noise, held=0.0)
        dried = Background(
            level if dry is None else dry, tau=DRY_TAU, noise=noise, held=0.0, uneven=False
        )
        return cls(reference, dried, find_edges(reference.level), find_edges(dried.level), at)

    def refresh(self, at: float) -> None:
        """Find the edges again, every half minute."""
        if not 0 <= at - self.edged_at < 30:
            self.edges, self.dry_edges, self.edged_at = (
                find_edges(self.reference.level),
                find_edges(self.dry.level),
                at,
            )

    def relight(self, frame: Grid) -> None:
        """Bring the levels to the frame's light, by a line through what still fits."""
        for model in (self.reference, self.dry):
            model.relight(frame)
        self.edged_at = -np.inf


class Scene:
    """Keeps the models of both modes, and tells when the light jumps."""

    def __init__(self, shape: tuple[int, int]) -> None:
        """Begin without knowing anything."""
        self.shape = shape
        self.mode = Mode.DAY
        self.models: dict[Mode, Models] = {}
        self.motion: Background | None = None
        self._fast = np.zeros(shape, np.int16)
        self.stir = np.zeros(shape, np.int16)
        self.hold_until = -np.inf
        self.saturation: float | None = None
        self._samples: list[Grey] = []
        self._sampled = -np.inf
        self._jumping: float | None = None
        self._fading: float | None = None

    @property
    def model(self) -> Models | None:
        """Return the present mode's models, None while they are being learned."""
        return self.models.get(self.mode)

    @property
    def references(self) -> tuple[Edges, ...]:
        """Return the edges of every mode known, the present one first."""
        return tuple(
            each.edges
            for mode, each in sorted(self.models.items(), key=lambda item: item[0] != self.mode)
        )

    def follow(self, grey: Grey, passed: float) -> None:
        """Move the fast mean, and keep in `stir` by how much each cell left it since that was last cleared.

        Both are in parts of a grey level, STIR_PARTS of them, so that whole numbers will do.
        """
        step = grey * STIR_PARTS
        if self.motion is None and not self._samples:
            self._fast[:] = step
        step -= self._fast
        sixteenths = max(1, round(16 * (1 - exp(-passed / FAST_TAU))))
        part = step >> 4
        part *= np.int16(sixteenths)
        self._fast += part
        np.abs(step, out=step)
        np.maximum(self.stir, step, out=self.stir)

    def sample(self, frame: Frame, *, doubtful: bool) -> None:
        """Collect frames while the present mode has no models, and build them."""
        if self.model is not None or doubtful or frame.at - self._sampled < 0.95:
            return
        self._sampled = frame.at
        if not self.models and not self._samples and frame.saturation is not None:
            self.mode = Mode.NIGHT if frame.saturation < COLOURLESS else Mode.DAY
        self._samples.append(frame.grey.copy())
        if len(self._samples) < SAMPLES:
            return
        level, noise = empty_scene(self._samples)
        self._samples.clear()
        self.models[self.mode] = Models.of(level, noise, frame.at)
        self.motion = Background(level, tau=MOTION_TAU, noise=noise, held=HELD)

    def recognise(self, frame: Frame) -> bool:
        """Take up kept models if the first frame shows one of their scenes; tell whether it does."""
        picture = frame.grey.astype(np.float32)
        fits = {mode: kept_share(each.edges, picture) for mode, each in self.models.items()}
        if not fits or max(fits.values()) < 0.6:
            return False
        self.mode = max(fits, key=lambda mode: fits[mode])
        model = self.models[self.mode]
        model.relight(picture)
        self.motion = Background(
            model.reference.level, tau=MOTION_TAU, noise=model.reference.noise, held=HELD
        )
        return True

    def change(self, frame: Frame, picture: Grid, difference: Difference) -> Change:
        """Tell what happened to the whole picture, and follow the light if it was that."""
        faded = self._has_faded(frame)
        # What the change of light explains needs nothing more.
        unexplained = (
            difference.changed >= JUMP and np.count_nonzero(difference.mask) >= JUMP * picture.size
        )
        if not unexplained:
            self._jumping = None
            if not faded:
                return Change.NONE
        elif self._jumping is None:
            self._jumping = frame.at
            return Change.OTHER
        if self.motion is None or not same_view(self.motion.level, picture):
            return Change.OTHER
        fits = {mode: kept_share(each.edges, picture) for mode, each in self.models.items()}
        known = max(fits.values(), default=1.0) >= 0.6
        if not known and not faded and frame.saturation is not None:
            # Neither scene, and the colours don't say that the camera went to infrared.
            return Change.OTHER
        self._jumping = None
        self._relight(frame, picture, fits, self.motion, other=faded or not known)
        return Change.MODE if self.hold_until > frame.at + LIGHT_HOLD else Change.LIGHT

    def resume(self, picture: Grid) -> None:
        """Begin to look for motion again after the view was tampered with, from the reference."""
        if self.motion is not None and self.model is not None:
            self.model.relight(picture)
            self.motion.replace(self.model.reference.level, self.model.reference.noise)

    def _has_faded(self, frame: Frame) -> bool:
        """Tell whether the colours went (to infrared) or came back, for half a second.

        A red car brings colours too, and takes them along: only grey is the mark of infrared.
        """
        now = frame.saturation
        if now is None:
            return False
        if self.saturation is None:
            self.saturation = now
        if self.mode is Mode.DAY:
            faded = now < COLOURLESS and now < FADED * self.saturation
        else:
            faded = self.saturation < COLOURLESS and FADED * now > max(
                self.saturation, 0.5 * COLOURLESS
            )
        if not faded:
            self.saturation += (now - self.saturation) * 0.05
            self._fading = None
            return False
        self._fading = frame.at if self._fading is None else self._fading
        return frame.at - self._fading >= 0.5

    def _relight(
        self,
        frame: Frame,
        picture: Grid,
        fits: Mapping[Mode, float],
        motion: Background,
        *,
        other: bool,
    ) -> None:
        away = Mode.NIGHT if self.mode is Mode.DAY else Mode.DAY
        if other or fits.get(away, 0) > max(fits.get(self.mode, 0), 0.6):
            self.mode = away
            self._samples.clear()
            self.saturation, self._fading = frame.saturation, None
            self.hold_until = frame.at + MODE_HOLD
        else:
            self.hold_until = frame.at + LIGHT_HOLD
        if (model := self.model) is not None:
            model.relight(picture)
        motion.replace(picture, None if model is None else model.reference.noise)
        self._fast[:] = frame.grey * STIR_PARTS

    def learn(self, covered: Mask, wet: Mask, seconds: float, slow: Grid, picture: Grid) -> None:
        """Let the models follow the scene, except where something covers it."""
        model = self.model
        if model is None:
            return
        for background, held, seen in (
            (model.reference, covered, picture),
            (model.dry, covered | wet, slow),
        ):
            background.learn(background.compare(seen), held, seconds)
