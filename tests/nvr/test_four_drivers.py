"""One scenario, four drivers: whatever the recorder speaks, the house sees the same."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import aclosing, suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from custom_components.rt_cctv.model import (
    Brand,
    Finding,
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
    RecorderError,
)
from custom_components.rt_cctv.nvr.guard import LoginGuard
from tests.virtual_recorder import Auth, Scenario, Slot, SlotState

from .drivers import ALL_BRANDS, RT, Pair, findings, listen, running

pytestmark = pytest.mark.usefixtures("socket_enabled")

SCENARIO = Path(__file__).parents[1] / "virtual_recorder" / "scenarios" / "rt.json"

each_brand = pytest.mark.parametrize("brand", ALL_BRANDS)
each_with_alarms = pytest.mark.parametrize("brand", [b for b in ALL_BRANDS if b is not Brand.RTSP])

WRONG_PASSWORD_TOLD_BY = {Brand.HIKVISION, Brand.DAHUA}
"""ONVIF and RTSP have no word for it: there the camera is offline."""
EMPTY_TOLD_BY = {Brand.HIKVISION, Brand.DAHUA, Brand.RTSP}
"""ONVIF doesn't list an input that nothing is plugged into."""


def rt_scenario() -> Scenario:
    """Return the RT of the scenario file, without its timetable: alarms come from the test."""
    return replace(Scenario.load(SCENARIO), timetable=())


async def settled(pair: Pair, polls: int = 6) -> RecorderState:
    """Look until everything was asked."""
    state = await pair.seen.poll()
    for _ in range(polls):
        state = await pair.poll()
    return state


@each_brand
async def test_every_driver_sees_the_slots_of_the_same_scenario_alike(brand: Brand) -> None:
    async with running(brand, rt_scenario()) as pair:
        state = await settled(pair)

    seen = {slot.number: slot.status for slot in state.slots}
    expected = {1: SlotStatus.ONLINE, 2: SlotStatus.ONLINE, 3: SlotStatus.OFFLINE}
    if brand in EMPTY_TOLD_BY:
        expected[4] = SlotStatus.EMPTY
    assert seen == expected
    for number in (1, 2):
        slot = state.slot(number)
        assert slot is not None
        assert slot.stream(StreamProfile.SUB) is not None
        assert {s.codec for s in slot.streams} == {"h264"}
    assert state.info.brand is brand
    assert state.slot_states_known


@pytest.mark.parametrize("brand", [b for b in ALL_BRANDS if b is not Brand.RTSP])
async def test_every_driver_reads_names_with_markup_quotes_and_emoji_as_they_are(
    brand: Brand,
) -> None:
    async with running(brand) as pair:
        state = await settled(pair)

    assert [slot.name for slot in state.slots[:3]] == [slot.name for slot in RT[:3]]


@each_with_alarms
async def test_the_same_alarms_become_the_same_findings(brand: Brand) -> None:
    async with running(brand, rt_scenario()) as pair:
        await pair.seen.poll()
        heard: list[Finding] = []

        async def hear() -> None:
            async with aclosing(pair.seen.alarms()) as alarms:
                async for event in alarms:
                    if isinstance(event, Finding):
                        heard.append(event)
                    elif event is AlarmSignal.OPEN:
                        opened.set()

        opened = asyncio.Event()
        told = {
            (1, FindingKind.MOTION),
            (2, FindingKind.LINE_CROSSING),
            (1, FindingKind.INTRUSION),
            (3, FindingKind.VIDEO_LOSS),
        }
        listening = asyncio.create_task(hear())
        async with asyncio.timeout(30):
            await opened.wait()
            pair.played.fire(1, "motion")
            pair.played.fire(2, "line_crossing", pulse=True)
            pair.played.fire(1, "intrusion")
            await _until(lambda: _active(heard) >= told)
            pair.played.clear(1, "motion")
            pair.played.clear(1, "intrusion")
            await _until(
                lambda: _ended(heard) >= {(1, FindingKind.MOTION), (1, FindingKind.INTRUSION)}
            )
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)

    pulse = next(f for f in heard if f.kind is FindingKind.LINE_CROSSING and f.active)
    assert pulse.expires_after is not None


