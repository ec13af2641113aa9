"""The flows of what an RT decides about its alerts: people, shifts, posts and rules of its own."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.media_player import DOMAIN as MEDIA_PLAYER_DOMAIN
from homeassistant.components.notify import DOMAIN as NOTIFY_DOMAIN
from homeassistant.components.siren import DOMAIN as SIREN_DOMAIN
from homeassistant.config_entries import (
    ConfigEntryState,
    ConfigSubentryFlow,
    SubentryFlowResult,
)
from homeassistant.const import CONF_NAME
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    DeviceFilterSelectorConfig,
    DeviceSelector,
    DeviceSelectorConfig,
    EntitySelector,
    EntitySelectorConfig,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TimeSelector,
)
import voluptuous as vol

from .const import CONF_SLOTS as OPTION_SLOTS
from .incidents import Mode, Severity, Topic
from .kentongan import BEATS, beats
from .model import FindingKind
from .people import (
    CONF_CODES,
    CONF_DAYS,
    CONF_END,
    CONF_KINDS,
    CONF_LANGUAGE,
    CONF_LEAST,
    CONF_MEDIA_PLAYERS,
    CONF_MODES,
    CONF_ORDER,
    CONF_PEOPLE,
    CONF_PHONES,
    CONF_SERVICES,
    CONF_SEVERITY,
    CONF_SIRENS,
    CONF_SLOTS,
    CONF_START,
    CONF_TARGETS,
    CONF_VOLUME,
    DAYS,
    IGNORE,
    SUBENTRY_PERSON,
    SUBENTRY_POST,
    SUBENTRY_RULE,
    SUBENTRY_SHIFT,
)


def _choice(options: list[str], key: str, *, multiple: bool = False) -> SelectSelector:
    return SelectSelector(
        SelectSelectorConfig(
            options=options,
            translation_key=key,
            multiple=multiple,
            mode=SelectSelectorMode.DROPDOWN,
        )
    )


_SEVERITIES = [str(s) for s in Severity]
_KINDS = [*(str(kind) for kind in FindingKind), str(Topic.RECORDER_TROUBLE)]
_SEVERITY = _choice(_SEVERITIES, "severity")
_MODES = _choice([str(m) for m in Mode], "mode", multiple=True)
_DAYS = _choice(list(DAYS), "day", multiple=True)
_MANY_TEXTS = TextSelector(TextSelectorConfig(multiple=True))
_HOURS = {
    vol.Optional(CONF_DAYS): _DAYS,
    vol.Optional(CONF_START): TimeSelector(),
    vol.Optional(CONF_END): TimeSelector(),
}


class _SubentryFlow(ConfigSubentryFlow, ABC):
    """One form that makes a subentry, and changes it later."""

    @abstractmethod
    def _schema(self) -> vol.Schema:
        """Return the form's fields."""

    def _check(self, user_input: Mapping[str, Any]) -> dict[str, str]:
        """Return the errors by field."""
        return {}

    def _title(self, user_input: Mapping[str, Any]) -> str:
        return str(user_input[CONF_NAME])

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Make a new one."""
        return self._form("user", user_input, user_input)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Change one."""
        kept = self._get_reconfigure_subentry().data
        return self._form("reconfigure", user_input, user_input or kept)

    def _form(
        self, step: str, user_input: dict[str, Any] | None, suggested: Mapping[str, Any] | None
    ) -> SubentryFlowResult:
        errors: dict[str, str] = {}
        if user_input is not None:
            errors = self._check(user_input)
            if not errors:
                return self._done(step, user_input)
        return self.async_show_form(
            step_id=step,
            data_schema=self.add_suggested_values_to_schema(self._schema(), suggested),
            errors=errors,
        )

    def _done(self, step: str, data: dict[str, Any]) -> SubentryFlowResult:
        if step == "user":
            return self.async_create_entry(title=self._title(data), data=data)
        return self.async_update_and_abort(
            self._get_entry(),
            self._get_reconfigure_subentry(),
            title=self._title(data),
            data=data,
            reason="reconfigure_successful",
        )

    def _slots(self) -> SelectSelector:
        """Offer the recorder's slots by number and name, as far as they have one."""
        entry = self._get_entry()
        named = entry.options.get(OPTION_SLOTS, {})
        numbers = {int(number) for number in named}
        if entry.state is ConfigEntryState.LOADED:
            numbers |= {slot.number for slot in entry.runtime_data.coordinator.data.slots}
        options = [
            SelectOptionDict(
                value=str(number),
                label=f"{number}. {named.get(str(number), {}).get(CONF_NAME) or f'Slot {number}'}",
            )
            for number in sorted(numbers)
        ]
        return SelectSelector(SelectSelectorConfig(options=options, multiple=True))


