"""Asks around for recorders now and then: to offer new ones, and to follow known ones that moved."""

from datetime import datetime, timedelta
from typing import Final

from homeassistant.config_entries import SOURCE_INTEGRATION_DISCOVERY
from homeassistant.const import CONF_HOST, CONF_NAME, CONF_PORT
from homeassistant.core import HassJob, HomeAssistant, callback
from homeassistant.helpers import discovery_flow
from homeassistant.helpers.event import async_call_later, async_track_time_interval
from homeassistant.helpers.start import async_at_started

from .const import CONF_ENDPOINT, CONF_TLS, DOMAIN, Kind
from .kinds import entries_of
from .nvr.discovery import Discovered, discover

FIRST_AFTER: Final = 60.0
"""Seconds after the start: there is enough to do until then."""
EVERY: Final = timedelta(hours=6)


@callback
def async_search_regularly(hass: HomeAssistant) -> None:
    """Ask around a while after the start, and then every few hours."""

    async def search(_now: datetime) -> None:
        await async_search(hass)

    job = HassJob(search, "rt_cctv asks around", cancel_on_shutdown=True)

    @callback
    def begin(hass: HomeAssistant) -> None:
        async_call_later(hass, FIRST_AFTER, job)
        async_track_time_interval(hass, search, EVERY, cancel_on_shutdown=True)

    async_at_started(hass, begin)


async def async_search(hass: HomeAssistant) -> None:
    """Ask around once; start a flow for each answer that says something new."""
    for found in await discover():
        if not _is_known(hass, found):
            discovery_flow.async_create_flow(
                hass,
                DOMAIN,
                context={"source": SOURCE_INTEGRATION_DISCOVERY},
                data={
                    CONF_HOST: found.host,
                    CONF_PORT: found.port,
                    CONF_TLS: found.tls,
                    CONF_ENDPOINT: found.endpoint,
                    CONF_NAME: found.name or found.hardware,
                },
            )


@callback
def _is_known(hass: HomeAssistant, found: Discovered) -> bool:
    """Whether a recorder is known at that address; it is remembered by its lasting name then."""
    for entry in entries_of(hass, Kind.RECORDER):
        if entry.data[CONF_HOST] != found.host:
            continue
        if entry.data.get(CONF_ENDPOINT) != found.endpoint:
            hass.config_entries.async_update_entry(
                entry, data={**entry.data, CONF_ENDPOINT: found.endpoint}
            )
        return True
    return False
