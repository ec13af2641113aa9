"""What triggers and conditions share: telling our entities from others in a device or area."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from .const import DOMAIN


def only_ours(
    hass: HomeAssistant, entities: set[str], key: str, *, slots: bool = False
) -> set[str]:
    """Return those of the entities that are ours and of that key; `slots`: only the slots' ones."""
    registry = er.async_get(hass)
    found = set()
    for entity_id in entities:
        entry = registry.async_get(entity_id)
        if (
            entry is not None
            and entry.platform == DOMAIN
            and entry.translation_key == key
            and (not slots or "_slot_" in entry.unique_id)
        ):
            found.add(entity_id)
    return found
