"""How long to wait before trying again."""

import random


class Backoff:
    """Waits that double from `first` to `last` seconds, each with up to half of it as jitter.

    10,293 hubs that lost the city in the same second must not come back in the same second.
    """

    def __init__(self, first: float, last: float, *, chance: random.Random | None = None) -> None:
        self._first = first
        self._last = last
        self._chance = chance or random.Random()
        self._tries = 0

    def next(self) -> float:
        """Return the seconds to wait now."""
        wait = min(self._last, self._first * 2.0 ** min(self._tries, 20))
        self._tries += 1
        return wait * self._chance.uniform(0.5, 1.0)

    def reset(self) -> None:
        """Begin again: it worked."""
        self._tries = 0
