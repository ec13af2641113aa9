"""Shows what went wrong with the alerts: a phone that is gone, a button nobody sent, a full disk."""

from collections.abc import Callable

from homeassistant.components import persistent_notification
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from .alerts_issues import async_show_issue
from .alerts_send import Failure, Report
from .alerts_text import Words
from .const import DOMAIN
from .incidents import Policy


class DeliveryReports:
    """The last word on every target, and the repair that says what to do about a bad one."""

    def __init__(
        self, hass: HomeAssistant, entry: ConfigEntry, words: Words, name_of: Callable[[str], str]
    ) -> None:
        """Prepare; `name_of` gives a person's name by key."""
        self._hass = hass
        self._entry = entry
        self._words = words
        self._name_of = name_of
        self._last: dict[tuple[str, str], Failure | None] = {}
        self.forged = 0

    @property
    def failing(self) -> dict[str, Failure]:
        """Names of those whom their last message didn't reach on some target, and why."""
        return {
            self._name_of(person): failure
            for (person, _), failure in self._last.items()
            if failure is not None
        }

    @callback
    def async_note(self, report: Report) -> None:
        """Take in how a message went."""
        key = (report.person, report.target)
        before = self._last.get(key)
        self._last[key] = report.failure
        if report.failure is not before:
            self._show(report.person)

    @callback
    def async_forget_all_but(self, policy: Policy) -> None:
        """Drop what is known of people and targets that are no longer listed."""
        listed = {
            (person.key, target) for person in policy.people for target in (*person.targets, "")
        }
        gone = [key for key in self._last if key not in listed]
        for key in gone:
            del self._last[key]
        for person in {person for person, _ in gone}:
            self._show(person)

    @callback
    def async_forged(self) -> None:
        """Say that somebody sent a button's text that was never on a phone."""
        self.forged += 1
        language = self._hass.config.language
        persistent_notification.async_create(
            self._hass,
            self._words.say(language, "forged", count=self.forged),
            self._entry.title,
            f"{DOMAIN}_forged_{self._entry.entry_id}",
        )

    @callback
    def async_close(self) -> None:
        """Take the repairs back: nobody watches any more."""
        for person in {person for person, _ in self._last}:
            async_show_issue(self._hass, self._issue(person), None)

    def _issue(self, person: str) -> str:
        return f"unreachable_{self._entry.entry_id}_{person}"

    def _show(self, person: str) -> None:
        failures = [f for (who, _), f in self._last.items() if who == person and f is not None]
        key = f"unreachable_{failures[0]}" if failures else None
        async_show_issue(self._hass, self._issue(person), key, name=self._name_of(person))