async def _until(done: Callable[[], bool]) -> None:
    while not done():  # noqa: ASYNC110 # what is waited for is somebody else's state
        await asyncio.sleep(0.01)


def _active(heard: Iterable[Finding]) -> set[tuple[int | None, FindingKind]]:
    return {(f.slot, f.kind) for f in heard if f.active}


def _ended(heard: Iterable[Finding]) -> set[tuple[int | None, FindingKind]]:
    return {(f.slot, f.kind) for f in heard if not f.active}


@each_brand
async def test_setting_up_takes_at_most_15_calls_and_a_later_poll_at_most_3(brand: Brand) -> None:
    async with running(brand) as pair:
        await pair.seen.poll()
        if Capability.ALARMS in pair.seen.capabilities:
            await listen(pair.seen, lambda events: AlarmSignal.OPEN in events)
        at_first = pair.calls()
        # Giving ONVIF's subscription back, as ending the stream does, is a call of its own.
        assert at_first <= 15 + (brand is Brand.ONVIF)

        for _ in range(10):
            before = pair.calls()
            await pair.poll()
            assert pair.calls() - before <= 3
        assert pair.played.max_in_flight <= 1 + (brand is Brand.ONVIF)


@each_brand
async def test_a_wrong_password_is_sent_once_and_never_again(brand: Brand) -> None:
    async with running(brand, password="salah") as pair:
        guard = LoginGuard()
        recorder = pair.again(guard)
        with pytest.raises(InvalidAuthError):
            await recorder.identify()
        sent = pair.requests()
        for attempt in (recorder, pair.again(guard)):
            for call in (attempt.identify, attempt.poll):
                with pytest.raises(InvalidAuthError):
                    await call()
        assert pair.refused() == 1
        assert pair.requests() == sent, "nothing at all is sent any more"


LOCK_TOLD_BY = (Brand.HIKVISION, Brand.DAHUA)
"""ONVIF and RTSP have no word for it: there a lock looks like a wrong password."""


@pytest.mark.parametrize("brand", LOCK_TOLD_BY)
async def test_a_locked_recorder_is_left_alone_until_its_lock_ends(brand: Brand) -> None:
    clock = [0.0]
    async with running(brand) as pair:
        guard = LoginGuard(clock=lambda: clock[0])
        recorder = pair.again(guard)
        pair.played.lock(1800)
        with pytest.raises(LockedError) as raised:
            await recorder.poll()
        assert raised.value.seconds == pytest.approx(1800, abs=60)
        sent = pair.requests()
        for again in (recorder, pair.again(guard)):
            for call in (
                again.poll,
                again.identify,
                partial(again.snapshot, 1),
                partial(listen, again, bool),
                partial(again.recordings, 1, datetime(2026, 11, 1, tzinfo=UTC), datetime.now(UTC)),
                again.reboot,
                again.dump,
            ):
                clock[0] += 60.0
                with pytest.raises(LockedError):
                    await call()
        assert pair.requests() == sent
        assert pair.refused() == 0
        pair.played.lock(0)
        clock[0] += 1801.0
        await recorder.poll()


@each_brand
async def test_a_password_changed_under_way_is_refused_once(brand: Brand) -> None:
    async with running(brand) as pair:
        await pair.seen.poll()
        pair.played.set_password("baru")
        for _ in range(3):
            with pytest.raises(InvalidAuthError):
                await pair.seen.poll()
        assert pair.refused() == 1


@each_brand
async def test_a_camera_that_is_plugged_in_or_goes_away_is_noticed(brand: Brand) -> None:
    async with running(brand) as pair:
        await settled(pair)
        pair.played.set_slot(4, state=SlotState.ONLINE)
        pair.played.set_slot(1, state=SlotState.OFFLINE)
        state = await _polled_in_time(pair)

    statuses = {slot.number: slot.status for slot in state.slots}
    assert statuses[1] is SlotStatus.OFFLINE
    assert statuses[4] is SlotStatus.ONLINE


