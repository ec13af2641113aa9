"""The flow's steps for a recorder: adding it, its password, its address, its slots."""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import (
    SOURCE_REAUTH,
    ConfigFlow,
    ConfigFlowResult,
    OptionsFlowWithReload,
)
from homeassistant.const import CONF_HOST, CONF_NAME, CONF_PASSWORD, CONF_PORT, CONF_USERNAME
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
from homeassistant.helpers.translation import async_get_translations
import voluptuous as vol

from .const import (
    CONF_ADVANCED,
    CONF_BRAND,
    CONF_KEY,
    CONF_KIND,
    CONF_OWNER,
    CONF_SLOTS,
    CONF_TLS,
    CONF_VERIFY_TLS,
    DOMAIN,
    Kind,
)
from .errors import error_key, error_placeholders
from .model import Brand, RecorderInfo, RecorderState, Slot, SlotOwner, SlotStatus
from .nvr.base import InvalidAuthError, RecorderError
from .recorder_entry import forget_login, open_recorder, recorder_config

CONF_SLOT = "slot"
SLOTS_ASKED = 16
"""So many slots are asked about at once; those of larger recorders have the options."""

_PASSWORD = TextSelector(TextSelectorConfig(type=TextSelectorType.PASSWORD))
_OWNER = SelectSelector(
    SelectSelectorConfig(options=[str(o) for o in SlotOwner], translation_key=CONF_OWNER)
)
_LOGIN = {vol.Required(CONF_USERNAME, default="admin"): str, vol.Required(CONF_PASSWORD): _PASSWORD}
_ADDRESS = {
    vol.Required(CONF_HOST): str,
    **_LOGIN,
    vol.Required(CONF_ADVANCED): section(
        vol.Schema(
            {
                vol.Required(CONF_PORT, default=80): vol.All(int, vol.Range(1, 65535)),
                vol.Required(CONF_TLS, default=False): bool,
                vol.Required(CONF_VERIFY_TLS, default=True): bool,
            }
        ),
        {"collapsed": True},
    ),
}


