"""What sounds at the pos kamling: the kentongan on media players, and sirens."""

import asyncio
from collections import defaultdict
from collections.abc import Coroutine, Iterable
import logging
from typing import Any, Final

from homeassistant.components.media_player import (
    ATTR_MEDIA_ANNOUNCE,
    ATTR_MEDIA_CONTENT_ID,
    ATTR_MEDIA_CONTENT_TYPE,
    ATTR_MEDIA_VOLUME_LEVEL,
    DOMAIN as MEDIA_PLAYER_DOMAIN,
    SERVICE_PLAY_MEDIA,
    MediaType,
)
from homeassistant.components.siren import DOMAIN as SIREN_DOMAIN
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import (
    ATTR_ENTITY_ID,
    SERVICE_TURN_OFF,
    SERVICE_TURN_ON,
    SERVICE_VOLUME_SET,
    STATE_UNAVAILABLE,
)
from homeassistant.core import HomeAssistant, callback

from .alerts_issues import async_show_issue
from .const import DOMAIN
from .incidents import Change, Changed, Incident, Mode, Stage, Topic
from .kentongan import CODE_OF, Code
from .people import Post, posts_of
from .timer import Timer

_LOGGER = logging.getLogger(__name__)

CALL_LIMIT: Final = 15.0
SIREN_LIMIT: Final = 180.0
"""Seconds after which a siren is turned off, whatever happens; a later repeat turns it on again."""


def code_of(incident: Incident) -> Code | None:
    """Return what is drummed for an incident; None for what only a message is worth."""
    return Code.BENCANA if incident.kind is Topic.MANUAL else CODE_OF.get(incident.kind)


class PostSounds:
    """Sounds the posts of one entry, and silences them when somebody has taken the incident."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        """Prepare."""
        self._hass = hass
        self._entry = entry
        self._howling: dict[str, frozenset[str]] = {}
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._limit = Timer(hass)
        self._troubles: set[str] = set()
        self._closed = False

    @property
    def posts(self) -> tuple[Post, ...]:
        """The posts as they are now."""
        return posts_of(self._entry)

    @callback
    def async_handle(self, changed: Changed, mode: Mode) -> None:
        """Follow an incident: begin to sound with it, and be silent with its end."""
        incident = changed.incident
        if changed.change in (Change.RAISED, Change.WORSENED):
            self.async_sound(incident, mode)
        elif incident.stage is not Stage.OPEN:
            self._silence(incident.id)

    @callback
    def async_sound(self, incident: Incident, mode: Mode) -> None:
        """Drum an incident, and turn on the sirens, at every post where it counts."""
        if (code := code_of(incident)) is None:
            return
        posts = [post for post in self.posts if post.sounds_for(incident, mode)]
        for post in posts:
            self._in_background(self._drum(post, code))
            self._in_background(self._howl(post))
        if sirens := frozenset(siren for post in posts for siren in post.sirens):
            if incident.id not in self._howling:
                self._limit.stop()
                self._limit.start(SIREN_LIMIT, self._silence_all)
            self._howling[incident.id] = self._howling.get(incident.id, frozenset()) | sirens

    async def async_play(self, code: Code) -> bool:
        """Drum a code at every post; return whether some player took it."""
        played = await asyncio.gather(*(self._drum(post, code) for post in self.posts))
        return any(played)

    @callback
    def async_forget_gone(self) -> None:
        """Take back what was said of a post that is no more, or has nothing of that kind any more."""
        there = {_issue("post_silent", post) for post in self.posts if post.media_players}
        there |= {_issue("siren_silent", post) for post in self.posts if post.sirens}
        self._take_back(self._troubles - there)

    @callback
    def async_close(self) -> None:
        """Leave no siren on, and no repair: nobody watches any more."""
        self._closed = True
        self._silence_all()
        self._take_back(self._troubles)

    def _silence_all(self) -> None:
        for incident in list(self._howling):
            self._silence(incident)

    def _silence(self, incident: str) -> None:
        """Turn off the sirens of an incident that no other one still needs."""
        sirens = self._howling.pop(incident, frozenset())
        still = frozenset(siren for others in self._howling.values() for siren in others)
        for siren in sorted(sirens - still):
            self._in_background(self._turn(siren, SERVICE_TURN_OFF))
        if not self._howling:
            self._limit.stop()

    async def _drum(self, post: Post, code: Code) -> bool:
        if not post.media_players:
            return False
        players = self._answering(post.media_players)
        if players and post.volume is not None:
            loud = {ATTR_MEDIA_VOLUME_LEVEL: post.volume}
            await self._call(MEDIA_PLAYER_DOMAIN, SERVICE_VOLUME_SET, players, loud)
        media = {
            ATTR_MEDIA_CONTENT_ID: f"media-source://{DOMAIN}/{self._entry.entry_id}/kentongan/{code}",
            ATTR_MEDIA_CONTENT_TYPE: MediaType.MUSIC,
            ATTR_MEDIA_ANNOUNCE: True,
        }
        taken = await self._call(MEDIA_PLAYER_DOMAIN, SERVICE_PLAY_MEDIA, players, media)
        self._show("post_silent", post, there_is=not taken)
        return taken

    async def _howl(self, post: Post) -> None:
        if post.sirens:
            turns = [
                self._in_background(self._turn(siren, SERVICE_TURN_ON))
                for siren in self._answering(post.sirens)
            ]
            turned = await asyncio.gather(*turns)
            self._show("siren_silent", post, there_is=not turned or not all(turned))

    async def _turn(self, siren: str, service: str) -> bool:
        # One after the other: a siren that was slow to turn on is off after all.
        async with self._turns[siren]:
            return await self._call(SIREN_DOMAIN, service, [siren])

    def _show(self, key: str, post: Post, *, there_is: bool) -> None:
        issue = _issue(key, post)
        if not there_is:
            self._take_back({issue})
        elif not self._closed:
            self._troubles.add(issue)
            async_show_issue(self._hass, issue, key, name=post.name)

    def _take_back(self, issues: set[str]) -> None:
        for issue in tuple(issues):
            self._troubles.discard(issue)
            async_show_issue(self._hass, issue, None)

    def _answering(self, entities: Iterable[str]) -> list[str]:
        """Leave out those with which Home Assistant would do nothing, and not say so."""
        states = (self._hass.states.get(entity) for entity in entities)
        return [s.entity_id for s in states if s is not None and s.state != STATE_UNAVAILABLE]

    async def _call(
        self, domain: str, service: str, entities: list[str], data: dict[str, Any] | None = None
    ) -> bool:
        if not entities:
            return False
        try:
            async with asyncio.timeout(CALL_LIMIT):
                await self._hass.services.async_call(
                    domain, service, {**(data or {}), ATTR_ENTITY_ID: entities}, blocking=True
                )
        except Exception as err:  # noqa: BLE001 (anybody's player or siren, any error)
            _LOGGER.debug("%s.%s failed: %s", domain, service, type(err).__name__)
            return False
        return True

    def _in_background[R](self, job: Coroutine[Any, Any, R]) -> asyncio.Task[R]:
        # Not the entry's task: a siren is still to be turned off when the entry is unloaded.
        return self._hass.async_create_task(job, f"{DOMAIN} post")


def _issue(key: str, post: Post) -> str:
    return f"{key}_{post.key}"
