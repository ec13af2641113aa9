"""What the eyes cost: CPU of decoding alone against decoding with everything on."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
import time

import av

from custom_components.rt_cctv.video.picture import reduce, saturation
from custom_components.rt_cctv.vision.analyse import Analyser
from custom_components.rt_cctv.vision.settings import ALL_ON
from custom_components.rt_cctv.vision.sighting import Frame

from ._vision_clips import START, decoded

STREAM_SECONDS = 60
STREAM_FPS = 10
LOOKS = 5.0
RUNS = 7


def stream(source: Path, target: Path) -> None:
    """Write a recorder's sub-stream of a clip: 640 x 360, H.264, 10 frames a second, a key frame every 2 s, a minute."""
    with av.open(str(target), "w") as container:
        out = container.add_stream("libx264", rate=STREAM_FPS)
        out.width, out.height, out.pix_fmt, out.gop_size = 640, 360, "yuv420p", 20
        out.options = {"preset": "veryfast", "tune": "zerolatency", "crf": "27"}
        count = 0
        while count < STREAM_SECONDS * STREAM_FPS:
            base = None
            for picture in decoded(source):
                at = float(picture.time or 0.0)
                if base is not None and at < base + 1 / STREAM_FPS - 1e-3:
                    continue
                base = at if base is None else base + 1 / STREAM_FPS
                frame = picture.reformat(width=640, height=360, format="yuv420p")
                frame.pts, frame.time_base = count, Fraction(1, STREAM_FPS)
                container.mux(out.encode(frame))
                count += 1
                if count >= STREAM_SECONDS * STREAM_FPS:
                    break
        container.mux(out.encode(None))


@dataclass(frozen=True, slots=True)
class Spent:
    """CPU seconds for one file: decoding it alone, and looking at some of its pictures besides."""

    alone: float
    looking: float
    looks: int

    @property
    def times(self) -> float:
        """Return the cost of everything against that of decoding alone."""
        return (self.alone + self.looking) / self.alone


def everything(path: Path) -> float:
    """Return the CPU seconds of one pass of decoding and looking with everything on, the scene known beforehand."""
    decoding, looking = _pass(path)
    return sum(decoding) + sum(looking)


def compared(path: Path) -> Spent:
    """Return what a file costs: of each picture's decoding, and of each look, the least of RUNS passes.

    Both are taken in the same passes, turn by turn, so that whatever else the machine does weighs on both;
    what is left of that in the least of some passes is little.
    """
    passes = [_pass(path) for _ in range(RUNS)]
    alone = sum(map(min, zip(*(decoding for decoding, _ in passes), strict=True)))
    least = [min(each) for each in zip(*(looking for _, looking in passes), strict=True)]
    return Spent(alone, sum(least), len(least))


def _pass(path: Path) -> tuple[list[float], list[float]]:
    """Return the CPU seconds of each picture's decoding and of each look, five a second.

    The empty scene is learned beforehand, by one pass that isn't counted.
    """
    analyser, offset = Analyser(ALL_ON), START
    for _ in range(2):
        last, at = -1.0, 0.0
        decoding: list[float] = []
        looking: list[float] = []
        before = time.thread_time()
        for picture in decoded(path):
            after = time.thread_time()
            decoding.append(after - before)
            at = float(picture.time or 0.0)
            if at - last >= 1 / LOOKS - 1e-3:
                last = at
                _look(analyser, picture, offset + at)
                looking.append(time.thread_time() - after)
            before = time.thread_time()
        offset += at + 1 / LOOKS
    return decoding, looking


def _look(analyser: Analyser, picture: av.VideoFrame, at: float) -> None:
    analyser.look(Frame(grey=reduce(picture), at=at, saturation=saturation(picture)))
