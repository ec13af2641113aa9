"""Starts PyPI's ipycam, where `scripts/peer-env ipycam` has made its environment."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
import sys

from ..ports import free_port

USER = "admin"
PASSWORD = "Ronda-2026!"
_ROOT = Path(__file__).resolve().parents[2]
_PYTHON = _ROOT / ".cache" / "peers" / "ipycam" / "bin" / "python"
_PROGRAM = Path(__file__).with_name("ipycam_program.py")


def missing() -> str | None:
    """Say what keeps it from running here, None where nothing does."""
    return None if _PYTHON.exists() else "needs `scripts/peer-env ipycam`"


@asynccontextmanager
async def ipycam(folder: Path) -> AsyncIterator[tuple[int, int]]:
    """Run a camera in `folder`; yields its ONVIF and its RTSP port on 127.0.0.1."""
    onvif, rtsp = free_port(), free_port()
    process = await asyncio.create_subprocess_exec(
        _PYTHON,
        _PROGRAM,
        str(onvif),
        str(rtsp),
        USER,
        PASSWORD,
        cwd=folder,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=sys.stderr if sys.stderr.isatty() else asyncio.subprocess.DEVNULL,
    )
    try:
        if process.stdout is None:
            raise RuntimeError("The camera has no output")
        async with asyncio.timeout(30):
            while (line := await process.stdout.readline()).strip() != b"ready":
                if not line:
                    raise RuntimeError("The camera didn't start")
        yield onvif, rtsp
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
