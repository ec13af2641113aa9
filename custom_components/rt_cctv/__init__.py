"""CCTV of an RT: recorders, findings, incidents, the wall and the city."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.typing import ConfigType

from . import recorder_entry
from .const import CONF_KIND, DOMAIN, Kind
from .coordinator import RtCctvConfigEntry

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)

_ROOMS = {Kind.RECORDER: recorder_entry}


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Set up what all entries share."""
    return True


async def async_setup_entry(hass: HomeAssistant, entry: RtCctvConfigEntry) -> bool:
    """Set up an entry by its kind."""
    await _ROOMS[Kind(entry.data[CONF_KIND])].async_setup_entry(hass, entry)
    return True


async def async_unload_entry(hass: HomeAssistant, entry: RtCctvConfigEntry) -> bool:
    """Unload an entry by its kind."""
    return await _ROOMS[Kind(entry.data[CONF_KIND])].async_unload_entry(hass, entry)
