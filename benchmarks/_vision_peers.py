"""OpenCV's models, Frigate's algorithm and frame difference as peers, run in their own environment."""

from collections.abc import Mapping
from dataclasses import dataclass
import json
from pathlib import Path
import subprocess

import numpy as np
import numpy.typing as npt

from ._vision_clips import START, Looked
from ._vision_score import Score, alarms_of, score

ROOT = Path(__file__).parent.parent
GAP = 2.0
"""Seconds without anything after which a peer's alarm ends: as short as the shortest pause between two events."""
DEFAULT_AREA, AREAS = 10, (10, 20, 40, 80)
DEFAULTS = {
    "frame difference": "frame difference, 20",
    "MOG2": "MOG2 default, 16",
    "KNN": "KNN default, 400",
    "Frigate": "Frigate, 30",
}
"""Each family of peers, and which of its settings is the default."""


@dataclass(frozen=True, slots=True)
class Result:
    """What one setting of a peer gave on one clip: the largest region of each frame in cells, and CPU ms a frame.

    `f` is the pixel F, where there is a truth for pixels.
    """

    areas: tuple[int, ...]
    ms: float
    f: float = 0.0


type Results = Mapping[str, Mapping[str, Result]]
"""By setting and clip."""


def run(
    looked: Mapping[str, Looked],
    pixels: Mapping[str, npt.NDArray[np.uint8]],
    first: int,
    work: Path,
) -> Results:
    """Run all peers on the clips that count, and on the pixels of highway (frames and their truth from `first`)."""
    command = [str(ROOT / "scripts" / "peer-env"), "opencv"]
    python = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    arrays = {file: each.greys() for file, each in looked.items() if each.clip.counted}
    np.savez(work / "in.npz", allow_pickle=False, highway_first=np.array(first), **pixels, **arrays)
    script = Path(__file__).with_name("_vision_peer_opencv.py")
    subprocess.run([python, script, work / "in.npz", work / "out.json"], check=True)
    answer = json.loads((work / "out.json").read_text())
    return {
        setting: {
            clip: Result(tuple(each["areas"]), each["ms"], each.get("f", 0.0))
            for clip, each in clips.items()
        }
        for setting, clips in answer.items()
    }


def scores(looked: Mapping[str, Looked], results: Results) -> dict[str, Score]:
    """Return for each family the score of its default and of its best setting on these clips."""
    found: dict[str, Score] = {}
    for family, default in DEFAULTS.items():
        tried = {
            (setting, area, votes): _score(looked, clips, area, votes)
            for setting, clips in results.items()
            if setting.startswith(family)
            for area in AREAS
            for votes in (1, 3)
        }
        best = max(tried, key=lambda each: tried[each].balance)
        found[f"{default}, area {DEFAULT_AREA} (default)"] = tried[default, DEFAULT_AREA, 1]
        found[f"{best[0]}, area {best[1]}, {best[2]} of 4 (its best)"] = tried[best]
    return found


def _score(
    looked: Mapping[str, Looked], clips: Mapping[str, Result], area: int, votes: int
) -> Score:
    total = Score()
    for file, each in looked.items():
        if not each.clip.counted:
            continue
        times = [frame.at - START for frame in each.frames]
        flags = [found >= area for found in clips[file].areas]
        alarms = alarms_of(flags, times, votes=votes, quiet=GAP)
        total.add(score([alarm for alarm in alarms if alarm.end >= 0], each.clip.events, times[-1]))
    return total
