"""Media: by slot and day, incidents with their pictures, and the recorder's own recordings."""

from datetime import date, datetime, time, timedelta
from typing import Final, override

from homeassistant.auth.models import User
from homeassistant.components.media_player import MediaClass, MediaType
from homeassistant.components.media_source import (
    BrowseMediaSource,
    MediaSource,
    MediaSourceItem,
    PlayMedia,
    Unresolvable,
)
from homeassistant.components.websocket_api.connection import current_connection
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from .access import may_see
from .alerts import Alerts
from .alerts_setup import loaded_entries
from .alerts_views import kentongan_path
from .const import DOMAIN
from .coordinator import RtCctvConfigEntry
from .evidence import EvidenceName, evidence_name, evidence_path
from .kentongan import Code
from .model import Recording
from .nvr.base import Capability, RecorderError
from .playback import async_recordings
from .playback_views import playback_path, recording_stem

DAYS_BACK: Final = 14


async def async_get_media_source(hass: HomeAssistant) -> MediaSource:
    """Return the source."""
    return RtCctvMediaSource(hass)


class RtCctvMediaSource(MediaSource):
    """Recorder, slot, day; then what happened and what was recorded."""

    name = "CCTV RT"

    def __init__(self, hass: HomeAssistant) -> None:
        """Prepare."""
        super().__init__(DOMAIN)
        self.hass = hass

    @override
    async def async_resolve_media(self, item: MediaSourceItem) -> PlayMedia:
        match (item.identifier or "").split("/"):
            case [entry_id, "kentongan", code] if code in set(Code):
                self._entry(entry_id)
                return PlayMedia(kentongan_path(entry_id, Code(code)), "audio/wav")
            case [entry_id, "evidence", text]:
                self._entry(entry_id)
                if (name := evidence_name(text)) is not None:
                    return PlayMedia(evidence_path(entry_id, name), name.content_type)
            case [entry_id, "recording", slot, start] if slot.isdecimal():
                self._entry(entry_id)
                # By this name, of several, Home Assistant's own player knows it.
                return PlayMedia(playback_path(entry_id, int(slot), start), "application/x-mpegURL")
        raise _unknown()

    @override
    async def async_browse_media(self, item: MediaSourceItem) -> BrowseMediaSource:
        match (item.identifier or "").split("/"):
            case [""]:
                return self._root()
            case [entry_id]:
                return self._recorder(self._entry(entry_id))
            case [entry_id, "kentongan"]:
                return self._kentongan(self._entry(entry_id))
            case [entry_id, "slot", slot] if slot.isdecimal():
                entry = self._entry(entry_id)
                return await self._slot(entry, self._seen(entry, int(slot)))
            case [entry_id, "slot", slot, day] if slot.isdecimal():
                entry = self._entry(entry_id)
                return await self._day(entry, self._seen(entry, int(slot)), _day(day))
        raise _unknown()

    def _entry(self, entry_id: str) -> RtCctvConfigEntry:
        entry = next((e for e in loaded_entries(self.hass) if e.entry_id == entry_id), None)
        if entry is None:
            raise _unknown()
        return entry

    def _seen(self, entry: RtCctvConfigEntry, slot: int) -> int:
        """Return the slot if whoever asks may see it; what they don't see isn't there."""
        user = _asking()
        if user is not None and not may_see(self.hass, user, entry, slot):
            raise _unknown()
        return slot

    def _root(self) -> BrowseMediaSource:
        return _folder(
            "",
            self.name,
            [_folder(entry.entry_id, entry.title) for entry in loaded_entries(self.hass)],
        )

    def _recorder(self, entry: RtCctvConfigEntry) -> BrowseMediaSource:
        user = _asking()
        numbers = [
            slot.number
            for slot in entry.runtime_data.coordinator.data.slots
            if user is None or may_see(self.hass, user, entry, slot.number)
        ]
        slots = [
            _folder(f"{entry.entry_id}/slot/{number}", self._place(entry, number))
            for number in numbers
        ]
        drum = _folder(f"{entry.entry_id}/kentongan", "Kentongan")
        return _folder(entry.entry_id, entry.title, [*slots, drum])

    def _place(self, entry: RtCctvConfigEntry, slot: int) -> str:
        alerts: Alerts = entry.runtime_data.alerts
        place = alerts.words.place(self.hass.config.language, slot) or ""
        return place[:1].upper() + place[1:]

    def _kentongan(self, entry: RtCctvConfigEntry) -> BrowseMediaSource:
        language, words = self.hass.config.language, entry.runtime_data.alerts.words
        sounds = [
            _file(
                f"{entry.entry_id}/kentongan/{code}",
                words.code(language, code),
                MediaClass.MUSIC,
                MediaType.MUSIC,
            )
            for code in Code
        ]
        return _folder(f"{entry.entry_id}/kentongan", "Kentongan", sounds)

    async def _slot(self, entry: RtCctvConfigEntry, slot: int) -> BrowseMediaSource:
        today = dt_util.now().date()
        kept = await entry.runtime_data.alerts.evidence.async_list()
        days = {today - timedelta(days=n) for n in range(DAYS_BACK)}
        days |= {name.at.date() for name in kept if name.slot == slot}
        here = f"{entry.entry_id}/slot/{slot}"
        children = [_folder(f"{here}/{day}", str(day)) for day in sorted(days, reverse=True)]
        return _folder(here, self._place(entry, slot), children)

    async def _day(self, entry: RtCctvConfigEntry, slot: int, day: date) -> BrowseMediaSource:
        alerts: Alerts = entry.runtime_data.alerts
        pictures = [
            self._picture(alerts, name)
            for name in await alerts.evidence.async_list()
            if name.slot == slot and name.at.date() == day
        ]
        recordings = [
            _file(
                f"{entry.entry_id}/recording/{slot}/{recording_stem(recording)}",
                _span(recording),
                MediaClass.VIDEO,
                MediaType.VIDEO,
            )
            for recording in await self._recordings(entry, slot, day)
        ]
        here = f"{entry.entry_id}/slot/{slot}/{day}"
        return _folder(here, str(day), [*pictures, *recordings])

    async def _recordings(
        self, entry: RtCctvConfigEntry, slot: int, day: date
    ) -> tuple[Recording, ...]:
        """Ask for the day as it was here: from midnight to midnight, of whatever length."""
        recorder = entry.runtime_data.coordinator.recorder
        if Capability.RECORDINGS not in recorder.capabilities:
            return ()
        zone = dt_util.get_default_time_zone()
        start = datetime.combine(day, time(), zone)
        end = datetime.combine(day + timedelta(days=1), time(), zone)
        try:
            return await async_recordings(entry, slot, start, end)
        except RecorderError, TimeoutError:
            return ()

    def _picture(self, alerts: Alerts, name: EvidenceName) -> BrowseMediaSource:
        what = alerts.words.kind_named(self.hass.config.language, name.kind)
        still = name.form == "jpg"
        path = evidence_path(alerts.entry.entry_id, name)
        return _file(
            f"{alerts.entry.entry_id}/evidence/{name}",
            f"{name.at:%H:%M} {what}",
            MediaClass.IMAGE if still else MediaClass.VIDEO,
            MediaType.IMAGE if still else MediaType.VIDEO,
            thumbnail=path if still else None,
        )


def _asking() -> User | None:
    connection = current_connection.get()
    return connection.user if connection else None


def _unknown() -> Unresolvable:
    return Unresolvable(translation_domain=DOMAIN, translation_key="no_such_media")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as err:
        raise _unknown() from err


def _span(recording: Recording) -> str:
    start, end = (dt_util.as_local(at) for at in (recording.start, recording.end))
    return f"{start:%H:%M:%S} - {end:%H:%M:%S}"


def _folder(
    identifier: str, title: str, children: list[BrowseMediaSource] | None = None
) -> BrowseMediaSource:
    return BrowseMediaSource(
        domain=DOMAIN,
        identifier=identifier,
        media_class=MediaClass.DIRECTORY,
        media_content_type="",
        title=title,
        can_play=False,
        can_expand=True,
        children=children,
    )


def _file(
    identifier: str,
    title: str,
    media_class: MediaClass,
    media_type: MediaType,
    *,
    thumbnail: str | None = None,
) -> BrowseMediaSource:
    return BrowseMediaSource(
        domain=DOMAIN,
        identifier=identifier,
        media_class=media_class,
        media_content_type=media_type,
        title=title,
        can_play=True,
        can_expand=False,
        thumbnail=thumbnail,
    )
