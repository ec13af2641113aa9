"""The Hikvision driver on answers of real recorders, which stay outside this project."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
import json
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pytest

from custom_components.rt_cctv.model import (
    Disk,
    DiskStatus,
    Finding,
    FindingKind,
    RecorderState,
    SlotStatus,
    StreamProfile,
    Target,
)
from custom_components.rt_cctv.nvr.base import BadAnswerError, RecorderError
from custom_components.rt_cctv.nvr.hikvision.alerts import AlertReader
from custom_components.rt_cctv.nvr.hikvision.isapi import refusal
from custom_components.rt_cctv.nvr.hikvision.parts import read_disks
from custom_components.rt_cctv.nvr.hikvision.recorder import HikvisionRecorder
from custom_components.rt_cctv.nvr.hikvision.slots import SlotMap
from custom_components.rt_cctv.nvr.http import Answer
from custom_components.rt_cctv.nvr.multipart import MultipartParser, Part
from custom_components.rt_cctv.nvr.xml_nodes import parse_xml

from .peer import DIGEST, Peer, Request, answer, challenge, digest_is_right, peer, session

_CAPTURES = Path(__file__).parents[3] / "shared" / "captures" / "hikvision"
_DEVICES = sorted((_CAPTURES / "devices").glob("*.json"))

pytestmark = [
    pytest.mark.usefixtures("socket_enabled"),
    pytest.mark.skipif(not _DEVICES, reason="no captures of real recorders beside this checkout"),
]


def _answers(path: Path) -> dict[str, Any]:
    answers: dict[str, Any] = json.loads(path.read_text())["data"]["ISAPI"]
    return answers


def _xml(name: str, value: Any) -> str:
    """Turn xmltodict's form back into XML."""
    if isinstance(value, list):
        return "".join(_xml(name, item) for item in value)
    fields = value if isinstance(value, dict) else {"#text": value}
    attributes = "".join(
        f" {key[1:]}={quoteattr(entry)}" for key, entry in fields.items() if key.startswith("@")
    )
    inner = escape(fields.get("#text") or "") + "".join(
        _xml(key, entry) for key, entry in fields.items() if key[0] not in "@#"
    )
    return f"<{name}{attributes}>{inner}</{name}>"


@dataclass(kw_only=True)
class _Captured:
    driver: HikvisionRecorder
    peer: Peer
    moment: list[float] = field(default_factory=lambda: [0.0])


@asynccontextmanager
async def _captured(path: Path) -> AsyncIterator[_Captured]:
    answers = _answers(path)

    def reply(request: Request) -> bytes:
        if not digest_is_right(request):
            return challenge(DIGEST)
        entry = answers.get(request.target.removeprefix("/ISAPI/"), {"status_code": 404})
        if "status_code" in entry:
            return answer(f"{entry['status_code']} No")
        ((name, value),) = entry["response"].items()
        return answer("200 OK", _xml(name, value).encode(), "Content-Type: application/xml")

    async with peer(reply) as here, session() as made:
        moment = [0.0]
        driver = HikvisionRecorder(here.config(), made, clock=lambda: moment[0])
        yield _Captured(driver=driver, peer=here, moment=moment)


async def _settled(captured: _Captured) -> RecorderState:
    """Poll until nothing more is due."""
    state = await captured.driver.poll()
    for _ in range(12):
        captured.moment[0] += 30
        state = await captured.driver.poll()
    return state


@pytest.mark.parametrize("path", _DEVICES, ids=lambda path: path.stem)
async def test_a_real_recorder_is_looked_at_within_its_calls(path: Path) -> None:
    async with _captured(path) as captured:
        await captured.driver.poll()
        assert captured.driver.client.calls <= 15
        for _ in range(20):
            before = captured.driver.client.calls
            captured.moment[0] += 30
            await captured.driver.poll()
            assert captured.driver.client.calls - before <= 3
        assert captured.peer.most_at_once == 1
        assert all(request.method == "GET" for request in captured.peer.requests)


