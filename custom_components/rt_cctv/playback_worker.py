"""Plays one stretch of a recorder's recordings into standard output, without re-encoding.

A program: `python -P playback_worker.py`. It reads one line of JSON, `{"url", "seconds", "longest"}`,
from standard input (an address with a password has no place on a command line), and ends at the end
of the recording, after that many seconds of video, or when nobody reads any more. What it writes are
pieces, each behind a `HEADER`: the initialization section of a fragmented MP4 (lasting 0 ms), then
the media segments of HTTP Live Streaming (RFC 8216, 3.3). They begin with key frames, but last no
longer than `longest` seconds however rare these are.
"""

import json
import struct
import sys
from typing import BinaryIO, Final

import av
from av.container import InputContainer, OutputContainer

HEADER: Final = struct.Struct(">II")
"""Size in bytes and length in milliseconds of the piece that follows."""
OPEN_LIMIT: Final = 10.0
READ_LIMIT: Final = 10.0
_SHORTEST: Final = 1
_SLACK: Final = 2.0
# A recorder plays no faster than things happened: what FFmpeg looks at beforehand, people wait for.
_OPTIONS: Final = {"rtsp_transport": "tcp", "analyzeduration": "500000"}
_BOX: Final = struct.Struct(">I4s")
# After a `sidx` box's header (ISO/IEC 14496-12, 8.16.3, version 1, one reference): its time scale
# and how long its fragment lasts.
_SIDX: Final = struct.Struct(">8xI24xI4x")


def main() -> int:
    """Play; return 0, or 1 where nothing could be played."""
    order = json.loads(sys.stdin.readline())
    try:
        with av.open(
            order["url"],
            options=_OPTIONS,
            timeout=(OPEN_LIMIT, READ_LIMIT),
        ) as source:
            seconds, longest = float(order["seconds"]), int(order["longest"])
            return remux(source, sys.stdout.buffer, seconds, longest)
    except BrokenPipeError:
        return 0
    except av.error.FFmpegError, OSError:
        return 1


def remux(source: InputContainer, sink: BinaryIO, seconds: float, longest: int) -> int:
    """Copy the video of `source` into `sink` as pieces; return as `main` does."""
    if not source.streams.video:
        return 1
    options = {
        # `dash` writes the `sidx` that says how long a fragment is.
        "movflags": "frag_keyframe+empty_moov+default_base_moof+dash",
        "frag_duration": str(longest * 1_000_000),
        "min_frag_duration": str(min(_SHORTEST, longest) * 1_000_000),
    }
    with av.open(_Pieces(sink), "w", format="mp4", options=options) as target:
        return 0 if _copy(source, target, seconds) else 1


class _Pieces:
    """Takes a fragmented MP4 as it is written, and passes it on piece by piece."""

    def __init__(self, sink: BinaryIO) -> None:
        self._sink = sink
        self._box = bytearray()
        self._piece = bytearray()
        self._milliseconds = 0

    def write(self, data: bytes) -> int:
        self._box += data
        while len(self._box) >= _BOX.size:
            size, kind = _BOX.unpack_from(self._box)
            if len(self._box) < size:
                break
            if kind == b"sidx":
                scale, lasts = _SIDX.unpack_from(self._box, _BOX.size)
                self._milliseconds = round(lasts * 1000 / scale)
            self._piece += self._box[:size]
            del self._box[:size]
            if kind in (b"moov", b"mdat"):
                self._pass_on()
        return len(data)

    def _pass_on(self) -> None:
        self._sink.write(HEADER.pack(len(self._piece), self._milliseconds) + self._piece)
        self._sink.flush()
        self._piece.clear()


def _copy(source: InputContainer, target: OutputContainer, seconds: float) -> bool:
    video = source.streams.video[0]
    out = target.add_stream_from_template(video)
    if video.codec_context.name == "hevc":
        # The one of HEVC's two names that browsers take.
        out.codec_context.codec_tag = "hvc1"
    first: int | None = None
    last = -1
    for packet in source.demux(video):
        moment = packet.dts if packet.dts is not None else packet.pts
        if moment is None or packet.time_base is None:
            continue
        if first is None:
            if not packet.is_keyframe:
                continue
            first = moment
        if (moment - first) * packet.time_base > seconds + _SLACK:
            break
        # Recorders jump back a little where one file of theirs ends and the next begins.
        packet.dts = max(last + 1, moment - first)
        packet.pts = max(packet.dts, (packet.pts or moment) - first)
        last = packet.dts
        packet.stream = out
        target.mux(packet)
    return first is not None


if __name__ == "__main__":
    sys.exit(main())
