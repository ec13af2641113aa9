"""Live pictures over one WebSocket for all tiles of a page; docs/live.md is the contract."""

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
import logging
import struct
import time
from typing import Any, Final

from aiohttp import WSCloseCode, WSMsgType, web
from homeassistant.auth.models import User
from homeassistant.components.http import KEY_HASS_REFRESH_TOKEN_ID, KEY_HASS_USER
from homeassistant.components.http.view import HomeAssistantView
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
import voluptuous as vol

from .access import find_slot, may_see
from .const import SIGNAL_ACCESS_CHANGED
from .video.viewers import LiveItem, LiveMedia, LiveStart, LiveState

_LOGGER = logging.getLogger(__name__)

LIVE_URL: Final = "/api/rt_cctv/live"
MAX_CHANNELS: Final = 64
CHECK_EVERY: Final = 30.0
"""Seconds after which each channel's permission is asked again."""
_LOOK_AGAIN: Final = 2.0
_HEARTBEAT: Final = 15.0
_SEND_LIMIT: Final = 20.0

CLOSE_REVOKED: Final = 4001
CLOSE_BAD_MESSAGE: Final = 4002

_HEADER: Final = struct.Struct(">BBHdd")
_INIT, _MEDIA = 0, 1
_KEY, _BACKLOG, _GAP = 1, 2, 4

_CHANNEL = vol.All(int, vol.Range(1, 65535))
_MESSAGE: Final = vol.Any(
    vol.Schema(
        {
            vol.Required("do"): "watch",
            vol.Required("channel"): _CHANNEL,
            vol.Required("slot"): vol.All(str, vol.Length(max=200)),
            vol.Optional("group", default=0): vol.All(vol.Coerce(float), vol.Range(0, 1000)),
        }
    ),
    vol.Schema({vol.Required("do"): "stop", vol.Required("channel"): _CHANNEL}),
    vol.Schema({vol.Required("do"): "ping", vol.Required("id"): int}),
)


class LiveView(HomeAssistantView):
    """Takes the WebSocket of a page that is logged in (a signed path)."""

    url = LIVE_URL
    name = "api:rt_cctv:live"

    def __init__(self, hass: HomeAssistant) -> None:
        """Remember Home Assistant."""
        self._hass = hass

    async def get(self, request: web.Request) -> web.WebSocketResponse:
        """Talk until the page, its login or Home Assistant ends it."""
        socket = web.WebSocketResponse(heartbeat=_HEARTBEAT, max_msg_size=4096, compress=False)
        await socket.prepare(request)
        session = LiveSession(self._hass, socket, request[KEY_HASS_USER])
        token = request.get(KEY_HASS_REFRESH_TOKEN_ID)
        await session.run(token)
        return socket


