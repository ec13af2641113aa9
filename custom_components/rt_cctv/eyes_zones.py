"""Takes in zones that somebody drew: checked, refused in words, kept and used at once."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError

from .const import DOMAIN
from .coordinator import RtCctvConfigEntry
from .eyes_options import PARTS, raw_slot_eyes, with_slot_eyes
from .video.settings import settings_from_json, settings_to_json
from .vision.zones import ZoneError

MAX_ZONES: Final = 16


async def async_set_zones(
    hass: HomeAssistant, entry: RtCctvConfigEntry, number: int, drawn: Mapping[str, Any]
) -> None:
    """Set those of `zones`, `ignored`, `scale` and `gauge` that are given; None takes one away.

    The forms are those of video/settings.py. Raises ServiceValidationError, translated.
    """
    given = {part: drawn[part] for part in PARTS if part in drawn}
    raw = {**raw_slot_eyes(entry, number), **given}
    checked = _checked({part: raw[part] for part in PARTS if raw.get(part)})
    kept = {part: checked[part] for part in PARTS if checked[part]}
    rest = {key: value for key, value in raw.items() if key not in PARTS}
    hass.config_entries.async_update_entry(
        entry, options=with_slot_eyes(entry, number, {**rest, **kept})
    )
    await entry.runtime_data.eyes.async_apply()


def _checked(raw: Mapping[str, Any]) -> dict[str, Any]:
    zones = [*raw.get("zones", ()), *raw.get("ignored", ())]
    if len(zones) > MAX_ZONES:
        raise _refusal("zones_too_many", limit=str(MAX_ZONES))
    try:
        settings = settings_from_json(raw)
    except ZoneError as err:
        raise _refusal(f"zone_{err.problem}", zone=err.zone) from err
    except ValueError as err:
        raise _refusal("zones_malformed") from err
    names = [zone.name for zone in settings.zones]
    if any(not name.strip() or len(name) > 40 for name in names) or len(set(names)) < len(names):
        raise _refusal("zone_names")
    return settings_to_json(settings)


def _refusal(key: str, **placeholders: str) -> ServiceValidationError:
    return ServiceValidationError(
        translation_domain=DOMAIN, translation_key=key, translation_placeholders=placeholders
    )