class RecorderFlow(ConfigFlow):
    """Steps of kind recorder."""

    _data: dict[str, Any]
    _state: RecorderState
    _refused: dict[str, Any] | None = None

    async def async_step_recorder(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for address and password, and look at the recorder."""
        errors: dict[str, str] = {}
        placeholders: dict[str, str] = {}
        if user_input is not None:
            data = _flat(user_input)
            state = await self._look(data, errors, placeholders)
            if state is not None:
                await self.async_set_unique_id(state.info.serial)
                self._abort_if_unique_id_configured()
                self._data, self._state = {**data, CONF_KEY: state.info.serial}, state
                return await self.async_step_slots()
        return self.async_show_form(
            step_id="recorder",
            data_schema=self.add_suggested_values_to_schema(vol.Schema(_ADDRESS), user_input),
            errors=errors,
            description_placeholders=placeholders,
        )

    async def async_step_slots(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """List the slots with their state; ask for the filled ones' names and owners."""
        filled = [s for s in self._state.slots if s.status is not SlotStatus.EMPTY][:SLOTS_ASKED]
        if user_input is not None or not filled:
            slots = {
                str(slot.number): settings
                for slot in filled
                if (settings := (user_input or {}).get(f"slot_{slot.number}"))
            }
            return self.async_create_entry(
                title=_title(self._state.info), data=self._data, options={CONF_SLOTS: slots}
            )
        schema = {
            vol.Required(f"slot_{slot.number}"): section(
                _slot_schema({CONF_NAME: slot.name, CONF_OWNER: _likely_owner(slot)}),
                {"collapsed": False},
            )
            for slot in filled
        }
        return self.async_show_form(
            step_id="slots",
            data_schema=vol.Schema(schema),
            description_placeholders={
                "recorder": _title(self._state.info),
                "slots": await self._slot_list(),
            },
        )

    async def async_step_reauth(self, entry_data: Mapping[str, Any]) -> ConfigFlowResult:
        """Begin to ask for a new password."""
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the recorder's new password."""
        entry = self._get_reauth_entry()
        return await self._ask_again("reauth_confirm", _LOGIN, entry.data, user_input)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for another address or password of the same recorder."""
        entry = self._get_reconfigure_entry()
        return await self._ask_again("reconfigure", _ADDRESS, entry.data, user_input)

    async def _ask_again(
        self,
        step_id: str,
        schema: dict[Any, Any],
        old: Mapping[str, Any],
        user_input: dict[str, Any] | None,
    ) -> ConfigFlowResult:
        errors: dict[str, str] = {}
        placeholders: dict[str, str] = {}
        if user_input is not None:
            data = {**old, **_flat(user_input)}
            state = await self._look(data, errors, placeholders)
            if state is not None:
                return await self._finish_again(data, state)
        shown = user_input or {
            CONF_HOST: old[CONF_HOST],
            CONF_USERNAME: old[CONF_USERNAME],
            CONF_ADVANCED: {key: old[key] for key in (CONF_PORT, CONF_TLS, CONF_VERIFY_TLS)},
        }
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(vol.Schema(schema), shown),
            errors=errors,
            description_placeholders=placeholders,
        )

    async def _finish_again(self, data: dict[str, Any], state: RecorderState) -> ConfigFlowResult:
        await self.async_set_unique_id(state.info.serial)
        self._abort_if_unique_id_mismatch(reason="wrong_recorder")
        reauth = self.source == SOURCE_REAUTH
        entry = self._get_reauth_entry() if reauth else self._get_reconfigure_entry()
        forget_login(self.hass, entry)
        return self.async_update_reload_and_abort(entry, data=data)

    async def _look(
        self, data: dict[str, Any], errors: dict[str, str], placeholders: dict[str, str]
    ) -> RecorderState | None:
        """Look at the recorder; a password that it refused is not sent a second time."""
        data.setdefault(CONF_KIND, Kind.RECORDER)
        data.setdefault(CONF_BRAND, Brand.HIKVISION)
        if data == self._refused:
            errors["base"] = error_key(InvalidAuthError())
            return None
        recorder = open_recorder(self.hass, recorder_config(data))
        try:
            return await recorder.poll()
        except RecorderError as err:
            errors["base"] = error_key(err)
            placeholders.update(error_placeholders(err))
            if isinstance(err, InvalidAuthError):
                self._refused = data
            return None
        finally:
            await recorder.close()

    async def _slot_list(self) -> str:
        words = await async_get_translations(
            self.hass, self.hass.config.language, "entity", {DOMAIN}
        )
        prefix = f"component.{DOMAIN}.entity.sensor.slot_status.state."
        return "\n".join(
            f"- {slot.number}. {slot.name}: **{words.get(prefix + slot.status, slot.status)}**"
            for slot in self._state.slots
        )


class RecorderOptionsFlow(OptionsFlowWithReload):
    """Options of a recorder."""

    _number: str

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask what to set."""
        return self.async_show_menu(step_id="init", menu_options=["choose_slot"])

    async def async_step_choose_slot(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask which slot."""
        if user_input is not None:
            self._number = user_input[CONF_SLOT]
            return await self.async_step_slot()
        slots = self.config_entry.runtime_data.coordinator.data.slots
        settings = self.config_entry.options.get(CONF_SLOTS, {})
        choices = [
            SelectOptionDict(
                value=str(slot.number),
                label=f"{slot.number}. "
                + settings.get(str(slot.number), {}).get(CONF_NAME, slot.name),
            )
            for slot in slots
        ]
        return self.async_show_form(
            step_id="choose_slot",
            data_schema=vol.Schema(
                {vol.Required(CONF_SLOT): SelectSelector(SelectSelectorConfig(options=choices))}
            ),
        )

    async def async_step_slot(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for the slot's name and who filled it."""
        slots = dict(self.config_entry.options.get(CONF_SLOTS, {}))
        if user_input is not None:
            slots[self._number] = {**slots.get(self._number, {}), **user_input}
            return self.async_create_entry(data={**self.config_entry.options, CONF_SLOTS: slots})
        return self.async_show_form(
            step_id="slot",
            data_schema=_slot_schema(slots.get(self._number, {})),
            description_placeholders={"slot": self._number},
        )


def _slot_schema(shown: Mapping[str, str]) -> vol.Schema:
    return vol.Schema(
        {
            vol.Optional(CONF_NAME, description={"suggested_value": shown.get(CONF_NAME)}): str,
            vol.Optional(
                CONF_OWNER, description={"suggested_value": shown.get(CONF_OWNER)}
            ): _OWNER,
        }
    )


def _flat(user_input: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a form and of its section side by side."""
    data = {**user_input, **user_input.get(CONF_ADVANCED, {})}
    data.pop(CONF_ADVANCED, None)
    if CONF_HOST in data:
        data[CONF_HOST] = data[CONF_HOST].strip()
    return data


def _title(info: RecorderInfo) -> str:
    return info.name or info.model


def _likely_owner(slot: Slot) -> str:
    # The programme fills the first slot; residents fill the others.
    return SlotOwner.PEMKOT if slot.number == 1 else SlotOwner.SWADAYA
