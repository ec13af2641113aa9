"""Second opinions on flooding: a rain sensor, the neighbouring slot, an AI Task entity."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
import logging
from typing import Final

from homeassistant.components.camera import DOMAIN as CAMERA_DOMAIN
from homeassistant.const import STATE_ON, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import (
    CALLBACK_TYPE,
    Event,
    EventStateChangedData,
    HomeAssistant,
    State,
    callback,
)
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.event import async_track_state_change_event, async_track_time_interval

from .const import DOMAIN
from .coordinator import RecorderCoordinator, RtCctvConfigEntry
from .eyes_options import Votes, slot_eyes
from .model import Finding, FindingKind, StreamProfile

# Its own name is not imported: that would load its component on hubs that never use it.
_AI_TASK = "ai_task"

_LOGGER = logging.getLogger(__name__)

REPEAT: Final = timedelta(minutes=20)
"""A vote counts for an hour: what is still so is said again in good time."""
PATIENCE: Final = 300.0
"""Seconds that an AI Task entity has for its answer: a model on the hub itself is slow."""
_RAINY_WEATHER: Final = frozenset({"rainy", "pouring", "lightning-rainy", "hail", "snowy-rainy"})

type Say = Callable[[int, str, bool], None]
"""Takes the slot's number, the opinion's name and whether it is wet."""


def is_wet(state: State | None) -> bool | None:
    """Read a rain entity: a binary sensor, a weather entity, or a sensor of rain (any above 0)."""
    if state is None or state.state in (STATE_UNAVAILABLE, STATE_UNKNOWN):
        return None
    if state.domain == "weather":
        return state.state in _RAINY_WEATHER
    if state.domain == "sensor":
        try:
            return float(state.state) > 0
        except ValueError:
            return None
    return state.state == STATE_ON


class FloodVotes:
    """Collects the second opinions for all slots of an entry."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: RtCctvConfigEntry,
        coordinator: RecorderCoordinator,
        say: Say,
    ) -> None:
        """`say` hands an opinion to the slot's worker."""
        self._hass = hass
        self._entry = entry
        self._coordinator = coordinator
        self._say = say
        self._forget: list[CALLBACK_TYPE] = []

    @callback
    def async_start(self) -> None:
        """Listen to whomever the options name."""
        self._forget.append(async_track_time_interval(self._hass, self._repeat, REPEAT))
        for slot in self._coordinator.data.slots:
            number, votes = slot.number, slot_eyes(self._entry, slot.number).votes
            if votes.rain is not None:
                self._listen_to_rain(number, votes.rain)
            if votes.neighbour is not None:
                self._listen_to_neighbour(number, votes.neighbour)
            if votes.ai_task is not None:
                self._ask_ai(number, votes.ai_task)
        self._repeat()

    @callback
    def async_stop(self) -> None:
        """Listen to nobody."""
        for forget in self._forget:
            forget()
        self._forget = []

    @callback
    def _repeat(self, _now: datetime | None = None) -> None:
        for slot in self._coordinator.data.slots:
            votes = slot_eyes(self._entry, slot.number).votes
            self._vote_rain(slot.number, votes)
            if votes.neighbour is not None and self._floods(votes.neighbour):
                self._say(slot.number, "neighbour", True)

    def _vote_rain(self, number: int, votes: Votes) -> None:
        wet = is_wet(self._hass.states.get(votes.rain)) if votes.rain else None
        if wet is not None:
            self._say(number, "rain", wet)

    def _floods(self, number: int) -> bool:
        return self._coordinator.board.is_active(number, FindingKind.FLOODING)

    def _listen_to_rain(self, number: int, entity_id: str) -> None:
        @callback
        def changed(event: Event[EventStateChangedData]) -> None:
            wet = is_wet(event.data["new_state"])
            if wet is not None:
                self._say(number, "rain", wet)

        self._forget.append(async_track_state_change_event(self._hass, entity_id, changed))

    def _listen_to_neighbour(self, number: int, neighbour: int) -> None:
        @callback
        def found(finding: Finding) -> None:
            if finding.kind is FindingKind.FLOODING:
                self._say(number, "neighbour", finding.active)

        self._forget.append(self._coordinator.async_subscribe_findings(neighbour, found))

    def _ask_ai(self, number: int, entity_id: str) -> None:
        @callback
        def found(finding: Finding) -> None:
            if finding.kind is FindingKind.FLOODING and finding.active:
                self._entry.async_create_background_task(
                    self._hass,
                    self._async_ask_ai(number, entity_id),
                    f"rt_cctv slot {number} second opinion",
                )

        self._forget.append(self._coordinator.async_subscribe_findings(number, found))

    async def _async_ask_ai(self, number: int, entity_id: str) -> None:
        camera = er.async_get(self._hass).async_get_entity_id(
            CAMERA_DOMAIN,
            DOMAIN,
            f"{self._coordinator.key}_slot_{number}_camera_{StreamProfile.SUB}",
        )
        if camera is None:
            return
        question = _question(entity_id, camera)
        try:
            async with asyncio.timeout(PATIENCE):
                answer = await self._hass.services.async_call(
                    _AI_TASK, "generate_data", question, blocking=True, return_response=True
                )
        except (HomeAssistantError, TimeoutError) as err:
            _LOGGER.warning(
                "%s gave no opinion on slot %s: %s", entity_id, number, type(err).__name__
            )
            return
        data = answer.get("data") if answer else None
        if isinstance(data, dict) and isinstance(flooded := data.get("flooded"), bool):
            self._say(number, "ai_task", flooded)


def _question(entity_id: str, camera: str) -> dict[str, object]:
    """Return what an AI Task entity is asked of a camera's picture."""
    picture = {
        "media_content_id": f"media-source://camera/{camera}",
        "media_content_type": "image/jpeg",
    }
    return {
        "entity_id": entity_id,
        "task_name": "rt_cctv flooding",
        "instructions": (
            "This is a street seen by a fixed camera. Is the road covered by standing or "
            "flowing water, deeper than a wet surface? Answer only by the field."
        ),
        "structure": {"flooded": {"selector": {"boolean": {}}, "required": True}},
        "attachments": [picture],
    }
