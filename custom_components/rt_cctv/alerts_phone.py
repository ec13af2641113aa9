"""What the companion app takes: one payload that is right on Android and on iOS."""

from typing import Any, Final

from .alerts_actions import Press, Verb, action_id
from .alerts_text import Letter
from .const import DOMAIN
from .incidents import Incident, Severity, Topic

CLEAR: Final = "clear_notification"

type Payload = dict[str, Any]
"""JSON for `notify.mobile_app_…`, as the companion app documents it."""


def tag(incident: str) -> str:
    """Return what a phone knows an incident's notification by."""
    return f"{DOMAIN}_{incident}"


def clear(incident: str) -> Payload:
    """Return the command that takes an incident off a phone."""
    return {"message": CLEAR, "data": {"tag": tag(incident)}}


def payload(
    letter: Letter,
    incident: Incident,
    *,
    entry_id: str,
    person: str,
    secret: str,
    image: str | None,
    link: str | None,
) -> Payload:
    """Return the notification of an incident for one person's phones.

    `image` is a path that the app fetches with its own login; `link` is opened by a tap.
    """
    data: Payload = {
        "tag": tag(incident.id),
        "group": f"{DOMAIN}_{entry_id}",
        "notification_icon": "mdi:cctv",
        "when": int(incident.opened_at.timestamp()),
        **_urgency(incident),
    }
    if image is not None:
        data["image"] = image
    if link is not None:
        data |= {"clickAction": link, "url": link}
    titles = {Verb.TAKE: letter.take, Verb.NOTHING: letter.nothing, Verb.HELP: letter.help}
    # A drill has nothing to call help for.
    verbs = [Verb.TAKE] if incident.kind is Topic.DRILL else list(Verb)
    data["actions"] = [
        {
            "action": action_id(
                secret, entry_id, Press(verb=verb, incident=incident.id, person=person)
            ),
            "title": titles[verb],
            **({"destructive": True} if verb is Verb.NOTHING else {}),
        }
        for verb in verbs
    ]
    return {"title": letter.title, "message": letter.message, "data": data}


def is_critical(incident: Incident) -> bool:
    """Return whether it may break through a phone's silence; such messages are not rationed."""
    return incident.severity is Severity.EMERGENCY


def _urgency(incident: Incident) -> Payload:
    """Return how loud it is. Android's channel and iOS's interruption level say the same."""
    if is_critical(incident):
        return {
            "ttl": 0,
            "priority": "high",
            "importance": "high",
            "channel": "alarm_stream",
            "sticky": "true",
            "push": {
                "interruption-level": "critical",
                "sound": {"name": "default", "critical": 1, "volume": 1.0},
            },
        }
    if incident.severity is Severity.WATCH:
        return {
            "ttl": 0,
            "priority": "high",
            "importance": "high",
            "channel": "CCTV RT",
            "push": {"interruption-level": "time-sensitive"},
        }
    return {
        "importance": "default",
        "channel": "CCTV RT info",
        "push": {"interruption-level": "active"},
    }
