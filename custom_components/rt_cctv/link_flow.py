"""The flow's steps for the link to the Pemkot: where we are, the claim code, a new password."""

from collections.abc import Mapping
import json
from typing import Any, Final

from homeassistant.config_entries import (
    SOURCE_REAUTH,
    ConfigFlow,
    ConfigFlowResult,
    OptionsFlowWithReload,
)
from homeassistant.const import CONF_CODE, CONF_PASSWORD, CONF_URL
from homeassistant.helpers.selector import (
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
import voluptuous as vol

from .alerts_setup import loaded_entries
from .const import (
    CONF_BROKER,
    CONF_CERTIFICATE,
    CONF_CONSENT,
    CONF_HUB,
    CONF_KEY,
    CONF_KIND,
    CONF_OWNER,
    CONF_ROTATED,
    Kind,
)
from .entity import slot_settings
from .link_feed import consent_key
from .link_password import broker_data, city_door
from .model import SlotOwner
from .sync.areas import Area, Level, areas
from .sync.clock import now_ms
from .sync.enrol import EnrolError, Invitation
from .sync.identity import HubId, NotAHubIdError, SourceKind

CONF_LETTER: Final = "letter"
CONF_SOURCE: Final = "source"
CONF_KECAMATAN: Final = "kecamatan"
CONF_KELURAHAN: Final = "kelurahan"
CONF_RW: Final = "rw"
CONF_NUMBER: Final = "number"

_CODE = TextSelector(TextSelectorConfig(type=TextSelectorType.TEXT, autocomplete="off"))
_NUMBER = NumberSelector(NumberSelectorConfig(min=1, max=999, mode=NumberSelectorMode.BOX))
_SOURCES = SelectSelector(
    SelectSelectorConfig(options=[str(kind) for kind in SourceKind], translation_key=CONF_SOURCE)
)
_IDS: Final = {SourceKind.ATCS: "atcs", SourceKind.KORPORASI: "korp"}


def area_selector(level: Level, within: str | None = None) -> SelectSelector:
    """Return a list of areas to choose from; `areas` must have been read."""
    found: list[Area] = [
        area for area in areas().values() if area.level is level and within in {None, area.parent}
    ]
    options = [
        SelectOptionDict(value=area.code, label=area.name)
        for area in sorted(found, key=lambda area: area.name)
    ]
    return SelectSelector(SelectSelectorConfig(options=options, mode=SelectSelectorMode.DROPDOWN))


class LinkFlow(ConfigFlow):
    """Steps of kind link."""

    _place: dict[str, Any]

    async def async_step_link(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask whether there is a letter with a QR code."""
        # A form that was left open somewhere must not stand in the way.
        await self.async_set_unique_id(Kind.LINK, raise_on_progress=False)
        self._abort_if_unique_id_configured(error="link_already_configured")
        return self.async_show_menu(step_id="link", menu_options=["link_letter", "link_place"])

    async def async_step_link_letter(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for what the letter's QR code says."""
        errors: dict[str, str] = {}
        if user_input is not None:
            try:
                invitation = Invitation.parse(user_input[CONF_LETTER])
                certificate = invitation.certificate.hex() if invitation.certificate else None
                return await self._claim(
                    invitation.url, certificate, invitation.hub, invitation.code
                )
            except EnrolError as err:
                errors["base"] = f"enrol_{err.reason}"
        return self.async_show_form(
            step_id="link_letter",
            data_schema=vol.Schema({vol.Required(CONF_LETTER): _CODE}),
            errors=errors,
        )

    async def async_step_link_place(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the city's address and the kecamatan."""
        await self.hass.async_add_executor_job(areas)
        if user_input is not None:
            self._place = user_input
            return await self.async_step_link_code()
        schema = {
            vol.Required(CONF_URL): TextSelector(TextSelectorConfig(type=TextSelectorType.URL)),
            vol.Required(CONF_SOURCE, default=SourceKind.RT): _SOURCES,
            vol.Required(CONF_KECAMATAN): area_selector(Level.KECAMATAN),
        }
        return self.async_show_form(step_id="link_place", data_schema=vol.Schema(schema))

    async def async_step_link_code(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for kelurahan, numbers and the claim code."""
        errors: dict[str, str] = {}
        source = SourceKind(self._place[CONF_SOURCE])
        if user_input is not None:
            try:
                hub = _hub_id(source, user_input)
                return await self._claim(self._place[CONF_URL], None, hub, user_input[CONF_CODE])
            except EnrolError as err:
                errors["base"] = f"enrol_{err.reason}"
            except NotAHubIdError:
                errors["base"] = "enrol_unknown"
        schema: dict[vol.Marker, Any] = {
            vol.Required(CONF_KELURAHAN): area_selector(
                Level.KELURAHAN, self._place[CONF_KECAMATAN]
            )
        }
        if source is SourceKind.RT:
            schema[vol.Required(CONF_RW)] = _NUMBER
        schema |= {vol.Required(CONF_NUMBER): _NUMBER, vol.Required(CONF_CODE): _CODE}
        return self.async_show_form(
            step_id="link_code",
            data_schema=self.add_suggested_values_to_schema(vol.Schema(schema), user_input),
            errors=errors,
        )

    async def async_step_link_again(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for a new claim code: the city no longer knows our password."""
        errors: dict[str, str] = {}
        data = self._get_reauth_entry().data
        if user_input is not None:
            try:
                hub = HubId.parse(data[CONF_HUB])
                return await self._claim(
                    data[CONF_URL], data.get(CONF_CERTIFICATE), hub, user_input[CONF_CODE]
                )
            except EnrolError as err:
                errors["base"] = f"enrol_{err.reason}"
        return self.async_show_form(
            step_id="link_again",
            data_schema=vol.Schema({vol.Required(CONF_CODE): _CODE}),
            description_placeholders={"hub": data[CONF_HUB]},
            errors=errors,
        )

    async def _claim(
        self, url: str, certificate: str | None, hub: HubId, code: str
    ) -> ConfigFlowResult:
        """Trade the code for a password; raises EnrolError."""
        await self.hass.async_add_executor_job(areas)
        broker = await city_door(self.hass, url, certificate).claim(hub, code)
        data = {
            CONF_KIND: Kind.LINK,
            CONF_URL: url,
            CONF_HUB: hub.text,
            CONF_PASSWORD: broker.password,
            CONF_BROKER: broker_data(broker),
            CONF_ROTATED: now_ms(),
        }
        if certificate:
            data[CONF_CERTIFICATE] = certificate
        if self.source == SOURCE_REAUTH:
            return self.async_update_reload_and_abort(
                self._get_reauth_entry(), data=data, reason="link_renewed"
            )
        return self.async_create_entry(title=title_of(hub), data=data, options={CONF_CONSENT: []})


class LinkOptionsFlow(OptionsFlowWithReload):
    """Options of the link: consent for residents' slots, and what was last sent."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask what to see or set."""
        return self.async_show_menu(step_id="init", menu_options=["link_consent", "link_sent"])

    async def async_step_link_consent(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask which residents' slots may tell the city more than their status."""
        chosen = set(self.config_entry.options.get(CONF_CONSENT, []))
        if user_input is not None:
            kept = set(user_input[CONF_CONSENT])
            await self._take_back(chosen - kept)
            return self.async_create_entry(
                data={**self.config_entry.options, CONF_CONSENT: sorted(kept)}
            )
        options = self._residents_slots()
        known = {option["value"] for option in options}
        selector = SelectSelector(
            SelectSelectorConfig(options=options, multiple=True, mode=SelectSelectorMode.LIST)
        )
        field = vol.Required(CONF_CONSENT, default=sorted(chosen & known))
        return self.async_show_form(
            step_id="link_consent", data_schema=vol.Schema({field: selector})
        )

    async def async_step_link_sent(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show, to the letter, what was last sent."""
        if user_input is not None:
            return self.async_create_entry(data=dict(self.config_entry.options))
        sent = self.config_entry.runtime_data.link.uplink.last_sent
        text = "\n\n".join(
            f"**{leaf}**\n```json\n{_pretty(payload)}\n```" for leaf, payload in sent.items()
        )
        return self.async_show_form(
            step_id="link_sent",
            data_schema=vol.Schema({}),
            description_placeholders={"sent": text or "-"},
        )

    async def _take_back(self, revoked: set[str]) -> None:
        """Delete what was written of these slots and not yet sent."""
        link = self.config_entry.runtime_data.link
        numbers = link.feed.numbers
        for one in revoked:
            recorder, _, slot = one.rpartition(":")
            if recorder in numbers:
                await link.outbox.forget_slot(int(slot), numbers[recorder])

    def _residents_slots(self) -> list[SelectOptionDict]:
        options = []
        for entry in loaded_entries(self.hass):
            for slot in entry.runtime_data.coordinator.data.slots:
                settings = slot_settings(entry, slot.number)
                if settings.get(CONF_OWNER) in {SlotOwner.PEMKOT, SlotOwner.KORPORASI}:
                    continue
                name = settings.get("name") or slot.name
                options.append(
                    SelectOptionDict(
                        value=consent_key(entry.data[CONF_KEY], slot.number),
                        label=f"{entry.title}: {slot.number}. {name}",
                    )
                )
        return options


def title_of(hub: HubId) -> str:
    """Return what to call a hub: its neighbourhood; `areas` must have been read."""
    area = areas().get(hub.kelurahan)
    where = area.name if area else hub.kelurahan
    if hub.kind is SourceKind.RT:
        return f"RT {hub.number:02} RW {hub.rw:02}, {where}"
    return f"{hub.kind.name} {hub.number}, {where}"


def _hub_id(source: SourceKind, answers: Mapping[str, Any]) -> HubId:
    first = _IDS.get(source) or f"{int(answers[CONF_RW]):03}"
    return HubId.parse(f"{answers[CONF_KELURAHAN]}-{first}-{int(answers[CONF_NUMBER]):03}")


def _pretty(payload: bytes) -> str:
    return json.dumps(json.loads(payload), indent=1, ensure_ascii=False)[:4_000]
