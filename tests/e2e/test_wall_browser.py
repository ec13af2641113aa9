"""The wall, the dashboard and pairing in a real browser: the short way through all of them."""

from playwright.async_api import Browser, Page
import pytest

from tests.virtual_recorder.scenario import Scenario, Slot

from .browser import new_page
from .conftest import pairing_code, until
from .stage import DASHBOARD, Stage, entry_of, open_stage

pytestmark = pytest.mark.timeout(180)

SOON = 60.0
"""Seconds that anything may take on a busy machine."""
NAMES = {1: "Gang <b>Mawar</b>", 2: "Pos & Kamling", 3: "<img src=x onerror=alert(1)>"}


@pytest.fixture
def scenario() -> Scenario:
    return Scenario(
        slots=(
            Slot(number=1, name="a", scene="gang"),
            Slot(number=2, name="b", scene="pos"),
            Slot(number=3, name="c", scene="sungai", state="offline"),  # type: ignore[arg-type]
            Slot(number=4, name="d", state="empty"),  # type: ignore[arg-type]
        )
    )


async def test_from_the_first_picture_to_the_answered_incident(
    scenario: Scenario, browser: Browser
) -> None:
    async with open_stage(scenario, NAMES) as stage:
        wall = await new_page(browser)
        await _faces(stage, wall)
        await _incident(stage, wall)
        await _dashboard(stage, browser)
        # Last: with a second user Home Assistant asks who is there.
        await _pairing(stage, browser)


async def _faces(stage: Stage, wall: Page) -> None:
    alerts: list[str] = []
    wall.on("dialog", lambda dialog: alerts.append(dialog.message))
    await wall.goto(stage.wall)
    await wall.wait_for_selector("rt-cctv-tile", state="attached")
    await until(wall, "rtFaces().join() === 'live,live,dark,empty'", SOON)
    names = await wall.evaluate("rtDeep('.name').map((name) => name.textContent)")
    assert names[:3] == list(NAMES.values())
    assert not await wall.evaluate("rtDeep('rt-cctv-tile >>> b, img[src=x]').length")
    assert alerts == []
    young = (
        "((ages) => ages.length === 2 && ages.every((age) => age !== null && age < 5))(rtAges())"
    )
    await until(wall, young, SOON)
    # Small texts need 4.5:1; all of ours are white on nearly black.
    assert not await wall.evaluate("rtDeep('ha-sidebar').some((bar) => bar.offsetWidth > 0)")


async def _incident(stage: Stage, wall: Page) -> None:
    entry = await entry_of(stage.api)
    report = {"entry": entry, "slot": 2, "text": "<script>alert(1)</script>"}
    await stage.api.command("rt_cctv/incident/report", severity="emergency", **report)
    await until(wall, "rtDeep('rt-cctv-front >>> button').length === 1", SOON)
    assert await wall.evaluate("rtDeep('rt-cctv-tile.large')[0].slotInfo.number") == 2
    assert await wall.evaluate("rtDeep('rt-cctv-front >>> .text')[0].textContent") == report["text"]
    await until(
        wall, "rtDeep('rt-cctv-evidence >>> img').some((img) => img.naturalWidth > 0)", SOON
    )
    await wall.keyboard.press("Enter")
    await until(wall, "rtDeep('rt-cctv-front').length === 0", SOON)
    assert await wall.evaluate("rtDeep('rt-cctv-tile.large').length") == 0
    await wall.keyboard.press("1")
    await until(wall, "rtDeep('rt-cctv-tile.large').length === 1", SOON)
    await wall.keyboard.press("Escape")
    await until(wall, "rtDeep('rt-cctv-tile.large').length === 0", SOON)


async def _pairing(stage: Stage, browser: Browser) -> None:
    display = await new_page(browser)
    await display.goto(f"{stage.home.url}/rt-layar")
    code = await pairing_code(display)
    phone = await new_page(browser, width=420, height=900)
    await phone.goto(f"{stage.wall}?pair={code}")
    button = phone.locator("rt-cctv-displays-card button", has_text="Pasangkan")
    await button.click(timeout=60_000)
    await display.wait_for_selector("rt-cctv-tile", state="attached", timeout=60_000)
    await until(display, "rtFaces().join() === 'live,live,dark,empty'", SOON)
    user = await display.evaluate("document.querySelector('home-assistant').hass.user")
    assert (user["is_admin"], user["name"]) == (False, "Pos Kamling")
    await display.close()
    await phone.close()


async def _dashboard(stage: Stage, browser: Browser) -> None:
    page = await new_page(browser, width=420, height=900)
    await page.goto(stage.home.url + DASHBOARD)
    await page.wait_for_selector("rt-cctv-slot-card", state="attached", timeout=60_000)
    await until(page, "rtFaces().join() === 'live,live,dark,empty'", SOON)
    for card in ("incidents", "report", "recorders"):
        assert await page.evaluate(f"rtDeep('rt-cctv-{card}-card').length") == 1, card
    await page.evaluate("rtDeep('rt-cctv-report-card >>> textarea')[0].value = 'Pagar terbuka'")
    await page.evaluate("rtDeep('rt-cctv-report-card >>> button')[0].click()")
    await until(page, "rtDeep('rt-cctv-incidents-card >>> article').length >= 1", SOON)
