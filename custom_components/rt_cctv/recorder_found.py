"""The flow's steps for recorders that were found: by their network card, or by asking around.

Nothing here logs in. What was found is only ever an address to ask the user about, or a new
address of a recorder that is known already.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, override

from homeassistant.config_entries import ConfigEntry, ConfigFlow, ConfigFlowResult
from homeassistant.const import CONF_HOST, CONF_NAME, CONF_PORT
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.selector import SelectOptionDict, SelectSelector, SelectSelectorConfig
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo
import voluptuous as vol

from .const import (
    CONF_ADVANCED,
    CONF_BRAND,
    CONF_DIGEST_ONLY,
    CONF_ENDPOINT,
    CONF_KIND,
    CONF_SOURCES,
    CONF_TLS,
    CONF_VERIFY_TLS,
    Kind,
)
from .errors import error_key, error_placeholders
from .model import Brand, RecorderState
from .nvr.base import InvalidAuthError, RecorderError, UnsafeLoginError
from .nvr.discovery import Discovered, discover
from .nvr.makers import brand_of_mac
from .nvr.probe import Found, probe
from .recorder_entry import open_recorder, recorder_config
from .recorder_forms import AUTO

_MAKERS = {Brand.HIKVISION: "Hikvision", Brand.DAHUA: "Dahua", Brand.ONVIF: "ONVIF"}


async def async_probe(
    hass: HomeAssistant, data: Mapping[str, Any], *, other_doors: bool = True
) -> Found:
    """Find out what speaks at an address, without a login; raises RecorderError."""
    verify = bool(data.get(CONF_VERIFY_TLS, True))
    return await probe(
        async_get_clientsession(hass, verify_ssl=verify),
        data[CONF_HOST],
        data[CONF_PORT],
        tls=bool(data.get(CONF_TLS, False)),
        verify_tls=verify,
        other_doors=other_doors,
    )


class FoundFlow(ConfigFlow, ABC):
    """Steps before the recorder's own: finding it, and finding out what it speaks."""

    suggested: Mapping[str, Any] = {}
    """What the recorder's form shows at first."""
    _refused: dict[str, Any] | None = None
    _endpoint: str | None = None
    _nearby: Mapping[str, Discovered] = {}

    @abstractmethod
    async def async_step_recorder(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for address and password."""

    async def async_step_search(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask around on the network, and let the user choose."""
        if user_input is not None:
            found = self._nearby[user_input[CONF_HOST]]
            self._suggest(found.host, found.port, tls=found.tls)
            self._endpoint = found.endpoint
            return await self.async_step_recorder()
        known = {entry.data.get(CONF_HOST) for entry in self._async_current_entries()}
        self._nearby = {d.host: d for d in await discover() if d.host not in known}
        if not self._nearby:
            form = await self.async_step_recorder()
            # Without a word it would look as if nobody had searched.
            form["errors"] = {"base": "none_found"}
            return form
        choices = [
            SelectOptionDict(value=host, label=f"{d.name or d.hardware or host} ({host})")
            for host, d in self._nearby.items()
        ]
        selector = SelectSelector(SelectSelectorConfig(options=choices))
        return self.async_show_form(
            step_id="search", data_schema=vol.Schema({vol.Required(CONF_HOST): selector})
        )

    @override
    async def async_step_dhcp(self, discovery_info: DhcpServiceInfo) -> ConfigFlowResult:
        """Take in an address that was given to a maker's network card."""
        mac = dr.format_mac(discovery_info.macaddress)
        for entry in self._async_current_entries():
            if _has_card(self.hass, entry, mac):
                return await self._heal(entry, discovery_info.ip)
        await self.async_set_unique_id(mac)
        self._abort_if_unique_id_configured()
        name = _MAKERS.get(brand_of_mac(mac) or Brand.RTSP, discovery_info.hostname)
        return await self._offer(discovery_info.ip, 80, tls=False, name=name)

    @override
    async def async_step_integration_discovery(
        self, discovery_info: Mapping[str, Any]
    ) -> ConfigFlowResult:
        """Take in a device that answered when we asked around."""
        self._endpoint = discovery_info[CONF_ENDPOINT]
        for entry in self._async_current_entries():
            if entry.data.get(CONF_ENDPOINT) == self._endpoint:
                return await self._heal(entry, discovery_info[CONF_HOST])
        await self.async_set_unique_id(self._endpoint)
        self._abort_if_unique_id_configured()
        return await self._offer(
            discovery_info[CONF_HOST],
            discovery_info[CONF_PORT],
            tls=discovery_info[CONF_TLS],
            name=discovery_info[CONF_NAME],
        )

    async def _offer(self, host: str, port: int, *, tls: bool, name: str) -> ConfigFlowResult:
        """Offer a device to the user, if it speaks as a recorder does."""
        self._async_abort_entries_match({CONF_HOST: host})
        where = {CONF_HOST: host, CONF_PORT: port, CONF_TLS: tls, CONF_VERIFY_TLS: False}
        try:
            found = await async_probe(self.hass, where, other_doors=False)
        except RecorderError:
            return self.async_abort(reason="not_a_recorder")
        name = name or _MAKERS.get(found.brand, "RTSP")
        self.context["title_placeholders"] = {"name": f"{name} ({host})"}
        self._suggest(host, found.port, tls=found.tls)
        return await self.async_step_recorder()

    async def _heal(self, entry: ConfigEntry, host: str) -> ConfigFlowResult:
        """Follow a known recorder to its new address, if the same protocol is spoken there.

        Anybody on the network can say that it moved, so Basic is never answered there.
        """
        if entry.data[CONF_HOST] == host:
            return self.async_abort(reason="already_configured")
        try:
            found = await async_probe(self.hass, {**entry.data, CONF_HOST: host}, other_doors=False)
        except RecorderError:
            return self.async_abort(reason="not_a_recorder")
        if Brand(entry.data[CONF_BRAND]) not in found.brands:
            return self.async_abort(reason="not_a_recorder")
        return self.async_update_reload_and_abort(
            entry,
            data_updates={CONF_HOST: host, CONF_DIGEST_ONLY: True},
            reason="already_configured",
        )

    def _suggest(self, host: str, port: int, *, tls: bool) -> None:
        # Recorders sign their own certificates; whoever found one on the own network knows that.
        advanced = {CONF_BRAND: AUTO, CONF_PORT: port, CONF_TLS: tls, CONF_VERIFY_TLS: not tls}
        self.suggested = {CONF_HOST: host, CONF_ADVANCED: advanced}

    async def find_brand(
        self, data: dict[str, Any], errors: dict[str, str], placeholders: dict[str, str]
    ) -> bool:
        """Put the brand into `data`, found without a login where the user didn't say it."""
        data[CONF_KIND] = Kind.RECORDER
        if data == self._refused:
            errors["base"] = error_key(InvalidAuthError())
            return False
        self._asked = dict(data)
        if data.get(CONF_BRAND, AUTO) != AUTO:
            return True
        try:
            found = await async_probe(self.hass, data)
        except RecorderError as err:
            errors["base"] = error_key(err)
            placeholders.update(error_placeholders(err))
            return False
        data |= {CONF_BRAND: found.brand, CONF_PORT: found.port, CONF_TLS: found.tls}
        return True

    _asked: dict[str, Any]

    async def look(
        self, data: dict[str, Any], errors: dict[str, str], placeholders: dict[str, str]
    ) -> RecorderState | None:
        """Look at the recorder; a password that it refused is not sent a second time."""
        recorder = await open_recorder(self.hass, recorder_config(data))
        try:
            state = await recorder.poll()
        except RecorderError as err:
            errors["base"] = error_key(err)
            placeholders.update(error_placeholders(err))
            if isinstance(err, InvalidAuthError) and not isinstance(err, UnsafeLoginError):
                self._refused = self._asked
            return None
        finally:
            await recorder.close()
        if recorder.sources:
            data[CONF_SOURCES] = {str(n): token for n, token in recorder.sources.items()}
        if self._endpoint is not None:
            data[CONF_ENDPOINT] = self._endpoint
        return state


def _has_card(hass: HomeAssistant, entry: ConfigEntry, mac: str) -> bool:
    card = (dr.CONNECTION_NETWORK_MAC, mac)
    found = dr.async_get(hass).async_get_device_by_connection(card, config_entry_id=entry.entry_id)
    return entry.data.get(CONF_KIND) == Kind.RECORDER and found is not None
