"""The wall: how far behind the camera it is, how soon it shows something, and what it costs browser and hub.

Four tiles of 640x360 at 10 pictures a second from the virtual recorder, which paints a clock for machines into each
picture; the page reads it off its own screen. Peer: Home Assistant's picture-entity cards (HLS), in the same run, with
tiles of the same size.
"""

import argparse
import asyncio
from collections.abc import Sequence
import gzip
import time

from demo.home import DASHBOARD, ROOT
from tests.e2e.browser import CHROMIUM, new_page, open_browser
from tests.e2e.stage import DASHBOARD as OURS, Stage, open_stage

from ._wall_page import (
    TILES,
    Work,
    ages,
    browser_processes,
    cpu_seconds,
    first_picture,
    memory_mb,
    work,
)
from .report import CannotMeasureError, Metric, of_runs

PEER = "picture-entity (HLS)"
BUNDLE = ROOT / "custom_components" / "rt_cctv" / "frontend" / "rt-cctv.js"
SETTLE = 6.0
# Beside the peer's dashboard stands the sidebar: with these widths both pages' tiles have the same size.
OUR_WIDTH, PEER_WIDTH = 1600, 1730


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Let the caller choose how long it takes."""
    parser.add_argument("--runs", type=int, default=3, help="pages opened of each kind")
    parser.add_argument("--seconds", type=float, default=15, help="for which each page plays")
    parser.add_argument("--minutes", type=float, default=3, help="for which memory is watched")
    parser.add_argument("--memory-only", action="store_true", help="watch memory and nothing else")


async def measure(options: argparse.Namespace) -> Sequence[Metric]:
    """Measure all of it."""
    if CHROMIUM is None:
        raise CannotMeasureError("chromium is missing (Debian: apt-get install chromium)")
    async with open_stage() as stage:
        if options.memory_only:
            return [await _growth(stage, options.minutes)]
        await _lay_out_peer(stage)
        found = _Found()
        for _ in range(options.runs):
            await _run(stage, found, options.seconds)
        hub = await _hub(stage, options.seconds)
        strategy = [await _strategy(stage) for _ in range(options.runs)]
        growth = await _growth(stage, options.minutes)
    bundle = len(gzip.compress(await asyncio.to_thread(BUNDLE.read_bytes), 9)) / 1000
    return [
        *found.metrics(),
        *hub,
        growth,
        of_runs("strategy ready", "s", strategy, at_most=1.0),
        of_runs("bundle, gzipped", "kB", [bundle], at_most=80),
    ]


class _Found:
    """Figures of all runs; index 0 is ours, 1 the peer's."""

    def __init__(self) -> None:
        self.first: tuple[list[float], list[float]] = ([], [])
        self.median: tuple[list[float], list[float]] = ([], [])
        self.late: tuple[list[float], list[float]] = ([], [])
        self.work: tuple[list[Work], list[Work]] = ([], [])

    def metrics(self) -> list[Metric]:
        """Return ours beside the peer's. The very first page of each finds the streams cold."""
        cold = [runs[0] for runs in self.first]
        warm = [runs[1:] or runs for runs in self.first]
        cpu = [[w.cpu_per_frame for w in works] for works in self.work]
        memory = [[w.memory for w in works] for works in self.work]
        frames = [[w.frames_per_second for w in works] for works in self.work]
        return [
            of_runs(
                "first picture in all tiles, warm",
                "s",
                warm[0],
                at_most=1.0,
                peer=PEER,
                peer_values=warm[1],
            ),
            of_runs(
                "first picture in all tiles, cold", "s", cold[:1], peer=PEER, peer_values=cold[1:]
            ),
            of_runs(
                "glass to glass, median",
                "s",
                self.median[0],
                at_most=0.4,
                peer=PEER,
                peer_values=self.median[1],
            ),
            of_runs(
                "glass to glass, p95",
                "s",
                self.late[0],
                at_most=0.7,
                peer=PEER,
                peer_values=self.late[1],
            ),
            _beside("browser CPU per picture drawn a second", "% of a core", cpu),
            _beside("browser memory", "MB", memory),
            of_runs("pictures drawn a second", "1/s", frames[0], peer=PEER, peer_values=frames[1]),
        ]


def _beside(name: str, unit: str, values: list[list[float]]) -> Metric:
    """Return a metric whose target is the peer's own figure."""
    peer = of_runs(name, unit, values[1]).value
    return of_runs(name, unit, values[0], at_most=peer, peer=PEER, peer_values=values[1])


