"""Feeds a recorder's findings and state into its alerts."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.event import async_track_time_interval

from .alerts import Alerts
from .coordinator import LOST, RecorderCoordinator
from .incidents import GoesOn, Part, Trouble
from .model import Finding, FindingSource, SlotStatus

SAY_EVERY: Final = timedelta(minutes=1)
"""How often it is said that a recorder is still away, or that something still goes on."""


@callback
def async_feed(hass: HomeAssistant, alerts: Alerts, coordinator: RecorderCoordinator) -> None:
    """Connect the two until the entry is unloaded."""
    feed = _Feed(alerts, coordinator)
    for cancel in (
        coordinator.async_add_listener(feed.handle_update),
        async_track_time_interval(hass, feed.say_again, SAY_EVERY, cancel_on_shutdown=True),
    ):
        coordinator.config_entry.async_on_unload(cancel)
    feed.handle_update()


class _Feed:
    """Tells the alerts what the coordinator says."""

    def __init__(self, alerts: Alerts, coordinator: RecorderCoordinator) -> None:
        self._alerts = alerts
        self._coordinator = coordinator
        self._heard: set[int | None] = set()

    @callback
    def handle_update(self) -> None:
        """Tell what ails the recorder, and listen to slots that weren't there before."""
        coordinator = self._coordinator
        for number in {None, *(slot.number for slot in coordinator.data.slots)} - self._heard:
            self._heard.add(number)
            coordinator.config_entry.async_on_unload(
                coordinator.async_subscribe_findings(
                    number, self._handle_finding, confirmations=True
                )
            )
        for trouble in troubles(coordinator):
            self._alerts.process(trouble)

    @callback
    def say_again(self, _now: datetime) -> None:
        """Say what goes on: beginnings and a first failure are told once, and no word lasts for ever."""
        for finding in self._coordinator.board.active():
            # A recorder may forget to say an end; the hub doesn't.
            if finding.source is FindingSource.HUB and self._concerns_somebody(finding):
                self._alerts.process(GoesOn(finding=finding))
        if not self._coordinator.last_update_success:
            self.handle_update()

    @callback
    def _handle_finding(self, finding: Finding) -> None:
        if self._concerns_somebody(finding):
            self._alerts.async_handle_finding(finding)

    def _concerns_somebody(self, finding: Finding) -> bool:
        # Some recorders report video loss for inputs that have no camera at all.
        slot = None if finding.slot is None else self._coordinator.data.slot(finding.slot)
        return slot is None or slot.status is not SlotStatus.EMPTY


def troubles(coordinator: RecorderCoordinator) -> Iterator[Trouble]:
    """Say of everything that may ail a recorder whether it does now; unknown is no trouble."""
    down = not coordinator.last_update_success
    yield Trouble(part=Part.RECORDER_DOWN, slot=None, active=down)
    if down:
        # What it said last is neither confirmed nor taken back.
        return
    lost = coordinator.alarms_connected is False
    yield Trouble(part=Part.ALARMS_LOST, slot=None, active=lost)
    state = coordinator.data
    for slot in state.slots:
        yield Trouble(part=Part.SLOT_DARK, slot=slot.number, active=slot.status in LOST)
    bad = any(disk.is_bad for disk in state.disks or ())
    yield Trouble(part=Part.DISK, slot=None, active=bad)
    yield Trouble(part=Part.RECORDING, slot=None, active=state.recording is False)
