"""The thread that decodes a slot's pictures and has the analyser look at some of them."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
import threading
import time
from typing import Any, override

import av
import av.error
from PIL.Image import Image

from ..model import FindingKind
from ..vision.analyse import Analyser
from ..vision.settings import SlotSettings
from ..vision.sighting import Frame, Sighting
from .confirm import Confirmer
from .decode import Decoder
from .pace import Pace
from .picture import draw_evidence, explained, jpeg, reduce, saturation, to_image
from .sightings import Watchbook
from .timeline import Placed
from .wire import Header

MAX_QUEUE_BYTES = 16_000_000
MAX_QUEUE = 300
_GAP = 1.0

type Say = Callable[[Header, bytes], None]
type Packet = av.Packet[av.VideoStream]


@dataclass(frozen=True, slots=True)
class Picture:
    """A packet on its way to the decoder."""

    packet: Packet
    placed: Placed
    key: bool


@dataclass(frozen=True, slots=True)
class Session:
    """The packets behind this come from a new stream of this codec (FFmpeg's name)."""

    codec: str
    extradata: bytes | None


class Looker(threading.Thread):
    """Decodes everything, looks at five pictures a second, and at fewer when behind.

    The reader only ever appends to a bounded queue, so live pictures don't wait for the eyes.
    """

    def __init__(
        self,
        say: Say,
        best_picture: Callable[[], Image | None],
        settings: SlotSettings,
        state: bytes | None,
        confirmer: Confirmer | None,
    ) -> None:
        """`best_picture` decodes the newest picture from memory, without the eyes' shortcuts."""
        super().__init__(name="looker", daemon=True)
        self._say = say
        self._best_picture = best_picture
        self._settings = settings
        self._confirmer = confirmer
        self._analyser = Analyser(settings, state)
        self._watchbook = Watchbook()
        self._queue: deque[Picture | Session | Callable[[], None]] = deque()
        self._queued_bytes = 0
        self._wake = threading.Condition()
        self._overrun = False
        self._decoder: Decoder | None = None
        self._frame: av.VideoFrame | None = None
        self._next_look = 0.0
        self._last_picture = time.monotonic()
        self._gap_said = 0.0
        self._errors_before = 0
        self._busy = 0.0
        self._busy_measured = (time.monotonic(), time.thread_time())
        self.telling = threading.Lock()
        """Held while sightings go out, so that `active` and what was said never differ."""
        self.active: frozenset[FindingKind] | None = None
        """What the analyser holds to be active, None before its first look."""
        self.pace = Pace()
        self.looks = 0
        self.alive_at = time.monotonic()

    @property
    def on(self) -> bool:
        """Whether anything is looked for at all; if not, nothing is decoded."""
        return bool(self._settings.kinds)

    @property
    def decode_errors(self) -> int:
        """Packets and pictures that were broken, since the start."""
        return self._errors_before + (self._decoder.errors if self._decoder else 0)

    @property
    def undecodable_for(self) -> float:
        """For how many seconds packets came but no good picture; 0 when nothing is looked for."""
        decoder = self._decoder
        return decoder.failing_for if self.on and decoder else 0.0

    @property
    def ready(self) -> bool:
        """Whether the analyser knows the empty scene."""
        return self._analyser.ready

    def begin(self, codec: str, extradata: bytes | None) -> None:
        """Say that a new session began (reader's thread)."""
        with self._wake:
            self._queue.append(Session(codec, extradata))
            self._wake.notify()

    def offer(self, packet: Packet, placed: Placed, *, key: bool) -> None:
        """Take a packet (reader's thread); drops up to a key frame where the queue is full."""
        if not self.on:
            return
        with self._wake:
            if len(self._queue) >= MAX_QUEUE or self._queued_bytes >= MAX_QUEUE_BYTES:
                self._queue = deque(e for e in self._queue if not isinstance(e, Picture))
                self._queued_bytes = 0
                self._overrun = True
            self._queue.append(Picture(packet, placed, key))
            self._queued_bytes += packet.size
            self._wake.notify()

    def do(self, task: Callable[[], None]) -> None:
        """Have something done in this thread, between two pictures."""
        with self._wake:
            self._queue.append(task)
            self._wake.notify()

    def configure(self, settings: SlotSettings) -> None:
        """Look for other things from now on; what is known of the scene is kept (this thread)."""
        self._analyser = Analyser(settings, self._analyser.save())
        self._settings = settings
        with self.telling:
            self.active = None
        if self._decoder:
            self._decoder.wait_for_key()

    def save(self) -> bytes:
        """Return what must outlive a restart (this thread)."""
        return self._analyser.save()

    def vote(self, source: str, *, wet: bool) -> None:
        """Pass on a second opinion on flooding (this thread)."""
        self._analyser.vote(source, wet, time.time())

    def explain(self) -> bytes:
        """Return a JPEG of what the analyser sees (this thread)."""
        return explained(self._analyser.explain())

    def still(self) -> Image | None:
        """Return the newest picture (this thread)."""
        if (best := self._best_picture()) is not None:
            return best
        return to_image(self._frame) if self._frame else None

    @override
    def run(self) -> None:
        """Work through the queue for as long as the process lives."""
        while True:
            entry = self._take()
            self.alive_at = time.monotonic()
            if isinstance(entry, Picture):
                self._decode(entry)
            elif isinstance(entry, Session):
                self._open(entry)
            elif entry is not None:
                entry()
            self._mind_the_gap()

    def _take(self) -> Picture | Session | Callable[[], None] | None:
        with self._wake:
            if not self._queue:
                self._wake.wait(_GAP)
            if not self._queue:
                return None
            entry = self._queue.popleft()
            if isinstance(entry, Picture):
                self._queued_bytes -= entry.packet.size
            if self._overrun:
                self._overrun = False
                if self._decoder:
                    self._decoder.wait_for_key()
            return entry

    def _open(self, session: Session) -> None:
        if self._decoder:
            self._errors_before += self._decoder.errors
        try:
            self._decoder = Decoder(session.codec, session.extradata)
        except av.error.FFmpegError, ValueError:
            self._decoder = None

    def _decode(self, picture: Picture) -> None:
        if self._decoder is None:
            return
        frames = self._decoder.decode(
            picture.packet, key=picture.key, keyframes_only=self.pace.keyframes_only
        )
        for frame in frames:
            self._last_picture = time.monotonic()
            self.pace.size(frame.width, frame.height)
            self._frame = frame
            if self.pace.keyframes_only or picture.placed.at >= self._next_look:
                self._look(frame, picture)
        self._measure(picture)

    def _look(self, frame: av.VideoFrame, picture: Picture) -> None:
        at = picture.placed.at
        period = 1 / self.pace.rate
        self._next_look = max(self._next_look, at - period) + period
        self.looks += 1
        seen = self._analyser.look(
            Frame(
                grey=reduce(frame),
                at=at,
                keyframe=picture.key,
                packet_size=picture.packet.size,
                saturation=saturation(frame),
            )
        )
        self._tell(seen)
        if self._confirmer is not None and self._analyser.questions:
            self._ask(self._confirmer, frame)

    def _ask(self, confirmer: Confirmer, frame: av.VideoFrame) -> None:
        image = to_image(frame)
        for question in self._analyser.questions:
            labels = confirmer.ask(image, question.box)
            self.alive_at = time.monotonic()
            if labels is not None:
                self._analyser.answer(question.key, labels)

    def _mind_the_gap(self) -> None:
        now = time.monotonic()
        if self.on and now - max(self._last_picture, self._gap_said) >= _GAP:
            self._gap_said = now
            self._tell(self._analyser.stream_gap(time.time()))

    def _measure(self, picture: Picture) -> None:
        now, worked = time.monotonic(), time.thread_time()
        since, worked_then = self._busy_measured
        if now - since >= 1:
            self._busy = (worked - worked_then) / (now - since)
            self._busy_measured = now, worked
        self.pace.note(now, now - picture.placed.arrived, self._busy)

    def _tell(self, seen: tuple[Sighting, ...]) -> None:
        with self.telling:
            for sighting in seen:
                if self._watchbook.tell(sighting):
                    self._say(*self._message(sighting))
            if self.looks:
                kinds = {kind for kind, _ in self._analyser.active}
                self.active = frozenset(kinds & self._settings.kinds.keys())

    def _message(self, sighting: Sighting) -> tuple[Mapping[str, Any], bytes]:
        evidence = b""
        if self._watchbook.wants_picture(sighting) and (image := self.still()) is not None:
            evidence = jpeg(draw_evidence(image, sighting.box, self._outlines(sighting)))
        header = {
            "is": "finding",
            "kind": sighting.kind,
            "active": sighting.active,
            "at": sighting.at,
            "zone": sighting.zone,
            "certainty": sighting.certainty,
            "target": sighting.target,
            "detail": dict(sighting.detail),
        }
        return header, evidence

    def _outlines(self, sighting: Sighting) -> list[tuple[tuple[float, float], ...]]:
        if sighting.zone is not None:
            return [zone.points for zone in self._settings.zones if zone.name == sighting.zone]
        return [zone.points for zone in self._settings.zones if sighting.kind in zone.kinds]
