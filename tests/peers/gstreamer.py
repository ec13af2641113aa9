"""Starts GStreamer's RTSP server (Debian: gstreamer1.0-rtsp, gir1.2-gst-rtsp-server-1.0, python3-gi)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
import subprocess

SYSTEM_PYTHON = "/usr/bin/python3"
USER = "admin"
PASSWORD = "Ronda-2026!"
_PROGRAM = Path(__file__).with_name("gst_server.py")
_NEEDS = (
    "import gi; gi.require_version('GstRtspServer', '1.0'); "
    "from gi.repository import Gst, GstRtspServer; Gst.init(None); "
    "assert Gst.ElementFactory.find('x264enc') and Gst.ElementFactory.find('rtph264pay')"
)


@cache
def missing() -> str | None:
    """Say what keeps the server from running here, None where nothing does."""
    try:
        tried = subprocess.run([SYSTEM_PYTHON, "-c", _NEEDS], check=False, capture_output=True)
    except OSError:
        return "there is no /usr/bin/python3"
    return "GStreamer's RTSP server is not installed" if tried.returncode else None


@asynccontextmanager
async def gstreamer(clip: Path, path: str) -> AsyncIterator[int]:
    """Serve a clip at a path behind digest; yields the port on 127.0.0.1."""
    process = await asyncio.create_subprocess_exec(
        SYSTEM_PYTHON,
        _PROGRAM,
        clip,
        path,
        USER,
        PASSWORD,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        if process.stdout is None:
            raise RuntimeError("The server has no output")
        async with asyncio.timeout(60):
            port = int(await process.stdout.readline())
        yield port
    finally:
        process.terminate()
        await process.wait()
