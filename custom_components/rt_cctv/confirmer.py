"""Gets the optional confirmer ready: its library by Home Assistant, its model by file or address.

Off unless the options name a model. Nothing is loaded here: the workers do that, each for itself.
"""

import asyncio
from collections.abc import Mapping
import hashlib
from pathlib import Path
from typing import Any, Final

from aiohttp import ClientError
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.storage import STORAGE_DIR
from homeassistant.helpers.translation import async_get_cached_translations
from homeassistant.requirements import RequirementsNotFound, async_process_requirements

from .const import CONF_CONFIRMER, DOMAIN
from .video.confirm import Trouble
from .vision.detector import is_understood

REQUIREMENT: Final = "ncnn>=1.0.20250916,<2"
MOST_BYTES: Final = 32 * 1024 * 1024
_DOWNLOAD_LIMIT: Final = 120.0
PARTS: Final = ("param", "weights")
_SENTENCES: Final = {Trouble.LIBRARY: "model_library_fails", Trouble.MODEL: "model_fails"}


class ConfirmerError(HomeAssistantError):
    """The confirmer can't be had; the text is translated."""

    def __init__(self, key: str) -> None:
        """Name the sentence."""
        super().__init__(translation_domain=DOMAIN, translation_key=key)


def is_address(place: str) -> bool:
    """Whether a model's part lies behind an address rather than in a file."""
    return place.startswith(("http://", "https://"))


def check_options(given: Mapping[str, Any]) -> str | None:
    """Return the translation key of what is wrong with the options, None where they will do.

    What comes over the network must be pinned: both parts are read by native code.
    """
    if not all(given.get(part) for part in PARTS):
        return "model_incomplete"
    for part in PARTS:
        pin = str(given.get(f"{part}_sha256") or "")
        if is_address(given[part]) and not pin:
            return "model_not_pinned"
        if pin and (len(pin) != 64 or set(pin.lower()) - set("0123456789abcdef")):
            return "model_bad_pin"
    return None


async def async_prepare(hass: HomeAssistant, given: Mapping[str, Any]) -> dict[str, str]:
    """Install the library, fetch and check the model; return what a worker is told of it.

    Raises ConfirmerError.
    """
    if problem := check_options(given):
        raise ConfirmerError(problem)
    try:
        await async_process_requirements(hass, f"{DOMAIN} confirmer", [REQUIREMENT])
    except RequirementsNotFound as err:
        raise ConfirmerError("model_no_library") from err
    model = {}
    for part in PARTS:
        pin = str(given.get(f"{part}_sha256") or "").lower()
        place = given[part]
        path = await _fetched(hass, place, pin) if is_address(place) else Path(place)
        if not await hass.async_add_executor_job(_usable, part, path, pin):
            raise ConfirmerError("model_not_usable")
        model[part] = str(path)
    if pin := str(given.get("weights_sha256") or ""):
        model["sha256"] = pin.lower()
    return model


async def async_model_of(hass: HomeAssistant, entry: ConfigEntry) -> dict[str, str] | None:
    """Return the model that an entry's options name; a repair says why it can't be used.

    Of a model that a worker had trouble with, only a worker can say that it is over.
    """
    given = entry.options.get(CONF_CONFIRMER)
    try:
        model = await async_prepare(hass, given) if given else None
    except ConfirmerError as err:
        _open_repair(hass, entry, str(err.translation_key), None)
        return None
    told = ir.async_get(hass).async_get_issue(DOMAIN, _issue_id(entry))
    if model is None or told is None or told.data != model:
        async_close_repair(hass, entry)
    return model


@callback
def async_hear_workers(
    hass: HomeAssistant,
    entry: ConfigEntry,
    model: Mapping[str, str] | None,
    trouble: Trouble | None,
) -> None:
    """Keep the repair as the workers find `model`: open with their trouble, closed without."""
    if trouble is None:
        async_close_repair(hass, entry)
    else:
        _open_repair(hass, entry, _SENTENCES[trouble], model)


@callback
def async_close_repair(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Close the repair of an entry's recogniser, where one is open."""
    ir.async_delete_issue(hass, DOMAIN, _issue_id(entry))


def _issue_id(entry: ConfigEntry) -> str:
    return f"confirmer_{entry.entry_id}"


def _open_repair(
    hass: HomeAssistant, entry: ConfigEntry, sentence: str, model: Mapping[str, str] | None
) -> None:
    sentences = async_get_cached_translations(hass, hass.config.language, "exceptions", DOMAIN)
    ir.async_create_issue(
        hass,
        DOMAIN,
        _issue_id(entry),
        data=None if model is None else {**model},
        is_fixable=False,
        severity=ir.IssueSeverity.WARNING,
        translation_key="confirmer",
        translation_placeholders={
            "recorder": entry.title,
            "error": sentences[f"component.{DOMAIN}.exceptions.{sentence}.message"],
        },
    )


async def _fetched(hass: HomeAssistant, address: str, pin: str) -> Path:
    """Return where the part lies; it is named by its pin, so it is fetched once."""
    path = Path(hass.config.path(STORAGE_DIR, f"{DOMAIN}.models", pin))
    if await hass.async_add_executor_job(path.exists):
        return path
    fetched = bytearray()
    try:
        async with (
            asyncio.timeout(_DOWNLOAD_LIMIT),
            async_get_clientsession(hass).get(address) as answer,
        ):
            answer.raise_for_status()
            async for some in answer.content.iter_chunked(65536):
                fetched += some
                if len(fetched) > MOST_BYTES:
                    raise ConfirmerError("model_not_usable")
    except (ClientError, TimeoutError) as err:
        raise ConfirmerError("model_not_fetched") from err
    if hashlib.sha256(fetched).hexdigest() != pin:
        raise ConfirmerError("model_not_usable")
    await hass.async_add_executor_job(_keep, path, bytes(fetched))
    return path


def _keep(path: Path, data: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_bytes(data)
    fresh.replace(path)


def _usable(part: str, path: Path, pin: str) -> bool:
    try:
        if path.stat().st_size > MOST_BYTES:
            return False
        data = path.read_bytes()
    except OSError:
        return False
    if pin and hashlib.sha256(data).hexdigest() != pin:
        return False
    return part != "param" or is_understood(data.decode("ascii", "replace"))
