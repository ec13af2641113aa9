"""Looks at the demo as a user would and says whether all is as staged."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
import re
from typing import Protocol

from tests.virtual_recorder import Brand, VirtualRecorder

from .alerts import Neighbours, see_an_alert_through
from .api import Api
from .city import Pemkot, see_a_slot_pulled
from .eyes import Eyes, see_what_the_hub_finds
from .pictures import size_of
from .stage import STAGED, UNLISTED

ALARM_SECONDS = 3.0
DECODE_LIMIT = 20.0


@dataclass(frozen=True, kw_only=True)
class Check:
    """One thing looked at: what was seen, and whether it is as staged."""

    name: str
    seen: str
    good: bool


@dataclass(frozen=True, kw_only=True)
class Look:
    """What the checks look at."""

    api: Api
    recorder: VirtualRecorder
    people: Neighbours
    city: Pemkot
    eyes: Eyes
    serial: str
    entities: dict[str, str]
    log: Path

    def entity(self, key: str) -> str:
        """Return the entity id behind the recorder's key."""
        return self.entities.get(f"{self.serial}_{key}", f"missing.{key}")


class _Checking(Protocol):
    __name__: str

    async def __call__(self, look: Look) -> Check:
        """Look at one thing."""


async def check_slots(look: Look) -> Check:
    """See that each slot's status is as staged."""
    seen = {n: await look.api.state(look.entity(f"slot_{n}_slot_status")) for n in STAGED}
    staged = STAGED | UNLISTED.get(look.recorder.scenario.brand, {})
    return Check(name="slot statuses", seen=", ".join(seen.values()), good=seen == staged)


async def check_snapshot(look: Look) -> Check:
    """See that a still comes back and decodes."""
    picture = await look.api.get(f"/api/camera_proxy/{look.entity('slot_1_camera_sub')}")
    size = await asyncio.to_thread(size_of, picture)
    return Check(name="snapshot", seen=size or "no picture", good=size is not None)


async def check_hls(look: Look) -> Check:
    """See that an HLS playlist comes back and a frame of it decodes."""
    stream = await look.api.command(
        "camera/stream", entity_id=look.entity("slot_1_camera_sub"), format="hls"
    )
    base = stream["url"].rsplit("/", 1)[0]
    master = (await look.api.get(stream["url"])).decode()
    playlist_name = next(line for line in master.splitlines() if line and line[0] != "#")
    init = segment = None
    async with asyncio.timeout(DECODE_LIMIT):
        while segment is None:
            playlist = (await look.api.get(f"{base}/{playlist_name}")).decode()
            init = re.search(r'EXT-X-MAP:URI="([^"]+)"', playlist)
            parts = re.findall(r'EXT-X-PART:[^\n]*?URI="([^"]+)"', playlist)
            whole = [line for line in playlist.splitlines() if line and line[0] != "#"]
            segment = next(iter(whole + parts), None)
            await asyncio.sleep(0.3)
    if init is None:
        return Check(name="HLS", seen="no init segment", good=False)
    data = await look.api.get(f"{base}/{init[1].removeprefix('./')}")
    data += await look.api.get(f"{base}/{segment.removeprefix('./')}")
    size = await asyncio.to_thread(size_of, data)
    return Check(name="HLS", seen=size or "nothing decodes", good=size is not None)


async def check_alarm(look: Look) -> Check:
    """See that a staged alarm turns its own sensor on, no other, and off again."""
    if look.recorder.scenario.brand is Brand.RTSP:
        return Check(name="alarm", seen="none over RTSP: the hub's own eyes see", good=True)
    mine, other = look.entity("slot_2_line_crossing"), look.entity("slot_1_line_crossing")
    look.recorder.fire(2, "line_crossing", seconds=ALARM_SECONDS)
    on = await look.api.wait_for(mine, "on", 5)
    neighbour = await look.api.state(other)
    off = await look.api.wait_for(mine, "off", ALARM_SECONDS + 25)
    return Check(
        name="alarm",
        seen=f"{on}, then {off}; next slot {neighbour}",
        good=(on, off, neighbour) == ("on", "off", "off"),
    )


async def check_alert(look: Look) -> Check:
    """See that an alert reaches the phones with its picture, and leaves them when it is taken."""
    good, seen = await see_an_alert_through(
        look.api, look.recorder, look.people, look.entity("mode")
    )
    return Check(name="alert", seen=seen, good=good)


async def check_city(look: Look) -> Check:
    """See that a pulled camera is in the city's view, and in its books once though the broker dies."""
    good, seen = await see_a_slot_pulled(look.city, look.recorder)
    return Check(name="city", seen=seen, good=good)


async def check_eyes(look: Look) -> Check:
    """See that the hub finds a parked car, a covered lens and rising water by itself."""
    good, seen = await see_what_the_hub_finds(look.eyes)
    return Check(name="eyes", seen=seen, good=good)


async def check_log(look: Look) -> Check:
    """See that Home Assistant's log holds no warning or error of this integration."""
    lines = (await asyncio.to_thread(look.log.read_text, errors="replace")).splitlines()
    bad = [line for line in lines if re.search(r"(WARNING|ERROR).*rt_cctv", line)]
    # Every custom integration is told of once; that line is Home Assistant's own.
    bad = [line for line in bad if "not been tested by Home Assistant" not in line]
    return Check(name="log", seen=bad[0] if bad else "quiet", good=not bad)


CHECKS: tuple[_Checking, ...] = (
    check_slots,
    check_snapshot,
    check_hls,
    check_alarm,
    check_alert,
    check_city,
)


async def run_checks(look: Look) -> bool:
    """Run every check, print a table, and say whether all was good."""
    # The eyes take minutes, so they look while the rest is looked at; the log comes last.
    eyes = asyncio.create_task(_look(check_eyes, look))
    results = [await _look(check, look) for check in CHECKS]
    results += [await eyes, await _look(check_log, look)]
    width = max(len(result.name) for result in results)
    for result in results:
        print(f"{'ok  ' if result.good else 'FAIL'}  {result.name:<{width}}  {result.seen}")
    return all(result.good for result in results)


async def _look(check: _Checking, look: Look) -> Check:
    try:
        return await check(look)
    except Exception as err:  # noqa: BLE001 - one check's failure is its row in the table
        name = check.__name__.removeprefix("check_").replace("_", " ")
        return Check(name=name, seen=f"{type(err).__name__}: {err}", good=False)
