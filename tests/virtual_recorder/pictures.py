"""The pictures of every slot: drawn or from a clip, as JPEG on demand, or encoded while watched."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
import time

from .encoder import AccessUnit, Encoder
from .rtp import parameter_sets
from .scenario import StreamSpec
from .scenes import ClipSource, DrawnSource, Scene, Source
from .world import World

type Jpeg = Callable[[int, str], Awaitable[bytes | None]]
"""Returns a JPEG of a slot (profile main or sub), None where there is none."""

type Watcher = Callable[[AccessUnit | None], None]
"""Called in the loop with each picture; None when there will be no more."""


@dataclass(kw_only=True, slots=True)
class _Channel:
    encoder: Encoder
    spec: StreamSpec
    watchers: set[Watcher] = field(default_factory=set)


class Pictures:
    """One for the recorder."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._scenes: dict[int, Scene] = {}
        self._channels: dict[tuple[int, str], _Channel] = {}
        self._sets: dict[StreamSpec, tuple[bytes, ...]] = {}
        self._pool: ThreadPoolExecutor | None = None

    def scene(self, number: int) -> Scene:
        """Return a slot's drawn street."""
        if number not in self._world.slots:
            raise KeyError(f"no slot {number}")
        return self._scenes.setdefault(number, Scene(self._world, number))

    def spec(self, number: int, profile: str) -> StreamSpec:
        """Return what a stream is like now."""
        return self._world.stream(number, profile)

    async def jpeg(self, number: int, profile: str) -> bytes | None:
        """Return a JPEG of now, None where the slot has no picture."""
        if not self._world.watchable(number):
            return None
        if self._pool is None:
            self._pool = ThreadPoolExecutor(1, "virtual-recorder-jpeg")
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, self._still, number, profile)

    def _still(self, number: int, profile: str) -> bytes:
        spec = self.spec(number, profile)
        source = self._source(number)
        try:
            image = source.frame(spec.width, spec.height, time.time()).to_image()
        finally:
            source.close()
        buffer = BytesIO()
        image.save(buffer, "JPEG", quality=85)
        return buffer.getvalue()

    def _source(self, number: int) -> Source:
        clip = self._world.slots[number].clip
        return ClipSource(Path(clip)) if clip else DrawnSource(self.scene(number))

    async def parameter_sets(self, number: int, profile: str) -> tuple[bytes, ...]:
        """Return a stream's parameter sets, from its first keyframe; remembered per kind of stream."""
        spec = self.spec(number, profile)
        if spec not in self._sets:
            first: asyncio.Future[AccessUnit | None] = asyncio.get_running_loop().create_future()

            def seen(unit: AccessUnit | None) -> None:
                if not first.done() and (unit is None or unit.key):
                    first.set_result(unit)

            leave = self.watch(number, profile, seen)
            try:
                unit = await first
            finally:
                leave()
            if unit is None:
                return ()
            self._sets[spec] = parameter_sets(unit.nals, spec.codec)
        return self._sets[spec]

    def watch(self, number: int, profile: str, watcher: Watcher) -> Callable[[], None]:
        """Tell `watcher` of each picture, beginning with one that decoding can start with.

        Returns how to stop. The first watcher starts the encoder, the last one ends it.
        """
        key = (number, profile)
        channel = self._channels.get(key)
        if channel is None:
            channel = self._start(key)
        channel.encoder.ask_key()
        channel.watchers.add(watcher)

        def leave() -> None:
            channel.watchers.discard(watcher)
            if not channel.watchers and self._channels.get(key) is channel:
                del self._channels[key]
                channel.encoder.stop()

        return leave

    def _start(self, key: tuple[int, str]) -> _Channel:
        spec = self.spec(*key)
        loop = asyncio.get_running_loop()

        def publish(unit: AccessUnit) -> None:
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(self._fan_out, channel, unit)

        channel = _Channel(encoder=Encoder(self._source(key[0]), spec, publish), spec=spec)
        self._channels[key] = channel
        channel.encoder.start()
        return channel

    @staticmethod
    def _fan_out(channel: _Channel, unit: AccessUnit) -> None:
        for watcher in tuple(channel.watchers):
            watcher(unit)

    def pull(self, number: int) -> None:
        """End a slot's streams: its camera is gone, or is another one now."""
        for key in [k for k in self._channels if k[0] == number]:
            channel = self._channels.pop(key)
            channel.encoder.stop()
            for watcher in tuple(channel.watchers):
                watcher(None)

    def restart(self, number: int) -> None:
        """Go on with a slot's streams as they are described now, for the same watchers."""
        for key in [k for k in self._channels if k[0] == number]:
            old = self._channels.pop(key)
            old.encoder.stop()
            self._start(key).watchers.update(old.watchers)

    async def close(self) -> None:
        """End every encoder and thread."""
        for number in {key[0] for key in self._channels}:
            self.pull(number)
        if self._pool is not None:
            self._pool.shutdown(wait=True)
            self._pool = None
