"""Hikvision's search for recordings."""

from datetime import datetime
import re

from .faults import Answer
from .hikvision_xml import document, response_status, tags
from .recordings import recordings
from .world import World


def search(world: World, path: str, body: bytes) -> Answer:
    """Answer ContentMgmt/search, page by page."""
    said = {k.decode(): v.decode() for k, v in re.findall(rb"<(\w+)>([^<]*)</\1>", body)}
    try:
        start = datetime.fromisoformat(said["startTime"].removesuffix("Z"))
        end = datetime.fromisoformat(said["endTime"].removesuffix("Z"))
        track = int(said["trackID"])
        size = int(said.get("maxResults", "40"))
        first = int(said.get("searchResultPostion", said.get("searchResultPosition", "0")))
    except KeyError, ValueError:
        return response_status(path, 6, "Invalid XML Content", "badXmlContent", status=400)
    found = recordings(world, track // 100, start, end)
    page = found[first : first + size]
    more = first + size < len(found)
    inner = tags(
        searchID=said.get("searchID", ""),
        responseStatus="true",
        responseStatusStrg="NO MATCHES" if not page else "MORE" if more else "OK",
        numOfMatches=len(page),
    )
    items = "".join(_match(track, begin, finish) for begin, finish in page)
    return document(world, "CMSearchResult", f"{inner}<matchList>{items}</matchList>")


def _match(track: int, start: datetime, end: datetime) -> str:
    """Return one recording; its "Z" is the recorder's own time, as on most of them."""
    basic = "%Y%m%dT%H%M%SZ"
    uri = (
        f"rtsp://192.168.254.1/Streaming/tracks/{track}/?starttime={start:{basic}}"
        f"&endtime={end:{basic}}&name=00000000000000000&size=104857600"
    )
    span = tags(startTime=f"{start.isoformat()}Z", endTime=f"{end.isoformat()}Z")
    segment = tags(contentType="video", codecType="H.264-BP", playbackURI=uri)
    return (
        f"<searchMatchItem>{tags(trackID=track)}<timeSpan>{span}</timeSpan>"
        f"<mediaSegmentDescriptor>{segment}</mediaSegmentDescriptor></searchMatchItem>"
    )
