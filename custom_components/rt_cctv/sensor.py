"""Sensors: what state the slots are in and since when, disks and the recorder's clock."""

from datetime import datetime
from typing import override

from homeassistant.components.sensor import (
    RestoreSensor,
    SensorDeviceClass,
    SensorEntity,
    SensorStateClass,
)
from homeassistant.const import PERCENTAGE, EntityCategory, Platform, UnitOfTime
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.restore_state import RestoredExtraData, RestoreEntity
from homeassistant.util import dt as dt_util

from .const import CONF_OWNER
from .coordinator import RecorderCoordinator, RtCctvConfigEntry
from .counts import add_counts
from .entity import RecorderEntity, SlotEntity, add_as_they_come, slot_settings
from .eyes_sensor import EyesSensor
from .incident_entities import OpenIncidentsSensor, add_incident_entities
from .kinds import async_add_other_kind
from .model import Disk, Finding, SlotOwner, SlotStatus

PARALLEL_UPDATES = 0

ATTR_SINCE = "since"
ATTR_REASON = "reason"


async def async_setup_entry(
    hass: HomeAssistant,
    entry: RtCctvConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the sensors of a recorder and its slots."""
    if await async_add_other_kind(hass, Platform.SENSOR, entry, async_add_entities):
        return
    coordinator = entry.runtime_data.coordinator
    async_add_entities([ClockDriftSensor(coordinator)])
    add_incident_entities(entry, async_add_entities, OpenIncidentsSensor)
    add_as_they_come(
        coordinator,
        async_add_entities,
        lambda: [disk.key for disk in coordinator.data.disks or () if disk.capacity],
        lambda key: DiskFreeSensor(coordinator, key),
    )
    add_counts(entry, async_add_entities)
    makes = (SlotStatusSensor, LastFindingSensor, OwnerSensor, EyesSensor)
    add_as_they_come(
        coordinator,
        async_add_entities,
        lambda: [(make, slot.number) for slot in coordinator.data.slots for make in makes],
        lambda key: key[0](coordinator, key[1]),
    )


class ClockDriftSensor(RecorderEntity, SensorEntity):
    """By how many seconds the recorder's clock is ahead (negative: behind)."""

    _attr_device_class = SensorDeviceClass.DURATION
    _attr_state_class = SensorStateClass.MEASUREMENT
    _attr_native_unit_of_measurement = UnitOfTime.SECONDS
    _attr_entity_category = EntityCategory.DIAGNOSTIC
    _attr_suggested_display_precision = 0

    def __init__(self, coordinator: RecorderCoordinator) -> None:
        """Attach to the recorder."""
        super().__init__(coordinator, "clock_drift")

    @property
    @override
    def native_value(self) -> int | None:
        drift = self.coordinator.data.clock_drift
        # Recorders tell no less than seconds: a fraction is only the way there.
        return None if drift is None else round(drift.total_seconds())


class DiskFreeSensor(RecorderEntity, SensorEntity):
    """Free share of a disk; a recorder that overwrites keeps it near zero."""

    _attr_state_class = SensorStateClass.MEASUREMENT
    _attr_native_unit_of_measurement = PERCENTAGE
    _attr_entity_category = EntityCategory.DIAGNOSTIC
    _attr_suggested_display_precision = 0

    def __init__(self, coordinator: RecorderCoordinator, key: str) -> None:
        """Attach to one disk."""
        super().__init__(coordinator, f"disk_{key}_free")
        self._key = key
        self._attr_translation_key = "disk_free"
        self._attr_translation_placeholders = {"disk": key}

    @property
    def _disk(self) -> Disk | None:
        return next((d for d in self.coordinator.data.disks or () if d.key == self._key), None)

    @property
    @override
    def native_value(self) -> float | None:
        disk = self._disk
        if disk is None or disk.free is None or not disk.capacity:
            return None
        return 100 * disk.free / disk.capacity


class SlotStatusSensor(SlotEntity, RestoreEntity, SensorEntity):
    """Empty, online, offline … and since when, also over a restart."""

    _attr_device_class = SensorDeviceClass.ENUM

    def __init__(self, coordinator: RecorderCoordinator, number: int) -> None:
        """Attach to a slot."""
        super().__init__(coordinator, number, "slot_status")
        self._attr_options = sorted(SlotStatus)
        self._since: datetime | None = None
        self._status: SlotStatus | None = None

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        last = await self.async_get_last_extra_data()
        self._status = self.slot.status if self.slot else None
        self._since = dt_util.utcnow()
        if last is not None and (known := last.as_dict()).get("status") == self._status:
            self._since = dt_util.parse_datetime(str(known.get(ATTR_SINCE))) or self._since

    @property
    @override
    def extra_restore_state_data(self) -> RestoredExtraData:
        # Not the state: that is "unavailable" after a night without the recorder.
        since = self._since.isoformat() if self._since else None
        return RestoredExtraData({"status": self._status, ATTR_SINCE: since})

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        status = self.slot.status if self.slot else None
        if status is not self._status:
            self._status, self._since = status, dt_util.utcnow()
        super()._handle_coordinator_update()

    @property
    @override
    def native_value(self) -> str | None:
        return self._status

    @property
    @override
    def extra_state_attributes(self) -> dict[str, str | None]:
        return {
            ATTR_SINCE: self._since.isoformat() if self._since else None,
            ATTR_REASON: self.slot.reason if self.slot else None,
        }


class LastFindingSensor(SlotEntity, RestoreSensor):
    """When something was last found on the slot."""

    _attr_device_class = SensorDeviceClass.TIMESTAMP

    def __init__(self, coordinator: RecorderCoordinator, number: int) -> None:
        """Attach to a slot."""
        super().__init__(coordinator, number, "last_finding")

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        last = await self.async_get_last_sensor_data()
        if last is not None and isinstance(last.native_value, datetime):
            self._attr_native_value = last.native_value
        self.async_on_remove(
            self.coordinator.async_subscribe_findings(self.number, self._handle_finding)
        )

    @callback
    def _handle_finding(self, finding: Finding) -> None:
        if finding.active:
            self._attr_native_value = finding.at
            self.async_write_ha_state()


class OwnerSensor(SlotEntity, SensorEntity):
    """Who filled the slot, as the user said; unknown where nobody said."""

    _attr_device_class = SensorDeviceClass.ENUM
    _attr_entity_category = EntityCategory.DIAGNOSTIC

    def __init__(self, coordinator: RecorderCoordinator, number: int) -> None:
        """Attach to a slot."""
        super().__init__(coordinator, number, "owner")
        self._attr_options = sorted(SlotOwner)

    @property
    @override
    def native_value(self) -> str | None:
        return slot_settings(self.coordinator.config_entry, self.number).get(CONF_OWNER)
