"""A hub as a process of its own that writes without end, to be killed at any moment.

Record number k says k in its time, so that a lost, doubled or changed one shows. A journal gets k after the ledger has it.
"""

import asyncio
import json
import os
from pathlib import Path
import random
import sys

from city import _bare

_bare.make_importable(always=True)

from custom_components.rt_cctv.model import SlotStatus  # noqa: E402
from custom_components.rt_cctv.sync.broker import Broker  # noqa: E402
from custom_components.rt_cctv.sync.identity import HubId  # noqa: E402
from custom_components.rt_cctv.sync.ledger import Entry  # noqa: E402
from custom_components.rt_cctv.sync.messages import Command, CommandBody, SlotBody, State  # noqa: E402
from custom_components.rt_cctv.sync.outbox import Outbox  # noqa: E402
from custom_components.rt_cctv.sync.session import Pace  # noqa: E402
from custom_components.rt_cctv.sync.uplink import Uplink  # noqa: E402

BASE_MS = 1_790_000_000_000
PACE = Pace(answer=1.0, slowest=3.0, reconnect=0.05, settle=0.1, keepalive=5)


def entry(number: int) -> Entry:
    """Return record number k."""
    return Entry(BASE_MS + number, SlotBody(n=1 + number % 4, to=SlotStatus.OFFLINE))


async def _obey(command: Command) -> CommandBody:
    return CommandBody(id=command.id, ok=True)


async def main(notes: dict[str, str | int], *, writing: bool) -> None:
    """Link, and write until killed (or only link)."""
    folder = Path(str(notes["folder"]))
    outbox = await Outbox.open(folder / f"{notes['hub']}.db")
    broker = Broker(
        host="127.0.0.1",
        port=int(notes["port"]),
        username=str(notes["hub"]),
        password=str(notes["password"]),
        tls=False,
    )
    uplink = Uplink(
        hub=HubId.parse(str(notes["hub"])),
        broker=broker,
        outbox=outbox,
        snapshot=lambda: State(v=1, sid="", rev=0, at=0),
        on_command=_obey,
        pace=PACE,
    )
    linking = asyncio.create_task(uplink.run())
    number = (await outbox.place()).head
    journal = os.open(
        folder / f"{notes['hub']}.journal", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600
    )
    while writing and not linking.done():
        count = random.randint(1, 20)
        await outbox.append(entry(number + step) for step in range(1, count + 1))
        number += count
        os.write(journal, f"{number}\n".encode())
        uplink.wake()
        await asyncio.sleep(random.uniform(0, 0.05))
    await linking


if __name__ == "__main__":
    asyncio.run(main(json.loads(Path(sys.argv[1]).read_text()), writing=sys.argv[2] == "write"))
