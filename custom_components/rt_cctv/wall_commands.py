"""WebSocket commands for displays: list, pair, log out. Administrators only."""

from dataclasses import asdict
from typing import Any

from homeassistant.components import websocket_api
from homeassistant.components.websocket_api import ActiveConnection
from homeassistant.core import HomeAssistant, callback
import voluptuous as vol

from .wall_display import DISPLAYS, async_remove_display
from .wall_pair import PAIR_PAGE, async_pair


@callback
def async_register_display_commands(hass: HomeAssistant) -> None:
    """Register them."""
    for command in (handle_list, handle_pair, handle_remove):
        websocket_api.async_register_command(hass, command)


@callback
@websocket_api.require_admin
@websocket_api.websocket_command({vol.Required("type"): "rt_cctv/display/list"})
def handle_list(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Return the displays, and where a new one has to go."""
    displays = [{"id": id_, **asdict(each)} for id_, each in hass.data[DISPLAYS].items()]
    connection.send_result(msg["id"], {"page": PAIR_PAGE, "displays": displays})


@websocket_api.require_admin
@websocket_api.websocket_command(
    {
        vol.Required("type"): "rt_cctv/display/pair",
        vol.Required("code"): vol.All(str, vol.Match(r"^\d{6}$")),
        vol.Required("name"): vol.All(str, vol.Strip, vol.Length(min=1, max=60)),
        vol.Required("acknowledges"): bool,
    }
)
@websocket_api.async_response
async def handle_pair(
    hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]
) -> None:
    """Log in the display that shows a code."""
    if await async_pair(hass, msg["code"], msg["name"], acknowledges=msg["acknowledges"]):
        connection.send_result(msg["id"])
    else:
        connection.send_error(msg["id"], "not_found", "No display shows this code")


@websocket_api.require_admin
@websocket_api.websocket_command(
    {
        vol.Required("type"): "rt_cctv/display/remove",
        vol.Required("display"): vol.All(str, vol.Length(max=64)),
    }
)
@websocket_api.async_response
async def handle_remove(
    hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]
) -> None:
    """Log a display out and remove its user."""
    if await async_remove_display(hass, msg["display"]):
        connection.send_result(msg["id"])
    else:
        connection.send_error(msg["id"], "not_found", "There is no such display")
