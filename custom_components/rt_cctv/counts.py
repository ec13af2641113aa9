"""How many of each kind there were in an hour: the city's data for decisions.

Each sensor counts up within the hour and begins anew with the next, so its long-term statistics
hold one number an hour.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, override

from homeassistant.components.sensor import RestoreSensor, SensorStateClass
from homeassistant.core import callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.event import async_track_utc_time_change
from homeassistant.util import dt as dt_util

from .coordinator import RecorderCoordinator, RtCctvConfigEntry
from .entity import SlotEntity, add_as_they_come
from .model import Finding, FindingKind, FindingSource

COUNTED: Final = frozenset(
    {
        FindingKind.MOTION,
        FindingKind.PERSON,
        FindingKind.VEHICLE,
        FindingKind.LINE_CROSSING,
        FindingKind.INTRUSION,
        FindingKind.LOITERING,
        FindingKind.CROWD,
        FindingKind.ILLEGAL_PARKING,
        FindingKind.LEFT_OBJECT,
        FindingKind.FLOODING,
        FindingKind.TAMPER,
    }
)
"""Kinds whose number says something about the place."""


@dataclass(slots=True)
class Tally:
    """Tells how many new things a finding of one kind on one slot means.

    The hub says a kind again while it lasts: with `arrivals` for those that came meanwhile, with
    another `since` for a second thing that stands there. A finding taken up again after a restart
    (`resumed`) was counted before.
    """

    active: bool = False
    _standing: set[object] = field(default_factory=set)

    def take(self, finding: Finding) -> int:
        """Return by how many the count goes up."""
        if not finding.active:
            self.active = False
            self._standing.clear()
            return 0
        was_active, self.active = self.active, True
        detail = finding.detail
        if detail.get("resumed"):
            return 0
        if "arrivals" in detail:
            return int(detail["arrivals"])
        if (since := detail.get("since")) is not None:
            new = since not in self._standing
            self._standing.add(since)
            return int(new)
        return int(not was_active)


def add_counts(
    entry: RtCctvConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add a count for each kind that can be found on a slot, now and when a new one turns up."""
    coordinator = entry.runtime_data.coordinator
    add_as_they_come(
        coordinator,
        async_add_entities,
        lambda: [
            (slot.number, kind)
            for slot in coordinator.data.slots
            for kind in sorted(coordinator.kinds(slot) & COUNTED)
        ],
        lambda key: HourlyCount(coordinator, *key),
    )


class HourlyCount(SlotEntity, RestoreSensor):
    """How many there were since the hour began."""

    _attr_state_class = SensorStateClass.TOTAL
    _attr_suggested_display_precision = 0
    _attr_native_value: int

    def __init__(self, coordinator: RecorderCoordinator, number: int, kind: FindingKind) -> None:
        """Begin the hour with none."""
        super().__init__(coordinator, number, f"{kind}_count")
        self._kind = kind
        self._tally = Tally()
        self._by_recorder = self._hub_active = False
        self._attr_native_value = 0
        self._attr_last_reset = _hour(dt_util.utcnow())

    @property
    @override
    def available(self) -> bool:
        return self.slot is not None

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        await self._restore()
        eyes = self.coordinator.config_entry.runtime_data.eyes
        subscriptions: tuple[Callable[[], None], ...] = (
            self.coordinator.async_subscribe_findings(self.number, self._merged),
            eyes.async_subscribe(self.number, self._by_hub),
            async_track_utc_time_change(self.hass, self._hour_passed, minute=0, second=0),
        )
        for unsubscribe in subscriptions:
            self.async_on_remove(unsubscribe)

    async def _restore(self) -> None:
        """Go on with the count if the hour is still the same."""
        state, data = await self.async_get_last_state(), await self.async_get_last_sensor_data()
        if state is None or data is None or not isinstance(data.native_value, int | float):
            return
        reset = dt_util.parse_datetime(str(state.attributes.get("last_reset")))
        if reset == self._attr_last_reset:
            self._attr_native_value = int(data.native_value)

    @callback
    def _merged(self, finding: Finding) -> None:
        """Take what the recorder said first; the hub's own come by the other way, whole."""
        if finding.kind is not self._kind or finding.source is FindingSource.HUB:
            return
        self._by_recorder = finding.active
        self._add(self._tally.take(finding))

    @callback
    def _by_hub(self, finding: Finding) -> None:
        """Take what the hub said; what the recorder said before is the same thing."""
        if finding.kind is not self._kind:
            return
        more = self._tally.take(finding)
        if not (self._by_recorder and not self._hub_active):
            self._add(more)
        self._hub_active = finding.active

    def _add(self, more: int) -> None:
        if more:
            self._attr_native_value += more
            self.async_write_ha_state()

    @callback
    def _hour_passed(self, now: datetime) -> None:
        self._attr_native_value = 0
        self._attr_last_reset = _hour(now)
        self.async_write_ha_state()


def _hour(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0)
