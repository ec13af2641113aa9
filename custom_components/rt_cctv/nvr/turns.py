"""Looks at many things by turns, where few may be looked at in a minute."""

from collections.abc import Callable, Hashable, Iterable


class Turns[T: Hashable]:
    """Whose turn it is: whoever is in doubt, then whoever was looked at longest ago."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Find nothing looked at yet. `clock` is monotonic, in seconds."""
        self._clock = clock
        self._at: dict[T, float] = {}
        self._doubted: set[T] = set()

    @property
    def doubted(self) -> frozenset[T]:
        """What is in doubt and wasn't looked at since."""
        return frozenset(self._doubted)

    def doubt(self, item: T) -> None:
        """Put an item first: something else says that it changed."""
        self._doubted.add(item)

    def looked(self, item: T) -> None:
        """Note that an item has just had its turn."""
        self._at[item] = self._clock()
        self._doubted.discard(item)

    def was_looked_at(self, item: T) -> bool:
        """Whether an item ever had its turn."""
        return item in self._at

    def due(self, items: Iterable[T], rest: float = 0.0) -> list[T]:
        """Return whose turn it is, the first first: no item twice within `rest` seconds."""
        latest = self._clock() - rest
        never = float("-inf")
        return sorted(
            (i for i in items if i in self._doubted or self._at.get(i, never) <= latest),
            key=lambda i: (i not in self._doubted, self._at.get(i, never)),
        )
