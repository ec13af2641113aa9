"""Feeds a recorder's findings and state into its alerts."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.event import async_track_time_interval

from .alerts import Alerts
from .coordinator import LOST, RecorderCoordinator
from .incidents import Part, Trouble
from .model import DiskStatus, Finding, SlotStatus

SAY_EVERY: Final = timedelta(minutes=1)
"""How often it is said that a recorder is still away."""
_BAD_DISK = frozenset({DiskStatus.MISSING, DiskStatus.ERROR, DiskStatus.UNFORMATTED})


@callback
def async_feed(hass: HomeAssistant, alerts: Alerts, coordinator: RecorderCoordinator) -> None:
    """Connect the two until the entry is unloaded."""
    entry = coordinator.config_entry
    heard: set[int | None] = set()

    @callback
    def handle_finding(finding: Finding) -> None:
        slot = None if finding.slot is None else coordinator.data.slot(finding.slot)
        # Some recorders report video loss for inputs that have no camera at all.
        if slot is None or slot.status is not SlotStatus.EMPTY:
            alerts.async_handle_finding(finding)

    @callback
    def handle_update() -> None:
        for number in (None, *(slot.number for slot in coordinator.data.slots)):
            if number not in heard:
                heard.add(number)
                for subscribe in (
                    coordinator.async_subscribe_findings,
                    coordinator.async_subscribe_confirmations,
                ):
                    entry.async_on_unload(subscribe(number, handle_finding))
        for trouble in troubles(coordinator):
            alerts.process(trouble)

    @callback
    def say_again(_now: datetime) -> None:
        # The coordinator tells of the first failure alone, and no word is believed for ever.
        if not coordinator.last_update_success:
            handle_update()

    entry.async_on_unload(coordinator.async_add_listener(handle_update))
    entry.async_on_unload(
        async_track_time_interval(hass, say_again, SAY_EVERY, cancel_on_shutdown=True)
    )
    handle_update()


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
    bad = any(disk.status in _BAD_DISK for disk in state.disks or ())
    yield Trouble(part=Part.DISK, slot=None, active=bad)
    yield Trouble(part=Part.RECORDING, slot=None, active=state.recording is False)
