"""Keeping an alarm stream open."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable
from datetime import UTC, datetime
from typing import cast, override

import pytest

from custom_components.rt_cctv.model import Finding, FindingKind, FindingSource
from custom_components.rt_cctv.nvr.base import (
    AlarmEvent,
    AlarmSignal,
    BadAnswerError,
    CannotConnectError,
    InvalidAuthError,
    LockedError,
    NotSupportedError,
    PermissionDeniedError,
    Recorder,
    StreamBusyError,
)
from custom_components.rt_cctv.nvr.guard import UNKNOWN_LOCK
from custom_components.rt_cctv.nvr.hikvision.recorder import HikvisionRecorder
from custom_components.rt_cctv.nvr.listen import BUSY_WAIT, HOPELESS_WAIT, listen
from tests.virtual_recorder.recorder import VirtualRecorder

from .peer import config_for, session

_FINDING = Finding(
    kind=FindingKind.MOTION,
    slot=1,
    active=True,
    at=datetime(2026, 11, 24, tzinfo=UTC),
    source=FindingSource.RECORDER,
)


class _Enough(BaseException):
    """Ends a test's listening; nothing may swallow it."""


class _Stage:
    """A recorder whose streams are scripted, and a clock that only moves when told.

    A script is a list of streams; each is what it yields, raises, or (a number) lets pass.
    """

    def __init__(self, streams: Iterable[list[AlarmEvent | Exception | float]]) -> None:
        self.now = 0.0
        self.waits: list[float] = []
        self.states: list[bool] = []
        self.events: list[AlarmEvent] = []
        self.closed = 0
        self._streams = iter(streams)

    async def alarms(self) -> AsyncGenerator[AlarmEvent]:
        try:
            for item in next(self._streams):
                if isinstance(item, Exception):
                    raise item
                if isinstance(item, int | float):
                    self.now += item
                else:
                    yield item
        except StopIteration:
            raise _Enough from None
        finally:
            self.closed += 1

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds

    def note(self, *, connected: bool) -> None:
        self.states.append(connected)

    async def run(
        self, on_event: Callable[[AlarmEvent], None] | None = None, jitter: float = 0.0
    ) -> None:
        await listen(
            cast("Recorder", self),
            on_event or self.events.append,
            self.note,
            clock=lambda: self.now,
            sleep=self.sleep,
            jitter=lambda: jitter,
        )


async def _run(stage: _Stage, **options: float) -> _Stage:
    with pytest.raises(_Enough):
        await stage.run(**options)  # type: ignore[arg-type]
    return stage


async def test_what_the_stream_says_is_passed_on_and_the_state_told() -> None:
    stage = await _run(_Stage([[AlarmSignal.OPEN, _FINDING, AlarmSignal.ALIVE]]))
    assert stage.events == [AlarmSignal.OPEN, _FINDING, AlarmSignal.ALIVE]
    assert stage.states == [True, False]


async def test_the_first_reconnect_is_quick_and_the_later_ones_ever_slower() -> None:
    stage = await _run(_Stage([[BadAnswerError("odd")]] * 9))
    assert stage.waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert stage.states == []


async def test_jitter_spreads_the_reconnects() -> None:
    stage = await _run(_Stage([[BadAnswerError("odd")]] * 8), jitter=1.0)
    assert stage.waits == [1.25, 2.5, 5, 10, 20, 40, 75, 75]


async def test_a_recorder_that_restarts_is_tried_often_and_one_that_is_off_seldom() -> None:
    gone: list[AlarmEvent | Exception | float] = [CannotConnectError("gone")]
    stage = await _run(_Stage([[AlarmSignal.OPEN, 100.0], *[gone] * 90]), jitter=1.0)
    assert stage.waits[:6] == [1.25, 1.25, 2.5, 5, 5, 5]
    restarting = [wait for wait in stage.waits if wait <= 5]
    assert sum(restarting) == pytest.approx(300, abs=6)
    assert set(stage.waits[len(restarting) :]) == {75}


