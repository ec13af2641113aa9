"""What the alerts of an entry remember over a restart: their state, and the key they sign with."""

from collections.abc import Callable
import logging
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.storage import Store

from .alerts_actions import new_secret
from .alerts_issues import async_show_issue
from .alerts_tasks import Tasks
from .const import DOMAIN
from .incidents import (
    Change,
    Changed,
    Effect,
    Severity,
    State,
    Tell,
    UnreadableStateError,
    from_json,
    to_json,
)

_LOGGER = logging.getLogger(__name__)

_VERSION: Final = 1
_SAVE_DELAY: Final = 5.0

type Kept = dict[str, Any]
"""What the store holds: `state` (see incidents.codec) and `secret`."""


def alerts_store(hass: HomeAssistant, entry_id: str) -> Store[Kept]:
    """Return where an entry's alerts are kept."""
    return Store(hass, _VERSION, f"{DOMAIN}.alerts.{entry_id}", private=True, atomic_writes=True)


class Memory:
    """Saves an emergency at once, everything else after a few seconds."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        tasks: Tasks,
        state_of: Callable[[], State],
    ) -> None:
        """Prepare; `state_of` gives the state to save."""
        self._hass = hass
        self._entry = entry
        self._tasks = tasks
        self._state_of = state_of
        self._store = alerts_store(hass, entry.entry_id)
        self.secret = new_secret()

    async def async_load(self) -> State:
        """Return the state that was kept; a new one where there is none that can be read."""
        issue = f"alerts_forgotten_{self._entry.entry_id}"
        kept = await self._store.async_load()
        if kept is None:
            return State()
        self.secret = str(kept.get("secret") or self.secret)
        try:
            state = from_json(kept.get("state", {}))
        except UnreadableStateError as err:
            _LOGGER.warning("The alerts of %s begin anew: %s", self._entry.title, err)
            recorder = self._entry.title
            async_show_issue(self._hass, issue, "alerts_forgotten", recorder=recorder)
            return State()
        async_show_issue(self._hass, issue, None)
        return state

    @callback
    def async_note(self, effects: tuple[Effect, ...]) -> None:
        """Save what a step made of the state."""
        if any(_urgent(effect) for effect in effects):
            self._tasks.async_start(self.async_save(), "save alerts")
        elif effects:
            self._store.async_delay_save(self._kept, _SAVE_DELAY)

    async def async_save(self) -> None:
        """Save now."""
        await self._store.async_save(self._kept())

    def _kept(self) -> Kept:
        return {"state": to_json(self._state_of()), "secret": self.secret}


def _urgent(effect: Effect) -> bool:
    """Return whether a power cut right now must not undo it."""
    if isinstance(effect, Changed) and effect.change is Change.GREW:
        return False
    return isinstance(effect, Tell | Changed) and effect.incident.severity is Severity.EMERGENCY