@pytest.mark.parametrize("path", _DEVICES, ids=lambda path: path.stem)
async def test_what_a_real_recorder_says_is_read(path: Path) -> None:
    wanted = _answers(path)
    async with _captured(path) as captured:
        state = await _settled(captured)
        info = wanted["System/deviceInfo"]["response"]["DeviceInfo"]
        assert state.info.serial == info["serialNumber"]
        assert state.info.model == info["model"]
        assert state.info.mac == info["macAddress"]
        assert state.info.slot_count == len(state.slots)
        assert [slot.number for slot in state.slots] == list(range(1, len(state.slots) + 1))
        assert state.disks is not None
        assert {disk.status for disk in state.disks} == {DiskStatus.OK}
        assert state.clock_drift is None
        assert state.encrypted is None


def _device(name: str) -> Path:
    path = _CAPTURES / "devices" / f"{name}.json"
    if not path.exists():
        pytest.skip(f"no capture of {name}")
    return path


async def test_the_analogue_recorder_has_four_slots_and_two_are_empty() -> None:
    async with _captured(_device("iDS-7204HUHI-M1")) as captured:
        state = await _settled(captured)
        url = captured.driver.stream_url(1, StreamProfile.SUB)
        assert captured.driver.stream_url(2, StreamProfile.SUB) is None
    assert [slot.status for slot in state.slots] == [
        SlotStatus.ONLINE,
        SlotStatus.EMPTY,
        SlotStatus.ONLINE,
        SlotStatus.EMPTY,
    ]
    assert [slot.name for slot in state.slots][::2] == ["Entrada", "Terraza - Taller"]
    assert state.slots[1].reason == "NO VIDEO"
    assert state.slot_states_known
    sub = state.slots[0].stream(StreamProfile.SUB)
    assert sub is not None
    assert (sub.codec, sub.width, sub.height, sub.fps) == ("h265", 960, 576, 12.0)
    assert state.slots[2].armed == frozenset(
        {
            FindingKind.MOTION,
            FindingKind.VIDEO_LOSS,
            FindingKind.INTRUSION,
            FindingKind.LINE_CROSSING,
        }
    )
    assert url is not None
    assert url.endswith(":554/Streaming/Channels/102")


async def test_the_network_recorder_has_eight_slots_and_four_are_empty() -> None:
    async with _captured(_device("DS-7608NXI-I2")) as captured:
        state = await _settled(captured)
        url = captured.driver.stream_url(3, StreamProfile.MAIN)
    # Its states were never asked for when it was captured.
    assert [slot.status for slot in state.slots] == (
        [SlotStatus.UNKNOWN] * 4 + [SlotStatus.EMPTY] * 4
    )
    assert not state.slot_states_known
    assert [slot.name for slot in state.slots[:4]] == ["garden", "home", "road", "gate"]
    assert state.slots[0].camera is not None
    assert state.slots[0].camera.model == "DS-2CD2386G2-IU"
    assert state.slots[3].camera is not None
    assert state.slots[3].camera.model is None
    assert state.slots[3].streams == ()
    main = state.slots[0].stream(StreamProfile.MAIN)
    assert main is not None
    assert (main.codec, main.width, main.height, main.fps) == ("h264", 3840, 2160, None)
    # Motion tells people from vehicles on slot 2; nothing on slot 4 would be reported.
    assert state.slots[1].armed == frozenset(
        {
            FindingKind.MOTION,
            FindingKind.PERSON,
            FindingKind.VEHICLE,
            FindingKind.VIDEO_LOSS,
            FindingKind.INTRUSION,
            FindingKind.LINE_CROSSING,
            FindingKind.REGION_ENTERED,
            FindingKind.SCENE_CHANGE,
        }
    )
    assert state.slots[3].armed == frozenset()
    # Overwriting its oldest recordings, as it should.
    assert state.disks == (
        Disk(
            key="hdd1",
            name="hdd1",
            status=DiskStatus.OK,
            capacity=1907729 * 1024 * 1024,
            free=0,
        ),
    )
    assert url is not None
    assert url.endswith(":10554/Streaming/Channels/301")


