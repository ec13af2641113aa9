"""Watches one recorder: the poll is the truth, the alarm stream makes it quicker."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
import logging
from typing import TYPE_CHECKING, NamedTuple, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryAuthFailed
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.debounce import Debouncer
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed

from .const import CONF_KEY, DOMAIN, POLL_INTERVAL, STREAM_GRACE
from .errors import error_key, error_placeholders
from .findings import FindingBoard, FindingListener, FindingListeners
from .model import (
    SLOT_KINDS,
    Finding,
    FindingKind,
    FindingSource,
    RecorderState,
    Slot,
    SlotStatus,
)
from .nvr.base import (
    AlarmEvent,
    AlarmSignal,
    Capability,
    InvalidAuthError,
    LockedError,
    Recorder,
    RecorderError,
)
from .nvr.listen import listen
from .timer import Timer

if TYPE_CHECKING:
    from .alerts import Alerts
    from .eyes import Eyes
    from .recorder_care import RecorderCare

_LOGGER = logging.getLogger(__name__)

type RtCctvConfigEntry = ConfigEntry[RecorderRuntime]

LOST = frozenset({SlotStatus.OFFLINE, SlotStatus.WRONG_PASSWORD})
"""Statuses in which a slot has a camera of which the recorder gets no picture."""
DARK = LOST | {SlotStatus.EMPTY}
"""Statuses in which a slot has no picture, so nothing can be seen on it."""

_LOOK_AT_MOST_EVERY = 2.0
_LEAVE_LIMIT = 5.0
"""Seconds that ending the alarm stream may take, a subscription given back included."""
_SMART_KINDS = frozenset(
    {
        FindingKind.LINE_CROSSING,
        FindingKind.INTRUSION,
        FindingKind.REGION_ENTERED,
        FindingKind.REGION_LEFT,
    }
)


class HubWatch(NamedTuple):
    """The kinds that the hub watches for on a slot, and those of which it could tell now."""

    kinds: frozenset[FindingKind] = frozenset()
    able: frozenset[FindingKind] = frozenset()


_NOTHING = HubWatch()


@dataclass(kw_only=True)
class RecorderRuntime:
    """What a loaded entry of kind recorder holds."""

    coordinator: RecorderCoordinator
    eyes: Eyes
    alerts: Alerts
    care: RecorderCare


class RecorderCoordinator(DataUpdateCoordinator[RecorderState]):
    """Polls a recorder, listens to its alarms and hands both to the entities."""

    config_entry: RtCctvConfigEntry

    def __init__(self, hass: HomeAssistant, entry: RtCctvConfigEntry, recorder: Recorder) -> None:
        """Prepare to watch; the first refresh makes the first call."""
        super().__init__(
            hass,
            _LOGGER,
            config_entry=entry,
            name=f"{DOMAIN} {entry.title}",
            update_interval=POLL_INTERVAL,
            request_refresh_debouncer=Debouncer(
                hass, _LOGGER, cooldown=_LOOK_AT_MOST_EVERY, immediate=True
            ),
        )
        self.recorder = recorder
        self.key: str = entry.data[CONF_KEY]
        self.board = FindingBoard()
        self.alarms_connected: bool | None = None
        self._seen = _kinds_in_registry(hass, entry, self.key)
        self._hub_watches: dict[int, HubWatch] = {}
        self._changes = FindingListeners()
        self._confirmations = FindingListeners()
        self._listening: asyncio.Task[None] | None = None
        self._expiry = Timer(hass)
        self._grace = Timer(hass)

    @override
    async def _async_update_data(self) -> RecorderState:
        try:
            state = await self.recorder.poll()
        except InvalidAuthError as err:
            raise ConfigEntryAuthFailed(
                translation_domain=DOMAIN, translation_key=error_key(err)
            ) from err
        except RecorderError as err:
            retry_after = err.seconds if isinstance(err, LockedError) else None
            raise UpdateFailed(
                translation_domain=DOMAIN,
                translation_key=error_key(err),
                translation_placeholders=error_placeholders(err),
                retry_after=retry_after,
            ) from err
        for slot in state.slots:
            if slot.status in DARK:
                self._changes.tell(self.board.end_slot(slot.number))
        return state

    @callback
    def async_start_listening(self) -> None:
        """Listen to the recorder's alarms until the entry is unloaded."""
        self.config_entry.async_on_unload(self._stop_timers)
        if Capability.ALARMS not in self.recorder.capabilities:
            return
        self._listening = self.config_entry.async_create_background_task(
            self.hass, self._listen(), name=f"{self.name} alarm stream"
        )

    async def async_stop_listening(self) -> None:
        """Stop listening, and give the driver time to take its leave."""
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.wait([self._listening], timeout=_LEAVE_LIMIT)

    async def _listen(self) -> None:
        try:
            await listen(self.recorder, self.handle_alarm_event, self.handle_stream_state)
        except InvalidAuthError:
            self.handle_stream_state(connected=False)
            self.config_entry.async_start_reauth(self.hass)

    @callback
    def handle_alarm_event(self, event: AlarmEvent) -> None:
        """Take in what the alarm stream says."""
        if isinstance(event, Finding):
            self.async_handle_finding(event)
        elif event is AlarmSignal.OPEN:
            self.board.reopened(FindingSource.RECORDER, self.hass.loop.time())
            self._schedule_expiry()
        elif event is AlarmSignal.LOOK:
            self._look_soon()

    @callback
    def handle_stream_state(self, *, connected: bool) -> None:
        """Note that the alarm stream came or went; going is believed after a while."""
        if connected:
            self._grace.stop()
            if not self.alarms_connected:
                self.alarms_connected = True
                self.async_update_listeners()
        elif not self._grace.running and self.alarms_connected is not False:
            self._grace.start(STREAM_GRACE.total_seconds(), self._handle_stream_lost)

    @callback
    def _handle_stream_lost(self) -> None:
        self.alarms_connected = False
        self._changes.tell(self.board.end_source(FindingSource.RECORDER))
        self.async_update_listeners()

    @callback
    def async_handle_finding(self, finding: Finding) -> None:
        """Take in a finding of the recorder or of the hub."""
        confirms = self.board.confirms(finding)
        changes = self.board.apply(finding, self.hass.loop.time())
        self._schedule_expiry()
        if confirms:
            self._confirmations.tell((finding,))
        if changes:
            self._note_seen(changes)
            self._changes.tell(changes)
        if finding.kind is FindingKind.VIDEO_LOSS and changes and self._is_news(finding):
            if finding.slot is not None:
                self.recorder.doubt(finding.slot)
            self._look_soon()

    @callback
    def async_subscribe_findings(
        self, slot: int | None, listener: FindingListener, *, confirmations: bool = False
    ) -> CALLBACK_TYPE:
        """Call `listener` with every beginning and end on a slot (None: the recorder's own).

        With `confirmations` also with whatever makes certain a finding that began as a suspicion.
        """
        told_by = (self._changes, self._confirmations) if confirmations else (self._changes,)
        cancels = [listeners.add(slot, listener) for listeners in told_by]

        @callback
        def cancel_all() -> None:
            for cancel in cancels:
                cancel()

        return cancel_all

    @callback
    def async_set_hub_watches(self, watches: Mapping[int, HubWatch]) -> None:
        """Say what the hub watches for on some slots, by their numbers."""
        known = self._hub_watches
        self._hub_watches = {**known, **watches}
        if self._hub_watches != known:
            self.async_update_listeners()

    def kinds(self, slot: Slot) -> frozenset[FindingKind]:
        """Return the kinds that a slot has a sensor for: motion, and all that may come."""
        armed = slot.armed or frozenset()
        kinds = armed | {FindingKind.MOTION} | self._seen.get(slot.number, frozenset())
        if armed & _SMART_KINDS:
            kinds |= {FindingKind.PERSON, FindingKind.VEHICLE}
        return kinds | self._hub_watches.get(slot.number, _NOTHING).kinds

    def finding_state(self, slot: Slot, kind: FindingKind) -> bool | None:
        """Whether a kind is active on a slot; None where nobody watches for it."""
        if self.board.is_active(slot.number, kind):
            return True
        if kind in self._hub_watches.get(slot.number, _NOTHING).able:
            return False
        if not self.alarms_connected:
            return None
        armed = slot.armed is None or kind in slot.armed
        inferred = kind in (FindingKind.PERSON, FindingKind.VEHICLE)
        return False if armed or inferred else None

    def _note_seen(self, changes: tuple[Finding, ...]) -> None:
        new = False
        for change in changes:
            if change.slot is None or (slot := self.data.slot(change.slot)) is None:
                continue
            if change.kind not in self.kinds(slot):
                seen = self._seen.get(change.slot, frozenset())
                self._seen[change.slot] = seen | {change.kind}
                new = True
        if new:
            self.async_update_listeners()

    def _is_news(self, loss: Finding) -> bool:
        """Whether a loss of video, or its end, contradicts what the last poll said."""
        slot = None if loss.slot is None else self.data.slot(loss.slot)
        return slot is None or (slot.status in DARK) is not loss.active

    def _look_soon(self) -> None:
        self.config_entry.async_create_task(
            self.hass, self.async_request_refresh(), name=f"{self.name} look now"
        )

    @callback
    def _schedule_expiry(self) -> None:
        self._expiry.stop()
        deadline = self.board.next_deadline
        if deadline is None:
            return

        @callback
        def expire() -> None:
            ends = self.board.expire(max(deadline, self.hass.loop.time()))
            self._schedule_expiry()
            self._changes.tell(ends)

        self._expiry.start(max(0.0, deadline - self.hass.loop.time()), expire)

    @callback
    def _stop_timers(self) -> None:
        self._expiry.stop()
        self._grace.stop()


def _kinds_in_registry(
    hass: HomeAssistant, entry: RtCctvConfigEntry, key: str
) -> dict[int, frozenset[FindingKind]]:
    """Return per slot the kinds that had a sensor before: they keep it over a restart."""
    known: dict[int, frozenset[FindingKind]] = {}
    prefix = f"{key}_slot_"
    for registered in er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id):
        number, _, kind = registered.unique_id.removeprefix(prefix).partition("_")
        if (
            registered.domain == "binary_sensor"
            and registered.unique_id.startswith(prefix)
            and kind in SLOT_KINDS
        ):
            known[int(number)] = known.get(int(number), frozenset()) | {FindingKind(kind)}
    return known