async def test_a_stream_that_lasted_starts_the_waits_afresh() -> None:
    broken: list[AlarmEvent | Exception | float] = [CannotConnectError("gone")]
    lasted: list[AlarmEvent | Exception | float] = [
        AlarmSignal.OPEN,
        40.0,
        AlarmSignal.ALIVE,
        CannotConnectError("gone"),
    ]
    stage = await _run(_Stage([broken, broken, broken, lasted, lasted, broken]))
    assert stage.waits == [1, 2, 4, 1, 1, 1]
    assert stage.states == [True, False] * 2


async def test_a_stream_that_ends_at_once_again_and_again_is_not_hammered() -> None:
    stage = await _run(_Stage([[AlarmSignal.OPEN]] * 4))
    assert stage.waits == [1, 2, 4, 8]


@pytest.mark.parametrize(
    ("error", "wait"),
    [
        (StreamBusyError("full"), BUSY_WAIT),
        (LockedError(700), 700),
        (LockedError(), UNKNOWN_LOCK),
        (NotSupportedError("none"), HOPELESS_WAIT),
        (PermissionDeniedError("no"), HOPELESS_WAIT),
    ],
)
async def test_some_refusals_are_waited_out_longer(error: Exception, wait: float) -> None:
    stage = await _run(_Stage([[error], [AlarmSignal.OPEN]]))
    assert stage.waits[0] == wait


async def test_a_refused_login_ends_the_listening() -> None:
    stage = _Stage([[AlarmSignal.OPEN, InvalidAuthError("no")]])
    with pytest.raises(InvalidAuthError):
        await stage.run()
    assert stage.states == [True, False]
    stage = _Stage([[InvalidAuthError("no")]])
    with pytest.raises(InvalidAuthError):
        await stage.run()
    assert stage.states == []


async def test_a_mistake_in_the_house_does_not_make_it_deaf(
    caplog: pytest.LogCaptureFixture,
) -> None:
    heard: list[AlarmEvent] = []

    def take(event: AlarmEvent) -> None:
        heard.append(event)
        if len(heard) == 2:
            raise ValueError("oops")

    stage = _Stage([[AlarmSignal.OPEN, _FINDING, _FINDING], [AlarmSignal.OPEN, _FINDING]])
    with pytest.raises(_Enough):
        await stage.run(take)
    assert heard == [AlarmSignal.OPEN, _FINDING, AlarmSignal.OPEN, _FINDING]
    assert stage.states == [True, False] * 2
    assert stage.closed == 3
    assert "Taking in an alarm failed" in caplog.text


async def test_cancelling_closes_the_stream_and_tells_nobody() -> None:
    class Endless(_Stage):
        @override
        async def alarms(self) -> AsyncGenerator[AlarmEvent]:
            try:
                yield AlarmSignal.OPEN
                await asyncio.Event().wait()
            finally:
                self.closed += 1

    stage = Endless([])
    task = asyncio.create_task(stage.run())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert stage.closed == 1
    assert stage.states == [True]


@pytest.mark.usefixtures("socket_enabled")
async def test_alarms_come_again_after_the_recorder_restarted() -> None:
    heard: list[AlarmEvent] = []
    states: list[bool] = []

    def note(*, connected: bool) -> None:
        states.append(connected)

    async def until(true: Callable[[], bool]) -> None:
        async with asyncio.timeout(30):
            while not true():  # noqa: ASYNC110 # the recorder has no event to wait for
                await asyncio.sleep(0.01)

    async with VirtualRecorder() as played, session() as made:
        seen = HikvisionRecorder(config_for(played), made)
        task = asyncio.create_task(listen(seen, heard.append, note))
        await until(lambda: AlarmSignal.OPEN in heard)
        async with played.away():
            await until(lambda: states == [True, False])
            heard.clear()
        await until(lambda: AlarmSignal.OPEN in heard)
        played.fire(1, "motion")
        await until(lambda: any(isinstance(event, Finding) for event in heard))
        assert states == [True, False, True]
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await until(lambda: played.alarm_streams == 0)
