"""Plays one stretch of a recorder's recordings into standard output as MP4, without re-encoding.

A program: `python -P playback_worker.py`. It reads one line of JSON, `{"url", "seconds"}`, from
standard input (an address with a password has no place on a command line), and ends at the end of
the recording, after that many seconds of video, or when nobody reads any more.
"""

import json
import sys
from typing import BinaryIO, Final

import av
from av.container import InputContainer, OutputContainer

OPEN_LIMIT: Final = 10.0
READ_LIMIT: Final = 10.0
_SLACK: Final = 2.0


def main() -> int:
    """Play; return 0, or 1 where nothing could be played."""
    order = json.loads(sys.stdin.readline())
    try:
        with av.open(
            order["url"],
            options={"rtsp_transport": "tcp"},
            timeout=(OPEN_LIMIT, READ_LIMIT),
        ) as source:
            return remux(source, sys.stdout.buffer, float(order["seconds"]))
    except BrokenPipeError:
        return 0
    except av.error.FFmpegError, OSError:
        return 1


def remux(source: InputContainer, sink: BinaryIO, seconds: float) -> int:
    """Copy the video of `source` into `sink` as fragmented MP4; return as `main` does."""
    if not source.streams.video:
        return 1
    movflags = "frag_keyframe+empty_moov+default_base_moof"
    with av.open(sink, "w", format="mp4", options={"movflags": movflags}) as target:
        return 0 if _copy(source, target, seconds) else 1


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
