"""Actions on recorders: a snapshot, a restart, the clock, and who filled which slot since when."""

import base64
from pathlib import Path
from typing import Final

from homeassistant.components.camera import DOMAIN as CAMERA_DOMAIN
from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.service import (
    async_get_config_entry,
    async_register_admin_service,
    async_register_platform_entity_service,
)
from homeassistant.util import dt as dt_util
import voluptuous as vol

from .access import async_check_may_see
from .camera import SlotCamera
from .const import CONF_KIND, DOMAIN, Kind
from .coordinator import RecorderCoordinator, RtCctvConfigEntry
from .errors import raise_translated

SERVICE_SNAPSHOT: Final = "snapshot"
SERVICE_REBOOT: Final = "reboot"
SERVICE_SET_CLOCK: Final = "set_clock"
SERVICE_SLOT_HISTORY: Final = "slot_history"
ATTR_FILENAME: Final = "filename"

_RECORDER = vol.Schema({vol.Required(ATTR_CONFIG_ENTRY_ID): str})


@callback
def async_setup_recorder_services(hass: HomeAssistant) -> None:
    """Register the actions. What changes the recorder is for administrators and automations."""
    async_register_platform_entity_service(
        hass,
        DOMAIN,
        SERVICE_SNAPSHOT,
        entity_domain=CAMERA_DOMAIN,
        schema={vol.Optional(ATTR_FILENAME): cv.string},
        func=_snapshot,
        supports_response=SupportsResponse.OPTIONAL,
    )
    for name, handler in ((SERVICE_REBOOT, _reboot), (SERVICE_SET_CLOCK, _set_clock)):
        async_register_admin_service(hass, DOMAIN, name, handler, schema=_RECORDER)
    async_register_admin_service(
        hass,
        DOMAIN,
        SERVICE_SLOT_HISTORY,
        _slot_history,
        schema=_RECORDER,
        supports_response=SupportsResponse.ONLY,
    )


def _recorder(call: ServiceCall) -> RtCctvConfigEntry:
    entry: RtCctvConfigEntry = async_get_config_entry(
        call.hass, DOMAIN, call.data[ATTR_CONFIG_ENTRY_ID]
    )
    if entry.data[CONF_KIND] != Kind.RECORDER:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="no_such_recorder")
    return entry


@raise_translated
async def async_reboot(coordinator: RecorderCoordinator) -> None:
    """Restart the recorder; it is away for a minute or two."""
    await coordinator.recorder.reboot()


@raise_translated
async def async_set_clock(coordinator: RecorderCoordinator) -> None:
    """Set the recorder's clock to the hub's, and look at it again."""
    await coordinator.recorder.set_clock(dt_util.utcnow())
    await coordinator.async_request_refresh()


@raise_translated
async def async_take_snapshot(camera: SlotCamera) -> bytes:
    """Return a JPEG of now, past the still that is kept for everybody."""
    picture = await camera.async_take_still()
    if picture is None:
        raise HomeAssistantError(translation_domain=DOMAIN, translation_key="no_picture")
    return picture


async def _reboot(call: ServiceCall) -> None:
    await async_reboot(_recorder(call).runtime_data.coordinator)


async def _set_clock(call: ServiceCall) -> None:
    await async_set_clock(_recorder(call).runtime_data.coordinator)


async def _slot_history(call: ServiceCall) -> ServiceResponse:
    memory = _recorder(call).runtime_data.care.memory
    return {
        "slots": {
            str(number): [
                {
                    "since": period.since.isoformat(),
                    "until": period.until.isoformat() if period.until else None,
                    "owner": period.owner,
                    "camera": period.camera,
                }
                for period in slot.periods
            ]
            for number, slot in sorted(memory.slots.items())
        }
    }


async def _snapshot(camera: SlotCamera, call: ServiceCall) -> ServiceResponse:
    """Take a picture; Home Assistant has checked that the caller may control the camera."""
    await async_check_may_see(call, camera.coordinator.config_entry, camera.number)
    filename: str | None = call.data.get(ATTR_FILENAME)
    if filename is not None and not call.hass.config.is_allowed_path(filename):
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="path_not_allowed",
            translation_placeholders={"path": filename},
        )
    picture = await async_take_snapshot(camera)
    if filename is not None:
        await call.hass.async_add_executor_job(_write, Path(filename), picture)
    if not call.return_response:
        return None
    return {"content_type": "image/jpeg", "image": base64.b64encode(picture).decode()}


def _write(path: Path, picture: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(picture)
    except OSError as err:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="not_written",
            translation_placeholders={"path": str(path)},
        ) from err
