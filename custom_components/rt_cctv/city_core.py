"""The Pemkot's side inside Home Assistant: collector, registry, door, and the areas as devices."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
import gc
import ssl
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_USERNAME, Platform
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.device_registry import DeviceEntryType
from homeassistant.helpers.start import async_at_started
from homeassistant.requirements import RequirementsNotFound, async_process_requirements

from .city_repairs import CityRepairs
from .const import CONF_BROKER, CONF_DATABASE, CONF_KIND, CONF_SCOPE, CONF_TLS, DOMAIN, Kind
from .sync.aggregate import Sums
from .sync.areas import Area, Level, areas
from .sync.broker import Broker
from .sync.collector import Collector, CollectorStatus
from .sync.door import BrokerAddress, Door
from .sync.identity import CITY, is_kecamatan
from .sync.registry import Registry
from .sync.store import Store, StoreError

PLATFORMS: Final = [Platform.BINARY_SENSOR, Platform.SENSOR]
_FAREWELL: Final = 10.0
CONF_CA: Final = "ca"
_DRIVER: Final = ["psycopg[binary]>=3.2,<4"]

type CityConfigEntry = ConfigEntry[CityRuntime]


@dataclass(kw_only=True)
class CityRuntime:
    """What a loaded entry of kind city holds."""

    city: City


def database_url(hass: HomeAssistant, data: Mapping[str, Any]) -> str:
    """Return the database's URL: SQLite in the configuration folder where none was given."""
    return data.get(CONF_DATABASE) or f"sqlite:///{hass.config.path('rt_cctv_city.db')}"


async def async_open_store(hass: HomeAssistant, data: Mapping[str, Any]) -> Store:
    """Open the city's database; raises StoreError."""
    url = database_url(hass, data)
    if not url.startswith("sqlite"):
        try:
            await async_process_requirements(hass, DOMAIN, _DRIVER)
        except RequirementsNotFound as err:
            raise StoreError("psycopg can't be installed") from err
    return await hass.async_add_executor_job(Store, url)


def broker_of(data: Mapping[str, Any]) -> Broker:
    """Return the collector's way to the broker."""
    return Broker(
        host=data[CONF_HOST],
        port=data[CONF_PORT],
        username=data[CONF_USERNAME],
        password=data[CONF_PASSWORD],
        ca=data.get(CONF_CA) or None,
        tls=data[CONF_TLS],
    )


@callback
def loaded_city(hass: HomeAssistant) -> City | None:
    """Return the city that this Home Assistant hosts, None where it hosts none."""
    for entry in hass.config_entries.async_loaded_entries(DOMAIN):
        if entry.data[CONF_KIND] == Kind.CITY:
            city: City = entry.runtime_data.city
            return city
    return None


class City:
    """The collector, the registry and the door of one city hub."""

    def __init__(self, hass: HomeAssistant, entry: CityConfigEntry, store: Store) -> None:
        """Prepare; `async_start` begins."""
        self._hass = hass
        self.entry = entry
        self.store = store
        self.registry = Registry(store)
        self.scope = frozenset(code for code in entry.data[CONF_SCOPE] if is_kecamatan(code))
        broker = broker_of(entry.data)
        self.collector = Collector(
            broker=broker, store=store, scope=self.scope, on_change=self._handle_change
        )
        public: dict[str, Any] = entry.data.get(CONF_BROKER) or {}
        address = BrokerAddress(
            host=public.get(CONF_HOST) or broker.host,
            port=public.get(CONF_PORT) or broker.port,
            ca=broker.ca,
            tls=broker.tls,
        )
        self._thread = ThreadPoolExecutor(2, "rt_cctv_city")
        self.door = Door(self.registry, address, self._thread)
        self._listeners: list[Callable[[], None]] = []
        self._repairs = CityRepairs(hass, entry)

    @property
    def status(self) -> CollectorStatus:
        """How the collector is."""
        return self.collector.status

    def sums(self, code: str) -> Sums | None:
        """Return the newest sums of an area, None before the first."""
        return self.status.totals.get(code)

    def areas(self) -> list[Area]:
        """Return the areas in scope, the city first."""
        return [
            area
            for area in areas().values()
            if not self.scope or area.code == CITY or area.code[:6] in self.scope
        ]

    @callback
    def async_start(self) -> None:
        """Begin to collect."""
        self.entry.async_on_unload(async_at_started(self._hass, _spare_what_stays))
        self._collecting = self.entry.async_create_background_task(
            self._hass, self._collect(), "rt_cctv collector"
        )

    async def _collect(self) -> None:
        try:
            await self.collector.run()
        except ssl.SSLError:
            self._repairs.show("city_ca")

    async def async_stop(self) -> None:
        """Close the database, once nobody uses it any more."""
        self._collecting.cancel()
        await asyncio.wait({self._collecting}, timeout=_FAREWELL)

        def close() -> None:
            self._thread.shutdown()
            self.store.close()

        await self._hass.async_add_executor_job(close)

    async def async_run[T](self, work: Callable[[], T]) -> T:
        """Run something on the database; raises HomeAssistantError where it can't be used."""
        try:
            return await self._hass.loop.run_in_executor(self._thread, work)
        except StoreError as err:
            raise HomeAssistantError(
                translation_domain=DOMAIN,
                translation_key="database_unusable",
                translation_placeholders={"error": str(err)},
            ) from err

    @callback
    def async_listen(self, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Call `listener` when the sums or the status changed."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    @callback
    def _handle_change(self) -> None:
        self._repairs.update(self.status)
        if self.status.refused:
            # A flow that is open already is not opened again.
            self.entry.async_start_reauth(self._hass)
        for listener in tuple(self._listeners):
            listener()

    @callback
    def async_add_devices(self) -> None:
        """Put the areas into the device registry, each below the one around it."""
        registry = dr.async_get(self._hass)
        ids: dict[str, str] = {}
        for area in self.areas():
            device = registry.async_get_or_create(
                config_entry_id=self.entry.entry_id,
                identifiers={(DOMAIN, f"area_{area.code}")},
                name=f"{_PREFIXES[area.level]} {area.name}" if area.parent else area.name,
                model=area.level.value.capitalize(),
                entry_type=DeviceEntryType.SERVICE,
                via_device_id=ids.get(area.parent or ""),
            )
            ids[area.code] = device.id


_PREFIXES: Final = {
    Level.CITY: "",
    Level.KECAMATAN: "Kecamatan",
    Level.KELURAHAN: "Kelurahan",
}


@callback
def _spare_what_stays(_hass: HomeAssistant) -> None:
    """Take what Home Assistant has loaded by now out of the garbage collector's rounds.

    A storm of messages makes it go round often, and each round over all of Home Assistant holds the
    event loop up for more than 100 ms. What is loaded now stays loaded anyway.
    """
    gc.freeze()
