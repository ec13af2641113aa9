"""The options of the hub's eyes: what to look for on a slot, how keenly, when, and whom to ask."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.config_entries import ConfigFlowResult, OptionsFlowWithReload
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    EntitySelector,
    EntitySelectorConfig,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectSelector,
    SelectSelectorConfig,
    TextSelector,
    TimeSelector,
)
import voluptuous as vol

from .confirmer import ConfirmerError, async_prepare
from .const import CONF_CONFIRMER
from .coordinator import RtCctvConfigEntry
from .eyes_options import (
    HUB_KINDS_IN_ORDER,
    raw_slot_eyes,
    slot_eyes,
    with_kind,
    with_slot_eyes,
)
from .model import FindingKind
from .recorder_forms import slot_choices
from .vision.settings import DEFAULT_MINUTES

_SLOT: Final = "slot"
_KINDS: Final = "kinds"
_TUNE: Final = "tune"
_VOTES: Final = "votes"
_KIND_OPTIONS: Final = [str(kind) for kind in HUB_KINDS_IN_ORDER]
_RAIN: Final = EntitySelector(EntitySelectorConfig(domain=["binary_sensor", "sensor", "weather"]))
_AI_TASK: Final = EntitySelector(EntitySelectorConfig(domain="ai_task"))
_SENSITIVITY: Final = NumberSelector(
    NumberSelectorConfig(min=1, max=100, step=1, mode=NumberSelectorMode.SLIDER)
)
_MINUTES: Final = NumberSelector(
    NumberSelectorConfig(min=0.5, max=720, step=0.5, mode=NumberSelectorMode.BOX)
)


class EyesOptionsSteps(OptionsFlowWithReload):
    """The steps; the options flow of a recorder leads to `eyes` and `confirmer`."""

    config_entry: RtCctvConfigEntry
    _eyes_number: int
    _eyes_kind: FindingKind

    async def async_step_eyes(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask which slot."""
        if user_input is not None:
            self._eyes_number = int(user_input[_SLOT])
            return await self.async_step_eyes_slot()
        choice = SelectSelector(SelectSelectorConfig(options=slot_choices(self.config_entry)))
        return self.async_show_form(
            step_id="eyes", data_schema=vol.Schema({vol.Required(_SLOT): choice})
        )

    async def async_step_eyes_slot(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask what to look for, whom to ask about floods, and whether to tune something."""
        if user_input is not None:
            options = self._with_answers(user_input)
            if (tune := user_input.get(_TUNE)) is None:
                return self.async_create_entry(data=options)
            self.hass.config_entries.async_update_entry(self.config_entry, options=options)
            self._eyes_kind = FindingKind(tune)
            return await self.async_step_eyes_kind()
        return self.async_show_form(
            step_id="eyes_slot",
            data_schema=self._slot_schema(),
            description_placeholders={"slot": str(self._eyes_number)},
        )

    async def async_step_eyes_kind(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask how keenly, after how many minutes and in which hours."""
        kind, errors = self._eyes_kind, {}
        if user_input is not None:
            begin, end = user_input.get("begin"), user_input.get("end")
            if (begin is None) != (end is None) or (begin is not None and begin == end):
                errors["base"] = "hours_incomplete"
            else:
                return self.async_create_entry(
                    data=with_kind(
                        self.config_entry,
                        self._eyes_number,
                        kind,
                        sensitivity=int(user_input["sensitivity"]),
                        minutes=user_input.get("minutes"),
                        hours=[begin, end] if begin else None,
                    )
                )
        return self.async_show_form(
            step_id="eyes_kind",
            data_schema=self.add_suggested_values_to_schema(
                _kind_schema(kind), user_input or self._kind_shown(kind)
            ),
            errors=errors,
            description_placeholders={"slot": str(self._eyes_number)},
        )

    async def async_step_confirmer(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the detector's model; leaving all empty switches the confirmer off."""
        errors = {}
        if user_input is not None:
            given = {key: value.strip() for key, value in user_input.items() if value.strip()}
            try:
                if given:
                    await async_prepare(self.hass, given)
            except ConfirmerError as err:
                errors["base"] = str(err.translation_key)
            else:
                return self.async_create_entry(
                    data={**self.config_entry.options, CONF_CONFIRMER: given}
                )
        fields = ("param", "weights", "param_sha256", "weights_sha256")
        schema = vol.Schema({vol.Optional(name): TextSelector() for name in fields})
        shown = user_input or self.config_entry.options.get(CONF_CONFIRMER, {})
        return self.async_show_form(
            step_id="confirmer",
            data_schema=self.add_suggested_values_to_schema(schema, shown),
            errors=errors,
        )

    def _slot_schema(self) -> vol.Schema:
        eyes = slot_eyes(self.config_entry, self._eyes_number)
        on = [str(kind) for kind in HUB_KINDS_IN_ORDER if eyes.kind(kind).on]
        kinds = SelectSelectorConfig(
            options=_KIND_OPTIONS, multiple=True, translation_key="hub_kind"
        )
        others = SelectSelectorConfig(
            options=slot_choices(self.config_entry, without=self._eyes_number)
        )
        votes = eyes.votes
        neighbour = None if votes.neighbour is None else str(votes.neighbour)
        return vol.Schema(
            {
                vol.Required(_KINDS, default=on): SelectSelector(kinds),
                vol.Optional(_TUNE): SelectSelector(
                    SelectSelectorConfig(options=_KIND_OPTIONS, translation_key="hub_kind")
                ),
                vol.Required(_VOTES): section(
                    vol.Schema(
                        {
                            _suggesting("rain", votes.rain): _RAIN,
                            _suggesting("neighbour", neighbour): SelectSelector(others),
                            _suggesting("ai_task", votes.ai_task): _AI_TASK,
                        }
                    ),
                    {"collapsed": True},
                ),
            }
        )

    def _with_answers(self, user_input: Mapping[str, Any]) -> dict[str, Any]:
        raw = raw_slot_eyes(self.config_entry, self._eyes_number)
        kinds = {
            kind: {**raw.get("kinds", {}).get(kind, {}), "on": kind in user_input[_KINDS]}
            for kind in _KIND_OPTIONS
            if kind in user_input[_KINDS] or kind in raw.get("kinds", {})
        }
        votes = dict(user_input[_VOTES])
        if "neighbour" in votes:
            votes["neighbour"] = int(votes["neighbour"])
        return with_slot_eyes(
            self.config_entry, self._eyes_number, {**raw, "kinds": kinds, "votes": votes}
        )

    def _kind_shown(self, kind: FindingKind) -> dict[str, Any]:
        given = slot_eyes(self.config_entry, self._eyes_number).kind(kind)
        begin, end = given.hours or (None, None)
        return {
            "sensitivity": given.sensitivity,
            "minutes": given.minutes or DEFAULT_MINUTES.get(kind),
            "begin": begin and begin.isoformat(),
            "end": end and end.isoformat(),
        }


def _suggesting(name: str, value: str | None) -> vol.Optional:
    return vol.Optional(name, description={"suggested_value": value})


def _kind_schema(kind: FindingKind) -> vol.Schema:
    minutes = {vol.Optional("minutes"): _MINUTES} if kind in DEFAULT_MINUTES else {}
    return vol.Schema(
        {
            vol.Required("sensitivity", default=50): _SENSITIVITY,
            **minutes,
            vol.Optional("begin"): TimeSelector(),
            vol.Optional("end"): TimeSelector(),
        }
    )
