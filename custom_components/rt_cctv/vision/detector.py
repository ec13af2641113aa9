"""The optional confirmer: a small COCO detector on ncnn that names what is inside a box.

Understands two families, told apart by what the network puts out: FastestDet (one blob of 1 + 4 + 80
channels over 22 x 22 cells) and NanoDet-m (a pair of blobs for each of three strides). Only classes and
cells are read: where it is is known already. The project ships no weights.
"""

from collections.abc import Sequence
from dataclasses import dataclass
import hashlib
from importlib import import_module
from pathlib import Path

import numpy as np
import numpy.typing as npt

from .sighting import Box, Colour

LABELS = {
    0: "person",
    1: "bicycle",
    2: "car",
    3: "motorcycle",
    5: "bus",
    7: "truck",
    15: "cat",
    16: "dog",
}
"""The COCO classes that matter on a street, by number."""
CLASSES = 80
OUTPUTS = (1, 6)
"""Blobs that FastestDet and NanoDet put out."""
MAGIC = "7767517"
FASTEST_SIZE, FASTEST_LEAST = 352, 0.6
NANO_SIZE, NANO_LEAST = 320, 0.45
NANO_MEAN, NANO_SCALE = (103.53, 116.28, 123.675), (0.017429, 0.017507, 0.017125)
MARGIN = 0.4
"""Share of its size by which a box is widened before it is cut out: a detector wants surroundings."""
MOST_BYTES = 32 * 1024 * 1024


class ModelError(Exception):
    """A model that can't be used: missing, another one than pinned, or of a family that isn't understood."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelFiles:
    """The two files of an ncnn model, and the SHA-256 (hexadecimal) that the weights must have, None where unpinned."""

    param: Path
    weights: Path
    sha256: str | None = None


def check(files: ModelFiles) -> None:
    """Read the files through once; raise ModelError where they are missing, too large or not the pinned ones."""
    for path in (files.param, files.weights):
        if not path.is_file():
            raise ModelError(f"{path.name} is missing")
        if path.stat().st_size > MOST_BYTES:
            raise ModelError(f"{path.name} is too large for a hub")
    if files.sha256 is not None:
        found = hashlib.sha256(files.weights.read_bytes()).hexdigest()
        if found != files.sha256.lower():
            raise ModelError(f"{files.weights.name} is not the pinned one")


def is_understood(param: str) -> bool:
    """Tell by the text of a .param whether the network has the shape of FastestDet or of NanoDet.

    ncnn's text form (https://github.com/Tencent/ncnn/wiki/param-and-model-file-structure): a magic number, two
    counts, and a line for each layer: type, name, how many blobs go in and come out, their names, parameters.
    """
    magic, _counts, *layers = [*param.splitlines(), "", ""]
    inputs, made, used = 0, set[str](), set[str]()
    try:
        for kind, _name, going_in, coming_out, *names in filter(None, map(str.split, layers)):
            first_out = int(going_in)
            used.update(names[:first_out])
            made.update(names[first_out : first_out + int(coming_out)])
            inputs += kind == "Input"
    except ValueError:
        return False
    return magic.strip() == MAGIC and inputs == 1 and len(made - used) in OUTPUTS


class Detector:
    """One loaded model. One thread, a few milliseconds a question; imports ncnn when made."""

    def __init__(self, files: ModelFiles) -> None:
        """Load a model; raises ModelError where that can't be done, ImportError where ncnn isn't installed."""
        check(files)
        ncnn = import_module("ncnn")  # installed on demand, and without types

        self._ncnn = ncnn
        self._net = ncnn.Net()
        self._net.opt.num_threads = 1
        if self._net.load_param(str(files.param)) or self._net.load_model(str(files.weights)):
            raise ModelError(f"{files.param.name} and {files.weights.name} are no ncnn model")
        self._inputs: list[str] = list(self._net.input_names())
        self._outputs: list[str] = list(self._net.output_names())
        if len(self._inputs) != 1 or len(self._outputs) not in OUTPUTS:
            raise ModelError(f"{files.param.name} is neither FastestDet nor NanoDet")

    def see(self, picture: Colour, box: Box) -> frozenset[str]:
        """Return what is seen inside a box of a full picture (height x width x 3, red first), perhaps nothing."""
        crop, inside = cut_out(picture, box)
        if crop.size == 0:
            return frozenset()
        return self._fastest(crop, inside) if len(self._outputs) == 1 else self._nano(crop, inside)

    def _run(
        self, crop: Colour, size: int, mean: Sequence[float], scale: Sequence[float]
    ) -> list[npt.NDArray[np.float32]]:
        height, width = crop.shape[:2]
        kind = self._ncnn.Mat.PixelType.PIXEL_RGB2BGR
        pixels = self._ncnn.Mat.from_pixels_resize(
            np.ascontiguousarray(crop), kind, width, height, size, size
        )
        pixels.substract_mean_normalize(list(mean), list(scale))
        with self._net.create_extractor() as extractor:
            extractor.input(self._inputs[0], pixels)
            return [np.array(extractor.extract(name)[1]) for name in self._outputs]

    def _fastest(self, crop: Colour, inside: Box) -> frozenset[str]:
        (out,) = self._run(crop, FASTEST_SIZE, (0.0, 0.0, 0.0), (1 / 255,) * 3)
        if out.ndim != 3 or out.shape[0] != CLASSES + 5:
            raise ModelError("the model doesn't answer as FastestDet does")
        scores = out[0] ** 0.6 * out[5:] ** 0.4
        return _named(scores, inside, FASTEST_LEAST)

    def _nano(self, crop: Colour, inside: Box) -> frozenset[str]:
        found: frozenset[str] = frozenset()
        for out in self._run(crop, NANO_SIZE, NANO_MEAN, NANO_SCALE):
            if out.ndim == 2 and out.shape[1] == CLASSES:
                side = round(out.shape[0] ** 0.5)
                found |= _named(out.T.reshape(CLASSES, side, side), inside, NANO_LEAST)
        return found


def cut_out(picture: Colour, box: Box) -> tuple[Colour, Box]:
    """Return a box of a picture with its surroundings, and where the box itself is in that."""
    height, width = picture.shape[:2]
    wide, high = (box.right - box.left) * MARGIN, (box.bottom - box.top) * MARGIN
    left, right = int(max(0.0, box.left - wide) * width), round(min(1.0, box.right + wide) * width)
    top, bottom = (
        int(max(0.0, box.top - high) * height),
        round(min(1.0, box.bottom + high) * height),
    )
    across, down = max(right - left, 1), max(bottom - top, 1)
    inside = Box(
        left=(box.left * width - left) / across,
        top=(box.top * height - top) / down,
        right=(box.right * width - left) / across,
        bottom=(box.bottom * height - top) / down,
    )
    return picture[top:bottom, left:right], inside


def _named(scores: npt.NDArray[np.float32], inside: Box, least: float) -> frozenset[str]:
    """Return the labels whose best cell inside the box scores enough; scores are classes x rows x columns."""
    rows, columns = scores.shape[1:]
    top, bottom = (
        int(inside.top * rows),
        max(int(inside.top * rows) + 1, round(inside.bottom * rows)),
    )
    left, right = (
        int(inside.left * columns),
        max(int(inside.left * columns) + 1, round(inside.right * columns)),
    )
    best = scores[:, top:bottom, left:right].max(axis=(1, 2))
    return frozenset(label for number, label in LABELS.items() if best[number] >= least)
