"""What the eyes learnt of each place, kept over restarts: day and night as they look when empty.

The files hold small grey pictures of the place, so they lie beside Home Assistant's own secrets,
readable by its user only, and go with their entry.
"""

import asyncio
import contextlib
import logging
import os
from pathlib import Path
import shutil
import threading

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.storage import STORAGE_DIR

from .const import DOMAIN

_LOGGER = logging.getLogger(__name__)


def folder(hass: HomeAssistant, entry_id: str) -> Path:
    """Return where an entry's memory lies."""
    return Path(hass.config.path(STORAGE_DIR, f"{DOMAIN}.eyes", entry_id))


class EyesMemory:
    """The memory of one entry."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Prepare; nothing is read yet."""
        self._hass = hass
        self._folder = folder(hass, entry_id)
        self._known: dict[int, bytes] = {}
        self._writing: set[asyncio.Future[None]] = set()
        self._turn = threading.Lock()

    async def async_load(self) -> None:
        """Read all there is."""
        self._known = await self._hass.async_add_executor_job(self._read)

    def get(self, number: int) -> bytes | None:
        """Return what was learnt of a slot."""
        return self._known.get(number)

    @callback
    def async_put(self, number: int, saved: bytes) -> None:
        """Keep what was learnt of a slot."""
        if not saved or saved == self._known.get(number):
            return
        self._known[number] = saved
        writing = self._hass.async_add_executor_job(self._write, number)
        self._writing.add(writing)
        writing.add_done_callback(self._writing.discard)

    async def async_flush(self) -> None:
        """Wait until everything is on the disk."""
        await asyncio.gather(*self._writing, return_exceptions=True)

    def _read(self) -> dict[int, bytes]:
        found = {}
        with contextlib.suppress(OSError):
            for path in self._folder.glob("slot_*"):
                number = path.name.removeprefix("slot_")
                if number.isdecimal():
                    found[int(number)] = path.read_bytes()
        return found

    def _write(self, number: int) -> None:
        """Write what is known of a slot by now: one thread at a time, and the last writes the newest."""
        target = self._folder / f"slot_{number}"
        fresh = target.with_suffix(".new")
        with self._turn:
            try:
                self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                with open(fresh, "wb", opener=_for_its_user) as file:
                    file.write(self._known[number])
                fresh.replace(target)
            except OSError as err:
                _LOGGER.warning(
                    "What was learnt of slot %s can't be kept: %s", number, err.strerror
                )


def _for_its_user(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


async def async_forget(hass: HomeAssistant, entry_id: str) -> None:
    """Remove an entry's memory for good."""
    await hass.async_add_executor_job(
        lambda: shutil.rmtree(folder(hass, entry_id), ignore_errors=True)
    )
