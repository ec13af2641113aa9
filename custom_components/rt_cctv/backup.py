"""Backups: databases are complete while they are copied, and nobody writes to them meanwhile."""

from homeassistant.core import HomeAssistant

from .city_core import CityRuntime
from .const import DOMAIN
from .link import LinkRuntime


async def async_pre_backup(hass: HomeAssistant) -> None:
    """Hold the ledger and the city's database still."""
    for entry in hass.config_entries.async_loaded_entries(DOMAIN):
        runtime = entry.runtime_data
        if isinstance(runtime, LinkRuntime):
            outbox = runtime.link.outbox
            await outbox.run(outbox.ledger.hold)
        elif isinstance(runtime, CityRuntime):
            await hass.async_add_executor_job(runtime.city.store.hold)


async def async_post_backup(hass: HomeAssistant) -> None:
    """Write what came meanwhile."""
    for entry in hass.config_entries.async_loaded_entries(DOMAIN):
        runtime = entry.runtime_data
        if isinstance(runtime, LinkRuntime):
            outbox = runtime.link.outbox
            await outbox.run(outbox.ledger.release)
            runtime.link.uplink.wake()
        elif isinstance(runtime, CityRuntime):
            await hass.async_add_executor_job(runtime.city.store.release)
