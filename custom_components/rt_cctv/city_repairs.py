"""What Diskominfo is told where the city's side needs somebody."""

from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .const import DOMAIN
from .sync.collector import CollectorStatus

_DATABASE: Final = "city_database"


class CityRepairs:
    """Makes repairs appear and go with the collector's state."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        """Begin with none."""
        self._hass = hass
        self._entry = entry
        self._shown: set[str] = set()
        entry.async_on_unload(self._forget)

    @callback
    def update(self, status: CollectorStatus) -> None:
        """Show what is wrong now."""
        if status.problem:
            self.show(_DATABASE, error=status.problem[:200])
        else:
            self._hide(_DATABASE)

    @callback
    def show(self, key: str, **placeholders: str) -> None:
        """Show one repair."""
        self._shown.add(key)
        ir.async_create_issue(
            self._hass,
            DOMAIN,
            f"{key}_{self._entry.entry_id}",
            is_fixable=False,
            severity=ir.IssueSeverity.ERROR,
            translation_key=key,
            translation_placeholders=placeholders or None,
        )

    def _hide(self, key: str) -> None:
        if key in self._shown:
            self._shown.discard(key)
            ir.async_delete_issue(self._hass, DOMAIN, f"{key}_{self._entry.entry_id}")

    @callback
    def _forget(self) -> None:
        for key in tuple(self._shown):
            self._hide(key)
