"""The city's sums as sensors: 194 areas, never 10,293 RTs."""

from dataclasses import dataclass
from typing import Final, override

from homeassistant.components.binary_sensor import BinarySensorDeviceClass, BinarySensorEntity
from homeassistant.components.sensor import (
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import EntityCategory, Platform
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .city_core import City, CityConfigEntry
from .const import DOMAIN
from .sync.areas import Level
from .sync.identity import CITY


@dataclass(frozen=True, kw_only=True)
class AreaSensorDescription(SensorEntityDescription):
    """Describes a sum; `levels` are those on which it is shown without being asked for."""

    levels: frozenset[Level] = frozenset(Level)


_UPPER: Final = frozenset({Level.CITY, Level.KECAMATAN})


def _sum(word: str, levels: frozenset[Level] = _UPPER) -> AreaSensorDescription:
    return AreaSensorDescription(key=word, state_class=SensorStateClass.MEASUREMENT, levels=levels)


def _today(word: str, levels: frozenset[Level] = _UPPER) -> AreaSensorDescription:
    return AreaSensorDescription(
        key=word, state_class=SensorStateClass.TOTAL_INCREASING, levels=levels
    )


_EVERYWHERE: Final = frozenset(Level)

AREA_SENSORS: Final = (
    _sum("rt"),
    _sum("online", _EVERYWHERE),
    _sum("silent"),
    _sum("pending"),
    _sum("slots_online", _EVERYWHERE),
    _sum("slots_dark", _EVERYWHERE),
    _sum("slots_unknown"),
    _sum("slots_empty"),
    _sum("slots_pemkot"),
    _sum("slots_swadaya"),
    _sum("slots_korporasi"),
    _sum("atcs"),
    _sum("korporasi"),
    _sum("disk_bad"),
    _sum("recorder_offline"),
    _sum("incidents", _EVERYWHERE),
    _sum("twins"),
    _today("today_faults"),
    _today("today_incidents"),
    _today("today_illegal_parking"),
    _today("today_flooding", _EVERYWHERE),
)


class CityEntity(Entity):
    """Something about an area."""

    _attr_has_entity_name = True
    _attr_should_poll = False

    def __init__(self, city: City, code: str, key: str) -> None:
        """Attach to the area's device."""
        self.city = city
        self.code = code
        self._attr_unique_id = f"area_{code}_{key}"
        self._attr_device_info = DeviceInfo(identifiers={(DOMAIN, f"area_{code}")})

    @override
    async def async_added_to_hass(self) -> None:
        self.async_on_remove(self.city.async_listen(self._handle_change))

    def _handle_change(self) -> None:
        self.async_write_ha_state()


class AreaSensor(CityEntity, SensorEntity):
    """One sum of one area."""

    entity_description: AreaSensorDescription

    def __init__(
        self, city: City, code: str, level: Level, description: AreaSensorDescription
    ) -> None:
        """Attach to the area."""
        super().__init__(city, code, description.key)
        self.entity_description = description
        self._attr_translation_key = f"area_{description.key}"
        self._attr_entity_registry_enabled_default = level in description.levels
        self._shown: int | None = None

    @override
    def _handle_change(self) -> None:
        # 2,000 sensors hear of each change; those to which nothing happened stay silent.
        if self.native_value != self._shown:
            self._shown = self.native_value
            self.async_write_ha_state()

    @property
    @override
    def native_value(self) -> int | None:
        sums = self.city.sums(self.code)
        return None if sums is None else sums[self.entity_description.key]


class CollectorConnected(CityEntity, BinarySensorEntity):
    """Whether the collector hears the broker and can commit."""

    _attr_device_class = BinarySensorDeviceClass.CONNECTIVITY
    _attr_entity_category = EntityCategory.DIAGNOSTIC
    _attr_translation_key = "collector_connected"

    def __init__(self, city: City) -> None:
        """Attach to the city."""
        super().__init__(city, CITY, "collector_connected")

    @property
    @override
    def is_on(self) -> bool:
        return self.city.status.connected and not self.city.status.problem


def add_entities(
    platform: Platform, entry: CityConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add what the city shows on a platform."""
    city = entry.runtime_data.city
    if platform is Platform.BINARY_SENSOR:
        async_add_entities([CollectorConnected(city)])
    elif platform is Platform.SENSOR:
        async_add_entities(
            AreaSensor(city, area.code, area.level, description)
            for area in city.areas()
            for description in AREA_SENSORS
        )
