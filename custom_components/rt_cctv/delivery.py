"""Carries an incident to people: phones, any other notify target, the notice board."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
import logging

from homeassistant.components import persistent_notification
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from .alerts_phone import Payload, clear, is_critical, payload, tag
from .alerts_send import Failure, Report, Sender
from .alerts_tasks import Tasks
from .alerts_text import Words
from .incidents import BOARD, Clear, Incident, Person, Policy, Stage, Tell

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Outlook:
    """What delivery asks of the alerts it serves."""

    policy: Callable[[], Policy]
    current: Callable[[str], Incident | None]
    image: Callable[[Incident], str | None]
    link: Callable[[Incident], str | None]
    secret: Callable[[], str]
    answer: Callable[[str, tuple[str, ...], tuple[str, ...]], None]
    reported: Callable[[Report], None]


class Delivery:
    """Sends; one target's trouble never holds up another's message."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        tasks: Tasks,
        words: Words,
        outlook: Outlook,
    ) -> None:
        """Prepare."""
        self._hass = hass
        self._entry = entry
        self._tasks = tasks
        self._words = words
        self._outlook = outlook
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._sender = Sender(hass, outlook.reported)

    @callback
    def async_open(self) -> None:
        """Begin to hear of what the phones' push services refuse."""
        self._sender.ear.open()

    @callback
    def async_close(self) -> None:
        """Hear of nothing any more."""
        self._sender.ear.shut()

    @callback
    def async_tell(self, effect: Tell) -> None:
        """Send a Tell in the background; the answer comes through the outlook."""
        self._in_background(self._tell(effect))

    @callback
    def async_clear(self, effect: Clear) -> None:
        """Take an incident off every phone that showed it."""
        if BOARD in effect.people:
            persistent_notification.async_dismiss(self._hass, tag(effect.incident.id))
        self._in_background(self._clear(effect))

    @callback
    def async_reply(self, person: str, incident: str, key: str, **blanks: str) -> None:
        """Answer somebody who pressed a button too late, where that button was."""
        if (told := self._outlook.policy().person(person)) is not None:
            text = self._words.say(told.language, key, **blanks)
            message: Payload = {"message": text, "data": {"tag": tag(incident), "timeout": 60}}
            self._in_background(self._to_phones(told, message))

    def _in_background(self, job: Coroutine[None, None, None]) -> None:
        self._tasks.async_start(job, "delivery")

    async def _tell(self, effect: Tell) -> None:
        reached = await asyncio.gather(
            *(self._reach(key, effect) for key in effect.people), return_exceptions=True
        )
        answers = dict(zip(effect.people, reached, strict=True))
        for err in reached:
            if isinstance(err, Exception):
                _LOGGER.error("An alert could not be sent", exc_info=err)
        self._outlook.answer(
            effect.incident.id,
            tuple(key for key, ok in answers.items() if ok is True),
            tuple(key for key, ok in answers.items() if ok is not True and ok is not None),
        )

    async def _reach(self, key: str, effect: Tell) -> bool | None:
        """Tell one person on all their targets; None where it was no longer wanted."""
        if key == BOARD:
            return self._pin(effect)
        person = self._outlook.policy().person(key)
        if person is None:
            return None
        if not person.targets:
            self._sender.report(person, "", Failure.NO_TARGET)
            return False
        taken: dict[str, bool | None] = {}

        def lost(target: str) -> None:
            taken[target] = False
            if not any(taken.values()):
                self._outlook.answer(effect.incident.id, (), (key,))

        async def send(target: str) -> None:
            taken[target] = await self._send(person, target, effect, lost)

        await asyncio.gather(*(send(target) for target in person.targets))
        answers = [ok for ok in taken.values() if ok is not None]
        return any(answers) if answers else None

    def _pin(self, effect: Tell) -> bool:
        language = self._hass.config.language
        persistent_notification.async_create(
            self._hass,
            self._words.message(language, effect.incident, effect.reason),
            self._words.title(language, effect.incident),
            tag(effect.incident.id),
        )
        return True

    async def _send(
        self, person: Person, target: str, effect: Tell, lost: Callable[[str], None]
    ) -> bool | None:
        letter = self._words.letter(person.language, effect.incident, effect.reason)
        plain: Payload = {"title": letter.title, "message": letter.message}
        # In turn, so that a clearing never overtakes the message that it clears.
        async with self._turns[target]:
            now = self._outlook.current(effect.incident.id)
            if now is None or now.stage is not Stage.OPEN:
                return None
            if "." in target:
                return await self._sender.call(person, target, plain, lost)
            message = payload(
                letter,
                effect.incident,
                entry_id=self._entry.entry_id,
                person=person.key,
                secret=self._outlook.secret(),
                image=self._outlook.image(effect.incident),
                link=self._outlook.link(effect.incident),
            )
            if not is_critical(effect.incident) and not self._sender.ration(target):
                self._sender.report(person, target, Failure.RATIONED)
                return False
            return await self._sender.call(person, target, message, lost)

    async def _clear(self, effect: Clear) -> None:
        people = [p for p in self._outlook.policy().people if p.key in effect.people]
        await asyncio.gather(*(self._clear_person(person, effect.incident) for person in people))

    async def _clear_person(self, person: Person, incident: Incident) -> None:
        jobs = [self._to_phones(person, clear(incident.id))]
        if incident.stage is Stage.ACKNOWLEDGED and incident.acknowledged_by:
            # A chat can't be cleared, so it is told why it will be silent.
            said = self._words.say(person.language, "taken_by", name=incident.acknowledged_by)
            title = self._words.title(person.language, incident)
            chats = [target for target in person.targets if "." in target]
            jobs += [self._in_turn(person, t, {"title": title, "message": said}) for t in chats]
        await asyncio.gather(*jobs)

    async def _to_phones(self, person: Person, message: Payload) -> None:
        phones = [target for target in person.targets if "." not in target]
        await asyncio.gather(*(self._in_turn(person, phone, message) for phone in phones))

    async def _in_turn(self, person: Person, target: str, message: Payload) -> None:
        async with self._turns[target]:
            await self._sender.call(person, target, message)
