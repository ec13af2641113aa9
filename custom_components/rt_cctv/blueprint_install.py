"""Installs the blueprints that we ship, and never overwrites one that somebody has edited."""

import asyncio
from contextlib import suppress
import hashlib
import logging
from pathlib import Path
from typing import Any, Final

from homeassistant.components.automation import DOMAIN as AUTOMATION_DOMAIN
from homeassistant.components.automation.config import AUTOMATION_BLUEPRINT_SCHEMA
from homeassistant.components.automation.helpers import async_get_blueprints
from homeassistant.components.blueprint.models import Blueprint, DomainBlueprints
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.storage import Store
from homeassistant.setup import async_when_setup
from homeassistant.util.yaml import load_yaml_dict

from .const import DOMAIN

_LOGGER = logging.getLogger(__name__)

SHIPPED: Final = Path(__file__).parent / "blueprints" / AUTOMATION_DOMAIN / DOMAIN

_EXAMPLES_LIMIT: Final = 10.0
"""Seconds in which the examples should be there."""

type Installed = dict[str, dict[str, str]]
"""By file name: `source`, the hash of what we shipped, and `file`, of what was written of it."""


def async_install_blueprints(hass: HomeAssistant) -> None:
    """Install them once automations are set up, which brings Home Assistant's own examples first."""

    async def install(hass: HomeAssistant, _component: str) -> None:
        blueprints = async_get_blueprints(hass)
        await _async_wait_for_examples(hass, blueprints.blueprint_folder)
        await blueprints.async_populate()
        await _Installer(hass, blueprints).async_install()

    async_when_setup(hass, AUTOMATION_DOMAIN, install)


async def _async_wait_for_examples(hass: HomeAssistant, folder: Path) -> None:
    """Let automations copy their examples first: two that copy at once fail over the same folder.

    They do it in a task that nobody can wait for, and only where the folder is missing.
    """
    with suppress(TimeoutError):
        async with asyncio.timeout(_EXAMPLES_LIMIT):
            while not await hass.async_add_executor_job(folder.exists):  # noqa: ASYNC110
                await asyncio.sleep(0.05)


class _Installer:
    """Compares what is shipped, what was installed and what is there now."""

    def __init__(self, hass: HomeAssistant, blueprints: DomainBlueprints) -> None:
        """Prepare."""
        self._hass = hass
        self._blueprints = blueprints
        self._store: Store[Installed] = Store(hass, 1, f"{DOMAIN}.blueprints")
        self._folder = Path(hass.config.path("blueprints", AUTOMATION_DOMAIN, DOMAIN))

    async def async_install(self) -> None:
        """Install or update each; say of an edited one that there is a newer version."""
        kept: Installed = await self._store.async_load() or {}
        shipped = await self._hass.async_add_executor_job(_read_shipped)
        for name, (source, data) in shipped.items():
            before = kept.get(name)
            there = await self._hass.async_add_executor_job(_hash_of, self._folder / name)
            if before is not None and before["source"] == source:
                # Also one that the user has deleted stays deleted.
                self._settled(name)
                continue
            if there is not None and (before is None or before["file"] != there):
                self._edited(name)
                continue
            if await self._write(name, data):
                written = await self._hass.async_add_executor_job(_hash_of, self._folder / name)
                kept[name] = {"source": source, "file": written or ""}
                self._settled(name)
        await self._store.async_save(kept)

    async def _write(self, name: str, data: dict[str, Any]) -> bool:
        path = f"{DOMAIN}/{name}"
        try:
            blueprint = Blueprint(
                data,
                path=path,
                expected_domain=AUTOMATION_DOMAIN,
                schema=AUTOMATION_BLUEPRINT_SCHEMA,
            )
            await self._blueprints.async_add_blueprint(blueprint, path, allow_override=True)
        except (HomeAssistantError, OSError) as err:
            _LOGGER.warning("The blueprint %s can't be installed: %s", name, err)
            return False
        return True

    def _edited(self, name: str) -> None:
        ir.async_create_issue(
            self._hass,
            DOMAIN,
            f"blueprint_edited_{name}",
            is_fixable=False,
            severity=ir.IssueSeverity.WARNING,
            translation_key="blueprint_edited",
            translation_placeholders={"name": f"{DOMAIN}/{name}"},
        )

    def _settled(self, name: str) -> None:
        ir.async_delete_issue(self._hass, DOMAIN, f"blueprint_edited_{name}")


def _read_shipped() -> dict[str, tuple[str, dict[str, Any]]]:
    return {
        path.name: (_hash_of(path) or "", load_yaml_dict(str(path)))
        for path in sorted(SHIPPED.glob("*.yaml"))
    }


def _hash_of(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return None
