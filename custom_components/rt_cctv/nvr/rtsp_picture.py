"""Takes one picture off an RTSP stream, for those who have no other way to a snapshot."""

import asyncio
from contextlib import suppress
import json
from pathlib import Path
import sys

from .base import BadAnswerError, CannotConnectError, TimedOutError

STILL_SECONDS = 15.0
_MAX_STILL = 8_000_000
_JPEG = b"\xff\xd8\xff"


async def take_still(url: str) -> bytes:
    """Decode one picture of a stream in a process of its own; raises RecorderError."""
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
    if process.returncode == 1:
        raise CannotConnectError("The stream didn't open")
    if not picture.startswith(_JPEG) or len(picture) > _MAX_STILL:
        raise BadAnswerError("The stream gave no picture")
    return picture
