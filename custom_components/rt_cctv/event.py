"""Event entities: every finding on a slot, and every trouble of the recorder."""

from typing import override

from homeassistant.components.event import EventEntity
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import RecorderCoordinator, RtCctvConfigEntry
from .entity import RecorderEntity, SlotEntity, add_for_each_slot
from .findings import finding_attributes
from .incident_entities import (
    RecorderIncidentEvent,
    SlotIncidentEvent,
    add_incident_entities,
)
from .kinds import async_add_other_kind
from .model import RECORDER_KINDS, SLOT_KINDS, Finding

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: RtCctvConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add an event entity for the recorder and for each slot."""
    if await async_add_other_kind(hass, Platform.EVENT, entry, async_add_entities):
        return
    coordinator = entry.runtime_data.coordinator
    async_add_entities([RecorderEvent(coordinator)])
    add_for_each_slot(coordinator, async_add_entities, SlotEvent)
    add_incident_entities(entry, async_add_entities, RecorderIncidentEvent, SlotIncidentEvent)


class _FindingEvent(EventEntity):
    """Fires when a finding begins, and when one that was suspected is certain."""

    @callback
    def _handle_finding(self, finding: Finding) -> None:
        if finding.active:
            self._trigger_event(finding.kind, {**finding.detail, **finding_attributes(finding)})
            self.async_write_ha_state()


class RecorderEvent(RecorderEntity, _FindingEvent):
    """Troubles that the recorder reports of itself."""

    def __init__(self, coordinator: RecorderCoordinator) -> None:
        """Attach to the recorder."""
        super().__init__(coordinator, "trouble")
        self._attr_event_types = sorted(RECORDER_KINDS)

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self.async_on_remove(self.coordinator.async_subscribe_findings(None, self._handle_finding))


class SlotEvent(SlotEntity, _FindingEvent):
    """Findings on one slot, whoever found them."""

    def __init__(self, coordinator: RecorderCoordinator, number: int) -> None:
        """Attach to a slot."""
        super().__init__(coordinator, number, "finding")
        self._attr_event_types = sorted(SLOT_KINDS)

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self.async_on_remove(
            self.coordinator.async_subscribe_findings(
                self.number, self._handle_finding, confirmations=True
            )
        )
