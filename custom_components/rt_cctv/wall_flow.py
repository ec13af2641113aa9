"""The options step that says who may see which slot."""

from typing import Any

from homeassistant.config_entries import ConfigFlowResult, OptionsFlowWithReload
from homeassistant.helpers.selector import (
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)
import voluptuous as vol

from .const import CONF_SLOTS, CONF_VISIBILITY, Visibility
from .coordinator import RtCctvConfigEntry
from .recorder_forms import known_slots, slot_choices

CONF_ON_WALL = "on_wall"
CONF_FOR_RESIDENTS = "for_residents"
CONF_HIDDEN = "hidden"


class WallSteps(OptionsFlowWithReload):
    """Asks which slots the displays, the residents and nobody may see."""

    config_entry: RtCctvConfigEntry

    async def async_step_wall(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for all slots at once."""
        options = self.config_entry.options
        slots: dict[str, dict[str, str]] = dict(options.get(CONF_SLOTS, {}))
        known = known_slots(self.config_entry)
        if user_input is not None:
            for slot in known:
                number = str(slot.number)
                visibility = _visibility(number, user_input)
                slots[number] = {**slots.get(number, {}), CONF_VISIBILITY: visibility}
            return self.async_create_entry(data={**options, CONF_SLOTS: slots})
        choices = SelectSelector(
            SelectSelectorConfig(
                options=slot_choices(self.config_entry),
                multiple=True,
                mode=SelectSelectorMode.LIST,
            )
        )
        now = {
            str(s.number): slots.get(str(s.number), {}).get(CONF_VISIBILITY, Visibility.WALL)
            for s in known
        }
        shown = {
            CONF_ON_WALL: [
                n for n, v in now.items() if v in (Visibility.WALL, Visibility.EVERYBODY)
            ],
            CONF_FOR_RESIDENTS: [n for n, v in now.items() if v == Visibility.EVERYBODY],
            CONF_HIDDEN: [n for n, v in now.items() if v == Visibility.HIDDEN],
        }
        schema = {vol.Required(key, default=numbers): choices for key, numbers in shown.items()}
        return self.async_show_form(step_id="wall", data_schema=vol.Schema(schema))


def _visibility(number: str, said: dict[str, Any]) -> str:
    """Return what the lists say of a slot; the more careful word counts."""
    if number in said[CONF_HIDDEN]:
        return Visibility.HIDDEN
    if number in said[CONF_FOR_RESIDENTS]:
        return Visibility.EVERYBODY
    return Visibility.WALL if number in said[CONF_ON_WALL] else Visibility.VOLUNTEERS