async def _lay_out_peer(stage: Stage) -> None:
    entities = await stage.api.entity_ids()
    cards = [
        {
            "type": "picture-entity",
            "entity": entities[f"{stage.key(number)}_camera_sub"],
            "camera_view": "live",
        }
        for number in range(1, TILES + 1)
    ]
    grid = {"type": "grid", "columns": 2, "square": False, "cards": cards}
    stage.home.write_dashboard({"views": [{"type": "panel", "cards": [grid]}]})


async def _run(stage: Stage, found: _Found, seconds: float) -> None:
    """Open ours, then the peer's, each in a browser of its own."""
    pages = (
        (stage.wall, "rt-cctv-tile", OUR_WIDTH),
        (f"{stage.home.url}/{DASHBOARD}/0", "hui-picture-entity-card", PEER_WIDTH),
    )
    for at, (url, element, width) in enumerate(pages):
        async with open_browser() as browser:
            page = await new_page(browser, width=width)
            found.first[at].append(await first_picture(page, url, element))
            await asyncio.sleep(SETTLE)
            found.work[at].append(await work(page, seconds))
            middle, late = await ages(page)
            found.median[at].append(middle)
            found.late[at].append(late)


async def _hub(stage: Stage, seconds: float) -> list[Metric]:
    """Return what viewers cost the hub, and how many sessions the recorder sees with two of them."""
    async with open_browser() as browser:
        first = await new_page(browser, width=OUR_WIDTH)
        await first_picture(first, stage.wall, "rt-cctv-tile")
        await asyncio.sleep(SETTLE)
        one = await _hub_cpu(stage, seconds)
        second = await new_page(browser, width=OUR_WIDTH)
        await first_picture(second, stage.wall, "rt-cctv-tile")
        await asyncio.sleep(SETTLE)
        two = await _hub_cpu(stage, seconds)
        playing = [s for s in stage.recorder.sessions if s.playing and s.ended is None]
        most = max(sum(s.slot == n for s in playing) for n in range(1, TILES + 1))
        await first.context.close()
        await second.context.close()
    await asyncio.sleep(3)
    idle = await _hub_cpu(stage, seconds)
    return [
        of_runs("hub CPU per tile and viewer", "% of a core", [(one - idle) / TILES], at_most=2),
        of_runs(
            "hub CPU per tile of a second viewer", "% of a core", [(two - one) / TILES], at_most=2
        ),
        of_runs("RTSP sessions per slot, two viewers", "", [most], at_most=1),
    ]


async def _hub_cpu(stage: Stage, seconds: float) -> float:
    """Return the work of Home Assistant and its workers, in per cent of a core."""
    processes = stage.home.processes()
    before, began = cpu_seconds(processes), time.monotonic()
    await asyncio.sleep(seconds)
    return (cpu_seconds(processes) - before) / (time.monotonic() - began) * 100


async def _strategy(stage: Stage) -> float:
    """Return the seconds that the strategy takes in a page that is loaded."""
    async with open_browser() as browser:
        page = await new_page(browser)
        await page.goto(stage.home.url + OURS)
        await page.wait_for_selector("rt-cctv-incidents-card", state="attached", timeout=30_000)
        took = await page.evaluate(
            """async () => {
              const began = performance.now();
              const strategy = customElements.get('ll-strategy-dashboard-rt-cctv');
              const hass = document.querySelector('home-assistant').hass;
              await strategy.generate({}, hass);
              return (performance.now() - began) / 1000;
            }"""
        )
        return float(took)


async def _growth(stage: Stage, minutes: float) -> Metric:
    """Return by how many per cent the browser grows over a while, after a minute to settle."""
    async with open_browser() as browser:
        page = await new_page(browser, width=OUR_WIDTH)
        await first_picture(page, stage.wall, "rt-cctv-tile")
        await asyncio.sleep(60)
        began = await _settled_memory()
        await asyncio.sleep(minutes * 60)
        growth = (await _settled_memory() / began - 1) * 100
    return of_runs(f"memory growth of the page in {minutes:g} min", "%", [growth], at_most=5)


async def _settled_memory() -> float:
    """Return the least of a few looks: garbage comes and goes."""
    looks = []
    for _ in range(8):
        looks.append(memory_mb(browser_processes()))
        await asyncio.sleep(2)
    return min(looks)