class PersonFlow(_SubentryFlow):
    """Somebody to alert."""

    @override
    def _schema(self) -> vol.Schema:
        phones = DeviceSelectorConfig(
            filter=DeviceFilterSelectorConfig(integration="mobile_app"), multiple=True
        )
        others = EntitySelectorConfig(domain=NOTIFY_DOMAIN, multiple=True)
        order = NumberSelectorConfig(min=1, max=9, step=1, mode=NumberSelectorMode.BOX)
        return vol.Schema(
            {
                vol.Required(CONF_NAME): str,
                vol.Optional(CONF_PHONES, default=list): DeviceSelector(phones),
                vol.Optional(CONF_TARGETS, default=list): EntitySelector(others),
                vol.Optional(CONF_SERVICES, default=list): _MANY_TEXTS,
                vol.Required(CONF_ORDER, default=1): vol.All(
                    NumberSelector(order), vol.Coerce(int)
                ),
                vol.Required(CONF_LEAST, default=str(Severity.WATCH)): _SEVERITY,
                vol.Optional(CONF_KINDS, default=list): _choice(
                    _KINDS, "incident_kind", multiple=True
                ),
                vol.Optional(CONF_SLOTS, default=list): self._slots(),
                **_HOURS,
                vol.Required(CONF_LANGUAGE, default="id"): _choice(["id", "en"], "language"),
            }
        )

    @override
    def _check(self, user_input: Mapping[str, Any]) -> dict[str, str]:
        if not any(user_input.get(key) for key in (CONF_PHONES, CONF_TARGETS, CONF_SERVICES)):
            return {CONF_PHONES: "nowhere_to_send"}
        for service in user_input.get(CONF_SERVICES, ()):
            domain, _, name = service.partition(".")
            if domain != NOTIFY_DOMAIN or not self.hass.services.has_service(domain, name):
                return {CONF_SERVICES: "no_such_service"}
        return {}


class ShiftFlow(_SubentryFlow):
    """A turn of the night watch."""

    @override
    def _schema(self) -> vol.Schema:
        people = [
            SelectOptionDict(value=s.subentry_id, label=s.title)
            for s in self._get_entry().subentries.values()
            if s.subentry_type == SUBENTRY_PERSON
        ]
        return vol.Schema(
            {
                vol.Required(CONF_NAME): str,
                vol.Optional(CONF_DAYS): _DAYS,
                vol.Required(CONF_START, default="22:00:00"): TimeSelector(),
                vol.Required(CONF_END, default="04:00:00"): TimeSelector(),
                vol.Optional(CONF_PEOPLE, default=list): SelectSelector(
                    SelectSelectorConfig(options=people, multiple=True)
                ),
            }
        )


class RuleFlow(_SubentryFlow):
    """The RT's own rating of some findings."""

    @override
    def _schema(self) -> vol.Schema:
        kinds = [str(kind) for kind in FindingKind]
        return vol.Schema(
            {
                vol.Required(CONF_NAME): str,
                vol.Required(CONF_SEVERITY): _choice([*_SEVERITIES, IGNORE], "severity"),
                vol.Optional(CONF_KINDS, default=list): _choice(
                    kinds, "incident_kind", multiple=True
                ),
                vol.Optional(CONF_SLOTS, default=list): self._slots(),
                vol.Optional(CONF_MODES, default=list): _MODES,
                **_HOURS,
            }
        )


class PostFlow(_SubentryFlow):
    """A pos kamling with something that sounds."""

    @override
    def _schema(self) -> vol.Schema:
        players = EntitySelectorConfig(domain=MEDIA_PLAYER_DOMAIN, multiple=True)
        sirens = EntitySelectorConfig(domain=SIREN_DOMAIN, multiple=True)
        volume = NumberSelectorConfig(min=0, max=100, unit_of_measurement="%")
        codes = vol.Schema(
            {vol.Required(str(code), default=said): str for code, said in BEATS.items()}
        )
        return vol.Schema(
            {
                vol.Required(CONF_NAME): str,
                vol.Optional(CONF_MEDIA_PLAYERS, default=list): EntitySelector(players),
                vol.Optional(CONF_SIRENS, default=list): EntitySelector(sirens),
                vol.Required(CONF_LEAST, default=str(Severity.EMERGENCY)): _SEVERITY,
                vol.Optional(CONF_MODES, default=list): _MODES,
                vol.Optional(CONF_VOLUME): NumberSelector(volume),
                vol.Required(CONF_CODES): section(codes, {"collapsed": True}),
            }
        )

    @override
    def _check(self, user_input: Mapping[str, Any]) -> dict[str, str]:
        for pattern in user_input[CONF_CODES].values():
            try:
                beats(pattern)
            except ValueError:
                return {"base": "not_beats"}
        return {}


def subentry_flows() -> dict[str, type[ConfigSubentryFlow]]:
    """Return the subentries that an entry of kind recorder may have."""
    return {
        SUBENTRY_PERSON: PersonFlow,
        SUBENTRY_SHIFT: ShiftFlow,
        SUBENTRY_POST: PostFlow,
        SUBENTRY_RULE: RuleFlow,
    }
