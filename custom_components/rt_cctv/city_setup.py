"""What the city's side adds to Home Assistant once: the door for hubs, actions, the panel's questions."""

from aiohttp import web
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.http import KEY_HASS, HomeAssistantView
from homeassistant.util.hass_dict import HassKey

from .city_actions import async_register_actions
from .city_core import loaded_city
from .city_panel import async_register_panel_views
from .const import DOMAIN
from .sync.door import MAX_REQUEST, PATH, read_limited

_OPENED: HassKey[bool] = HassKey(f"{DOMAIN}_city_opened")


@callback
def async_set_up_city(hass: HomeAssistant) -> None:
    """Register, once, what doesn't belong to one entry."""
    if hass.data.get(_OPENED):
        return
    hass.data[_OPENED] = True
    hass.http.register_view(DoorView())
    async_register_actions(hass)
    async_register_panel_views(hass)


class DoorView(HomeAssistantView):
    """Lets hubs enrol. It asks for no login: claim codes and passwords are checked by the registry."""

    url = f"{PATH}/{{what}}"
    name = "api:rt_cctv:door"
    requires_auth = False

    async def post(self, request: web.Request, what: str) -> web.Response:
        """Answer a hub."""
        city = loaded_city(request.app[KEY_HASS])
        if city is None:
            return web.Response(status=404)
        body = await read_limited(request.content, MAX_REQUEST)
        status, text = await city.door.answer(what, body, request.remote or "")
        return web.Response(status=status, body=text, content_type="application/json")
