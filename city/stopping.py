"""Runs a program's work until it ends or SIGINT or SIGTERM ends it."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
import logging
import signal
import sys

from custom_components.rt_cctv.sync.store import StoreError

from .engine import EngineError


def run(work: Coroutine[None, None, None]) -> int:
    """Run a program's work; return its exit status."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    problems: list[Exception] = []
    try:
        asyncio.run(_until_stopped(work))
    except* (EngineError, StoreError, OSError) as errors:
        problems += errors.exceptions
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


async def _until_stopped(work: Coroutine[None, None, None]) -> None:
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, task.cancel)
    with suppress(asyncio.CancelledError):
        await task
