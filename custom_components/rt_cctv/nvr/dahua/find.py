"""Lists what a Dahua recorder recorded: open a finder, say what to find, page, close it again."""

from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
import re
from urllib.parse import quote

from ...model import Recording
from ..base import BadAnswerError, NotSupportedError, RecorderError
from .client import DahuaClient
from .config import local_time
from .tables import Table, rows, whole

PAGE = 100
MAX_PAGES = 30
"""At most 3,000 files are listed for one question."""

_TIME = "%Y-%m-%d %H:%M:%S"
_PLAY = "%Y_%m_%d_%H_%M_%S"
_LOCATOR = re.compile(r"channel=\d{1,3}&starttime=\d{4}(?:_\d\d){5}&endtime=\d{4}(?:_\d\d){5}")


async def find_recordings(
    client: DahuaClient, slot: int, start: datetime, end: datetime, offset: timedelta
) -> tuple[Recording, ...]:
    """List a slot's files between two aware moments, oldest first; `offset` is the zone's."""
    finder = (await client.table("mediaFileFind.cgi?action=factory.create")).get("result", "")
    if not re.fullmatch(r"\d{1,20}", finder):
        raise BadAnswerError("The recorder gave no finder")
    try:
        if not await _begin(client, finder, slot, start + offset, end + offset):
            return ()
        found = [row async for row in _pages(client, finder)]
    finally:
        for action in ("close", "destroy"):
            with suppress(RecorderError):
                await client.text(f"mediaFileFind.cgi?action={action}&object={finder}")
    recordings = {r for row in found if (r := _recording(row, slot, offset))}
    return tuple(sorted(recordings, key=lambda r: (r.start, r.end)))


async def _begin(
    client: DahuaClient, finder: str, slot: int, start: datetime, end: datetime
) -> bool:
    first, last = (quote(moment.astimezone(UTC).strftime(_TIME)) for moment in (start, end))
    try:
        await client.command(
            f"mediaFileFind.cgi?action=findFile&object={finder}&condition.Channel={slot}"
            f"&condition.StartTime={first}&condition.EndTime={last}"
        )
    except NotSupportedError:
        # 400: nothing found.
        return False
    return True


async def _pages(client: DahuaClient, finder: str) -> AsyncGenerator[Mapping[str, str]]:
    for _ in range(MAX_PAGES):
        path = f"mediaFileFind.cgi?action=findNextFile&object={finder}&count={PAGE}"
        table = await client.table(path)
        for row in items(table):
            yield row
        if (whole(table.get("found")) or 0) < PAGE:
            return


def items(table: Table) -> Iterator[Mapping[str, str]]:
    """Read one page."""
    yield from rows(table, "items").values()


def _recording(row: Mapping[str, str], slot: int, offset: timedelta) -> Recording | None:
    start, end = (local_time(row.get(key, "")) for key in ("StartTime", "EndTime"))
    channel = whole(row.get("Channel"))
    # What was found is counted from 0, though what was asked for is counted from 1.
    if start is None or end is None or end < start or channel not in {None, slot - 1}:
        return None
    return Recording(
        slot=slot,
        start=start.replace(tzinfo=UTC) - offset,
        end=end.replace(tzinfo=UTC) - offset,
        locator=f"channel={slot}&starttime={start.strftime(_PLAY)}&endtime={end.strftime(_PLAY)}",
        size=whole(row.get("Length")),
    )


def playback_path(recording: Recording) -> str:
    """Return the RTSP path that plays a recording; raises BadAnswerError for a foreign one."""
    if not _LOCATOR.fullmatch(recording.locator):
        raise BadAnswerError("Not a recording of this recorder")
    return f"/cam/playback?{recording.locator}"
