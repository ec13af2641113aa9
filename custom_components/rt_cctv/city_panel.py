"""What the city's panel asks: the areas' sums as they change, hubs, one hub, counts as CSV."""

from datetime import date
from functools import partial
from typing import Any, Final

from aiohttp import web
from homeassistant.components import websocket_api
from homeassistant.components.http import KEY_HASS_USER
from homeassistant.components.websocket_api import ActiveConnection
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError, Unauthorized
from homeassistant.helpers.http import KEY_HASS, HomeAssistantView
import voluptuous as vol

from .access import is_display
from .city import City, loaded_city
from .sync.aggregate import Sums
from .sync.views import Trouble, export_counts, find_hubs, look_at

CSV_URL: Final = "/api/rt_cctv/city/counts.csv"
_EPOCH: Final = date(1970, 1, 1)


@callback
def async_register_panel_views(hass: HomeAssistant) -> None:
    """Register what the panel asks."""
    for command in (handle_areas, handle_hubs, handle_hub):
        websocket_api.async_register_command(hass, command)
    hass.http.register_view(CountsView())


def _city_for(hass: HomeAssistant, connection: ActiveConnection) -> City:
    """Return the city; raises Unauthorized for displays, HomeAssistantError where there is none."""
    if is_display(hass, connection.user):
        raise Unauthorized
    if (city := loaded_city(hass)) is None:
        raise HomeAssistantError("no city")
    return city


@websocket_api.websocket_command({vol.Required("type"): "rt_cctv/city/subscribe"})
@callback
def handle_areas(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Send the areas with their sums, and then what changes."""
    city = _city_for(hass, connection)
    told: dict[str, Sums] = {}

    @callback
    def send() -> None:
        totals = city.status.totals
        changed = {code: sums for code, sums in totals.items() if told.get(code) != sums}
        told.update(changed)
        status = {
            "connected": city.status.connected,
            "problem": city.status.problem,
            "faults": city.status.faults,
            "sums": changed,
        }
        connection.send_message(websocket_api.event_message(msg["id"], status))

    connection.subscriptions[msg["id"]] = city.async_listen(send)
    areas = [
        {"code": area.code, "level": area.level.value, "name": area.name, "parent": area.parent}
        for area in city.areas()
    ]
    connection.send_result(msg["id"], {"areas": areas})
    send()


@websocket_api.websocket_command(
    {
        vol.Required("type"): "rt_cctv/city/hubs",
        vol.Optional("area", default=""): vol.All(str, vol.Length(max=10)),
        vol.Optional("text", default=""): vol.All(str, vol.Length(max=40)),
        vol.Optional("trouble"): vol.Coerce(Trouble),
        vol.Optional("offset", default=0): vol.All(int, vol.Range(0, 1_000_000)),
    }
)
@websocket_api.async_response
async def handle_hubs(
    hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]
) -> None:
    """Send a page of hubs."""
    city = _city_for(hass, connection)
    found = await city.async_run(
        partial(
            find_hubs,
            city.store,
            city.scope,
            area=msg["area"],
            text=msg["text"],
            trouble=msg.get("trouble"),
            offset=msg["offset"],
        )
    )
    connection.send_result(msg["id"], found)


@websocket_api.websocket_command(
    {
        vol.Required("type"): "rt_cctv/city/hub",
        vol.Required("hub"): vol.All(str, vol.Length(max=20)),
    }
)
@websocket_api.async_response
async def handle_hub(
    hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]
) -> None:
    """Send all that is known of one hub."""
    city = _city_for(hass, connection)
    found = await city.async_run(partial(look_at, city.store, city.scope, msg["hub"]))
    if found is None:
        connection.send_error(msg["id"], websocket_api.ERR_NOT_FOUND, "no such hub")
        return
    connection.send_result(msg["id"], found)


class CountsView(HomeAssistantView):
    """The counts of some days as CSV."""

    url = CSV_URL
    name = "api:rt_cctv:city:counts"

    async def get(self, request: web.Request) -> web.StreamResponse:
        """Send the counts between `from` and `to` (dates), both included."""
        hass = request.app[KEY_HASS]
        city = loaded_city(hass)
        if city is None or is_display(hass, request[KEY_HASS_USER]):
            return web.Response(status=404)
        try:
            first, last = (
                (date.fromisoformat(request.query[name]) - _EPOCH).days for name in ("from", "to")
            )
        except KeyError, ValueError:
            return web.Response(status=400, text="from and to: dates such as 2026-11-23")
        work = partial(_all_counts, city, first, last)
        text = await city.async_run(work)
        headers = {"Content-Disposition": 'attachment; filename="rt_cctv_counts.csv"'}
        return web.Response(text=text, content_type="text/csv", headers=headers)


def _all_counts(city: City, first: int, last: int) -> str:
    return "".join(export_counts(city.store, city.scope, first, last))
