"""One slot's worker process seen from the hub: started, watched, ended and started again."""

import asyncio
from collections.abc import Callable
import contextlib
from dataclasses import dataclass
import logging
import random
from typing import Final

from . import wire
from .program import Program, Programs
from .wire import Header

_LOGGER = logging.getLogger(__name__)

SILENCE_LIMIT: Final = 4
"""Seconds without a word after which the process is taken for hung (it speaks every second)."""
START_LIMIT: Final = 20
"""The same until its first word."""
STOP_LIMIT: Final = 2.0
_BACKOFF: Final = (0.2, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0)
_HEALTHY: Final = 60.0
_BUFFER: Final = 4_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Handlers:
    """Whom to tell: a process's message, its start (with what to send first), its end."""

    message: Callable[[Header, bytes], None]
    opening: Callable[[], tuple[Header, bytes]]
    ended: Callable[[int], None]


class WorkerProcess:
    """Keeps one process running until `stop`."""

    def __init__(self, name: str, programs: Programs, handlers: Handlers) -> None:
        """`name` is for log lines; it holds no address."""
        self._name = name
        self._programs = programs
        self._handlers = handlers
        self._process: Program | None = None
        self._task: asyncio.Task[None] | None = None
        self._stopping = False
        self._heard = False
        self.restarts = 0

    @property
    def pid(self) -> int | None:
        """The process now running."""
        return self._process.pid if self._process is not None else None

    def start(self) -> None:
        """Begin to keep it running."""
        self._task = asyncio.create_task(self._keep_running(), name=f"rt_cctv {self._name}")

    def send(self, header: Header, blob: bytes = b"") -> bool:
        """Send a message if there is a process to hear it."""
        if self._process is None:
            return False
        return self._process.write(wire.pack(header, blob), _BUFFER)

    async def stop(self) -> None:
        """Ask it to save and go, insist after two seconds, and leave nothing behind."""
        self._stopping = True
        asked = self.send({"do": "stop"})
        if self._task is None:
            return
        if not asked or self._process is None:
            self._task.cancel()
        with contextlib.suppress(TimeoutError, asyncio.CancelledError):
            async with asyncio.timeout(STOP_LIMIT):
                await asyncio.shield(self._task)
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        self._task = None

    async def _keep_running(self) -> None:
        loop = asyncio.get_running_loop()
        failures = 0
        while True:
            began = loop.time()
            code = await self._run_once()
            if self._stopping:
                return
            failures = 0 if loop.time() - began > _HEALTHY else failures + 1
            self.restarts += 1
            self._handlers.ended(code)
            delay = _BACKOFF[min(failures, len(_BACKOFF)) - 1] if failures else _BACKOFF[0]
            await asyncio.sleep(delay * random.uniform(0.8, 1.2))

    async def _run_once(self) -> int:
        try:
            process = await self._programs.start(_BUFFER)
        except OSError as err:
            why = err.strerror or type(err).__name__
            _LOGGER.warning("The video worker of %s can't be started: %s", self._name, why)
            return -1
        self._process = process
        try:
            self.send(*self._handlers.opening())
            async with asyncio.TaskGroup() as group:
                watchdog = group.create_task(self._watch(process))
                await self._listen(process)
                watchdog.cancel()
        finally:
            self._process = None
            code = await process.end()
        return code

    async def _listen(self, process: Program) -> None:
        try:
            while (message := await wire.read(process.output)) is not None:
                self._heard = True
                self._handlers.message(*message)
        except wire.WireError:
            _LOGGER.warning("The video worker of %s can't be understood", self._name)

    async def _watch(self, process: Program) -> None:
        """End a silent process. Counts ticks, so that a busy event loop isn't taken for silence."""
        quiet, limit = 0, START_LIMIT
        self._heard = False
        while quiet < limit:
            await asyncio.sleep(1)
            quiet += 1
            if self._heard:
                quiet, limit, self._heard = 0, SILENCE_LIMIT, False
        _LOGGER.warning("The video worker of %s hangs and is started anew", self._name)
        process.kill()
