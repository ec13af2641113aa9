"""The displays that were paired: for each a user of its own who may only read, and only from the local network."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from homeassistant.auth.const import GROUP_ID_READ_ONLY
from homeassistant.auth.models import RefreshToken
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN, SIGNAL_ACCESS_CHANGED

_VERSION: Final = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Display:
    """One display: its name, whether its big button counts for everybody, when it was paired."""

    name: str
    acknowledges: bool
    paired_at: str


DISPLAYS: HassKey[dict[str, Display]] = HassKey(f"{DOMAIN}_displays")
"""All displays by the id of their user."""


def _store(hass: HomeAssistant) -> Store[dict[str, dict[str, Any]]]:
    return Store(hass, _VERSION, f"{DOMAIN}.displays", private=True, atomic_writes=True)


async def async_load_displays(hass: HomeAssistant) -> None:
    """Read the displays; one whose user was removed in Home Assistant is none any more."""
    kept: Mapping[str, dict[str, Any]] = await _store(hass).async_load() or {}
    displays = {}
    for user_id, said in kept.items():
        if await hass.auth.async_get_user(user_id) is not None:
            displays[user_id] = Display(**said)
    hass.data[DISPLAYS] = displays


async def _save(hass: HomeAssistant) -> None:
    displays = hass.data[DISPLAYS]
    await _store(hass).async_save({user_id: asdict(each) for user_id, each in displays.items()})
    async_dispatcher_send(hass, SIGNAL_ACCESS_CHANGED)


async def async_add_display(
    hass: HomeAssistant, name: str, client_id: str, *, acknowledges: bool
) -> RefreshToken:
    """Make a display's user and the token that it logs in with."""
    user = await hass.auth.async_create_user(name, group_ids=[GROUP_ID_READ_ONLY], local_only=True)
    hass.data[DISPLAYS][user.id] = Display(
        name=name, acknowledges=acknowledges, paired_at=dt_util.utcnow().isoformat()
    )
    await _save(hass)
    return await hass.auth.async_create_refresh_token(user, client_id=client_id)


async def async_remove_display(hass: HomeAssistant, user_id: str) -> bool:
    """Remove a display with its user: its page is logged out at once. False where there is none."""
    if hass.data[DISPLAYS].pop(user_id, None) is None:
        return False
    await _save(hass)
    user = await hass.auth.async_get_user(user_id)
    if user is not None:
        await hass.auth.async_remove_user(user)
    return True


@callback
def display_of(hass: HomeAssistant, user_id: str) -> Display | None:
    """Return the display that a user stands for."""
    return hass.data.get(DISPLAYS, {}).get(user_id)
