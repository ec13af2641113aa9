"""A Home Assistant of this process with one recorder's entry, as benchmarks need it."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
import tempfile

from homeassistant import loader
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er, frame
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_test_home_assistant,
)

from custom_components.rt_cctv.const import DOMAIN

from .report import CannotMeasureError


def make_entry(brand: str, host: str, port: int, user: str, password: str) -> MockConfigEntry:
    """Return an entry of kind recorder."""
    return MockConfigEntry(
        domain=DOMAIN,
        title="RT",
        unique_id="bench",
        data={
            "kind": "recorder",
            "brand": brand,
            "key": "bench",
            "host": host,
            "port": port,
            "username": user,
            "password": password,
            "tls": False,
            "verify_tls": True,
        },
    )


@asynccontextmanager
async def hub(entry: MockConfigEntry) -> AsyncGenerator[HomeAssistant]:
    """Yield a Home Assistant with the entry loaded; raises `CannotMeasureError` if it won't."""
    with tempfile.TemporaryDirectory(prefix="rt_cctv-bench-") as folder:
        async with async_test_home_assistant(config_dir=str(Path(folder))) as hass:
            hass.data.pop(loader.DATA_CUSTOM_COMPONENTS, None)
            frame.async_setup(hass)
            entry.add_to_hass(hass)
            if not await hass.config_entries.async_setup(entry.entry_id):
                raise CannotMeasureError(f"The entry did not load: {entry.reason}")
            await hass.async_block_till_done()
            try:
                yield hass
            finally:
                await hass.config_entries.async_unload(entry.entry_id)
                await hass.async_stop(force=True)


def entity_id(hass: HomeAssistant, domain: str, key: str) -> str:
    """Find an entity of the benchmark's entry by its key."""
    found = er.async_get(hass).async_get_entity_id(domain, DOMAIN, f"bench_{key}")
    if found is None:
        raise CannotMeasureError(f"There is no {domain} {key}")
    return found
