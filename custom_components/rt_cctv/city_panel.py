"""What the city's panel asks: the areas' sums as they change, hubs, one hub, counts as CSV."""

from datetime import date
from functools import partial
import hashlib
from pathlib import Path
from typing import Any, Final

from aiohttp import web
from homeassistant.components import frontend, websocket_api
from homeassistant.components.http import KEY_HASS_USER
from homeassistant.components.panel_custom import async_register_panel
from homeassistant.components.websocket_api import ActiveConnection
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError, Unauthorized
from homeassistant.helpers.http import KEY_HASS, HomeAssistantView
import voluptuous as vol

from .access import is_display
from .city_core import City, loaded_city
from .panel import STATIC_URL
from .sync.aggregate import Sums
from .sync.views import Trouble, export_counts, find_hubs, look_at

CSV_URL: Final = "/api/rt_cctv/city/counts.csv"
PANEL_PATH: Final = "rt-cctv-city"
_SCRIPT: Final = "rt-cctv-city.js"
_TITLES: Final = {"id": "CCTV Kota", "en": "City CCTV"}
_EPOCH: Final = date(1970, 1, 1)


@callback
def async_register_panel_views(hass: HomeAssistant) -> None:
    """Register what the panel asks."""
    for command in (handle_subscribe, handle_areas, handle_hubs, handle_hub):
        websocket_api.async_register_command(hass, command)
    hass.http.register_view(CountsView())


async def async_show_city_panel(hass: HomeAssistant) -> None:
    """Put the panel into the sidebar; a Home Assistant without a frontend has none."""
    if "frontend" not in hass.config.components or frontend.async_panel_exists(hass, PANEL_PATH):
        return
    version = await hass.async_add_executor_job(_version)
    if version is None:
        return
    await async_register_panel(
        hass,
        frontend_url_path=PANEL_PATH,
        webcomponent_name=PANEL_PATH,
        module_url=f"{STATIC_URL}/{_SCRIPT}?v={version}",
        sidebar_title=_TITLES["id" if hass.config.language == "id" else "en"],
        sidebar_icon="mdi:city",
    )


@callback
def async_hide_city_panel(hass: HomeAssistant) -> None:
    """Take the panel away again."""
    if "frontend" in hass.config.components:
        frontend.async_remove_panel(hass, PANEL_PATH, warn_if_unknown=False)


def _version() -> str | None:
    try:
        content = (Path(__file__).parent / "frontend" / _SCRIPT).read_bytes()
    except FileNotFoundError:
        return None
    return hashlib.sha256(content).hexdigest()[:12]


def _city_for(hass: HomeAssistant, connection: ActiveConnection) -> City:
    """Return the city; raises Unauthorized for displays, HomeAssistantError where there is none."""
    if is_display(hass, connection.user):
        raise Unauthorized
    if (city := loaded_city(hass)) is None:
        raise HomeAssistantError("no city")
    return city


@websocket_api.websocket_command({vol.Required("type"): "rt_cctv/city/subscribe"})
@callback
def handle_subscribe(
    hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]
) -> None:
    """Send the areas' sums, and then what changes."""
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
    connection.send_result(msg["id"])
    send()


@websocket_api.websocket_command({vol.Required("type"): "rt_cctv/city/areas"})
@callback
def handle_areas(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Send the areas in scope."""
    areas = [
        {"code": area.code, "level": area.level.value, "name": area.name, "parent": area.parent}
        for area in _city_for(hass, connection).areas()
    ]
    connection.send_result(msg["id"], {"areas": areas})


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
