"""What Home Assistant sees of incidents: an event, an "is something open" and a count."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, override

from homeassistant.components.binary_sensor import BinarySensorEntity
from homeassistant.components.event import EventEntity
from homeassistant.components.sensor import SensorEntity, SensorStateClass
from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import CALLBACK_TYPE, callback
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.event import async_call_later

from .alerts import Alerts
from .const import DOMAIN
from .coordinator import RecorderCoordinator, RtCctvConfigEntry
from .entity import RecorderEntity, SlotEntity, add_for_each_slot
from .evidence import evidence_path, picture_of
from .incidents import Change, Changed, Incident, ModeChanged

KEY: Final = "incident"
EVENT_INCIDENT: Final = f"{DOMAIN}_incident"
"""Fired at the turns of every incident; the logbook reads it."""
_EVENTS = {
    Change.RAISED: "raised",
    Change.WORSENED: "worsened",
    Change.ACKNOWLEDGED: "acknowledged",
    Change.CLOSED: "closed",
}
_WRITE_EVERY: Final = 1.0
"""Seconds between two states written because an incident merely grew."""


def incident_attributes(incident: Incident) -> dict[str, Any]:
    """Return what an incident says of itself in a state; no address, no picture, no target."""
    said = {
        "incident": incident.id,
        "kind": incident.kind,
        "slot": incident.slot,
        "severity": incident.severity,
        "stage": incident.stage,
        "since": incident.opened_at.isoformat(),
        "count": incident.count,
        "missed": incident.missed or None,
        "missed_since": incident.missed_since and incident.missed_since.isoformat(),
        "text": incident.text,
        "parts": [f"{part}_{slot}" if slot else str(part) for part, slot in incident.parts] or None,
        "acknowledged_by": incident.acknowledged_by,
        "closed_by": incident.closed_by,
        "outcome": incident.outcome,
    }
    return {key: value for key, value in said.items() if value is not None}


def add_incident_entities(
    entry: RtCctvConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    make_recorders: Callable[[RecorderCoordinator, Alerts], Entity],
    make_slots: Callable[[RecorderCoordinator, int, Alerts], Entity] | None = None,
) -> None:
    """Add one entity of incidents for the recorder, and one for each slot."""
    coordinator, alerts = entry.runtime_data.coordinator, entry.runtime_data.alerts
    async_add_entities([make_recorders(coordinator, alerts)])
    if make_slots is not None:
        add_for_each_slot(
            coordinator,
            async_add_entities,
            lambda of, number: make_slots(of, number, alerts),
        )


class AlertsEntity(Entity):
    """Follows the alerts, and stays available when the recorder doesn't answer."""

    _alerts: Alerts
    _cancel_write: CALLBACK_TYPE | None = None

    @property
    @override
    def available(self) -> bool:
        return True

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self.async_on_remove(self._alerts.async_listen(self._handle_change))

    @override
    async def async_will_remove_from_hass(self) -> None:
        await super().async_will_remove_from_hass()
        self._stop_waiting()

    @callback
    def _handle_change(self, change: Changed | ModeChanged) -> None:
        """Write the state: at once for news, once a second for mere growth."""
        if isinstance(change, ModeChanged) or change.change not in (Change.GREW, Change.TOLD):
            self._stop_waiting()
            self.async_write_ha_state()
        elif self._cancel_write is None:
            self._cancel_write = async_call_later(self.hass, _WRITE_EVERY, self._write_late)

    @callback
    def _write_late(self, _now: datetime) -> None:
        self._cancel_write = None
        self.async_write_ha_state()

    def _stop_waiting(self) -> None:
        if self._cancel_write is not None:
            self._cancel_write()
            self._cancel_write = None


class _IncidentEvent(AlertsEntity, EventEntity):
    """Fires at the turns of every incident at its place."""

    _place: int | None = None

    @callback
    @override
    def _handle_change(self, change: Changed | ModeChanged) -> None:
        if isinstance(change, ModeChanged) or change.incident.slot != self._place:
            return
        if (turn := _EVENTS.get(change.change)) is None:
            return
        language = self.hass.config.language
        said = incident_attributes(change.incident)
        said["title"] = self._alerts.words.title(language, change.incident)
        if (name := picture_of(change.incident)) is not None:
            said["picture"] = evidence_path(self._alerts.entry.entry_id, name)
        self._trigger_event(turn, said)
        self.async_write_ha_state()
        told = {"turn": turn, ATTR_ENTITY_ID: self.entity_id}
        self.hass.bus.async_fire(EVENT_INCIDENT, {**said, **told}, context=self._context)


class RecorderIncidentEvent(_IncidentEvent, RecorderEntity):
    """Incidents that belong to no slot: the recorder's trouble, and what people raise."""

    def __init__(self, coordinator: RecorderCoordinator, alerts: Alerts) -> None:
        """Attach to the recorder."""
        super().__init__(coordinator, KEY)
        self._alerts = alerts
        self._attr_event_types = sorted(_EVENTS.values())


class SlotIncidentEvent(_IncidentEvent, SlotEntity):
    """Incidents of one slot."""

    def __init__(self, coordinator: RecorderCoordinator, number: int, alerts: Alerts) -> None:
        """Attach to a slot."""
        super().__init__(coordinator, number, KEY)
        self._alerts = alerts
        self._place = number
        self._attr_event_types = sorted(_EVENTS.values())


class _IncidentOpen(AlertsEntity, BinarySensorEntity):
    """Whether an incident is open at its place."""

    _place: int | None = None

    @property
    def _open(self) -> list[Incident]:
        return [i for i in self._alerts.state.incidents.values() if i.slot == self._place]

    @property
    @override
    def is_on(self) -> bool:
        return bool(self._open)

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any] | None:
        if not self._open:
            return None
        worst = max(self._open, key=lambda incident: incident.severity.rank)
        return {"severity": worst.severity, "stage": worst.stage, "kind": worst.kind}


class RecorderIncidentOpen(_IncidentOpen, RecorderEntity):
    """Whether an incident that belongs to no slot is open."""

    def __init__(self, coordinator: RecorderCoordinator, alerts: Alerts) -> None:
        """Attach to the recorder."""
        super().__init__(coordinator, KEY)
        self._alerts = alerts


class SlotIncidentOpen(_IncidentOpen, SlotEntity):
    """Whether an incident is open on a slot."""

    def __init__(self, coordinator: RecorderCoordinator, number: int, alerts: Alerts) -> None:
        """Attach to a slot."""
        super().__init__(coordinator, number, KEY)
        self._alerts = alerts
        self._place = number


class OpenIncidentsSensor(AlertsEntity, RecorderEntity, SensorEntity):
    """How many incidents are open, with what the wall needs to know of each."""

    _attr_state_class = SensorStateClass.MEASUREMENT
    _unrecorded_attributes = frozenset({"incidents", "unreached"})

    def __init__(self, coordinator: RecorderCoordinator, alerts: Alerts) -> None:
        """Attach to the recorder."""
        super().__init__(coordinator, "open_incidents")
        self._alerts = alerts

    @property
    @override
    def native_value(self) -> int:
        return len(self._alerts.state.incidents)

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any]:
        incidents = self._alerts.state.incidents.values()
        worst_first = sorted(incidents, key=lambda i: (-i.severity.rank, i.id))
        return {
            "incidents": [incident_attributes(incident) for incident in worst_first],
            "unreached": self._alerts.reports.failing,
        }
