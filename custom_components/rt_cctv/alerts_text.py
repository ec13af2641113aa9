"""What people read of an incident, each in their own language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_NAME
from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_cached_translations, async_get_translations
from homeassistant.util import dt as dt_util

from .const import CONF_SLOTS, DOMAIN
from .incidents import Incident, Part, Reason, Severity, Topic
from .model import Certainty

LANGUAGES = ("id", "en")

_TITLES = {
    (Severity.EMERGENCY, True): "title_emergency_at",
    (Severity.EMERGENCY, False): "title_emergency",
    (Severity.WATCH, True): "title_at",
    (Severity.INFORMATION, True): "title_at",
}
_WHY = {
    Reason.WORSE: "worse",
    Reason.REPEAT: "reminder",
    Reason.ESCALATED: "escalated",
    Reason.HELP: "help_wanted",
}
_PARTS = {
    Part.RECORDER_DOWN: "recorder_down",
    Part.ALARMS_LOST: "alarms_lost",
    Part.DISK: "disk",
    Part.RECORDING: "recording",
    Part.NETWORK: "network",
}


_LOG = {
    "raised": "log_raised",
    "worsened": "log_worsened",
    "acknowledged": "log_taken",
    "ended": "log_ended",
    "handled": "log_handled",
    "dismissed": "log_dismissed",
}


def _look_up(hass: HomeAssistant, language: str, selector: str, key: str) -> str:
    texts = async_get_cached_translations(hass, language, "selector", DOMAIN)
    return texts.get(f"component.{DOMAIN}.selector.{selector}.options.{key}", key)


def log_sentence(hass: HomeAssistant, said: Mapping[str, Any]) -> str:
    """Return what an incident's event says, without saying what it is about."""
    language = hass.config.language
    turn = said.get("outcome") if said.get("turn") == "closed" else said.get("turn")
    key = _LOG.get(str(turn))
    if key is None:
        return ""
    severity = _look_up(hass, language, "severity", str(said.get("severity", "")))
    name = said.get("closed_by") or said.get("acknowledged_by") or ""
    return _look_up(hass, language, "alert_text", key).format(name=name, severity=severity)


def kind_name(hass: HomeAssistant, said: Mapping[str, Any]) -> str:
    """Return what an incident's event is about, in Home Assistant's language."""
    return _look_up(hass, hass.config.language, "incident_kind", str(said.get("kind", "")))


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """What is sent: title, text, and the words on the three buttons."""

    title: str
    message: str
    take: str
    nothing: str
    help: str


class Words:
    """The alerts' sentences of one entry. `async_load` has to be awaited once."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        """Prepare."""
        self._hass = hass
        self._entry = entry

    async def async_load(self) -> None:
        """Read the languages, so that a message waits for no disk."""
        for language in {*LANGUAGES, self._hass.config.language}:
            await async_get_translations(self._hass, language, "selector", {DOMAIN})

    def say(self, language: str, key: str, **blanks: str | int) -> str:
        """Return one sentence."""
        return self._look_up(language, "alert_text", key).format(**blanks)

    def kind(self, language: str, incident: Incident) -> str:
        """Return what it is, as a neighbour would call it."""
        return self.kind_named(language, incident.kind)

    def kind_named(self, language: str, kind: str) -> str:
        """Return what a kind is called."""
        return self._look_up(language, "incident_kind", kind)

    def code(self, language: str, code: str) -> str:
        """Return what a beat code is called."""
        return self._look_up(language, "kentongan", code)

    def _look_up(self, language: str, selector: str, key: str) -> str:
        return _look_up(self._hass, language, selector, key)

    def place(self, language: str, slot: int | None) -> str | None:
        """Return what the slot is called; None for what is at no slot."""
        if slot is None:
            return None
        settings = self._entry.options.get(CONF_SLOTS, {}).get(str(slot), {})
        if name := settings.get(CONF_NAME):
            return self.say(language, "slot_named", number=slot, name=name)
        return self.say(language, "slot", number=slot)

    def title(self, language: str, incident: Incident) -> str:
        """Return the headline; it alone says what, where and how bad."""
        what, where = self.kind(language, incident), self.place(language, incident.slot)
        key = _TITLES.get((incident.severity, where is not None))
        return self.say(language, key, what=what, where=where or "") if key else what

    def message(self, language: str, incident: Incident, reason: Reason) -> str:
        """Return the text; it stands alone, since the picture may not be fetched."""
        said = list(self._facts(language, incident))
        if why := _WHY.get(reason):
            said.append(
                self.say(language, why, number=incident.repeats, name=incident.helper or "")
            )
        return " ".join(said)

    def letter(self, language: str, incident: Incident, reason: Reason) -> Letter:
        """Return all of a message."""
        return Letter(
            title=self.title(language, incident),
            message=self.message(language, incident, reason),
            take=self.say(language, "take"),
            nothing=self.say(language, "nothing"),
            help=self.say(language, "call_help"),
        )

    def _facts(self, language: str, incident: Incident) -> Iterable[str]:
        if incident.text:
            yield incident.text
        if incident.kind is Topic.DRILL:
            yield self.say(language, "drill")
            return
        for part, slot in incident.parts:
            if part is Part.SLOT_DARK:
                yield self.say(language, "slot_dark", where=self.place(language, slot) or "")
            else:
                yield self.say(language, _PARTS[part])
        if incident.look.target is not None:
            yield self._look_up(language, "alert_text", f"target_{incident.look.target}")
        if incident.look.certainty is Certainty.SUSPECTED:
            yield self.say(language, "suspected")
        if incident.look.zone:
            yield self.say(language, "zone", zone=incident.look.zone)
        yield self.say(language, "since", time=moment(incident.opened_at))
        if incident.count > 1 and not incident.parts:
            yield self.say(language, "times", count=incident.count)
        if incident.missed and incident.missed_since:
            since = moment(incident.missed_since)
            yield self.say(language, "missed", count=incident.missed, time=since)


def moment(at: datetime) -> str:
    """Return a time as people say it: the day only where it isn't today."""
    local = dt_util.as_local(at)
    today = local.date() == dt_util.now().date()
    return f"{local:%H:%M}" if today else f"{local:%d/%m %H:%M}"
