"""How the hub's reading of a slot goes, said plainly."""

from collections.abc import Mapping
from typing import Any, Final, override

from homeassistant.components.sensor import SensorDeviceClass, SensorEntity
from homeassistant.const import EntityCategory
from homeassistant.core import callback

from .coordinator import RecorderCoordinator
from .entity import SlotEntity
from .video.slot_words import SlotState

OFF: Final = "off"
DEGRADED: Final = "degraded"
LEARNING: Final = "learning"


class EyesSensor(SlotEntity, SensorEntity):
    """Whether the hub sees a slot, and whether it keeps up."""

    _attr_device_class = SensorDeviceClass.ENUM
    _attr_entity_category = EntityCategory.DIAGNOSTIC
    _unrecorded_attributes = frozenset({"fps", "looked_fps", "broken", "sessions"})

    def __init__(self, coordinator: RecorderCoordinator, number: int) -> None:
        """Attach to a slot."""
        super().__init__(coordinator, number, "eyes")
        self._attr_options = [OFF, "connecting", LEARNING, "live", DEGRADED, "lost", "refused"]
        self._shown: tuple[object, ...] = ()

    @property
    @override
    def available(self) -> bool:
        return self.slot is not None

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        eyes = self.coordinator.config_entry.runtime_data.eyes
        self.async_on_remove(eyes.async_subscribe_state(self.number, self._changed))

    @callback
    def _changed(self) -> None:
        """Write what changed; counters alone wait for the next poll."""
        eyes = self.coordinator.config_entry.runtime_data.eyes
        state = eyes.state(self.number)
        shown = (self.native_value, state and state.reason, state and state.degraded)
        if shown != self._shown:
            self._shown = shown
            self.async_write_ha_state()

    @property
    @override
    def native_value(self) -> str:
        eyes = self.coordinator.config_entry.runtime_data.eyes
        state = eyes.state(self.number)
        if state is None:
            return OFF
        if state.link != "live":
            return state.link
        if state.degraded is not None:
            return DEGRADED
        return LEARNING if eyes.looks(self.number) and not state.ready else "live"

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any] | None:
        state = self.coordinator.config_entry.runtime_data.eyes.state(self.number)
        if state is None:
            return None
        return {key: value for key, value in describe(state).items() if value is not None}


def describe(state: SlotState) -> Mapping[str, Any]:
    """Return what may be shown of a slot's reading, for attributes and diagnostics."""
    return {
        "link": state.link,
        "reason": state.reason,
        "codec": state.codec,
        "size": f"{state.width}x{state.height}" if state.width else None,
        "fps": state.fps,
        "looked_fps": state.looked_fps,
        "degraded": state.degraded,
        "keyframes_only": state.keyframes_only,
        "ready": state.ready,
        "broken": state.broken,
        "sessions": state.sessions,
        "restarts": state.restarts,
    }
