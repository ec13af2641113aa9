"""Decodes a slot's packets in one thread, survives broken ones and changes of size."""

from collections.abc import Iterator
import time

import av
from av.codec.context import ThreadType
import av.error


class Decoder:
    """One session's decoder. A packet that can't be decoded is counted and passed over."""

    def __init__(self, codec: str, extradata: bytes | None) -> None:
        """Open FFmpeg's decoder `codec`. Raises av.error.FFmpegError where there is none."""
        context = av.CodecContext.create(codec, "r")
        assert isinstance(context, av.VideoCodecContext)  # noqa: S101 (for mypy; a video stream's codec)
        context.thread_count = 1
        context.thread_type = ThreadType.NONE
        context.options = {"skip_loop_filter": "all", "flags2": "+fast"}
        if extradata:
            context.extradata = extradata
        self._context = context
        self._waiting_for_key = True
        self._failing_since: float | None = None
        self.errors = 0

    @property
    def failing_for(self) -> float:
        """For how many seconds packets have been tried without a good picture."""
        return time.monotonic() - self._failing_since if self._failing_since else 0.0

    def wait_for_key(self) -> None:
        """Pass over everything up to the next key frame: packets were left out."""
        self._waiting_for_key = True
        self._failing_since = None

    def decode(
        self, packet: av.Packet[av.VideoStream], *, key: bool, keyframes_only: bool
    ) -> Iterator[av.VideoFrame]:
        """Yield the pictures that can be shown after this packet."""
        if keyframes_only:
            self._waiting_for_key = True
        if self._waiting_for_key and not key:
            return
        if self._waiting_for_key:
            self._context.flush_buffers()
            self._waiting_for_key = False
        self.errors += packet.is_corrupt
        if self._failing_since is None:
            self._failing_since = time.monotonic()
        try:
            frames = self._context.decode(packet)
        except av.error.FFmpegError:
            self.errors += 1
            return
        for frame in frames:
            if frame.is_corrupt:
                self.errors += 1
            else:
                self._failing_since = None
                yield frame
