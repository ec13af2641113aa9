"""An entry of kind recorder: sets up and lets go of one recorder."""

from collections.abc import Mapping

from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_USERNAME, Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryNotReady
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.util.hass_dict import HassKey

from .const import CONF_BRAND, CONF_TLS, CONF_VERIFY_TLS, DOMAIN
from .coordinator import RecorderCoordinator, RecorderRuntime, RtCctvConfigEntry
from .entity import recorder_device_info
from .errors import error_key, error_placeholders
from .model import Brand
from .nvr.base import LockedError, Recorder, RecorderConfig
from .nvr.create import create_recorder

PLATFORMS = [
    Platform.BINARY_SENSOR,
    Platform.CAMERA,
    Platform.EVENT,
    Platform.SENSOR,
]

_LOCKED_UNTIL: HassKey[dict[str, float]] = HassKey(f"{DOMAIN}_locked_until")
"""When each locked recorder may be asked again (loop time), by entry id.

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
    )


def open_recorder(hass: HomeAssistant, data: Mapping[str, object]) -> Recorder:
    """Make the driver for an entry's data; nothing is sent yet."""
    config = recorder_config(data)
    session = async_get_clientsession(hass, verify_ssl=config.verify_tls)
    return create_recorder(config, session)


async def async_setup_entry(hass: HomeAssistant, entry: RtCctvConfigEntry) -> None:
    """Look at the recorder once, make its entities and listen to its alarms."""
    _raise_while_locked(hass, entry)
    recorder = open_recorder(hass, entry.data)
    entry.async_on_unload(recorder.close)
    coordinator = RecorderCoordinator(hass, entry, recorder)
    try:
        await coordinator.async_config_entry_first_refresh()
    finally:
        _remember_lock(hass, entry, coordinator.locked_until)
    dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id, **recorder_device_info(coordinator)
    )
    entry.runtime_data = RecorderRuntime(coordinator=coordinator)
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    coordinator.async_start_listening()


async def async_unload_entry(hass: HomeAssistant, entry: RtCctvConfigEntry) -> bool:
    """Let go of the recorder."""
    _remember_lock(hass, entry, entry.runtime_data.coordinator.locked_until)
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)


def _raise_while_locked(hass: HomeAssistant, entry: RtCctvConfigEntry) -> None:
    until = hass.data.setdefault(_LOCKED_UNTIL, {}).get(entry.entry_id, 0.0)
    seconds = until - hass.loop.time()
    if seconds > 0:
        err = LockedError(seconds)
        raise ConfigEntryNotReady(
            translation_domain=DOMAIN,
            translation_key=error_key(err),
            translation_placeholders=error_placeholders(err),
        )


@callback
def _remember_lock(hass: HomeAssistant, entry: RtCctvConfigEntry, until: float | None) -> None:
    if until is None:
        hass.data[_LOCKED_UNTIL].pop(entry.entry_id, None)
    else:
        hass.data[_LOCKED_UNTIL][entry.entry_id] = until
