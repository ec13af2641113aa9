"""Who may see a slot: asked on the server before every picture of it."""

from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import POLICY_CONTROL, POLICY_READ
from homeassistant.components.camera import DOMAIN as CAMERA_DOMAIN
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from .const import CONF_KIND, CONF_VISIBILITY, DOMAIN, Kind, Visibility
from .coordinator import RtCctvConfigEntry
from .entity import slot_settings
from .model import StreamProfile


def slot_key(recorder_key: str, number: int) -> str:
    """Return how a slot is named wherever all recorders' slots stand side by side."""
    return f"{recorder_key}_slot_{number}"


@callback
def find_slot(hass: HomeAssistant, key: str) -> tuple[RtCctvConfigEntry, int] | None:
    """Return the loaded entry and the slot's number, None where there is no such slot now."""
    entry: RtCctvConfigEntry
    for entry in hass.config_entries.async_loaded_entries(DOMAIN):
        if entry.data[CONF_KIND] != Kind.RECORDER:
            continue
        coordinator = entry.runtime_data.coordinator
        for slot in coordinator.data.slots:
            if slot_key(coordinator.key, slot.number) == key:
                return entry, slot.number
    return None


@callback
def may_see(hass: HomeAssistant, user: User, entry: RtCctvConfigEntry, number: int) -> bool:
    """Whether a user may see a slot's pictures.

    A hidden slot is for administrators only. A slot for volunteers is for users who may also
    control its camera: the display in the pos kamling and residents may only read. Whoever has
    filled the slot decides (`visibility` in the slot's options).
    """
    if user.is_admin:
        return True
    visibility = Visibility(slot_settings(entry, number).get(CONF_VISIBILITY, Visibility.EVERYBODY))
    if visibility is Visibility.HIDDEN:
        return False
    key = slot_key(entry.runtime_data.coordinator.key, number)
    camera = er.async_get(hass).async_get_entity_id(
        CAMERA_DOMAIN, DOMAIN, f"{key}_camera_{StreamProfile.SUB}"
    )
    if camera is None:
        return False
    policy = POLICY_CONTROL if visibility is Visibility.VOLUNTEERS else POLICY_READ
    return user.permissions.check_entity(camera, policy)
