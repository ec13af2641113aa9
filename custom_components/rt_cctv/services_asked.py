"""Who asks an action of what, and whether they may."""

import asyncio
from dataclasses import dataclass
from typing import Final

from homeassistant.auth.models import User
from homeassistant.core import ServiceCall
from homeassistant.exceptions import ServiceValidationError, Unauthorized

from .access import may_act, may_answer
from .alerts import Alerts
from .alerts_setup import loaded_entries
from .const import DOMAIN
from .coordinator import RtCctvConfigEntry

ATTR_RECORDER: Final = "config_entry_id"
ATTR_INCIDENT: Final = "incident"
ATTR_BY: Final = "by"


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """Who asked what of which recorder."""

    call: ServiceCall
    entry: RtCctvConfigEntry
    user: User | None

    @property
    def alerts(self) -> Alerts:
        """The recorder's alerts."""
        alerts: Alerts = self.entry.runtime_data.alerts
        return alerts

    @property
    def by(self) -> str:
        """Name whoever speaks; an automation may speak for somebody, a user only as themselves."""
        if self.user is not None and not self.user.is_admin:
            return self.user.name or self.user.id
        said: str | None = self.call.data.get(ATTR_BY)
        return said or (self.user.name if self.user else None) or "Home Assistant"


async def read_call(call: ServiceCall) -> Asked:
    """Return who asks, and of which recorder. Raises ServiceValidationError or Unauthorized."""
    # An automation may call in the midst of the step that triggered it, which is finished first.
    await asyncio.sleep(0)
    entries = loaded_entries(call.hass)
    if (wanted := call.data.get(ATTR_RECORDER)) is not None:
        entries = [entry for entry in entries if entry.entry_id == wanted]
    if not entries:
        raise misuse("no_such_recorder")
    if len(entries) > 1:
        raise misuse("which_recorder")
    user = None
    if call.context.user_id is not None:
        user = await call.hass.auth.async_get_user(call.context.user_id)
        if user is None or not user.is_active:
            raise Unauthorized(context=call.context)
    return Asked(call=call, entry=entries[0], user=user)


def check_user(asked: Asked, slot: int | None, *, answering: bool = False) -> None:
    """Refuse who may not deal with that slot. Automations (no user) may."""
    rule = may_answer if answering else may_act
    if asked.user is not None and not rule(asked.call.hass, asked.user, asked.entry, slot):
        raise Unauthorized(context=asked.call.context, user_id=asked.user.id)


def misuse(key: str, **blanks: str) -> ServiceValidationError:
    """Return the error that says, in the caller's language, what to do instead."""
    return ServiceValidationError(
        translation_domain=DOMAIN, translation_key=key, translation_placeholders=blanks or None
    )


def meant(asked: Asked) -> str:
    """Return the incident that is meant: the one named, else the only one that is open."""
    named: str | None = asked.call.data.get(ATTR_INCIDENT)
    incidents = asked.alerts.state.incidents
    if named is not None:
        return named
    if not incidents:
        raise misuse("nothing_open")
    if len(incidents) > 1:
        raise misuse("which_incident")
    return next(iter(incidents))


def check_slot(asked: Asked, slot: int | None) -> None:
    """Refuse a slot that the recorder doesn't have."""
    if slot is not None and asked.entry.runtime_data.coordinator.data.slot(slot) is None:
        raise misuse("no_such_slot", slot=str(slot))
