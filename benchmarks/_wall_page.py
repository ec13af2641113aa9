"""Measures one page with four live tiles: delay, first picture, work and memory of the browser."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median, quantiles
import time

from playwright.async_api import Page
import psutil  # type: ignore[import-untyped]  # comes with Home Assistant, without stubs

from .report import CannotMeasureError

TILES = 4
AGES = 60
AGE_EVERY = 0.137
"""Seconds between two looks at the clocks: no multiple of a picture's length."""
FIRST_LIMIT = 40.0


@dataclass(frozen=True, kw_only=True)
class Work:
    """What a page cost over a while."""

    frames_per_second: float
    cpu: float
    """Per cent of one core, all processes of the browser."""
    memory: float
    """MB that belong to these processes alone (USS)."""

    @property
    def cpu_per_frame(self) -> float:
        """Per cent of a core for one picture drawn per second."""
        return self.cpu / self.frames_per_second


def browser_processes() -> list[psutil.Process]:
    """Return the processes of the browser that this program started."""
    children = psutil.Process().children(recursive=True)
    return [child for child in children if "chrom" in child.name()]


def cpu_seconds(processes: Iterable[psutil.Process]) -> float:
    """Return the seconds of work so far; what ended meanwhile counts no more."""
    total = 0.0
    for process in processes:
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
    return total


def memory_mb(processes: Iterable[psutil.Process]) -> float:
    """Return the memory that would be free without these processes."""
    total = 0
    for process in processes:
        try:
            total += process.memory_full_info().uss
        except psutil.NoSuchProcess:
            continue
    return total / 1e6


async def first_picture(page: Page, url: str, element: str) -> float:
    """Open a page; return the seconds from its first request for pictures until all tiles show one."""
    await page.goto(url)
    await page.wait_for_selector(element, state="attached", timeout=30_000)
    async with asyncio.timeout(FIRST_LIMIT):
        return float(await page.evaluate(f"rtFirst({TILES})"))


async def ages(page: Page) -> tuple[float, float]:
    """Return the median and the 95th percentile of how old the pictures on the screen are, in seconds."""
    seen: list[float] = []
    for _ in range(AGES):
        seen += [age for age in await page.evaluate("rtAges()") if age is not None]
        await asyncio.sleep(AGE_EVERY)
    if len(seen) < AGES:
        raise CannotMeasureError("the clock in the pictures could not be read")
    return median(seen), quantiles(seen, n=20)[-1]


async def work(page: Page, seconds: float) -> Work:
    """Let a page play and return what it cost."""
    processes = browser_processes()
    before, frames = cpu_seconds(processes), await page.evaluate("rtFrames()")
    began = time.monotonic()
    await asyncio.sleep(seconds)
    took = time.monotonic() - began
    drawn = (await page.evaluate("rtFrames()") - frames) / took
    if drawn <= 0:
        raise CannotMeasureError("the page drew nothing")
    return Work(
        frames_per_second=drawn,
        cpu=(cpu_seconds(processes) - before) / took * 100,
        memory=memory_mb(processes),
    )
