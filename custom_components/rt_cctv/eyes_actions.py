"""Actions of the hub's eyes: `set_zones` and `explain`."""

import base64
from typing import Any, Final

from homeassistant.components.camera import DOMAIN as CAMERA_DOMAIN
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import service
from homeassistant.helpers.typing import VolDictType
import voluptuous as vol

from .access import async_check_may_see
from .camera import SlotCamera
from .const import DOMAIN
from .eyes_options import PARTS
from .eyes_zones import async_set_zones
from .video.slot_words import NoPictureError

SET_ZONES: Final = "set_zones"
EXPLAIN: Final = "explain"

_ZONES_FIELDS: Final[VolDictType] = {
    vol.Optional("zones"): [dict],
    vol.Optional("ignored"): [dict],
    vol.Optional("scale"): vol.Any(None, dict),
    vol.Optional("gauge"): vol.Any(None, dict),
}


@callback
def async_register_actions(hass: HomeAssistant) -> None:
    """Register them; Home Assistant checks that the caller may control the camera."""
    service.async_register_platform_entity_service(
        hass,
        DOMAIN,
        SET_ZONES,
        entity_domain=CAMERA_DOMAIN,
        schema=_ZONES_FIELDS,
        func=_set_zones,
    )
    service.async_register_platform_entity_service(
        hass,
        DOMAIN,
        EXPLAIN,
        entity_domain=CAMERA_DOMAIN,
        schema=None,
        func=_explain,
        supports_response=SupportsResponse.ONLY,
    )


async def _set_zones(camera: SlotCamera, call: ServiceCall) -> None:
    await async_check_may_see(call, camera.coordinator.config_entry, camera.number)
    drawn: dict[str, Any] = {part: call.data[part] for part in PARTS if part in call.data}
    await async_set_zones(camera.hass, camera.coordinator.config_entry, camera.number, drawn)


async def _explain(camera: SlotCamera, call: ServiceCall) -> ServiceResponse:
    """Return what the analytics see now: zones, what moves, what stands, water."""
    await async_check_may_see(call, camera.coordinator.config_entry, camera.number)
    eyes = camera.coordinator.config_entry.runtime_data.eyes
    try:
        picture = await eyes.async_explain(camera.number)
    except NoPictureError as err:
        raise HomeAssistantError(
            translation_domain=DOMAIN, translation_key="nothing_to_explain"
        ) from err
    return {
        "content_type": "image/jpeg",
        "picture": base64.b64encode(picture).decode("ascii"),
        "ready": (state := eyes.state(camera.number)) is not None and state.ready,
    }
