"""Sends one message to one target, and reports how that went."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
import logging
from typing import Final

from homeassistant.components.notify import DOMAIN as NOTIFY_DOMAIN
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from .alerts_cloud import CloudEar
from .alerts_phone import Payload
from .incidents import Person

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
    PUSH_SERVICE = "push_service"
    NO_TARGET = "no_target"


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """How the last message to one target of one person went; `failure` None means it was taken."""

    person: str
    target: str
    failure: Failure | None


class Sender:
    """Calls the action that reaches a target; whatever goes wrong is that target's trouble alone."""

    def __init__(self, hass: HomeAssistant, reported: Callable[[Report], None]) -> None:
        """Prepare; `reported` is told how each message went."""
        self._hass = hass
        self._reported = reported
        self._sent_on: date | None = None
        self._sent: dict[str, int] = {}
        self.ear = CloudEar()

    async def call(
        self,
        person: Person,
        target: str,
        message: Payload,
        lost: Callable[[str], None] | None = None,
    ) -> bool:
        """Call the target's action; whatever goes wrong is this target's trouble alone.

        `lost` is called where a message that was taken is refused by the push service later.
        """
        called = self._action(target, message)
        failure: Failure | None = Failure.GONE
        if called is not None and self._hass.states.is_state(target, STATE_UNAVAILABLE):
            # Home Assistant would send nothing, and not say so.
            failure = Failure.REFUSED
        elif called is not None:
            with self.ear.sending() as sending:
                failure = await self._try(person, *called)
            if sending.refused is not None:
                failure = failure or _refusal(sending.refused)

            def later(level: int) -> None:
                self.report(person, target, _refusal(level))
                if lost is not None:
                    lost(target)

            sending.later = later
        self.report(person, target, failure)
        return failure is None

    async def _try(self, person: Person, service: str, data: Payload) -> Failure | None:
        try:
            async with asyncio.timeout(SEND_LIMIT):
                await self._hass.services.async_call(NOTIFY_DOMAIN, service, data, blocking=True)
        except TimeoutError:
            return Failure.TOO_SLOW
        except Exception as err:  # noqa: BLE001 (anybody's notify service, any error)
            _LOGGER.debug("A message to %s failed: %s", person.name, type(err).__name__)
            return Failure.REFUSED
        return None

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

    def ration(self, target: str) -> bool:
        """Take one of a phone's ordinary messages of today; return whether there was one left."""
        today = dt_util.utcnow().date()
        if self._sent_on != today:
            self._sent_on, self._sent = today, {}
        self._sent[target] = self._sent.get(target, 0) + 1
        return self._sent[target] <= DAILY_LIMIT

    def report(self, person: Person, target: str, failure: Failure | None) -> None:
        """Say how the last message to a target went."""
        self._reported(Report(person=person.key, target=target, failure=failure))


def _refusal(level: int) -> Failure:
    return Failure.RATIONED if level == logging.WARNING else Failure.PUSH_SERVICE


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
