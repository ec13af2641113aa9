"""A Home Assistant with a recorder, people to alert and phones that the tests play."""

from collections.abc import Callable, Mapping
from typing import Any

from homeassistant.config_entries import ConfigSubentryData
from homeassistant.const import CONF_NAME
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.rt_cctv.alerts import Alerts
from custom_components.rt_cctv.const import DOMAIN
from custom_components.rt_cctv.incidents import Incident, Mode, SetMode
from custom_components.rt_cctv.people import (
    CONF_KINDS,
    CONF_LANGUAGE,
    CONF_ORDER,
    CONF_PHONES,
    CONF_SERVICES,
)

from .fake_recorder import SERIAL
from .played_phone import PlayedPhone


def person(
    name: str,
    *,
    phones: tuple[str, ...] = (),
    services: tuple[str, ...] = (),
    order: int = 1,
    language: str = "id",
    **more: object,
) -> ConfigSubentryData:
    """Return a person as the flow would have made it."""
    return subentry(
        "person",
        name,
        {
            CONF_PHONES: list(phones),
            CONF_SERVICES: list(services),
            CONF_ORDER: order,
            CONF_LANGUAGE: language,
            CONF_KINDS: [],
            **more,
        },
    )


def subentry(kind: str, title: str, data: Mapping[str, Any]) -> ConfigSubentryData:
    """Return a subentry."""
    return ConfigSubentryData(
        data={CONF_NAME: title, **data}, subentry_type=kind, title=title, unique_id=None
    )


def phone_device(hass: HomeAssistant, phone: PlayedPhone) -> str:
    """Return the device id of a registered phone."""
    for entry in hass.config_entries.async_entries("mobile_app"):
        if entry.data["webhook_id"] == phone.webhook_id:
            (device,) = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
            return device.id
    raise AssertionError(phone.name)


async def set_up(
    hass: HomeAssistant, entry: MockConfigEntry, *subentries: ConfigSubentryData
) -> Alerts:
    """Set the recorder up with these people, on watch; return its alerts."""
    with_people = MockConfigEntry(
        domain=DOMAIN,
        title=entry.title,
        unique_id=entry.unique_id,
        data=entry.data,
        options=entry.options,
        subentries_data=subentries,
    )
    with_people.add_to_hass(hass)
    assert await hass.config_entries.async_setup(with_people.entry_id)
    await hass.async_block_till_done()
    alerts: Alerts = with_people.runtime_data.alerts
    alerts.process(SetMode(mode=Mode.LIBUR))
    return alerts


def only(alerts: Alerts) -> Incident:
    """Return the one incident that is open on a slot's picture (slot 3 is dark from the start)."""
    (incident,) = (i for i in alerts.state.incidents.values() if i.slot != 3)
    return incident


def entity(hass: HomeAssistant, domain: str, key: str) -> str:
    """Return an entity's id by the end of its unique id."""
    found = er.async_get(hass).async_get_entity_id(domain, DOMAIN, f"{SERIAL}_{key}")
    assert found, key
    return found


type Notified = list[dict[str, Any]]


def record_notify(hass: HomeAssistant, name: str) -> Notified:
    """Register a notify action that only notes what it is called with."""
    calls: Notified = []

    async def note(call: Any) -> None:
        calls.append(dict(call.data))

    hass.services.async_register("notify", name, note)
    return calls


def fail_notify(hass: HomeAssistant, name: str, fail: Callable[[], Any]) -> None:
    """Register a notify action that fails as `fail` does."""

    async def failing(_call: Any) -> None:
        await fail()

    hass.services.async_register("notify", name, failing)
