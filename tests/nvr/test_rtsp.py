"""RTSP alone: status by a short question, pictures by a process of its own."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
import socket
import time

from hypothesis import given, strategies as st
import pytest

from custom_components.rt_cctv.model import Brand, Slot, SlotStatus, StreamProfile
from custom_components.rt_cctv.nvr import rtsp_client, rtsp_picture
from custom_components.rt_cctv.nvr.base import (
    AlarmSignal,
    BadAnswerError,
    CannotConnectError,
    HostNotFoundError,
    InvalidAuthError,
    NotARecorderError,
    RecorderConfig,
    TimedOutError,
)
from custom_components.rt_cctv.nvr.guard import LoginGuard
from custom_components.rt_cctv.nvr.rtsp.recorder import RtspRecorder
from custom_components.rt_cctv.nvr.rtsp_client import (
    RtspConnection,
    describe,
    parse_sdp,
    split_address,
    with_login,
    without_login,
)

from .drivers import running
from .rtsp_peer import Reply, ok, server

pytestmark = pytest.mark.usefixtures("socket_enabled")


def recorder(
    port: int, slots: int = 1, clock: Callable[[], float] = time.monotonic, **changes: object
) -> RtspRecorder:
    config = RecorderConfig(
        brand=Brand.RTSP,
        host="127.0.0.1",
        port=port,
        username="admin",
        password="s:e@c/ret",
        templates={
            n: {StreamProfile.SUB: f"rtsp://127.0.0.1:{port}/ch{n}"} for n in range(1, slots + 1)
        },
    )
    return RtspRecorder(replace(config, **changes), clock=clock)  # type: ignore[arg-type]


async def _slot(reply: Reply) -> Slot:
    async with server(reply) as (port, _):
        seen = recorder(port)
        state = await seen.poll()
        await seen.close()
        return state.slots[0]


async def test_the_stream_tells_its_codec_and_size() -> None:
    slot = await _slot(lambda _: ok())
    assert slot.status is SlotStatus.ONLINE
    stream = slot.streams[0]
    assert (stream.codec, stream.width, stream.height, stream.fps) == ("h265", 1280, 720, 12.5)


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (ok(b"v=0\r\nm=audio 0 RTP/AVP 0\r\n"), SlotStatus.UNSUPPORTED),
        (b"RTSP/1.0 404 Not Found\r\n\r\n", SlotStatus.EMPTY),
        (b"RTSP/1.0 503 Service Unavailable\r\n\r\n", SlotStatus.OFFLINE),
        (b"RTSP/1.0 403 Forbidden\r\n\r\n", SlotStatus.UNKNOWN),
    ],
)
async def test_each_answer_is_a_state_of_its_own(answer: bytes, status: SlotStatus) -> None:
    assert (await _slot(lambda _: answer)).status is status


async def test_a_stream_that_was_there_and_is_no_longer_known_is_offline_not_empty() -> None:
    there = True

    def reply(_: bytes) -> bytes:
        return ok() if there else b"RTSP/1.0 404 Not Found\r\n\r\n"

    async with server(reply) as (port, _):
        seen = recorder(port)
        await seen.poll()
        there = False
        state = await seen.poll()
        await seen.close()

    assert state.slots[0].status is SlotStatus.OFFLINE


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"RTSP/1.0 200 OK\r\nContent-Length: 99999999999\r\n\r\n",
        b"RTSP/1.0 200 OK\r\nContent-Length: -4\r\n\r\n",
        b"RTSP/1.0 200 OK\r\nContent-Length: many\r\n\r\n",
        b"RTSP/1.0 200 OK\r\n" + b"X: y\r\n" * 500 + b"\r\n",
        b"RTSP/1.0 200 OK\r\nX: " + b"y" * 100_000,
        b"\x00" * 100_000,
    ],
)
async def test_rubbish_is_a_bad_answer_with_a_limit(answer: bytes) -> None:
    async with server(lambda _: answer) as (port, _):
        connection = RtspConnection("127.0.0.1", port)
        with pytest.raises(BadAnswerError):
            await connection.request("OPTIONS", "rtsp://127.0.0.1/")
        connection.drop()


async def test_a_silent_server_is_waited_for_only_so_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rtsp_client, "TIMEOUT", 0.1)
    async with server(lambda _: b"RTSP/1.0 200") as (port, _):
        with pytest.raises(TimedOutError):
            await RtspConnection("127.0.0.1", port).request("OPTIONS", "rtsp://127.0.0.1/")


async def test_nobody_there_and_no_such_name_are_told_apart(
    unused_tcp_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(CannotConnectError):
        await RtspConnection("127.0.0.1", unused_tcp_port).request("OPTIONS", "rtsp://x/")

    async def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", unknown)
    with pytest.raises(HostNotFoundError):
        await RtspConnection("nobody.invalid", 554).request("OPTIONS", "rtsp://x/")


async def test_a_kept_connection_that_was_closed_is_opened_again() -> None:
    answers = iter([ok(), b"", ok()])
    async with server(lambda _: next(answers)) as (port, heard):
        connection = RtspConnection("127.0.0.1", port)
        for _ in range(2):
            assert (await connection.request("DESCRIBE", "rtsp://x/")).status == 200
        connection.drop()

    assert len(heard) == 3


async def test_a_wrong_password_is_sent_once_to_each_server() -> None:
    challenge = (
        b'RTSP/1.0 401 Unauthorized\r\nWWW-Authenticate: Digest realm="r", nonce="n"\r\n\r\n'
    )
    async with server(lambda _: challenge) as (port, heard):
        seen = recorder(port, slots=4)
        for _ in range(3):
            with pytest.raises(InvalidAuthError):
                await seen.poll()
        with pytest.raises(InvalidAuthError):
            await seen.snapshot(2)
        await seen.close()

    assert sum(b"Authorization" in request for request in heard) == 1


async def test_one_camera_with_another_password_costs_only_its_slot() -> None:
    challenge = b'RTSP/1.0 401 Unauthorized\r\nWWW-Authenticate: Basic realm="r"\r\n\r\n'
    async with server(lambda _: ok()) as (good, _), server(lambda _: challenge) as (bad, heard):
        seen = recorder(
            good,
            templates={
                1: {StreamProfile.MAIN: f"rtsp://127.0.0.1:{good}/a"},
                2: {StreamProfile.MAIN: f"rtsp://127.0.0.1:{bad}/b"},
            },
        )
        for _ in range(3):
            state = await seen.poll()
        await seen.close()

    assert [s.status for s in state.slots] == [SlotStatus.ONLINE, SlotStatus.WRONG_PASSWORD]
    assert sum(b"Authorization" in request for request in heard) == 1


async def test_a_login_of_an_unknown_kind_gets_no_password() -> None:
    challenge = b'RTSP/1.0 401 Unauthorized\r\nWWW-Authenticate: Bearer realm="r"\r\n\r\n'
    async with server(lambda _: challenge) as (port, heard):
        connection = RtspConnection("127.0.0.1", port)
        with pytest.raises(BadAnswerError):
            await describe(connection, "rtsp://x/", "admin", "p", LoginGuard())
        connection.drop()

    assert len(heard) == 1


async def test_every_slot_of_many_has_its_turn() -> None:
    async with server(lambda _: ok()) as (port, heard):
        moment = [0.0]
        seen = recorder(port, slots=20, clock=lambda: moment[0])
        first = await seen.poll()
        asked = len(heard)
        for _ in range(3):
            before = len(heard)
            moment[0] += 30.0
            state = await seen.poll()
            assert len(heard) - before <= 3
        await seen.close()

    assert asked <= 15
    assert SlotStatus.UNKNOWN in {s.status for s in first.slots}
    assert {s.status for s in state.slots} == {SlotStatus.ONLINE}


async def test_a_look_out_of_turn_costs_one_question_and_begins_with_what_is_in_doubt() -> None:
    gone = b"DESCRIBE rtsp://127.0.0.1:%d/ch7 "

    def reply(request: bytes) -> bytes:
        dead = not there and request.startswith(gone % port)
        return b"RTSP/1.0 503 Service Unavailable\r\n\r\n" if dead else ok()

    there = True
    async with server(reply) as (port, heard):
        seen = recorder(port, slots=8)
        await seen.poll()
        before = len(heard)
        there = False
        seen.doubt(7)
        seen.doubt(99)
        state = await seen.poll()
        await seen.close()

    assert len(heard) - before == 1
    assert [s.number for s in state.slots if s.status is SlotStatus.OFFLINE] == [7]


async def test_a_main_stream_that_does_not_answer_leaves_the_slot_as_its_sub_stream_says() -> None:
    async with server(lambda r: ok() if b"/sub " in r else b"") as (port, _):
        base = f"rtsp://127.0.0.1:{port}"
        both = {StreamProfile.SUB: f"{base}/sub", StreamProfile.MAIN: f"{base}/main"}
        seen = recorder(port, templates={1: both})
        state = await seen.poll()
        await seen.close()

    assert state.slots[0].status is SlotStatus.ONLINE
    assert [s.profile for s in state.slots[0].streams] == [StreamProfile.SUB]


async def test_dead_slots_that_nobody_answers_for_take_no_live_one_with_them() -> None:
    def reply(request: bytes) -> bytes:
        return ok() if there or b"/ch4 " in request else b""

    there = True
    moment = [0.0]
    async with server(reply) as (port, _):
        seen = recorder(port, slots=4, clock=lambda: moment[0])
        await seen.poll()
        there = False
        moment[0] += 30.0
        state = await seen.poll()
        await seen.close()

    assert [s.status for s in state.slots] == [SlotStatus.OFFLINE] * 3 + [SlotStatus.ONLINE]


async def test_it_has_no_alarms_and_says_so() -> None:
    async with running(Brand.RTSP) as pair:
        assert pair.seen.capabilities == frozenset()
        alarms = pair.seen.alarms()
        assert await anext(alarms) is AlarmSignal.OPEN
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await anext(alarms)
        await alarms.aclose()


@pytest.mark.parametrize("address", ["http://h/x", "h/x", "rtsp://", ""])
def test_what_is_no_rtsp_address_is_refused_at_once(address: str) -> None:
    with pytest.raises(NotARecorderError):
        recorder(554, templates={1: {StreamProfile.MAIN: address}})


async def test_no_address_at_all_is_no_recorder() -> None:
    with pytest.raises(NotARecorderError):
        await recorder(554, templates={}).identify()


def test_an_address_says_where_and_whether_by_tls() -> None:
    assert split_address("rtsp://h/x") == ("h", 554, False)
    assert split_address("rtsps://[fe80::1]:8322/x") == ("fe80::1", 8322, True)


def test_a_login_is_put_in_encoded_and_taken_out_whole() -> None:
    with_it = with_login("rtsp://old:one@h:554/x", "admin", "s:e@c/ret")
    assert with_it == "rtsp://admin:s%3Ae%40c%2Fret@h:554/x"
    assert without_login(with_it) == "rtsp://h:554/x"
    assert with_login("rtsp://h/x", "", "") == "rtsp://h/x"


def test_identity_follows_the_addresses_and_tells_none() -> None:
    one, other = recorder(554), recorder(555)
    assert one._info().serial != other._info().serial
    assert "127.0.0.1" not in one._info().serial


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader_of_descriptions(body: bytes) -> None:
    parse_sdp(body)


def test_jpeg_by_its_static_number_is_mjpeg() -> None:
    video = parse_sdp(b"m=video 0 RTP/AVP 26\r\n")
    assert video is not None
    assert video.codec == "mjpeg"


async def test_a_picture_that_never_comes_is_given_up_and_its_process_killed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rtsp_picture, "STILL_SECONDS", 1.0)

    async with server(lambda _: b"RTSP/1.0 200") as (port, _):
        with pytest.raises(CannotConnectError):
            await rtsp_picture.take_still(f"rtsp://u:p@127.0.0.1:{port}/x", LoginGuard())


async def test_the_password_is_on_no_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[tuple[str, ...]] = []
    start = asyncio.create_subprocess_exec

    async def note(*arguments: str, **options: object) -> asyncio.subprocess.Process:
        started.append(arguments)
        return await start(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", note)
    async with running(Brand.RTSP) as pair:
        assert (await pair.seen.snapshot(1)).startswith(b"\xff\xd8\xff")

    assert started
    assert "Ronda" not in repr(started)
