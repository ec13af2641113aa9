"""The options of a recorder: each slot's name and who filled it."""

from typing import Any

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.helpers.selector import SelectSelector, SelectSelectorConfig
import voluptuous as vol

from .const import CONF_SLOTS
from .eyes_flow import EyesOptionsSteps
from .recorder_forms import slot_choices, slot_schema, with_answers
from .wall_flow import WallSteps

CONF_SLOT = "slot"


class RecorderOptionsFlow(EyesOptionsSteps, WallSteps):
    """Options of a recorder."""

    _number: str

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask what to set."""
        return self.async_show_menu(
            step_id="init", menu_options=["choose_slot", "wall", "eyes", "confirmer"]
        )

    async def async_step_choose_slot(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask which slot."""
        if user_input is not None:
            self._number = user_input[CONF_SLOT]
            return await self.async_step_slot()
        choice = SelectSelector(SelectSelectorConfig(options=slot_choices(self.config_entry)))
        return self.async_show_form(
            step_id="choose_slot", data_schema=vol.Schema({vol.Required(CONF_SLOT): choice})
        )

    async def async_step_slot(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for the slot's name and who filled it."""
        options = self.config_entry.options
        if user_input is not None:
            return self.async_create_entry(data=with_answers(options, self._number, user_input))
        return self.async_show_form(
            step_id="slot",
            data_schema=slot_schema(options.get(CONF_SLOTS, {}).get(self._number, {})),
            description_placeholders={"slot": self._number},
        )
