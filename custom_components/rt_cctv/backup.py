"""Backups: databases are complete while they are copied, and nobody writes to them meanwhile."""

from homeassistant.core import HomeAssistant

from .kinds import loaded_cities, loaded_links


async def async_pre_backup(hass: HomeAssistant) -> None:
    """Hold the ledger and the city's database still."""
    for link in loaded_links(hass):
        outbox = link.runtime_data.link.outbox
        await outbox.run(outbox.ledger.hold)
    for city in loaded_cities(hass):
        await hass.async_add_executor_job(city.runtime_data.city.store.hold)


async def async_post_backup(hass: HomeAssistant) -> None:
    """Write what came meanwhile."""
    for link in loaded_links(hass):
        outbox = link.runtime_data.link.outbox
        await outbox.run(outbox.ledger.release)
        link.runtime_data.link.uplink.wake()
    for city in loaded_cities(hass):
        await hass.async_add_executor_job(city.runtime_data.city.store.release)
