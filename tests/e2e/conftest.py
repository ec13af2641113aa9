"""What tests in a browser stand on. They take minutes: without RT_CCTV_E2E=1 only the short ones run."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

from playwright.async_api import Browser, Error, Page
import pytest

from tests.virtual_recorder.scenario import Scenario

from .browser import CHROMIUM, new_page, open_browser
from .stage import Stage, open_stage

LONG_ASKED = "RT_CCTV_E2E"
"""Environment variable that asks for the long ones."""


@pytest.fixture(autouse=True)
def browser_there(socket_enabled: None) -> None:
    """Skip where there is no Chromium."""
    if CHROMIUM is None:
        pytest.skip("chromium is missing (Debian: apt-get install chromium)")


@pytest.fixture
def expected_lingering_tasks() -> bool:
    """Playwright's own tasks outlive a test by a moment."""
    return True


@pytest.fixture
def expected_lingering_timers() -> bool:
    """Playwright's own timers as well."""
    return True


@pytest.fixture
def scenario() -> Scenario:
    """Return the recorder: four slots that are all online, unless a test says otherwise."""
    return Scenario()


@pytest.fixture
async def stage(scenario: Scenario) -> AsyncIterator[Stage]:
    """Start recorder and Home Assistant."""
    async with open_stage(scenario) as staged:
        yield staged


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Start Chromium."""
    async with open_browser() as opened:
        yield opened


@pytest.fixture
async def page(browser: Browser) -> Page:
    """Return an empty page of a 20-inch monitor."""
    return await new_page(browser)


type Until = Callable[[Page, str, float], Awaitable[float]]


async def until(page: Page, expression: str, seconds: float) -> float:
    """Wait until an expression is true in the page; return after how many seconds it was."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    last: object = None
    while loop.time() - began < seconds:
        try:
            last = await page.evaluate(expression)
        except Error as error:
            # A page that is just being left has no answer.
            if "navigation" not in error.message:
                raise
        if last is True:
            return loop.time() - began
        await asyncio.sleep(0.25)
    faces = await page.evaluate("rtFaces()")
    pytest.fail(f"not within {seconds} s: {expression} (last {last!r}, faces {faces})")


async def pairing_code(display: Page) -> str:
    """Return the six digits on a display that waits to be paired, once it shows them."""
    shown = await display.wait_for_selector("#code:not(:empty)", timeout=30_000)
    assert shown is not None
    return (await shown.inner_text()).replace(" ", "")
