"""Diagnostics download: what is known of a recorder, without what identifies it."""

import asyncio
from dataclasses import asdict
from typing import Any

from homeassistant.components.diagnostics import async_redact_data
from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_USERNAME
from homeassistant.core import HomeAssistant

from .confirmer import PARTS
from .const import CONF_ENDPOINT, CONF_KEY, CONF_KIND, CONF_TEMPLATES, Kind
from .coordinator import RecorderRuntime
from .kinds import async_import_room
from .nvr.base import RecorderError

_TO_REDACT = {
    CONF_ENDPOINT,
    CONF_HOST,
    CONF_KEY,
    CONF_PASSWORD,
    CONF_TEMPLATES,
    CONF_USERNAME,
    "address",
    "evidence",
    "mac",
    "serial",
    "title",
    "unique_id",
    # A model's address may hold a login.
    *PARTS,
}

_DUMP_LIMIT = 60.0
"""Seconds for replaying every read endpoint of a slow recorder."""


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: ConfigEntry[Any]
) -> dict[str, Any]:
    """Return the entry, the recorder's state and its raw answers, redacted."""
    if entry.data[CONF_KIND] != Kind.RECORDER:
        room = await async_import_room(hass, "link_diagnostics")
        told: dict[str, Any] = room.link_diagnostics(entry)
        return told
    said: dict[str, Any] = {
        "entry": {
            "data": dict(entry.data),
            "options": dict(entry.options),
            "state": entry.state.value,
        }
    }
    if entry.state is ConfigEntryState.LOADED:
        said |= await _of_recorder(entry.runtime_data)
    return async_redact_data(said, _TO_REDACT)


async def _of_recorder(runtime: RecorderRuntime) -> dict[str, Any]:
    coordinator, alerts = runtime.coordinator, runtime.alerts
    try:
        async with asyncio.timeout(_DUMP_LIMIT):
            dump = await coordinator.recorder.dump()
    except (RecorderError, TimeoutError) as err:
        dump = {"error": type(err).__name__}
    # Redaction looks into lists, not into tuples.
    state = asdict(coordinator.data) | {
        "slots": [asdict(slot) for slot in coordinator.data.slots],
        "clock_drift": str(coordinator.data.clock_drift),
    }
    return {
        "last_update_success": coordinator.last_update_success,
        "alarms_connected": coordinator.alarms_connected,
        "active_findings": [asdict(finding) for finding in coordinator.board.active()],
        "state": state,
        # Counts alone: incidents and their reports name people.
        "alerts": {
            "open_incidents": len(alerts.state.incidents),
            "unreachable_people": len(alerts.reports.failing),
        },
        "memory": runtime.care.memory.as_dict(),
        "dump": dump,
    }
