"""Repairs that Home Assistant can make: they ask first, do it, and read back what came of it."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.repairs import ConfirmRepairFlow, RepairsFlow, RepairsFlowResult
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_NAME
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import voluptuous as vol

from .care_rules import Repair
from .const import CONF_BRAND, CONF_OWNER
from .coordinator import RtCctvConfigEntry
from .entity import slot_settings
from .errors import error_key, error_placeholders
from .eyes_options import slot_eyes, with_watch
from .nvr.base import CannotConnectError, Recorder, RecorderError
from .recorder_forms import CONF_WATCH, slot_schema, watch_schema, with_answers

type IssueData = dict[str, str | int | float | None]


class _RecorderRepair(RepairsFlow, ABC):
    """A repair of one recorder."""

    def __init__(self, entry: RtCctvConfigEntry, told: Mapping[str, object]) -> None:
        """Remember whose it is, and what the issue told."""
        self._entry = entry
        self._slot = int(str(told.get("slot") or 0))
        self._told = {key: str(value) for key, value in told.items()}

    @property
    def _loaded(self) -> bool:
        """Whether the recorder is still set up: a form may stay open for long."""
        return self._entry.state is ConfigEntryState.LOADED

    @property
    def _placeholders(self) -> dict[str, str]:
        name = slot_settings(self._entry, self._slot).get(CONF_NAME)
        slot = f"{self._slot} ({name})" if name else f"{self._slot}"
        return {**self._told, "recorder": self._entry.title, "slot": slot}

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Begin."""
        return await self.async_step_confirm()

    @abstractmethod
    async def async_step_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Ask, then put it right."""


class _Setting(_RecorderRepair, ABC):
    """Sets something on the recorder, and lets the next look say whether it is so."""

    @override
    async def async_step_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Ask, then put it right; where that fails, say why and ask again."""
        errors: dict[str, str] = {}
        placeholders = self._placeholders
        if user_input is not None:
            try:
                await self._set_and_look()
            except RecorderError as err:
                errors["base"] = error_key(err)
                placeholders |= error_placeholders(err)
            else:
                return self.async_create_entry(data={})
        return self.async_show_form(
            step_id="confirm",
            data_schema=vol.Schema({}),
            errors=errors,
            description_placeholders=placeholders,
        )

    async def _set_and_look(self) -> None:
        if not self._loaded:
            raise CannotConnectError("The recorder was let go of meanwhile")
        coordinator = self._entry.runtime_data.coordinator
        await self._set(coordinator.recorder)
        await coordinator.async_refresh()

    @abstractmethod
    async def _set(self, recorder: Recorder) -> None:
        """Set it; raises RecorderError."""


class SetClock(_Setting):
    """Sets the recorder's clock to the hub's."""

    @override
    async def _set(self, recorder: Recorder) -> None:
        await recorder.set_clock(dt_util.utcnow())


class SetSubStream(_Setting):
    """Makes a slot's sub-stream H.264."""

    @override
    async def _set(self, recorder: Recorder) -> None:
        await recorder.set_sub_stream_h264(self._slot)


class NameCamera(_RecorderRepair):
    """Asks who filled a slot, and what it looks at."""

    @override
    async def async_step_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        entry = self._entry
        if user_input is None:
            # Who filled it before is no answer to who filled it now.
            shown = {CONF_NAME: slot_settings(entry, self._slot).get(CONF_NAME, "")}
            schema = slot_schema(shown, owner_needed=True)
            if not any(given.on for given in slot_eyes(entry, self._slot).kinds.values()):
                schema = schema.extend(watch_schema(entry.data[CONF_BRAND]))
            return self.async_show_form(
                step_id="confirm",
                data_schema=schema,
                description_placeholders=self._placeholders,
            )
        answers = dict(user_input)
        options: Mapping[str, Any] = entry.options
        if answers.pop(CONF_WATCH, False):
            options = with_watch(options, [self._slot])
        if self._loaded:
            entry.runtime_data.care.answer(self._slot, answers[CONF_OWNER])
        self.hass.config_entries.async_update_entry(
            entry, options=with_answers(options, str(self._slot), answers)
        )
        self.hass.config_entries.async_schedule_reload(entry.entry_id)
        return self.async_create_entry(data={})


_FIXES: dict[str, type[_RecorderRepair]] = {
    Repair.CLOCK_OFF: SetClock,
    Repair.SUB_STREAM_CODEC: SetSubStream,
    Repair.NEW_CAMERA: NameCamera,
}


async def async_create_fix_flow(
    hass: HomeAssistant, issue_id: str, data: IssueData | None
) -> RepairsFlow:
    """Return the flow for one of our issues; a mere confirmation where its recorder is gone."""
    told = data or {}
    entry: RtCctvConfigEntry | None = hass.config_entries.async_get_entry(str(told.get("entry_id")))
    fix = _FIXES.get(str(told.get("kind")))
    if entry is None or fix is None or entry.state is not ConfigEntryState.LOADED:
        return ConfirmRepairFlow()
    return fix(entry, told)
