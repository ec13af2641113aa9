"""The virtual recorder does what it says: doors, logins, faults, alarms."""

import asyncio
import json
import re
import time
from typing import Any, get_args

from aiohttp import (
    ClientConnectionError,
    ClientConnectorCertificateError,
    ClientError,
    ClientSession,
    ClientTimeout,
    encode_basic_auth,
)
import pytest

from .shared_material import SHARED, needs
from .virtual_recorder import (
    Auth,
    Outcome,
    Scenario,
    Slot,
    SlotState,
    VirtualRecorder,
)
from .virtual_recorder.faults import FaultKind
from .virtual_recorder.session import NO_LIMIT, log_in

pytestmark = pytest.mark.usefixtures("socket_enabled")

INFO = "/ISAPI/System/deviceInfo"
STATUS = "/ISAPI/ContentMgmt/InputProxy/channels/status"
ALERTS = "/ISAPI/Event/notification/alertStream"


async def status(session: ClientSession, path: str = INFO, **options: Any) -> int:
    async with session.get(path, **options) as answer:
        await answer.read()
        return answer.status


def outcomes(recorder: VirtualRecorder) -> list[Outcome]:
    return [request.outcome for request in recorder.requests]


async def test_a_request_is_challenged_then_accepted_and_both_are_logged() -> None:
    async with VirtualRecorder() as recorder, log_in(recorder) as session:
        assert await status(session) == 200
        assert outcomes(recorder) == [Outcome.CHALLENGED, Outcome.ACCEPTED]
        assert {(r.method, r.path, r.alarm_stream) for r in recorder.requests} == {
            ("GET", INFO, False)
        }


@pytest.mark.parametrize("algorithm", ["MD5", "SHA-256"])
@pytest.mark.parametrize("nonce", ["static", "rotate", "single"])
async def test_digest_works_with_either_hash_and_any_nonce_habit(
    algorithm: str, nonce: str
) -> None:
    auth = Auth(algorithm=algorithm, nonce=nonce)  # type: ignore[arg-type]
    async with VirtualRecorder(Scenario(auth=auth)) as recorder, log_in(recorder) as session:
        assert [await status(session) for _ in range(3)] == [200, 200, 200]
        assert Outcome.REFUSED not in outcomes(recorder)


async def test_a_rotated_nonce_is_good_once_and_closes_the_connection() -> None:
    auth = Auth(nonce="rotate", stale_status=403)
    async with VirtualRecorder(Scenario(auth=auth)) as recorder, log_in(recorder) as session:
        async with session.get(INFO) as answer:
            used = answer.request_info.headers["Authorization"]
            assert answer.headers["Connection"] == "close"
        async with ClientSession() as plain:
            url = f"http://{recorder.host}:{recorder.http_port}{INFO}"
            assert await status(plain, url, headers={"Authorization": used}) == 403
        assert outcomes(recorder)[-1] is Outcome.CHALLENGED


async def test_the_schemes_are_offered_in_the_order_of_the_scenario() -> None:
    auth = Auth(schemes=("basic", "digest"))
    async with VirtualRecorder(Scenario(auth=auth)) as recorder, ClientSession() as session:
        url = f"http://{recorder.host}:{recorder.http_port}{INFO}"
        async with session.get(url) as answer:
            offered = answer.headers.getall("WWW-Authenticate")
        assert [o.partition(" ")[0] for o in offered] == ["Basic", "Digest"]
        login = {"Authorization": encode_basic_auth("admin", recorder.world.account.password)}
        assert await status(session, url, headers=login) == 200


