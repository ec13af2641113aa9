"""What the two engines, Mosquitto and NATS, have in common: files, users, a child process."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
import os
from pathlib import Path
import secrets
import shutil
import signal

from custom_components.rt_cctv.sync.secret import Verifiers, new_password, verifiers

STOP_WITHIN = 10.0


class EngineError(Exception):
    """The engine isn't installed, or doesn't start; the message says what to do."""


@dataclass(frozen=True, slots=True)
class CityUser:
    """A user of the city's own: a collector."""

    name: str
    password: str
    verifiers: Verifiers


def city_user(folder: Path, name: str) -> CityUser:
    """Return the city's user of this name, with a password made once and kept in the folder."""
    path = folder / f"{name}.password"
    if path.exists():
        password = path.read_text(encoding="utf-8").strip()
    else:
        password = new_password()
        write_private(path, password)
    return CityUser(name, password, verifiers(password))


def write_private(path: Path, text: str) -> None:
    """Put a file in place at once, readable by its owner alone."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    draft.replace(path)


class Process:
    """A program that runs until told to stop. Its output goes to a log file."""

    def __init__(self, name: str, arguments: Sequence[str], log: Path) -> None:
        """Raise EngineError when the program isn't installed."""
        path = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
        if path is None:
            raise EngineError(f"{name} is not installed (Debian: apt-get install {name})")
        self._command = [path, *arguments]
        self.log = log
        self._process: asyncio.subprocess.Process | None = None
        self._ready = False
        self._read_again = False

    @property
    def pid(self) -> int | None:
        """The process's number while it runs."""
        process = self._process
        return process.pid if process is not None and process.returncode is None else None

    async def start(self, port: int) -> None:
        """Start it, and wait until it listens on this port; raises EngineError."""
        self._ready = self._read_again = False
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self._command, stdout=log, stderr=log, stdin=asyncio.subprocess.DEVNULL
            )
        for _ in range(200):
            if self.pid is None:
                break
            with suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.close()
                with suppress(OSError):
                    await writer.wait_closed()
                self._ready = True
                if self._read_again:
                    self.read_again()
                return
            await asyncio.sleep(0.05)
        await self.stop()
        raise EngineError(f"{self._command[0]} does not start: see {self.log}")

    async def wait(self) -> int:
        """Wait until it ends; return its exit status."""
        return await self._process.wait() if self._process is not None else 0

    def read_again(self) -> None:
        """Have it read its files again: SIGHUP, which would end a program that isn't ready for it."""
        if self._ready:
            self._signal(signal.SIGHUP)
        else:
            self._read_again = True

    def _signal(self, number: int) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(number)

    async def stop(self) -> None:
        """Stop it."""
        self._signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(self.wait(), STOP_WITHIN)
        except TimeoutError:
            await self.kill()

    async def kill(self) -> None:
        """End it at once, as a power cut would."""
        self._signal(signal.SIGKILL)
        await self.wait()
