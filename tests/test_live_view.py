"""Tests of the live pictures' WebSocket: what docs/live.md promises."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
import struct
from typing import Any

from aiohttp import ClientWebSocketResponse, WSMsgType
from homeassistant.auth.const import GROUP_ID_ADMIN, GROUP_ID_READ_ONLY, GROUP_ID_USER
from homeassistant.auth.models import RefreshToken
from homeassistant.components.http.auth import async_sign_path
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import HomeAssistant
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.rt_cctv import live_view
from custom_components.rt_cctv.const import DOMAIN, SIGNAL_ACCESS_CHANGED
from custom_components.rt_cctv.live_view import LIVE_URL
from custom_components.rt_cctv.video.viewers import LiveItem, LiveMedia, LiveStart, LiveState

from .fake_recorder import SERIAL

# aiohttp leaves its heartbeat's timer behind when the server closes a WebSocket; it fires into nothing.
leaves_a_heartbeat = pytest.mark.parametrize("expected_lingering_timers", [True])

type Open = Callable[..., Awaitable[ClientWebSocketResponse]]

SLOT = f"{SERIAL}_slot_1"
LIVE = LiveState(link="live", reason=None, since=5.0)
START = LiveStart(
    mime='video/mp4; codecs="avc1.42c00b"', codec="h264", width=640, height=360, data=b"INIT"
)


def media(number: int, *, key: bool = False, backlog: bool = False, gap: bool = False) -> LiveMedia:
    """Return the n-th picture."""
    return LiveMedia(
        key=key,
        backlog=backlog,
        gap=gap,
        wall=1000.5 + number,
        media=float(number),
        data=b"<%d>" % number,
    )


@dataclass
class FakeEyes:
    """Shows what is put into it."""

    queue: asyncio.Queue[list[LiveItem] | None] = field(default_factory=asyncio.Queue)
    watching: int = 0

    async def watch(self, _number: int) -> AsyncGenerator[list[LiveItem]]:
        self.watching += 1
        try:
            while (items := await self.queue.get()) is not None:
                yield items
        finally:
            self.watching -= 1


@pytest.fixture
def eyes(loaded_entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch) -> FakeEyes:
    """Let the loaded entry's eyes show what they are told."""
    eyes = FakeEyes()
    monkeypatch.setattr(loaded_entry.runtime_data.eyes, "watch", eyes.watch)
    return eyes


async def token_of(hass: HomeAssistant, *groups: str) -> RefreshToken:
    """Make a user of these groups and log him in; the very first one would own the hub."""
    if not any(user.is_owner for user in await hass.auth.async_get_users()):
        await hass.auth.async_create_user("Admin", group_ids=[GROUP_ID_ADMIN])
    user = await hass.auth.async_create_user("Pak RT", group_ids=list(groups))
    return await hass.auth.async_create_refresh_token(user, "https://hub/")


@pytest.fixture
async def open_socket(
    hass: HomeAssistant, socket_enabled: None, hass_client_no_auth: ClientSessionGenerator
) -> AsyncIterator[Open]:
    """Return what opens a page's socket for a user of some groups, or with a token."""
    await async_setup_component(hass, "http", {})
    client = await hass_client_no_auth()
    sockets: list[ClientWebSocketResponse] = []

    async def open_it(*groups: str, token: RefreshToken | None = None) -> ClientWebSocketResponse:
        token = token or await token_of(hass, *(groups or (GROUP_ID_USER,)))
        path = async_sign_path(hass, LIVE_URL, timedelta(seconds=30), refresh_token_id=token.id)
        sockets.append(await client.ws_connect(path))
        return sockets[-1]

    yield open_it
    for socket in sockets:
        await socket.close()


async def said(socket: ClientWebSocketResponse) -> dict[str, Any]:
    """Return the next text message."""
    async with asyncio.timeout(30):
        message: dict[str, Any] = await socket.receive_json()
    return message


async def messages_until_denied(socket: ClientWebSocketResponse) -> int:
    """Return how many text messages it took until the channel was denied."""
    count = 1
    while (await said(socket))["is"] != "denied":
        count += 1
    return count


async def shown(socket: ClientWebSocketResponse) -> tuple[int, int, int, float, float, bytes]:
    """Return the next binary message taken apart."""
    async with asyncio.timeout(30):
        raw = await socket.receive_bytes()
    return (*struct.unpack(">BBHdd", raw[:20]), raw[20:])


async def watch(socket: ClientWebSocketResponse, slot: str = SLOT, **more: object) -> None:
    await socket.send_json({"do": "watch", "channel": 7, "slot": slot, **more})


