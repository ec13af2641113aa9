"""The alerts' background tasks: they outlive a failed set-up of the entry, and end with the alerts."""

import asyncio
from collections.abc import Coroutine

from homeassistant.core import HomeAssistant, callback

from .const import DOMAIN


class Tasks:
    """Starts tasks, and ends what is left of them."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Begin with none."""
        self._hass = hass
        self._tasks: set[asyncio.Task[None]] = set()

    @callback
    def async_start(self, job: Coroutine[None, None, None], name: str) -> None:
        """Run a job in the background."""
        task = self._hass.async_create_background_task(job, f"{DOMAIN} {name}")
        if not task.done():
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def async_close(self) -> None:
        """Cancel what still runs, and wait for it."""
        left = list(self._tasks)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
