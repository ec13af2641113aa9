"""Triggers: a finding, the turns of an incident, a slot that goes dark or comes back."""

from typing import Any, Final, override

from homeassistant.components.binary_sensor import (
    DOMAIN as BINARY_SENSOR_DOMAIN,
    BinarySensorDeviceClass,
)
from homeassistant.components.event import DOMAIN as EVENT_DOMAIN
from homeassistant.const import CONF_OPTIONS, CONF_TARGET, STATE_OFF, STATE_ON
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.trigger import (
    EntityTargetStateTriggerBase,
    NotTriggeredReasonReporter,
    StatelessEntityTriggerBase,
    Trigger,
)
import voluptuous as vol

from .automation_targets import only_ours
from .incidents import Severity, incident_kind
from .model import FindingKind

CONF_KINDS: Final = "kind"
CONF_SEVERITIES: Final = "severity"

_EVENT_TYPE: Final = "event_type"
_EVENTS = {EVENT_DOMAIN: DomainSpec()}
_CONNECTIVITY = {
    BINARY_SENSOR_DOMAIN: DomainSpec(device_class=BinarySensorDeviceClass.CONNECTIVITY)
}
_DARK = {STATE_OFF}
_BACK = {STATE_ON}


def _schema(options: dict[vol.Marker, Any]) -> vol.Schema:
    return vol.Schema(
        {
            vol.Required(CONF_TARGET): cv.TARGET_FIELDS,
            vol.Required(CONF_OPTIONS, default={}): options,
        }
    )


class FindingSeenTrigger(StatelessEntityTriggerBase):
    """Fires when something is found on a slot, or by the recorder on itself."""

    _domain_specs = _EVENTS
    _schema = _schema(
        {vol.Optional(CONF_KINDS): vol.All(cv.ensure_list, [vol.Coerce(FindingKind)])}
    )

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        found = super().entity_filter(entities)
        return only_ours(self._hass, found, "finding") | only_ours(self._hass, found, "trouble")

    @override
    def is_valid_state(
        self, state: State, report_not_triggered: NotTriggeredReasonReporter
    ) -> bool:
        kinds = self._options.get(CONF_KINDS)
        return not kinds or state.attributes.get(_EVENT_TYPE) in kinds


class _IncidentTrigger(StatelessEntityTriggerBase):
    """Fires at some turns of an incident."""

    _turns: frozenset[str]
    _domain_specs = _EVENTS
    _schema = _schema(
        {
            vol.Optional(CONF_KINDS): vol.All(cv.ensure_list, [incident_kind]),
            vol.Optional(CONF_SEVERITIES): vol.All(cv.ensure_list, [vol.Coerce(Severity)]),
        }
    )

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        return only_ours(self._hass, super().entity_filter(entities), "incident")

    @override
    def is_valid_state(
        self, state: State, report_not_triggered: NotTriggeredReasonReporter
    ) -> bool:
        kinds, severities = (self._options.get(key) for key in (CONF_KINDS, CONF_SEVERITIES))
        said = state.attributes
        return (
            said.get(_EVENT_TYPE) in self._turns
            and (not kinds or said.get("kind") in kinds)
            and (not severities or said.get("severity") in severities)
        )


class IncidentRaisedTrigger(_IncidentTrigger):
    """Fires when an incident is raised, also anew because it is worse than was believed."""

    _turns = frozenset({"raised", "worsened"})


class IncidentAcknowledgedTrigger(_IncidentTrigger):
    """Fires when somebody takes an incident."""

    _turns = frozenset({"acknowledged"})


class IncidentClosedTrigger(_IncidentTrigger):
    """Fires when an incident is over."""

    _turns = frozenset({"closed"})


class _SlotTrigger(EntityTargetStateTriggerBase):
    """Fires when a slot's camera is lost or found again."""

    _domain_specs = _CONNECTIVITY
    # The slot's connectivity is diagnostic, and still what is meant when a device or area is picked.
    _primary_entities_only = False

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        return only_ours(self._hass, super().entity_filter(entities), "connectivity", slots=True)


class SlotDarkTrigger(_SlotTrigger):
    """Fires when a slot goes dark."""

    _to_states = _DARK


class SlotBackTrigger(_SlotTrigger):
    """Fires when a slot's picture is back."""

    _to_states = _BACK


TRIGGERS: dict[str, type[Trigger]] = {
    "finding_seen": FindingSeenTrigger,
    "incident_raised": IncidentRaisedTrigger,
    "incident_acknowledged": IncidentAcknowledgedTrigger,
    "incident_closed": IncidentClosedTrigger,
    "slot_dark": SlotDarkTrigger,
    "slot_back": SlotBackTrigger,
}


async def async_get_triggers(hass: HomeAssistant) -> dict[str, type[Trigger]]:
    """Return the triggers."""
    return TRIGGERS
