"""A plain recorder without analytics, and what the hub's own eyes see happen before it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from tests.virtual_recorder import Brand, Identity, Scenario, Slot, VirtualRecorder

from .api import Api
from .home import Home
from .pictures import size_of

SCENARIO = Scenario(
    brand=Brand.RTSP,
    identity=Identity(name="Perekam warga", serial="", password="Warga-2026!"),  # noqa: S106
    slots=(
        Slot(number=1, name="Jalan depan", scene="jalan", armed=()),
        Slot(number=2, name="Tepi sungai", scene="sungai", armed=()),
    ),
)
_OWNED = {"slot_1": {"name": "Jalan Depan", "owner": "swadaya"},
          "slot_2": {"name": "Tepi Sungai", "owner": "swadaya"}}  # fmt: skip
_LOOKED_FOR = {1: ("illegal_parking", "tamper"), 2: ("flooding",)}
_MINUTES = 0.5
_LOWER_PART = [[0, 0.6], [1, 0.6], [1, 1], [0, 1]]
_READY_LIMIT = 120.0
_FOUND_LIMIT = 150.0


@dataclass(frozen=True, kw_only=True)
class Eyes:
    """The plain recorder, and what its entities' unique ids begin with."""

    home: Home
    recorder: VirtualRecorder
    prefix: str

    async def entity(self, api: Api, key: str) -> str:
        """Return the entity id behind a key; analytics get theirs once they are switched on."""
        return (await api.entity_ids()).get(self.prefix + key, f"missing.{key}")


@asynccontextmanager
async def plain_recorder(home: Home, api: Api) -> AsyncGenerator[Eyes]:
    """Add a recorder that finds nothing by itself, and switch the hub's eyes on."""
    async with VirtualRecorder(SCENARIO) as recorder:
        before = await api.entity_ids()
        entry_id = await _add(api, recorder)
        await _tune(api, entry_id, 1, ("illegal_parking",))
        await _tune(api, entry_id, 2, ("flooding",))
        added = [key for key in await api.entity_ids() if key not in before]
        status = "slot_1_slot_status"
        prefix = next(key.removesuffix(status) for key in added if key.endswith(status))
        eyes = Eyes(home=home, recorder=recorder, prefix=prefix)
        await _loaded(api, entry_id)
        zone = {"name": "jalan", "points": _LOWER_PART, "kinds": ["flooding"]}
        await api.post(
            "/api/services/rt_cctv/set_zones",
            {"entity_id": await eyes.entity(api, "slot_2_camera_sub"), "zones": [zone]},
        )
        yield eyes


async def see_what_the_hub_finds(eyes: Eyes) -> tuple[bool, str]:
    """Let a car park, somebody cover the lens, and water rise; see each found, with its picture."""
    ready = await asyncio.gather(
        *(_wait(eyes, f"slot_{slot}_eyes", "live", _READY_LIMIT) for slot in _LOOKED_FOR)
    )
    if set(ready) != {"live"}:
        return False, f"the eyes are {ready}"
    street, river = await asyncio.gather(
        _played(eyes, 1, {"illegal_parking": "parker", "tamper": "cover"}),
        _played(eyes, 2, {"flooding": "water"}),
    )
    found = [*street, *river]
    return all(good for good, _ in found), ", ".join(seen for _, seen in found)


async def _played(eyes: Eyes, slot: int, actors: dict[str, str]) -> list[tuple[bool, str]]:
    """Send one actor after the other before a slot, and see what each is taken for."""
    found = []
    for kind, actor in actors.items():
        eyes.recorder.act(slot, actor)
        state = await _wait(eyes, f"slot_{slot}_{kind}", "on", _FOUND_LIMIT)
        picture = await _evidence(eyes, slot, kind) if state == "on" else None
        eyes.recorder.act(slot, actor, on=False)
        found.append((picture is not None, f"{kind} {state}, picture {picture}"))
    return found


async def _wait(eyes: Eyes, key: str, wanted: str, seconds: float) -> str:
    # A conversation of its own each time: Home Assistant hangs up on one that is silent for long.
    async with Api(eyes.home.url, eyes.home.token) as api:
        return await api.wait_for(await eyes.entity(api, key), wanted, seconds)


async def _evidence(eyes: Eyes, slot: int, kind: str) -> str | None:
    """Return the size of the picture that is kept of the incident, None where there is none."""
    async with Api(eyes.home.url, eyes.home.token) as api:
        image = await eyes.entity(api, "last_incident")
        entry = await api.command("config/entity_registry/get", entity_id=image)
        folder = f"media-source://rt_cctv/{entry['config_entry_id']}/slot/{slot}"
        for _ in range(20):
            days = await _children(api, folder)
            for picture in await _children(api, days[0]):
                if kind in picture:
                    found = await api.command(
                        "media_source/resolve_media", media_content_id=picture
                    )
                    return await asyncio.to_thread(size_of, await api.get(found["url"]))
            await asyncio.sleep(0.5)
    return None


async def _children(api: Api, folder: str) -> list[str]:
    found = await api.command("media_source/browse_media", media_content_id=folder)
    return [child["media_content_id"] for child in found["children"]]


async def _add(api: Api, recorder: VirtualRecorder) -> str:
    address = f"rtsp://{recorder.host}:{recorder.rtsp_port}/slot/{{slot}}"
    result = await api.flow(
        {"next_step_id": "recorder"},
        {
            "host": recorder.host,
            "username": SCENARIO.identity.user,
            "password": SCENARIO.identity.password,
            "advanced": {"port": 80, "tls": False, "verify_tls": True, "brand": str(Brand.RTSP)},
        },
        {"main": f"{address}/main", "sub": f"{address}/sub", "slots": len(SCENARIO.slots)},
        _OWNED,
    )
    return str(result["result"]["entry_id"])


async def _tune(api: Api, entry_id: str, slot: int, minutes_of: tuple[str, ...]) -> None:
    """Go through the options as a volunteer would: what to look for, and after how long."""
    base = "/api/config/config_entries/options/flow"
    go = partial(_go_on, api, base)
    for kind in minutes_of:
        await _loaded(api, entry_id)
        result = await api.post(base, {"handler": entry_id})
        result = await go(result, {"next_step_id": "eyes"})
        result = await go(result, {"slot": str(slot)})
        wanted = {"kinds": list(_LOOKED_FOR[slot]), "tune": kind, "votes": {}}
        result = await go(result, wanted)
        await go(result, {"sensitivity": 50, "minutes": _MINUTES})


async def _go_on(api: Api, base: str, result: dict[str, Any], answer: dict[str, Any]) -> Any:
    return await api.post(f"{base}/{result['flow_id']}", answer)


async def _loaded(api: Api, entry_id: str) -> None:
    """Wait until the entry is there again: changed options load it anew."""
    async with asyncio.timeout(30):
        while True:
            entry = await api.command("config_entries/get_single", entry_id=entry_id)
            if entry["config_entry"]["state"] == "loaded":
                return
            await asyncio.sleep(0.2)
