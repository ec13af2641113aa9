"""An entry of kind link: keeps this hub linked to the Pemkot."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
import logging
from pathlib import Path
import ssl
from typing import Final

from homeassistant.components import persistent_notification
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import Platform, __version__
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryNotReady
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.helpers.storage import STORAGE_DIR
from homeassistant.loader import async_get_integration

from . import incidents as inc
from .alerts_setup import loaded_entries
from .const import (
    CONF_HUB,
    DOMAIN,
)
from .link_feed import LinkFeed
from .link_password import LinkPassword, broker_of
from .link_repairs import LinkRepairs
from .sync.backoff import Backoff
from .sync.enrol import EnrolError
from .sync.identity import HubId
from .sync.ledger import LedgerError, Waiting
from .sync.messages import Command, CommandBody
from .sync.outbox import Outbox
from .sync.session import LinkStatus
from .sync.uplink import Uplink

_LOGGER: Final = logging.getLogger(__name__)
PLATFORMS: Final = [Platform.BINARY_SENSOR, Platform.EVENT, Platform.SENSOR]
_EVERY: Final = timedelta(seconds=30)
_FAREWELL: Final = 10.0
_REFUSED_WAITS: Final = (2.0, 300.0)
_SEVERITIES: Final = {
    "info": inc.Severity.INFORMATION,
    "warning": inc.Severity.WATCH,
    "alarm": inc.Severity.EMERGENCY,
}

type LinkConfigEntry = ConfigEntry[LinkRuntime]
type OnAnnouncement = Callable[[Command], None]


@dataclass(kw_only=True)
class LinkRuntime:
    """What a loaded entry of kind link holds."""

    link: Link


def ledger_path(hass: HomeAssistant, entry_id: str) -> Path:
    """Return where an entry's ledger is: among what Home Assistant's backups hold."""
    return Path(hass.config.path(STORAGE_DIR, f"{DOMAIN}_{entry_id}.db"))


async def async_setup_entry(hass: HomeAssistant, entry: LinkConfigEntry) -> None:
    """Open the ledger, watch the recorders and keep the link."""
    try:
        outbox = await Outbox.open(ledger_path(hass, entry.entry_id))
    except (LedgerError, OSError) as err:
        raise ConfigEntryNotReady(
            translation_domain=DOMAIN, translation_key="ledger_unusable"
        ) from err
    version = (await async_get_integration(hass, DOMAIN)).version
    link = Link(hass, entry, outbox, software=str(version or ""))
    entry.runtime_data = LinkRuntime(link=link)
    link.async_start()
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)


async def async_unload_entry(hass: HomeAssistant, entry: LinkConfigEntry) -> bool:
    """End the link and close the ledger, once what was seen last is written."""
    unloaded = await hass.config_entries.async_unload_platforms(entry, PLATFORMS)
    if unloaded:
        await entry.runtime_data.link.async_stop()
    return unloaded


async def async_remove_entry(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Delete the ledger of an entry that is removed."""

    def delete() -> None:
        path = ledger_path(hass, entry.entry_id)
        for suffix in ("", "-wal", "-shm", ".broken"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)

    await hass.async_add_executor_job(delete)


