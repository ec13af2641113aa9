"""CCTV of an RT: recorders, findings, incidents, the wall and the city."""

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.device_registry import ChildDeviceEntry, DeviceEntry
from homeassistant.helpers.typing import ConfigType

from .alerts_views import async_register_views
from .blueprint_install import async_install_blueprints
from .const import CONF_KIND, DOMAIN, Kind
from .eyes_actions import async_register_actions
from .kinds import async_import_room, async_room, entries_of
from .live_view import LiveView
from .panel import async_hide_panel, async_show_panel
from .recorder_entry import is_gone
from .recorder_search import async_search_regularly
from .recorder_services import async_setup_recorder_services
from .services import async_setup_services
from .wall_display import async_load_displays
from .wall_pair import async_register_pairing
from .websocket_api import async_register_commands

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Set up what all entries share."""
    hass.http.register_view(LiveView(hass))
    async_register_actions(hass)
    async_register_views(hass)
    async_setup_services(hass)
    async_install_blueprints(hass)
    async_setup_recorder_services(hass)
    async_search_regularly(hass)
    await async_load_displays(hass)
    async_register_commands(hass)
    async_register_pairing(hass)
    if entries_of(hass, Kind.CITY):
        await _async_open_city(hass)
    return True


async def _async_open_city(hass: HomeAssistant) -> None:
    """Register what the city's side shares; a hub that never had an entry of it goes without."""
    room = await async_import_room(hass, "city_setup")
    room.async_set_up_city(hass)


async def async_setup_entry(hass: HomeAssistant, entry: ConfigEntry) -> bool:
    """Set up an entry by its kind. The wall is there even where its recorder isn't."""
    await async_show_panel(hass)
    if entry.data[CONF_KIND] == Kind.CITY:
        await _async_open_city(hass)
    await (await async_room(hass, entry)).async_setup_entry(hass, entry)
    return True


async def async_unload_entry(hass: HomeAssistant, entry: ConfigEntry) -> bool:
    """Unload an entry by its kind."""
    return await (await async_room(hass, entry)).async_unload_entry(hass, entry)


async def async_remove_entry(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Remove what an entry kept outside of its settings."""
    await (await async_room(hass, entry)).async_remove_entry(hass, entry)
    if not hass.config_entries.async_entries(DOMAIN, include_ignore=False):
        async_hide_panel(hass)


async def async_remove_config_entry_device(
    hass: HomeAssistant, entry: ConfigEntry, device: DeviceEntry | ChildDeviceEntry
) -> bool:
    """Let the user remove a slot that is gone; nothing is removed by itself."""
    return entry.data[CONF_KIND] == Kind.RECORDER and is_gone(entry, device)
