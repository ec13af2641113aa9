"""The hub's eyes whole: Home Assistant, real workers, and the virtual recorder's pictures."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, suppress
from pathlib import Path
import time

from homeassistant.core import HomeAssistant
import psutil  # type: ignore[import-untyped]  # comes with Home Assistant, without stubs
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.rt_cctv.video.viewers import LiveMedia

from .test_against_recorder import entry, recorder, state, until  # noqa: F401
from .virtual_recorder import VirtualRecorder

pytestmark = pytest.mark.usefixtures("socket_enabled")


@pytest.fixture
async def watching(
    hass: HomeAssistant,
    entry: MockConfigEntry,  # noqa: F811
    tmp_path: Path,
) -> AsyncIterator[MockConfigEntry]:
    """Return a loaded entry that watches slots 1 and 2 for a lost picture."""
    hass.config.config_dir = str(tmp_path)
    entry.add_to_hass(hass)
    kinds = {"kinds": {"video_loss": {"on": True}, "motion": {"on": True}}}
    hass.config_entries.async_update_entry(
        entry, options={**entry.options, "eyes": {"1": kinds, "2": kinds}}
    )
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    yield entry
    await hass.config_entries.async_unload(entry.entry_id)
    await hass.async_block_till_done()


def workers() -> list[str]:
    """Return the command lines of the processes that this one has started; a zombie's is empty."""
    lines = []
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
            lines.append(" ".join(process.cmdline()))
    return lines


async def test_slots_are_seen_shown_and_let_go_of(
    hass: HomeAssistant,
    recorder: VirtualRecorder,  # noqa: F811
    watching: MockConfigEntry,
) -> None:
    await until(lambda: state(hass, "sensor", "slot_1_eyes") == "learning")
    await until(lambda: state(hass, "sensor", "slot_2_eyes") == "learning")
    assert state(hass, "sensor", "slot_3_eyes") == "off"
    assert state(hass, "binary_sensor", "slot_1_video_loss") == "off"
    pictures = 0
    async with asyncio.timeout(60), aclosing(watching.runtime_data.eyes.watch(1)) as stream:
        async for items in stream:
            pictures += sum(isinstance(item, LiveMedia) for item in items)
            if pictures >= 10:
                break
    assert len([s for s in recorder.sessions if s.slot == 1]) == 1
    assert sum("child.py" in line for line in workers()) == 3  # two slots, and who starts them
    assert await hass.config_entries.async_unload(watching.entry_id)
    await hass.async_block_till_done()
    await until(lambda: not [line for line in workers() if "child.py" in line or not line])


async def test_a_stalled_picture_is_a_finding_and_its_return_ends_it(
    hass: HomeAssistant,
    recorder: VirtualRecorder,  # noqa: F811
    watching: MockConfigEntry,
) -> None:
    await until(lambda: state(hass, "sensor", "slot_1_eyes") == "learning")
    recorder.video_fault(1, "stall")
    began = time.monotonic()
    await until(lambda: state(hass, "binary_sensor", "slot_1_video_loss") == "on")
    assert time.monotonic() - began > 12
    assert state(hass, "binary_sensor", "slot_2_video_loss") == "off"
    recorder.video_fault(1, "none")
    await until(lambda: state(hass, "binary_sensor", "slot_1_video_loss") == "off")
