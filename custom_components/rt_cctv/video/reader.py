"""The thread that holds a slot's one RTSP session and passes its packets on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
import random
import threading
import time
from typing import Final, override

import av
from av.container import InputContainer
import av.error

from .annexb import Codec
from .live import Fragment, Remuxer
from .looker import Looker
from .timeline import Timeline

OPEN_LIMIT: Final = 10.0
"""Seconds for the server's answers, and as many for the first packet: some begin with a key frame."""
READ_LIMIT: Final = 5.0
UNDECODABLE_LIMIT: Final = 8.0
_BACKOFF: Final = (0.5, 1.0, 2.0, 4.0, 8.0)
_HELD = 10.0

_OPTIONS: Final = {
    "rtsp_transport": "tcp",
    "allowed_media_types": "video",
    # The SDP says what the stream is; looking further into it would only delay the first picture.
    "analyzeduration": "1",
    "probesize": "32",
    "fpsprobesize": "0",
}
_CODECS: Final = {"h264": Codec.H264, "hevc": Codec.H265}


class Link(StrEnum):
    """How it stands with the session."""

    CONNECTING = "connecting"
    LIVE = "live"
    LOST = "lost"
    REFUSED = "refused"


class Reason(StrEnum):
    """Why it is not live (or, for CODEC, can't be shown by a browser)."""

    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    BUSY = "busy"
    NOT_FOUND = "not_found"
    UNAUTHORISED = "unauthorised"
    ENDED = "ended"
    NO_VIDEO = "no_video"
    UNDECODABLE = "undecodable"
    CODEC = "codec"
    WORKER = "worker"


def reason_of(err: Exception) -> Reason:
    """Name what went wrong. The error's own text holds the address, so it goes no further."""
    match err:
        case av.error.HTTPUnauthorizedError() | av.error.HTTPForbiddenError():
            return Reason.UNAUTHORISED
        case av.error.HTTPServerError():
            return Reason.BUSY
        case av.error.HTTPClientError():
            return Reason.NOT_FOUND
        case av.error.ExitError() | TimeoutError():
            return Reason.TIMEOUT
        case EOFError():
            return Reason.ENDED
        case av.error.InvalidDataError():
            return Reason.NOT_FOUND
        case _:
            return Reason.UNREACHABLE


