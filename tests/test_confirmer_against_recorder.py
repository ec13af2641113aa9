"""The optional confirmer whole: Home Assistant, a real worker, the real library and a real model.

A real van and a real person, cut out of a real clip, come into a drawn street and stand there.
"""

import asyncio
from collections.abc import AsyncIterator
from fractions import Fraction
from functools import cache
import hashlib
from pathlib import Path
import time

import av
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import numpy as np
from PIL import Image
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.rt_cctv.confirmer import async_hear_workers
from custom_components.rt_cctv.const import DOMAIN
from custom_components.rt_cctv.eyes_memory import folder
from custom_components.rt_cctv.model import Certainty, Finding, FindingKind, Target
from custom_components.rt_cctv.video.confirm import Trouble
from custom_components.rt_cctv.video.picture import reduce
from custom_components.rt_cctv.vision.analyse import Analyser
from custom_components.rt_cctv.vision.settings import ALL_ON, KindSettings, SlotSettings
from custom_components.rt_cctv.vision.sighting import Frame, Sighting

from .drawn.street import empty_street
from .shared_material import SHARED, needs
from .test_against_recorder import entry, until  # noqa: F401
from .virtual_recorder import Scenario, Slot, VirtualRecorder

pytest.importorskip("ncnn", reason="the confirmer's library isn't installed")
pytestmark = [
    pytest.mark.timeout(300),
    pytest.mark.usefixtures("socket_enabled"),
    needs("models/FastestDet.bin"),
    needs("clips/vtest.avi"),
]

type Box = tuple[int, int, int, int]
VAN: Box = (645, 35, 740, 105)
PERSON: Box = (630, 235, 695, 325)
LONG, FPS = 90, 5
MINUTES = 0.5
COMES_AFTER = 15.0
"""Seconds from the films' drawing until the things come: by then the workers see the empty street.

On a machine that is slower than that they see the next time around.
"""
STANDS = 60.0


def street() -> Image.Image:
    """Return the empty street in the recorder's size."""
    return Image.fromarray(empty_street().astype(np.uint8)).convert("RGB").resize((640, 360))


def cut_out(box: Box) -> Image.Image:
    """Return something from the clip's first picture, larger."""
    with av.open(str(SHARED / "clips" / "vtest.avi")) as container:
        picture = next(container.decode(video=0)).to_image()
    thing = picture.crop(box)
    larger: Image.Image = thing.resize((round(thing.width * 1.7), round(thing.height * 1.7)))
    return larger


def film(path: Path, box: Box, enters: float) -> None:
    """Write a film in which the thing drives in then; the recorder plays it by the time of day, in a loop."""
    empty, thing = street(), cut_out(box)

    @cache
    def drawn(x: int | None) -> av.VideoFrame:
        picture = empty.copy()
        if x is not None:
            picture.paste(thing, (x, 330 - thing.height))
        frame: av.VideoFrame = av.VideoFrame.from_image(picture).reformat(format="yuv420p")
        return frame

    with av.open(str(path), "w") as container:
        out = container.add_stream("libx264", rate=FPS)
        out.width, out.height, out.pix_fmt = 640, 360, "yuv420p"
        out.options = {"preset": "ultrafast", "g": "10"}
        for index in range(LONG * FPS):
            since = (index / FPS - enters) % LONG
            frame = drawn(round(-200 + min(since / 4, 1) * 460) if since < STANDS else None)
            frame.pts, frame.time_base = index, Fraction(1, FPS)
            container.mux(out.encode(frame))
        container.mux(out.encode(None))


def learnt() -> bytes:
    """Return what the eyes know of the empty street after a minute."""
    analyser = Analyser(ALL_ON)
    grey = reduce(av.VideoFrame.from_image(street()).reformat(format="yuv420p")).copy()
    rng = np.random.default_rng(7)
    for index in range(60):
        noisy = np.clip(grey + rng.normal(0, 1, grey.shape), 0, 255).astype(np.uint8)
        analyser.look(Frame(grey=noisy, at=time.time() - 120 + index, saturation=0.5))
    assert analyser.ready
    return analyser.save()


