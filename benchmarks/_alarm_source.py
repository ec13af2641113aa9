"""A virtual recorder in a process of its own that fires alarms and says when it did.

Arguments: brand, framing (chunked|close), how many alarm streams to wait for, seconds. Prints its
port, then one line of JSON per change: slot, active, monotonic seconds just before it was told.
"""

import asyncio
import json
import sys
import time

from tests.virtual_recorder import AlarmStream, Brand, Scenario, VirtualRecorder

SLOTS = 4
PERIOD = 0.1
"""Seconds between two alarms of one slot."""


async def _main(brand: str, framing: str, streams: int, seconds: float) -> None:
    habits = AlarmStream(framing="close" if framing == "close" else "chunked")
    scenario = Scenario(brand=Brand(brand), alarm_stream=habits)
    async with VirtualRecorder(scenario) as recorder:
        print(json.dumps({"port": recorder.http_port}), flush=True)
        async with asyncio.timeout(120):
            while recorder.alarm_streams < streams:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        await asyncio.sleep(2)
        told: list[tuple[int, bool, float]] = []
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for active in (True, False):
                for slot in range(1, SLOTS + 1):
                    told.append((slot, active, time.monotonic()))
                    if active:
                        recorder.fire(slot, "motion")
                    else:
                        recorder.clear(slot, "motion")
                    await asyncio.sleep(PERIOD / 2 / SLOTS)
        await asyncio.sleep(3)
        print(json.dumps({"told": told}), flush=True)


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])))
