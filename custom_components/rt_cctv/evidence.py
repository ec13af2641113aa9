"""Keeps the pictures of incidents: a still of the moment, under a limit of size and age.

They lie in a folder that Home Assistant serves to nobody; `alerts_views` shows them to those who
may see the slot. A still that is still on its way can be asked for: whoever asks waits a little.
"""

import asyncio
from collections.abc import Awaitable, Callable
import contextlib
from dataclasses import dataclass, replace
from datetime import datetime
import logging
from pathlib import Path
import re
import shutil
import time
from typing import Final, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util import dt as dt_util

from .alerts_issues import async_show_issue
from .alerts_tasks import Tasks
from .const import DOMAIN
from .incidents import Incident
from .nvr.base import RecorderError

_LOGGER = logging.getLogger(__name__)

type TakeStill = Callable[[int], Awaitable[bytes]]
"""Gives a JPEG of a slot now."""

SNAPSHOT: Final = "snapshot"
"""The kind of a picture that somebody asked for."""
EVIDENCE_URL: Final = f"/api/{DOMAIN}/evidence"
LIMIT_BYTES: Final = 256 * 1024 * 1024
LIMIT_SECONDS: Final = 30 * 86400.0
STILL_LIMIT: Final = 6.0
"""Seconds that a recorder may take for a still before there is none."""

_CONTENT_TYPES = {"jpg": "image/jpeg", "mp4": "video/mp4"}
_NAME = re.compile(r"(?P<incident>\d{14}-\d+)-s(?P<slot>\d+)-(?P<kind>[a-z_]+)\.(?P<form>jpg|mp4)")


@dataclass(frozen=True, kw_only=True, slots=True)
class EvidenceName:
    """What a file's name says: it can be listed, and be guarded, without any index."""

    incident: str
    slot: int
    kind: str
    form: str = "jpg"

    @override
    def __str__(self) -> str:
        return f"{self.incident}-s{self.slot}-{self.kind}.{self.form}"

    @property
    def content_type(self) -> str:
        """Return what it is served as."""
        return _CONTENT_TYPES[self.form]

    @property
    def at(self) -> datetime:
        """Return when the incident was raised, in Home Assistant's own time zone."""
        local = datetime.strptime(self.incident[:14], "%Y%m%d%H%M%S")  # noqa: DTZ007
        return local.replace(tzinfo=dt_util.get_default_time_zone())


def evidence_name(text: str) -> EvidenceName | None:
    """Read a file's name; None for one that isn't of ours."""
    if (match := _NAME.fullmatch(text)) is None:
        return None
    return EvidenceName(
        incident=match["incident"],
        slot=int(match["slot"]),
        kind=match["kind"],
        form=match["form"],
    )


def picture_of(incident: Incident) -> EvidenceName | None:
    """Return the name of an incident's still; None where it is at no slot."""
    if incident.slot is None:
        return None
    return EvidenceName(incident=incident.id, slot=incident.slot, kind=incident.kind)


def evidence_path(entry_id: str, name: EvidenceName) -> str:
    """Return where an entry's picture is shown to those who log in."""
    return f"{EVIDENCE_URL}/{entry_id}/{name}"


def folder(hass: HomeAssistant, entry_id: str) -> Path:
    """Return where an entry's pictures lie."""
    return Path(hass.config.path(DOMAIN, "evidence", entry_id))


