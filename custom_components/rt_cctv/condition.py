"""Conditions: a slot is dark, an incident is open, the mode is one of some."""

from typing import Final, override

from homeassistant.components.binary_sensor import (
    DOMAIN as BINARY_SENSOR_DOMAIN,
    BinarySensorDeviceClass,
)
from homeassistant.components.select import DOMAIN as SELECT_DOMAIN
from homeassistant.const import CONF_OPTIONS, STATE_OFF, STATE_ON
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.condition import (
    ENTITY_STATE_CONDITION_SCHEMA_ANY_ALL,
    Condition,
    ConditionConfig,
    EntityStateConditionBase,
)
import voluptuous as vol

from .automation_targets import only_ours
from .incidents import Mode

CONF_MODE: Final = "mode"

_CONNECTIVITY = {
    BINARY_SENSOR_DOMAIN: DomainSpec(device_class=BinarySensorDeviceClass.CONNECTIVITY)
}
_OPEN = {BINARY_SENSOR_DOMAIN: DomainSpec()}
_MODE = {SELECT_DOMAIN: DomainSpec()}
_OFF: set[str | bool] = {STATE_OFF}
_ON: set[str | bool] = {STATE_ON}


class SlotIsDarkCondition(EntityStateConditionBase):
    """Whether a slot's camera doesn't answer its recorder."""

    _domain_specs = _CONNECTIVITY
    _states = _OFF
    # The slot's connectivity is diagnostic, and still what is meant when a device or area is picked.
    _primary_entities_only = False

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        return only_ours(self._hass, super().entity_filter(entities), "connectivity", slots=True)


class HasOpenIncidentCondition(EntityStateConditionBase):
    """Whether an incident is open."""

    _domain_specs = _OPEN
    _states = _ON

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        return only_ours(self._hass, super().entity_filter(entities), "incident")


class ModeIsCondition(EntityStateConditionBase):
    """Whether the mode is one of those picked."""

    _domain_specs = _MODE
    _schema = ENTITY_STATE_CONDITION_SCHEMA_ANY_ALL.extend(
        {
            vol.Required(CONF_OPTIONS): {
                vol.Required(CONF_MODE): vol.All(
                    cv.ensure_list, vol.Length(min=1), [vol.Coerce(Mode)]
                ),
            },
        }
    )

    def __init__(self, hass: HomeAssistant, config: ConditionConfig) -> None:
        """Take the modes from the options."""
        super().__init__(hass, config)
        self._states = set((config.options or {})[CONF_MODE])

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        return only_ours(self._hass, super().entity_filter(entities), "mode")


CONDITIONS: dict[str, type[Condition]] = {
    "slot_is_dark": SlotIsDarkCondition,
    "has_open_incident": HasOpenIncidentCondition,
    "mode_is": ModeIsCondition,
}


async def async_get_conditions(hass: HomeAssistant) -> dict[str, type[Condition]]:
    """Return the conditions."""
    return CONDITIONS
