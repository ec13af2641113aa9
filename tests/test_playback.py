"""A recorder's own recordings in the browser, as HTTP Live Streaming from a recorder over sockets."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient
import av
from homeassistant.auth.const import GROUP_ID_READ_ONLY
from homeassistant.components.media_source import async_browse_media, async_resolve_media
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.rt_cctv import playback
from custom_components.rt_cctv.alerts import Alerts
from custom_components.rt_cctv.model import Recording

from .alert_home import set_up
from .e2e.browser import CHROMIUM, open_browser
from .virtual_recorder import Scenario, Slot, VirtualRecorder

pytestmark = pytest.mark.usefixtures("socket_enabled")

ROOT = "media-source://rt_cctv"


@pytest.fixture
async def alerts(hass: HomeAssistant, recorder_entry: MockConfigEntry) -> AsyncIterator[Alerts]:
    scenario = Scenario(slots=(Slot(number=1, name="Pos kamling"),))
    assert await async_setup_component(hass, "media_source", {})
    async with VirtualRecorder(scenario) as recorder:
        identity = recorder.scenario.identity
        entry = MockConfigEntry(
            domain=recorder_entry.domain,
            title="RT 05",
            unique_id=identity.serial,
            options=recorder_entry.options,
            data={
                **recorder_entry.data,
                "host": recorder.host,
                "port": recorder.http_port,
                "username": identity.user,
                "password": identity.password,
            },
        )
        alerts = await set_up(hass, entry)
        yield alerts
        await hass.config_entries.async_unload(alerts.entry.entry_id)
        await hass.async_block_till_done()


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> list[asyncio.subprocess.Process]:
    """Return the programs that play, as they are started."""
    started: list[asyncio.subprocess.Process] = []
    start = playback._start

    async def remember(order: dict[str, object]) -> asyncio.subprocess.Process:
        started.append(await start(order))
        return started[-1]

    monkeypatch.setattr(playback, "_start", remember)
    return started


async def recordings(hass: HomeAssistant, alerts: Alerts) -> list[str]:
    """Return the addresses of slot 1's recordings of the last two days, oldest first.

    Those at either end are left out: one is about to be overwritten, the other still goes on.
    """
    here = f"{ROOT}/{alerts.entry.entry_id}/slot/1"
    days: Any = await async_browse_media(hass, here)
    found: list[str] = []
    for day in reversed(days.children[:2]):
        listed: Any = await async_browse_media(hass, f"{here}/{day.title}")
        for child in listed.children:
            played = await async_resolve_media(hass, f"{ROOT}/{child.identifier}", None)
            assert played.mime_type == "application/x-mpegURL"
            found.append(played.url)
    assert len(found) > 2
    return list(dict.fromkeys(found))[1:-1]


async def begin(client: TestClient[Any, Any], url: str) -> str:
    """Begin a recording; return the address of its media playlist."""
    answer = await client.get(url)
    assert answer.status == HTTPStatus.OK, answer.status
    assert answer.content_type == "application/vnd.apple.mpegurl"
    variant = (await answer.text()).splitlines()[-1]
    return f"{url.rpartition('/')[0]}/{variant}"


async def until(client: TestClient[Any, Any], playlist: str, so: Callable[[str], object]) -> str:
    """Ask for a playlist until something holds of it."""
    async with asyncio.timeout(30):
        while True:
            text = await (await client.get(playlist)).text()
            if so(text):
                return text
            await asyncio.sleep(0.1)


def part(playlist: str, name: str) -> str:
    return playlist.replace("index.m3u8", name)


async def become_a_viewer(hass: HomeAssistant, user: MockUser) -> None:
    group = await hass.auth.async_get_group(GROUP_ID_READ_ONLY)
    assert group
    user.groups = [group]
    user.invalidate_cache()


async def test_a_recording_plays_without_being_re_encoded(
    hass: HomeAssistant,
    alerts: Alerts,
    hass_client: ClientSessionGenerator,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    """FFmpeg plays it as Safari does: it asks for ranges, and has no login but the address."""
    url = (await recordings(hass, alerts))[0]
    playlist = await begin(await hass_client(), url)
    player = await hass_client_no_auth()
    await until(player, playlist, lambda text: "1.m4s" in text)

    def play() -> tuple[str, int, int, list[float]]:
        with av.open(
            str(player.make_url(playlist)), options={"live_start_index": "0"}, timeout=20
        ) as movie:
            video = movie.streams.video[0]
            frames = [frame for frame, _ in zip(movie.decode(video), range(40), strict=False)]
            times = [float(frame.time or 0) for frame in frames]
            return video.codec_context.name, frames[0].width, frames[0].height, times

    codec, width, height, times = await asyncio.to_thread(play)
    assert (codec, width, height) == ("h264", 1280, 720)
    assert times == sorted(times)
    assert times[0] < 0.5
    assert times[-1] > 2
    assert alerts.entry.data["password"] not in url + playlist


async def test_a_segment_can_be_had_in_parts(
    hass: HomeAssistant, alerts: Alerts, hass_client: ClientSessionGenerator
) -> None:
    client = await hass_client()
    segment = part(await begin(client, (await recordings(hass, alerts))[0]), "0.m4s")

    async def ask(which: str) -> ClientResponse:
        answer: ClientResponse = await client.get(segment, headers={"Range": f"bytes={which}"})
        return answer

    whole = await (await client.get(segment)).read()
    first, rest, last = await ask("0-1"), await ask("2-"), await ask("-3")
    assert [answer.status for answer in (first, rest, last)] == [HTTPStatus.PARTIAL_CONTENT] * 3
    assert first.headers["Content-Range"] == f"bytes 0-1/{len(whole)}"
    assert await first.read() + await rest.read() == whole
    assert await last.read() == whole[-3:]
    for wrong in (f"{len(whole)}-", "5-2", "first"):
        assert (await ask(wrong)).status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE


async def test_two_who_watch_the_same_ask_the_recorder_once(
    hass: HomeAssistant,
    alerts: Alerts,
    hass_client: ClientSessionGenerator,
    processes: list[asyncio.subprocess.Process],
) -> None:
    url, client = (await recordings(hass, alerts))[0], await hass_client()
    assert await begin(client, url) == await begin(client, url)
    assert len(processes) == 1


async def test_what_makes_room_is_the_oldest(
    hass: HomeAssistant,
    alerts: Alerts,
    hass_client: ClientSessionGenerator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(playback, "MAX_BYTES", 1)
    url, client = (await recordings(hass, alerts))[0], await hass_client()
    playlist = await begin(client, url)
    text = await until(client, playlist, lambda text: "#EXT-X-MEDIA-SEQUENCE:0\n" not in text)
    assert text.count(".m4s") == 1
    assert (await client.get(part(playlist, "0.m4s"))).status == HTTPStatus.NOT_FOUND
    assert (await client.get(part(playlist, "init.mp4"))).status == HTTPStatus.OK
    assert await begin(client, url) != playlist


async def test_a_recording_has_an_end(
    hass: HomeAssistant,
    alerts: Alerts,
    hass_client: ClientSessionGenerator,
    processes: list[asyncio.subprocess.Process],
) -> None:
    playlist = await begin(client := await hass_client(), (await recordings(hass, alerts))[0])
    processes[0].kill()
    text = await until(client, playlist, lambda text: text.endswith("#EXT-X-ENDLIST\n"))
    assert "0.m4s" in text
    assert (await client.get(part(playlist, "0.m4s"))).status == HTTPStatus.OK


async def test_a_recording_that_nobody_watches_ends(
    hass: HomeAssistant,
    alerts: Alerts,
    hass_client: ClientSessionGenerator,
    processes: list[asyncio.subprocess.Process],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = await hass_client()
    playlist = await begin(client, (await recordings(hass, alerts))[0])
    monkeypatch.setattr(playback, "FORGOTTEN", 0.1)
    assert (await client.get(playlist)).status == HTTPStatus.OK
    async with asyncio.timeout(30):
        await processes[0].wait()
        # To ask for it would be to watch it.
        while hass.data[playback._PLAYING]:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    assert (await client.get(playlist)).status == HTTPStatus.NOT_FOUND


async def test_unloading_the_recorder_ends_what_plays(
    hass: HomeAssistant,
    alerts: Alerts,
    hass_client: ClientSessionGenerator,
    processes: list[asyncio.subprocess.Process],
) -> None:
    client = await hass_client()
    playlist = await begin(client, (await recordings(hass, alerts))[0])
    assert await hass.config_entries.async_unload(alerts.entry.entry_id)
    assert processes[0].returncode is not None
    assert (await client.get(playlist)).status == HTTPStatus.NOT_FOUND


async def test_too_many_at_once_are_refused_until_one_is_left(
    hass: HomeAssistant,
    alerts: Alerts,
    hass_client: ClientSessionGenerator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(playback, "AT_ONCE", 1)
    found, client = await recordings(hass, alerts), await hass_client()
    first = await begin(client, found[0])
    assert (await client.get(found[1])).status == HTTPStatus.SERVICE_UNAVAILABLE
    monkeypatch.setattr(playback, "LEFT", -1)
    await begin(client, found[1])
    async with asyncio.timeout(30):
        while (await client.get(first)).status != HTTPStatus.NOT_FOUND:  # noqa: ASYNC110
            await asyncio.sleep(0.1)


async def test_a_recording_that_had_to_make_room_begins_anew(
    hass: HomeAssistant,
    loaded_entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gone = asyncio.Event()

    async def take_all(self: playback.Playback, _url: str) -> None:
        for data in (b"init", b"segment"):
            self._add(playback.Segment(1.0, data))
        try:
            await asyncio.Event().wait()
        finally:
            await gone.wait()

    monkeypatch.setattr(playback.Playback, "_take_all", take_all)
    monkeypatch.setattr(playback, "AT_ONCE", 1)
    monkeypatch.setattr(playback, "LEFT", -1)
    hour, now = timedelta(hours=1), datetime.now(UTC)
    one, two = (Recording(slot=1, start=now, end=now + hour, locator=text) for text in "12")
    first = await playback.async_play(hass, loaded_entry, one)
    await playback.async_play(hass, loaded_entry, two)
    again = await playback.async_play(hass, loaded_entry, one)
    assert again is not first
    gone.set()
    assert await hass.config_entries.async_unload(loaded_entry.entry_id)


async def test_a_recording_is_refused_to_others(
    hass: HomeAssistant,
    alerts: Alerts,
    hass_client: ClientSessionGenerator,
    hass_client_no_auth: ClientSessionGenerator,
    hass_admin_user: MockUser,
) -> None:
    url = (await recordings(hass, alerts))[0]
    stranger, client = await hass_client_no_auth(), await hass_client()
    assert (await stranger.get(url)).status == HTTPStatus.UNAUTHORIZED
    folder = url.rpartition("/")[0]
    moment = datetime.now(UTC) - timedelta(days=400)
    for wrong in (
        f"{folder}/{moment:%Y%m%dT%H%M%SZ}.m3u8",
        f"{folder}/yesterday.m3u8",
        url.replace("/1/", "/x/"),
        f"{folder}/a-token-of-nobody/index.m3u8",
    ):
        assert (await client.get(wrong)).status == HTTPStatus.NOT_FOUND
    await become_a_viewer(hass, hass_admin_user)
    assert (await client.get(url)).status == HTTPStatus.FORBIDDEN


async def test_a_recorder_that_will_not_play_is_an_error_not_a_hang(
    hass: HomeAssistant,
    alerts: Alerts,
    hass_client: ClientSessionGenerator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url = (await recordings(hass, alerts))[0]
    recorder = alerts.entry.runtime_data.coordinator.recorder
    client = await hass_client()
    with monkeypatch.context() as broken:
        broken.setattr(recorder, "playback_url", lambda _: "rtsp://127.0.0.1:9/none")
        assert (await client.get(url)).status == HTTPStatus.BAD_GATEWAY
    await begin(client, url)


_PLAY = """async (src) => {
  const video = document.createElement('video');
  video.muted = true;
  video.src = src;
  document.body.append(video);
  const failed = new Promise((_, fail) => video.addEventListener('error', () => fail(new Error(video.error.message))));
  const shown = new Promise((done) => video.addEventListener('timeupdate', () => {
    if (video.currentTime > 3) done(video.getVideoPlaybackQuality().totalVideoFrames);
  }));
  await Promise.race([video.play(), failed]);
  return Promise.race([shown, failed]);
}"""


@pytest.mark.skipif(CHROMIUM is None, reason="chromium is missing (apt-get install chromium)")
class TestInABrowser:
    """Chromium plays HTTP Live Streaming by itself, as Safari does."""

    @pytest.fixture
    def expected_lingering_tasks(self) -> bool:
        """Playwright's own tasks outlive a test by a moment."""
        return True

    async def test_it_is_seen(
        self, hass: HomeAssistant, alerts: Alerts, hass_client: ClientSessionGenerator
    ) -> None:
        client = await hass_client()
        playlist = await begin(client, (await recordings(hass, alerts))[0])
        # Chromium, unlike Home Assistant's own player, gives up where it catches up with a playlist.
        await until(client, playlist, lambda text: "4.m4s" in text)
        asked: list[tuple[str, str | None]] = []
        async with open_browser() as browser:
            page = await browser.new_page()
            page.on("request", lambda r: asked.append((r.url, r.headers.get("range"))))
            await page.goto(str(client.make_url("/")))
            async with asyncio.timeout(60):
                frames = await page.evaluate(_PLAY, str(client.make_url(playlist)))
        assert frames > 20
        assert [which for url, which in asked if url.endswith("/0.m4s")] == ["bytes=0-"]
