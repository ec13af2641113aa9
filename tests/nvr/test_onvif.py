"""The ONVIF driver against the virtual recorder and its bad habits."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
import re

import aiohttp
import pytest

from custom_components.rt_cctv.model import (
    Brand,
    FindingKind,
    RecorderState,
    SlotStatus,
    StreamProfile,
)
from custom_components.rt_cctv.nvr.base import (
    AlarmEvent,
    AlarmSignal,
    BadAnswerError,
    CannotConnectError,
    Capability,
    InvalidAuthError,
    LockedError,
    NotSupportedError,
    PermissionDeniedError,
    RecorderError,
)
from custom_components.rt_cctv.nvr.guard import LoginGuard
from custom_components.rt_cctv.nvr.onvif import pull as onvif_pull
from custom_components.rt_cctv.nvr.onvif.dump import redact
from custom_components.rt_cctv.nvr.onvif.recorder import OnvifRecorder
from tests.virtual_recorder import Identity, Outcome, Quirks, Scenario, Slot, SlotState

from .drivers import RT, Pair, findings, listen, running
from .peer import Request, answer, peer, session

pytestmark = pytest.mark.usefixtures("socket_enabled")


@pytest.mark.parametrize("offset", [-86_400.0, 3_600.0])
async def test_the_login_bears_the_recorders_own_time(offset: float) -> None:
    async with running(Brand.ONVIF, Scenario(slots=RT, clock_offset=offset)) as pair:
        state = await pair.seen.poll()
        assert pair.refused() == 0

    assert state.clock_drift is not None
    assert state.clock_drift.total_seconds() == pytest.approx(offset, abs=60)


async def test_a_clock_that_jumps_costs_one_refusal_and_no_password() -> None:
    async with running(Brand.ONVIF) as pair:
        await pair.seen.poll()
        pair.played.jump_clock(7200)
        state = await pair.seen.poll()
        assert pair.refused() == 1
        await pair.seen.poll()
        assert pair.refused() == 1

    assert state.slots


async def test_a_source_that_is_no_longer_listed_is_offline_and_keeps_its_number() -> None:
    scenario = Scenario(slots=RT, quirks=Quirks(only_online_sources=True))
    async with running(Brand.ONVIF, scenario) as pair:
        pair.played.set_slot(3, state=SlotState.ONLINE)
        await pair.seen.poll()
        pair.played.set_slot(1, state=SlotState.OFFLINE)
        state = await pair.seen.poll()
        assert isinstance(pair.seen, OnvifRecorder)
        remembered = dict(pair.seen.sources)
        fresh = await pair.again(sources=remembered).poll()

    for seen in (state, fresh):
        assert [s.status for s in seen.slots] == [
            SlotStatus.OFFLINE,
            SlotStatus.ONLINE,
            SlotStatus.ONLINE,
        ]


async def test_signal_loss_is_believed_over_the_list_of_sources() -> None:
    async with running(Brand.ONVIF) as pair:
        await pair.seen.poll()
        pair.played.fault("/slot/*", "status")
        async with aclosing(pair.seen.alarms()) as alarms:
            async with asyncio.timeout(30):
                assert await anext(alarms) is AlarmSignal.OPEN
                pair.played.set_slot(2, state=SlotState.OFFLINE)
                async for event in alarms:
                    if (
                        event is AlarmSignal.LOOK
                        and (await pair.seen.poll()).slots[1].status is SlotStatus.OFFLINE
                    ):
                        break
            slot = (await pair.seen.poll()).slots[1]

    assert (slot.status, slot.reason) == (SlotStatus.OFFLINE, "SignalLoss")


LISTED = tuple(Slot(number=n, name=f"Gang {n}") for n in range(1, 17))


async def until_all_is_seen(pair: Pair) -> RecorderState:
    """Look until every slot has had its turn, as often as 16 slots need."""
    for _ in range(20):
        state = await pair.poll()
    return state


async def test_a_slot_in_doubt_is_looked_at_out_of_turn() -> None:
    async with running(Brand.ONVIF, Scenario(slots=LISTED)) as pair:
        state = await until_all_is_seen(pair)
        assert {s.status for s in state.slots} == {SlotStatus.ONLINE}
        pair.played.set_slot(13, state=SlotState.OFFLINE)
        before = pair.calls()
        pair.seen.doubt(13)
        pair.seen.doubt(99)
        state = await pair.seen.poll()
        spent = pair.calls() - before

    assert [s.number for s in state.slots if s.status is SlotStatus.OFFLINE] == [13]
    assert spent == 1


@pytest.mark.parametrize(("slots", "polls"), [(4, 2), (8, 4), (16, 8)])
async def test_a_dead_slot_of_many_is_found_in_as_long_as_the_manual_says(
    slots: int, polls: int
) -> None:
    async with running(Brand.ONVIF, Scenario(slots=LISTED[:slots])) as pair:
        await until_all_is_seen(pair)
        for number in range(1, slots + 1):
            pair.played.set_slot(number, state=SlotState.OFFLINE)
        before = pair.calls()
        for _ in range(polls):
            state = await pair.poll()
        spent = pair.calls() - before

    assert {s.status for s in state.slots} == {SlotStatus.OFFLINE}
    assert spent <= 3 * polls


async def test_streams_that_moved_to_another_port_are_found_there() -> None:
    async with running(Brand.ONVIF, Scenario(slots=LISTED[:4])) as pair:
        await until_all_is_seen(pair)
        await pair.played.move_rtsp()
        for _ in range(14):
            state = await pair.poll()
        urls = {pair.seen.stream_url(n, p) for n in range(1, 5) for p in StreamProfile}

    assert {s.status for s in state.slots} == {SlotStatus.ONLINE}
    assert all(url and f":{pair.played.rtsp_port}/" in url for url in urls)


async def test_numbers_for_truth_are_truth() -> None:
    scenario = Scenario(slots=RT, quirks=Quirks(motion_as_number=True))
    async with running(Brand.ONVIF, scenario) as pair:
        await pair.seen.poll()
        pair.played.fire(1, "motion")
        events = await listen(
            pair.seen,
            lambda events: any(f.active and f.kind is FindingKind.MOTION for f in findings(events)),
        )

    assert events


async def test_a_recorder_that_keeps_no_subscription_is_left_alone_after_three() -> None:
    scenario = Scenario(slots=RT, quirks=Quirks(lost_subscription=True))
    async with running(Brand.ONVIF, scenario) as pair:
        await pair.seen.poll()
        for _ in range(onvif_pull.LOST_AT_ONCE):
            with pytest.raises(BadAnswerError):
                await listen(pair.seen, lambda _: False)
        with pytest.raises(NotSupportedError):
            await listen(pair.seen, lambda _: False)
        assert pair.played.alarm_streams == 0, "every subscription was given back"


async def test_a_subscription_is_renewed_in_time_and_given_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(onvif_pull, "SHORTEST", 0.0)
    monkeypatch.setattr(onvif_pull, "RENEW_AT", 0.002)
    async with running(Brand.ONVIF) as pair:
        await pair.seen.poll()
        async with aclosing(pair.seen.alarms()) as alarms, asyncio.timeout(30):
            while not any("Renew" in r.path for r in pair.played.requests):
                await anext(alarms)
            assert pair.played.alarm_streams == 1
        assert pair.played.alarm_streams == 0


async def test_a_subscription_that_the_recorder_forgot_ends_the_stream() -> None:
    async with running(Brand.ONVIF) as pair:
        await pair.seen.poll()
        async with aclosing(pair.seen.alarms()) as alarms, asyncio.timeout(30):
            await anext(alarms)
            pair.played.fault("*#PullMessages", "status", status=500, times=1)
            pair.played.fire(1, "motion")
            with pytest.raises(RecorderError):
                async for _ in alarms:
                    pass


async def test_what_this_user_may_not_do_is_forbidden_not_a_wrong_password() -> None:
    async with running(Brand.ONVIF) as pair:
        await pair.seen.poll()
        pair.played.fault("*#SystemReboot", "status", status=401)
        with pytest.raises(PermissionDeniedError):
            await pair.seen.reboot()
        await pair.seen.poll()


async def test_a_profile_without_an_address_costs_only_its_own_stream() -> None:
    async with running(Brand.ONVIF) as pair:
        pair.played.fault("*#GetStreamUri", "status", status=400, times=1)
        await pair.seen.poll()
        assert pair.seen.stream_url(1, StreamProfile.SUB) is None
        assert pair.seen.stream_url(1, StreamProfile.MAIN) is not None
        assert pair.seen.stream_url(2, StreamProfile.SUB) is not None
        state = await pair.poll()

    assert state.slots[0].status is SlotStatus.ONLINE


async def test_a_picture_that_onvif_withholds_is_taken_from_the_stream() -> None:
    async with running(Brand.ONVIF) as pair:
        await pair.seen.poll()
        pair.played.fault("*#GetSnapshotUri", "status", status=500)
        assert (await pair.seen.snapshot(1)).startswith(b"\xff\xd8\xff")


async def test_a_login_that_the_streams_refuse_is_sent_to_them_once() -> None:
    async with running(Brand.ONVIF) as pair:
        await pair.seen.poll()
        pair.played.fault("*#GetSnapshotUri", "status", status=500)
        pair.played.set_rtsp_password("lain")
        for _ in range(3):
            await pair.poll()
            with pytest.raises(NotSupportedError):
                await pair.seen.snapshot(1)
            assert pair.seen.stream_url(1, StreamProfile.SUB) is None
        refused = [r for r in pair.played.rtsp_requests if r.outcome is Outcome.REFUSED]

    assert len(refused) == 1


async def test_a_lock_that_http_tells_of_is_waited_out_in_silence() -> None:
    lock = b'{"ErrorCode":268632081,"Result":false,"RmLock":1800,"RmLogin":0}'
    clock = [0.0]
    guard = LoginGuard(clock=lambda: clock[0])
    async with (
        peer(lambda _: answer("403 Forbidden", lock)) as here,
        session() as made,
    ):
        for _ in range(3):
            recorder = OnvifRecorder(here.config(brand=Brand.ONVIF), made, guard=guard)
            for call in (recorder.identify, recorder.poll, recorder.dump):
                with pytest.raises(LockedError):
                    await call()
            await recorder.close()
        assert len(here.requests) == 1
        clock[0] += 1801.0
        recorder = OnvifRecorder(here.config(brand=Brand.ONVIF), made, guard=guard)
        with pytest.raises(LockedError):
            await recorder.poll()
        await recorder.close()
        assert len(here.requests) == 2


async def test_recordings_are_offered_only_where_the_recorder_has_profile_g() -> None:
    async with running(Brand.ONVIF) as pair:
        await pair.seen.poll()
        assert Capability.RECORDINGS in pair.seen.capabilities
        now = pair.played.world.now()
        pair.played.fault("*#FindRecordings", "status", status=404)
        with pytest.raises(NotSupportedError):
            await pair.seen.recordings(1, now.replace(year=2020), now)


@pytest.mark.parametrize("kind", ["deep", "entities", "huge", "html"])
async def test_hostile_answers_are_refused_with_a_limit(kind: str) -> None:
    async with running(Brand.ONVIF) as pair:
        await pair.seen.poll()
        pair.played.fault("*#GetProfiles", kind)  # type: ignore[arg-type]
        async with asyncio.timeout(30):
            with pytest.raises(BadAnswerError):
                await pair.seen.poll()
        async with asyncio.timeout(30):
            state = await pair.poll()

    assert state.slots[0].status is SlotStatus.ONLINE, "what can't be read says nothing"


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
async def test_an_answer_that_was_cut_short_takes_no_slot_with_it(share: float) -> None:
    async with running(Brand.ONVIF) as pair:
        await until_all_is_seen(pair)
        assert isinstance(pair.seen, OnvifRecorder)
        soap = await pair.seen._open()
        await soap.call("media", "GetProfiles")
        whole = soap.last_answer.encode()
        pair.played.fault("*#GetProfiles", "body", body=whole[: int(len(whole) * share)])
        for _ in range(4):
            state = await pair.poll()
            assert [s.status for s in state.slots] == [
                SlotStatus.ONLINE,
                SlotStatus.ONLINE,
                SlotStatus.OFFLINE,
            ]


def _told_elsewhere(request: Request) -> bytes:
    operation = re.search(rb"Body>\s*<(?:\w+:)?(\w+)", request.body)
    name = operation[1].decode() if operation else ""
    inner = {
        "GetSystemDateAndTime": "<d:GetSystemDateAndTimeResponse><d:SystemDateAndTime>"
        "<t:DateTimeType>NTP</t:DateTimeType><t:DaylightSavings>false</t:DaylightSavings>"
        "<t:UTCDateTime><t:Time><t:Hour>1</t:Hour><t:Minute>2</t:Minute><t:Second>3</t:Second></t:Time>"
        "<t:Date><t:Year>2026</t:Year><t:Month>11</t:Month><t:Day>24</t:Day></t:Date></t:UTCDateTime>"
        "</d:SystemDateAndTime></d:GetSystemDateAndTimeResponse>",
        "GetServices": "<d:GetServicesResponse><d:Service>"
        "<d:Namespace>http://www.onvif.org/ver10/media/wsdl</d:Namespace>"
        "<d:XAddr>http://evil.example:8080/onvif/media</d:XAddr><d:Version><t:Major>2</t:Major>"
        "<t:Minor>0</t:Minor></d:Version></d:Service></d:GetServicesResponse>",
        "GetDeviceInformation": "<d:GetDeviceInformationResponse><d:Manufacturer>M</d:Manufacturer>"
        "<d:Model>X</d:Model><d:FirmwareVersion>1</d:FirmwareVersion><d:SerialNumber>S1"
        "</d:SerialNumber><d:HardwareId>1</d:HardwareId></d:GetDeviceInformationResponse>",
        "GetProfiles": "<m:GetProfilesResponse></m:GetProfilesResponse>",
    }.get(name, "")
    text = (
        '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"'
        ' xmlns:d="http://www.onvif.org/ver10/device/wsdl" xmlns:m="http://www.onvif.org/ver10/media/wsdl"'
        f' xmlns:t="http://www.onvif.org/ver10/schema"><s:Body>{inner}</s:Body></s:Envelope>'
    )
    return answer("200 OK", text.encode(), "Content-Type: application/soap+xml")


async def test_a_password_goes_to_no_other_host_than_the_recorders() -> None:
    async with peer(_told_elsewhere) as here, session() as made:
        recorder = OnvifRecorder(here.config(brand=Brand.ONVIF), made)
        state = await recorder.poll()
        await recorder.close()
        targets = {r.target for r in here.requests}

    assert "/onvif/media" in targets, "the path is the device's, the host is ours"
    assert state.slots == ()


async def test_a_refusal_of_the_first_call_is_a_refusal() -> None:
    def reply(request: Request) -> bytes:
        if b"GetSystemDateAndTime" in request.body:
            return _told_elsewhere(request)
        fault = b"<s:Fault xmlns:s='x'><s:Value>ter:NotAuthorized</s:Value></s:Fault>"
        return answer("400 Bad Request", fault)

    async with peer(reply) as here, session() as made:
        recorder = OnvifRecorder(here.config(brand=Brand.ONVIF), made)
        for _ in range(3):
            with pytest.raises(InvalidAuthError):
                await recorder.poll()
        await recorder.close()
        with_login = [r for r in here.requests if b"UsernameToken" in r.body]

    assert len(with_login) == 1


async def test_a_clock_that_is_none_is_a_bad_answer() -> None:
    def reply(request: Request) -> bytes:
        return _told_elsewhere(request).replace(b"<t:Month>11", b"<t:Month>99")

    async with peer(reply) as here, session() as made:
        recorder = OnvifRecorder(here.config(brand=Brand.ONVIF), made)
        with pytest.raises(RecorderError):
            await recorder.identify()
        await recorder.close()


async def test_closing_leaves_nothing_open() -> None:
    async with running(Brand.ONVIF) as pair:
        await pair.seen.poll()
        await pair.seen.close()
        await pair.seen.close()


async def test_every_slot_of_a_large_recorder_gets_its_address_in_time() -> None:
    slots = tuple(replace(RT[0], number=n, name=f"K{n}") for n in range(1, 13))
    async with running(Brand.ONVIF, Scenario(slots=slots)) as pair:
        for _ in range(12):
            before = pair.calls()
            await pair.poll()
            assert pair.calls() - before <= 15
        addresses = [pair.seen.stream_url(n, StreamProfile.SUB) for n in range(1, 13)]

    assert None not in addresses


def test_a_dump_keeps_the_namespaces_and_hides_the_rest() -> None:
    text = (
        '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><SerialNumber>4A01'
        "</SerialNumber><tt:Address>10.0.0.7</tt:Address><X>http://10.0.0.7/onvif</X>"
        "<Scope>onvif://www.onvif.org/location/Semarang</Scope></s:Envelope>"
    )
    shown = redact(text, ("rahasia",))
    assert "http://www.w3.org/2003/05/soap-envelope" in shown
    for secret in ("4A01", "10.0.0.7", "Semarang"):
        assert secret not in shown


async def test_refused_logins_are_counted_as_such() -> None:
    async with running(Brand.ONVIF, password="salah") as pair:
        with pytest.raises(InvalidAuthError):
            await pair.seen.identify()
        outcomes = [r.outcome for r in pair.played.requests]

    assert outcomes.count(Outcome.REFUSED) == 1


async def test_being_stopped_is_not_lost_in_taking_leave() -> None:
    async with running(Brand.ONVIF) as pair:
        await pair.seen.poll()
        alarms = pair.seen.alarms()
        await anext(alarms)
        pulling = asyncio.create_task(_drain(alarms))
        await asyncio.sleep(0.05)
        pair.played.fault("*#Unsubscribe", "status", status=500)
        assert isinstance(pair.seen, OnvifRecorder)
        soap = pair.seen._soap
        assert soap is not None
        # What a session that was closed first does.
        closed = aiohttp.ClientSession()
        await closed.close()
        soap._transport._http = closed
        pulling.cancel()
        with pytest.raises(asyncio.CancelledError):
            await pulling


async def _drain(alarms: AsyncGenerator[AlarmEvent]) -> None:
    async for _ in alarms:
        pass


async def test_a_session_that_was_closed_is_a_recorder_that_is_gone() -> None:
    async with running(Brand.ONVIF) as pair:
        await pair.seen.poll()
        assert isinstance(pair.seen, OnvifRecorder)
        soap = pair.seen._soap
        assert soap is not None
        await soap._transport._http.close()
        with pytest.raises(CannotConnectError):
            await pair.seen.poll()


async def test_without_a_serial_number_the_network_card_stands_for_it() -> None:
    identity = Identity(serial="")
    async with running(Brand.ONVIF, Scenario(slots=RT, identity=identity)) as pair:
        info = await pair.seen.identify()

    assert info.serial == info.mac == identity.mac
