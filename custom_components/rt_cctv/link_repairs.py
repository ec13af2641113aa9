"""What a resident is told where the link needs somebody: one repair for each thing."""

from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .const import DOMAIN
from .sync.session import LinkStatus

_SEVERITY: Final = {
    "link_twin": ir.IssueSeverity.ERROR,
    "link_version": ir.IssueSeverity.WARNING,
    "link_unknown": ir.IssueSeverity.ERROR,
    "link_clock": ir.IssueSeverity.WARNING,
    "link_disk": ir.IssueSeverity.ERROR,
}
_CLOCK_MS: Final = 300_000


class LinkRepairs:
    """Makes repairs appear and go with the link's state."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        """Begin with none."""
        self._hass = hass
        self._entry = entry
        self._shown: set[str] = set()
        entry.async_on_unload(self._forget)

    @callback
    def update(self, status: LinkStatus, *, disk_refuses: bool) -> None:
        """Show what is wrong now, and nothing else."""
        offset = status.offset_ms or 0
        wrong = {
            "link_twin": status.twin,
            "link_version": status.rejected == "version",
            "link_unknown": status.rejected == "unknown",
            "link_clock": abs(offset) > _CLOCK_MS,
            "link_disk": disk_refuses,
        }
        for key, is_wrong in wrong.items():
            if is_wrong and key not in self._shown:
                self._show(key)
            elif not is_wrong and key in self._shown:
                self._hide(key)

    def _show(self, key: str) -> None:
        self._shown.add(key)
        ir.async_create_issue(
            self._hass,
            DOMAIN,
            self._id(key),
            is_fixable=False,
            severity=_SEVERITY[key],
            translation_key=key,
            translation_placeholders={"hub": self._entry.title},
        )

    def _hide(self, key: str) -> None:
        self._shown.discard(key)
        ir.async_delete_issue(self._hass, DOMAIN, self._id(key))

    @callback
    def _forget(self) -> None:
        for key in tuple(self._shown):
            self._hide(key)

    def _id(self, key: str) -> str:
        return f"{key}_{self._entry.entry_id}"
