"""Tests of logging in one after the other."""

import asyncio
from functools import partial

import pytest

from custom_components.rt_cctv.video import gate as room
from custom_components.rt_cctv.video.gate import Answer, LoginGate, Turns
from custom_components.rt_cctv.video.program import Programs
from custom_components.rt_cctv.video.slot import SlotWorker
from custom_components.rt_cctv.video.slot_words import SlotConfig, SlotListener
from custom_components.rt_cctv.video.wire import Header


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def cancel(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_only_one_slot_tries_at_a_time_and_none_after_a_refusal() -> None:
    gate = LoginGate()
    tried: list[str] = []
    tasks = [asyncio.create_task(gate.attempt(s, partial(tried.append, s))) for s in "abcd"]
    await settle()
    assert tried == ["a"]
    gate.answer("a", Answer.NONE)
    await settle()
    assert tried == ["a", "b"]
    gate.answer("b", Answer.REFUSED)
    await settle()
    assert tried == ["a", "b"]
    assert gate.refused
    gate.reopen()
    await settle()
    assert tried == ["a", "b", "c"]
    await cancel(tasks)


async def test_a_slot_without_an_answer_holds_the_others_up_only_so_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(room, "HOLD", 0.01)
    gate = LoginGate()
    tried: list[str] = []
    async with asyncio.timeout(30):
        await asyncio.gather(
            gate.attempt("a", lambda: tried.append("a")),
            gate.attempt("b", lambda: tried.append("b")),
        )
    assert tried == ["a", "b"]


async def test_an_attempt_given_up_lets_the_next_one_in() -> None:
    gate = LoginGate()
    tried: list[str] = []
    first = asyncio.create_task(gate.attempt("a", lambda: tried.append("a")))
    second = asyncio.create_task(gate.attempt("b", lambda: tried.append("b")))
    await settle()
    first.cancel()
    await settle()
    gate.answer("b", Answer.NONE)
    await second
    assert tried == ["a", "b"]


async def test_right_behind_an_accepted_login_all_may_try() -> None:
    gate = LoginGate()
    tried: list[str] = []
    tasks = [asyncio.create_task(gate.attempt(s, partial(tried.append, s))) for s in "abcd"]
    await settle()
    assert tried == ["a"]
    gate.answer("a", Answer.ACCEPTED)
    await asyncio.gather(*tasks)
    assert tried == ["a", "b", "c", "d"]
    gate.answer("b", Answer.REFUSED)
    gate.reopen()
    again = [asyncio.create_task(gate.attempt(s, partial(tried.append, s))) for s in "ab"]
    await settle()
    assert tried[4:] == ["a"]
    await cancel(again)


async def test_trust_in_an_accepted_login_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "TRUSTED", 0.0)
    gate = LoginGate()
    gate.answer("a", Answer.ACCEPTED)
    tried: list[str] = []
    tasks = [asyncio.create_task(gate.attempt(s, partial(tried.append, s))) for s in "ab"]
    await settle()
    assert tried == ["a"]
    await cancel(tasks)


async def test_a_worker_that_ends_while_it_asks_leaves_the_next_one_its_turn() -> None:
    permitted: list[int] = []
    turns = Turns("a", LoginGate(), lambda: permitted.append(1))
    asking = {"attempts": 0, "sessions": 0, "asking": True, "link": "connecting"}
    turns.hear(asking)
    turns.give_up()
    await settle()
    assert permitted == []
    turns.hear(asking)
    await settle()
    assert permitted == [1]
    turns.stop()
    await settle()


ASKING: Header = {
    "is": "state",
    "link": "connecting",
    "reason": None,
    "asking": True,
    "attempts": 0,
    "since": 0.0,
    "last_picture": None,
    "codec": None,
    "width": 0,
    "height": 0,
    "fps": 0.0,
    "looks": 0,
    "keyframes_only": False,
    "degraded": None,
    "ready": False,
    "active": None,
    "broken": 0,
    "sessions": 0,
}
"""What a worker says that wants to connect."""


async def test_a_slot_that_is_stopped_takes_no_turn_for_its_workers_last_words() -> None:
    gate = LoginGate()
    listener = SlotListener(
        finding=lambda _: None, state=lambda _: None, saved=lambda _: None, confirmer=lambda _: None
    )
    config = SlotConfig(number=1, url="rtsp://h/1")
    worker = SlotWorker("1", config, gate, Programs(), listener, 0.0)
    await worker.stop()
    worker._message(ASKING, b"")
    await settle()
    tried: list[str] = []
    neighbour = asyncio.create_task(gate.attempt("2", lambda: tried.append("2")))
    await settle()
    assert tried == ["2"]
    await cancel([neighbour])
