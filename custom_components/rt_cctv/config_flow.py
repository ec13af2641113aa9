"""Config flow: one menu, one kind of entry behind each choice."""

from collections.abc import Mapping
from types import new_class
from typing import TYPE_CHECKING, Any, cast, override

from homeassistant.config_entries import (
    ConfigEntry,
    ConfigFlowResult,
    ConfigSubentryFlow,
    OptionsFlow,
)
from homeassistant.core import callback

from .const import CONF_KIND, DOMAIN, Kind
from .kinds import async_import_room
from .people_flow import subentry_flows
from .recorder_flow import RecorderFlow
from .recorder_options import RecorderOptionsFlow

if TYPE_CHECKING:
    from .city_flow import CityFlow
    from .link_flow import LinkFlow, LinkOptionsFlow

_KINDS = [Kind.RECORDER, Kind.LINK, Kind.CITY]
_SEARCH = "search"


class RtCctvConfigFlow(RecorderFlow, domain=DOMAIN):
    """Asks what to add and leads there.

    Home Assistant imports this at every start; the steps of the link and of the city, with all that
    they need, become bases of a flow that gets to them.
    """

    VERSION = 1

    @override
    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask what to add."""
        return self.async_show_menu(step_id="user", menu_options=[_SEARCH, *_KINDS])

    async def async_step_link(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Go to the steps of the link."""
        return await (await self._with_link()).async_step_link(user_input)

    async def async_step_city(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Go to the steps of the city."""
        return await (await self._with_city()).async_step_city(user_input)

    @override
    async def async_step_reauth(self, entry_data: Mapping[str, Any]) -> ConfigFlowResult:
        """Ask again for what was refused, by the kind of entry."""
        if entry_data[CONF_KIND] == Kind.LINK:
            return await (await self._with_link()).async_step_link_again()
        if entry_data[CONF_KIND] == Kind.CITY:
            return await (await self._with_city()).async_step_city_again()
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
            return await (await self._with_city()).async_step_city_again(user_input)
        return await super().async_step_reconfigure(user_input)

    async def _with_link(self) -> LinkFlow:
        room = await async_import_room(self.hass, "link_flow")
        self._add_steps(room.LinkFlow)
        return cast("LinkFlow", self)

    async def _with_city(self) -> CityFlow:
        room = await async_import_room(self.hass, "city_flow")
        self._add_steps(room.CityFlow)
        return cast("CityFlow", self)

    def _add_steps(self, steps: type) -> None:
        self.__class__ = new_class(steps.__name__, (steps, RtCctvConfigFlow))

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> OptionsFlow:
        if config_entry.data[CONF_KIND] == Kind.LINK:
            return _LinkOptionsFlow()
        return RecorderOptionsFlow()

    @classmethod
    @callback
    @override
    def async_supports_options_flow(cls, config_entry: ConfigEntry) -> bool:
        return config_entry.data.get(CONF_KIND) in {Kind.RECORDER, Kind.LINK}

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(
        cls, config_entry: ConfigEntry
    ) -> dict[str, type[ConfigSubentryFlow]]:
        """Offer people, shifts, posts and rules to a recorder."""
        recorder = config_entry.data.get(CONF_KIND) == Kind.RECORDER
        return subentry_flows() if recorder else {}


class _LinkOptionsFlow(OptionsFlow):
    """Options of the link, before their steps are imported."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Go to the steps of the link's options."""
        room = await async_import_room(self.hass, "link_flow")
        self.__class__ = room.LinkOptionsFlow
        return await cast("LinkOptionsFlow", self).async_step_init(user_input)