async def until(seen: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not seen():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_a_page_gets_state_beginning_and_pictures_in_their_form(
    eyes: FakeEyes, open_socket: Open
) -> None:
    socket = await open_socket()
    await watch(socket)
    await eyes.queue.put(
        [LIVE, START, media(1, key=True, backlog=True), media(2, backlog=True), media(3)]
    )
    assert await said(socket) == {
        "is": "state",
        "channel": 7,
        "state": "live",
        "reason": None,
        "since": 5.0,
    }
    assert await said(socket) == {
        "is": "start",
        "channel": 7,
        "mime": START.mime,
        "codec": "h264",
        "width": 640,
        "height": 360,
    }
    kind, flags, channel, _, _, data = await shown(socket)
    assert (kind, flags, channel, data) == (0, 0, 7, b"INIT")
    assert await shown(socket) == (1, 3, 7, 1002.5, 2.0, b"<1><2>")
    assert await shown(socket) == (1, 0, 7, 1003.5, 3.0, b"<3>")
    await eyes.queue.put([media(9, key=True, gap=True)])
    assert (await shown(socket))[1] == 5


async def test_a_group_is_collected_into_one_message(eyes: FakeEyes, open_socket: Open) -> None:
    socket = await open_socket()
    await watch(socket, group=300)
    await eyes.queue.put([media(1, key=True)])
    assert (await shown(socket))[-1] == b"<1>"
    # The fake has no viewer's queue that collects, so what is sent together comes together.
    await eyes.queue.put([media(2), media(3), media(4)])
    assert await shown(socket) == (1, 0, 7, 1004.5, 4.0, b"<2><3><4>")


async def test_the_page_learns_the_hubs_clock(eyes: FakeEyes, open_socket: Open) -> None:
    socket = await open_socket()
    await socket.send_json({"do": "ping", "id": 3})
    pong = await said(socket)
    assert (pong["is"], pong["id"]) == ("pong", 3)
    assert pong["now"] > 1e9


async def test_stopping_a_channel_ends_the_watching_and_frees_it(
    eyes: FakeEyes, open_socket: Open
) -> None:
    socket = await open_socket()
    await watch(socket)
    await until(lambda: eyes.watching == 1)
    await socket.send_json({"do": "stop", "channel": 7})
    await until(lambda: eyes.watching == 0)
    await watch(socket)
    await until(lambda: eyes.watching == 1)


async def test_a_page_that_goes_away_leaves_nothing(eyes: FakeEyes, open_socket: Open) -> None:
    socket = await open_socket()
    await watch(socket)
    await until(lambda: eyes.watching == 1)
    await socket.close()
    await until(lambda: eyes.watching == 0)


async def test_a_slot_that_ends_is_off_and_comes_back_by_itself(
    eyes: FakeEyes, open_socket: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_view, "_LOOK_AGAIN", 0.02)
    socket = await open_socket()
    await watch(socket)
    await eyes.queue.put([LIVE])
    assert (await said(socket))["state"] == "live"
    await eyes.queue.put(None)
    assert (await said(socket))["state"] == "off"
    await eyes.queue.put(None)
    await eyes.queue.put([LIVE])
    assert (await said(socket))["state"] == "live"


@leaves_a_heartbeat
@pytest.mark.parametrize(
    "message",
    [
        "no json",
        "[]",
        '{"do": "dance"}',
        '{"do": "watch", "channel": 0, "slot": "x"}',
        '{"do": "watch", "channel": 1}',
        '{"do": "watch", "channel": 1, "slot": "x", "group": 5000}',
        '{"do": "ping", "id": "x"}',
    ],
)
async def test_a_message_of_another_form_closes_the_socket(
    eyes: FakeEyes, open_socket: Open, message: str
) -> None:
    socket = await open_socket()
    await socket.send_str(message)
    closed = await socket.receive(timeout=30)
    assert closed.type is WSMsgType.CLOSE
    assert closed.data == 4002


@leaves_a_heartbeat
async def test_binary_messages_and_a_channel_in_use_close_the_socket(
    eyes: FakeEyes, open_socket: Open
) -> None:
    socket = await open_socket()
    await socket.send_bytes(b"x")
    assert (await socket.receive(timeout=30)).data == 4002
    socket = await open_socket()
    await watch(socket)
    await watch(socket)
    assert (await socket.receive(timeout=30)).data == 4002


async def test_without_a_login_there_is_no_socket(
    hass: HomeAssistant,
    eyes: FakeEyes,
    socket_enabled: None,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    await async_setup_component(hass, "http", {})
    client = await hass_client_no_auth()
    assert (await client.get(LIVE_URL)).status == 401


async def test_a_revoked_token_closes_the_socket(
    hass: HomeAssistant, eyes: FakeEyes, open_socket: Open
) -> None:
    token = await token_of(hass, GROUP_ID_USER)
    socket = await open_socket(token=token)
    await watch(socket)
    await until(lambda: eyes.watching == 1)
    hass.auth.async_remove_refresh_token(token)
    assert (await socket.receive(timeout=30)).data == 4001
    await until(lambda: eyes.watching == 0)


async def test_home_assistants_end_closes_the_socket(
    hass: HomeAssistant, eyes: FakeEyes, open_socket: Open
) -> None:
    socket = await open_socket()
    await watch(socket)
    await until(lambda: eyes.watching == 1)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    assert (await socket.receive(timeout=30)).type is WSMsgType.CLOSE
    await until(lambda: eyes.watching == 0)


def hide(hass: HomeAssistant, entry: MockConfigEntry, visibility: str) -> None:
    """Set who may see slot 1."""
    slots = {**entry.options["slots"], "1": {"visibility": visibility}}
    hass.config_entries.async_update_entry(entry, options={**entry.options, "slots": slots})


@pytest.mark.parametrize(
    ("visibility", "group", "allowed"),
    [
        ("everybody", GROUP_ID_READ_ONLY, True),
        ("wall", GROUP_ID_READ_ONLY, False),
        ("wall", GROUP_ID_USER, True),
        ("volunteers", GROUP_ID_READ_ONLY, False),
        ("volunteers", GROUP_ID_USER, True),
        ("hidden", GROUP_ID_USER, False),
        ("hidden", GROUP_ID_ADMIN, True),
    ],
)
async def test_a_slot_is_shown_to_those_it_is_meant_for(
    hass: HomeAssistant,
    loaded_entry: MockConfigEntry,
    eyes: FakeEyes,
    open_socket: Open,
    visibility: str,
    group: str,
    allowed: bool,
) -> None:
    hide(hass, loaded_entry, visibility)
    socket = await open_socket(group)
    await watch(socket)
    await eyes.queue.put([LIVE])
    assert (await said(socket))["is"] == ("state" if allowed else "denied")


async def test_a_hidden_slot_and_one_that_is_not_there_are_not_told_apart(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, eyes: FakeEyes, open_socket: Open
) -> None:
    hide(hass, loaded_entry, "hidden")
    socket = await open_socket()
    await watch(socket)
    hidden = await said(socket)
    await watch(socket, slot="nowhere_slot_1")
    assert (
        await said(socket)
        == hidden
        == {
            "is": "denied",
            "channel": 7,
            "reason": "unknown_slot",
        }
    )


async def test_a_slot_hidden_while_it_is_watched_is_taken_away(
    hass: HomeAssistant,
    loaded_entry: MockConfigEntry,
    eyes: FakeEyes,
    open_socket: Open,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(live_view, "CHECK_EVERY", 0.0)
    monkeypatch.setattr(live_view, "_LOOK_AGAIN", 0.02)
    socket = await open_socket()
    await watch(socket)
    await eyes.queue.put([LIVE])
    assert (await said(socket))["is"] == "state"
    hide(hass, loaded_entry, "hidden")
    await eyes.queue.put([LIVE])
    assert await messages_until_denied(socket) <= 3
    await until(lambda: eyes.watching == 0)


async def test_access_taken_away_is_noticed_with_the_next_picture(
    hass: HomeAssistant,
    loaded_entry: MockConfigEntry,
    eyes: FakeEyes,
    open_socket: Open,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(live_view, "_LOOK_AGAIN", 0.02)
    socket = await open_socket()
    await watch(socket)
    await eyes.queue.put([LIVE])
    assert (await said(socket))["is"] == "state"
    hide(hass, loaded_entry, "hidden")
    async_dispatcher_send(hass, SIGNAL_ACCESS_CHANGED)
    await eyes.queue.put([LIVE])
    assert await messages_until_denied(socket) <= 3


async def test_a_reload_is_off_not_denied(
    hass: HomeAssistant,
    loaded_entry: MockConfigEntry,
    eyes: FakeEyes,
    open_socket: Open,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(live_view, "_LOOK_AGAIN", 0.02)
    socket = await open_socket()
    await watch(socket)
    await eyes.queue.put([LIVE])
    assert (await said(socket))["state"] == "live"
    await hass.config_entries.async_unload(loaded_entry.entry_id)
    await eyes.queue.put(None)
    assert (await said(socket))["state"] == "off"
    assert await hass.config_entries.async_setup(loaded_entry.entry_id)
    fresh = FakeEyes()
    monkeypatch.setattr(loaded_entry.runtime_data.eyes, "watch", fresh.watch)
    await fresh.queue.put([LIVE])
    assert (await said(socket))["state"] == "live"


async def test_more_channels_than_a_socket_may_have_are_denied(
    eyes: FakeEyes, open_socket: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_view, "MAX_CHANNELS", 1)
    socket = await open_socket()
    await watch(socket)
    await socket.send_json({"do": "watch", "channel": 8, "slot": SLOT})
    assert await said(socket) == {"is": "denied", "channel": 8, "reason": "too_many"}


def test_the_address_is_the_one_of_the_contract() -> None:
    assert f"/api/{DOMAIN}/live" == LIVE_URL
