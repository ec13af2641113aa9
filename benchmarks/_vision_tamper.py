"""The tamper matrix: what is done to every frame of a clip, and which finding that must be."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from custom_components.rt_cctv.model import FindingKind
from custom_components.rt_cctv.vision.analyse import Analyser
from custom_components.rt_cctv.vision.settings import ALL_ON
from custom_components.rt_cctv.vision.sighting import Frame

from ._vision_clips import START, Looked

type Picture = npt.NDArray[np.float32]
VIEW_KINDS = (FindingKind.TAMPER, FindingKind.DEFOCUS, FindingKind.SCENE_CHANGE)
SECONDS = 22.0
"""For how long each case lasts: the tree's hand comes later than that."""


def blur(picture: Picture, sigma: float) -> Picture:
    """Return the picture out of focus."""
    reach = int(3 * sigma) + 1
    kernel = np.exp(-(np.arange(-reach, reach + 1) ** 2) / (2 * sigma * sigma))
    kernel /= kernel.sum()
    height, width = picture.shape
    padded = np.pad(picture, reach, mode="edge")
    tall = np.sum([padded[i : i + height] * k for i, k in enumerate(kernel)], axis=0)
    wide: Picture = np.sum(
        [tall[:, i : i + width] * k for i, k in enumerate(kernel)], axis=0, dtype=np.float32
    )
    return wide


def _gamma(picture: Picture, power: float) -> Picture:
    """Return the picture with its middle greys lifted."""
    return (255 * (picture / 255) ** power).astype(np.float32)


def _covered(picture: Picture, window: tuple[slice, slice], level: float) -> Picture:
    out = picture.copy()
    out[window] = level
    return out


def _pushed(picture: Picture, cells: int) -> Picture:
    """Return the view of a camera turned by some cells, what it now sees at its side filled with what was there."""
    return np.concatenate([np.repeat(picture[:, :1], cells, axis=1), picture[:, :-cells]], axis=1)


CASES: dict[str, tuple[FindingKind | None, Callable[[Picture], Picture]]] = {
    "untouched": (None, lambda p: p),
    "gain 0.5 + 30": (None, lambda p: p * 0.5 + 30),
    "gain 0.6": (None, lambda p: p * 0.6),
    "gain 1.5": (None, lambda p: p * 1.5),
    "gamma": (None, lambda p: _gamma(p, 0.6)),
    "defocused, sigma 2": (FindingKind.DEFOCUS, lambda p: blur(p, 2)),
    "defocused, sigma 3": (FindingKind.DEFOCUS, lambda p: blur(p, 3)),
    "covered, dark": (FindingKind.TAMPER, lambda p: np.full_like(p, 18)),
    "covered, bright": (FindingKind.TAMPER, lambda p: np.full_like(p, 210)),
    "covered, 60 % from the left": (
        FindingKind.TAMPER,
        lambda p: _covered(p, (slice(None), slice(0, int(0.6 * p.shape[1]))), 25),
    ),
    "covered, 60 % from the top": (
        FindingKind.TAMPER,
        lambda p: _covered(p, (slice(0, int(0.6 * p.shape[0])), slice(None)), 25),
    ),
    "turned, 12 % round": (FindingKind.SCENE_CHANGE, lambda p: np.roll(p, 19, axis=1)),
    "turned, 12 % pushed": (FindingKind.SCENE_CHANGE, lambda p: _pushed(p, 19)),
    "turned, 30 %": (FindingKind.SCENE_CHANGE, lambda p: np.roll(p, -48, axis=1)),
    "turned, up": (FindingKind.SCENE_CHANGE, lambda p: np.roll(p, 14, axis=0)),
}


def matrix(looked: Looked) -> Iterator[tuple[str, bool, str, float | None]]:
    """Yield for each case its name, whether it was judged rightly, what was said, and after how many seconds."""
    for name, (wanted, change) in CASES.items():
        rng = np.random.default_rng(3)
        analyser = Analyser(ALL_ON)
        for frame in looked.warm:
            analyser.look(frame)
        said: list[tuple[FindingKind, float]] = []
        for frame in looked.body:
            if frame.at - START > SECONDS:
                break
            said += [
                (each.kind, each.at - START)
                for each in analyser.look(_changed(frame, change, rng))
                if each.active and each.kind in VIEW_KINDS
            ]
        right = [kind for kind, _ in said] == ([wanted] if wanted is not None else [])
        words = ", ".join(str(kind) for kind, _ in said) or "nothing"
        yield name, right, words, said[0][1] if said and right else None


def _changed(frame: Frame, change: Callable[[Picture], Picture], rng: np.random.Generator) -> Frame:
    picture = change(frame.grey.astype(np.float32))
    noisy = (
        picture + rng.normal(0, 1, picture.shape)
        if change is not CASES["untouched"][1]
        else picture
    )
    return replace(frame, grey=np.clip(np.round(noisy), 0, 255).astype(np.uint8))
