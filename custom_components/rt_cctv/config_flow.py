"""Config flow: one menu, one kind of entry behind each choice."""

from typing import Any, override

from homeassistant.config_entries import (
    ConfigEntry,
    ConfigFlowResult,
    OptionsFlow,
)
from homeassistant.core import callback

from .const import DOMAIN, Kind
from .recorder_flow import RecorderFlow, RecorderOptionsFlow

_KINDS = [Kind.RECORDER]


class RtCctvConfigFlow(RecorderFlow, domain=DOMAIN):
    """Asks what to add and leads there."""

    VERSION = 1

    @override
    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask what to add."""
        return self.async_show_menu(step_id="user", menu_options=list(_KINDS))

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> OptionsFlow:
        return RecorderOptionsFlow()
