"""Switches: what the hub itself looks for on each slot."""

from typing import Any, Final, override

from homeassistant.components.switch import SwitchEntity
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import RecorderCoordinator, RtCctvConfigEntry
from .entity import SlotEntity, add_as_they_come
from .eyes_options import HUB_KINDS_IN_ORDER, slot_eyes, with_kind
from .model import FindingKind

PARALLEL_UPDATES = 0

_RARELY_TOUCHED: Final = frozenset(
    {
        FindingKind.SCENE_CHANGE,
        FindingKind.DEFOCUS,
        FindingKind.DIRTY_LENS,
        FindingKind.FROZEN,
    }
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: RtCctvConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add a switch for each analytic of each slot."""
    coordinator = entry.runtime_data.coordinator
    add_as_they_come(
        coordinator,
        async_add_entities,
        lambda: [
            (slot.number, kind) for slot in coordinator.data.slots for kind in HUB_KINDS_IN_ORDER
        ],
        lambda key: WatchSwitch(coordinator, *key),
    )


class WatchSwitch(SlotEntity, SwitchEntity):
    """Whether the hub looks for one kind of thing on a slot."""

    _attr_entity_category = EntityCategory.CONFIG

    def __init__(self, coordinator: RecorderCoordinator, number: int, kind: FindingKind) -> None:
        """Attach to one analytic of a slot."""
        super().__init__(coordinator, number, f"watch_{kind}")
        self._kind = kind
        self._attr_entity_registry_enabled_default = kind not in _RARELY_TOUCHED

    @property
    @override
    def available(self) -> bool:
        # A wish can be changed whether or not the recorder answers just now.
        return self.slot is not None

    @property
    @override
    def is_on(self) -> bool:
        return slot_eyes(self.coordinator.config_entry, self.number).kind(self._kind).on

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        await self._set(on=True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        await self._set(on=False)

    async def _set(self, *, on: bool) -> None:
        entry = self.coordinator.config_entry
        self.hass.config_entries.async_update_entry(
            entry, options=with_kind(entry, self.number, self._kind, on=on)
        )
        self.async_write_ha_state()
        await entry.runtime_data.eyes.async_apply()
