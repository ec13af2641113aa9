"""Listens to a Dahua recorder's one event stream."""

from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from datetime import UTC, datetime

from ...model import RECORDER_KINDS, Finding, FindingKind, FindingSource
from ..base import AlarmEvent, AlarmSignal, RecorderError
from ..multipart import MultipartParser
from .client import DahuaClient
from .events import CODES, KIND_BY_CODE, Event, alarms_of, parse_events

HEARTBEAT = 5
"""Seconds between heartbeats; the recorder takes 1 to 60."""

_MOST_ASKED = 4


class DahuaAlarms:
    """The stream, and which of its alarms have begun but not ended."""

    def __init__(self, client: DahuaClient, hold: float) -> None:
        """Listen through `client`; a Pulse lasts `hold` seconds."""
        self._client = client
        self._hold = hold
        self._begun: set[tuple[str, int]] = set()

    async def listen(self) -> AsyncGenerator[AlarmEvent]:
        """Open the stream and yield what it says until it ends or breaks."""
        path = (
            "/cgi-bin/eventManager.cgi?action=attach"
            f"&codes=[{','.join(CODES)}]&heartbeat={HEARTBEAT}"
        )
        async with self._client.http.stream(path, idle=HEARTBEAT * 6) as stream:
            yield AlarmSignal.OPEN
            for finding in await self._missed():
                yield finding
            parser = MultipartParser(stream.content_type, default="myboundary")
            async with aclosing(stream.chunks()) as chunks:
                async for chunk in chunks:
                    parts = parser.feed(chunk)
                    if not parts:
                        yield AlarmSignal.ALIVE
                    for part in parts:
                        if part.content_type.startswith("image/"):
                            continue
                        for event in self._read(part.body):
                            yield event
            for part in parser.close():
                for event in self._read(part.body):
                    yield event

    def _read(self, body: bytes) -> list[AlarmEvent]:
        events = list(parse_events(body.decode("utf-8", "replace")))
        for event in events:
            self._note(event)
        return alarms_of(events, datetime.now(UTC), self._hold)

    def _note(self, event: Event) -> None:
        if event.code in KIND_BY_CODE and event.index is not None:
            if event.action == "Start":
                self._begun.add((event.code, event.index))
            elif event.action == "Stop":
                self._begun.discard((event.code, event.index))

    async def _missed(self) -> list[AlarmEvent]:
        """Ask about what was going on when the last stream broke: an end is told only once."""
        found: list[AlarmEvent] = []
        # A picture lost before is told by no event, and slots without one are the rule.
        codes = ["VideoLoss", *sorted({code for code, _ in self._begun} - {"VideoLoss"})]
        for code in codes[:_MOST_ASKED]:
            with suppress(RecorderError):
                found += self._catch_up(code, await self._client.event_channels(code))
        return found

    def _catch_up(self, code: str, still: frozenset[int]) -> list[Finding]:
        """Say where a code goes on and where it ended, and note it."""
        kind = KIND_BY_CODE[code]
        before = {index for c, index in self._begun if c == code}
        self._begun -= {(code, index) for index in before - still}
        if kind is FindingKind.VIDEO_LOSS:
            self._begun |= {(code, index) for index in still}
            before |= still
        going_on: dict[int | None, bool] = {}
        for index in sorted(before):
            # The recorder's own trouble has an index as well, which is no slot's.
            slot = None if kind in RECORDER_KINDS else index + 1
            going_on[slot] = going_on.get(slot, False) or index in still
        return [
            Finding(
                kind=kind,
                slot=slot,
                active=active,
                at=datetime.now(UTC),
                source=FindingSource.RECORDER,
            )
            for slot, active in going_on.items()
        ]
