"""Two neighbours with phones that the demo plays, and the check that an alert reaches and leaves them."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
import io

from PIL import Image

from tests.played_phone import PlayedPhone, Shown
from tests.virtual_recorder import Brand, VirtualRecorder

from .api import DOMAIN, Api, ApiError

_TAKE = "Saya tangani"
_LIMIT = 15.0
_STAGED = ("Orang melintasi garis di slot 1", "Laporan warga di slot 1")


@dataclass(frozen=True, kw_only=True)
class Neighbours:
    """The phones of those who are told at once."""

    budi: PlayedPhone
    siti: PlayedPhone


@asynccontextmanager
async def neighbours(api: Api, token: str) -> AsyncGenerator[Neighbours]:
    """Register two phones as the app does, and add their owners as a volunteer would."""
    async with AsyncExitStack() as stack:
        phones = []
        for name in ("Budi", "Siti"):
            phone = await stack.enter_async_context(PlayedPhone(api.url, token, f"Ponsel {name}"))
            await phone.register()
            await phone.go_online()
            await _add_person(api, name, await _device_of(api, phone))
            phones.append(phone)
        yield Neighbours(budi=phones[0], siti=phones[1])


async def _device_of(api: Api, phone: PlayedPhone) -> str:
    devices = await api.command("config/device_registry/list")
    return next(str(d["id"]) for d in devices if d["name"] == phone.name)


async def _recorder_of(api: Api) -> str:
    """Return the entry of the RT's recorder, which was added first."""
    (entry, *_) = await api.command("config_entries/get", domain=DOMAIN)
    return str(entry["entry_id"])


async def _add_person(api: Api, name: str, device: str) -> None:
    base = "/api/config/config_entries/subentries/flow"
    form = await api.post(base, {"handler": [await _recorder_of(api), "person"]})
    answer = {"name": name, "phones": [device], "order": 1, "least": "watch", "language": "id"}
    result = await api.post(f"{base}/{form['flow_id']}", answer)
    if result["type"] != "create_entry":
        raise ApiError(f"{name} could not be added: {result.get('errors')}")


async def see_an_alert_through(
    api: Api, recorder: VirtualRecorder, people: Neighbours, mode: str
) -> tuple[bool, str]:
    """Stage something on slot 1; see it told with its picture, taken by one and cleared for both.

    `mode` is the entity of the watch mode. Returns whether all went as it should, and what was seen.
    """
    await api.post("/api/services/select/select_option", {"entity_id": mode, "option": "libur"})
    budi, siti = people.budi, people.siti
    if recorder.scenario.brand is Brand.RTSP:
        entry_id = await _recorder_of(api)
        report = {"text": "Ada orang memanjat pagar", "slot": 1, "config_entry_id": entry_id}
        await api.post(f"/api/services/{DOMAIN}/raise_incident", report)
    else:
        recorder.fire(1, "line_crossing", seconds=3)
    for phone in (budi, siti):
        await phone.wait_until(partial(_staged, phone), _LIMIT)
    shown = _staged(budi)
    if shown is None or shown.image is None:
        return False, "no picture came along"
    size = Image.open(io.BytesIO(shown.image)).size
    await budi.press(shown.action(_TAKE))
    for phone in (budi, siti):
        await phone.wait_until(partial(_cleared, phone), _LIMIT)
    return True, f"{shown.title}, {size[0]}x{size[1]}; taken by Budi, cleared on both"


def _staged(phone: PlayedPhone) -> Shown | None:
    """Return the staged incident's notification, among what else goes on in the street."""
    return next((s for s in phone.screen if any(word in (s.title or "") for word in _STAGED)), None)


def _cleared(phone: PlayedPhone) -> bool:
    return _staged(phone) is None


async def narrate(people: Neighbours) -> None:
    """Print what comes to the phones and what leaves them, until cancelled."""
    async with asyncio.TaskGroup() as group:
        for phone in (people.budi, people.siti):
            group.create_task(_narrate(phone))


async def _narrate(phone: PlayedPhone) -> None:
    shown = cleared = 0
    while True:
        news = partial(_has_news, phone, shown, cleared)
        await phone.wait_until(news, limit=None)
        for letter in phone.history[shown:]:
            picture = "with its picture" if letter.image else "without a picture"
            print(f"  {phone.name}: {letter.title} - {letter.message} ({picture})", flush=True)
        for tag in phone.cleared[cleared:]:
            print(f"  {phone.name}: cleared {tag}", flush=True)
        shown, cleared = len(phone.history), len(phone.cleared)


def _has_news(phone: PlayedPhone, shown: int, cleared: int) -> bool:
    return len(phone.history) > shown or len(phone.cleared) > cleared
