"""Who looks at a slot's live pictures, and for how long it is read on after the last one went."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later

KEEP_WARM: Final = 1800.0
"""Seconds for which a slot without analytics is read on, so that the next viewer has a picture at once."""


class Viewers:
    """Counts the viewers of one entry's slots."""

    def __init__(self, hass: HomeAssistant, cooled: Callable[[], None]) -> None:
        """`cooled` is called when a slot need no longer be read for its viewers."""
        self._hass = hass
        self._cooled = cooled
        self._counts: dict[int, int] = {}
        self._warm: dict[int, CALLBACK_TYPE] = {}
        self._stopped = False

    def need(self, number: int) -> bool:
        """Whether a slot is to be read for those who look, or did lately."""
        return bool(self._counts.get(number)) or number in self._warm

    @contextmanager
    def one(self, number: int) -> Iterator[None]:
        """Count one viewer of a slot until the block ends."""
        if (cancel := self._warm.pop(number, None)) is not None:
            cancel()
        self._counts[number] = self._counts.get(number, 0) + 1
        try:
            yield
        finally:
            self._counts[number] -= 1
            if not self._counts[number] and not self._stopped:
                self._keep_warm(number)

    @callback
    def async_stop(self) -> None:
        """Keep nothing warm any more."""
        self._stopped = True
        for cancel in self._warm.values():
            cancel()
        self._warm.clear()

    @callback
    def _keep_warm(self, number: int) -> None:
        @callback
        def cold(_now: datetime) -> None:
            del self._warm[number]
            self._cooled()

        self._warm[number] = async_call_later(self._hass, KEEP_WARM, cold)
