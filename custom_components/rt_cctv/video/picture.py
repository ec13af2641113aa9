"""Still pictures: decoded from remembered fragments, reduced for the eyes, drawn on as evidence."""

from collections.abc import Sequence
import io

import av
import av.error
import numpy as np
from PIL import Image, ImageDraw

from ..vision.sighting import GRID_WIDTH, Box, Colour, Grey
from .live import Fragment

MAX_WIDTH = 1280
_QUALITY = 82
_CHROMA_STEP = 8
"""Every so many rows tell enough."""
_CHROMA_IN_BYTES = frozenset(f"yuv{full}{kind}p" for full in ("", "j") for kind in (420, 422, 444))
_RED, _YELLOW, _BLACK = (255, 48, 48), (255, 221, 0), (0, 0, 0)

type Outline = Sequence[tuple[float, float]]
"""Points in shares of the picture's width and height."""


def last_picture(pieces: Sequence[Fragment]) -> Image.Image | None:
    """Decode a group of pictures and return its last one, None where nothing can be decoded."""
    if not pieces:
        return None
    raw = pieces[0].init.data + b"".join(piece.data for piece in pieces)
    last: av.VideoFrame | None = None
    try:
        with av.open(io.BytesIO(raw), "r", format="mp4") as container:
            container.streams.video[0].codec_context.thread_count = 1
            for frame in container.decode(video=0):
                last = frame
    except av.error.FFmpegError:
        if last is None:
            return None
    return None if last is None else to_image(last)


def to_image(frame: av.VideoFrame) -> Image.Image:
    """Return a decoded frame as a picture, at most 1280 wide."""
    width = min(frame.width, MAX_WIDTH)
    rgb = frame.to_ndarray(
        width=width, height=round(frame.height * width / frame.width), format="rgb24"
    )
    return Image.fromarray(rgb)


def jpeg(image: Image.Image) -> bytes:
    """Return the picture as JPEG."""
    written = io.BytesIO()
    image.save(written, "JPEG", quality=_QUALITY)
    return written.getvalue()


def explained(colours: Colour) -> bytes:
    """Return the analyser's own picture as JPEG, large enough for a phone."""
    image = Image.fromarray(colours)
    times = max(1, 640 // image.width)
    size = (image.width * times, image.height * times)
    return jpeg(image.resize(size, Image.Resampling.NEAREST))


def draw_evidence(image: Image.Image, box: Box | None, zones: Sequence[Outline]) -> Image.Image:
    """Draw the zones (yellow) and the object (red) on the picture, each with a black edge."""
    draw = ImageDraw.Draw(image)
    width, height = image.size
    line = max(2, width // 240)
    for zone in zones:
        points = [(x * (width - 1), y * (height - 1)) for x, y in zone]
        closed = [*points, points[0]]
        draw.line(closed, fill=_BLACK, width=line + 2, joint="curve")
        draw.line(closed, fill=_YELLOW, width=line, joint="curve")
    if box is not None:
        corners = (
            min(box.left, box.right) * (width - 1),
            min(box.top, box.bottom) * (height - 1),
            max(box.left, box.right) * (width - 1),
            max(box.top, box.bottom) * (height - 1),
        )
        draw.rectangle(corners, outline=_BLACK, width=line + 2)
        draw.rectangle(corners, outline=_RED, width=line)
    return image


def crop(image: Image.Image, box: Box, *, margin: float = 0.15) -> Image.Image:
    """Return what is inside the box and a little around it."""
    wider, taller = margin * (box.right - box.left), margin * (box.bottom - box.top)
    left, top = max(0.0, box.left - wider), max(0.0, box.top - taller)
    right, bottom = min(1.0, box.right + wider), min(1.0, box.bottom + taller)
    width, height = image.size
    return image.crop(
        (
            int(left * width),
            int(top * height),
            max(int(left * width) + 1, round(right * width)),
            max(int(top * height) + 1, round(bottom * height)),
        )
    )


def reduce(frame: av.VideoFrame) -> Grey:
    """Return the frame in grey, GRID_WIDTH wide, each cell the mean of its area."""
    height = max(16, round(GRID_WIDTH * frame.height / frame.width))
    small = frame.reformat(width=GRID_WIDTH, height=height, format="gray", interpolation="AREA")
    plane = small.planes[0]
    rows = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)
    return rows[:height, :GRID_WIDTH]


def saturation(frame: av.VideoFrame) -> float | None:
    """Return the mean distance of the chroma planes from grey (0 to 128); None unless those are of bytes."""
    if frame.format.name not in _CHROMA_IN_BYTES:
        return None
    apart, cells = 0, 0
    for plane in frame.planes[1:3]:
        rows = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)
        signed = (rows[: plane.height : _CHROMA_STEP, : plane.width] ^ 128).view(np.int8)
        # -128 is its own absolute value: as an unsigned byte it reads 128.
        apart += int(np.abs(signed).view(np.uint8).sum(dtype=np.uint32))
        cells += signed.size
    return apart / cells