@pytest.mark.parametrize("path", _DEVICES, ids=lambda path: path.stem)
async def test_a_dump_of_a_real_recorder_tells_nothing_private(path: Path) -> None:
    wanted = _answers(path)
    async with _captured(path) as captured:
        await _settled(captured)
        shown = json.dumps(await captured.driver.dump())
    info = wanted["System/deviceInfo"]["response"]["DeviceInfo"]
    for secret in ("serialNumber", "macAddress", "deviceID"):
        assert info[secret] not in shown
    assert f'"{info["deviceName"]}"' not in shown
    for secret in ("garden", "Entrada", "1.0.0.236", "AAWRK00000001", "99547530", '"admin"'):
        assert secret not in shown
    assert info["model"] in shown
    assert info["firmwareVersion"] in shown


def _said(body: bytes) -> list[Finding]:
    reader = AlertReader(15, now=lambda: datetime.now(UTC), clock=lambda: 0.0)
    slots = SlotMap(network={1: 1, 2: 2}, known=frozenset({1, 2}))
    events = reader.read(Part("application/xml", body), slots, None)
    return [event for event in events if isinstance(event, Finding)]


@pytest.mark.parametrize(
    ("name", "kind", "target", "zone"),
    [
        ("fielddetection_human", FindingKind.INTRUSION, Target.PERSON, "3"),
        ("ipc_1_fielddetection", FindingKind.INTRUSION, None, None),
        ("pir", FindingKind.MOTION, None, None),
    ],
)
def test_a_real_alarm_is_understood(
    name: str, kind: FindingKind, target: Target | None, zone: str | None
) -> None:
    body = (_CAPTURES / "alerts" / f"{name}.xml").read_bytes()
    (finding,) = _said(body)
    assert (finding.kind, finding.slot, finding.active) == (kind, 1, True)
    assert (finding.target, finding.zone) == (target, zone)


def test_every_real_alarm_comes_out_of_a_stream_whole() -> None:
    bodies = [path.read_bytes() for path in sorted((_CAPTURES / "alerts").glob("*.xml"))]
    stream = b"".join(
        b"--boundary\r\nContent-Type: application/xml\r\n\r\n" + body for body in bodies
    )
    parser = MultipartParser("multipart/mixed; boundary=boundary")
    got = [p.body for i in range(0, len(stream), 7) for p in parser.feed(stream[i : i + 7])]
    assert got == [body.strip() for body in bodies]


def test_a_wire_is_no_slot() -> None:
    (path,) = (_CAPTURES / "alerts").glob("*io_notification.xml")
    assert _said(path.read_bytes()) == []


def test_a_real_storage_list_with_a_network_disk_is_read() -> None:
    hdd, nas = read_disks(parse_xml((_CAPTURES / "hdd1_nas1.xml").read_bytes()), {})
    assert (hdd.key, hdd.name, hdd.status) == ("hdd1", "hdde", DiskStatus.OK)
    assert (nas.key, nas.name, nas.status) == ("nas9", "nas9", DiskStatus.OK)
    assert nas.capacity == 122346 * 1024 * 1024
    assert nas.free == 119552 * 1024 * 1024


@pytest.mark.parametrize("name", ["badXmlContent", "deviceError"])
def test_a_real_refusal_is_an_error_of_ours(name: str) -> None:
    body = (_CAPTURES / f"{name}.xml").read_bytes()
    error = refusal(Answer(status=200, content_type="application/xml", body=body))
    assert isinstance(error, RecorderError)
    assert isinstance(error, BadAnswerError)
