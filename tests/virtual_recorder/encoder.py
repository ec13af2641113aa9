"""Encodes a slot's picture once, in a thread of its own, for everybody who watches."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
import re
import threading
import time
from typing import override

import av

from .scenario import StreamSpec
from .scenes import Source

_START = re.compile(rb"\x00\x00\x00?\x01")


@dataclass(frozen=True, kw_only=True, slots=True)
class AccessUnit:
    """One encoded picture: its NAL units, its moment (time.time()), whether decoding can start here."""

    nals: tuple[bytes, ...]
    at: float
    key: bool


def split_nals(data: bytes) -> tuple[bytes, ...]:
    """Take Annex B bytes apart."""
    return tuple(nal for nal in _START.split(data) if nal)


class Encoder(threading.Thread):
    """Draws and encodes at the stream's pace until stopped; `publish` is called in this thread."""

    def __init__(
        self, source: Source, spec: StreamSpec, publish: Callable[[AccessUnit], None]
    ) -> None:
        super().__init__(name="virtual-recorder-encoder", daemon=True)
        self._source = source
        self._spec = spec
        self._publish = publish
        self._done = threading.Event()
        self._key_wanted = threading.Event()

    def ask_key(self) -> None:
        """Make the next picture one that decoding can start with."""
        self._key_wanted.set()

    def stop(self) -> None:
        """End the thread and wait for it: one picture's time at most."""
        self._done.set()
        self.join()

    @override
    def run(self) -> None:
        """Encode picture after picture."""
        try:
            codec = self._codec()
            step = 1 / self._spec.fps
            due = time.monotonic()
            number = 0
            while not self._done.is_set():
                at = time.time()
                self._encode(codec, number, at)
                number += 1
                due = max(due + step, time.monotonic() - step)
                self._done.wait(max(0.0, due - time.monotonic()))
        finally:
            self._source.close()

    def _encode(self, codec: av.VideoCodecContext, number: int, at: float) -> None:
        frame = self._source.frame(self._spec.width, self._spec.height, at)
        frame.pts = number
        frame.time_base = Fraction(1, self._spec.fps)
        if self._key_wanted.is_set():
            self._key_wanted.clear()
            frame.pict_type = av.video.frame.PictureType.I
        else:
            frame.pict_type = av.video.frame.PictureType.NONE
        for packet in codec.encode(frame):
            self._publish(AccessUnit(nals=split_nals(bytes(packet)), at=at, key=packet.is_keyframe))

    def _codec(self) -> av.VideoCodecContext:
        spec = self._spec
        keys = max(1, round(spec.fps * spec.gop_seconds))
        h264 = spec.codec != "h265"
        codec = av.CodecContext.create("libx264" if h264 else "libx265", "w")
        if not isinstance(codec, av.VideoCodecContext):
            raise TypeError("no video encoder")
        codec.width, codec.height, codec.pix_fmt = spec.width, spec.height, "yuv420p"
        codec.time_base = Fraction(1, spec.fps)
        codec.framerate = Fraction(spec.fps)
        codec.thread_count = 1
        more = f"keyint={keys}:min-keyint={keys}:scenecut=0:repeat-headers=1"
        if h264:
            codec.options = {
                "preset": "ultrafast", "tune": "zerolatency", "profile": "baseline", "crf": "27",
                "forced-idr": "1", "x264-params": more,
            }  # fmt: skip
        else:
            codec.options = {
                "preset": "ultrafast", "tune": "zerolatency", "crf": "30", "forced-idr": "1",
                "x265-params": f"{more}:log-level=none:pools=none:frame-threads=1",
            }  # fmt: skip
        return codec
