"""What goes into the analyser and what comes out of it."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from ..model import Certainty, Detail, FindingKind, Target

type Grey = npt.NDArray[np.uint8]
"""A grey picture, height x width, 0 to 255."""

type Colour = npt.NDArray[np.uint8]
"""A colour picture, height x width x 3 (red, green, blue), 0 to 255."""

GRID_WIDTH = 160
"""The width to which pictures are reduced; the height follows the camera's shape (90 for 16:9)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Frame:
    """One decoded picture of a slot, reduced to GRID_WIDTH by averaging areas.

    `at` is in seconds and never goes back: Unix time where the session began, moved on by the
    stream's own timestamps (so that the state means something after a restart).
    `saturation` is the mean distance of the two chroma planes from grey (0 to 128), None where
    unknown: infrared pictures have none. `packet_size` in bytes is that of the packet it came from.
    """

    grey: Grey
    at: float
    keyframe: bool = False
    packet_size: int | None = None
    saturation: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Box:
    """A rectangle in shares (0 to 1) of the picture's width and height."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Sighting:
    """One thing seen beginning (`active`), seen again, or ending, at `at` of the frame.

    Its identity is (kind, zone): a second car in the same zone is said as active once more,
    and the end comes when none is left. `zone` is None where the kind has no zone and the whole
    picture was looked at. `box` encloses what was seen, None where it is the whole picture.
    """

    kind: FindingKind
    active: bool
    at: float
    zone: str | None = None
    box: Box | None = None
    certainty: Certainty = Certainty.CONFIRMED
    target: Target | None = None
    detail: Detail = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """Asks the confirmer what is inside `box`: crop the full picture, keep `key` for the answer."""

    key: int
    kind: FindingKind
    box: Box
