"""One slot on the hub's side: its process, its viewers and what it says."""

import asyncio
from collections.abc import AsyncGenerator, Iterable
import contextlib
import itertools
import logging
import time
from typing import Final

from ..model import Finding, FindingKind
from .confirm import Trouble
from .gate import LoginGate, Turns
from .process import Handlers, WorkerProcess
from .program import Programs
from .slot_words import (
    NoPictureError,
    SlotConfig,
    SlotListener,
    SlotState,
    ended_finding,
    finding_of,
    resumed_finding,
    start_of,
    state_of,
)
from .viewers import Audience, LiveItem, LiveMedia, LiveState, Viewer
from .wire import Header

_LOGGER = logging.getLogger(__name__)

ANSWER_LIMIT: Final = 5.0
LOOKS_OVER: Final = 4.0
"""Seconds over which the looks a second are counted."""
LINGER: Final = 10.0
"""For so long pictures keep coming from the worker after the last viewer went."""


class SlotWorker:
    """Runs a slot's worker process and speaks for it."""

    def __init__(
        self,
        key: str,
        config: SlotConfig,
        gate: LoginGate,
        programs: Programs,
        listener: SlotListener,
        epoch: float,
    ) -> None:
        """`epoch` is the monotonic moment at which the MP4's clock is zero."""
        self.config = config
        self.state = SlotState(since=time.time())
        self._key = key
        self._turns = Turns(key, gate, self._permit)
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
        self._looks: tuple[float, int] | None = None
        self._active: dict[FindingKind, Finding] = {}
        self._process = WorkerProcess(
            f"slot {config.number}",
            programs,
            Handlers(message=self._message, opening=self._opening, ended=self._ended),
        )

    def start(self) -> None:
        """Start the process."""
        self._audience.state(self._live_state())
        self._process.start()

    @property
    def active(self) -> frozenset[FindingKind]:
        """What is held to be so on this slot now."""
        return frozenset(self._active)

    @property
    def pid(self) -> int | None:
        """The worker process now running."""
        return self._process.pid

    def configure(self, config: SlotConfig) -> None:
        """Look for other things; the session stays as it is."""
        self.config = config
        self._process.send({"do": "configure", "settings": dict(config.settings)})
        wanted = config.settings.get("kinds", {})
        self._end(kind for kind in tuple(self._active) if kind not in wanted)

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
        self._turns.stop()
        await self._process.stop()
        for answer in self._answers.values():
            answer.cancel()
        self._end(tuple(self._active))
        self._audience.close()

    def _reconcile(self, active: frozenset[FindingKind]) -> None:
        """Hold what the worker holds: a restart of either may have lost a beginning or an end."""
        self._end(kind for kind in tuple(self._active) if kind not in active)
        for kind in active - self._active.keys():
            self._hear(resumed_finding(kind, self.config.number))

    def _end(self, kinds: Iterable[FindingKind]) -> None:
        for kind in kinds:
            self._hear(ended_finding(kind, self.config.number))

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
            "model": dict(config.model) if config.model else None,
            "media": max(0.0, time.monotonic() - self._epoch),
        }
        return header, self._saved or b""

    def _ended(self, code: int) -> None:
        _LOGGER.debug("The video worker of %s ended with %s", self._key, code)
        self._turns.give_up()
        self._looks = None
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
                self._audience.start(start_of(header, blob))
            case "finding":
                self._hear(finding_of(header, blob, self.config.number))
            case "answer":
                answer = self._answers.get(header["id"])
                if answer is not None and not answer.done():
                    answer.set_result(blob)
            case "saved":
                self._saved = blob
                self._listener.saved(blob)
            case "confirmer":
                trouble = header["trouble"]
                self._listener.confirmer(None if trouble is None else Trouble(trouble))
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
        if self._looks is None or now - self._looks[0] >= LOOKS_OVER:
            if self._looks is not None:
                looked = (header["looks"] - self._looks[1]) / (now - self._looks[0])
            self._looks = now, header["looks"]
        self._become(
            state_of(header, self.state, looked_fps=looked, restarts=self._process.restarts)
        )
        if header["active"] is not None:
            self._reconcile(frozenset(map(FindingKind, header["active"])))
        if not self._stopped:
            self._turns.hear(header)

    def _permit(self) -> None:
        self._process.send({"do": "permit"})

    def _become(self, state: SlotState) -> None:
        self.state = state
        self._audience.state(self._live_state())
        self._listener.state(state)

    def _live_state(self) -> LiveState:
        return LiveState(link=self.state.link, reason=self.state.reason, since=self.state.since)

    def _hear(self, finding: Finding) -> None:
        if finding.active:
            self._active[finding.kind] = finding
        else:
            self._active.pop(finding.kind, None)
        self._listener.finding(finding)