class EvidenceStore:
    """The pictures of one entry's incidents, by incident id."""

    def __init__(
        self, hass: HomeAssistant, entry: ConfigEntry, tasks: Tasks, take_still: TakeStill
    ) -> None:
        """Prepare; nothing is read or written yet."""
        self._hass = hass
        self._entry = entry
        self._tasks = tasks
        self._take_still = take_still
        self._folder = folder(hass, entry.entry_id)
        self._coming: dict[str, asyncio.Future[bytes | None]] = {}
        self._disk_problem: bool | None = None

    @callback
    def async_capture(self, incident: Incident, jpeg: bytes | None) -> None:
        """Keep the picture that came with the finding, else one taken at once."""
        name = picture_of(incident)
        if name is None or str(name) in self._coming:
            return
        coming: asyncio.Future[bytes | None] = self._hass.loop.create_future()
        self._coming[str(name)] = coming
        if jpeg is not None:
            coming.set_result(jpeg)
        self._tasks.async_start(self._keep(name, coming), "evidence")

    async def _keep(self, name: EvidenceName, coming: asyncio.Future[bytes | None]) -> None:
        try:
            if not coming.done():
                coming.set_result(await self._still(name.slot))
            if (jpeg := coming.result()) is not None:
                with contextlib.suppress(OSError):
                    await self._write(str(name), jpeg)
        finally:
            if not coming.done():
                coming.set_result(None)
            del self._coming[str(name)]

    async def _still(self, slot: int) -> bytes | None:
        try:
            async with asyncio.timeout(STILL_LIMIT):
                return await self._take_still(slot)
        except (RecorderError, HomeAssistantError, TimeoutError) as err:
            _LOGGER.debug("No still of slot %s: %s", slot, type(err).__name__)
            return None

    async def _write(self, name: str, data: bytes) -> None:
        try:
            await self._hass.async_add_executor_job(self._write_blocking, name, data)
        except OSError as err:
            if not self._disk_problem:
                _LOGGER.warning("A picture can't be kept: %s", err.strerror)
            self._show_disk_problem(there_is=True)
            raise
        self._show_disk_problem(there_is=False)

    async def _write_asked(self, name: EvidenceName, data: bytes) -> None:
        """Keep what somebody asked for, who is told where that fails."""
        try:
            await self._write(str(name), data)
        except OSError as err:
            raise HomeAssistantError(translation_domain=DOMAIN, translation_key="not_kept") from err

    def _show_disk_problem(self, *, there_is: bool) -> None:
        if there_is is self._disk_problem:
            return
        self._disk_problem = there_is
        issue = f"evidence_disk_{self._entry.entry_id}"
        async_show_issue(self._hass, issue, "evidence_disk" if there_is else None)

    def _write_blocking(self, name: str, data: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        half = self._folder / f"{name}.new"
        try:
            half.write_bytes(data)
            half.replace(self._folder / name)
        except OSError:
            with contextlib.suppress(OSError):
                half.unlink()
            raise
        self._prune_blocking()

    @callback
    def async_tidy(self, _now: datetime) -> None:
        """Remove what is too old, also where nothing new comes."""
        self._tasks.async_start(self._tidy(), "evidence")

    async def _tidy(self) -> None:
        with contextlib.suppress(OSError):
            await self._hass.async_add_executor_job(self._prune_blocking)

    def _prune_blocking(self) -> None:
        """Remove what is too old, then the oldest until the rest fits."""
        files = []
        for path in self._folder.iterdir():
            with contextlib.suppress(FileNotFoundError):
                stat = path.stat()
                files.append((stat.st_mtime, stat.st_size, path))
        files.sort(reverse=True)
        oldest, size = time.time() - LIMIT_SECONDS, 0
        for modified, bytes_, path in files:
            size += bytes_
            if size > LIMIT_BYTES or modified < oldest:
                path.unlink(missing_ok=True)

    async def async_keep_clip(self, incident: Incident, clip: bytes) -> EvidenceName | None:
        """Keep a clip of an incident; return its name. Raises HomeAssistantError on a full disk."""
        if (picture := picture_of(incident)) is None:
            return None
        name = replace(picture, form="mp4")
        await self._write_asked(name, clip)
        return name

    async def async_keep_snapshot(self, slot: int) -> None:
        """Take a picture that somebody asked for, and keep it beside those of incidents.

        Raises RecorderError or HomeAssistantError where the slot gives none, or the disk is full.
        """
        taken = f"{dt_util.now():%Y%m%d%H%M%S}-0"
        jpeg = await self._take_still(slot)
        await self._write_asked(EvidenceName(incident=taken, slot=slot, kind=SNAPSHOT), jpeg)

    async def async_get(self, name: EvidenceName) -> bytes | None:
        """Return a picture or clip, None where there is none; waits for one on its way."""
        if (coming := self._coming.get(str(name))) is not None:
            return await asyncio.shield(coming)
        return await self._hass.async_add_executor_job(_read_blocking, self._folder / str(name))

    async def async_list(self) -> list[EvidenceName]:
        """Return what is kept, the newest first."""
        found = await self._hass.async_add_executor_job(_list_blocking, self._folder)
        names = (evidence_name(text) for text in found | self._coming.keys())
        return sorted((n for n in names if n is not None), key=str, reverse=True)


async def async_remove_evidence(hass: HomeAssistant, entry_id: str) -> None:
    """Remove all pictures of an entry."""
    await hass.async_add_executor_job(
        lambda: shutil.rmtree(folder(hass, entry_id), ignore_errors=True)
    )


def _read_blocking(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _list_blocking(path: Path) -> set[str]:
    try:
        return {file.name for file in path.iterdir()}
    except FileNotFoundError:
        return set()