class Reader(threading.Thread):
    """Connects, reads until the session breaks, waits a little longer each time, connects again."""

    def __init__(
        self,
        url: str,
        looker: Looker,
        timeline: Timeline,
        on_fragment: Callable[[Fragment], None],
        on_change: Callable[[], None],
    ) -> None:
        """`on_change` is called when `link`, `reason` or the stream's shape changed."""
        super().__init__(name="reader", daemon=True)
        self._url = url
        self._looker = looker
        self._timeline = timeline
        self._on_fragment = on_fragment
        self._on_change = on_change
        self._remuxer = Remuxer()
        self._permission = threading.Event()
        self.asking = False
        self.link = Link.CONNECTING
        self.reason: Reason | None = None
        self.since = time.time()
        self.last_wall: float | None = None
        self.codec: str | None = None
        self.width = self.height = 0
        self.packets = self.corrupt = self.sessions = self.attempts = 0
        self.alive_at = time.monotonic()
        self.patience = READ_LIMIT

    @property
    def fps(self) -> float:
        """Pictures a second, 0 before the first."""
        return self._timeline.fps if self.packets else 0.0

    def permit(self) -> None:
        """Let the next connection be made (any thread)."""
        self._permission.set()

    @override
    def run(self) -> None:
        """Keep one session for as long as the process lives."""
        failures = 0
        while True:
            self._wait_for_permission()
            began = time.monotonic()
            packets = self.packets
            try:
                self._session()
                reason = Reason.ENDED
            except (av.error.FFmpegError, OSError, ValueError) as err:
                reason = reason_of(err)
            except _UndecodableError:
                reason = Reason.UNDECODABLE
            except _NoVideoError:
                reason = Reason.NO_VIDEO
            held = self.packets > packets and time.monotonic() - began > _HELD
            failures = 0 if held else failures + 1
            self._broke(reason)
            self._pause(failures)

    def _wait_for_permission(self) -> None:
        self.asking = True
        self._on_change()
        while not self._permission.wait(1.0):
            self.alive_at = time.monotonic()
        self._permission.clear()
        self.asking = False

    def _pause(self, failures: int) -> None:
        longest = _BACKOFF[min(failures, len(_BACKOFF) - 1)]
        until = time.monotonic() + longest * random.uniform(0.7, 1.0)
        while (left := until - time.monotonic()) > 0:
            self.alive_at = time.monotonic()
            time.sleep(min(left, 1.0))

    def _broke(self, reason: Reason) -> None:
        if reason is Reason.UNAUTHORISED:
            self._become(Link.REFUSED, reason)
        elif self.last_wall is None:
            self._become(Link.CONNECTING, reason)
        else:
            self._become(Link.LOST, reason)
        self._answered()

    def _become(self, link: Link, reason: Reason | None) -> None:
        self.reason = reason
        if link is not self.link:
            self.link = link
            since = self.last_wall if link is Link.LOST else None
            self.since = since or time.time()

    def _answered(self) -> None:
        """Say that the attempt has its answer; what `link` says of it must be set by then."""
        self.attempts += 1
        self._on_change()

    def _session(self) -> None:
        self.alive_at, self.patience = time.monotonic(), 2 * OPEN_LIMIT
        with _opened(self._url) as container:
            self.alive_at, self.patience = time.monotonic(), READ_LIMIT
            stream = next(iter(container.streams.video), None)
            if stream is None:
                raise _NoVideoError
            context = stream.codec_context
            self.codec = context.name
            self.width, self.height = context.width, context.height
            self.sessions += 1
            self._answered()
            codec = _CODECS.get(context.name)
            if codec is not None:
                self._remuxer.begin(codec, context.extradata)
            rate = stream.average_rate or stream.guessed_rate
            self._timeline.reconnected(float(rate) if rate else None)
            self._looker.begin(context.name, context.extradata)
            self._read(container.demux(stream), codec)

    def _read(self, packets: Iterator[av.Packet[av.VideoStream]], codec: Codec | None) -> None:
        for packet in packets:
            waited, self.alive_at = time.monotonic() - self.alive_at, time.monotonic()
            if waited >= READ_LIMIT:
                # FFmpeg answers the first time-out with the picture that its parser still held.
                raise TimeoutError
            if packet.size:
                self._take(packet, codec)

    def _take(self, packet: av.Packet[av.VideoStream], codec: Codec | None) -> None:
        arrived, wall = time.monotonic(), time.time()
        base = float(packet.time_base) if packet.time_base else 0.0
        when = packet.pts if packet.dts is None else packet.dts
        placed = self._timeline.place(None if when is None else when * base, arrived, wall)
        self.packets += 1
        self.corrupt += packet.is_corrupt
        self.last_wall = wall
        key = packet.is_keyframe
        if codec is not None:
            later = 0 if packet.pts is None or packet.dts is None else packet.pts - packet.dts
            shown_after = min(max(later * base, 0.0), 1.0)
            piece = self._remuxer.feed(bytes(packet), placed, shown_after, marked_key=key)
            if piece is not None:
                key = piece.key
                self.width, self.height = piece.init.width, piece.init.height
                self._on_fragment(piece)
        self._looker.offer(packet, placed, key=key)
        if self.link is not Link.LIVE:
            self._become(Link.LIVE, None if codec else Reason.CODEC)
            self._on_change()
        if self._looker.undecodable_for > UNDECODABLE_LIMIT:
            raise _UndecodableError


class _NoVideoError(Exception):
    """The session has no video stream."""


class _UndecodableError(Exception):
    """Packets come but no picture: the stream changed under us."""


@contextmanager
def _opened(url: str) -> Iterator[InputContainer]:
    container = av.open(url, "r", options=_OPTIONS, timeout=(OPEN_LIMIT, READ_LIMIT))
    try:
        yield container
    finally:
        container.close()
