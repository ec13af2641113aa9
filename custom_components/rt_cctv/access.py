"""Who may see a slot: asked on the server before every picture of it."""

from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import POLICY_CONTROL, POLICY_READ
from homeassistant.components.camera import DOMAIN as CAMERA_DOMAIN
from homeassistant.core import HomeAssistant, ServiceCall, callback
from homeassistant.exceptions import Unauthorized
from homeassistant.helpers import entity_registry as er

from .const import CONF_KIND, CONF_VISIBILITY, DOMAIN, Kind, Visibility
from .coordinator import RtCctvConfigEntry
from .entity import slot_settings
from .model import StreamProfile
from .wall_display import display_of


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

    A hidden slot is for administrators only. Volunteers are users who may also control its camera;
    residents and the displays in the pos kamling may only read. Whoever has filled the slot decides
    (`visibility` in the slot's options); without a word it is shown to volunteers and displays.
    """
    if user.is_admin:
        return True
    visibility = _visibility(entry, number)
    camera = _camera(hass, entry, number)
    if visibility is Visibility.HIDDEN or camera is None:
        return False
    everybody = visibility is Visibility.EVERYBODY
    if everybody or (visibility is Visibility.WALL and is_display(hass, user)):
        return user.permissions.check_entity(camera, POLICY_READ)
    return user.permissions.check_entity(camera, POLICY_CONTROL)


def is_hidden(entry: RtCctvConfigEntry, number: int) -> bool:
    """Whether a slot is for administrators only.

    Its entities give no pictures: Home Assistant shows an entity's to each of its users.
    """
    return _visibility(entry, number) is Visibility.HIDDEN


async def async_check_may_see(call: ServiceCall, entry: RtCctvConfigEntry, number: int) -> None:
    """Refuse an action on a slot that its caller may not see; automations (no user) may.

    Raises Unauthorized.
    """
    if call.context.user_id is None:
        return
    user = await call.hass.auth.async_get_user(call.context.user_id)
    if user is None or not may_see(call.hass, user, entry, number):
        raise Unauthorized(context=call.context)


@callback
def may_act(hass: HomeAssistant, user: User, entry: RtCctvConfigEntry, number: int | None) -> bool:
    """Whether a user may deal with incidents of a slot (None: of the recorder) as volunteers do."""
    if user.is_admin:
        return True
    if number is not None:
        camera = _camera(hass, entry, number)
        return (
            camera is not None
            and may_see(hass, user, entry, number)
            and user.permissions.check_entity(camera, POLICY_CONTROL)
        )
    return any(
        may_act(hass, user, entry, slot.number)
        for slot in entry.runtime_data.coordinator.data.slots
    )


@callback
def may_answer(
    hass: HomeAssistant, user: User, entry: RtCctvConfigEntry, number: int | None
) -> bool:
    """Whether a user may say "saya tangani": volunteers, and displays that were given that right."""
    if may_act(hass, user, entry, number):
        return True
    display = display_of(hass, user.id)
    if display is None or not display.acknowledges:
        return False
    return number is None or may_see(hass, user, entry, number)


@callback
def is_display(hass: HomeAssistant, user: User) -> bool:
    """Whether a user stands for a paired display."""
    return display_of(hass, user.id) is not None


def _visibility(entry: RtCctvConfigEntry, number: int) -> Visibility:
    return Visibility(slot_settings(entry, number).get(CONF_VISIBILITY, Visibility.WALL))


def _camera(hass: HomeAssistant, entry: RtCctvConfigEntry, number: int) -> str | None:
    key = slot_key(entry.runtime_data.coordinator.key, number)
    return er.async_get(hass).async_get_entity_id(
        CAMERA_DOMAIN, DOMAIN, f"{key}_camera_{StreamProfile.SUB}"
    )
