"""Takes one picture off an RTSP stream, for those who have no other way to a snapshot."""

import asyncio
from contextlib import suppress
import json
from pathlib import Path
import sys

from .base import BadAnswerError, CannotConnectError, TimedOutError
from .guard import LoginGuard

STILL_SECONDS = 15.0
_MAX_STILL = 8_000_000
_JPEG = b"\xff\xd8\xff"


async def take_still(url: str, guard: LoginGuard) -> bytes:
    """Decode one picture of a stream in a process of its own; raises RecorderError.

    `guard` is for these pictures alone: FFmpeg knows fewer kinds of login than we do, so that its
    refusal says nothing of the password, but isn't sought twice either.
    """
    if guard.accepted:
        return await _take(url, guard)
    async with guard.turn:
        return await _take(url, guard)


async def _take(url: str, guard: LoginGuard) -> bytes:
    guard.check()
    order = json.dumps({"url": url, "seconds": STILL_SECONDS / 2, "path": sys.path})
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(Path(__file__).with_name("rtsp_still.py")),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(STILL_SECONDS):
            picture, _ = await process.communicate(order.encode())
    except TimeoutError as err:
        raise TimedOutError("No picture came in time") from err
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if process.returncode == 3:
        raise guard.refuse()
    if process.returncode == 1:
        raise CannotConnectError("The stream didn't open")
    if not picture.startswith(_JPEG) or len(picture) > _MAX_STILL:
        raise BadAnswerError("The stream gave no picture")
    guard.accept()
    return picture
