"""The wall's own WebSocket commands. Each asks first whether this user may."""

from typing import Any

from homeassistant.components import websocket_api
from homeassistant.components.websocket_api import ActiveConnection, messages
from homeassistant.core import HomeAssistant, callback
import voluptuous as vol

from . import incidents as inc
from .access import find_slot, may_act, may_answer
from .alerts_setup import loaded_entries
from .coordinator import RtCctvConfigEntry
from .eyes_options import raw_slot_eyes
from .wall_commands import async_register_display_commands
from .wall_display import display_of
from .wall_feed import WallFeed

_ENTRY = vol.All(str, vol.Length(max=64))
_INCIDENT = vol.All(str, vol.Length(max=64))
_PARTS = ("zones", "ignored")
_VERBS: dict[str, type[inc.Acknowledge | inc.Dismiss | inc.CallHelp | inc.Close]] = {
    "take": inc.Acknowledge,
    "nothing": inc.Dismiss,
    "help": inc.CallHelp,
    "close": inc.Close,
}


@callback
def async_register_commands(hass: HomeAssistant) -> None:
    """Register them."""
    for command in (handle_subscribe, handle_answer, handle_report, handle_zones):
        websocket_api.async_register_command(hass, command)
    async_register_display_commands(hass)


@callback
@websocket_api.websocket_command({vol.Required("type"): "rt_cctv/wall/subscribe"})
def handle_subscribe(
    hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]
) -> None:
    """Send all that this user may know of the RT, now and at every change."""

    @callback
    def send(said: dict[str, Any]) -> None:
        connection.send_message(messages.event_message(msg["id"], said))

    feed = WallFeed(hass, connection.user, send)
    connection.subscriptions[msg["id"]] = feed.stop
    connection.send_result(msg["id"])
    feed.start()


@callback
@websocket_api.websocket_command(
    {
        vol.Required("type"): "rt_cctv/incident/answer",
        vol.Required("entry"): _ENTRY,
        vol.Required("incident"): _INCIDENT,
        vol.Required("verb"): vol.In(list(_VERBS)),
    }
)
def handle_answer(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Take in what somebody says of an incident: a display may only say "saya tangani"."""
    may = may_answer if msg["verb"] == "take" else may_act
    entry = _find_entry(hass, msg["entry"])
    incident = entry and entry.runtime_data.alerts.state.incidents.get(msg["incident"])
    if not entry or not incident or not may(hass, connection.user, entry, incident.slot):
        # Never told apart: an incident of a slot that this user may not see is none.
        connection.send_error(msg["id"], "not_found", "There is no such incident for you")
        return
    display = display_of(hass, connection.user.id)
    by = display.name if display else connection.user.name or ""
    word = _VERBS[msg["verb"]](incident=incident.id, by=by)
    effects = entry.runtime_data.alerts.process(word)
    refused = next((e for e in effects if isinstance(e, inc.Refused)), None)
    if refused is not None:
        connection.send_error(msg["id"], str(refused.refusal), "The word came too late")
        return
    connection.send_result(msg["id"])


@callback
@websocket_api.websocket_command(
    {
        vol.Required("type"): "rt_cctv/incident/report",
        vol.Required("entry"): _ENTRY,
        vol.Optional("slot"): vol.All(int, vol.Range(1, 999)),
        vol.Required("text"): vol.All(str, vol.Strip, vol.Length(min=1, max=200)),
        vol.Required("severity"): vol.Coerce(inc.Severity),
    }
)
def handle_report(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Raise an incident that a volunteer reports."""
    entry, slot = _find_entry(hass, msg["entry"]), msg.get("slot")
    if entry is None or not may_act(hass, connection.user, entry, slot):
        connection.send_error(msg["id"], "unauthorized", "You may not report here")
        return
    raised = inc.Raise(
        by=connection.user.name or "", severity=msg["severity"], slot=slot, text=msg["text"]
    )
    entry.runtime_data.alerts.process(raised)
    connection.send_result(msg["id"])


@callback
@websocket_api.websocket_command(
    {
        vol.Required("type"): "rt_cctv/zones/read",
        vol.Required("slot"): vol.All(str, vol.Length(max=200)),
    }
)
def handle_zones(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Return the zones of a slot; `rt_cctv.set_zones` checks and saves them."""
    found = find_slot(hass, msg["slot"])
    if found is None or not may_act(hass, connection.user, *found):
        connection.send_error(msg["id"], "not_found", "There is no such slot for you")
        return
    raw = raw_slot_eyes(*found)
    zones = [
        {**zone, "ignored": part == "ignored"} for part in _PARTS for zone in raw.get(part, ())
    ]
    connection.send_result(msg["id"], {"zones": zones, "scale": raw.get("scale")})


def _find_entry(hass: HomeAssistant, entry_id: str) -> RtCctvConfigEntry | None:
    return next((e for e in loaded_entries(hass) if e.entry_id == entry_id), None)
