"""Spreads a driver's calls over its polls, so that a recorder is never asked much at once."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Final

from .base import (
    BadAnswerError,
    CannotConnectError,
    NotSupportedError,
    PermissionDeniedError,
)

FIRST_CALLS: Final = 15
"""Calls of the first poll."""
STEADY_CALLS: Final = 3
"""Calls of a later poll: six a minute when polled every 30 s."""
_STEADY_INTERVAL: Final = 25.0
_RETRY: Final = 600.0
_ABSENT_RETRY: Final = 6 * 3600.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Chore:
    """One call that is due every `interval` seconds."""

    name: str
    interval: float
    run: Callable[[], Awaitable[None]]


class Allowance:
    """How many calls a poll may make: many at first, few later, none out of turn."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Begin before the first poll. `clock` is monotonic, in seconds."""
        self._clock = clock
        self._last: float | None = None

    def take(self) -> int:
        """Return how many calls this poll may make, its own first ones included."""
        now, last = self._clock(), self._last
        if last is not None and now - last < _STEADY_INTERVAL:
            return 0
        self._last = now
        return FIRST_CALLS if last is None else STEADY_CALLS


class Agenda:
    """Knows which chores are due, and how many of them this poll may do."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Find everything due. `clock` is monotonic, in seconds."""
        self._clock = clock
        self._due: dict[str, float] = {}
        self._allowance = Allowance(clock)

    def hurry(self, *names: str) -> None:
        """Make chores due now."""
        for name in names:
            self._due.pop(name, None)

    def postpone(self, name: str, seconds: float) -> None:
        """Make a chore due in so many seconds."""
        self._due[name] = self._clock() + seconds

    async def work(self, chores: Iterable[Chore], calls: Callable[[], int]) -> None:
        """Do what is due, the first first, until this poll's calls are spent.

        `calls` returns how many this poll has made so far. A chore that the recorder can't do is
        put off for hours, one that failed for minutes; after a broken connection the rest waits
        for the next poll. A refused login and a lock are raised.
        """
        now = self._clock()
        most = self._allowance.take()
        for chore in chores:
            if calls() >= most:
                return
            if self._due.get(chore.name, 0.0) > now:
                continue
            if not await self._do(chore, now):
                return

    async def _do(self, chore: Chore, now: float) -> bool:
        """Do one chore; False where no further one should be tried."""
        pause = chore.interval
        try:
            await chore.run()
        except NotSupportedError, PermissionDeniedError:
            pause = _ABSENT_RETRY
        except BadAnswerError:
            pause = min(_RETRY, pause)
        except CannotConnectError:
            self._due[chore.name] = now + min(_RETRY, pause)
            return False
        self._due[chore.name] = now + pause
        return True
