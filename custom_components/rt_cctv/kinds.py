"""The entities of entries that are no recorders, for the platforms."""

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import Platform
from homeassistant.core import callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .city_entities import add_city_entities
from .const import CONF_KIND, Kind
from .link_entities import add_link_entities


@callback
def async_add_other_kind(
    platform: Platform, entry: ConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> bool:
    """Add the entities of an entry that is no recorder; False where it is one."""
    kind = entry.data[CONF_KIND]
    if kind == Kind.LINK:
        add_link_entities(platform, entry, async_add_entities)
    elif kind == Kind.CITY:
        add_city_entities(platform, entry, async_add_entities)
    return bool(kind != Kind.RECORDER)
