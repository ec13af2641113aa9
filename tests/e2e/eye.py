"""Watches a wall while something goes wrong: never may an old picture pass for a live one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
import time

from playwright.async_api import Error, Page

LOOK_EVERY = 0.5

# For each tile: its face, and how old the picture is that it shows (null where the clock can't be read).
_LOOK = """
rtDeep('rt-cctv-tile').map((tile) => {
  const video = tile.shadowRoot.querySelector('video');
  const clock = video && window.rtClock(video);
  return [tile.face && tile.face.kind, clock ? (Date.now() - clock) / 1000 : null];
})
"""


OLD = 3.0
"""Seconds: a picture of this age is not live any more."""


@dataclass
class Eye:
    """What was seen. `longest_lie`: seconds for which a tile went on calling an old picture live."""

    longest_lie: float = 0.0
    faces: set[str] = field(default_factory=set)
    looks: int = 0
    _lying_since: dict[int, float] = field(default_factory=dict)

    async def look(self, page: Page) -> None:
        """Look once; a page that is being loaded shows nothing."""
        try:
            tiles = await page.evaluate(_LOOK)
        except Error:
            return
        self.looks += 1
        now = time.monotonic()
        for number, (face, age) in enumerate(tiles):
            self.faces.add(face)
            if face == "live" and age is not None and age > OLD:
                since = self._lying_since.setdefault(number, now)
                self.longest_lie = max(self.longest_lie, now - since)
            else:
                self._lying_since.pop(number, None)


@asynccontextmanager
async def watching(page: Page) -> AsyncIterator[Eye]:
    """Look at the page all the time until the context ends."""
    eye = Eye()

    async def run() -> None:
        while True:
            await eye.look(page)
            await asyncio.sleep(LOOK_EVERY)

    task = asyncio.create_task(run())
    try:
        yield eye
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
