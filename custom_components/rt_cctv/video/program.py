"""A process with pipes, started and reaped outside of the event loop.

asyncio's own `create_subprocess_exec` starts it in the loop, which stands still until the new
program has begun: 35 to 116 ms were measured on a busy machine.
"""

import asyncio
import contextlib
import subprocess
from typing import Final, Self

_REAP_LIMIT: Final = 5.0


class Program:
    """One running process; `end` leaves nothing of it."""

    def __init__(
        self,
        popen: subprocess.Popen[bytes],
        output: asyncio.StreamReader,
        pipes: tuple[asyncio.ReadTransport, asyncio.WriteTransport],
    ) -> None:
        """Use `start`."""
        self._popen = popen
        self._reading, self._writing = pipes
        self.output = output

    @classmethod
    async def start(cls, command: list[str], environment: dict[str, str], limit: int) -> Self:
        """Start a command; `limit` bytes of its output are read ahead. Raises OSError."""
        loop = asyncio.get_running_loop()
        starting = loop.run_in_executor(None, _start, command, environment)
        try:
            popen = await asyncio.shield(starting)
        except asyncio.CancelledError:
            with contextlib.suppress(OSError):
                await loop.run_in_executor(None, _reap, await starting)
            raise
        output = asyncio.StreamReader(limit=limit)
        reading, _ = await loop.connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(output), popen.stdout
        )
        writing, _ = await loop.connect_write_pipe(asyncio.BaseProtocol, popen.stdin)
        return cls(popen, output, (reading, writing))

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._popen.pid

    def write(self, data: bytes, limit: int) -> bool:
        """Hand bytes to the process; False where it is gone or over `limit` bytes wait already."""
        if self._writing.is_closing() or self._writing.get_write_buffer_size() > limit:
            return False
        self._writing.write(data)
        return True

    def kill(self) -> None:
        """End it at once, whatever it does."""
        with contextlib.suppress(ProcessLookupError):
            self._popen.kill()

    async def end(self) -> int:
        """Kill what still runs, reap it, close the pipes; return the exit code."""
        if not self._writing.is_closing():
            self._writing.abort()
        if not self._reading.is_closing():
            self._reading.close()
        loop = asyncio.get_running_loop()
        return await asyncio.shield(loop.run_in_executor(None, _reap, self._popen))


def _start(command: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 (our own program)
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        bufsize=0,
    )


def _reap(popen: subprocess.Popen[bytes]) -> int:
    """Give a process that is going a moment, then kill it; return its exit code."""
    try:
        return popen.wait(0.2)
    except subprocess.TimeoutExpired:
        popen.kill()
    try:
        return popen.wait(_REAP_LIMIT)
    except subprocess.TimeoutExpired:
        return -1
