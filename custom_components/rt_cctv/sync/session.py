"""What a hub says on one connection, and what it makes of the city's answers."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
import logging
import math
import random
import time
from typing import Final

from msgspec import structs

from .backoff import Backoff
from .clock import now_ms
from .codec import BadMessageError, decode, encode
from .messages import Ack, Command, CommandBody, Hello, Records, State
from .outbox import Outbox

_LOGGER: Final = logging.getLogger(__name__)
_REMEMBERED: Final = 64
"""Commands whose ids are kept, so that one that comes again isn't done again."""

type Publish = Callable[[str, bytes, int], Awaitable[None]]
type OnCommand = Callable[[Command], Awaitable[CommandBody]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Pace:
    """The link's waits in seconds; tests and benchmarks shorten them."""

    answer: float = 30.0
    """For an acknowledgement before sending again; doubles up to `slowest`."""
    slowest: float = 300.0
    reconnect: float = 1.0
    state: float = 3600.0
    """Between two states of a hub on which nothing changed."""
    settle: float = 2.0
    """Between a change and its state."""
    spread: float = 60.0
    """Within which the answers to a question to the whole city are spread."""
    keepalive: int = 60


@dataclass(kw_only=True, slots=True)
class LinkStatus:
    """What the hub knows of its link. Times are this clock's, in ms."""

    connected: bool = False
    greeted: bool = False
    """Whether the city itself has answered on this connection."""
    was_greeted: bool = False
    """Whether it ever has."""
    refused: bool = False
    rejected: str = ""
    """Why the city takes nothing, in the words of `Ack.no`."""
    pending: bool = False
    twin: bool = False
    offset_ms: int | None = None
    """This clock less the city's."""
    forks: int = 0
    bad: int = 0
    """Records that the city could not understand."""


class Session:
    """One connection's conversation. `publish` takes the topic's last level, the payload and the QoS."""

    def __init__(
        self,
        *,
        sid: str,
        outbox: Outbox,
        publish: Publish,
        snapshot: Callable[[], State],
        on_command: OnCommand,
        status: LinkStatus,
        on_change: Callable[[], None],
        hello: Hello,
        pace: Pace,
    ) -> None:
        self.sid = sid
        self.work = asyncio.Event()
        """Set when there is something new in the ledger."""
        self._outbox = outbox
        self._publish = publish
        self._snapshot = snapshot
        self._on_command = on_command
        self._status = status
        self._on_change = on_change
        self._hello = hello
        self._pace = pace
        self._acks: asyncio.Queue[Ack] = asyncio.Queue(64)
        self._greeted = asyncio.Event()
        self._doing: set[str] = set()
        self._answering = asyncio.Lock()
        self._quiet_until = 0.0
        self._rev = 0
        self._told_waiting = 0
        self._unheard = self._backoff()
        self._changed = asyncio.Event()
        self._change_due = self._repeat_due = math.inf

    async def tell_records(self) -> None:
        """Say hello, then send what waits in the ledger, for ever."""
        await self._greet()
        while True:
            self.work.clear()
            if await self._send_batch():
                continue
            if self._told_waiting:
                # The city shouldn't believe for an hour that something still waits.
                self.state_changed()
            await self.work.wait()

    async def tell_states(self) -> None:
        """Once the city has answered, send the state when it changed or was not heard, for ever."""
        await self._greeted.wait()
        while True:
            self._changed.clear()
            wait = min(self._change_due, self._repeat_due) - time.monotonic()
            if wait <= 0:
                await self._send_state()
                continue
            with suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), wait)

    def state_changed(self, wait: float | None = None) -> None:
        """Send the state soon: changes that come together are sent together."""
        settle = self._pace.settle if wait is None else wait
        self._change_due = min(self._change_due, time.monotonic() + settle)
        self._changed.set()

    def receive_ack(self, payload: bytes) -> None:
        """Take an acknowledgement; those for another connection or another hub's clone are ignored."""
        try:
            ack = decode(payload, Ack)
        except BadMessageError as error:
            _LOGGER.debug("The city's acknowledgement is %s", error)
            return
        if ack.sid != self.sid:
            return
        self._status.offset_ms = now_ms() - ack.t
        if ack.rev is not None:
            if ack.rev == self._rev:
                self._unheard.reset()
                self._repeat_due = time.monotonic() + self._pace.state
            return
        if not self._acks.full():
            self._acks.put_nowait(ack)

    async def receive_command(self, payload: bytes) -> None:
        """Do what the city asks, once, and answer in the ledger."""
        try:
            command = decode(payload, Command)
        except BadMessageError as error:
            _LOGGER.debug("The city's command is %s", error)
            return
        if now_ms() - (self._status.offset_ms or 0) > command.exp:
            return
        if command.op == "state":
            # The whole city is asked at once, and mustn't answer at once.
            self.state_changed(random.uniform(0, self._pace.spread))
            return
        if command.id in self._doing or command.id in await self._outbox.done_commands():
            return
        # It may come again while it is being done.
        self._doing.add(command.id)
        try:
            answer = await self._on_command(command)
            async with self._answering:
                done = await self._outbox.done_commands()
                kept = [*done, command.id][-_REMEMBERED:]
                await self._outbox.answer(answer, done=kept, announcement=command.ann)
        finally:
            self._doing.discard(command.id)
        self.work.set()

    async def _greet(self) -> None:
        backoff = self._backoff()
        while True:
            place = await self._outbox.place()
            hello = structs.replace(
                self._hello,
                e=place.epoch,
                base=place.base,
                head=place.head,
                ann=await self._outbox.announcement(),
                at=now_ms(),
            )
            await self._publish("hello", encode(hello), 1)
            ack = await self._answer(backoff, partial(_answers_hello, place.epoch))
            if ack is None:
                continue
            self._status.greeted = not ack.no
            self._status.was_greeted |= self._status.greeted
            self._note(ack)
            if ack.no:
                await asyncio.sleep(self._pace.slowest)
                continue
            await self._outbox.rewind(ack.s)
            self._greeted.set()
            self.state_changed(0)
            return await self._pause(ack)

    async def _send_state(self) -> None:
        await self._rest()
        waiting = await self._outbox.waiting()
        self._rev += 1
        # Before the snapshot is taken: what changes from here on is another state.
        self._change_due = math.inf
        self._repeat_due = time.monotonic() + self._unheard.next()
        self._told_waiting = waiting.count
        offset = self._status.offset_ms
        state = structs.replace(
            self._snapshot(),
            sid=self.sid,
            rev=self._rev,
            at=now_ms(),
            clk=None if offset is None else round(offset / 1000),
            wait=waiting.count,
        )
        await self._publish("state", encode(state), 1)

    async def _send_batch(self) -> bool:
        """Send the next batch until the city answers; False when there is nothing to send."""
        backoff = self._backoff()
        # The city's answer is all that counts. Where it doesn't come, the broker's own shows
        # whether the connection lives.
        qos = 0
        while (batch := await self._outbox.batch(self.sid)) is not None:
            await self._publish("rec", encode(batch), qos)
            ack = await self._answer(backoff, partial(_answers_batch, batch))
            if ack is None:
                qos = 1
                continue
            if ack.no == "hello":
                await self._greet()
                continue
            self._note(ack)
            if ack.no:
                await asyncio.sleep(self._pace.slowest)
                continue
            await self._outbox.confirm(min(ack.s, batch.r[-1].seq))
            if ack.fork:
                self._status.forks += 1
                await self._outbox.fork(behind=ack.s)
                await self._greet()
            self._on_change()
            await self._pause(ack)
            return True
        return False

    async def _answer(self, backoff: Backoff, fits: Callable[[Ack], bool]) -> Ack | None:
        """Wait for the acknowledgement that fits; None when it is time to send again."""
        try:
            async with asyncio.timeout(backoff.next()):
                while not fits(ack := await self._acks.get()):
                    pass
        except TimeoutError:
            return None
        return ack

    def _note(self, ack: Ack) -> None:
        status = self._status
        status.rejected, status.pending, status.twin = ack.no, ack.pend, ack.twin
        status.bad += len(ack.bad)
        if ack.bad:
            _LOGGER.warning("The city could not understand records %s", ack.bad)
        self._on_change()

    async def _pause(self, ack: Ack) -> None:
        self._quiet_until = time.monotonic() + ack.pause
        await self._rest()

    async def _rest(self) -> None:
        """Wait until the city wants to hear something again."""
        if (rest := self._quiet_until - time.monotonic()) > 0:
            await asyncio.sleep(rest)

    def _backoff(self) -> Backoff:
        return Backoff(self._pace.answer, self._pace.slowest)


def _answers_hello(epoch: str, ack: Ack) -> bool:
    return ack.hi and ack.e == epoch


def _answers_batch(batch: Records, ack: Ack) -> bool:
    if ack.hi or ack.e != batch.e:
        return False
    return bool(ack.no or ack.fork) or ack.s >= batch.r[-1].seq
