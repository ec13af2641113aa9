"""Encoded pictures made on the spot."""

from dataclasses import dataclass
from fractions import Fraction
import io

import av
import numpy as np

from custom_components.rt_cctv.video.annexb import Codec
from custom_components.rt_cctv.video.live import Fragment, Remuxer
from custom_components.rt_cctv.video.timeline import Timeline

_ENCODERS = {
    Codec.H264: ("libx264", {"preset": "ultrafast", "tune": "zerolatency", "g": "10"}),
    Codec.H265: (
        "libx265",
        {"preset": "ultrafast", "tune": "zerolatency", "x265-params": "keyint=10:log-level=none"},
    ),
}


@dataclass(frozen=True, slots=True)
class Encoded:
    """A picture behind start codes."""

    data: bytes
    key: bool


def encode(
    codec: Codec = Codec.H264,
    *,
    count: int = 20,
    width: int = 320,
    height: int = 180,
    fps: int = 10,
) -> list[Encoded]:
    """Draw a bar that moves and encode it; every tenth picture is a key frame."""
    name, options = _ENCODERS[codec]
    context = av.CodecContext.create(name, "w")
    assert isinstance(context, av.VideoCodecContext)
    context.width, context.height, context.pix_fmt = width, height, "yuv420p"
    context.time_base = Fraction(1, fps)
    context.options = options
    made = []
    for number in range(count):
        picture = np.full((height, width, 3), 90, np.uint8)
        left = number * 7 % (width - 40)
        picture[:, left : left + 40] = (200, 60, 30)
        frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
        frame.pts = number
        made += [Encoded(bytes(packet), packet.is_keyframe) for packet in context.encode(frame)]
    return made + [Encoded(bytes(packet), packet.is_keyframe) for packet in context.encode(None)]


def remux(pictures: list[Encoded], codec: Codec = Codec.H264, *, fps: int = 10) -> list[Fragment]:
    """Return the fragments of pictures that came evenly."""
    remuxer, timeline = Remuxer(), Timeline(5.0)
    remuxer.begin(codec, None)
    pieces = []
    for number, picture in enumerate(pictures):
        placed = timeline.place(number / fps, 100 + number / fps, 1e9 + number / fps)
        piece = remuxer.feed(picture.data, placed, 0.0, marked_key=picture.key)
        pieces += [piece] if piece else []
    return pieces


def decode(raw: bytes) -> list[av.VideoFrame]:
    """Decode an MP4."""
    with av.open(io.BytesIO(raw), "r", format="mp4") as container:
        return list(container.decode(video=0))
