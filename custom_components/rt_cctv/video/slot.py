"""One slot on the hub's side: its process, its viewers and what it says."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
import contextlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
import itertools
import logging
import time
from typing import Any, Final

from ..model import Certainty, Finding, FindingKind, FindingSource, Target
from .gate import LoginGate
from .process import Handlers, WorkerProcess
from .viewers import Audience, LiveItem, LiveMedia, LiveStart, LiveState, Viewer
from .wire import Header

_LOGGER = logging.getLogger(__name__)

ANSWER_LIMIT: Final = 5.0
LINGER: Final = 10.0
"""For so long pictures keep coming from the worker after the last viewer went."""


class NoPictureError(Exception):
    """There is no picture to give: the slot isn't live, or its worker didn't answer in time."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SlotConfig:
    """What a slot's worker needs. `url` holds credentials; it never leaves the pipe.

    `settings` are vision settings as JSON; `saved` is what `on_saved` was given before.
    `ring` seconds of pictures are remembered; `memory` bytes is the process's limit.
    """

    number: int
    url: str = field(repr=False)
    settings: Mapping[str, Any] = field(default_factory=dict)
    saved: bytes | None = field(default=None, repr=False)
    ring: float = 10.0
    memory: int = 1_500_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class SlotState:
    """How a slot's reading goes. `since` and `last_picture` in Unix time.

    `fps` is the stream's, `looked_fps` how many of them were looked at a second. `broken` counts
    packets and pictures that couldn't be read.
    """

    link: str = "connecting"
    reason: str | None = None
    since: float = 0.0
    last_picture: float | None = None
    codec: str | None = None
    width: int = 0
    height: int = 0
    fps: float = 0.0
    looked_fps: float = 0.0
    keyframes_only: bool = False
    degraded: str | None = None
    ready: bool = False
    broken: int = 0
    sessions: int = 0
    restarts: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class SlotListener:
    """Whom a slot tells what it found, how it is, and what to keep over a restart."""

    finding: Callable[[Finding], None]
    state: Callable[[SlotState], None]
    saved: Callable[[bytes], None]


