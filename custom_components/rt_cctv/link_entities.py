"""What the link shows of itself: connected, confirmed, what waits; and the city's announcements."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, override

from homeassistant.components.binary_sensor import BinarySensorDeviceClass, BinarySensorEntity
from homeassistant.components.event import EventEntity
from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import EntityCategory, Platform, UnitOfInformation
from homeassistant.core import callback
from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import DOMAIN
from .link import Link, LinkConfigEntry
from .sync.messages import Command


@dataclass(frozen=True, kw_only=True)
class LinkSensorDescription(SensorEntityDescription):
    """Describes a sensor of the link."""

    value_fn: Callable[[Link], datetime | int | str | None]


def _moment(ms: int | None) -> datetime | None:
    return None if ms is None else datetime.fromtimestamp(ms / 1000, UTC)


def _standing(link: Link) -> str:
    if link.status.refused:
        return "refused"
    if link.status.rejected:
        return "rejected"
    if not link.status.greeted:
        return "waiting"
    return "pending" if link.status.pending else "confirmed"


LINK_SENSORS: Final = (
    LinkSensorDescription(
        key="link_standing",
        device_class=SensorDeviceClass.ENUM,
        options=["confirmed", "pending", "refused", "rejected", "waiting"],
        value_fn=_standing,
    ),
    LinkSensorDescription(
        key="link_confirmed",
        device_class=SensorDeviceClass.TIMESTAMP,
        value_fn=lambda link: _moment(link.confirmed_at),
    ),
    LinkSensorDescription(
        key="link_waiting",
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=lambda link: link.waiting.count,
    ),
    LinkSensorDescription(
        key="link_oldest",
        device_class=SensorDeviceClass.TIMESTAMP,
        value_fn=lambda link: _moment(link.waiting.oldest),
    ),
    LinkSensorDescription(
        key="link_ledger",
        device_class=SensorDeviceClass.DATA_SIZE,
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=UnitOfInformation.BYTES,
        suggested_unit_of_measurement=UnitOfInformation.MEGABYTES,
        entity_registry_enabled_default=False,
        value_fn=lambda link: link.size,
    ),
)


class LinkEntity(Entity):
    """Something about the link."""

    _attr_has_entity_name = True
    _attr_should_poll = False

    def __init__(self, link: Link, key: str) -> None:
        """Attach to the link's device."""
        self.link = link
        self._attr_unique_id = f"{link.hub.text}_{key}"
        self._attr_translation_key = key
        self._attr_device_info = DeviceInfo(
            identifiers={(DOMAIN, f"link_{link.hub.text}")},
            entry_type=DeviceEntryType.SERVICE,
            translation_key="link",
            model=link.hub.text,
        )

    @override
    async def async_added_to_hass(self) -> None:
        self.async_on_remove(self.link.async_listen(self.async_write_ha_state))


class LinkSensor(LinkEntity, SensorEntity):
    """One of LINK_SENSORS."""

    entity_description: LinkSensorDescription
    _attr_entity_category = EntityCategory.DIAGNOSTIC

    def __init__(self, link: Link, description: LinkSensorDescription) -> None:
        """Attach to the link."""
        super().__init__(link, description.key)
        self.entity_description = description

    @property
    @override
    def native_value(self) -> datetime | int | str | None:
        return self.entity_description.value_fn(self.link)


class LinkConnected(LinkEntity, BinarySensorEntity):
    """Whether the city itself answers on the link."""

    _attr_device_class = BinarySensorDeviceClass.CONNECTIVITY
    _attr_entity_category = EntityCategory.DIAGNOSTIC

    def __init__(self, link: Link) -> None:
        """Attach to the link."""
        super().__init__(link, "link_connected")

    @property
    @override
    def is_on(self) -> bool:
        return self.link.status.connected and self.link.status.greeted


class Announcements(LinkEntity, EventEntity):
    """What the Pemkot announces; its text is in the event's data."""

    def __init__(self, link: Link) -> None:
        """Attach to the link."""
        super().__init__(link, "announcement")
        self._attr_event_types = ["alarm", "info", "warning"]

    @override
    async def async_added_to_hass(self) -> None:
        self.async_on_remove(self.link.async_listen_announcements(self._handle))

    @callback
    def _handle(self, command: Command) -> None:
        self._trigger_event(command.sev, {"text": command.text})
        self.async_write_ha_state()


def add_entities(
    platform: Platform, entry: LinkConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add what the link shows on a platform."""
    link = entry.runtime_data.link
    match platform:
        case Platform.SENSOR:
            async_add_entities(LinkSensor(link, description) for description in LINK_SENSORS)
        case Platform.BINARY_SENSOR:
            async_add_entities([LinkConnected(link)])
        case Platform.EVENT:
            async_add_entities([Announcements(link)])
