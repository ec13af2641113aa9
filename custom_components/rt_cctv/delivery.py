"""Carries an incident to people: phones, any other notify target, the notice board."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
import logging
from typing import Final

from homeassistant.components import persistent_notification
from homeassistant.components.notify import DOMAIN as NOTIFY_DOMAIN
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from .alerts_phone import Payload, clear, is_critical, payload, tag
from .alerts_tasks import Tasks
from .alerts_text import Words
from .incidents import BOARD, Clear, Incident, Person, Policy, Stage, Tell

_LOGGER = logging.getLogger(__name__)

SEND_LIMIT: Final = 15.0
"""Seconds that one target may take."""
DAILY_LIMIT: Final = 450
"""Messages a phone gets a day (UTC) besides emergencies: the push services stop at 500."""


class Failure(StrEnum):
    """Why a target wasn't reached."""

    GONE = "gone"
    REFUSED = "refused"
    TOO_SLOW = "too_slow"
    RATIONED = "rationed"
    NO_TARGET = "no_target"


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """How the last message to one target of one person went; `failure` None means it was taken."""

    person: str
    target: str
    failure: Failure | None


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
        self._sent_on: date | None = None
        self._sent: dict[str, int] = {}

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
            self._report(person, "", Failure.NO_TARGET)
            return False
        sent = await asyncio.gather(
            *(self._send(person, target, effect) for target in person.targets)
        )
        answers = [ok for ok in sent if ok is not None]
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

    async def _send(self, person: Person, target: str, effect: Tell) -> bool | None:
        letter = self._words.letter(person.language, effect.incident, effect.reason)
        plain: Payload = {"title": letter.title, "message": letter.message}
        # In turn, so that a clearing never overtakes the message that it clears.
        async with self._turns[target]:
            now = self._outlook.current(effect.incident.id)
            if now is None or now.stage is not Stage.OPEN:
                return None
            if "." in target:
                return await self._call(person, target, plain)
            message = payload(
                letter,
                effect.incident,
                entry_id=self._entry.entry_id,
                person=person.key,
                secret=self._outlook.secret(),
                image=self._outlook.image(effect.incident),
                link=self._outlook.link(effect.incident),
            )
            if not is_critical(effect.incident) and not self._ration(target):
                self._report(person, target, Failure.RATIONED)
                return False
            return await self._call(person, target, message)

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
            await self._call(person, target, message)

    async def _call(self, person: Person, target: str, message: Payload) -> bool:
        """Call the target's action; whatever goes wrong is this target's trouble alone."""
        called = self._action(target, message)
        failure: Failure | None = Failure.GONE
        if called is not None:
            service, data = called
            try:
                async with asyncio.timeout(SEND_LIMIT):
                    await self._hass.services.async_call(
                        NOTIFY_DOMAIN, service, data, blocking=True
                    )
                failure = None
            except TimeoutError:
                failure = Failure.TOO_SLOW
            except Exception as err:  # noqa: BLE001 (anybody's notify service, any error)
                _LOGGER.debug("A message to %s failed: %s", person.name, type(err).__name__)
                failure = Failure.REFUSED
        self._report(person, target, failure)
        return failure is None

    def _action(self, target: str, message: Payload) -> tuple[str, Payload] | None:
        """Return the action that reaches a target and its data; None for a target that is gone."""
        if "." not in target:
            service = phone_service(self._hass, target)
            return None if service is None else (service, message)
        plain: Payload = {key: message[key] for key in ("title", "message") if key in message}
        name = target.partition(".")[2]
        if self._hass.states.get(target) is not None:
            return "send_message", {**plain, "entity_id": target}
        if self._hass.services.has_service(NOTIFY_DOMAIN, name):
            return name, plain
        return None

    def _ration(self, target: str) -> bool:
        today = dt_util.utcnow().date()
        if self._sent_on != today:
            self._sent_on, self._sent = today, {}
        self._sent[target] = self._sent.get(target, 0) + 1
        return self._sent[target] <= DAILY_LIMIT

    def _report(self, person: Person, target: str, failure: Failure | None) -> None:
        self._outlook.reported(Report(person=person.key, target=target, failure=failure))


def phone_service(hass: HomeAssistant, device_id: str) -> str | None:
    """Return the notify action of a phone by its device; None where the phone is gone."""
    if "mobile_app" not in hass.config.components:
        return None
    # Only now: it imports the cloud integration, whose requirements come with it.
    from homeassistant.components.mobile_app.const import (  # noqa: PLC0415
        DATA_NOTIFY,
        DOMAIN as MOBILE_APP_DOMAIN,
    )
    from homeassistant.components.mobile_app.util import (  # noqa: PLC0415
        get_notify_service,
        webhook_id_from_device_id,
    )

    webhook_id = webhook_id_from_device_id(hass, device_id)
    if webhook_id is None or DATA_NOTIFY not in hass.data[MOBILE_APP_DOMAIN]:
        return None
    return get_notify_service(hass, webhook_id)
