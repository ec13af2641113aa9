"""Lists recordings of recorders that offer ONVIF's Profile G.

Each source has one recording there, from its earliest to its latest moment; gaps within it are not
told by this question.
"""

# ruff: noqa: ANN401 # what zeep makes of an answer has a type only at run time

from datetime import UTC, datetime, timedelta
from typing import Any

from ...model import Recording
from ..base import BadAnswerError, NotSupportedError, RecorderConfig
from .media import own_address
from .soap import Soap

MAX_ROUNDS = 10
MAX_RECORDINGS = 100
"""Each costs a call for its address."""
SEARCH = "http://www.onvif.org/ver10/search/wsdl"
REPLAY = "http://www.onvif.org/ver10/replay/wsdl"


async def find_recordings(
    soap: Soap,
    slot: int,
    tokens: frozenset[str],
    start: datetime,
    end: datetime,
    config: RecorderConfig,
) -> tuple[Recording, ...]:
    """List a slot's recordings between two aware moments, oldest first.

    `tokens` are those by which the slot's source may be named.
    """
    if SEARCH not in soap.services or REPLAY not in soap.services:
        raise NotSupportedError("The recorder lists no recordings over ONVIF")
    search = await soap.call(
        "search", "FindRecordings", {"Scope": {}, "KeepAliveTime": timedelta(seconds=30)}
    )
    found: list[Recording] = []
    for raw in await _results(soap, search):
        if len(found) >= MAX_RECORDINGS:
            break
        source = getattr(raw, "Source", None)
        if getattr(source, "SourceId", None) not in tokens:
            continue
        first, last = (
            _moment(getattr(raw, key, None)) for key in ("EarliestRecording", "LatestRecording")
        )
        token = getattr(raw, "RecordingToken", None)
        if (
            first is None
            or last is None
            or last <= start
            or first >= end
            or not isinstance(token, str)
        ):
            continue
        address = await _replay_address(soap, config, token)
        found.append(
            Recording(slot=slot, start=max(start, first), end=min(end, last), locator=address)
        )
    return tuple(sorted(found, key=lambda r: r.start))


async def _results(soap: Soap, search: Any) -> list[Any]:
    found: list[Any] = []
    for _ in range(MAX_ROUNDS):
        answer = await soap.call(
            "search",
            "GetRecordingSearchResults",
            {"SearchToken": search, "MaxResults": 100, "WaitTime": timedelta(seconds=5)},
        )
        results = getattr(answer, "ResultList", answer)
        found += list(getattr(results, "RecordingInformation", None) or ())
        if getattr(results, "SearchState", "Completed") in {"Completed", "Unknown"}:
            break
    return found


async def _replay_address(soap: Soap, config: RecorderConfig, token: str) -> str:
    setup = {"Stream": "RTP-Unicast", "Transport": {"Protocol": "RTSP"}}
    address = await soap.call(
        "replay", "GetReplayUri", {"StreamSetup": setup, "RecordingToken": token}
    )
    address = getattr(address, "Uri", address)
    own = None
    if isinstance(address, str):
        own = own_address(config, address, frozenset({"rtsp", "rtsps"}))
    if own is None:
        raise BadAnswerError("The recorder gave no replay address")
    return own


def _moment(value: object) -> datetime | None:
    if not isinstance(value, datetime):
        return None
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