@pytest.fixture
async def films(tmp_path: Path) -> tuple[Path, Path]:
    """Return the films of the van and of the person."""
    paths = tmp_path / "van.mp4", tmp_path / "person.mp4"
    enters = time.time() + COMES_AFTER
    for path, box in zip(paths, (VAN, PERSON), strict=True):
        film(path, box, enters)
    return paths


@pytest.fixture
async def recorder(films: tuple[Path, Path]) -> AsyncIterator[VirtualRecorder]:
    """Return a recorder that plays the van's film on slot 1 and the person's on slot 2."""
    slots = tuple(
        Slot(number=number, clip=str(path), noise=0) for number, path in enumerate(films, 1)
    )
    async with VirtualRecorder(Scenario(slots=slots)) as running:
        yield running


@pytest.fixture
async def found(
    hass: HomeAssistant,
    entry: MockConfigEntry,  # noqa: F811
    tmp_path: Path,
) -> AsyncIterator[list[Finding]]:
    """Set both slots to look for parking, with the real model; return the list that the findings go to."""
    hass.config.config_dir = str(tmp_path)
    entry.add_to_hass(hass)
    eyes = {"kinds": {"illegal_parking": {"on": True, "minutes": MINUTES}}}
    weights = SHARED / "models" / "FastestDet.bin"
    model = {
        "param": str(SHARED / "models" / "FastestDet.param"),
        "weights": str(weights),
        "weights_sha256": hashlib.sha256(weights.read_bytes()).hexdigest(),
    }
    options = {**entry.options, "eyes": {"1": eyes, "2": eyes}, "confirmer": model}
    hass.config_entries.async_update_entry(entry, options=options)
    kept = folder(hass, entry.entry_id)
    kept.mkdir(parents=True)
    for number in (1, 2):
        (kept / f"slot_{number}").write_bytes(learnt())
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    heard: list[Finding] = []
    for number in (1, 2):
        entry.runtime_data.eyes.async_subscribe(number, heard.append)
    yield heard
    await hass.config_entries.async_unload(entry.entry_id)
    await hass.async_block_till_done()


def unconfirmed(path: Path) -> list[Sighting]:
    """Return what is said of a film, played twice, without a confirmer."""
    kinds = {FindingKind.ILLEGAL_PARKING: KindSettings(minutes=MINUTES)}
    analyser = Analyser(SlotSettings(kinds=kinds), learnt())
    said: list[Sighting] = []
    at = time.time()
    for _ in range(2):
        with av.open(str(path)) as container:
            for picture in container.decode(video=0):
                at += 1 / FPS
                said += analyser.look(Frame(grey=reduce(picture).copy(), at=at, saturation=0.5))
    return said


async def test_a_van_is_confirmed_as_a_vehicle_and_a_person_who_stands_is_none(
    hass: HomeAssistant,
    entry: MockConfigEntry,  # noqa: F811
    films: tuple[Path, Path],
    found: list[Finding],
) -> None:
    async_hear_workers(hass, entry, {}, Trouble.MODEL)

    def sure() -> list[Finding]:
        return [each for each in found if each.certainty is Certainty.CONFIRMED and each.active]

    await until(lambda: bool(sure()), 240)
    first = sure()[0]
    assert (first.slot, first.kind) == (1, FindingKind.ILLEGAL_PARKING)
    assert first.target is Target.VEHICLE
    assert next(each.evidence for each in found if each.slot == 1) is not None
    issue = ir.async_get(hass).async_get_issue(DOMAIN, f"confirmer_{entry.entry_id}")
    assert issue is None, "the model answers, so its repair is closed"
    # Both came at once: by now the person would have been said as well.
    await asyncio.sleep(8)
    assert {each.slot for each in found} == {1}
    alone = [each for each in unconfirmed(films[1]) if each.active]
    assert {(each.kind, each.certainty, each.target) for each in alone} == {
        (FindingKind.ILLEGAL_PARKING, Certainty.SUSPECTED, None)
    }
