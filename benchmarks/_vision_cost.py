"""What the eyes cost: CPU of decoding alone against decoding with everything on."""

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from statistics import median

import av

from custom_components.rt_cctv.video.picture import reduce, saturation
from custom_components.rt_cctv.vision.analyse import Analyser
from custom_components.rt_cctv.vision.settings import ALL_ON
from custom_components.rt_cctv.vision.sighting import Frame

from ._vision_clips import START, Clock, decoded

STREAM_SECONDS = 60
STREAM_FPS = 10
LOOKS = 5.0
RUNS = 3


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


def decoding(path: Path) -> tuple[float, int]:
    """Return the CPU seconds of decoding alone, and the frames."""
    clock, count = Clock(), 0
    with clock:
        for _ in decoded(path):
            count += 1
    return clock.seconds, count


def everything(path: Path) -> tuple[float, int]:
    """Return the CPU seconds of decoding and looking five times a second with everything on, and the looks.

    The empty scene is learned beforehand, by one pass that isn't counted.
    """
    analyser, clock, looks, offset = Analyser(ALL_ON), Clock(), 0, START
    for counted in (False, True):
        last, begun = -1.0, 0.0
        with clock:
            for picture in decoded(path):
                at = float(picture.time or 0.0)
                begun = at
                if at - last < 1 / LOOKS - 1e-3:
                    continue
                last = at
                analyser.look(
                    Frame(grey=reduce(picture), at=offset + at, saturation=saturation(picture))
                )
                looks += counted
        offset += begun + 0.2
        if not counted:
            clock.seconds = 0.0
    return clock.seconds, looks


def compared(paths: Iterable[Path]) -> dict[str, tuple[float, float, int, int]]:
    """Return for each file the median CPU seconds of decoding and of everything, the frames and the looks."""
    results = {}
    for path in paths:
        alone = [decoding(path) for _ in range(RUNS)]
        whole = [everything(path) for _ in range(RUNS)]
        results[path.name] = (
            median(each for each, _ in alone),
            median(each for each, _ in whole),
            alone[0][1],
            whole[0][1],
        )
    return results
