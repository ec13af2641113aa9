"""Logbook: what happened to incidents, in a sentence each."""

from collections.abc import Callable

from homeassistant.components.logbook import (
    LOGBOOK_ENTRY_ENTITY_ID,
    LOGBOOK_ENTRY_ICON,
    LOGBOOK_ENTRY_MESSAGE,
    LOGBOOK_ENTRY_NAME,
)
from homeassistant.core import Event, HomeAssistant, callback

from .alerts_text import kind_name, log_sentence
from .const import DOMAIN
from .incident_entities import EVENT_INCIDENT

_ICONS = {
    "raised": "mdi:shield-alert",
    "worsened": "mdi:shield-alert",
    "acknowledged": "mdi:hand-back-right",
    "closed": "mdi:shield-check",
}


@callback
def async_describe_events(
    hass: HomeAssistant,
    async_describe_event: Callable[[str, str, Callable[[Event], dict[str, str]]], None],
) -> None:
    """Say how the incidents' event reads."""

    @callback
    def describe(event: Event) -> dict[str, str]:
        said = event.data
        told = {
            LOGBOOK_ENTRY_NAME: said.get("title", ""),
            LOGBOOK_ENTRY_MESSAGE: f'"{kind_name(hass, said)}" {log_sentence(hass, said)}',
            LOGBOOK_ENTRY_ICON: _ICONS.get(said.get("turn", ""), "mdi:cctv"),
        }
        if entity_id := said.get("entity_id"):
            told[LOGBOOK_ENTRY_ENTITY_ID] = entity_id
        return told

    async_describe_event(DOMAIN, EVENT_INCIDENT, describe)