async def _polled_in_time(pair: Pair) -> RecorderState:
    """Look as often as happens in 60 s."""
    await pair.poll()
    return await pair.poll()


@each_brand
async def test_a_wrong_camera_password_is_told_where_the_protocol_has_a_word_for_it(
    brand: Brand,
) -> None:
    slots = (*RT[:2], replace(RT[2], state=SlotState.WRONG_PASSWORD))
    async with running(brand, Scenario(slots=slots)) as pair:
        state = await settled(pair)

    told = brand in WRONG_PASSWORD_TOLD_BY
    slot = state.slot(3)
    assert slot is not None
    assert slot.status is (SlotStatus.WRONG_PASSWORD if told else SlotStatus.OFFLINE)


@each_brand
async def test_every_driver_gives_pictures_of_live_slots_and_errors_of_dark_ones(
    brand: Brand,
) -> None:
    async with running(brand) as pair:
        await settled(pair)
        picture = await pair.seen.snapshot(1)
        with pytest.raises(RecorderError):
            await pair.seen.snapshot(3)
        with pytest.raises(RecorderError):
            await pair.seen.snapshot(4)

    assert picture.startswith(b"\xff\xd8\xff")


@each_brand
async def test_addresses_of_streams_hold_the_login_percent_encoded(brand: Brand) -> None:
    async with running(brand) as pair:
        await settled(pair)
        url = pair.seen.stream_url(1, StreamProfile.SUB)
        port = pair.played.rtsp_port

    assert url is not None
    assert url.startswith(f"rtsp://admin:Ronda-2026%21@127.0.0.1:{port}/")


@each_brand
async def test_what_a_protocol_cannot_do_is_said_as_such(brand: Brand) -> None:
    async with running(brand) as pair:
        await pair.seen.poll()
        for capability, call in (
            (Capability.REBOOT, pair.seen.reboot),
            (Capability.SET_SUB_STREAM, lambda: pair.seen.set_sub_stream_h264(1)),
        ):
            if capability not in pair.seen.capabilities:
                with pytest.raises(NotSupportedError):
                    await call()


@each_with_alarms
async def test_the_clock_is_measured_set_and_read_back(brand: Brand) -> None:
    scenario = Scenario(slots=RT, clock_offset=-240.0)
    async with running(brand, scenario) as pair:
        state = await settled(pair)
        assert state.clock_drift is not None
        assert state.clock_drift.total_seconds() == pytest.approx(-240, abs=30)
        now = pair.played.world.now()
        await pair.seen.set_clock(now.fromtimestamp(now.timestamp() + 240, now.tzinfo))
        assert pair.played.world.clock_offset == pytest.approx(0, abs=30)


@each_with_alarms
async def test_a_sub_stream_is_set_to_h264_and_read_back(brand: Brand) -> None:
    sub = replace(RT[0].sub, codec="h265")
    async with running(brand, Scenario(slots=(replace(RT[0], sub=sub),))) as pair:
        state = await settled(pair)
        before = state.slots[0].stream(StreamProfile.SUB)
        await pair.seen.set_sub_stream_h264(1)
        assert pair.played.world.slots[1].sub.codec == "h264"

    assert before is not None
    assert before.codec == "h265"


@each_with_alarms
async def test_recordings_of_a_slot_are_listed_oldest_first(brand: Brand) -> None:
    async with running(brand) as pair:
        await pair.seen.poll()
        now = pair.played.world.now()
        found = await pair.seen.recordings(
            1, now.fromtimestamp(now.timestamp() - 7200, now.tzinfo), now
        )
        assert found
        assert [r.start for r in found] == sorted(r.start for r in found)
        assert all(r.slot == 1 and r.end > r.start for r in found)
        secret = pair.played.scenario.identity.password
        assert all(secret not in r.locator and "@" not in r.locator for r in found)
        url = pair.seen.playback_url(found[0])

    assert url.startswith("rtsp://admin:Ronda-2026%21@127.0.0.1:")


