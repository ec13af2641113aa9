"""What a hub says on one connection, to a city that answers as the test wants."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
import time

import msgspec
import pytest

from custom_components.rt_cctv.sync.clock import now_ms
from custom_components.rt_cctv.sync.codec import encode
from custom_components.rt_cctv.sync.messages import Ack, Command, CommandBody, Hello, State
from custom_components.rt_cctv.sync.outbox import Outbox
from custom_components.rt_cctv.sync.session import LinkStatus, Pace, Session

from .stand import slot_bodies, until

SID = "0123456789ab-1"
PACE = Pace(answer=0.2, slowest=0.4, settle=0.01)


@dataclass
class ScriptedCity:
    """Hears one hub and answers; `deaf_to` are the topics' last levels that it doesn't hear."""

    session: Session = field(init=False)
    deaf_to: set[str] = field(default_factory=set)
    states: list[State] = field(default_factory=list)
    heard: list[int] = field(default_factory=list)
    """The revisions of the states that it answered."""
    batches: int = 0
    asked_puback: list[tuple[str, bool]] = field(default_factory=list)
    obeyed: list[str] = field(default_factory=list)
    pause: int = 0
    """Seconds of silence that it asks for."""
    asked_at: float = 0.0
    """When it first asked for silence."""
    recorder: str = "online"
    on_state: Callable[[], None] = lambda: None

    async def publish(self, leaf: str, payload: bytes, qos: int) -> None:
        self.asked_puback.append((leaf, qos == 1))
        if leaf == "state":
            state = msgspec.json.decode(payload, type=State)
            self.states.append(state)
            heard = leaf not in self.deaf_to
            self.on_state()
            await asyncio.sleep(0)
            if heard:
                self.heard.append(state.rev)
                self.answer(Ack(v=1, sid=SID, e="0" * 15, s=0, t=now_ms(), rev=state.rev))
            return
        self.batches += leaf == "rec"
        message = msgspec.json.decode(payload)
        last = message["r"][-1][0] if leaf == "rec" else 0
        ack = Ack(
            v=1,
            sid=SID,
            e=message["e"],
            s=last,
            t=now_ms(),
            hi=leaf == "hello",
            pause=self.pause,
        )
        if leaf not in self.deaf_to:
            if self.pause and not self.asked_at:
                self.asked_at = time.monotonic()
            self.answer(ack)

    def answer(self, ack: Ack) -> None:
        self.session.receive_ack(encode(ack))

    def snapshot(self) -> State:
        return State(v=1, sid="", rev=0, at=0, nvr=self.recorder)  # type: ignore[arg-type]


@pytest.fixture
async def outbox(tmp_path: Path) -> AsyncIterator[Outbox]:
    made = await Outbox.open(tmp_path / "ledger.db")
    yield made
    await made.close()


@pytest.fixture
async def city(outbox: Outbox) -> AsyncIterator[ScriptedCity]:
    """Return a city with a hub that talks to it."""
    made = ScriptedCity()

    async def obey(command: Command) -> CommandBody:
        made.obeyed.append(command.id)
        return CommandBody(id=command.id, ok=True)

    made.session = Session(
        sid=SID,
        outbox=outbox,
        publish=made.publish,
        snapshot=made.snapshot,
        on_command=obey,
        status=LinkStatus(),
        on_change=lambda: None,
        hello=Hello(v=1, sid=SID, e="", base=0, head=0),
        pace=PACE,
    )
    talking = [
        asyncio.create_task(made.session.tell_records()),
        asyncio.create_task(made.session.tell_states()),
    ]
    yield made
    for task in talking:
        task.cancel()
    await asyncio.gather(*talking, return_exceptions=True)


async def note_something(city: ScriptedCity, outbox: Outbox) -> None:
    """Write a record, and have it sent."""
    await outbox.append(slot_bodies(1))
    city.session.work.set()


async def test_what_changes_while_the_state_is_being_sent_is_sent_too(city: ScriptedCity) -> None:
    def change() -> None:
        city.on_state = lambda: None
        city.recorder = "offline"
        city.session.state_changed()

    await until(lambda: city.states)
    city.on_state = change
    city.session.state_changed()
    await until(lambda: city.states[-1].nvr == "offline")


async def test_a_state_that_the_city_did_not_hear_is_sent_again_until_it_does(
    city: ScriptedCity,
) -> None:
    await until(lambda: city.heard)
    city.deaf_to = {"state"}
    city.session.state_changed()
    await until(lambda: len(city.states) >= 4)
    assert city.heard == [1]
    city.deaf_to = set()
    await until(lambda: len(city.heard) > 1)
    told = len(city.states)
    await asyncio.sleep(2 * PACE.slowest)
    assert len(city.states) == told
    assert city.heard == [1, told]


async def test_the_city_can_ask_for_silence(city: ScriptedCity, outbox: Outbox) -> None:
    await until(lambda: city.states)
    city.pause = 1
    await note_something(city, outbox)
    await until(lambda: city.asked_at)
    heard = len(city.states)
    city.session.state_changed()
    await until(lambda: len(city.states) > heard)
    assert time.monotonic() - city.asked_at > 0.9


async def test_a_state_does_not_wait_for_the_answer_to_a_batch(
    city: ScriptedCity, outbox: Outbox
) -> None:
    await until(lambda: city.states)
    city.deaf_to = {"rec"}
    await note_something(city, outbox)
    await until(lambda: city.batches)
    city.recorder = "offline"
    city.session.state_changed()
    await until(lambda: city.states[-1].nvr == "offline")
    assert (await outbox.waiting()).count == 1


async def test_a_batch_asks_for_the_brokers_word_once_the_city_has_not_answered(
    city: ScriptedCity, outbox: Outbox
) -> None:
    await until(lambda: city.states)
    city.deaf_to = {"rec"}
    await note_something(city, outbox)
    await until(lambda: city.batches >= 3)
    asked = [puback for leaf, puback in city.asked_puback if leaf == "rec"]
    assert asked[:3] == [False, True, True]


async def test_a_command_that_comes_again_while_it_is_being_done_is_done_once(
    city: ScriptedCity,
) -> None:
    command = encode(Command(v=1, id="c1", op="rotate", exp=now_ms() + 60_000))
    await asyncio.gather(*(city.session.receive_command(command) for _ in range(3)))
    assert city.obeyed == ["c1"]


async def test_commands_that_are_done_together_are_all_remembered(
    city: ScriptedCity, outbox: Outbox
) -> None:
    commands = [
        encode(Command(v=1, id=f"c{number}", op="announce", exp=now_ms() + 60_000))
        for number in range(5)
    ]
    await asyncio.gather(*(city.session.receive_command(command) for command in commands))
    assert sorted(await outbox.done_commands()) == city.obeyed == [f"c{n}" for n in range(5)]
