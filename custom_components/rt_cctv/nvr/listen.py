"""Keeps a recorder's alarm stream open for as long as somebody listens."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing
import logging
import random
import time
from typing import Protocol

from .base import (
    AlarmEvent,
    CannotConnectError,
    InvalidAuthError,
    LockedError,
    NotSupportedError,
    PermissionDeniedError,
    Recorder,
    RecorderError,
    StreamBusyError,
)
from .guard import UNKNOWN_LOCK

_LOGGER = logging.getLogger(__name__)

FIRST_WAIT = 1.0
"""Seconds until the first try after a break; doubled for each that fails, with jitter."""
LONGEST_WAIT = 60.0
RESTART_WAIT = 4.0
"""Longest wait while the recorder is away and may only be restarting: it costs a connection."""
RESTART_TIME = 300.0
"""For so many seconds after the stream was last open."""
BUSY_WAIT = 15.0
"""Least seconds where the recorder serves no further stream: somebody else holds it."""
HOPELESS_WAIT = 600.0
"""Seconds where the recorder has no such stream, or the user may not open it."""
STEADY = 10.0
"""A stream that lasted for so many seconds starts the waits afresh."""


class StreamStateListener(Protocol):
    """Is told when the stream comes (True) and goes (False)."""

    def __call__(self, *, connected: bool) -> None:
        """Take note."""


async def listen(
    recorder: Recorder,
    on_event: Callable[[AlarmEvent], None],
    on_state: StreamStateListener,
    *,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    jitter: Callable[[], float] = random.random,
) -> None:
    """Pass on what the alarm stream says, opening it again whenever it ends; never returns.

    Raises `InvalidAuthError` where the login is refused. A locked recorder is left alone until its
    lock ends. `jitter` returns 0 to 1. Silence is noticed by the driver, which reads with a limit.
    """
    failures = 0
    lost = clock()
    while True:
        opened: float | None = None
        least, longest = 0.0, LONGEST_WAIT
        try:
            async with aclosing(recorder.alarms()) as alarms:
                async for event in alarms:
                    if opened is None:
                        opened = clock()
                        on_state(connected=True)
                    on_event(event)
        except InvalidAuthError:
            if opened is not None:
                on_state(connected=False)
            raise
        except RecorderError as err:
            least = _least_wait(err)
            away = opened is None and isinstance(err, CannotConnectError)
            if away and clock() - lost < RESTART_TIME:
                longest = RESTART_WAIT
        except Exception:
            # A mistake of ours must not make the RT deaf until somebody restarts the hub.
            _LOGGER.exception("Taking in an alarm failed")
        if opened is not None:
            on_state(connected=False)
            lost = clock()
        steady = opened is not None and lost - opened >= STEADY
        failures = 0 if steady else failures + 1
        await sleep(_wait(max(failures - 1, 0), least, longest, jitter()))


def _least_wait(err: RecorderError) -> float:
    match err:
        case LockedError(seconds=seconds):
            return UNKNOWN_LOCK if seconds is None else seconds
        case StreamBusyError():
            return BUSY_WAIT
        case NotSupportedError() | PermissionDeniedError():
            return HOPELESS_WAIT
        case _:
            return 0.0


def _wait(failures: int, least: float, longest: float, jitter: float) -> float:
    """Return about a second at first, doubled up to `longest`; `least` is never undercut."""
    grown = min(FIRST_WAIT * 2.0 ** min(failures, 10), longest)
    return max(least, grown) + grown / 4 * jitter
