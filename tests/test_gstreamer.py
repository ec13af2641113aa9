"""The camera shows what somebody else's RTSP server plays."""

from collections.abc import AsyncIterator
import io
from pathlib import Path

import av
from homeassistant.components.camera import async_get_image
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import numpy as np
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .peers.gstreamer import PASSWORD, gstreamer, missing
from .shared_material import SHARED, needs
from .test_against_recorder import SLOTS, entity_id
from .virtual_recorder import Identity, Scenario, VirtualRecorder

CLIP = SHARED / "clips" / "vtest.avi"

pytestmark = [
    pytest.mark.usefixtures("socket_enabled"),
    pytest.mark.skipif(missing() is not None, reason=str(missing())),
    needs("clips/vtest.avi"),
]


@pytest.fixture
async def recorder_with_gstreamer() -> AsyncIterator[VirtualRecorder]:
    """Yield a recorder that gives no stills and whose streams are GStreamer's."""
    scenario = Scenario(slots=SLOTS, identity=Identity(password=PASSWORD))
    async with (
        gstreamer(CLIP, "/Streaming/Channels/102") as port,
        VirtualRecorder(scenario) as recorder,
    ):
        recorder.world.rtsp_port = port
        recorder.fault("/ISAPI/*/picture", "status", status=404)
        yield recorder


def _small(picture: av.VideoFrame) -> np.ndarray:
    return picture.reformat(64, 48, "gray").to_ndarray().astype(float)


def _decode(jpeg: bytes) -> av.VideoFrame:
    with av.open(io.BytesIO(jpeg), mode="r") as container:
        return next(iter(container.decode(video=0)))


def _frames(clip: Path) -> list[np.ndarray]:
    with av.open(str(clip), mode="r") as container:
        return [_small(f) for i, f in enumerate(container.decode(video=0)) if i % 5 == 0]


async def test_the_camera_returns_the_picture_that_gstreamer_plays(
    hass: HomeAssistant,
    recorder_with_gstreamer: VirtualRecorder,
    recorder_entry: MockConfigEntry,
) -> None:
    recorder = recorder_with_gstreamer
    assert await async_setup_component(hass, "stream", {})
    recorder_entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(
        recorder_entry,
        data={
            **recorder_entry.data,
            "host": recorder.host,
            "port": recorder.http_port,
            "username": recorder.scenario.identity.user,
            "password": PASSWORD,
        },
    )
    assert await hass.config_entries.async_setup(recorder_entry.entry_id)
    await hass.async_block_till_done()
    try:
        image = await async_get_image(
            hass, entity_id(hass, "camera", "slot_1_camera_sub"), timeout=20
        )
        seen = await hass.async_add_executor_job(lambda: _small(_decode(image.content)))
        frames = await hass.async_add_executor_job(_frames, CLIP)
        closest = min(float(np.abs(frame - seen).mean()) for frame in frames)
        assert closest < 6
    finally:
        await hass.config_entries.async_unload(recorder_entry.entry_id)
        await hass.async_block_till_done()
