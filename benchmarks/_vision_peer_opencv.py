"""Runs inside the peers' own environment: OpenCV's MOG2 and KNN, Frigate's algorithm, frame difference.

Reads an .npz of grey clips (name -> frames x height x width), writes JSON: for each setting and clip the
area of the largest region of each frame, and the CPU milliseconds a frame. For the clip named "highway"
with "highway_truth" beside it: pixel precision, recall and F over the frames that count.
Frigate's motion detector is written afresh from a description of it.
"""

from collections.abc import Callable
from functools import partial
import json
from pathlib import Path
import sys
import time
from typing import Any

import cv2  # type: ignore[import-not-found]  # it lives in the peers' environment
import numpy as np
import numpy.typing as npt

type Picture = npt.NDArray[Any]
type Detector = Callable[[Picture], Picture]


def difference(threshold: int) -> Detector:
    """Return the absolute difference of successive frames."""
    last: list[Picture] = []

    def step(frame: Picture) -> Picture:
        before = last[0] if last else frame
        last[:] = [frame]
        return np.asarray(cv2.absdiff(frame, before) > threshold, np.uint8)

    return step


def mog2(threshold: float, *, best: bool) -> Detector:
    """Return OpenCV's MOG2: default, or without shadows and with a median filter."""
    model = cv2.createBackgroundSubtractorMOG2(varThreshold=threshold, detectShadows=not best)
    return _subtracted(model, best=best)


def knn(threshold: float, *, best: bool) -> Detector:
    """Return OpenCV's KNN, likewise."""
    model = cv2.createBackgroundSubtractorKNN(dist2Threshold=threshold, detectShadows=not best)
    return _subtracted(model, best=best)


def _subtracted(model: cv2.BackgroundSubtractor, *, best: bool) -> Detector:
    def step(frame: Picture) -> Picture:
        mask = (model.apply(frame) == 255).astype(np.uint8)
        return np.asarray(cv2.medianBlur(mask, 5)) if best else mask

    return step


class Frigate:
    """Frigate's: running contrast stretch, blur, difference to one running mean, threshold, dilation.

    The mean follows by 1 % a frame (20 % while it calibrates: the first 30 frames, or when 80 % changed),
    and while there is motion only after ten frames of it.
    """

    def __init__(self, threshold: int) -> None:
        self.threshold = threshold
        self.mean: Picture | None = None
        self.lows: list[float] = []
        self.highs: list[float] = []
        self.steady = self.moving = 0

    def __call__(self, frame: Picture) -> Picture:
        grey = cv2.GaussianBlur(self._stretched(frame), (0, 0), 1)
        if self.mean is None:
            self.mean = grey.copy()
        differs = (np.abs(grey - self.mean) > self.threshold).astype(np.uint8)
        mask = np.asarray(cv2.dilate(differs, None, iterations=1))
        share = float(mask.mean())
        calibrating = self.steady < 30 or share > 0.8
        self.steady = 0 if share > 0.8 else self.steady + 1
        self.moving = self.moving + 1 if share > 0.0005 else 0
        if self.moving == 0 or self.moving > 10 or calibrating:
            cv2.accumulateWeighted(grey, self.mean, 0.2 if calibrating else 0.01)
        return mask

    def _stretched(self, frame: Picture) -> Picture:
        low, high = np.percentile(frame, (4, 96))
        self.lows, self.highs = [*self.lows[-49:], low], [*self.highs[-49:], high]
        low, high = np.mean(self.lows), np.mean(self.highs)
        grey = frame.astype(np.float32)
        return (np.clip(grey, low, high) - low) * (255 / (high - low)) if high > low else grey


SETTINGS: dict[str, Callable[[], Detector]] = {
    **{f"frame difference, {t}": partial(difference, t) for t in (12, 20, 30)},
    "MOG2 default, 16": partial(mog2, 16, best=False),
    **{f"MOG2 no shadows median, {t}": partial(mog2, t, best=True) for t in (16, 36, 64)},
    "KNN default, 400": partial(knn, 400, best=False),
    **{f"KNN no shadows median, {t}": partial(knn, t, best=True) for t in (400, 800, 1600)},
    **{f"Frigate, {t}": partial(Frigate, t) for t in (20, 30, 45)},
}


def largest(mask: Picture) -> int:
    """Return the area of the largest region."""
    count, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    return int(stats[1:, cv2.CC_STAT_AREA].max()) if count > 1 else 0


def pixel_f(masks: list[Picture], truth: Picture) -> dict[str, float]:
    """Return precision, recall and F of masks against labels (255 moving; 0 and 50 not; the rest unknown)."""
    hit = false = missed = 0
    for mask, label in zip(masks, truth, strict=True):
        on, moving, still = mask > 0, label == 255, (label == 0) | (label == 50)
        hit += int((on & moving).sum())
        false += int((on & still).sum())
        missed += int((~on & moving).sum())
    precision, recall = hit / max(hit + false, 1), hit / max(hit + missed, 1)
    return {
        "precision": precision,
        "recall": recall,
        "f": 2 * precision * recall / max(precision + recall, 1e-9),
    }


def main(source: Path, target: Path) -> None:
    """Run every setting over every clip."""
    cv2.setNumThreads(1)
    clips = dict(np.load(source))
    truth = clips.pop("highway_truth", None)
    first = int(clips.pop("highway_first", 0))
    answer: dict[str, dict[str, object]] = {}
    for name, make in SETTINGS.items():
        answer[name] = {}
        for clip, frames in clips.items():
            detector, areas, masks, spent = make(), [], [], 0.0
            for index, frame in enumerate(frames):
                begun = time.process_time()
                mask = detector(frame)
                if clip != "highway":
                    areas.append(largest(mask))
                spent += time.process_time() - begun
                if clip == "highway" and index >= first:
                    masks.append(mask)
            result: dict[str, object] = {"ms": 1000 * spent / len(frames), "areas": areas}
            if clip == "highway" and truth is not None:
                result |= pixel_f(masks, truth)
            answer[name][clip] = result
    target.write_text(json.dumps(answer))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
