"""Cameras: each slot's sub-stream, and its main stream for those who ask for it."""

import asyncio
from contextlib import suppress
from typing import override

from aiohttp import web
from homeassistant.components.camera import Camera, CameraEntityFeature
from homeassistant.components.stream import CONF_RTSP_TRANSPORT
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .access import is_hidden
from .const import DOMAIN
from .coordinator import RecorderCoordinator, RtCctvConfigEntry
from .entity import SlotEntity, add_as_they_come
from .errors import translated
from .model import StreamProfile
from .nvr.base import BadAnswerError, NotSupportedError, RecorderError

PARALLEL_UPDATES = 0

_STILL_KEPT = 2.0
"""Seconds for which a still serves everybody who asks: recorders answer one at a time."""
_STREAM_STILL_LIMIT = 10.0
"""Seconds until a stream must have given its first key frame."""


async def async_setup_entry(
    hass: HomeAssistant,
    entry: RtCctvConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add two cameras for each slot."""
    coordinator = entry.runtime_data.coordinator
    add_as_they_come(
        coordinator,
        async_add_entities,
        lambda: [(slot.number, p) for slot in coordinator.data.slots for p in StreamProfile],
        lambda key: SlotCamera(coordinator, *key),
    )


class SlotCamera(SlotEntity, Camera):
    """One stream of a slot. It is unavailable while the slot has no picture."""

    _attr_supported_features = CameraEntityFeature.STREAM

    def __init__(
        self, coordinator: RecorderCoordinator, number: int, profile: StreamProfile
    ) -> None:
        """Attach to a slot's stream."""
        Camera.__init__(self)
        SlotEntity.__init__(self, coordinator, number, f"camera_{profile}")
        self._profile = profile
        self._attr_entity_registry_enabled_default = profile is StreamProfile.SUB
        if profile is StreamProfile.SUB:
            self._attr_name = None
        self.stream_options[CONF_RTSP_TRANSPORT] = "tcp"
        self._still: bytes | None = None
        self._still_at = 0.0
        self._still_lock = asyncio.Lock()

    @property
    @override
    def available(self) -> bool:
        return super().available and self.has_picture

    @property
    def _hidden(self) -> bool:
        return is_hidden(self.coordinator.config_entry, self.number)

    @override
    async def async_will_remove_from_hass(self) -> None:
        # A stream outlives its camera otherwise, and keeps the recorder's session busy.
        if self.stream is not None:
            for provider in tuple(self.stream.outputs().values()):
                await self.stream.remove_provider(provider)
            await self.stream.stop()
        await super().async_will_remove_from_hass()

    @override
    async def stream_source(self) -> str | None:
        if self._hidden:
            return None
        return self.coordinator.recorder.stream_url(self.number, self._profile)

    @override
    async def async_camera_image(
        self, width: int | None = None, height: int | None = None
    ) -> bytes | None:
        if self._hidden:
            raise HomeAssistantError(translation_domain=DOMAIN, translation_key="slot_hidden")
        if not self.available:
            return None
        async with self._still_lock:
            now = self.hass.loop.time()
            if self._still is None or now - self._still_at > _STILL_KEPT:
                self._still = await self.async_take_still()
                self._still_at = self.hass.loop.time()
            return self._still

    @override
    async def handle_async_mjpeg_stream(self, request: web.Request) -> web.StreamResponse | None:
        return None if self._hidden else await super().handle_async_mjpeg_stream(request)

    async def async_take_still(self) -> bytes | None:
        """Ask the recorder, else take the picture out of the stream: some give no stills.

        None where the stream shows nothing either; raises HomeAssistantError where the recorder fails.
        """
        try:
            return await self.coordinator.recorder.snapshot(self.number, self._profile)
        except (NotSupportedError, BadAnswerError) as err:
            if (stream := await self.async_create_stream()) is None:
                raise translated(err) from err
            with suppress(TimeoutError):
                async with asyncio.timeout(_STREAM_STILL_LIMIT):
                    return await stream.async_get_image(wait_for_next_keyframe=True)
            return None
        except RecorderError as err:
            raise translated(err) from err
