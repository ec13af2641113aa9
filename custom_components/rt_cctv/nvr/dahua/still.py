"""Takes a Dahua recorder's snapshots, and finds out from which number it counts them."""

from ..base import BadAnswerError, NotSupportedError
from ..http import PICTURE_LIMIT, Answer, HttpClient

_JPEG = b"\xff\xd8\xff"


class DahuaStill:
    """Snapshots of one recorder.

    Recorders count snapshots' channels from 1; some old firmwares count from 0 and would show the
    neighbour's picture. Only answers decide, never a time-out: a recorder counts from 0 where it
    has a picture for channel 0 and knows no channel that bears its last slot's number.
    """

    def __init__(self, http: HttpClient) -> None:
        """Ask through `http`."""
        self._http = http
        self._first: int | None = None

    async def take(self, slot: int, slot_count: int) -> bytes:
        """Return a JPEG of a slot (from 1); raises NotSupportedError where there is none."""
        if self._first is None:
            self._first = await self._find_first(slot_count)
        answer = await self._ask(slot - 1 + self._first)
        if answer.status == 400:
            raise NotSupportedError("The recorder has no picture of this slot")
        picture = answer.expect().body
        if not picture.startswith(_JPEG):
            raise BadAnswerError("The recorder's picture is no JPEG")
        return picture

    async def _find_first(self, slot_count: int) -> int:
        zero = await self._ask(0)
        if not (zero.ok and zero.body.startswith(_JPEG)):
            return 1
        return 0 if slot_count > 1 and (await self._ask(slot_count)).status == 400 else 1

    async def _ask(self, channel: int) -> Answer:
        return await self._http.get(f"/cgi-bin/snapshot.cgi?channel={channel}", limit=PICTURE_LIMIT)
