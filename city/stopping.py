"""Ends a program's work on SIGINT and SIGTERM."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
import signal


async def until_stopped(work: Coroutine[None, None, None]) -> None:
    """Run this until it ends or the program is told to."""
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, task.cancel)
    with suppress(asyncio.CancelledError):
        await task
