"""Worker processes with pipes, forked by a server process outside of the event loop.

asyncio's own `create_subprocess_exec` starts a program in the loop, which stands still until it has
begun: 35 to 116 ms were measured on a busy machine.
"""

import asyncio
from collections import deque
from collections.abc import Callable
import contextlib
from dataclasses import dataclass
import os
from pathlib import Path
import socket
import subprocess
import sys
from typing import Final

from .fork_server import ENDED, FORK, FORKED, KILL, PACKET

CHILD: Final = Path(__file__).with_name("child.py")
START_LIMIT: Final = 20.0
"""Seconds that the server may take to start: a Pi with a slow card needs some to import."""
_REAP_LIMIT: Final = 5.0


@dataclass(frozen=True, slots=True)
class _Forked:
    pid: int
    ended: asyncio.Future[int]
    """Its exit code; -1 where the server took it with it."""


class Program:
    """One running process; `end` leaves nothing of it."""

    def __init__(
        self,
        forked: _Forked,
        output: asyncio.StreamReader,
        transports: tuple[asyncio.ReadTransport, asyncio.WriteTransport],
        kill: Callable[[int], None],
    ) -> None:
        """Use `Programs.start`."""
        self.pid = forked.pid
        self.output = output
        self._ended = forked.ended
        self._reading, self._writing = transports
        self._kill = kill

    def write(self, data: bytes, limit: int) -> bool:
        """Hand bytes to the process; False where it is gone or over `limit` bytes wait already."""
        if self._writing.is_closing() or self._writing.get_write_buffer_size() > limit:
            return False
        self._writing.write(data)
        return True

    def kill(self) -> None:
        """End it at once, whatever it does."""
        self._kill(self.pid)

    async def end(self) -> int:
        """Close the pipes, give it a moment to go, kill it if it doesn't; return the exit code."""
        if not self._writing.is_closing():
            self._writing.abort()
        if not self._reading.is_closing():
            self._reading.close()
        for limit in (0.2, _REAP_LIMIT):
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(limit):
                    return await asyncio.shield(self._ended)
            self.kill()
        return -1


class Programs:
    """Starts workers; after `close` neither one of them nor their server is left."""

    def __init__(self) -> None:
        """Begin without a server."""
        self._popen: subprocess.Popen[bytes] | None = None
        self._server: socket.socket | None = None
        self._starting: asyncio.Task[None] | None = None
        self._asked: deque[asyncio.Future[_Forked]] = deque()
        self._running: dict[int, asyncio.Future[int]] = {}

    async def warm_up(self) -> None:
        """Start the server where there is none, so that workers begin at once. Raises OSError."""
        if self._starting is None or (self._starting.done() and self._server is None):
            self._starting = asyncio.create_task(self._start_server())
        await asyncio.shield(self._starting)

    async def start(self, limit: int) -> Program:
        """Start a worker; `limit` bytes of its output are read ahead. Raises OSError."""
        try:
            async with asyncio.timeout(START_LIMIT):
                await self.warm_up()
                return await self._start(limit)
        except TimeoutError:
            self._lost()
            raise

    async def _start(self, limit: int) -> Program:
        loop = asyncio.get_running_loop()
        with contextlib.ExitStack() as theirs, contextlib.ExitStack() as ours:
            (their_input, our_input), (our_output, their_output) = os.pipe(), os.pipe()
            theirs.callback(os.close, their_input)
            theirs.callback(os.close, their_output)
            writing = ours.enter_context(os.fdopen(our_input, "wb", buffering=0))
            reading = ours.enter_context(os.fdopen(our_output, "rb", buffering=0))
            forked = await self._fork(their_input, their_output)
            output = asyncio.StreamReader(limit=limit)
            reader, _ = await loop.connect_read_pipe(
                lambda: asyncio.StreamReaderProtocol(output), reading
            )
            writer, _ = await loop.connect_write_pipe(asyncio.BaseProtocol, writing)
            ours.pop_all()
        return Program(forked, output, (reader, writer), self.kill)

    async def _fork(self, *pipes: int) -> _Forked:
        if self._server is None:
            raise ConnectionResetError
        asked: asyncio.Future[_Forked] = asyncio.get_running_loop().create_future()
        socket.send_fds(self._server, [PACKET.pack(FORK, 0, 0)], pipes)
        self._asked.append(asked)
        return await asked

    def kill(self, pid: int) -> None:
        """Kill a worker; only the server knows for sure that the number is still this worker's."""
        if self._server is not None:
            with contextlib.suppress(OSError):
                self._server.send(PACKET.pack(KILL, pid, 0))

    async def _start_server(self) -> None:
        await self._reap_server()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.setblocking(False)
        loop = asyncio.get_running_loop()
        try:
            self._popen = await loop.run_in_executor(None, _spawn, theirs)
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        self._server = ours
        loop.add_reader(ours, self._heard, ours)

    def _heard(self, server: socket.socket) -> None:
        try:
            packet = server.recv(PACKET.size)
        except OSError:
            packet = b""
        if not packet:
            self._lost()
            return
        said, pid, code = PACKET.unpack(packet)
        if said == ENDED:
            self._running.pop(pid).set_result(code)
            return
        asked = self._asked.popleft()
        if said == FORKED:
            ended = self._running[pid] = asyncio.get_running_loop().create_future()
            if not asked.done():
                asked.set_result(_Forked(pid, ended))
        elif not asked.done():
            asked.set_exception(OSError(code, os.strerror(code)))

    def _lost(self) -> None:
        """Give the server up, and with it every worker."""
        if self._server is None:
            return
        asyncio.get_running_loop().remove_reader(self._server)
        self._server.close()
        self._server = None
        for asked in self._asked:
            if not asked.done():
                asked.set_exception(ConnectionResetError())
        for ended in self._running.values():
            ended.set_result(-1)
        self._asked.clear()
        self._running.clear()

    async def close(self) -> None:
        """End the server; workers that still run end with it."""
        if self._starting is not None:
            await asyncio.gather(self._starting, return_exceptions=True)
        self._lost()
        await self._reap_server()

    async def _reap_server(self) -> None:
        popen, self._popen = self._popen, None
        if popen is not None:
            await asyncio.get_running_loop().run_in_executor(None, _reap, popen)


def _spawn(theirs: socket.socket) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 (our own program)
        [sys.executable, "-P", str(CHILD)],
        stdin=theirs.fileno(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=_environment(),
    )


def _reap(popen: subprocess.Popen[bytes]) -> None:
    """Give a server that is going a moment, then kill it."""
    try:
        popen.wait(0.2)
    except subprocess.TimeoutExpired:
        popen.kill()
        popen.wait(_REAP_LIMIT)


def _environment() -> dict[str, str]:
    """Return what a worker needs of the environment: nothing that holds a token."""
    kept = ("PATH", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "LD_PRELOAD", "PYTHONHOME")
    return {
        **{name: os.environ[name] for name in kept if name in os.environ},
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
    }
