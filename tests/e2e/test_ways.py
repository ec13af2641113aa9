"""The humbler ways to a moving picture, each in a browser that lacks the better ones."""

from pathlib import Path

from playwright.async_api import Page
import pytest

from tests.virtual_recorder.scenario import Scenario, Slot

from .conftest import until
from .stage import Stage

pytestmark = pytest.mark.timeout(180)

NO_MEDIA_SOURCE = "delete window.MediaSource; delete window.ManagedMediaSource;"
NO_WEBRTC = "delete window.RTCPeerConnection;"
NO_HLS = "HTMLMediaElement.prototype.canPlayType = () => '';"
PROVIDER = Path(__file__).with_name("webrtc_provider.js")


@pytest.fixture
def scenario() -> Scenario:
    return Scenario(slots=(Slot(number=1, name="Gang", scene="gang"),))


async def open_wall(page: Page, stage: Stage, *scripts: str) -> None:
    for script in scripts:
        await page.add_init_script(script)
    await page.goto(stage.wall)
    await page.wait_for_selector("rt-cctv-tile", state="attached")


def plays(way: str) -> str:
    """Return an expression: the tile is live in this way, and has shown several pictures."""
    return f"""(() => {{
      const [tile] = rtDeep('rt-cctv-tile');
      const {{watch, player}} = tile.insight;
      return tile.face?.kind === 'live' && watch?.way === '{way}' && player.frames() > 3;
    }})()"""


async def test_stills_where_the_browser_plays_nothing(stage: Stage, page: Page) -> None:
    await open_wall(page, stage, NO_MEDIA_SOURCE, NO_WEBRTC, NO_HLS)
    await until(page, plays("stills"), 60)
    state = await page.evaluate("rtDeep('rt-cctv-tile >>> .state')[0].textContent.trim()")
    assert state == "Foto berkala"


async def test_hls_is_tried_and_where_the_browser_cannot_parse_it_stills_follow(
    stage: Stage, page: Page
) -> None:
    """Debian's Chromium says that it may play HLS, and then refuses Home Assistant's."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await open_wall(page, stage, NO_MEDIA_SOURCE, NO_WEBRTC)
    await until(page, f"{plays('hls')} || {plays('stills')}", 60)
    can = "document.createElement('video').canPlayType('application/vnd.apple.mpegurl') !== ''"
    assert await page.evaluate(can) == any("/api/hls/" in url for url in asked)


async def test_webrtc_where_home_assistant_has_a_provider(stage: Stage, page: Page) -> None:
    """The provider is played by the page itself; offer, answer and pictures are the browser's own."""
    provider = PROVIDER.read_text(encoding="utf-8")
    await open_wall(page, stage, NO_MEDIA_SOURCE, provider)
    await until(page, plays("webrtc"), 60)
    assert await page.evaluate("window.rtProvider.candidates") > 0
    await page.evaluate("window.rtProvider.peer.close()")
    await until(page, "window.rtProvider.offers > 1", 60)
    await until(page, plays("webrtc"), 60)
