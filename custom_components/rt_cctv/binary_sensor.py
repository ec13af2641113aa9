"""Binary sensors: what is seen on the slots, and whether the recorder is well."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import override

from homeassistant.components.binary_sensor import (
    BinarySensorDeviceClass,
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.const import EntityCategory, Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import RecorderCoordinator, RtCctvConfigEntry
from .entity import RecorderEntity, SlotEntity, add_as_they_come, add_for_each_slot
from .findings import finding_attributes
from .incident_entities import RecorderIncidentOpen, SlotIncidentOpen, add_incident_entities
from .kinds import async_add_other_kind
from .model import DiskStatus, Finding, FindingKind, SlotStatus

PARALLEL_UPDATES = 0

_FINDING_CLASSES = {
    FindingKind.MOTION: BinarySensorDeviceClass.MOTION,
    FindingKind.PERSON: BinarySensorDeviceClass.OCCUPANCY,
    FindingKind.LOITERING: BinarySensorDeviceClass.OCCUPANCY,
    FindingKind.FLOODING: BinarySensorDeviceClass.MOISTURE,
    FindingKind.TAMPER: BinarySensorDeviceClass.TAMPER,
    FindingKind.SCENE_CHANGE: BinarySensorDeviceClass.TAMPER,
    FindingKind.DEFOCUS: BinarySensorDeviceClass.PROBLEM,
    FindingKind.DIRTY_LENS: BinarySensorDeviceClass.PROBLEM,
    FindingKind.VIDEO_LOSS: BinarySensorDeviceClass.PROBLEM,
    FindingKind.FROZEN: BinarySensorDeviceClass.PROBLEM,
}
_CAMERA_HEALTH = frozenset(
    {
        FindingKind.DEFOCUS,
        FindingKind.DIRTY_LENS,
        FindingKind.VIDEO_LOSS,
        FindingKind.FROZEN,
    }
)
_CONNECTED = {
    SlotStatus.ONLINE: True,
    SlotStatus.UNSUPPORTED: True,
    SlotStatus.OFFLINE: False,
    SlotStatus.WRONG_PASSWORD: False,
}


@dataclass(frozen=True, kw_only=True)
class RecorderBinarySensorDescription(BinarySensorEntityDescription):
    """Describes a binary sensor of the recorder; `is_on_fn` gives None for unknown."""

    is_on_fn: Callable[[RecorderCoordinator], bool | None]
    always_available: bool = False


def _recording_problem(coordinator: RecorderCoordinator) -> bool | None:
    if coordinator.board.is_active(None, FindingKind.RECORDING_FAILURE):
        return True
    recording = coordinator.data.recording
    return None if recording is None else not recording


RECORDER_SENSORS = (
    RecorderBinarySensorDescription(
        key="connectivity",
        device_class=BinarySensorDeviceClass.CONNECTIVITY,
        entity_category=EntityCategory.DIAGNOSTIC,
        is_on_fn=lambda coordinator: coordinator.last_update_success,
        always_available=True,
    ),
    RecorderBinarySensorDescription(
        key="alarm_stream",
        device_class=BinarySensorDeviceClass.CONNECTIVITY,
        entity_category=EntityCategory.DIAGNOSTIC,
        is_on_fn=lambda coordinator: coordinator.alarms_connected,
        always_available=True,
    ),
    RecorderBinarySensorDescription(
        key="recording_problem",
        device_class=BinarySensorDeviceClass.PROBLEM,
        entity_category=EntityCategory.DIAGNOSTIC,
        is_on_fn=_recording_problem,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: RtCctvConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the binary sensors of a recorder and its slots."""
    if await async_add_other_kind(hass, Platform.BINARY_SENSOR, entry, async_add_entities):
        return
    coordinator = entry.runtime_data.coordinator
    async_add_entities(RecorderBinarySensor(coordinator, d) for d in RECORDER_SENSORS)
    add_as_they_come(
        coordinator,
        async_add_entities,
        lambda: [disk.key for disk in coordinator.data.disks or ()],
        lambda key: DiskProblemSensor(coordinator, key),
    )
    add_for_each_slot(coordinator, async_add_entities, SlotConnectivitySensor)
    add_as_they_come(
        coordinator,
        async_add_entities,
        lambda: [
            (slot.number, kind)
            for slot in coordinator.data.slots
            for kind in sorted(coordinator.kinds(slot))
        ],
        lambda key: FindingSensor(coordinator, *key),
    )
    add_incident_entities(entry, async_add_entities, RecorderIncidentOpen, SlotIncidentOpen)


