"""The flow's steps for a recorder: adding it, its password, its address, its slots."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntry, ConfigFlowResult
from homeassistant.const import CONF_HOST, CONF_NAME, CONF_PORT, CONF_USERNAME
from homeassistant.data_entry_flow import section
from homeassistant.helpers.translation import async_get_translations
import voluptuous as vol

from .const import (
    CONF_ADVANCED,
    CONF_BRAND,
    CONF_DIGEST_ONLY,
    CONF_ENDPOINT,
    CONF_KEY,
    CONF_OWNER,
    CONF_SLOTS,
    CONF_SOURCES,
    CONF_TEMPLATES,
    CONF_TLS,
    CONF_VERIFY_TLS,
    DOMAIN,
)
from .eyes_options import with_watch
from .model import Brand, RecorderState, SlotStatus
from .recorder_entry import forget_login
from .recorder_forms import (
    ADDRESS,
    CONF_WATCH,
    LOGIN,
    STREAMS,
    flat,
    likely_owner,
    make_templates,
    shown_templates,
    slot_schema,
    title_of,
    watch_schema,
)
from .recorder_found import FoundFlow

SLOTS_ASKED = 16
"""So many slots are asked about at once; those of larger recorders have the options."""


class RecorderFlow(FoundFlow):
    """Steps of kind recorder."""

    _data: dict[str, Any]
    _state: RecorderState
    _again: ConfigEntry | None = None
    """The entry whose address or password is asked again."""

    @override
    async def async_step_recorder(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for address and password, and look at the recorder."""
        return await self._ask("recorder", ADDRESS, {}, self.suggested, user_input)

    async def async_step_streams(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the addresses of a recorder's streams, of which nothing else is known."""
        errors: dict[str, str] = {}
        placeholders: dict[str, str] = {}
        if user_input is not None:
            try:
                templates = make_templates(user_input)
            except ValueError:
                errors["base"] = "bad_stream_address"
            else:
                data = {**self._data, CONF_BRAND: Brand.RTSP, CONF_TEMPLATES: templates}
                if state := await self.look(data, errors, placeholders):
                    return await self._finish(data, state)
        shown = user_input or shown_templates(self._data.get(CONF_TEMPLATES, {}))
        return self.async_show_form(
            step_id="streams",
            data_schema=self.add_suggested_values_to_schema(vol.Schema(STREAMS), shown),
            errors=errors,
            description_placeholders={"example": "rtsp://192.168.1.64/slot/{slot}", **placeholders},
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
            options: dict[str, Any] = {CONF_SLOTS: slots}
            if (user_input or {}).get(CONF_WATCH):
                options = with_watch(options, (slot.number for slot in filled))
            return self.async_create_entry(
                title=title_of(self._state.info), data=self._data, options=options
            )
        schema: dict[vol.Marker, object] = {
            vol.Required(f"slot_{slot.number}"): section(
                slot_schema({CONF_NAME: slot.name, CONF_OWNER: likely_owner(slot)}),
                {"collapsed": False},
            )
            for slot in filled
        }
        schema |= watch_schema(self._data[CONF_BRAND])
        return self.async_show_form(
            step_id="slots",
            data_schema=vol.Schema(schema),
            description_placeholders={
                "recorder": title_of(self._state.info),
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
        self._again = self._get_reauth_entry()
        old = self._again.data
        shown = {CONF_USERNAME: old[CONF_USERNAME]}
        return await self._ask("reauth_confirm", LOGIN, old, shown, user_input)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for another address or password, of the same recorder or of its successor."""
        self._again = self._get_reconfigure_entry()
        # Whoever sees the address and confirms it may let even Basic be answered there.
        old = {k: v for k, v in self._again.data.items() if k != CONF_DIGEST_ONLY}
        advanced = (CONF_BRAND, CONF_PORT, CONF_TLS, CONF_VERIFY_TLS)
        shown = {
            CONF_HOST: old[CONF_HOST],
            CONF_USERNAME: old[CONF_USERNAME],
            CONF_ADVANCED: {key: old[key] for key in advanced},
        }
        return await self._ask("reconfigure", ADDRESS, old, shown, user_input)

    async def async_step_replace(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask whether another recorder has taken the place of the one that was there."""
        entry = self._get_reconfigure_entry()
        if user_input is None:
            return self.async_show_form(
                step_id="replace",
                description_placeholders={
                    "recorder": entry.title,
                    "model": self._state.info.model,
                },
            )
        # The key stays, and with it every entity, automation and history; its own marks went with the old one.
        for mark in (CONF_SOURCES, CONF_ENDPOINT):
            self._data.pop(mark, None)
        return self._update(entry)

    async def _ask(
        self,
        step_id: str,
        schema: dict[Any, Any],
        old: Mapping[str, Any],
        shown: Mapping[str, Any],
        user_input: dict[str, Any] | None,
    ) -> ConfigFlowResult:
        """Ask for an address or a login, and look at the recorder with it."""
        errors: dict[str, str] = {}
        placeholders: dict[str, str] = {}
        if user_input is not None:
            data = {**old, **flat(user_input)}
            if await self.find_brand(data, errors, placeholders):
                if data[CONF_BRAND] == Brand.RTSP and step_id != "reauth_confirm":
                    self._data = data
                    return await self.async_step_streams()
                if state := await self.look(data, errors, placeholders):
                    return await self._finish(data, state)
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(
                vol.Schema(schema), user_input or shown
            ),
            errors=errors,
            description_placeholders=placeholders,
        )

    async def _finish(self, data: dict[str, Any], state: RecorderState) -> ConfigFlowResult:
        """Add the recorder that answered, or change the entry that is asked about."""
        serial = state.info.serial
        self._data, self._state = data, state
        if self._again is None:
            # A form that was left open somewhere must not stand in the way.
            await self.async_set_unique_id(serial, raise_on_progress=False)
            self._abort_if_unique_id_configured()
            self._data = {**data, CONF_KEY: serial}
            return await self.async_step_slots()
        entries = self.hass.config_entries.async_entries(DOMAIN)
        if any(e.unique_id == serial and e is not self._again for e in entries):
            return self.async_abort(reason="already_configured")
        if self._again.unique_id == serial or data[CONF_BRAND] == Brand.RTSP:
            return self._update(self._again)
        if self.source == SOURCE_REAUTH:
            return self.async_abort(reason="wrong_recorder")
        return await self.async_step_replace()

    def _update(self, entry: ConfigEntry) -> ConfigFlowResult:
        forget_login(self.hass, entry)
        # Home Assistant's own sentence is not there in every language.
        reason = f"{self.source}_successful"
        return self.async_update_reload_and_abort(
            entry, unique_id=self._state.info.serial, data=self._data, reason=reason
        )

    async def _slot_list(self) -> str:
        words = await async_get_translations(
            self.hass, self.hass.config.language, "entity", {DOMAIN}
        )
        prefix = f"component.{DOMAIN}.entity.sensor.slot_status.state."
        return "\n".join(
            f"- {slot.number}\\. {slot.name}: **{words.get(prefix + slot.status, slot.status)}**"
            for slot in self._state.slots
        )
