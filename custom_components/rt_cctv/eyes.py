"""The hub's own eyes on one recorder's slots: what is read, what is looked for, what is found."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing, suppress
from dataclasses import replace
from datetime import datetime
from typing import Final

from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.helpers.event import async_track_time_change
from homeassistant.util import dt as dt_util

from .confirmer import async_hear_workers, async_model_of
from .coordinator import DARK, FindingListener, HubWatch, RecorderCoordinator, RtCctvConfigEntry
from .eyes_login import LoginRetry
from .eyes_memory import EyesMemory
from .eyes_options import slot_eyes
from .eyes_viewers import Viewers
from .eyes_votes import FloodVotes
from .model import Finding, FindingKind, FindingSource, Slot, StreamProfile
from .video.confirm import Trouble
from .video.hub import HubListener, VideoHub
from .video.slot_words import SlotConfig, SlotState
from .video.viewers import LiveItem

_SEEN_IN_THE_DARK: Final = frozenset({FindingKind.VIDEO_LOSS})


class Eyes:
    """Runs the workers of one entry's slots and brings what they find into the one stream."""

    def __init__(
        self, hass: HomeAssistant, entry: RtCctvConfigEntry, coordinator: RecorderCoordinator
    ) -> None:
        """Prepare; `async_start` begins."""
        self._hass = hass
        self._entry = entry
        self._coordinator = coordinator
        self._memory = EyesMemory(hass, entry.entry_id)
        self._hub = VideoHub(
            HubListener(
                finding=self._found,
                state=self._state_changed,
                saved=self._saved,
                confirmer=self._confirmer_told,
            )
        )
        self._model: Mapping[str, str] | None = None
        self._unconfirmed: dict[str, Trouble] = {}
        self._login = LoginRetry(self._hub)
        self._viewers = Viewers(hass, self._apply_soon)
        self._applying = asyncio.Lock()
        self._forget: list[CALLBACK_TYPE] = []
        self._stopped = False
        self._listeners: dict[int, list[FindingListener]] = {}
        self._state_listeners: dict[int, list[CALLBACK_TYPE]] = {}
        self._votes = FloodVotes(hass, entry, coordinator, self._vote)

    async def async_start(self) -> None:
        """Read what was learnt and begin to look."""
        await self._memory.async_load()
        self._model = await async_model_of(self._hass, self._entry)
        self._forget = [
            self._coordinator.async_add_listener(self._recorder_looked_at),
            async_track_time_change(self._hass, self._minute_passed, second=0),
            self._hass.bus.async_listen(EVENT_HOMEASSISTANT_STOP, self._ha_stopping),
        ]
        await self.async_apply()
        self._entry.async_create_background_task(
            self._hass, self._warm_up(), f"{self._coordinator.name} workers"
        )
        self._votes.async_start()

    async def _warm_up(self) -> None:
        """Make the first viewer's wait short; what can't be started now is tried again then."""
        with suppress(OSError):
            await self._hub.warm_up()

    async def async_stop(self) -> None:
        """End every worker, keep what they learnt, and leave nothing behind."""
        self._stopped = True
        self._votes.async_stop()
        self._viewers.async_stop()
        for forget in self._forget:
            forget()
        self._forget = []
        async with self._applying:
            await self._hub.close()
        await self._memory.async_flush()

    def state(self, number: int) -> SlotState | None:
        """Return how a slot's reading goes, None where it isn't read."""
        return self._hub.state(str(number))

    async def watch(self, number: int) -> AsyncGenerator[list[LiveItem]]:
        """Yield a slot's live pictures; ends at once where there can be none."""
        with self._viewers.one(number):
            await self.async_apply()
            async with aclosing(self._hub.subscribe_live(str(number))) as stream:
                async for items in stream:
                    yield items

    async def async_still(self, number: int) -> bytes:
        """Return a JPEG of the newest picture that was read. Raises NoPictureError."""
        return await self._hub.still(str(number))

    async def async_clip(self, number: int, seconds: float) -> bytes:
        """Return the last seconds as MP4. Raises NoPictureError."""
        return await self._hub.clip(str(number), seconds)

    async def async_explain(self, number: int) -> bytes:
        """Return a JPEG of what the analytics see. Raises NoPictureError."""
        return await self._hub.explain(str(number))

    def looks(self, number: int) -> bool:
        """Whether anything is looked for on a slot now."""
        return bool(slot_eyes(self._entry, number).watching(dt_util.now().time()))

    @callback
    def async_subscribe_state(self, number: int, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call `listener` about every second while a slot is read, and when it no longer is."""
        listeners = self._state_listeners.setdefault(number, [])
        listeners.append(listener)
        return lambda: listeners.remove(listener)

    @callback
    def async_subscribe(self, number: int, listener: FindingListener) -> CALLBACK_TYPE:
        """Call `listener` with all that the hub says of a slot, repetitions too, before the board."""
        listeners = self._listeners.setdefault(number, [])
        listeners.append(listener)
        return lambda: listeners.remove(listener)

    @callback
    def _vote(self, number: int, source: str, wet: bool) -> None:  # noqa: FBT001 (of type Say)
        self._hub.vote(str(number), source, wet=wet)

    async def async_apply(self) -> None:
        """Read the slots that must be read, with the settings of now, and no others."""
        async with self._applying:
            if self._stopped:
                return
            slots = self._coordinator.data.slots
            for slot in slots:
                config = self._config(slot)
                if config is None:
                    await self._hub.remove_slot(str(slot.number))
                else:
                    await self._hub.set_slot(str(slot.number), config)
            self._coordinator.async_set_hub_watches(
                {slot.number: self._watch(slot.number) for slot in slots}
            )
            for slot in slots:
                self._tell_state(slot.number)

    def _config(self, slot: Slot) -> SlotConfig | None:
        """Return what a slot's worker needs, None where the slot isn't to be read."""
        number = slot.number
        settings = slot_eyes(self._entry, number).vision(
            dt_util.now().time(), confirmer=self._model is not None
        )
        if slot.status in DARK or not (settings["kinds"] or self._viewers.need(number)):
            return None
        recorder = self._coordinator.recorder
        url = recorder.stream_url(number, StreamProfile.SUB)
        url = url or recorder.stream_url(number, StreamProfile.MAIN)
        if url is None:
            return None
        return SlotConfig(
            number=number,
            url=url,
            settings=settings,
            saved=self._memory.get(number),
            model=self._model,
        )

    def _watch(self, number: int) -> HubWatch:
        """Return for which kinds there are eyes: without pictures, or still learning, only for their loss."""
        state = self._hub.state(str(number))
        kinds = able = frozenset[FindingKind]()
        if state is not None:
            kinds = slot_eyes(self._entry, number).watching(dt_util.now().time())
            sees = state.link == "live" and state.ready
            able = kinds if sees else kinds & _SEEN_IN_THE_DARK
        return HubWatch(kinds, able)

    @callback
    def _tell_state(self, number: int) -> None:
        for listener in tuple(self._state_listeners.get(number, ())):
            listener()

    @callback
    def _found(self, key: str, finding: Finding) -> None:
        if self._stopped:
            return
        slot = self._coordinator.data.slot(int(key))
        if (
            not finding.active
            and finding.kind in _SEEN_IN_THE_DARK
            and (slot is None or slot.status in DARK)
        ):
            # The worker was ended because the recorder says that the camera is away: it still is.
            return
        for listener in tuple(self._listeners.get(int(key), ())):
            listener(finding)
        self._coordinator.async_handle_finding(finding)

    @callback
    def _state_changed(self, key: str, state: SlotState) -> None:
        number = int(key)
        self._coordinator.async_set_hub_watches({number: self._watch(number)})
        self._tell_state(number)
        if state.link == "live" and state.looked_fps and not self._stopped:
            self._end_stale(number)

    @callback
    def _end_stale(self, number: int) -> None:
        """End what was said of a slot before and that its worker, which sees again, doesn't hold to be so."""
        held = self._hub.active(str(number))
        for finding in self._coordinator.board.active():
            if (
                finding.slot == number
                and finding.source is FindingSource.HUB
                and finding.kind not in held
            ):
                ended = replace(finding, active=False, at=dt_util.utcnow(), evidence=None)
                self._coordinator.async_handle_finding(ended)

    @callback
    def _saved(self, key: str, saved: bytes) -> None:
        self._memory.async_put(int(key), saved)

    @callback
    def _confirmer_told(self, key: str, trouble: Trouble | None) -> None:
        """Say the workers' trouble with the model until none of them has it."""
        if trouble is None:
            self._unconfirmed.pop(key, None)
        else:
            self._unconfirmed[key] = trouble
        left = next((t for k, t in self._unconfirmed.items() if self._hub.state(k)), None)
        async_hear_workers(self._hass, self._entry, self._model, left)

    @callback
    def _recorder_looked_at(self) -> None:
        self._login.look(self._hass.loop.time(), accepted=self._coordinator.last_update_success)
        self._apply_soon()

    @callback
    def _minute_passed(self, _now: datetime) -> None:
        self._apply_soon()

    @callback
    def _apply_soon(self) -> None:
        if not self._stopped and not self._applying.locked():
            self._entry.async_create_background_task(
                self._hass, self.async_apply(), f"{self._coordinator.name} eyes"
            )

    async def _ha_stopping(self, _event: Event) -> None:
        await self.async_stop()
