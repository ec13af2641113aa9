"""Actions on incidents: raise, acknowledge, dismiss, close, snooze, test, drum, keep a clip."""

from collections.abc import Mapping
from typing import Final

from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from .alerts_report import night_report
from .const import DOMAIN
from .evidence import evidence_path
from .incident_entities import incident_attributes
from .incidents import (
    Acknowledge,
    Changed,
    Close,
    Dismiss,
    Raise,
    Refusal,
    Refused,
    Severity,
    SnoozeFor,
    Tell,
    Topic,
    incident_kind,
)
from .kentongan import Code
from .services_asked import (
    ATTR_BY,
    ATTR_INCIDENT,
    ATTR_RECORDER,
    Asked,
    check_slot,
    check_user,
    meant,
    misuse,
    read_call,
)
from .video.slot_words import NoPictureError

ATTR_SLOT: Final = "slot"
ATTR_KIND: Final = "kind"
ATTR_SEVERITY: Final = "severity"
ATTR_TEXT: Final = "text"
ATTR_DURATION: Final = "duration"
ATTR_CODE: Final = "code"
ATTR_PEOPLE: Final = "people"
ATTR_SECONDS: Final = "seconds"
ATTR_HOURS: Final = "hours"

_MAX_TEXT: Final = 200
_RECORDER: dict[vol.Marker, object] = {
    vol.Optional(ATTR_RECORDER): cv.string,
    vol.Optional(ATTR_BY): cv.string,
}
_WORD: dict[vol.Marker, object] = {**_RECORDER, vol.Optional(ATTR_INCIDENT): cv.string}
_SLOT = vol.All(vol.Coerce(int), vol.Range(min=1))
_SCHEMAS: Mapping[str, dict[vol.Marker, object]] = {
    "raise_incident": {
        **_RECORDER,
        vol.Required(ATTR_TEXT): vol.All(cv.string, vol.Length(min=1, max=_MAX_TEXT)),
        vol.Optional(ATTR_SLOT): _SLOT,
        vol.Optional(ATTR_SEVERITY, default=str(Severity.EMERGENCY)): vol.Coerce(Severity),
    },
    "acknowledge": _WORD,
    "dismiss": _WORD,
    "close": _WORD,
    "snooze": {
        **_RECORDER,
        vol.Optional(ATTR_SLOT): _SLOT,
        vol.Optional(ATTR_KIND): incident_kind,
        vol.Required(ATTR_DURATION): cv.positive_time_period,
    },
    "test_alert": {
        **_RECORDER,
        vol.Optional(ATTR_PEOPLE): vol.All(cv.ensure_list, [cv.string]),
    },
    "play_kentongan": {**_RECORDER, vol.Required(ATTR_CODE): vol.Coerce(Code)},
    "keep_clip": {
        **_WORD,
        vol.Optional(ATTR_SECONDS, default=15): vol.All(
            vol.Coerce(float), vol.Range(min=1, max=60)
        ),
    },
    "report": {
        **_RECORDER,
        vol.Optional(ATTR_HOURS, default=12): vol.All(vol.Coerce(float), vol.Range(min=1, max=168)),
    },
}


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the actions."""
    handlers = {
        "raise_incident": _raise,
        "acknowledge": _acknowledge,
        "dismiss": _dismiss,
        "close": _close,
        "snooze": _snooze,
        "test_alert": _test_alert,
        "play_kentongan": _play_kentongan,
        "keep_clip": _keep_clip,
        "report": _report,
    }
    for name, handler in handlers.items():
        answers = SupportsResponse.ONLY if name == "report" else SupportsResponse.OPTIONAL
        hass.services.async_register(
            DOMAIN,
            name,
            handler,
            schema=vol.Schema(_SCHEMAS[name]),
            supports_response=answers,
        )


async def _word(
    call: ServiceCall, word: type[Acknowledge | Dismiss | Close], *, answering: bool = False
) -> ServiceResponse:
    asked = await read_call(call)
    name = meant(asked)
    incident = asked.alerts.state.incidents.get(name) or asked.alerts.state.closed(name)
    check_user(asked, incident.slot if incident else None, answering=answering)
    effects = asked.alerts.process(word(incident=name, by=asked.by))
    for effect in effects:
        if isinstance(effect, Refused):
            raise _refusal(effect)
    return {"incident": name, "by": asked.by}


def _refusal(refused: Refused) -> ServiceValidationError:
    if refused.refusal is Refusal.ALREADY and refused.incident is not None:
        return misuse("already_acknowledged", name=refused.incident.acknowledged_by or "")
    return misuse("incident_closed" if refused.refusal is Refusal.CLOSED else "no_such_incident")


async def _acknowledge(call: ServiceCall) -> ServiceResponse:
    return await _word(call, Acknowledge, answering=True)


async def _dismiss(call: ServiceCall) -> ServiceResponse:
    return await _word(call, Dismiss)


async def _close(call: ServiceCall) -> ServiceResponse:
    return await _word(call, Close)


def _raise_by_hand(asked: Asked, word: Raise) -> ServiceResponse:
    """Raise it; return its id, also where it was open already, and how many are told of it now."""
    effects = asked.alerts.process(word)
    # What was due already was done before, so the last change is of what was raised.
    changes = [effect.incident for effect in effects if isinstance(effect, Changed)]
    name = changes[-1].id
    tells = (e for e in effects if isinstance(e, Tell) and e.incident.id == name)
    return {"incident": name, "told": sum(len(tell.people) for tell in tells)}


async def _raise(call: ServiceCall) -> ServiceResponse:
    asked = await read_call(call)
    slot = call.data.get(ATTR_SLOT)
    check_slot(asked, slot)
    check_user(asked, slot)
    severity, text = call.data[ATTR_SEVERITY], call.data[ATTR_TEXT]
    return _raise_by_hand(asked, Raise(by=asked.by, severity=severity, slot=slot, text=text))


async def _snooze(call: ServiceCall) -> ServiceResponse:
    asked = await read_call(call)
    slot, kind = call.data.get(ATTR_SLOT), call.data.get(ATTR_KIND)
    check_slot(asked, slot)
    check_user(asked, slot)
    seconds = call.data[ATTR_DURATION].total_seconds()
    asked.alerts.process(SnoozeFor(slot=slot, kind=kind, seconds=seconds, by=asked.by))
    return {"slot": slot, "kind": kind, "seconds": seconds}


async def _test_alert(call: ServiceCall) -> ServiceResponse:
    asked = await read_call(call)
    check_user(asked, None)
    names: list[str] | None = call.data.get(ATTR_PEOPLE)
    people = asked.alerts.policy.people
    if not people:
        raise misuse("nobody_listed")
    if unknown := set(names or ()) - {person.name for person in people}:
        raise misuse("no_such_person", name=", ".join(sorted(unknown)))
    chosen = tuple(person.key for person in people if names is None or person.name in names)
    drill = Raise(by=asked.by, severity=Severity.INFORMATION, topic=Topic.DRILL, people=chosen)
    return _raise_by_hand(asked, drill)


async def _play_kentongan(call: ServiceCall) -> ServiceResponse:
    asked = await read_call(call)
    check_user(asked, None)
    if not any(post.media_players for post in asked.alerts.posts.posts):
        raise misuse("no_post")
    if not await asked.alerts.posts.async_play(call.data[ATTR_CODE]):
        raise HomeAssistantError(translation_domain=DOMAIN, translation_key="not_drummed")
    return {"code": call.data[ATTR_CODE]}


async def _report(call: ServiceCall) -> ServiceResponse:
    asked = await read_call(call)
    check_user(asked, None)
    return night_report(call.hass, asked.entry, call.data[ATTR_HOURS])


async def _keep_clip(call: ServiceCall) -> ServiceResponse:
    asked = await read_call(call)
    incident = asked.alerts.state.incidents.get(meant(asked))
    if incident is None or incident.slot is None:
        raise misuse("no_such_incident")
    check_user(asked, incident.slot)
    try:
        clip = await asked.entry.runtime_data.eyes.async_clip(
            incident.slot, call.data[ATTR_SECONDS]
        )
    except NoPictureError as err:
        raise HomeAssistantError(translation_domain=DOMAIN, translation_key="no_clip") from err
    name = await asked.alerts.evidence.async_keep_clip(incident, clip)
    path = evidence_path(asked.entry.entry_id, name) if name else None
    return {**incident_attributes(incident), "clip": path}
