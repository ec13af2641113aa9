"""An entry of kind recorder: sets up and lets go of one recorder."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from aiohttp import ClientSession, DummyCookieJar, TCPConnector
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_USERNAME, Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryAuthFailed, ConfigEntryNotReady
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.util.hass_dict import HassKey

# The platforms come with the package, in one thread: imported by two at once, modules that
# they share can deadlock, and Home Assistant then imports them in its event loop.
from . import (  # noqa: F401
    binary_sensor,
    button,
    camera,
    event,
    eyes_memory,
    image,
    logbook,
    select,
    sensor,
    switch,
)
from .alerts_absent import async_end_absent, async_watch_absent
from .alerts_feed import async_feed
from .alerts_setup import async_forget, make_alerts
from .confirmer import async_close_repair
from .const import (
    CONF_BRAND,
    CONF_DIGEST_ONLY,
    CONF_SOURCES,
    CONF_TEMPLATES,
    CONF_TLS,
    CONF_VERIFY_TLS,
    DOMAIN,
)
from .coordinator import RecorderCoordinator, RecorderRuntime, RtCctvConfigEntry
from .entity import recorder_device_info
from .eyes import Eyes
from .model import Brand, SlotStatus
from .nvr.base import Recorder, RecorderConfig
from .nvr.create import create_recorder
from .nvr.guard import LoginGuard
from .recorder_care import RecorderCare, async_forget_care, async_note_failure
from .recorder_forms import read_sources, read_templates

PLATFORMS = [
    Platform.BINARY_SENSOR,
    Platform.BUTTON,
    Platform.CAMERA,
    Platform.EVENT,
    Platform.IMAGE,
    Platform.SELECT,
    Platform.SENSOR,
    Platform.SWITCH,
]

KEEP_CONNECTIONS: Final = 90.0
"""Seconds that an idle connection is kept: three polls."""

_GUARDS: HassKey[dict[str, tuple[RecorderConfig, LoginGuard]]] = HassKey(f"{DOMAIN}_guards")
"""What is known of each entry's login, by entry id.

Home Assistant tries a failed set-up again within seconds, which a recorder counts as one
more attempt; this outlives the attempts.
"""


def recorder_config(data: Mapping[str, object]) -> RecorderConfig:
    """Read an entry's data."""
    return RecorderConfig(
        brand=Brand(str(data[CONF_BRAND])),
        host=str(data[CONF_HOST]),
        port=int(str(data[CONF_PORT])),
        username=str(data[CONF_USERNAME]),
        password=str(data[CONF_PASSWORD]),
        tls=bool(data[CONF_TLS]),
        verify_tls=bool(data[CONF_VERIFY_TLS]),
        templates=read_templates(data.get(CONF_TEMPLATES)),
        sources=read_sources(data.get(CONF_SOURCES)),
        digest_only=bool(data.get(CONF_DIGEST_ONLY, False)),
    )


async def open_recorder(
    hass: HomeAssistant,
    config: RecorderConfig,
    guard: LoginGuard | None = None,
    session: ClientSession | None = None,
) -> Recorder:
    """Make the driver; nothing is sent yet. Without a `session` it takes Home Assistant's.

    Only this brand's modules are imported, in the thread that Home Assistant keeps for it.
    """
    session = session or async_get_clientsession(hass, verify_ssl=config.verify_tls)
    load = hass.async_add_import_executor_job
    return await create_recorder(config, session, guard=guard, load=load)


def _keeping_session() -> ClientSession:
    """Return a session that keeps its connections from one poll to the next.

    Home Assistant's own lets go of them after 15 s, and a recorder writes down a login for every
    new one: thousands a day.
    """
    connector = TCPConnector(keepalive_timeout=KEEP_CONNECTIONS)
    return ClientSession(connector=connector, cookie_jar=DummyCookieJar())