async def test_five_wrong_passwords_lock_the_recorder_even_for_the_right_one() -> None:
    auth = Auth(lock_after=3, lock_seconds=1800)
    async with VirtualRecorder(Scenario(auth=auth)) as recorder:
        async with log_in(recorder, "wrong") as session:
            assert [await status(session) for _ in range(3)] == [401, 401, 401]
        assert outcomes(recorder).count(Outcome.REFUSED) == 3
        async with log_in(recorder) as session:
            async with session.get(INFO) as answer:
                assert "<lockStatus>lock</lockStatus>" in await answer.text()
            assert outcomes(recorder)[-1] is Outcome.LOCKED
            assert 1700 < recorder.world.account.lock_left <= 1800
            recorder.world.account.locked_until -= 1800
            assert await status(session) == 200


async def test_a_good_login_clears_the_count_of_bad_ones() -> None:
    async with VirtualRecorder(Scenario(auth=Auth(lock_after=2))) as recorder:
        for password in ("wrong", None, "wrong", None):
            async with log_in(recorder, password) as session:
                await status(session)
        assert Outcome.LOCKED not in outcomes(recorder)


async def test_after_a_new_password_the_old_one_is_refused() -> None:
    async with VirtualRecorder() as recorder, log_in(recorder) as session:
        assert await status(session) == 200
        recorder.set_password("baru")
        assert await status(session) == 401
        assert outcomes(recorder)[-1] is Outcome.REFUSED


async def test_requests_in_flight_are_counted_without_the_alarm_stream() -> None:
    async with (
        VirtualRecorder() as recorder,
        log_in(recorder) as session,
        session.get(ALERTS, timeout=NO_LIMIT),
    ):
        assert recorder.alarm_streams == 1
        await status(session)
        assert recorder.max_in_flight == 1
        recorder.fault(INFO, "hang")
        three = [asyncio.create_task(status(session)) for _ in range(3)]
        async with asyncio.timeout(30):
            while recorder.max_in_flight < 3:  # noqa: ASYNC110 -- a recorder tells nobody
                await asyncio.sleep(0.01)
        for one in three:
            one.cancel()
        await asyncio.gather(*three, return_exceptions=True)
        assert recorder.max_in_flight == 3


@pytest.mark.parametrize("kind", get_args(FaultKind.__value__))
async def test_each_fault_spoils_its_path_only_and_heals(kind: FaultKind) -> None:
    async with VirtualRecorder() as recorder, log_in(recorder) as session:
        async with session.get(STATUS) as answer:
            good = (answer.status, answer.content_type, await answer.read())
        recorder.fault(STATUS, kind, seconds=0.3, size=2_000_000, body=b"<x/>", status=404)
        started = time.monotonic()
        patience = ClientTimeout(0.3 if kind == "hang" else 30)
        try:
            async with session.get(STATUS, timeout=patience) as answer:
                spoilt = (answer.status, answer.content_type, await answer.read())
        except ClientError, TimeoutError:
            assert kind in {"drop", "hang", "truncated"}
        else:
            assert spoilt != good or (kind == "slow" and time.monotonic() - started >= 0.3)
        assert await status(session, INFO) == 200
        recorder.heal()
        async with session.get(STATUS) as answer:
            assert (answer.status, answer.content_type, await answer.read()) == good


async def test_a_fault_may_be_for_a_number_of_times() -> None:
    async with VirtualRecorder() as recorder, log_in(recorder) as session:
        recorder.fault("/ISAPI/System/*", "status", status=503, times=2)
        assert [await status(session) for _ in range(3)] == [503, 503, 200]


async def test_a_half_open_recorder_accepts_connections_and_says_nothing() -> None:
    async with VirtualRecorder() as recorder, log_in(recorder) as session:
        recorder.set(half_open=True)
        with pytest.raises(TimeoutError):
            await status(session, timeout=ClientTimeout(0.3))
        recorder.heal()
        assert await status(session) == 200