class SlotWorker:
    """Runs a slot's worker process and speaks for it."""

    def __init__(
        self, key: str, config: SlotConfig, gate: LoginGate, listener: SlotListener, epoch: float
    ) -> None:
        """`epoch` is the monotonic moment at which the MP4's clock is zero."""
        self.config = config
        self.state = SlotState(since=time.time())
        self._key = key
        self._gate = gate
        self._listener = listener
        self._epoch = epoch
        self._saved = config.saved
        self._audience = Audience()
        self._linger: asyncio.TimerHandle | None = None
        self._live = False
        self._stopped = False
        self._gap = False
        self._answers: dict[int, asyncio.Future[bytes]] = {}
        self._ids = itertools.count()
        self._asking: asyncio.Task[None] | None = None
        self._attempts = 0
        self._looks: tuple[float, int] | None = None
        self._active: dict[FindingKind, Finding] = {}
        self._process = WorkerProcess(
            f"slot {config.number}",
            Handlers(message=self._message, opening=self._opening, ended=self._ended),
        )

    def start(self) -> None:
        """Start the process."""
        self._audience.state(self._live_state())
        self._process.start()

    @property
    def pid(self) -> int | None:
        """The worker process now running."""
        return self._process.pid

    def configure(self, config: SlotConfig) -> None:
        """Look for other things; the session stays as it is."""
        self.config = config
        self._process.send({"do": "configure", "settings": dict(config.settings)})

    def vote(self, source: str, *, wet: bool) -> None:
        """Pass on a second opinion on flooding."""
        self._process.send({"do": "vote", "source": source, "wet": wet})

    async def ask(self, what: str, **more: float) -> bytes:
        """Ask the worker for a still, a clip or an explanation. Raises NoPictureError."""
        number = next(self._ids)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        try:
            if not self._process.send({"do": what, "id": number, **more}):
                raise NoPictureError
            async with asyncio.timeout(ANSWER_LIMIT):
                blob = bytes(await answer)
        except TimeoutError as err:
            raise NoPictureError from err
        finally:
            del self._answers[number]
        if not blob:
            raise NoPictureError
        return blob

    async def watch(self) -> AsyncGenerator[list[LiveItem]]:
        """Yield the slot's live pictures, several at a time where the reader was slow."""
        viewer = Viewer()
        if self._linger is not None:
            self._linger.cancel()
            self._linger = None
        self._audience.join(viewer)
        if not self._live:
            self._live = True
            self._process.send({"do": "live", "on": True})
        try:
            async with contextlib.aclosing(viewer.items()) as items:
                async for item in items:
                    yield item
        finally:
            self._audience.viewers.discard(viewer)
            if not self._audience.viewers and self._linger is None and not self._stopped:
                loop = asyncio.get_running_loop()
                self._linger = loop.call_later(LINGER, self._nobody_watches)

    def _nobody_watches(self) -> None:
        self._linger = None
        if self._audience.viewers:
            return
        self._live = False
        self._audience.forget()
        self._process.send({"do": "live", "on": False})

    async def stop(self) -> None:
        """End the process; what was active on this slot ends, and viewers go home."""
        self._stopped = True
        if self._linger is not None:
            self._linger.cancel()
            self._linger = None
        self._stop_asking()
        await self._process.stop()
        for answer in self._answers.values():
            answer.cancel()
        self._end_active()
        self._audience.close()

    def _end_active(self) -> None:
        now = datetime.now(UTC)
        for kind in tuple(self._active):
            self._hear(
                Finding(
                    kind=kind,
                    slot=self.config.number,
                    active=False,
                    at=now,
                    source=FindingSource.HUB,
                )
            )

    def _opening(self) -> tuple[Header, bytes]:
        if self._live:
            self._gap = True
        config = self.config
        header: Header = {
            "do": "begin",
            "url": config.url,
            "settings": dict(config.settings),
            "ring": config.ring,
            "memory": config.memory,
            "live": self._live,
            "media": max(0.0, time.monotonic() - self._epoch),
        }
        return header, self._saved or b""

    def _ended(self, code: int) -> None:
        _LOGGER.debug("The video worker of %s ended with %s", self._key, code)
        self._stop_asking()
        self._gate.answer(self._key, refused=False)
        self._looks, self._attempts = None, 0
        self._audience.forget()
        had = self.state.last_picture
        self._become(
            SlotState(
                link="lost" if had else "connecting",
                reason="worker",
                since=had or time.time(),
                last_picture=had,
                restarts=self._process.restarts,
            )
        )

    def _message(self, header: Header, blob: bytes) -> None:
        match header.get("is"):
            case "media":
                self._take_media(header, blob)
            case "state":
                self._take_state(header)
            case "start":
                self._audience.start(
                    LiveStart(
                        mime=header["mime"],
                        codec=header["codec"],
                        width=header["width"],
                        height=header["height"],
                        data=blob,
                    )
                )
            case "finding":
                self._take_finding(header, blob)
            case "answer":
                answer = self._answers.get(header["id"])
                if answer is not None and not answer.done():
                    answer.set_result(blob)
            case "saved":
                self._saved = blob
                self._listener.saved(blob)
            case "crashed":
                _LOGGER.warning(
                    "The video worker of slot %s failed with %s at %s",
                    self.config.number,
                    header["error"],
                    header["where"],
                )

    def _take_media(self, header: Header, blob: bytes) -> None:
        gap = self._gap and header["key"]
        self._gap = self._gap and not gap
        self._audience.media(
            LiveMedia(
                key=header["key"],
                backlog=header["backlog"],
                gap=gap or header["gap"],
                wall=header["wall"],
                media=header["media"],
                data=blob,
            )
        )

    def _take_state(self, header: Header) -> None:
        now = asyncio.get_running_loop().time()
        looked = self.state.looked_fps
        if self._looks is None or now - self._looks[0] >= 2:
            if self._looks is not None:
                looked = (header["looks"] - self._looks[1]) / (now - self._looks[0])
            self._looks = now, header["looks"]
        self._become(
            SlotState(
                link=header["link"],
                reason=header["reason"],
                since=header["since"],
                last_picture=header["last_picture"] or self.state.last_picture,
                codec=header["codec"],
                width=header["width"],
                height=header["height"],
                fps=header["fps"],
                looked_fps=round(looked, 1),
                keyframes_only=header["keyframes_only"],
                degraded=header["degraded"],
                ready=header["ready"],
                broken=header["broken"],
                sessions=header["sessions"],
                restarts=self._process.restarts,
            )
        )
        if header["attempts"] != self._attempts:
            self._attempts = header["attempts"]
            self._gate.answer(self._key, refused=header["link"] == "refused")
        if header["asking"] and self._asking is None:
            self._asking = asyncio.create_task(self._ask_for_turn())

    async def _ask_for_turn(self) -> None:
        try:
            await self._gate.attempt(self._key, self._permit)
        finally:
            self._asking = None

    def _permit(self) -> None:
        self._process.send({"do": "permit"})

    def _stop_asking(self) -> None:
        if self._asking is not None:
            self._asking.cancel()

    def _become(self, state: SlotState) -> None:
        self.state = state
        self._audience.state(self._live_state())
        self._listener.state(state)

    def _live_state(self) -> LiveState:
        return LiveState(link=self.state.link, reason=self.state.reason, since=self.state.since)

    def _take_finding(self, header: Header, blob: bytes) -> None:
        target = header.get("target")
        self._hear(
            Finding(
                kind=FindingKind(header["kind"]),
                slot=self.config.number,
                active=bool(header["active"]),
                at=datetime.fromtimestamp(header["at"], UTC),
                source=FindingSource.HUB,
                target=Target(target) if target else None,
                zone=header.get("zone"),
                certainty=Certainty(header.get("certainty", Certainty.CONFIRMED)),
                detail=header["detail"],
                evidence=blob or None,
            )
        )

    def _hear(self, finding: Finding) -> None:
        if finding.active:
            self._active[finding.kind] = finding
        else:
            self._active.pop(finding.kind, None)
        self._listener.finding(finding)
