"""The collector as a process of its own, saying in the end for how long its event loop was ever held up."""

import asyncio
from contextlib import suppress
import gc
import json
from pathlib import Path
import resource
import signal
import sys
import time

from city import _bare

_bare.make_importable(always=True)

from custom_components.rt_cctv.sync.broker import Broker  # noqa: E402
from custom_components.rt_cctv.sync.collector import Collector  # noqa: E402
from custom_components.rt_cctv.sync.store import Store  # noqa: E402

STEP = 0.002


async def watch(worst: list[float]) -> None:
    """Note the event loop's worst delays, in seconds."""
    while True:
        before = time.monotonic()
        await asyncio.sleep(STEP)
        worst[0] = max(worst[0], time.monotonic() - before - STEP)


async def main(notes: dict[str, str | int | list[int]], report: Path) -> None:
    """Collect until SIGTERM."""
    store = Store(str(notes["db"]))
    ports = notes["ports"]
    assert isinstance(ports, list)
    broker = Broker(
        host="127.0.0.1",
        port=ports[0],
        username="collector",
        password=str(notes["password"]),
        tls=False,
        others=tuple(("127.0.0.1", port) for port in ports[1:]),
    )
    collector = Collector(broker=broker, store=store)
    worst = [0.0]
    tasks = [asyncio.create_task(collector.run()), asyncio.create_task(watch(worst))]
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, lambda: [task.cancel() for task in tasks])
    while not collector.status.connected and not tasks[0].done():
        await asyncio.sleep(0.01)
    # As city_core.py does in Home Assistant, all of which is loaded here too.
    gc.freeze()
    worst[0] = 0.0
    print("ready", flush=True)
    with suppress(asyncio.CancelledError):
        await asyncio.gather(*tasks)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    report.write_text(
        json.dumps(
            {
                "worst": worst[0],
                "cpu": usage.ru_utime + usage.ru_stime,
                "rss": usage.ru_maxrss * 1024,
                "committed": collector.status.committed,
                "dropped": collector.status.dropped,
            }
        )
    )
    store.close()


if __name__ == "__main__":
    asyncio.run(main(json.loads(Path(sys.argv[1]).read_text()), Path(sys.argv[2])))
