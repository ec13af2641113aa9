"""A wire on loopback that can be cut, stalled, left half open and slowed."""

import asyncio
from contextlib import suppress
from enum import Enum
from typing import Self


class Wire(Enum):
    """How the wire is."""

    WHOLE = "whole"
    STALLED = "stalled"
    """Nothing passes, nothing is lost: it comes later."""
    HALF_OPEN = "half open"
    """What is sent is swallowed; both ends believe that they are connected."""


class Proxy:
    """Passes connections on to a port of this machine."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.port = 0
        self.delay = 0.0
        self._wire = Wire.WHOLE
        self._passing = asyncio.Event()
        self._passing.set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self.connections = 0

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        self.cut()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def set(self, wire: Wire) -> None:
        """Change how the wire is."""
        self._wire = wire
        if wire is Wire.STALLED:
            self._passing.clear()
        else:
            self._passing.set()

    def cut(self) -> None:
        """End every connection with a reset."""
        for writer in list(self._writers):
            writer.transport.abort()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.transport.abort()
            return
        for one, other in ((reader, far_writer), (far_reader, writer)):
            self._writers.add(other)
            task = asyncio.create_task(self._pass(one, other))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(16_384):
                await self._passing.wait()
                if self.delay:
                    await asyncio.sleep(self.delay)
                if self._wire is Wire.HALF_OPEN:
                    continue
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        finally:
            self._writers.discard(writer)
            with suppress(OSError, RuntimeError):
                writer.transport.abort()
