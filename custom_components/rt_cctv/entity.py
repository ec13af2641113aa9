"""Base entities: the recorder, and a slot as its child device."""

from collections.abc import Callable, Iterable
from typing import override

from homeassistant.const import CONF_NAME
from homeassistant.core import callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.device_registry import ChildDeviceInfo, DeviceInfo
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .const import CONF_SLOTS, DOMAIN
from .coordinator import DARK, RecorderCoordinator, RtCctvConfigEntry
from .model import Brand, Slot

_MANUFACTURERS = {Brand.HIKVISION: "Hikvision", Brand.DAHUA: "Dahua"}


def recorder_device_info(coordinator: RecorderCoordinator) -> DeviceInfo:
    """Describe the recorder's device."""
    info = coordinator.data.info
    return DeviceInfo(
        identifiers={(DOMAIN, coordinator.key)},
        connections={(dr.CONNECTION_NETWORK_MAC, info.mac)} if info.mac else set(),
        manufacturer=_MANUFACTURERS.get(info.brand),
        model=info.model,
        name=coordinator.config_entry.title,
        serial_number=info.serial,
        sw_version=info.firmware,
    )


def slot_settings(entry: RtCctvConfigEntry, number: int) -> dict[str, str]:
    """Return what the user said of a slot: its name and owner, either may be absent."""
    settings: dict[str, str] = entry.options.get(CONF_SLOTS, {}).get(str(number), {})
    return settings


class RecorderEntity(CoordinatorEntity[RecorderCoordinator]):
    """Something about the recorder as a whole."""

    _attr_has_entity_name = True

    def __init__(self, coordinator: RecorderCoordinator, key: str) -> None:
        """Attach to the recorder's device."""
        super().__init__(coordinator)
        self._attr_unique_id = f"{coordinator.key}_{key}"
        self._attr_translation_key = key
        self._attr_device_info = DeviceInfo(identifiers={(DOMAIN, coordinator.key)})


class SlotEntity(CoordinatorEntity[RecorderCoordinator]):
    """Something about one slot."""

    _attr_has_entity_name = True

    def __init__(self, coordinator: RecorderCoordinator, number: int, key: str) -> None:
        """Attach to the slot's device, a child of the recorder's."""
        super().__init__(coordinator)
        self.number = number
        self._attr_unique_id = f"{coordinator.key}_slot_{number}_{key}"
        self._attr_translation_key = key
        self._attr_device_info = _slot_device_info(coordinator, number)

    @property
    def slot(self) -> Slot | None:
        """The slot as last seen; None where the recorder no longer names it."""
        return self.coordinator.data.slot(self.number)

    @property
    def has_picture(self) -> bool:
        """Whether something can be seen on the slot."""
        return self.slot is not None and self.slot.status not in DARK

    @property
    @override
    def available(self) -> bool:
        return super().available and self.slot is not None


def _slot_device_info(coordinator: RecorderCoordinator, number: int) -> ChildDeviceInfo:
    entry = coordinator.config_entry
    parent = dr.async_get_device_id_by_identifier(
        coordinator.hass, (DOMAIN, coordinator.key), config_entry_id=entry.entry_id
    )
    device = ChildDeviceInfo(
        identifiers={(DOMAIN, f"{coordinator.key}_slot_{number}")}, parent_device_id=parent
    )
    if name := slot_settings(entry, number).get(CONF_NAME):
        device["name"] = name
    else:
        device["translation_key"] = "slot"
        device["translation_placeholders"] = {"number": str(number)}
    return device


def add_as_they_come[K](
    coordinator: RecorderCoordinator,
    async_add_entities: AddConfigEntryEntitiesCallback,
    keys: Callable[[], Iterable[K]],
    make: Callable[[K], Entity],
) -> None:
    """Add an entity for each key there is, now and whenever a new one turns up."""
    added: set[K] = set()

    @callback
    def add_new() -> None:
        new = [key for key in keys() if key not in added]
        added.update(new)
        if new:
            async_add_entities(make(key) for key in new)

    add_new()
    coordinator.config_entry.async_on_unload(coordinator.async_add_listener(add_new))


def add_for_each_slot(
    coordinator: RecorderCoordinator,
    async_add_entities: AddConfigEntryEntitiesCallback,
    make: Callable[[RecorderCoordinator, int], Entity],
) -> None:
    """Add an entity for each slot by its number, as `add_as_they_come` does."""
    add_as_they_come(
        coordinator,
        async_add_entities,
        lambda: [slot.number for slot in coordinator.data.slots],
        lambda number: make(coordinator, number),
    )
