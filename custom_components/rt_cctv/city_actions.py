"""Actions of the city: announcements, commands, and who may speak. Administrators only."""

from collections.abc import Iterable
from functools import partial
from typing import Any, Final

from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.service import async_register_admin_service
import voluptuous as vol

from .city_core import City, loaded_city
from .const import DOMAIN
from .sync.broker import DisconnectedError
from .sync.clock import now_ms
from .sync.commands import MAX_TEXT, BadCommandError, Operation, give
from .sync.identity import EVERYBODY, HubId, NotAHubIdError, down, is_kecamatan, public

ATTR_TARGET: Final = "area"
ATTR_TEXT: Final = "text"
ATTR_SEVERITY: Final = "severity"
ATTR_HOURS: Final = "hours"
ATTR_HUBS: Final = "hubs"
ATTR_OPERATION: Final = "operation"
_HOUR_MS: Final = 3_600_000
_MOST_HUBS: Final = 20_000

_ANNOUNCE = vol.Schema(
    {
        vol.Required(ATTR_TARGET, default=EVERYBODY): cv.string,
        vol.Required(ATTR_TEXT): vol.All(cv.string, vol.Length(min=1, max=MAX_TEXT)),
        vol.Optional(ATTR_SEVERITY, default="info"): vol.In(["info", "warning", "alarm"]),
        vol.Optional(ATTR_HOURS, default=24): vol.All(vol.Coerce(int), vol.Range(1, 720)),
    }
)
_COMMAND = vol.Schema(
    {
        vol.Required(ATTR_TARGET): cv.string,
        vol.Required(ATTR_OPERATION): vol.In(["state", "rotate"]),
    }
)
_HUBS = vol.Schema(
    {
        vol.Required(ATTR_HUBS): vol.All(
            cv.ensure_list, [cv.string], vol.Length(min=1, max=_MOST_HUBS)
        )
    }
)


@callback
def async_register_actions(hass: HomeAssistant) -> None:
    """Register the city's actions."""
    register = partial(async_register_admin_service, hass, DOMAIN)
    register("announce", partial(_announce, hass), _ANNOUNCE)
    register("command_hubs", partial(_command, hass), _COMMAND)
    register(
        "expect_hubs",
        partial(_expect, hass),
        _HUBS,
        supports_response=SupportsResponse.ONLY,
    )
    register("confirm_hubs", partial(_confirm, hass), _HUBS)
    register("revoke_hubs", partial(_revoke, hass), _HUBS)


async def _announce(hass: HomeAssistant, call: ServiceCall) -> None:
    data = call.data
    await _give(
        _city(hass),
        data[ATTR_TARGET],
        "announce",
        text=data[ATTR_TEXT],
        severity=data[ATTR_SEVERITY],
        lasts_ms=data[ATTR_HOURS] * _HOUR_MS,
    )


async def _command(hass: HomeAssistant, call: ServiceCall) -> None:
    await _give(_city(hass), call.data[ATTR_TARGET], call.data[ATTR_OPERATION])


async def _give(city: City, target: str, operation: Operation, **more: Any) -> None:
    """Note the command, which hubs that are away will get at their hello, and send it."""
    try:
        command = await city.async_run(
            partial(give, city.store, target=target, op=operation, now=now_ms(), **more)
        )
    except BadCommandError as err:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key=f"bad_{err.reason}"
        ) from err
    is_area = target == EVERYBODY or is_kecamatan(target)
    topic = public(target) if is_area else down(HubId.parse(target), "cmd")
    try:
        await city.collector.send(command, topic)
    except DisconnectedError as err:
        raise HomeAssistantError(translation_domain=DOMAIN, translation_key="broker_away") from err


async def _expect(hass: HomeAssistant, call: ServiceCall) -> ServiceResponse:
    city = _city(hass)
    codes = await city.async_run(partial(city.registry.expect, _hubs(call.data[ATTR_HUBS])))
    return {"codes": dict(codes)}


async def _confirm(hass: HomeAssistant, call: ServiceCall) -> None:
    city = _city(hass)
    hubs = _hubs(call.data[ATTR_HUBS])
    await city.async_run(partial(city.registry.vouch, hubs, "confirmed"))
    city.collector.look_again()


async def _revoke(hass: HomeAssistant, call: ServiceCall) -> None:
    city = _city(hass)
    await city.async_run(partial(city.registry.revoke, _hubs(call.data[ATTR_HUBS])))
    city.collector.look_again()


def _hubs(ids: Iterable[str]) -> list[HubId]:
    try:
        return [HubId.parse(text.strip()) for text in ids]
    except NotAHubIdError as err:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="bad_hub",
            translation_placeholders={"hub": str(err)},
        ) from err


def _city(hass: HomeAssistant) -> City:
    if (city := loaded_city(hass)) is None:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="no_city")
    return city
