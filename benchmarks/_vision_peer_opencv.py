"""Runs inside the peers' own environment: OpenCV's MOG2 and KNN, Frigate's algorithm, frame difference.

Reads an .npz of grey clips (name -> frames x height x width), writes JSON: for each setting and clip the
area of the largest region of each frame, and the CPU milliseconds a frame. For the clip named "highway"
with "highway_truth" beside it: pixel precision, recall and F over the frames that count.
Frigate's motion detector is written afresh from a description of it.
"""

from collections.abc import Callable
import json
from pathlib import Path
import sys
import time

import cv2
import numpy as np

type Picture = np.ndarray
type Detector = Callable[[Picture], Picture]


def difference(threshold: int) -> Detector:
    """Return the absolute difference of successive frames."""
    last: list[Picture] = []

    def step(frame: Picture) -> Picture:
        before = last[0] if last else frame
        last[:] = [frame]
        return (cv2.absdiff(frame, before) > threshold).astype(np.uint8)

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
        return cv2.medianBlur(mask, 5) if best else mask

    return step


def frigate(threshold: int) -> Detector:
    """Return Frigate's: running contrast stretch, blur, difference to one running mean, threshold, dilation.

    The mean follows by 1 % a frame (20 % while it calibrates: the first 30 frames, or when 80 % changed),
    and while there is motion only after ten frames of it.
    """
    state = {"mean": None, "low": [], "high": [], "count": 0, "moving": 0}

    def step(frame: Picture) -> Picture:
        low, high = np.percentile(frame, (4, 96))
        state["low"] = [*state["low"][-49:], low]
        state["high"] = [*state["high"][-49:], high]
        low, high = np.mean(state["low"]), np.mean(state["high"])
        grey = frame.astype(np.float32)
        if high > low:
            grey = (np.clip(grey, low, high) - low) * (255 / (high - low))
        grey = cv2.GaussianBlur(grey, (0, 0), 1)
        if state["mean"] is None:
            state["mean"] = grey.copy()
        mask = (np.abs(grey - state["mean"]) > threshold).astype(np.uint8)
        mask = cv2.dilate(mask, None, iterations=1)
        share = float(mask.mean())
        calibrating = state["count"] < 30 or share > 0.8
        state["count"] = 0 if share > 0.8 else state["count"] + 1
        state["moving"] = state["moving"] + 1 if share > 0.0005 else 0
        if state["moving"] == 0 or state["moving"] > 10 or calibrating:
            cv2.accumulateWeighted(grey, state["mean"], 0.2 if calibrating else 0.01)
        return mask

    return step


SETTINGS: dict[str, Callable[[], Detector]] = {
    **{f"frame difference, {t}": lambda t=t: difference(t) for t in (12, 20, 30)},
    **{f"MOG2 default, {t}": lambda t=t: mog2(t, best=False) for t in (16,)},
    **{f"MOG2 no shadows median, {t}": lambda t=t: mog2(t, best=True) for t in (16, 36, 64)},
    **{f"KNN default, {t}": lambda t=t: knn(t, best=False) for t in (400,)},
    **{f"KNN no shadows median, {t}": lambda t=t: knn(t, best=True) for t in (400, 800, 1600)},
    **{f"Frigate, {t}": lambda t=t: frigate(t) for t in (20, 30, 45)},
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
