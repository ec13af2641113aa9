"""Select: how watchful the RT is."""

from typing import Any, override

from homeassistant.components.select import SelectEntity
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .alerts import Alerts
from .coordinator import RecorderCoordinator, RtCctvConfigEntry
from .entity import RecorderEntity
from .incident_entities import AlertsEntity
from .incidents import Mode, SetMode

PARALLEL_UPDATES = 1


async def async_setup_entry(
    hass: HomeAssistant,
    entry: RtCctvConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the mode."""
    runtime = entry.runtime_data
    async_add_entities([ModeSelect(runtime.coordinator, runtime.alerts)])


class ModeSelect(AlertsEntity, RecorderEntity, SelectEntity):
    """Siang, ronda, siaga or libur; by the timetable unless somebody picks one.

    Picking what the timetable says gives it back to the timetable.
    """

    def __init__(self, coordinator: RecorderCoordinator, alerts: Alerts) -> None:
        """Attach to the recorder."""
        super().__init__(coordinator, "mode")
        self._alerts = alerts
        self._attr_options = [str(mode) for mode in Mode]

    @property
    @override
    def current_option(self) -> str:
        return self._alerts.state.mode

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any]:
        on_shift = self._alerts.policy.on_shift(dt_util.now())
        return {
            "by_hand": self._alerts.state.by_hand is not None,
            "on_shift": [person.name for person in on_shift],
        }

    @override
    async def async_select_option(self, option: str) -> None:
        self._alerts.process(SetMode(mode=Mode(option)))
        self.async_write_ha_state()
