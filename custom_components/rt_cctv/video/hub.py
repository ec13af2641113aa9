"""All slots of one recorder, as the rest of the house asks for pictures and findings."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace
import time
from typing import Final

from ..model import Finding, FindingKind
from .confirm import Trouble
from .gate import LoginGate
from .program import Programs
from .slot import SlotWorker
from .slot_words import NoPictureError, SlotConfig, SlotListener, SlotState
from .viewers import LiveItem

MAX_CLIP: Final = 30.0


@dataclass(frozen=True, kw_only=True, slots=True)
class HubListener:
    """Whom the hub tells, each with the slot's key; called in the event loop, must not block.

    `saved` bytes belong into `SlotConfig.saved` the next time; they are pictures of the place.
    `confirmer` is told what keeps a slot's model from being used, None once it answers.
    """

    finding: Callable[[str, Finding], None]
    state: Callable[[str, SlotState], None]
    saved: Callable[[str, bytes], None]
    confirmer: Callable[[str, Trouble | None], None]


class VideoHub:
    """Runs one worker process for each slot of one recorder.

    All methods belong to the event loop. After `close` no process, task or pipe is left.
    """

    def __init__(self, listener: HubListener) -> None:
        """Begin without slots."""
        self._listener = listener
        self._gate = LoginGate()
        self._programs = Programs()
        self._slots: dict[str, SlotWorker] = {}
        self._epoch = time.monotonic()

    async def warm_up(self) -> None:
        """Get ready, so that the first slot to be read is read at once. Raises OSError."""
        await self._programs.warm_up()

    @property
    def refused(self) -> bool:
        """Whether the recorder refused the login; nobody tries again until `reopen`."""
        return self._gate.refused

    def reopen(self) -> None:
        """Try again after a refusal: the login was seen to work elsewhere."""
        self._gate.reopen()

    def state(self, key: str) -> SlotState | None:
        """Return how a slot's reading goes, None where the hub doesn't read it."""
        worker = self._slots.get(key)
        return None if worker is None else worker.state

    def active(self, key: str) -> frozenset[FindingKind]:
        """Return what the hub holds to be so on a slot now."""
        worker = self._slots.get(key)
        return frozenset() if worker is None else worker.active

    def pids(self) -> dict[str, int]:
        """Return the process of each slot that has one now."""
        return {key: worker.pid for key, worker in self._slots.items() if worker.pid is not None}

    async def set_slot(self, key: str, config: SlotConfig) -> None:
        """Read a slot. Other vision settings are taken over as it runs, anything else starts anew."""
        old = self._slots.get(key)
        if old is not None:
            if _same_reading(old.config, config):
                if old.config.settings != config.settings:
                    old.configure(config)
                return
            await self.remove_slot(key)
        worker = SlotWorker(
            key,
            config,
            self._gate,
            self._programs,
            SlotListener(
                finding=lambda finding: self._listener.finding(key, finding),
                state=lambda state: self._listener.state(key, state),
                saved=lambda saved: self._listener.saved(key, saved),
                confirmer=lambda trouble: self._listener.confirmer(key, trouble),
            ),
            self._epoch,
        )
        self._slots[key] = worker
        worker.start()

    async def remove_slot(self, key: str) -> None:
        """Stop reading a slot: what was active ends, what it learnt is saved, viewers go home."""
        if (worker := self._slots.pop(key, None)) is not None:
            await worker.stop()

    async def subscribe_live(self, key: str) -> AsyncGenerator[list[LiveItem]]:
        """Yield live pictures as they come, several at once where the caller was slow.

        Ends when the slot is removed, at once where it isn't read.
        """
        worker = self._slots.get(key)
        if worker is None:
            return
        async with aclosing(worker.watch()) as items:
            async for item in items:
                yield item

    async def still(self, key: str) -> bytes:
        """Return the newest picture as JPEG. Raises NoPictureError."""
        return await self._worker(key).ask("still")

    async def clip(self, key: str, seconds: float = 10.0) -> bytes:
        """Return the last seconds as MP4, as far as they are remembered. Raises NoPictureError."""
        return await self._worker(key).ask("clip", seconds=min(max(seconds, 1.0), MAX_CLIP))

    async def explain(self, key: str) -> bytes:
        """Return a JPEG of what the analytics see. Raises NoPictureError."""
        return await self._worker(key).ask("explain")

    def vote(self, key: str, source: str, *, wet: bool) -> None:
        """Give a second opinion on flooding at a slot."""
        if (worker := self._slots.get(key)) is not None:
            worker.vote(source, wet=wet)

    async def close(self) -> None:
        """Stop reading all slots."""
        await asyncio.gather(*(self.remove_slot(key) for key in tuple(self._slots)))
        await self._programs.close()

    def _worker(self, key: str) -> SlotWorker:
        worker = self._slots.get(key)
        if worker is None:
            raise NoPictureError
        return worker


def _same_reading(old: SlotConfig, new: SlotConfig) -> bool:
    return replace(old, settings={}, saved=None) == replace(new, settings={}, saved=None)
