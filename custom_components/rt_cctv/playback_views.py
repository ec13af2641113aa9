"""Serves recordings that play: to those who may see the slot, and to the players that they started."""

from datetime import datetime
from http import HTTPStatus
from typing import Final

from aiohttp import web
from homeassistant.components.http import KEY_HASS, KEY_HASS_USER, HomeAssistantView
from homeassistant.util import dt as dt_util

from .access import may_see
from .alerts_setup import loaded_entries
from .const import DOMAIN
from .model import Recording
from .nvr.base import RecorderError
from .playback import NothingPlayedError, TooManyError, async_find, async_play, playback_of
from .ranged import ranged

PLAYLIST: Final = "application/vnd.apple.mpegurl"
_ROOT: Final = f"/api/{DOMAIN}/playback"
_FORM: Final = "%Y%m%dT%H%M%SZ"
_PRIVATE: Final = {"Cache-Control": "private, no-store"}


def recording_stem(recording: Recording) -> str:
    """Return how a recording is named; the recorder's own address of it stays on the hub."""
    return f"{recording.start.astimezone(dt_util.UTC):{_FORM}}"


def playback_path(entry_id: str, slot: int, stem: str) -> str:
    """Return where the recording of a slot with that name is played."""
    return f"{_ROOT}/{entry_id}/{slot}/{stem}.m3u8"


class PlaybackView(HomeAssistantView):
    """Begins a recording, and says where its parts are."""

    url = f"{_ROOT}/{{entry_id}}/{{slot}}/{{start}}.m3u8"
    name = f"api:{DOMAIN}:playback"
    cors_allowed = True

    async def get(
        self, request: web.Request, entry_id: str, slot: str, start: str
    ) -> web.StreamResponse:
        """Return its multivariant playlist once there is a picture to show."""
        hass = request.app[KEY_HASS]
        entry = next((e for e in loaded_entries(hass) if e.entry_id == entry_id), None)
        moment = _moment(start)
        if entry is None or moment is None or not slot.isdecimal():
            return web.Response(status=HTTPStatus.NOT_FOUND)
        if not may_see(hass, request[KEY_HASS_USER], entry, int(slot)):
            return web.Response(status=HTTPStatus.FORBIDDEN)
        try:
            recording = await async_find(entry, int(slot), moment)
            if recording is None:
                return web.Response(status=HTTPStatus.NOT_FOUND)
            playback = await async_play(hass, entry, recording)
        except TooManyError:
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE)
        except RecorderError, NothingPlayedError, TimeoutError:
            return web.Response(status=HTTPStatus.BAD_GATEWAY)
        return web.Response(text=playback.master(), content_type=PLAYLIST, headers=_PRIVATE)


class PlaybackPartView(HomeAssistantView):
    """The playlist and the segments of a recording that plays.

    A player asks for them without a login: whoever knows the token was given it by `PlaybackView`.
    """

    url = f"{_ROOT}/{{entry_id}}/{{slot}}/{{token}}/{{name}}"
    name = f"api:{DOMAIN}:playback_part"
    requires_auth = False
    cors_allowed = True

    async def get(
        self, request: web.Request, entry_id: str, slot: str, token: str, name: str
    ) -> web.StreamResponse:
        """Return it; a segment that made room for later ones is gone."""
        if (playback := playback_of(request.app[KEY_HASS], token)) is None:
            return web.Response(status=HTTPStatus.NOT_FOUND)
        playback.touch()
        if name == "index.m3u8":
            text = playback.playlist()
            return web.Response(text=text, content_type=PLAYLIST, headers=_PRIVATE)
        if (data := playback.part(name)) is None:
            return web.Response(status=HTTPStatus.NOT_FOUND)
        return ranged(request, data, "video/mp4", _PRIVATE)


def _moment(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, _FORM).replace(tzinfo=dt_util.UTC)
    except ValueError:
        return None
