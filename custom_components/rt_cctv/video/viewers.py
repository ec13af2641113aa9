"""Hands one slot's fragments to any number of viewers, each at its own speed."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace
from typing import Final

MAX_WAITING_SECONDS: Final = 2.0
MAX_WAITING_BYTES: Final = 2_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class LiveState:
    """How it stands with the slot's session: `link` and `reason` as words, `since` in Unix time."""

    link: str
    reason: str | None = None
    since: float


@dataclass(frozen=True, kw_only=True, slots=True)
class LiveStart:
    """An init segment, with what the page must know to make its buffer."""

    mime: str
    codec: str
    width: int
    height: int
    data: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class LiveMedia:
    """One picture; `gap` says that pictures were left out before it."""

    key: bool
    backlog: bool
    gap: bool
    wall: float
    media: float
    data: bytes


type LiveItem = LiveState | LiveStart | LiveMedia


class Viewer:
    """One viewer's queue. It never grows: who is too slow jumps to the next key frame."""

    def __init__(self) -> None:
        """Begin empty."""
        self._waiting: deque[LiveItem] = deque()
        self._bytes = 0
        self._wake = asyncio.Event()
        self._gap = False
        self._closed = False

    def put(self, item: LiveItem) -> None:
        """Queue an item, or leave it out."""
        if isinstance(item, LiveMedia):
            if self._overfull(item):
                self._drop_media()
                self._gap = True
            if self._gap:
                if not item.key:
                    return
                item = replace(item, backlog=False, gap=True)
                self._gap = False
            self._bytes += len(item.data)
        self._waiting.append(item)
        self._wake.set()

    def _overfull(self, item: LiveMedia) -> bool:
        first = next((w for w in self._waiting if isinstance(w, LiveMedia) and not w.backlog), None)
        late = first is not None and item.wall - first.wall > MAX_WAITING_SECONDS
        return late or self._bytes + len(item.data) > MAX_WAITING_BYTES

    def _drop_media(self) -> None:
        self._waiting = deque(w for w in self._waiting if not isinstance(w, LiveMedia))
        self._bytes = 0

    def close(self) -> None:
        """End the iteration: the slot is gone."""
        self._closed = True
        self._wake.set()

    async def items(self) -> AsyncGenerator[list[LiveItem]]:
        """Yield what waits, all at once, until closed."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            items, self._waiting, self._bytes = list(self._waiting), deque(), 0
            if items:
                yield items
            if self._closed:
                return


class Audience:
    """The viewers of one slot, and what a new one needs to begin at once."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self.viewers: set[Viewer] = set()
        self._state: LiveState | None = None
        self._start: LiveStart | None = None
        self._group: list[LiveMedia] = []
        self._group_bytes = 0

    def join(self, viewer: Viewer) -> None:
        """Add a viewer and give it the state, the init segment and all since the key frame."""
        if self._state is not None:
            viewer.put(self._state)
        if self._start is not None and self._group:
            viewer.put(self._start)
            for media in self._group:
                viewer.put(replace(media, backlog=True, gap=False))
        self.viewers.add(viewer)

    def state(self, state: LiveState) -> None:
        """Tell a change of the session."""
        if state != self._state:
            self._state = state
            for viewer in self.viewers:
                viewer.put(state)

    def start(self, start: LiveStart) -> None:
        """Tell a new init segment."""
        self._start = start
        self._group, self._group_bytes = [], 0
        for viewer in self.viewers:
            viewer.put(start)

    def media(self, media: LiveMedia) -> None:
        """Tell a picture."""
        if media.key:
            self._group, self._group_bytes = [], 0
        if self._group or media.key:
            self._group.append(media)
            self._group_bytes += len(media.data)
            if self._group_bytes > MAX_WAITING_BYTES:
                self._group, self._group_bytes = [], 0
        for viewer in self.viewers:
            viewer.put(media)

    def forget(self) -> None:
        """Forget the pictures: no more come, or they come anew."""
        self._start = None
        self._group, self._group_bytes = [], 0

    def close(self) -> None:
        """Send everybody home."""
        for viewer in self.viewers:
            viewer.close()