async def test_a_reboot_refuses_connections_then_comes_back_on_the_same_ports() -> None:
    async with VirtualRecorder() as recorder, log_in(recorder) as session:
        port, rtsp = recorder.http_port, recorder.rtsp_port
        recorder.fire(1, "motion")
        stream = await session.get(ALERTS, timeout=NO_LIMIT)
        async with recorder.away():
            with pytest.raises(ClientConnectionError):
                await status(session)
            with pytest.raises(Exception, match=r"."):
                await stream.read()
        assert await status(session) == 200
        assert (recorder.http_port, recorder.rtsp_port) == (port, rtsp)
        assert not recorder.world.board.active


async def test_the_clock_is_off_as_the_scenario_says_and_can_be_set() -> None:
    async with (
        VirtualRecorder(Scenario(clock_offset=-3600)) as recorder,
        log_in(recorder) as session,
    ):
        shown = recorder.world.now().timestamp()
        assert abs(shown - time.time() + 3600) < 60
        now = recorder.world.now().astimezone().isoformat(timespec="seconds")
        recorder.jump_clock(600)
        body = f"<Time><timeMode>manual</timeMode><localTime>{now}</localTime></Time>"
        async with session.put("/ISAPI/System/time", data=body) as answer:
            assert answer.status == 200
        assert abs(recorder.world.now().timestamp() - shown) < 60


async def test_over_tls_it_has_a_certificate_that_nobody_vouches_for() -> None:
    async with VirtualRecorder(tls=True) as recorder, ClientSession() as session:
        url = f"https://{recorder.host}:{recorder.http_port}{INFO}"
        with pytest.raises(ClientConnectorCertificateError):
            await status(session, url)
        assert await status(session, url, ssl=False) == 401


async def test_slot_states_are_told_in_hikvisions_words() -> None:
    states = (SlotState.ONLINE, SlotState.OFFLINE, SlotState.WRONG_PASSWORD, SlotState.EMPTY)
    slots = tuple(Slot(number=n, state=s) for n, s in enumerate(states, 1))
    async with VirtualRecorder(Scenario(slots=slots)) as recorder, log_in(recorder) as session:
        async with session.get(STATUS) as answer:
            text = await answer.text()
        assert re.findall(r"<id>(\d)</id>|<online>(\w+)<|<chanDetectResult>(\w+)<", text) == [
            ("1", "", ""), ("", "true", ""), ("", "", "connect"),
            ("2", "", ""), ("", "false", ""), ("", "", "netUnreachable"),
            ("3", "", ""), ("", "false", ""), ("", "", "userPwError"),
        ]  # fmt: skip
        recorder.set_slot(2, state="online")
        async with session.get(STATUS) as answer:
            assert (await answer.text()).count("<online>true") == 2


@needs("captures/hikvision/devices")
@pytest.mark.parametrize(
    "path",
    [
        "System/deviceInfo",
        "ContentMgmt/InputProxy/channels",
        "ContentMgmt/Storage",
        "Security/adminAccesses",
        "Event/triggers",
        "Streaming/channels/102",
        "System/Video/inputs/channels",
    ],
)
async def test_hikvisions_documents_hold_only_what_real_ones_hold(path: str) -> None:
    real = set[str]()
    for file in sorted((SHARED / "captures" / "hikvision" / "devices").glob("*.json")):
        answer = json.loads(file.read_text())["data"]["ISAPI"][path]
        real |= names_of(answer.get("response", {}))
    slots = (Slot(number=1), Slot(number=2, input="analogue"))
    async with VirtualRecorder(Scenario(slots=slots)) as recorder, log_in(recorder) as session:
        number = path.replace("102", "101")
        async with session.get(f"/ISAPI/{number}") as answer:
            said = set(re.findall(r"<(\w+)", await answer.text()))
    assert len(said) > 5
    assert said <= real


def names_of(document: object) -> set[str]:
    """Return the names of every element of a document in xmltodict's form."""
    if isinstance(document, list):
        return set().union(*(names_of(item) for item in document))
    if not isinstance(document, dict):
        return set()
    inner = (names_of(value) for value in document.values())
    return {name for name in document if not name.startswith(("@", "#"))}.union(*inner)
