"""The alerts of one recorder: findings and trouble go in, people are told, memory survives a restart."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from homeassistant.components.camera import DOMAIN as CAMERA_DOMAIN
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.event import async_call_later, async_track_time_change
from homeassistant.helpers.start import async_at_started
from homeassistant.util import dt as dt_util

from . import incidents as inc
from .alerts_actions import ACTION_EVENT, Verb, read_press
from .alerts_memory import Memory
from .alerts_post import PostSounds
from .alerts_reports import DeliveryReports
from .alerts_tasks import Tasks
from .alerts_text import Words
from .const import CONF_KEY, DOMAIN
from .delivery import Delivery, Outlook
from .evidence import EvidenceStore, TakeStill, evidence_path, picture_of
from .model import Finding, StreamProfile
from .people import policy_of

_SOON: Final = 0.05
"""Seconds to wait with a timer that is due already, so that a mistake can't spin."""

_WORDS: Mapping[Verb, type[inc.Acknowledge | inc.Dismiss | inc.CallHelp]] = {
    Verb.TAKE: inc.Acknowledge,
    Verb.NOTHING: inc.Dismiss,
    Verb.HELP: inc.CallHelp,
}

type Listener = Callable[[inc.Changed | inc.ModeChanged], None]


class Alerts:
    """Runs the pure logic of `incidents` in time, and carries out its effects."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        take_still: TakeStill,
        clock: Callable[[], inc.Now] | None = None,
    ) -> None:
        """Prepare; `async_start` begins."""
        self._hass = hass
        self.entry = entry
        self._clock = clock or self._now
        self.state = inc.State()
        self._tasks = Tasks(hass)
        self._memory = Memory(hass, entry, self._tasks, lambda: self.state)
        self._subentries: object = None
        self._policy = inc.Policy()
        self._waiting: deque[inc.Event] = deque()
        self._busy = False
        self._closed = False
        self._cancel_timer: CALLBACK_TYPE | None = None
        self._listeners: list[Listener] = []
        self._closers: list[CALLBACK_TYPE] = []
        self.words = Words(hass, entry)
        self.evidence = EvidenceStore(hass, entry, self._tasks, take_still)
        self.reports = DeliveryReports(hass, entry, self.words, self._person_name)
        self.posts = PostSounds(hass, entry)
        outlook = Outlook(
            policy=lambda: self.policy,
            current=self._current,
            image=self._image,
            link=self._link,
            secret=lambda: self._memory.secret,
            answer=self._answered,
            reported=self.reports.async_note,
        )
        self.delivery = Delivery(hass, entry, self._tasks, self.words, outlook)

    @property
    def policy(self) -> inc.Policy:
        """People, shifts and rules as they are now; subentries change without a reload."""
        if self.entry.subentries is not self._subentries:
            self._subentries = self.entry.subentries
            self._policy = policy_of(self.entry)
            self.reports.async_forget_all_but(self._policy)
            self.posts.async_forget_gone()
        return self._policy

    async def async_start(self) -> None:
        """Remember, send what was to be sent, and begin to keep time."""
        await self.words.async_load()
        self.state = await self._memory.async_load()
        self.delivery.async_open()
        self._closers = [
            self.delivery.async_close,
            self._hass.bus.async_listen(EVENT_HOMEASSISTANT_STOP, self._stopping),
            self._hass.bus.async_listen(ACTION_EVENT, self._handle_action),
            async_track_time_change(self._hass, self._minute_went_by, second=0),
            async_track_time_change(self._hass, self.evidence.async_tidy, minute=0, second=0),
            # Whoever is to be reached may not be set up before.
            async_at_started(self._hass, self._all_is_there),
        ]

    @callback
    def process(self, event: inc.Event) -> tuple[inc.Effect, ...]:
        """Take in one event and carry out what follows from it; return the effects."""
        if self._closed:
            return ()
        self._waiting.append(event)
        if self._busy:
            return ()
        self._busy = True
        first: tuple[inc.Effect, ...] | None = None
        try:
            while self._waiting:
                effects = self._step(self._waiting.popleft())
                first = effects if first is None else first
        finally:
            self._busy = False
        self._schedule()
        return first or ()

    def _step(self, event: inc.Event) -> tuple[inc.Effect, ...]:
        seen = event.finding if isinstance(event, inc.Seen) else None
        self.state, effects = inc.step(self.policy, self.state, event, self._clock())
        for effect in effects:
            self._carry_out(effect, seen)
        self._memory.async_note(effects)
        return effects

    def _carry_out(self, effect: inc.Effect, seen: Finding | None) -> None:
        match effect:
            case inc.Tell():
                self.delivery.async_tell(effect)
                if effect.reason is inc.Reason.REPEAT:
                    self.posts.async_sound(effect.incident, self.state.mode)
            case inc.Clear():
                self.delivery.async_clear(effect)
            case inc.Changed():
                if effect.change is inc.Change.RAISED:
                    # What was due already is raised by the same step, on whatever slot.
                    ours = seen if seen and seen.slot == effect.incident.slot else None
                    self.evidence.async_capture(effect.incident, ours.evidence if ours else None)
                self.posts.async_handle(effect, self.state.mode)
                self._announce(effect)
            case inc.ModeChanged():
                self._announce(effect)
            case inc.Refused():
                pass

    @callback
    def async_listen(self, listener: Listener) -> CALLBACK_TYPE:
        """Call `listener` with every change of an incident or of the mode."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def _announce(self, change: inc.Changed | inc.ModeChanged) -> None:
        for listener in tuple(self._listeners):
            listener(change)

    @callback
    def async_handle_finding(self, finding: Finding) -> None:
        """Take in a beginning or an end from the coordinator, which also says every end."""
        self.process(inc.Seen(finding=replace(finding, expires_after=None)))

    def _schedule(self) -> None:
        if self._cancel_timer is not None:
            self._cancel_timer()
            self._cancel_timer = None
        due = inc.due_in(self.state, self.policy)
        if due is not None:
            self._cancel_timer = async_call_later(self._hass, max(due, _SOON), self._timer_went_off)

    @callback
    def _all_is_there(self, _hass: HomeAssistant) -> None:
        self.process(inc.Restarted())

    @callback
    def _timer_went_off(self, _now: datetime) -> None:
        self._cancel_timer = None
        self.process(inc.Tick())

    @callback
    def _minute_went_by(self, _now: datetime) -> None:
        self.process(inc.Tick())

    @callback
    def _handle_action(self, event: Event) -> None:
        """Do what a phone's button says, if it is one that was sent."""
        try:
            press = read_press(self._memory.secret, self.entry.entry_id, event.data)
        except ValueError:
            self.reports.async_forged()
            return
        if press is None or (person := self.policy.person(press.person)) is None:
            return
        word = _WORDS[press.verb](incident=press.incident, by=person.name)
        for effect in self.process(word):
            if isinstance(effect, inc.Refused):
                self._too_late(person.key, effect)

    def _too_late(self, person: str, refused: inc.Refused) -> None:
        incident = refused.incident
        if refused.refusal is inc.Refusal.ALREADY and incident is not None:
            by = incident.acknowledged_by or ""
            self.delivery.async_reply(person, refused.id, "taken_by", name=by)
        else:
            self.delivery.async_reply(person, refused.id, "is_over")

    def _answered(self, incident: str, reached: tuple[str, ...], failed: tuple[str, ...]) -> None:
        if reached or failed:
            self.process(inc.Delivered(incident=incident, reached=reached, failed=failed))

    def _current(self, incident: str) -> inc.Incident | None:
        return self.state.incidents.get(incident)

    def _image(self, incident: inc.Incident) -> str | None:
        name = picture_of(incident)
        return evidence_path(self.entry.entry_id, name) if name else None

    def _link(self, incident: inc.Incident) -> str | None:
        """Return what a tap opens: the slot's live picture."""
        if incident.slot is None:
            return None
        unique_id = f"{self.entry.data[CONF_KEY]}_slot_{incident.slot}_camera_{StreamProfile.SUB}"
        camera = er.async_get(self._hass).async_get_entity_id(CAMERA_DOMAIN, DOMAIN, unique_id)
        return camera and f"entityId:{camera}"

    def _person_name(self, key: str) -> str:
        person = self._policy.person(key)
        return person.name if person else key

    def _now(self) -> inc.Now:
        return inc.Now(at=dt_util.now(), ticks=self._hass.loop.time())

    async def _stopping(self, _event: Event) -> None:
        await self.async_close()

    async def async_close(self) -> None:
        """End all of it, and save."""
        if self._closed:
            return
        self._closed = True
        for close in self._closers:
            close()
        if self._cancel_timer is not None:
            self._cancel_timer()
            self._cancel_timer = None
        self.posts.async_close()
        self.reports.async_close()
        await self._tasks.async_close()
        await self._memory.async_save()
