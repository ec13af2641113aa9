"""Config flow: one menu, one kind of entry behind each choice."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.config_entries import (
    ConfigEntry,
    ConfigFlowResult,
    ConfigSubentryFlow,
    OptionsFlow,
)
from homeassistant.core import callback

from .city_flow import CityFlow
from .const import CONF_KIND, DOMAIN, Kind
from .link_flow import LinkFlow, LinkOptionsFlow
from .people_flow import subentry_flows
from .recorder_flow import RecorderFlow
from .recorder_options import RecorderOptionsFlow

_KINDS = [Kind.RECORDER, Kind.LINK, Kind.CITY]
_SEARCH = "search"


class RtCctvConfigFlow(LinkFlow, CityFlow, RecorderFlow, domain=DOMAIN):
    """Asks what to add and leads there."""

    VERSION = 1

    @override
    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask what to add."""
        return self.async_show_menu(step_id="user", menu_options=[_SEARCH, *_KINDS])

    @override
    async def async_step_reauth(self, entry_data: Mapping[str, Any]) -> ConfigFlowResult:
        """Ask again for what was refused, by the kind of entry."""
        if entry_data[CONF_KIND] == Kind.LINK:
            return await self.async_step_link_again()
        if entry_data[CONF_KIND] == Kind.CITY:
            return await self.async_step_city_again()
        return await super().async_step_reauth(entry_data)

    @override
    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for another address, by the kind of entry."""
        kind = self._get_reconfigure_entry().data[CONF_KIND]
        if kind == Kind.LINK:
            return self.async_abort(reason="link_has_no_address")
        if kind == Kind.CITY:
            return await self.async_step_city_again(user_input)
        return await super().async_step_reconfigure(user_input)

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> OptionsFlow:
        if config_entry.data[CONF_KIND] == Kind.LINK:
            return LinkOptionsFlow()
        return RecorderOptionsFlow()

    @classmethod
    @callback
    @override
    def async_supports_options_flow(cls, config_entry: ConfigEntry) -> bool:
        return bool(config_entry.data[CONF_KIND] != Kind.CITY)

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(
        cls, config_entry: ConfigEntry
    ) -> dict[str, type[ConfigSubentryFlow]]:
        """Offer people, shifts, posts and rules to a recorder."""
        return subentry_flows(config_entry) if config_entry.data[CONF_KIND] == Kind.RECORDER else {}
