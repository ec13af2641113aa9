"""The flow's steps for the city's side: broker, database, scope."""

import asyncio
from typing import Any, Final

from aiomqtt import ProtocolVersion
from homeassistant.config_entries import (
    SOURCE_REAUTH,
    SOURCE_RECONFIGURE,
    ConfigFlow,
    ConfigFlowResult,
)
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_USERNAME
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
import voluptuous as vol

from .city_core import CONF_CA, async_open_store, broker_of
from .const import CONF_BROKER, CONF_DATABASE, CONF_KIND, CONF_SCOPE, CONF_TLS, Kind
from .sync.areas import Level, areas
from .sync.broker import Broker, DisconnectedError, RefusedError, connection, tls_context
from .sync.store import StoreError

CONF_PUBLIC: Final = "public"
_PASSWORD = TextSelector(TextSelectorConfig(type=TextSelectorType.PASSWORD))
_LINES = TextSelector(TextSelectorConfig(type=TextSelectorType.TEXT, multiline=True))
_TRIES: Final = 2
_PATIENCE: Final = 15.0
_PORT = vol.All(int, vol.Range(1, 65535))


def _schema() -> vol.Schema:
    kecamatan = [
        SelectOptionDict(value=area.code, label=area.name)
        for area in areas().values()
        if area.level is Level.KECAMATAN
    ]
    scope = SelectSelector(
        SelectSelectorConfig(options=kecamatan, multiple=True, mode=SelectSelectorMode.DROPDOWN)
    )
    public = vol.Schema({vol.Optional(CONF_HOST): str, vol.Optional(CONF_PORT): _PORT})
    return vol.Schema(
        {
            vol.Required(CONF_HOST): str,
            vol.Required(CONF_PORT, default=8883): _PORT,
            vol.Required(CONF_TLS, default=True): bool,
            vol.Optional(CONF_CA): _LINES,
            vol.Required(CONF_USERNAME, default="collector"): str,
            vol.Required(CONF_PASSWORD): _PASSWORD,
            vol.Optional(CONF_DATABASE): _PASSWORD,
            vol.Required(CONF_SCOPE, default=[]): scope,
            vol.Required(CONF_PUBLIC): section(public, {"collapsed": True}),
        }
    )


class CityFlow(ConfigFlow):
    """Steps of kind city."""

    async def async_step_city(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for the broker, the database and the scope, and try both."""
        # A form that was left open somewhere must not stand in the way.
        await self.async_set_unique_id(Kind.CITY, raise_on_progress=False)
        self._abort_if_unique_id_configured(error="city_already_configured")
        return await self._ask_city("city", user_input, None)

    async def async_step_city_again(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask again for what changed, or what was refused."""
        again = self.source == SOURCE_REAUTH
        entry = self._get_reauth_entry() if again else self._get_reconfigure_entry()
        return await self._ask_city("city_again", user_input, dict(entry.data))

    async def _ask_city(
        self, step: str, user_input: dict[str, Any] | None, shown: dict[str, Any] | None
    ) -> ConfigFlowResult:
        await self.hass.async_add_executor_job(areas)
        errors: dict[str, str] = {}
        placeholders = {"error": ""}
        if user_input is not None:
            data = dict(user_input)
            data[CONF_BROKER] = data.pop(CONF_PUBLIC, {})
            data[CONF_KIND] = Kind.CITY
            data[CONF_HOST] = data[CONF_HOST].strip()
            await self._try_city(data, errors, placeholders)
            if not errors:
                return self._finish_city(data)
        if shown is not None:
            hidden = {CONF_PASSWORD, CONF_DATABASE}
            shown = {key: value for key, value in shown.items() if key not in hidden}
            shown[CONF_PUBLIC] = shown.pop(CONF_BROKER, {})
        return self.async_show_form(
            step_id=step,
            data_schema=self.add_suggested_values_to_schema(_schema(), user_input or shown),
            errors=errors,
            description_placeholders=placeholders,
        )

    def _finish_city(self, data: dict[str, Any]) -> ConfigFlowResult:
        if self.source == SOURCE_REAUTH:
            return self.async_update_reload_and_abort(
                self._get_reauth_entry(), data=data, reason="reauth_successful"
            )
        if self.source == SOURCE_RECONFIGURE:
            return self.async_update_reload_and_abort(
                self._get_reconfigure_entry(), data=data, reason="city_changed"
            )
        return self.async_create_entry(title="Kota Semarang", data=data)

    async def _try_broker(self, broker: Broker) -> dict[str, str]:
        """Return the errors of the form: connect, and again where a busy machine missed the first time."""
        try:
            context = await self.hass.async_add_executor_job(tls_context, broker)
        except OSError, ValueError:
            # ssl.SSLError is an OSError.
            return {CONF_CA: "city_ca"}
        for _ in range(_TRIES):
            try:
                async with (
                    asyncio.timeout(_PATIENCE),
                    connection(broker, version=ProtocolVersion.V311, context=context, keepalive=30),
                ):
                    return {}
            except RefusedError:
                return {"base": "city_refused"}
            except DisconnectedError, TimeoutError:
                continue
        return {"base": "city_no_broker"}

    async def _try_city(
        self, data: dict[str, Any], errors: dict[str, str], placeholders: dict[str, str]
    ) -> None:
        errors.update(await self._try_broker(broker_of(data)))
        if errors:
            return
        try:
            store = await async_open_store(self.hass, data)
        except StoreError as err:
            errors[CONF_DATABASE] = "city_no_database"
            placeholders["error"] = str(err)
        else:
            await self.hass.async_add_executor_job(store.close)
