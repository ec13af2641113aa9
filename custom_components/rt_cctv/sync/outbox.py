"""The ledger for the event loop: every call runs in the one thread that may use it."""

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Self

import msgspec

from .clock import now_ms
from .ledger import Entry, Ledger, Place, Waiting
from .ledger_bounds import forget_slot, keep_within_bounds
from .messages import CommandBody, GapBody, Records


class Outbox:
    """A ledger and its thread. Raises LedgerError from every method where the disk refuses."""

    def __init__(self, ledger: Ledger, thread: ThreadPoolExecutor) -> None:
        self.ledger = ledger
        self._thread = thread

    @classmethod
    async def open(cls, path: Path) -> Self:
        """Open the ledger of this path, making it where there is none."""
        thread = ThreadPoolExecutor(1, "rt_cctv_ledger")
        try:
            ledger = await asyncio.get_running_loop().run_in_executor(thread, Ledger, path)
        except BaseException:
            thread.shutdown(wait=False)
            raise
        outbox = cls(ledger, thread)
        if ledger.damaged:
            await outbox.append([Entry(now_ms(), GapBody(why="damaged", n=0, a=0, z=0))])
        return outbox

    async def close(self) -> None:
        """Close the ledger and end its thread."""
        await self.run(self.ledger.close)
        await asyncio.to_thread(self._thread.shutdown)

    async def run[T](self, work: Callable[[], T]) -> T:
        """Run something in the ledger's thread."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def append(self, entries: Iterable[Entry]) -> None:
        """See Ledger.append."""
        rows = list(entries)
        await self.run(lambda: self.ledger.append(rows))

    async def append_noting(self, entries: Iterable[Entry], **notes: str) -> None:
        """Write records, then notes that say that they were written."""
        rows = list(entries)

        def write() -> None:
            self.ledger.append(rows)
            self.ledger.remember(**notes)

        await self.run(write)

    def note(self, key: str) -> str | None:
        """Return a note; it is at hand, nothing is read."""
        return self.ledger.get(key)

    async def count(self, counts: Iterable[tuple[int, int, int, str, int]]) -> None:
        """See Ledger.count."""
        rows = list(counts)
        await self.run(lambda: self.ledger.count(rows))

    async def close_hours(self) -> None:
        """Turn the counts of hours that are over into records."""
        now = now_ms()
        await self.run(lambda: self.ledger.close_hours(now // 3_600_000, now))

    async def tidy(self) -> None:
        """Keep the ledger within its bounds."""
        await self.run(lambda: keep_within_bounds(self.ledger, now_ms()))

    async def forget_slot(self, slot: int, recorder: int) -> None:
        """Take back what was written of a slot and not yet sent."""
        await self.run(lambda: forget_slot(self.ledger, slot, recorder, now_ms()))

    async def place(self) -> Place:
        """See Ledger.place."""
        return await self.run(self.ledger.place)

    async def waiting(self) -> Waiting:
        """See Ledger.waiting."""
        return await self.run(self.ledger.waiting)

    async def batch(self, sid: str) -> Records | None:
        """See Ledger.batch."""
        return await self.run(lambda: self.ledger.batch(sid))

    async def confirm(self, seq: int) -> None:
        """See Ledger.confirm."""
        await self.run(lambda: self.ledger.confirm(seq, now_ms()))

    async def rewind(self, seq: int) -> None:
        """See Ledger.rewind."""
        await self.run(lambda: self.ledger.rewind(seq))

    async def fork(self, *, behind: int) -> None:
        """See Ledger.new_epoch."""
        await self.run(lambda: self.ledger.new_epoch(behind=behind))

    async def announcement(self) -> int:
        """Return the number of the newest announcement that was shown."""
        return int(self.ledger.get("ann") or 0)

    async def done_commands(self) -> list[str]:
        """Return the ids of the last commands that were done."""
        text = self.ledger.get("done")
        return msgspec.json.decode(text, type=list[str]) if text else []

    async def answer(self, answer: CommandBody, *, done: list[str], announcement: int) -> None:
        """Write the answer to a command, and that it was done."""
        notes = {"done": msgspec.json.encode(done).decode()}
        if announcement > await self.announcement():
            notes["ann"] = str(announcement)

        def write() -> None:
            self.ledger.append([Entry(now_ms(), answer)])
            self.ledger.remember(**notes)

        await self.run(write)
