"""An entry of kind city: the Pemkot's side, on the city's own Home Assistant."""

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ConfigEntryNotReady

from .city_core import City, CityConfigEntry, CityRuntime, async_open_store
from .city_panel import async_hide_city_panel, async_show_city_panel
from .const import DOMAIN
from .sync.areas import areas
from .sync.store import StoreError

PLATFORMS = [Platform.BINARY_SENSOR, Platform.SENSOR]


async def async_setup_entry(hass: HomeAssistant, entry: CityConfigEntry) -> None:
    """Open the database, collect, and show the areas in scope."""
    await hass.async_add_executor_job(areas)
    try:
        store = await async_open_store(hass, entry.data)
    except StoreError as err:
        raise ConfigEntryNotReady(
            translation_domain=DOMAIN,
            translation_key="database_unusable",
            translation_placeholders={"error": str(err)},
        ) from err
    city = City(hass, entry, store)
    entry.runtime_data = CityRuntime(city=city)
    city.async_add_devices()
    city.async_start()
    await async_show_city_panel(hass)
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)


async def async_unload_entry(hass: HomeAssistant, entry: CityConfigEntry) -> bool:
    """Stop collecting and close the database."""
    unloaded = await hass.config_entries.async_unload_platforms(entry, PLATFORMS)
    if unloaded:
        async_hide_city_panel(hass)
        await entry.runtime_data.city.async_stop()
    return unloaded


async def async_remove_entry(hass: HomeAssistant, entry: CityConfigEntry) -> None:
    """Delete nothing: what the hubs told stays in the database until somebody removes that."""
