"""One call to come in Home Assistant's time."""

from collections.abc import Callable
from datetime import datetime

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later


class Timer:
    """At most one call to come."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Prepare; nothing is to come yet."""
        self._hass = hass
        self._cancel: CALLBACK_TYPE | None = None

    @property
    def running(self) -> bool:
        """Whether a call is to come."""
        return self._cancel is not None

    @callback
    def start(self, seconds: float, action: Callable[[], None]) -> None:
        """Call `action` in so many seconds."""

        @callback
        def due(_now: datetime) -> None:
            self._cancel = None
            action()

        self._cancel = async_call_later(self._hass, seconds, due)

    @callback
    def stop(self) -> None:
        """Call nothing any more."""
        if self._cancel is not None:
            self._cancel()
            self._cancel = None
