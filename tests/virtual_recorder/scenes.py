"""A slot's picture at any moment: a drawn street with its actors, or a clip played in a loop."""

from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction
from pathlib import Path
import threading
import time
from typing import Protocol

import av
import numpy as np

from .actors import ACTORS, Box, Presence
from .canvas import Canvas, Plane
from .streets import STREETS, background
from .world import World

FREEZE = "freeze"


class Source(Protocol):
    """Something that gives a picture for a moment (time.time())."""

    def frame(self, width: int, height: int, at: float) -> av.VideoFrame:
        """Return the picture of that moment, yuv420p of that size."""

    def close(self) -> None:
        """Let go of files."""


class Scene:
    """A slot's drawn street.

    Drawing is pure in `at` and the actors, so that a snapshot and the stream show the same; any
    thread may draw while the loop lets actors in and out.
    """

    def __init__(self, world: World, number: int) -> None:
        self._world = world
        self._number = number
        self._actors: dict[str, Presence] = {}
        self._stills: dict[tuple[str, int, int, str], Canvas] = {}
        self._noise: list[Plane] = []

    def act(self, actor: str, *, on: bool) -> None:
        """Let an actor in, or tell it to leave; raises KeyError for nobody we know."""
        if actor not in ACTORS and actor != FREEZE:
            raise KeyError(f"no actor {actor!r}; there are {', '.join([*ACTORS, FREEZE])}")
        now = time.time()
        presence = self._actors.get(actor)
        if on:
            fresh = presence is None or presence.leaving is not None
            changed = {actor: Presence(since=now)} if fresh else {}
        else:
            still = presence is not None and presence.leaving is None
            changed = {actor: Presence(since=presence.since, leaving=now)} if still else {}  # type: ignore[union-attr]
        self._actors = {**self._actors, **changed}

    def truth(self, at: float) -> dict[str, Box]:
        """Return where each actor is at a moment: what a detector should find."""
        boxes: dict[str, Box] = {}
        self._paint(Canvas(640, 360), at, boxes)
        return boxes

    def draw(self, width: int, height: int, at: float) -> Canvas:
        """Draw the picture of a moment."""
        frozen = self._actors.get(FREEZE)
        if frozen is not None and frozen.leaving is None:
            at = frozen.since
        slot = self._world.slots[self._number]
        canvas = self._still(slot.scene, width, height, slot.name).copy()
        self._paint(canvas, at, {})
        if slot.noise and frozen is None:
            self._grain(canvas, slot.noise, at)
        cell = width // 80
        canvas.clock(int(at * 1000))
        canvas.text(cell, 2 * cell, self._shown(at), max(10, height // 22))
        return canvas

    def _paint(self, canvas: Canvas, at: float, boxes: dict[str, Box]) -> None:
        slot = self._world.slots[self._number]
        street = STREETS.get(slot.scene, STREETS["gang"])
        actors = self._actors
        for name, paint in ACTORS.items():
            if (presence := actors.get(name)) is None or at < presence.since:
                continue
            gone = presence.leaving
            left = None if gone is None or at < gone else at - gone
            if box := paint(canvas, street, at - presence.since, left):
                boxes[name] = box

    def _shown(self, at: float) -> str:
        zone = timezone(timedelta(seconds=self._world.scenario.utc_offset))
        shown = datetime.fromtimestamp(at + self._world.clock_offset, UTC).astimezone(zone)
        return f"{shown:%d-%m-%Y %H:%M:%S}.{shown.microsecond // 100_000}"

    def _still(self, scene: str, width: int, height: int, name: str) -> Canvas:
        key = (scene, width, height, name)
        if (still := self._stills.get(key)) is None:
            still = background(scene, width, height)
            size = max(10, height // 22)
            still.text(int(width * 0.62), height - 2 * size, name, size)
            self._stills[key] = still
        return still

    def _grain(self, canvas: Canvas, strength: int, at: float) -> None:
        """Add a sensor's noise: one of eight prepared sheets, turned about."""
        shape = canvas.y.shape
        if not self._noise or self._noise[0].shape != shape:
            random = np.random.default_rng(self._number)
            self._noise = [random.integers(0, 2 * strength + 1, shape, np.uint8) for _ in range(8)]
        sheet = self._noise[int(at * 1000) % 8]
        np.add(canvas.y, sheet, out=canvas.y)
        np.minimum(canvas.y, 235, out=canvas.y)


class DrawnSource:
    """A scene as a source."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene

    def frame(self, width: int, height: int, at: float) -> av.VideoFrame:
        """Draw."""
        data = self._scene.draw(width, height, at).data
        return av.VideoFrame.from_ndarray(data, format="yuv420p")

    def close(self) -> None:
        """Nothing is held."""


class ClipSource:
    """A video file in a loop. Its place depends on the moment alone, so every reader agrees."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._container = av.open(str(path))
        self._stream = self._container.streams.video[0]
        self._duration = self._length()
        self._frames = self._container.decode(self._stream)
        self._current: av.VideoFrame | None = None
        self._lap = -1

    def _length(self) -> float:
        if self._stream.duration and self._stream.time_base:
            return float(self._stream.duration * self._stream.time_base)
        return (self._container.duration or 10_000_000) / 1_000_000

    def frame(self, width: int, height: int, at: float) -> av.VideoFrame:
        """Return the clip's frame of that moment."""
        with self._lock:
            lap, place = divmod(at, self._duration)
            if lap != self._lap or (self._current and self._place(self._current) > place + 1):
                self._seek(place)
                self._lap = int(lap)
            while self._current is None or self._place(self._current) < place - 0.001:
                following = next(self._frames, None)
                if following is None:
                    break
                self._current = following
            if self._current is None:
                raise ValueError(f"{self._path.name}: no picture in it")
            return self._current.reformat(width=width, height=height, format="yuv420p")

    def _place(self, frame: av.VideoFrame) -> float:
        start = self._stream.start_time or 0
        return float(((frame.pts or 0) - start) * (self._stream.time_base or Fraction(1, 90_000)))

    def _seek(self, place: float) -> None:
        base = self._stream.time_base or Fraction(1, 90_000)
        offset = int(place / base) + (self._stream.start_time or 0)
        self._container.seek(offset, stream=self._stream, backward=True)
        self._frames = self._container.decode(self._stream)
        self._current = None

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._container.close()