@callback
def forget_login(hass: HomeAssistant, entry: RtCctvConfigEntry) -> None:
    """Let an entry's login be tried anew: its user has just seen it work."""
    hass.data.get(_GUARDS, {}).pop(entry.entry_id, None)


async def async_setup_entry(hass: HomeAssistant, entry: RtCctvConfigEntry) -> None:
    """Look at the recorder once, make its entities and listen to its alarms."""
    config = recorder_config(entry.data)
    session = _keeping_session()
    guard = _login_guard(hass, entry, config)
    recorder = await open_recorder(hass, config, guard, session)
    coordinator = RecorderCoordinator(hass, entry, recorder)
    entry.async_on_unload(partial(_let_go, coordinator, session))
    try:
        await coordinator.async_config_entry_first_refresh()
    except ConfigEntryNotReady, ConfigEntryAuthFailed:
        async_note_failure(hass, entry, coordinator.last_exception)
        await async_watch_absent(hass, entry)
        raise
    _remember_digest(hass, entry, guard)
    await async_end_absent(hass, entry)
    dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id, **recorder_device_info(coordinator)
    )
    eyes = Eyes(hass, entry, coordinator)
    alerts = make_alerts(hass, coordinator, eyes)
    care = RecorderCare(hass, entry, coordinator)
    entry.runtime_data = RecorderRuntime(
        coordinator=coordinator, eyes=eyes, alerts=alerts, care=care
    )
    await care.async_start()
    entry.async_on_unload(alerts.async_close)
    await alerts.async_start()
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    async_feed(hass, alerts, coordinator)
    coordinator.async_start_listening()
    entry.async_on_unload(eyes.async_stop)
    await eyes.async_start()


@callback
def _remember_digest(hass: HomeAssistant, entry: RtCctvConfigEntry, guard: LoginGuard) -> None:
    """Keep whoever takes the recorder's address some day from being told the password."""
    if guard.accepted and guard.digest_seen and not entry.data.get(CONF_DIGEST_ONLY):
        hass.config_entries.async_update_entry(entry, data={**entry.data, CONF_DIGEST_ONLY: True})


async def _let_go(coordinator: RecorderCoordinator, session: ClientSession) -> None:
    """End in order: whoever listens gives its subscription back over the same session."""
    await coordinator.async_stop_listening()
    await coordinator.recorder.close()
    await session.close()


async def async_unload_entry(hass: HomeAssistant, entry: RtCctvConfigEntry) -> bool:
    """Let go of the recorder."""
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)


def _login_guard(
    hass: HomeAssistant, entry: RtCctvConfigEntry, config: RecorderConfig
) -> LoginGuard:
    guards = hass.data.setdefault(_GUARDS, {})
    known = guards.get(entry.entry_id)
    if known is None or known[0] != config:
        known = guards[entry.entry_id] = (config, LoginGuard())
    return known[1]


async def async_remove_entry(hass: HomeAssistant, entry: RtCctvConfigEntry) -> None:
    """Forget what was kept of a recorder beside its settings."""
    forget_login(hass, entry)
    async_close_repair(hass, entry)
    await async_end_absent(hass, entry)
    await async_forget(hass, entry.entry_id)
    await eyes_memory.async_forget(hass, entry.entry_id)
    await async_forget_care(hass, entry.entry_id)


@callback
def is_gone(entry: RtCctvConfigEntry, device: dr.DeviceEntry | dr.ChildDeviceEntry) -> bool:
    """Whether a device is a slot that the recorder no longer has, or that nobody's camera is in.

    Of a recorder that isn't there nobody can say so.
    """
    if entry.state is not ConfigEntryState.LOADED:
        return False
    coordinator = entry.runtime_data.coordinator
    prefix = f"{coordinator.key}_slot_"
    for domain, identifier in device.identifiers:
        number = identifier.removeprefix(prefix)
        if domain == DOMAIN and identifier.startswith(prefix) and number.isdecimal():
            slot = coordinator.data.slot(int(number))
            return slot is None or slot.status is SlotStatus.EMPTY
    return False
