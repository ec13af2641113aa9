"""Tells of a recorder that can't be set up: after a power cut nobody else would.

Home Assistant keeps trying such an entry, or asks for its password, but nothing of it is loaded
meanwhile. So alerts of its own run until the recorder answers, or the entry is turned off.
"""

import asyncio
from datetime import datetime
from typing import Final

from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
    ConfigEntryState,
)
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.util.hass_dict import HassKey

from .alerts import Alerts
from .alerts_feed import SAY_EVERY
from .const import DOMAIN
from .incidents import Part, Trouble

GRACE: Final = 240.0
"""Seconds that a recorder gets to start: after a power cut the hub is up before it."""
_GOING = frozenset(
    {
        ConfigEntryState.SETUP_ERROR,
        ConfigEntryState.SETUP_IN_PROGRESS,
        ConfigEntryState.SETUP_RETRY,
    }
)
"""States of a recorder that is wanted: it is tried again, or its password is asked for."""

_ABSENT: HassKey[dict[str, _Absent]] = HassKey(f"{DOMAIN}_absent")


async def async_watch_absent(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Begin to tell of a recorder that doesn't answer, unless that has begun already."""
    watched = hass.data.setdefault(_ABSENT, {})
    if (absent := watched.get(entry.entry_id)) is not None:
        if not absent.ending:
            return
        await absent.async_end()
    watched[entry.entry_id] = absent = _Absent(hass, entry)
    await absent.async_start()


async def async_end_absent(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Hand over to whoever comes next, once what was told is written down."""
    if (absent := hass.data.get(_ABSENT, {}).get(entry.entry_id)) is not None:
        await absent.async_end()


class _Absent:
    """The alerts of one recorder that isn't there."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        self._hass = hass
        self._entry = entry
        self._alerts = Alerts(hass, entry, _no_still)
        self._since = hass.loop.time()
        self._cancel: list[CALLBACK_TYPE] = []
        self._end: asyncio.Task[None] | None = None

    @property
    def ending(self) -> bool:
        """Whether it was told to end."""
        return self._end is not None

    async def async_start(self) -> None:
        await self._alerts.async_start()
        self._cancel = [
            async_track_time_interval(self._hass, self._say, SAY_EVERY, cancel_on_shutdown=True),
            async_dispatcher_connect(self._hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._entry_changed),
        ]

    async def async_end(self) -> None:
        """End, and return when all is written down, whoever else waits for that."""
        if self._end is None:
            self._end = self._hass.async_create_task(self._close(), f"{DOMAIN} end of absence")
        await asyncio.shield(self._end)

    async def _close(self) -> None:
        for cancel in self._cancel:
            cancel()
        await self._alerts.async_close()
        del self._hass.data[_ABSENT][self._entry.entry_id]

    @callback
    def _say(self, _now: datetime) -> None:
        if self._hass.loop.time() - self._since >= GRACE:
            self._alerts.process(Trouble(part=Part.RECORDER_DOWN, slot=None, active=True))

    @callback
    def _entry_changed(self, change: ConfigEntryChange, entry: ConfigEntry) -> None:
        if entry is not self._entry:
            return
        if change is ConfigEntryChange.REMOVED or entry.state not in _GOING:
            self._hass.async_create_task(self.async_end())


async def _no_still(_slot: int) -> bytes:
    raise HomeAssistantError("The recorder doesn't answer")
