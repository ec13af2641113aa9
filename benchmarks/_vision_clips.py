"""The real clips: decoded as the hub decodes them, with a warm-up, and what is known of them.

The truth was written down from the pictures and from how much differs from the empty scene, when
first prototypes had been run already; times in seconds of the clip.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
import time

import av
import numpy as np
import numpy.typing as npt

from custom_components.rt_cctv.video.picture import reduce, saturation
from custom_components.rt_cctv.vision.sighting import Frame

from .report import CannotMeasureError

WARM = 60.0
START = 1_700_000_000.0


@dataclass(frozen=True, slots=True)
class Clip:
    """One clip: its quiet seconds for the warm-up, its motion events, and the top share that is masked out.

    `counted` says whether its events are scored; all clips go through the tamper matrix.
    """

    file: str
    quiet: tuple[float, float]
    events: tuple[tuple[float, float], ...] = ()
    masked_top: float = 0.0
    counted: bool = True


CLIPS = (
    Clip("shop-front.mp4", (30, 40), ((0, 24.5), (54.6, 64.6)), masked_top=0.1),
    Clip("car-detection.mp4", (0, 3), ((4.8, 9.6), (14.0, 19.8), (24.9, 28.8))),
    Clip(
        "one-by-one-person-detection.mp4",
        (0, 5.5),
        ((6.0, 20.3), (22.7, 45.3), (50.2, 70.5), (74.5, 87.4), (92.1, 120.7), (123.5, 136.7)),
    ),
    Clip("aboda-video4.avi", (4, 6), ((1.0, 3.1), (7.2, 8.6), (9.2, 24.0), (28.5, 38.9))),
    Clip("tree.avi", (0, 15), ((23.1, 29.6),)),
    Clip("vtest.avi", (0, 60), ((0, 79.5),), counted=False),
    Clip("highway.avi", (0, 25), ((0, 28.3),), counted=False),
)


def needed(folder: Path, file: str) -> Path:
    """Return the path of a clip; raise CannotMeasureError where it isn't there."""
    path = folder / file
    if not path.is_file():
        raise CannotMeasureError(
            f"{file} is not in {folder}: give the folder of clips with --clips"
        )
    return path


def decoded(path: Path) -> Iterator[av.VideoFrame]:
    """Decode a file as the hub decodes a stream."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stream.thread_count = 1
        stream.codec_context.options = {"skip_loop_filter": "all", "flags2": "+fast"}
        yield from container.decode(stream)


@dataclass(frozen=True, slots=True)
class Looked:
    """A clip as the eyes get it: warm-up frames (negative times) and its own, `fps` a second at the most."""

    clip: Clip
    warm: tuple[Frame, ...]
    body: tuple[Frame, ...]

    @property
    def frames(self) -> tuple[Frame, ...]:
        """Return all, the warm-up first."""
        return self.warm + self.body

    def greys(self) -> npt.NDArray[np.uint8]:
        """Return all pictures in one array, what is masked out black."""
        greys = np.stack([frame.grey for frame in self.frames])
        greys[:, : round(self.clip.masked_top * greys.shape[1])] = 0
        return greys


def look_at(folder: Path, clip: Clip, fps: float = 5.0) -> Looked:
    """Decode a clip and loop its quiet seconds to and fro for a minute before it."""
    body: list[Frame] = []
    for picture in decoded(needed(folder, clip.file)):
        at = float(picture.time or 0.0)
        if not body or at - (body[-1].at - START) >= 1 / fps - 1e-3:
            body.append(
                Frame(grey=reduce(picture).copy(), at=START + at, saturation=saturation(picture))
            )
    quiet = [frame for frame in body if clip.quiet[0] <= frame.at - START < clip.quiet[1]]
    loop = quiet + quiet[::-1]
    count = round(WARM * fps)
    warm = [
        Frame(grey=each.grey, at=START - WARM + index / fps, saturation=each.saturation)
        for index, each in ((index, loop[index % len(loop)]) for index in range(count))
    ]
    return Looked(clip, tuple(warm), tuple(body))


class Clock:
    """Adds up CPU seconds of this process, whatever else the machine does."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._from = 0.0

    def __enter__(self) -> None:
        self._from = time.process_time()

    def __exit__(self, *_: object) -> None:
        self.seconds += time.process_time() - self._from
