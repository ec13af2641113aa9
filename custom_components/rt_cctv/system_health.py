"""System health: how many recorders there are, how they are spoken to, and what is the matter."""

from collections import Counter
from typing import Any

from homeassistant.components import system_health
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, callback

from .const import CONF_BRAND, Kind
from .kinds import entries_of
from .model import SlotStatus
from .nvr.base import Capability


@callback
def async_register(hass: HomeAssistant, register: system_health.SystemHealthRegistration) -> None:
    """Register what is told."""
    register.async_register_info(_info)


async def _info(hass: HomeAssistant) -> dict[str, Any]:
    entries = entries_of(hass, Kind.RECORDER)
    loaded = [e for e in entries if e.state is ConfigEntryState.LOADED]
    coordinators = [entry.runtime_data.coordinator for entry in loaded]
    brands = Counter(str(entry.data[CONF_BRAND]) for entry in entries)
    slots = Counter(slot.status for c in coordinators for slot in c.data.slots)
    listening = [c for c in coordinators if Capability.ALARMS in c.recorder.capabilities]
    return {
        "recorders": len(entries),
        "brands": ", ".join(f"{brand} {count}" for brand, count in sorted(brands.items())) or "-",
        "recorders_reached": sum(c.last_update_success for c in coordinators),
        "alarm_streams": f"{sum(bool(c.alarms_connected) for c in listening)}/{len(listening)}",
        "slots_online": slots[SlotStatus.ONLINE],
        "slots_filled": sum(slots.values()) - slots[SlotStatus.EMPTY],
        "slots": sum(slots.values()),
    }
