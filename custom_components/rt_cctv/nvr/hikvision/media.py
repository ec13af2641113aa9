"""Pictures and recordings of a Hikvision recorder."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
import re
from typing import Final
from uuid import uuid4

from ...model import Recording
from ..base import BadAnswerError, NotSupportedError, RecorderError
from ..http import PICTURE_LIMIT, Answer, HttpClient
from ..xml_nodes import Node, parse_xml
from .clock import Clock, Moment, read_moment
from .isapi import ROOT, refusal, sub_status
from .read import expect

_JPEG: Final = b"\xff\xd8\xff"
_TRIES: Final = 3
_TRY_AGAIN_AFTER: Final = 0.5
_PAGE: Final = 40
_PAGES: Final = 50
_LOCATOR = re.compile(r"(?:rtsps?://[^/\s]*)?(/[!-~]{1,500})", re.IGNORECASE)
_SIZE = re.compile(r"[?&]size=([0-9]{1,15})")


class Camera:
    """Takes pictures; remembers which of the recorder's ways works for which stream."""

    def __init__(
        self, client: HttpClient, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        """Know nothing yet."""
        self._client = client
        self._sleep = sleep
        self._ways: dict[int, str] = {}

    async def picture(self, stream: int) -> bytes:
        """Return a JPEG of a stream (102 is the sub-stream of 1).

        Plug-and-play channels answer badXmlContent on the usual way and have another one; some
        recorders take pictures of main streams only. Raises the last way's error.
        """
        known = self._ways.get(stream)
        error: RecorderError = NotSupportedError("The recorder takes no pictures")
        for way in [known] if known else _ways(stream):
            try:
                picture = await self._take(way)
            except (NotSupportedError, BadAnswerError) as err:
                error = err
            else:
                self._ways[stream] = way
                return picture
        self._ways.pop(stream, None)
        raise error

    async def _take(self, way: str) -> bytes:
        for attempt in range(1, _TRIES + 1):
            answer = await self._client.get(ROOT + way, limit=PICTURE_LIMIT)
            if answer.body.startswith(_JPEG):
                return answer.body
            if attempt == _TRIES or not _is_passing(answer):
                break
            await self._sleep(_TRY_AGAIN_AFTER)
        if answer.ok and sub_status(answer) == "":
            raise BadAnswerError("The recorder sent something that is no picture")
        raise refusal(answer)


def _ways(stream: int) -> list[str]:
    main = stream // 100 * 100 + 1
    return [
        way
        for number in dict.fromkeys((stream, main))
        for way in (
            f"Streaming/channels/{number}/picture",
            f"ContentMgmt/StreamingProxy/channels/{number}/picture",
        )
    ]


def _is_passing(answer: Answer) -> bool:
    """Whether a refusal may be over in a moment."""
    return sub_status(answer) in ("deviceerror", "devicebusy") or answer.status == 503


async def search(
    client: HttpClient, slot: int, track: int, start: datetime, end: datetime, clock: Clock
) -> tuple[Recording, ...]:
    """List the recordings of a track (101) between two aware moments, oldest first.

    Goes on page by page by asking from the last end on: the element that would count pages is
    misspelt differently by different firmwares.
    """
    found: dict[datetime, Recording] = {}
    begin = clock.to_device(start)
    finish = clock.to_device(end)
    for _ in range(_PAGES):
        answer = await client.request(
            "POST", ROOT + "ContentMgmt/search", body=_question(track, begin, finish)
        )
        if not answer.ok:
            raise refusal(answer)
        node = expect(parse_xml(answer.body), "cmsearchresult")
        spans = [span for item in node.all("searchMatchItem") if (span := _span(item)) is not None]
        fresh = 0
        for item, (first, last) in spans:
            recording = _recording(item, slot, track, first, last, clock)
            fresh += recording.start not in found
            found[recording.start] = recording
        latest = max((last.wall for _, (_, last) in spans), default=begin)
        if not fresh or latest <= begin or latest >= finish or not _goes_on(node, len(spans)):
            break
        begin = latest
    return tuple(found[key] for key in sorted(found))


def _goes_on(node: Node, count: int) -> bool:
    words = (node.get(f"responseStatus{end}") for end in ("Strg", "Strip", "Strp"))
    word = next(filter(None, words), None)
    return word.upper() == "MORE" if word else count >= _PAGE


def _span(item: Node) -> tuple[Node, tuple[Moment, Moment]] | None:
    start = read_moment(item.get("timeSpan/startTime"))
    end = read_moment(item.get("timeSpan/endTime"))
    if start is None or end is None or end.wall <= start.wall:
        return None
    return item, (start, end)


def _recording(
    item: Node, slot: int, track: int, start: Moment, end: Moment, clock: Clock
) -> Recording:
    address = item.get("mediaSegmentDescriptor/playbackURI") or ""
    match = _LOCATOR.fullmatch(address)
    locator = match[1] if match else _locator(track, start.wall, end.wall)
    size = _SIZE.search(locator)
    return Recording(
        slot=slot,
        start=clock.from_device(start),
        end=clock.from_device(end),
        locator=locator,
        size=int(size[1]) if size else None,
    )


def _locator(track: int, start: datetime, end: datetime) -> str:
    form = "%Y%m%dT%H%M%SZ"
    return f"/Streaming/tracks/{track}/?starttime={start:{form}}&endtime={end:{form}}"


def _question(track: int, start: datetime, end: datetime) -> bytes:
    form = "%Y-%m-%dT%H:%M:%SZ"
    end += timedelta(seconds=1 if end.microsecond else 0)
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        f"<CMSearchDescription><searchID>{str(uuid4()).upper()}</searchID>"
        f"<trackList><trackID>{track}</trackID></trackList>"
        f"<timeSpanList><timeSpan><startTime>{start:{form}}</startTime>"
        f"<endTime>{end:{form}}</endTime></timeSpan></timeSpanList>"
        f"<maxResults>{_PAGE}</maxResults>"
        # So spelt by the makers themselves.
        "<searchResultPostion>0</searchResultPostion>"
        "<metadataList><metadataDescriptor>//recordType.meta.std-cgi.com</metadataDescriptor>"
        "</metadataList></CMSearchDescription>"
    ).encode()
