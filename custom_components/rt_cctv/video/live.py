"""Remuxes a slot's pictures for browsers, and remembers the last seconds of them."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
import io

import av
import av.error

from .annexb import Codec, access_unit, parameters_in
from .fmp4 import TIMESCALE, InitError, fragment, init_segment, mime_type
from .timeline import Placed

MAX_RING_BYTES = 12_000_000


@dataclass(frozen=True, slots=True)
class Init:
    """What a player needs before the first picture."""

    data: bytes
    mime: str
    codec: Codec
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Fragment:
    """One picture as `moof` and `mdat`, with the init segment that it belongs to.

    `wall` is the Unix time of its arrival, `media` the second at which it is shown.
    """

    data: bytes
    key: bool
    wall: float
    media: float
    init: Init


class Remuxer:
    """Turns pictures into fragments. The first one out is a key frame with its parameter sets."""

    def __init__(self) -> None:
        """Begin with nothing known."""
        self._codec: Codec | None = None
        self._parameters = b""
        self._init: Init | None = None
        self._sequence = 0
        self._waiting = True

    def begin(self, codec: Codec, extradata: bytes | None) -> None:
        """Begin a session; what the SDP said of the stream stands until the stream says else."""
        if codec is not self._codec:
            self._init = None
            self._parameters = b""
        self._codec = codec
        self._parameters = parameters_in(codec, extradata) or self._parameters
        self._init = None if self._init is None or extradata else self._init
        self._waiting = True

    def feed(
        self, data: bytes, placed: Placed, shown_after: float, *, marked_key: bool
    ) -> Fragment | None:
        """Take one picture; return its fragment, None until one can be shown.

        `shown_after` is how many seconds later than decoded it is shown. `marked_key` is the
        demuxer's word, believed of streams whose key frames are no IDR but bring their SPS.
        """
        if self._codec is None:
            return None
        unit = access_unit(self._codec, data)
        key = unit.random_access or (marked_key and unit.has_sps)
        if unit.has_sps and unit.parameters != self._parameters:
            self._parameters, self._init = unit.parameters, None
        if not unit.sample or (not key and (self._waiting or self._init is None)):
            self._waiting = self._waiting or self._init is None
            return None
        if self._init is None:
            try:
                self._init = self._make_init(self._codec, unit.sample)
            except InitError:
                self._waiting = True
                return None
        self._waiting = False
        self._sequence += 1
        offset = round(shown_after * TIMESCALE)
        boxes = fragment(
            self._sequence, placed.start, placed.duration, offset, unit.sample, key=key
        )
        media = (placed.start + offset) / TIMESCALE
        return Fragment(boxes, key, placed.wall, media, self._init)

    def _make_init(self, codec: Codec, sample: bytes) -> Init:
        data, width, height = init_segment(codec, self._parameters, sample)
        return Init(data, mime_type(codec, data), codec, width, height)


class Ring:
    """The last seconds of fragments: at least everything since the last key frame."""

    def __init__(self, seconds: float) -> None:
        """Keep `seconds` more than the current group of pictures, but at most 12 MB."""
        self._seconds = seconds
        self._groups: deque[list[Fragment]] = deque()
        self._bytes = 0

    def add(self, piece: Fragment) -> None:
        """Remember a fragment and forget what is too old."""
        if piece.key or not self._groups:
            if self._groups and self._groups[-1][-1].init is not piece.init:
                self.clear()
            self._groups.append([])
        self._groups[-1].append(piece)
        self._bytes += len(piece.data)
        while len(self._groups) > 1 and (
            self._bytes > MAX_RING_BYTES or self._groups[1][0].wall <= piece.wall - self._seconds
        ):
            self._bytes -= sum(len(old.data) for old in self._groups.popleft())
        if self._bytes > MAX_RING_BYTES:
            self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self._groups.clear()
        self._bytes = 0

    def since_key(self) -> list[Fragment]:
        """Return the fragments since the last key frame."""
        return list(self._groups[-1]) if self._groups else []

    def last(self, seconds: float) -> list[Fragment]:
        """Return whole groups of pictures that cover the last seconds as far as remembered."""
        if not self._groups:
            return []
        begin = self._groups[-1][-1].wall - seconds
        groups = list(self._groups)
        while len(groups) > 1 and groups[1][0].wall <= begin:
            groups.pop(0)
        return [piece for group in groups for piece in group]


def as_file(pieces: Iterable[Fragment]) -> bytes:
    """Return an ordinary MP4 that begins at zero and plays everywhere; empty if there is nothing.

    Raises av.error.FFmpegError where the pictures can't be written.
    """
    pieces = list(pieces)
    if not pieces:
        return b""
    source_bytes = pieces[0].init.data + b"".join(piece.data for piece in pieces)
    written = io.BytesIO()
    room = 4096 + 48 * len(pieces)
    with (
        av.open(io.BytesIO(source_bytes), "r", format="mp4") as source,
        av.open(written, "w", format="mp4", options={"moov_size": str(room)}) as target,
    ):
        stream = source.streams.video[0]
        copy = target.add_stream_from_template(stream, opaque=True)
        first: int | None = None
        for packet in source.demux(stream):
            if packet.dts is None or packet.pts is None:
                continue
            first = packet.dts if first is None else first
            packet.dts -= first
            packet.pts -= first
            packet.stream = copy
            target.mux(packet)
    return written.getvalue()
