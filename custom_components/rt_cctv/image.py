"""Image: the picture of the last incident that has one."""

from typing import override

from homeassistant.components.image import ImageEntity
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .access import is_hidden
from .alerts import Alerts
from .const import DOMAIN
from .coordinator import RecorderCoordinator, RtCctvConfigEntry
from .entity import RecorderEntity
from .evidence import picture_of
from .incident_entities import AlertsEntity, incident_attributes
from .incidents import Change, Changed, Incident, ModeChanged

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: RtCctvConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the picture of the last incident."""
    runtime = entry.runtime_data
    async_add_entities([LastIncidentImage(hass, runtime.coordinator, runtime.alerts)])


class LastIncidentImage(AlertsEntity, RecorderEntity, ImageEntity):
    """What was seen when the last incident was raised."""

    def __init__(
        self, hass: HomeAssistant, coordinator: RecorderCoordinator, alerts: Alerts
    ) -> None:
        """Attach to the recorder."""
        RecorderEntity.__init__(self, coordinator, "last_incident")
        ImageEntity.__init__(self, hass)
        self._alerts = alerts
        self._incident: Incident | None = None

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        kept = set(await self._alerts.evidence.async_list())
        state = self._alerts.state
        for incident in (*state.recent, *state.incidents.values()):
            if self._may_show(incident) and picture_of(incident) in kept:
                self._show(incident)

    def _may_show(self, incident: Incident) -> bool:
        return incident.slot is not None and not is_hidden(self._alerts.entry, incident.slot)

    def _show(self, incident: Incident) -> None:
        if self._incident is None or incident.opened_at >= self._incident.opened_at:
            self._incident = incident
            self._attr_image_last_updated = incident.opened_at

    @callback
    @override
    def _handle_change(self, change: Changed | ModeChanged) -> None:
        if (
            isinstance(change, Changed)
            and change.change is Change.RAISED
            and self._may_show(change.incident)
        ):
            self.coordinator.config_entry.async_create_task(
                self.hass, self._show_when_there(change.incident), f"{DOMAIN} last incident"
            )

    async def _show_when_there(self, incident: Incident) -> None:
        """Keep showing the last picture where this incident has none: its camera may be dark."""
        if await self._picture(incident) is not None:
            self._show(incident)
            self.async_write_ha_state()

    async def _picture(self, incident: Incident) -> bytes | None:
        name = picture_of(incident)
        return await self._alerts.evidence.async_get(name) if name else None

    @property
    @override
    def entity_picture(self) -> str | None:
        # Without an incident there is nothing to fetch: a page that tried would get an error.
        return super().entity_picture if self._incident else None

    @override
    async def async_image(self) -> bytes | None:
        return await self._picture(self._incident) if self._incident else None

    @property
    @override
    def extra_state_attributes(self) -> dict[str, object] | None:
        if self._incident is None:
            return None
        kept = ("incident", "kind", "slot", "severity")
        said = incident_attributes(self._incident)
        return {key: said[key] for key in kept}
