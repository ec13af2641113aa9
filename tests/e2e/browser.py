"""Debian's Chromium, and eyes for what it shows: where the videos are, and the clock in their pictures."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import shutil
from typing import Any

from playwright.async_api import Browser, Page, async_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # Without a name server of its own kind on this machine no page would reach itself over WebRTC.
    "--disable-features=WebRtcHideLocalIpsWithMdns",
    "--autoplay-policy=no-user-gesture-required",
    # One renderer's pictures must go on when another test's page is in front.
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
)

EYES = """
window.rtDeep = (selector, root = document, found = []) => {
  const [host, ...inner] = selector.split(' >>> ');
  if (inner.length) {
    return window.rtDeep(host, root)
      .flatMap((each) => window.rtDeep(inner.join(' >>> '), each.shadowRoot));
  }
  for (const element of root.querySelectorAll('*')) {
    if (element.matches(selector)) found.push(element);
    if (element.shadowRoot) window.rtDeep(selector, element.shadowRoot, found);
  }
  return found;
};
const canvas = new OffscreenCanvas(80, 2);
const pen = canvas.getContext('2d', {willReadFrequently: true});
// The clock's 44 bits and 4 of check are squares, 1/80 of the picture's width, along its upper edge.
window.rtClock = (video) => {
  if (!video.videoWidth) return null;
  const cell = video.videoWidth / 80;
  pen.drawImage(video, 0, cell / 2 - 1, video.videoWidth, 2, 0, 0, 80, 2);
  const data = pen.getImageData(0, 0, 80, 2).data;
  const bits = [];
  for (let n = 0; n < 48; n++) bits.push((data[n * 4] + data[(80 + n) * 4]) / 2 > 128 ? 1 : 0);
  const number = (from, to) => bits.slice(from, to).reduce((sum, bit) => sum * 2 + bit, 0);
  let check = 5;
  for (let n = 0; n < 44; n += 4) check += number(n, n + 4);
  return (check & 15) === number(44, 48) ? number(0, 44) : null;
};
window.rtVideos = () => window.rtDeep('video').filter((video) => video.videoWidth && !video.hidden);
window.rtAges = () => window.rtVideos().map((video) => {
  const clock = window.rtClock(video);
  return clock === null ? null : (Date.now() - clock) / 1000;
});
window.rtFrames = () => window.rtVideos().map((video) => video.getVideoPlaybackQuality())
  .reduce((sum, quality) => sum + quality.totalVideoFrames - quality.droppedVideoFrames, 0);
window.rtFaces = () => window.rtDeep('rt-cctv-tile').map((tile) => tile.face && tile.face.kind);
// When something was first asked of the hub, and when so many videos showed their first picture.
window.rtAsked = null;
const send = WebSocket.prototype.send;
WebSocket.prototype.send = function (data) {
  if (window.rtAsked === null && typeof data === 'string' && /"watch"|camera\\/stream"/.test(data)) {
    window.rtAsked = performance.now();
  }
  return send.call(this, data);
};
window.rtFirst = (count) => new Promise((resolve) => {
  const look = () => {
    const shown = window.rtVideos().filter((v) => v.getVideoPlaybackQuality().totalVideoFrames > 0);
    if (shown.length >= count) resolve((performance.now() - window.rtAsked) / 1000);
    else setTimeout(look, 10);
  };
  look();
});
"""


@asynccontextmanager
async def open_browser() -> AsyncIterator[Browser]:
    """Start Chromium without a screen."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(_ARGUMENTS))
        try:
            yield browser
        finally:
            await browser.close()


async def new_page(
    browser: Browser, *, width: int = 1600, height: int = 900, **context: Any
) -> Page:
    """Open an empty page with eyes, as large as a 20-inch monitor; Home Assistant's service worker stays out."""
    opened = await browser.new_context(
        viewport={"width": width, "height": height},
        service_workers="block",
        **{"locale": "id-ID", "timezone_id": "Asia/Jakarta", **context},
    )
    opened.set_default_timeout(60_000)
    page = await opened.new_page()
    await page.add_init_script(EYES)
    return page