@each_brand
async def test_a_dump_tells_everything_but_secrets(brand: Brand) -> None:
    async with running(brand) as pair:
        dump = await pair.seen.dump()
        identity = pair.played.scenario.identity

    text = repr(dump)
    assert len(dump) >= 4
    for secret in (identity.password, identity.serial, identity.mac, "127.0.0.1", "192.168.254"):
        assert secret not in text


@each_with_alarms
async def test_a_dump_ends_where_the_recorder_is_gone(brand: Brand) -> None:
    async with running(brand) as pair:
        await pair.seen.poll()
        pair.played.fault("*", "drop")
        dump = await pair.seen.dump()

    assert set(dump.values()) == {"CannotConnectError"}
    assert len(dump) == 1


@each_brand
async def test_a_recorder_that_is_gone_is_said_to_be_gone_and_found_again(brand: Brand) -> None:
    async with running(brand) as pair:
        await pair.seen.poll()
        async with pair.played.away():
            with pytest.raises(CannotConnectError):
                await pair.seen.poll()
        state = await pair.seen.poll()

    assert {slot.status for slot in state.slots[:1]} == {SlotStatus.ONLINE}


async def _drain(alarms: AsyncGenerator[AlarmEvent]) -> None:
    async with asyncio.timeout(30):
        async for _ in alarms:
            pass


@each_with_alarms
async def test_alarms_come_back_after_a_restart_of_the_recorder(brand: Brand) -> None:
    async with running(brand) as pair:
        await pair.seen.poll()
        async with aclosing(pair.seen.alarms()) as alarms:
            assert await anext(alarms) is AlarmSignal.OPEN
            away = asyncio.create_task(pair.played.reboot(0.2))
            with suppress(RecorderError):
                await _drain(alarms)
        await away
        events: list[AlarmEvent] = []
        async with asyncio.timeout(30), aclosing(pair.seen.alarms()) as alarms:
            async for event in alarms:
                events.append(event)
                if event is AlarmSignal.OPEN:
                    pair.played.fire(2, "motion")
                if any(
                    f.active and f.slot == 2 and f.kind is FindingKind.MOTION
                    for f in findings(events)
                ):
                    break


@each_brand
@pytest.mark.parametrize(
    "auth",
    [Auth(schemes=("basic", "digest")), Auth(nonce="rotate"), Auth(algorithm="SHA-256")],
    ids=["basic first", "rotating nonce", "sha-256"],
)
async def test_every_way_of_asking_for_a_login_is_answered(brand: Brand, auth: Auth) -> None:
    async with running(brand, Scenario(slots=RT, auth=auth)) as pair:
        state = await pair.seen.poll()
        assert state.slots[0].status is SlotStatus.ONLINE
        assert pair.refused() == 0


@each_brand
@pytest.mark.parametrize(
    "fault", ["html", "truncated", "empty", "huge", "deep", "entities", "status"]
)
async def test_every_answer_may_be_rubbish_and_only_a_recorder_error_comes_of_it(
    brand: Brand, fault: str
) -> None:
    async with running(brand) as pair:
        pair.played.fault("*", fault)  # type: ignore[arg-type]
        for call in (pair.seen.identify, pair.seen.poll, pair.seen.dump):
            try:
                await call()
            except RecorderError:
                continue
        pair.played.heal()


def test_the_scenario_file_has_every_state_that_all_brands_tell() -> None:
    states = {slot.state for slot in rt_scenario().slots}
    assert {SlotState.ONLINE, SlotState.OFFLINE, SlotState.EMPTY} <= states


@each_with_alarms
async def test_thousands_of_slots_are_refused_or_capped(brand: Brand) -> None:
    many = tuple(
        Slot(number=n, name=f"K{n}", state=SlotState.OFFLINE, armed=()) for n in range(1, 3001)
    )
    async with running(brand, Scenario(slots=many)) as pair:
        if brand is Brand.DAHUA:
            assert len((await pair.seen.poll()).slots) == 256
        else:
            with pytest.raises(BadAnswerError):
                await pair.seen.poll()
