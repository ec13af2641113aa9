"""A PostgreSQL of one's own in a folder, for tests, benchmarks and the demo; the city's is the city's."""

import asyncio
from contextlib import suppress
import os
from pathlib import Path
import pwd
import shutil
import socket
import tempfile

from .engine import EngineError

_FOLDERS = "/usr/lib/postgresql"
_START_WITHIN = 90.0
_MISSING = "PostgreSQL is not installed (Debian: apt-get install postgresql)"


def programs() -> Path | None:
    """Return the folder of the newest PostgreSQL's programs, None where there is none."""
    found = sorted(Path(_FOLDERS).glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if found:
        return found[-1].parent
    path = shutil.which("initdb")
    return Path(path).parent if path else None


class Postgres:
    """Settings as Debian's, so that a commit is on the disk when it returns."""

    def __init__(self) -> None:
        """Raise EngineError when it isn't installed."""
        if (folder := programs()) is None:
            raise EngineError(_MISSING)
        self._programs = folder
        # It refuses to run as root, and must be able to reach its folder.
        self._user = "postgres" if os.geteuid() == 0 else None
        self.folder = Path(tempfile.mkdtemp(prefix="rt_cctv_postgres_"))
        self._data = self.folder / "data"
        if self._user is not None:
            owner = pwd.getpwnam(self._user)
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        self.port = 0
        self._process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        """Where to find it."""
        return f"postgresql://city@127.0.0.1:{self.port}/postgres"

    async def start(self) -> None:
        """Make its files where they are missing, start it and wait for it; raises EngineError."""
        if not self._data.exists():
            await self._run("initdb", "-D", str(self._data), "-U", "city", "-A", "trust", "-N")
        if not self.port:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                self.port = probe.getsockname()[1]
        try:
            async with asyncio.timeout(_START_WITHIN):
                await self._start()
        except TimeoutError:
            raise EngineError("PostgreSQL does not start") from None

    async def _start(self) -> None:
        while True:
            if self._process is None or self._process.returncode is not None:
                # After a kill, what it had started holds its memory for a moment, and it refuses.
                self._process = await self._spawn(
                    "postgres",
                    *("-D", str(self._data), "-p", str(self.port), "-k", str(self.folder)),
                    *("-c", "listen_addresses=127.0.0.1", "-c", "max_wal_size=2GB"),
                )
            with suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                writer.close()
                await asyncio.sleep(0.2)
                if self._process.returncode is None:
                    return
            await asyncio.sleep(0.1)

    async def kill(self) -> None:
        """End it at once."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    async def stop(self) -> None:
        """Stop it and delete its files."""
        if self._process is not None and self._process.returncode is None:
            # SIGINT is its "fast" shutdown.
            self._process.send_signal(2)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._process.wait(), 10)
            await self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    async def _run(self, name: str, *arguments: str) -> None:
        process = await self._spawn(name, *arguments)
        if await process.wait() != 0:
            raise EngineError(f"{name} failed")

    async def _spawn(self, name: str, *arguments: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            str(self._programs / name),
            *arguments,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            cwd=self.folder,
            user=self._user,
        )