class LiveSession:
    """One page's WebSocket and its channels."""

    def __init__(self, hass: HomeAssistant, socket: web.WebSocketResponse, user: User) -> None:
        """Begin without channels."""
        self._hass = hass
        self._socket = socket
        self._user = user
        self._channels: dict[int, asyncio.Task[None]] = {}
        self._closing: asyncio.Task[Any] | None = None
        self._access_changed = 0.0

    async def run(self, token: str | None) -> None:
        """Follow the page's messages until the end."""
        forget = [
            self._hass.bus.async_listen_once(EVENT_HOMEASSISTANT_STOP, self._stopping),
            async_dispatcher_connect(self._hass, SIGNAL_ACCESS_CHANGED, self._ask_again),
        ]
        if token is not None:
            forget.append(
                self._hass.auth.async_register_revoke_token_callback(token, self._revoked)
            )
        try:
            async for message in self._socket:
                if message.type is not WSMsgType.TEXT or not await self._follow(message):
                    await self._socket.close(code=CLOSE_BAD_MESSAGE)
        finally:
            for forget_it in forget:
                forget_it()
            for task in self._channels.values():
                task.cancel()
            await asyncio.gather(*self._channels.values(), return_exceptions=True)

    async def _follow(self, message: Any) -> bool:  # noqa: ANN401
        try:
            said = _MESSAGE(message.json())
        except ValueError, vol.Invalid:
            return False
        match said["do"]:
            case "ping":
                await self._say({"is": "pong", "id": said["id"], "now": time.time()})
            case "stop":
                if (task := self._channels.pop(said["channel"], None)) is not None:
                    task.cancel()
            case "watch":
                return await self._begin(said["channel"], said["slot"], said["group"] / 1000)
        return True

    async def _begin(self, channel: int, key: str, group: float) -> bool:
        if channel in self._channels:
            return False
        if len(self._channels) >= MAX_CHANNELS:
            await self._deny(channel, "too_many")
            return True
        task = self._hass.async_create_background_task(
            self._serve(channel, key, group),
            f"rt_cctv live channel {channel}",
            eager_start=False,
        )
        self._channels[channel] = task
        return True

    async def _serve(self, channel: int, key: str, group: float) -> None:
        try:
            if find_slot(self._hass, key) is not None:
                off = False
                while self._allowed(key):
                    if await self._watch(channel, key, group) or not off:
                        off = True
                        await self._say(_state(channel, LiveState(link="off", since=time.time())))
                    await asyncio.sleep(_LOOK_AGAIN)
            self._free(channel)
            await self._deny(channel, "unknown_slot")
        except ConnectionError, TimeoutError:
            # A page that reads nothing for so long is gone; its heartbeat will say the same.
            await self._socket.close(code=WSCloseCode.GOING_AWAY)
        finally:
            self._free(channel)

    def _free(self, channel: int) -> None:
        if self._channels.get(channel) is asyncio.current_task():
            del self._channels[channel]

    def _allowed(self, key: str) -> bool:
        """Whether this user may have this slot, if it is there: entries come and go by reloads."""
        found = find_slot(self._hass, key)
        return found is None or may_see(self._hass, self._user, *found)

    async def _watch(self, channel: int, key: str, group: float) -> bool:
        """Send a slot's pictures until they end; return whether there were any words of it."""
        found = find_slot(self._hass, key)
        if found is None:
            return False
        entry, number = found
        sent = False
        checked = time.monotonic()
        async with aclosing(entry.runtime_data.eyes.watch(number)) as stream:
            async for items in stream:
                sent = True
                async with asyncio.timeout(_SEND_LIMIT):
                    await self._send(channel, items)
                if checked <= self._access_changed or time.monotonic() - checked > CHECK_EVERY:
                    checked = time.monotonic()
                    if not self._allowed(key):
                        break
                if group and isinstance(items[-1], LiveMedia):
                    # All channels send at the same moments, so that the page wakes up once for all tiles.
                    await asyncio.sleep(group - time.monotonic() % group)
        return sent

    async def _send(self, channel: int, items: Sequence[LiveItem]) -> None:
        media: list[LiveMedia] = []
        for item in items:
            if isinstance(item, LiveMedia):
                if media and (item.gap or item.backlog is not media[-1].backlog):
                    await self._send_media(channel, media)
                    media = []
                media.append(item)
                continue
            await self._send_media(channel, media)
            media = []
            if isinstance(item, LiveState):
                await self._say(_state(channel, item))
            else:
                await self._start(channel, item)
        await self._send_media(channel, media)

    async def _start(self, channel: int, start: LiveStart) -> None:
        await self._say(
            {
                "is": "start",
                "channel": channel,
                "mime": start.mime,
                "codec": start.codec,
                "width": start.width,
                "height": start.height,
            }
        )
        header = _HEADER.pack(_INIT, 0, channel, time.time(), 0.0)
        await self._socket.send_bytes(header + start.data)

    async def _send_media(self, channel: int, media: Sequence[LiveMedia]) -> None:
        if not media:
            return
        first, last = media[0], media[-1]
        flags = _KEY * first.key | _BACKLOG * first.backlog | _GAP * first.gap
        header = _HEADER.pack(_MEDIA, flags, channel, last.wall, last.media)
        await self._socket.send_bytes(b"".join((header, *(each.data for each in media))))

    async def _deny(self, channel: int, reason: str) -> None:
        await self._say({"is": "denied", "channel": channel, "reason": reason})

    async def _say(self, message: dict[str, Any]) -> None:
        await self._socket.send_json(message)

    @callback
    def _ask_again(self) -> None:
        """Ask for each channel's permission with its next picture."""
        self._access_changed = time.monotonic()

    @callback
    def _revoked(self) -> None:
        self._close(CLOSE_REVOKED)

    @callback
    def _stopping(self, _event: Event) -> None:
        self._close(WSCloseCode.GOING_AWAY)

    def _close(self, code: int) -> None:
        if self._closing is None:
            self._closing = self._hass.async_create_task(
                self._socket.close(code=code), "rt_cctv close live socket"
            )


def _state(channel: int, state: LiveState) -> dict[str, Any]:
    return {
        "is": "state",
        "channel": channel,
        "state": state.link,
        "reason": state.reason,
        "since": state.since,
    }