class RecorderBinarySensor(RecorderEntity, BinarySensorEntity):
    """One thing about the recorder that is so or not."""

    entity_description: RecorderBinarySensorDescription

    def __init__(
        self, coordinator: RecorderCoordinator, description: RecorderBinarySensorDescription
    ) -> None:
        """Describe the sensor."""
        super().__init__(coordinator, description.key)
        self.entity_description = description

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self.async_on_remove(
            self.coordinator.async_subscribe_findings(
                None, lambda _finding: self.async_write_ha_state()
            )
        )

    @property
    @override
    def available(self) -> bool:
        return self.entity_description.always_available or super().available

    @property
    @override
    def is_on(self) -> bool | None:
        return self.entity_description.is_on_fn(self.coordinator)


class DiskProblemSensor(RecorderEntity, BinarySensorEntity):
    """Whether a disk is missing, failing or unformatted."""

    _attr_device_class = BinarySensorDeviceClass.PROBLEM
    _attr_entity_category = EntityCategory.DIAGNOSTIC

    def __init__(self, coordinator: RecorderCoordinator, key: str) -> None:
        """Attach to one disk."""
        super().__init__(coordinator, f"disk_{key}_problem")
        self._key = key
        self._attr_translation_key = "disk_problem"
        self._attr_translation_placeholders = {"disk": key}

    @property
    @override
    def is_on(self) -> bool | None:
        disk = next((d for d in self.coordinator.data.disks or () if d.key == self._key), None)
        if disk is None:
            return None if self.coordinator.data.disks is None else True
        return None if disk.status is DiskStatus.UNKNOWN else disk.is_bad


class SlotConnectivitySensor(SlotEntity, BinarySensorEntity):
    """Whether a slot's camera answers its recorder; unknown where there is none."""

    _attr_device_class = BinarySensorDeviceClass.CONNECTIVITY
    _attr_entity_category = EntityCategory.DIAGNOSTIC

    def __init__(self, coordinator: RecorderCoordinator, number: int) -> None:
        """Attach to a slot."""
        super().__init__(coordinator, number, "connectivity")

    @property
    @override
    def is_on(self) -> bool | None:
        return _CONNECTED.get(self.slot.status) if self.slot else None


class FindingSensor(SlotEntity, BinarySensorEntity):
    """Whether something of one kind is seen on a slot now; unknown where nobody watches."""

    def __init__(self, coordinator: RecorderCoordinator, number: int, kind: FindingKind) -> None:
        """Attach to one kind of finding on a slot."""
        super().__init__(coordinator, number, kind)
        self._kind = kind
        self._last: Finding | None = None
        self._attr_device_class = _FINDING_CLASSES.get(kind)
        if kind in _CAMERA_HEALTH:
            self._attr_entity_category = EntityCategory.DIAGNOSTIC

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self.async_on_remove(
            self.coordinator.async_subscribe_findings(
                self.number, self._handle_finding, confirmations=True
            )
        )

    @callback
    def _handle_finding(self, finding: Finding) -> None:
        if finding.kind is self._kind:
            self._last = finding
            self.async_write_ha_state()

    @property
    @override
    def available(self) -> bool:
        seen = self._kind is FindingKind.VIDEO_LOSS or self.has_picture
        return super().available and seen

    @property
    @override
    def is_on(self) -> bool | None:
        return self.coordinator.finding_state(self.slot, self._kind) if self.slot else None

    @property
    @override
    def extra_state_attributes(self) -> dict[str, str] | None:
        if not self.is_on or self._last is None:
            return None
        return finding_attributes(self._last)
