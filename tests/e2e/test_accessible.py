"""WCAG 2.2 AA by axe-core: contrast, names of buttons and fields, what a screen reader needs."""

import asyncio
from typing import Any

from playwright.async_api import Page
import pytest

from demo.home import ROOT
from tests.virtual_recorder.scenario import Scenario, Slot

from .conftest import until
from .stage import DASHBOARD, Stage, entry_of

AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"

pytestmark = [
    pytest.mark.timeout(240),
    pytest.mark.skipif(
        not AXE.exists(), reason="axe-core is missing: scripts/frontend installs it"
    ),
]


@pytest.fixture
def scenario() -> Scenario:
    return Scenario(
        slots=(
            Slot(number=1, name="Gang", scene="gang"),
            Slot(number=2, name="Sungai", scene="sungai", state="offline"),  # type: ignore[arg-type]
            Slot(number=3, name="Pos", state="empty"),  # type: ignore[arg-type]
        )
    )


async def faults(page: Page, *elements: str) -> list[str]:
    """Return what axe-core holds against elements of ours that are on the page, wherever they are."""
    await page.evaluate(await asyncio.to_thread(AXE.read_text, encoding="utf-8"))
    found: list[dict[str, Any]] = await page.evaluate(
        """async (selectors) => {
          const ours = selectors.flatMap((selector) => window.rtDeep(selector));
          if (ours.length < selectors.length) throw new Error(`not all there: ${selectors}`);
          const values = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
          const result = await axe.run(ours, {runOnly: {type: 'tag', values}});
          return result.violations.flatMap(({id, nodes}) =>
            nodes.map(({html, failureSummary}) => ({id, html, failureSummary})));
        }""",
        elements,
    )
    return [f"{each['id']}: {each['html'][:120]} {each['failureSummary']}" for each in found]


async def test_the_wall_can_be_read(stage: Stage, page: Page) -> None:
    await page.goto(stage.wall)
    await page.wait_for_selector("rt-cctv-tile", state="attached")
    await until(page, "rtFaces().join() === 'live,dark,empty'", 60)
    assert await faults(page, "rt-cctv-wall") == []
    entry = await entry_of(stage.api)
    for severity in ("watch", "emergency"):
        report = {"entry": entry, "slot": 1, "text": "Pagar terbuka", "severity": severity}
        await stage.api.command("rt_cctv/incident/report", **report)
        await until(
            page, f"rtDeep('rt-cctv-front')[0]?.front.incident.severity === '{severity}'", 60
        )
        assert await faults(page, "rt-cctv-wall") == []


async def test_the_dashboard_can_be_read(stage: Stage, page: Page) -> None:
    entry = await entry_of(stage.api)
    report = {"entry": entry, "slot": 1, "text": "Pagar terbuka", "severity": "emergency"}
    await stage.api.command("rt_cctv/incident/report", **report)
    cards = [f"rt-cctv-{name}-card" for name in ("incidents", "slot", "report", "recorders")]
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme=scheme)
        await page.goto(stage.home.url + DASHBOARD)
        await page.wait_for_selector(cards[-1], state="attached")
        await until(page, "rtDeep('rt-cctv-incidents-card >>> article').length >= 1", 60)
        assert await faults(page, *cards) == []
    await page.goto(f"{stage.home.url}{DASHBOARD}/layar")
    await page.wait_for_selector("rt-cctv-zones-card select", state="attached")
    await page.locator("rt-cctv-zones-card select").select_option(index=1)
    await page.wait_for_selector("rt-cctv-zones-card svg", state="attached")
    assert await faults(page, "rt-cctv-displays-card", "rt-cctv-zones-card") == []
