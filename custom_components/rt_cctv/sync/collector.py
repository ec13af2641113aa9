"""The city's side of the link: takes what hubs send, commits it, and only then says so.

Nothing that a hub sends stops it: what can't be taken is counted, by hub and reason.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
import logging
import secrets
import ssl
import time
from typing import Final

import aiomqtt
from aiomqtt import ProtocolVersion

from .aggregate import Sums, aggregates
from .backoff import Backoff
from .broker import (
    Broker,
    DisconnectedError,
    RefusedError,
    connection,
    tls_context,
)
from .bulk import send_directly, take_directly
from .clock import now_ms
from .codec import encode
from .identity import EVERYBODY, aggregate, public, up_filters
from .messages import Aggregate, Command
from .reading import Raw, read_and_commit
from .retention import SILENT_AFTER_MS, begin_cleaning, forget, hubs, silence_unheard
from .store import Store, StoreError

_LOGGER: Final = logging.getLogger(__name__)
_DRAIN: Final = 800
_DRAIN_BYTES: Final = 500_000
"""Messages, and their bytes, in one transaction: enough to share its cost, few enough to be quick."""
_MAX_WAITING: Final = 50_000
_AGGREGATES_EVERY: Final = (1.0, 5.0)
"""Seconds at least and at most between two rounds of adding up; between them, a tenth of the time goes to it."""
_HOUSEKEEPING_EVERY: Final = 600.0
_BREATH: Final = 0.02
"""Seconds between two hubs whose old records are deleted."""
_REFUSALS: Final = 3
_ROLL_CALL: Final = 300.0
"""Seconds after the start in which a hub has to be heard, or it counts as silent."""


@dataclass(kw_only=True, slots=True)
class CollectorStatus:
    """What the collector knows of itself, for sensors and logs."""

    connected: bool = False
    refused: bool = False
    problem: str = ""
    """Why nothing can be committed just now; holds no secret."""
    messages: int = 0
    committed: int = 0
    faults: int = 0
    queued: int = 0
    dropped: int = 0
    """Messages for which there was no room; their hubs send them again."""
    totals: dict[str, Sums] = field(default_factory=dict)
    """The newest aggregates, by the code of the area."""


class Collector:
    """Collects for the kecamatan of `scope` (all of them when empty).

    `on_change` is called in the event loop when the status or the aggregates changed.
    """

    def __init__(
        self,
        *,
        broker: Broker,
        store: Store,
        scope: frozenset[str] = frozenset(),
        on_change: Callable[[], None] = lambda: None,
        keepalive: int = 30,
        roll_call: float = _ROLL_CALL,
    ) -> None:
        self.broker = broker
        self.store = store
        self.scope = scope
        self.status = CollectorStatus()
        self._on_change = on_change
        self._keepalive = keepalive
        self._roll_call = roll_call
        self._thread = ThreadPoolExecutor(1, "rt_cctv_collector")
        self._waiting: deque[Raw] = deque()
        self._work = asyncio.Event()
        self._dirty = asyncio.Event()
        self._dirty.set()
        self._attempt = 0
        self._client: aiomqtt.Client | None = None

    async def run(self) -> None:
        """Collect until cancelled. Where the broker refuses our password, `status` says so.

        Raises ssl.SSLError when the broker's CA can't be read.
        """
        backoff = Backoff(0.5, 30.0)
        refusals = 0
        try:
            context = await self._in_thread(partial(tls_context, self.broker))
            while True:
                try:
                    await self._connect(context, backoff)
                except RefusedError:
                    # An engine that reads its users anew may refuse anybody for a moment.
                    refusals += 1
                    if refusals >= _REFUSALS and not self.status.refused:
                        self.status.refused = True
                        self._on_change()
                except DisconnectedError as error:
                    refusals = 0
                    _LOGGER.debug("Connection to the broker: %s", error)
                await asyncio.sleep(backoff.next())
        finally:
            # Whoever closes the database next must not close it under a transaction.
            await asyncio.to_thread(self._thread.shutdown)

    async def send(self, command: Command, topic: str) -> None:
        """Send a command or an announcement; raises DisconnectedError."""
        if self._client is None:
            raise DisconnectedError("no broker")
        try:
            await self._client.publish(topic, encode(command))
        except aiomqtt.MqttError as error:
            raise DisconnectedError(str(error)) from error

    def look_again(self) -> None:
        """Add up again soon: something else than a message changed."""
        self._dirty.set()

    async def _in_thread[T](self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def _connect(self, context: ssl.SSLContext | None, backoff: Backoff) -> None:
        reached = False
        try:
            async with connection(
                self.broker,
                version=ProtocolVersion.V311,
                context=context,
                keepalive=self._keepalive,
                attempt=self._attempt,
            ) as client:
                reached = True
                take_directly(client, self._receive)
                # QoS 0: what gets lost here its hub sends again, as nobody acknowledged it. And
                # 3.1.1, as every engine speaks it and nothing here needs more.
                await client.subscribe([(topic, 0) for topic in up_filters(self.scope)])
                backoff.reset()
                self._client = client
                self.status.connected, self.status.refused = True, False
                self._on_change()
                await self._collect(client)
        finally:
            self._client = None
            if not reached:
                self._attempt += 1
            if self.status.connected:
                self.status.connected = False
                self._on_change()

    async def _collect(self, client: aiomqtt.Client) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._commit_all(client))
                group.create_task(self._aggregate_all(client))
                group.create_task(self._keep_house(client))
                async for _ in client.messages:
                    # Nothing comes this way (take_directly); it ends when the connection does.
                    pass
        except* (aiomqtt.MqttError, DisconnectedError) as errors:
            raise DisconnectedError(str(errors.exceptions[0])) from errors

    async def _commit_all(self, client: aiomqtt.Client) -> None:
        while True:
            await self._work.wait()
            if not (queue := self._drain()):
                self._work.clear()
                continue
            self.status.queued = len(self._waiting)
            outcome = await self._retrying(partial(read_and_commit, self.store, self.scope, queue))
            self.status.messages += len(queue)
            self.status.committed += outcome.committed
            self.status.faults += outcome.faults
            self._dirty.set()
            send_directly(client, outcome.messages)

    def _drain(self) -> list[Raw]:
        """Take from the queue as much as one transaction should carry."""
        queue: list[Raw] = []
        size = 0
        while self._waiting and len(queue) < _DRAIN and size < _DRAIN_BYTES:
            queue.append(self._waiting.popleft())
            size += len(queue[-1][1])
        return queue

    def _receive(self, topic: str, payload: bytes) -> None:
        if len(self._waiting) >= _MAX_WAITING:
            # The hub sends it again when no answer comes.
            self.status.dropped += 1
            return
        self._waiting.append((topic, payload))
        self._work.set()

    async def _aggregate_all(self, client: aiomqtt.Client) -> None:
        told: dict[str, Sums] = {}
        while True:
            await self._dirty.wait()
            self._dirty.clear()
            began = time.monotonic()
            totals = await self._retrying(partial(aggregates, self.store, self.scope))
            self.status.totals = totals
            self._on_change()
            news = {code: sums for code, sums in totals.items() if told.get(code) != sums}
            now = now_ms()
            messages = [
                (aggregate(code), encode(Aggregate(v=1, at=now, n=sums)))
                for code, sums in news.items()
            ]
            send_directly(client, messages, retain=True)
            told |= news
            least, most = _AGGREGATES_EVERY
            await asyncio.sleep(min(most, max(least, 10 * (time.monotonic() - began))))

    async def _keep_house(self, client: aiomqtt.Client) -> None:
        """Call the roll at the start, then note who is silent and forget what is old."""
        began = now_ms()
        roll_call = Command(v=1, id=secrets.token_hex(8), op="state", exp=began + 60_000)
        for area in sorted(self.scope) or [EVERYBODY]:
            await client.publish(public(area), encode(roll_call))
        await asyncio.sleep(self._roll_call)
        while True:
            since = max(began, now_ms() - SILENT_AFTER_MS)
            await self._retrying(partial(silence_unheard, self.store, self.scope, since))
            self._dirty.set()
            if await self._retrying(partial(begin_cleaning, self.store)):
                for number in await self._retrying(partial(hubs, self.store)):
                    await self._retrying(partial(forget, self.store, number))
                    await asyncio.sleep(_BREATH)
            await asyncio.sleep(_HOUSEKEEPING_EVERY)

    async def _retrying[T](self, work: Callable[[], T]) -> T:
        """Run something on the database until it works; meanwhile the status says what is wrong."""
        backoff = Backoff(0.5, 30.0)
        while True:
            try:
                result = await self._in_thread(work)
            except StoreError as error:
                self._note_problem(str(error))
                await asyncio.sleep(backoff.next())
            else:
                self._note_problem("")
                return result

    def _note_problem(self, problem: str) -> None:
        if problem != self.status.problem:
            self.status.problem = problem
            _LOGGER.log(
                logging.WARNING if problem else logging.INFO,
                "The city's database: %s",
                problem or "works again",
            )
            self._on_change()