class Link:
    """The link of this hub to the Pemkot."""

    def __init__(
        self, hass: HomeAssistant, entry: LinkConfigEntry, outbox: Outbox, *, software: str
    ) -> None:
        """Prepare; `async_start` begins."""
        self._hass = hass
        self.entry = entry
        self.outbox = outbox
        self.hub = HubId.parse(entry.data[CONF_HUB])
        self.password = LinkPassword(hass, entry)
        self.waiting = Waiting(count=0, oldest=None)
        self.size = 0
        self._listeners: list[Callable[[], None]] = []
        self._announcement_listeners: list[OnAnnouncement] = []
        self._repairs = LinkRepairs(hass, entry)
        self.feed = LinkFeed(
            hass,
            entry,
            outbox,
            on_record=self._wake,
            on_state=self._state_changed,
        )
        self._software = software
        self.uplink = self._make_uplink()
        self._looking = self._stale = False
        self._closed = False
        self._task: asyncio.Task[None] | None = None

    def _make_uplink(self) -> Uplink:
        return Uplink(
            hub=self.hub,
            broker=broker_of(self.entry),
            outbox=self.outbox,
            snapshot=self.feed.snapshot,
            on_command=self._obey,
            on_change=self._handle_change,
            software=self._software,
            home_assistant=__version__,
        )

    @property
    def status(self) -> LinkStatus:
        """How the link is."""
        return self.uplink.status

    @property
    def confirmed_at(self) -> int | None:
        """When the city last confirmed something, in ms."""
        said = self.outbox.note("confirmed")
        return int(said) if said else None

    @callback
    def async_start(self) -> None:
        """Begin to watch, write and send."""
        self.feed.async_start()
        self._task = self.entry.async_create_background_task(
            self._hass, self._run(), "rt_cctv link"
        )
        self.entry.async_on_unload(
            async_track_time_interval(self._hass, self._look_after, _EVERY, cancel_on_shutdown=True)
        )

    async def async_stop(self) -> None:
        """Take leave of the city, write down what is still held, and close the ledger."""
        self._closed = True
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task}, timeout=_FAREWELL)
        await self.feed.async_write()
        await self.outbox.close()

    @callback
    def async_listen(self, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Call `listener` after each change."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    @callback
    def async_listen_announcements(self, listener: OnAnnouncement) -> CALLBACK_TYPE:
        """Call `listener` with each announcement of the city."""
        self._announcement_listeners.append(listener)
        return lambda: self._announcement_listeners.remove(listener)

    @callback
    def _wake(self) -> None:
        self.uplink.wake()

    @callback
    def _state_changed(self) -> None:
        self.uplink.state_changed()

    async def _run(self) -> None:
        """Keep the link; where the broker refuses us, ask the city what that means."""
        with suppress(EnrolError):
            await self.password.confirm_rotation()
        backoff = Backoff(*_REFUSED_WAITS)
        while True:
            try:
                await self.uplink.run()
            except ssl.SSLError:
                _LOGGER.exception("The city's certificate authority can't be read")
                break
            if self.status.was_greeted:
                backoff.reset()
            await asyncio.sleep(backoff.next())
            if not await self.password.is_still_known():
                break
            self.uplink = self._make_uplink()
        self.entry.async_start_reauth(self._hass)

    async def _obey(self, command: Command) -> CommandBody:
        if command.op == "announce":
            self._announce(command)
            return CommandBody(id=command.id, ok=True)
        if command.op == "rotate":
            try:
                await self.password.rotate()
            except EnrolError as err:
                return CommandBody(id=command.id, ok=False, why=err.reason)
            return CommandBody(id=command.id, ok=True)
        return CommandBody(id=command.id, ok=False, why="unknown_op")

    @callback
    def _announce(self, command: Command) -> None:
        """Show it on phones and wall as an incident, where there is a recorder whose people are known."""
        for listener in tuple(self._announcement_listeners):
            listener(command)
        if recorder := next(iter(loaded_entries(self._hass)), None):
            self.feed.announcing = True
            try:
                recorder.runtime_data.alerts.process(
                    inc.Raise(by="Pemkot", severity=_SEVERITIES[command.sev], text=command.text)
                )
            finally:
                self.feed.announcing = False
        else:
            persistent_notification.async_create(
                self._hass, command.text, "Pemkot", f"{DOMAIN}_{command.id}"
            )

    @callback
    def _handle_change(self) -> None:
        self._repairs.update(self.status, disk_refuses=self.feed.disk_refuses)
        self._tell_listeners()
        self._stale = True
        if not self._looking and not self._closed:
            self._looking = True
            self.entry.async_create_task(self._hass, self._look(), "rt_cctv link look")

    @callback
    def _tell_listeners(self) -> None:
        for listener in tuple(self._listeners):
            listener()

    async def _look(self) -> None:
        try:
            # What changes while one looks is looked at again.
            while self._stale:
                self._stale = False
                self.waiting = await self.outbox.waiting()
                self.size = await self.outbox.run(self.outbox.ledger.size)
        except LedgerError as err:
            _LOGGER.debug("Ledger: %s", err)
        finally:
            self._looking = False
        self._tell_listeners()

    async def _look_after(self, now: datetime) -> None:
        if self._closed:
            return
        await self.feed.async_write()
        self._handle_change()
        try:
            if now.minute == 0 and now.second < _EVERY.total_seconds():
                await self.outbox.tidy()
        except LedgerError as err:
            _LOGGER.debug("Ledger: %s", err)
        if self.status.greeted and self.password.is_old:
            with suppress(EnrolError):
                await self.password.rotate()
