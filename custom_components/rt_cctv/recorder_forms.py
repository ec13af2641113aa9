"""What the flows of a recorder ask, and how the answers are read."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.const import CONF_HOST, CONF_NAME, CONF_PASSWORD, CONF_PORT, CONF_USERNAME
from homeassistant.data_entry_flow import AbortFlow, section
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

from .const import CONF_ADVANCED, CONF_BRAND, CONF_OWNER, CONF_SLOTS, CONF_TLS, CONF_VERIFY_TLS
from .model import Brand, RecorderInfo, Slot, SlotOwner, StreamProfile
from .nvr.rtsp_client import split_address, without_login

AUTO: Final = "auto"
"""In place of a brand: find out without logging in."""

CONF_MAIN: Final = "main"
CONF_WATCH: Final = "watch"
CONF_SUB: Final = "sub"
MAX_TEMPLATES: Final = 64
_PLACE: Final = "{slot}"

_PASSWORD = TextSelector(TextSelectorConfig(type=TextSelectorType.PASSWORD))
_LINES = TextSelector(TextSelectorConfig(multiline=True))
_OWNER = SelectSelector(
    SelectSelectorConfig(options=[str(o) for o in SlotOwner], translation_key=CONF_OWNER)
)
_BRAND = SelectSelector(
    SelectSelectorConfig(
        options=[AUTO, *(str(b) for b in Brand)],
        translation_key=CONF_BRAND,
        mode=SelectSelectorMode.DROPDOWN,
    )
)

LOGIN: Final = {
    vol.Required(CONF_USERNAME, default="admin"): str,
    vol.Required(CONF_PASSWORD): _PASSWORD,
}
ADDRESS: Final = {
    vol.Required(CONF_HOST): str,
    **LOGIN,
    vol.Required(CONF_ADVANCED): section(
        vol.Schema(
            {
                vol.Optional(CONF_BRAND, default=AUTO): _BRAND,
                vol.Required(CONF_PORT, default=80): vol.All(int, vol.Range(1, 65535)),
                vol.Required(CONF_TLS, default=False): bool,
                vol.Required(CONF_VERIFY_TLS, default=True): bool,
            }
        ),
        {"collapsed": True},
    ),
}
STREAMS: Final = {
    vol.Required(CONF_MAIN): _LINES,
    vol.Optional(CONF_SUB): _LINES,
    vol.Required(CONF_SLOTS, default=4): vol.All(int, vol.Range(1, MAX_TEMPLATES)),
}


def slot_schema(shown: Mapping[str, str], *, owner_needed: bool = False) -> vol.Schema:
    """Return the questions about one slot: its name and who filled it."""
    ask = vol.Required if owner_needed else vol.Optional
    return vol.Schema(
        {
            vol.Optional(CONF_NAME, description={"suggested_value": shown.get(CONF_NAME)}): str,
            ask(CONF_OWNER, description={"suggested_value": shown.get(CONF_OWNER)}): _OWNER,
        }
    )


def watch_schema(brand: str) -> dict[vol.Marker, object]:
    """Return the question whether the hub is to watch, preset to yes where the recorder can't."""
    shown = {"suggested_value": brand == Brand.RTSP}
    return {vol.Optional(CONF_WATCH, description=shown): bool}


def with_answers(
    options: Mapping[str, Any], number: str, answers: Mapping[str, str]
) -> dict[str, Any]:
    """Return a recorder's options with what `slot_schema` was answered; a field left empty is taken back."""
    slots = options.get(CONF_SLOTS, {})
    others = {k: v for k, v in slots.get(number, {}).items() if k not in {CONF_NAME, CONF_OWNER}}
    return {**options, CONF_SLOTS: {**slots, number: {**others, **answers}}}


def flat(user_input: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a form and of its section side by side."""
    data = {**user_input, **user_input.get(CONF_ADVANCED, {})}
    data.pop(CONF_ADVANCED, None)
    if CONF_HOST in data:
        data[CONF_HOST] = data[CONF_HOST].strip()
    return data


def title_of(info: RecorderInfo) -> str:
    """Return what a recorder is called."""
    return info.name or info.model


def likely_owner(slot: Slot) -> str:
    """Return who most likely filled a slot: the programme the first, residents the others."""
    return SlotOwner.PEMKOT if slot.number == 1 else SlotOwner.SWADAYA


def _addresses(text: str, slots: int) -> list[str]:
    """Read one address with {slot} in it, or one for each slot on lines of their own.

    Logins in them are taken out. Raises ValueError where one is no RTSP address.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) == 1 and _PLACE in lines[0]:
        lines = [lines[0].replace(_PLACE, str(number)) for number in range(1, slots + 1)]
    if len(lines) > MAX_TEMPLATES:
        raise ValueError("too many")
    for line in lines:
        split_address(line)
    return [without_login(line) for line in lines]


def make_templates(user_input: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Return an entry's addresses by slot and stream; raises ValueError where one is none."""
    slots = int(user_input[CONF_SLOTS])
    main = _addresses(user_input[CONF_MAIN], slots)
    sub = _addresses(user_input.get(CONF_SUB) or "", slots)
    if not main or (sub and len(sub) != len(main)):
        raise ValueError("as many sub as main addresses")
    return {
        str(number): {CONF_MAIN: address, **({CONF_SUB: sub[number - 1]} if sub else {})}
        for number, address in enumerate(main, start=1)
    }


def shown_templates(templates: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """Return an entry's addresses as the form shows them: one on each line."""
    ordered = [templates[number] for number in sorted(templates, key=int)]
    return {
        name: "\n".join(streams[name] for streams in ordered if name in streams)
        for name in (CONF_MAIN, CONF_SUB)
    } | {CONF_SLOTS: len(ordered) or 4}


def read_templates(data: object) -> dict[int, dict[StreamProfile, str]]:
    """Read an entry's addresses."""
    kept = data if isinstance(data, Mapping) else {}
    return {
        int(number): {StreamProfile(name): address for name, address in streams.items()}
        for number, streams in kept.items()
    }


def read_sources(data: object) -> dict[int, str]:
    """Read which ONVIF source is which slot."""
    kept = data if isinstance(data, Mapping) else {}
    return {int(number): str(token) for number, token in kept.items()}


def known_slots(entry: ConfigEntry) -> tuple[Slot, ...]:
    """Return a recorder's slots for a form; ends the flow in words where it isn't connected."""
    if entry.state is not ConfigEntryState.LOADED:
        raise AbortFlow("not_loaded")
    slots: tuple[Slot, ...] = entry.runtime_data.coordinator.data.slots
    return slots


def slot_choices(entry: ConfigEntry, *, without: int | None = None) -> list[SelectOptionDict]:
    """Return a recorder's slots to choose from, as `known_slots` has them."""
    said = entry.options.get(CONF_SLOTS, {})
    return [
        SelectOptionDict(
            value=str(slot.number),
            label=f"{slot.number}. {said.get(str(slot.number), {}).get(CONF_NAME, slot.name)}",
        )
        for slot in known_slots(entry)
        if slot.number != without
    ]
