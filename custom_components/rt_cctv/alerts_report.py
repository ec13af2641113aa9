"""The report of the night: what happened, who dealt with it, and what is dark now."""

from datetime import timedelta
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from .alerts import Alerts
from .alerts_text import log_sentence, moment
from .coordinator import LOST, RtCctvConfigEntry
from .incident_entities import incident_attributes
from .incidents import RECENT, Incident, Stage


def night_report(hass: HomeAssistant, entry: RtCctvConfigEntry, hours: float) -> dict[str, Any]:
    """Return the report as text, in Home Assistant's language, and as data."""
    alerts: Alerts = entry.runtime_data.alerts
    since = dt_util.now() - timedelta(hours=hours)
    known = [*alerts.state.recent, *alerts.state.incidents.values()]
    told = sorted((i for i in known if (i.closed_at or i.last_at) >= since), key=lambda i: i.id)
    slots = entry.runtime_data.coordinator.data.slots
    dark = [slot.number for slot in slots if slot.status in LOST]
    language, words = hass.config.language, alerts.words
    head = "report_some" if told else "report_none"
    lines = [words.say(language, head, count=len(told), hours=round(hours))]
    lines += [_line(hass, alerts, incident) for incident in told]
    closed = alerts.state.recent
    if len(closed) == RECENT and (closed[0].closed_at or closed[0].last_at) >= since:
        lines.append(words.say(language, "report_earlier"))
    if dark:
        places = ", ".join(words.place(language, number) or "" for number in dark)
        lines.append(words.say(language, "report_dark", slots=places))
    return {
        "title": words.say(language, "report_title", recorder=entry.title),
        "text": "\n".join(lines),
        "incidents": [incident_attributes(incident) for incident in told],
        "dark_slots": dark,
    }


def _line(hass: HomeAssistant, alerts: Alerts, incident: Incident) -> str:
    language, words = hass.config.language, alerts.words
    if incident.stage is Stage.CLOSED:
        how = log_sentence(hass, {**incident_attributes(incident), "turn": "closed"})
    elif incident.stage is Stage.ACKNOWLEDGED:
        how = log_sentence(hass, {**incident_attributes(incident), "turn": "acknowledged"})
    else:
        how = words.say(language, "report_open")
    what = words.title(language, incident)
    return words.say(language, "report_line", time=moment(incident.opened_at), what=what, how=how)
