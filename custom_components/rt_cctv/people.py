"""What an RT has decided about its alerts, read from an entry's subentries."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import time
import logging
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.const import CONF_NAME

from .incidents import (
    Hours,
    Incident,
    Mode,
    Person,
    Policy,
    Rule,
    Severity,
    Shift,
    incident_kind,
)
from .kentongan import BEATS, Code
from .model import FindingKind

_LOGGER = logging.getLogger(__name__)

SUBENTRY_PERSON: Final = "person"
SUBENTRY_SHIFT: Final = "shift"
SUBENTRY_RULE: Final = "rule"
SUBENTRY_POST: Final = "post"

CONF_PHONES: Final = "phones"
CONF_TARGETS: Final = "targets"
CONF_SERVICES: Final = "services"
CONF_LANGUAGE: Final = "language"
CONF_ORDER: Final = "order"
CONF_KINDS: Final = "kinds"
CONF_SLOTS: Final = "slots"
CONF_MODES: Final = "modes"
CONF_DAYS: Final = "days"
CONF_START: Final = "start"
CONF_END: Final = "end"
CONF_LEAST: Final = "least"
CONF_SEVERITY: Final = "severity"
CONF_PEOPLE: Final = "people"
CONF_MEDIA_PLAYERS: Final = "media_players"
CONF_SIRENS: Final = "sirens"
CONF_VOLUME: Final = "volume"
CONF_CODES: Final = "codes"

IGNORE: Final = "ignore"
"""The rating of what is no incident at all."""

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, kw_only=True, slots=True)
class Post:
    """A pos kamling: what sounds there, and from which severity and in which modes (empty: all)."""

    key: str
    name: str
    media_players: tuple[str, ...] = ()
    sirens: tuple[str, ...] = ()
    least: Severity = Severity.EMERGENCY
    modes: frozenset[Mode] = frozenset()
    volume: float | None = None
    codes: Mapping[Code, str]

    def sounds_for(self, incident: Incident, mode: Mode) -> bool:
        """Return whether the incident is drummed here."""
        return incident.severity.rank >= self.least.rank and (not self.modes or mode in self.modes)


def policy_of(entry: ConfigEntry) -> Policy:
    """Return the people, shifts and rules of an entry; one that can't be read is left out, and said."""
    return Policy(
        people=_read(entry, SUBENTRY_PERSON, _person),
        shifts=_read(entry, SUBENTRY_SHIFT, _shift),
        rules=_read(entry, SUBENTRY_RULE, _rule),
    )


def posts_of(entry: ConfigEntry) -> tuple[Post, ...]:
    """Return the posts of an entry."""
    return _read(entry, SUBENTRY_POST, _post)


def beats_of(posts: Iterable[Post]) -> Mapping[Code, str]:
    """Return the beat codes of an RT: those of its first post, else the usual ones."""
    return next((post.codes for post in posts), BEATS)


def _read[T](entry: ConfigEntry, kind: str, read: Callable[[ConfigSubentry], T]) -> tuple[T, ...]:
    found = []
    for subentry in entry.subentries.values():
        if subentry.subentry_type != kind:
            continue
        try:
            found.append(read(subentry))
        except (KeyError, TypeError, ValueError) as err:
            _LOGGER.warning("A %s of %s can't be read: %r", kind, entry.title, err)
    return tuple(found)


def _person(subentry: ConfigSubentry) -> Person:
    data = subentry.data
    hours = _hours(data)
    return Person(
        key=subentry.subentry_id,
        name=data.get(CONF_NAME, subentry.title),
        targets=(
            *data.get(CONF_PHONES, ()),
            *data.get(CONF_TARGETS, ()),
            *data.get(CONF_SERVICES, ()),
        ),
        language=data.get(CONF_LANGUAGE, "id"),
        order=int(data.get(CONF_ORDER, 1)),
        kinds=frozenset(incident_kind(kind) for kind in data.get(CONF_KINDS, ())),
        slots=_slots(data),
        hours=(hours,) if hours else (),
        least=Severity(data.get(CONF_LEAST, Severity.WATCH)),
    )


def _shift(subentry: ConfigSubentry) -> Shift:
    return Shift(
        key=subentry.subentry_id,
        name=subentry.title,
        hours=_hours(subentry.data) or Hours(start=time(0), end=time(0)),
        people=frozenset(subentry.data.get(CONF_PEOPLE, ())),
    )


def _rule(subentry: ConfigSubentry) -> Rule:
    data = subentry.data
    severity = data[CONF_SEVERITY]
    return Rule(
        severity=None if severity == IGNORE else Severity(severity),
        kinds=frozenset(FindingKind(kind) for kind in data.get(CONF_KINDS, ())),
        slots=_slots(data),
        modes=frozenset(Mode(mode) for mode in data.get(CONF_MODES, ())),
        hours=_hours(data),
    )


def _post(subentry: ConfigSubentry) -> Post:
    data = subentry.data
    volume = data.get(CONF_VOLUME)
    return Post(
        key=subentry.subentry_id,
        name=subentry.title,
        media_players=tuple(data.get(CONF_MEDIA_PLAYERS, ())),
        sirens=tuple(data.get(CONF_SIRENS, ())),
        least=Severity(data.get(CONF_LEAST, Severity.EMERGENCY)),
        modes=frozenset(Mode(mode) for mode in data.get(CONF_MODES, ())),
        volume=None if volume is None else volume / 100,
        codes={**BEATS, **{Code(code): said for code, said in data.get(CONF_CODES, {}).items()}},
    )


def _slots(data: Mapping[str, Any]) -> frozenset[int]:
    return frozenset(int(slot) for slot in data.get(CONF_SLOTS, ()))


def _hours(data: Mapping[str, Any]) -> Hours | None:
    """Return the window that is set, None where every hour is meant."""
    days = frozenset(DAYS.index(day) for day in data.get(CONF_DAYS, ())) or frozenset(range(7))
    start, end = data.get(CONF_START), data.get(CONF_END)
    if start is None and end is None and len(days) == len(DAYS):
        return None
    return Hours(start=_time(start), end=_time(end), days=days)


def _time(text: str | None) -> time:
    return time.fromisoformat(text) if text else time(0)
