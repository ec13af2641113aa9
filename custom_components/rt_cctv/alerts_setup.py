"""Makes an entry's alerts, finds them again, and removes what they kept."""

from typing import TYPE_CHECKING

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant

from .alerts import Alerts
from .alerts_issues import async_show_issue
from .alerts_memory import alerts_store
from .const import CONF_KIND, DOMAIN, Kind
from .evidence import async_remove_evidence
from .video.slot import NoPictureError

if TYPE_CHECKING:
    from .coordinator import RecorderCoordinator, RtCctvConfigEntry
    from .eyes import Eyes


def make_alerts(hass: HomeAssistant, coordinator: RecorderCoordinator, eyes: Eyes) -> Alerts:
    """Make the alerts of a recorder; `Alerts.async_start` begins."""

    async def take_still(slot: int) -> bytes:
        try:
            return await eyes.async_still(slot)
        except NoPictureError:
            return await coordinator.recorder.snapshot(slot)

    return Alerts(hass, coordinator.config_entry, take_still)


def loaded_entries(hass: HomeAssistant) -> list[RtCctvConfigEntry]:
    """Return the recorders that are set up."""
    return [
        entry
        for entry in hass.config_entries.async_entries(DOMAIN)
        if entry.state is ConfigEntryState.LOADED and entry.data.get(CONF_KIND) == Kind.RECORDER
    ]


def loaded_alerts(hass: HomeAssistant, entry_id: str) -> Alerts | None:
    """Return the alerts of an entry that is set up, None where there are none."""
    return next(
        (e.runtime_data.alerts for e in loaded_entries(hass) if e.entry_id == entry_id), None
    )


async def async_forget(hass: HomeAssistant, entry_id: str) -> None:
    """Remove all that the alerts of a removed entry kept."""
    await alerts_store(hass, entry_id).async_remove()
    await async_remove_evidence(hass, entry_id)
    for issue in ("alerts_forgotten", "evidence_disk"):
        async_show_issue(hass, f"{issue}_{entry_id}", None)
