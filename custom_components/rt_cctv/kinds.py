"""The rooms of each kind of entry.

Those of the link and of the city come with the libraries of databases and brokers. Most hubs have neither,
so they are imported when an entry of their kind is set up or added, not by Home Assistant's start.
"""

from types import ModuleType
from typing import TYPE_CHECKING, Protocol, cast

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.importlib import async_import_module

from .const import CONF_KIND, DOMAIN, Kind

if TYPE_CHECKING:
    from . import city, link, recorder_entry
    from .city_core import CityConfigEntry
    from .link import LinkConfigEntry

    # Modules imported by name are of no type: this holds them to what is asked of them.
    _CHECKED: tuple[Room, ...] = (recorder_entry, link, city)

_ROOMS = {Kind.RECORDER: "recorder_entry", Kind.LINK: "link", Kind.CITY: "city"}
_ENTITIES = {Kind.LINK: "link_entities", Kind.CITY: "city_entities"}


class Room(Protocol):
    """Where one kind of entry is set up, let go of and forgotten."""

    async def async_setup_entry(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        """Set up; raises what Home Assistant's `async_setup_entry` may."""

    async def async_unload_entry(self, hass: HomeAssistant, entry: ConfigEntry) -> bool:
        """Unload; return whether that worked."""

    async def async_remove_entry(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        """Delete what was kept beside the entry's settings."""


async def async_import_room(hass: HomeAssistant, name: str) -> ModuleType:
    """Import one of our modules by its name, outside of the event loop."""
    return await async_import_module(hass, f"{__package__}.{name}")


async def async_room(hass: HomeAssistant, entry: ConfigEntry) -> Room:
    """Return the room of an entry's kind."""
    return cast("Room", await async_import_room(hass, _ROOMS[Kind(entry.data[CONF_KIND])]))


async def async_add_other_kind(
    hass: HomeAssistant,
    platform: Platform,
    entry: ConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> bool:
    """Add the entities of an entry that is no recorder; False where it is one."""
    kind = Kind(entry.data[CONF_KIND])
    if kind is Kind.RECORDER:
        return False
    room = await async_import_room(hass, _ENTITIES[kind])
    room.add_entities(platform, entry, async_add_entities)
    return True


def entries_of(hass: HomeAssistant, kind: Kind) -> list[ConfigEntry]:
    """Return the entries of a kind, set up or not; what the user ignores is of none."""
    entries = hass.config_entries.async_entries(DOMAIN, include_ignore=False)
    return [entry for entry in entries if entry.data[CONF_KIND] == kind]


def loaded_links(hass: HomeAssistant) -> list[LinkConfigEntry]:
    """Return the links of this hub that are set up: one at most."""
    return [e for e in entries_of(hass, Kind.LINK) if e.state is ConfigEntryState.LOADED]


def loaded_cities(hass: HomeAssistant) -> list[CityConfigEntry]:
    """Return the city's sides that are set up here: one at most."""
    return [e for e in entries_of(hass, Kind.CITY) if e.state is ConfigEntryState.LOADED]
