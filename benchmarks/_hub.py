"""A Home Assistant of this process with one recorder's entry, as benchmarks need it."""

import asyncio
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
from tests.virtual_recorder import Brand, Outcome, VirtualRecorder

from .report import CannotMeasureError

SLOTS = 4


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


def entry_for(recorder: VirtualRecorder, brand: Brand = Brand.HIKVISION) -> MockConfigEntry:
    """Return an entry for a virtual recorder of that brand."""
    identity = recorder.scenario.identity
    entry = make_entry(
        str(brand), recorder.host, recorder.http_port or 80, identity.user, identity.password
    )
    if brand is not Brand.RTSP:
        return entry
    address = f"rtsp://{recorder.host}:{recorder.rtsp_port}/slot"
    templates = {
        str(n): {kind: f"{address}/{n}/{kind}" for kind in ("main", "sub")}
        for n in range(1, SLOTS + 1)
    }
    return MockConfigEntry(
        domain=entry.domain,
        title=entry.title,
        unique_id=entry.unique_id,
        data={**entry.data, "templates": templates},
    )


def calls(recorder: VirtualRecorder) -> int:
    """Count the calls, less alarm streams and the first halves of digest exchanges."""
    http = sum(
        not r.alarm_stream and r.outcome is not Outcome.CHALLENGED for r in recorder.requests
    )
    described = [r for r in recorder.rtsp_requests if r.method == "DESCRIBE"]
    return http + sum(r.outcome is not Outcome.CHALLENGED for r in described)


def refused(recorder: VirtualRecorder) -> int:
    """Count the logins that the recorder refused."""
    return sum(r.outcome is Outcome.REFUSED for r in recorder.requests) + sum(
        r.outcome is Outcome.REFUSED for r in recorder.rtsp_requests
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


async def until(hass: HomeAssistant, entity: str, wanted: str, seconds: float) -> None:
    """Wait for a state; raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while (state := hass.states.get(entity)) is None or state.state != wanted:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
