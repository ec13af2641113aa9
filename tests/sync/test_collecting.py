"""What the city makes of messages, without a broker between: taken once, counted, answered, forgotten in time."""

from collections.abc import Iterator
import json
from pathlib import Path
from typing import Any
from unittest.mock import patch

import msgspec
import pytest

from custom_components.rt_cctv.sync import reading, retention, tables
from custom_components.rt_cctv.sync.aggregate import aggregates
from custom_components.rt_cctv.sync.areas import Level, areas
from custom_components.rt_cctv.sync.clock import now_ms
from custom_components.rt_cctv.sync.identity import HubId, up
from custom_components.rt_cctv.sync.intake import DAY_MS
from custom_components.rt_cctv.sync.messages import Ack
from custom_components.rt_cctv.sync.reading import read_and_commit
from custom_components.rt_cctv.sync.registry import Registry
from custom_components.rt_cctv.sync.store import Store

from .stand import FAR, HUB, NEIGHBOUR

RUN, EPOCH = "0a1b2c3d4e5f", "0123456789abcde"
SLOT = {"n": 1, "to": "offline"}


class Desk:
    """The city's desk: takes messages and gives the answers."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.scope: frozenset[str] = frozenset()

    def take(self, leaf: str, hub: HubId = HUB, **fields: Any) -> list[Ack]:
        return self.take_all([(up(hub, leaf), json.dumps({"v": 1, **fields}).encode())])

    def take_all(self, raw: list[tuple[str, bytes]]) -> list[Ack]:
        return [answer.ack for answer in read_and_commit(self.store, self.scope, raw).answers]

    def hello(self, conn: int = 1, *, run: str = RUN, epoch: str = EPOCH, **more: Any) -> list[Ack]:
        return self.take("hello", sid=f"{run}-{conn}", e=epoch, **({"base": 0, "head": 0} | more))

    def records(self, rows: list[list[Any]], *, p: int = 0, **more: Any) -> Ack:
        fields = {"sid": f"{RUN}-1", "e": EPOCH, "p": p, "r": rows}
        (ack,) = self.take("rec", **{**fields, **more})
        return ack

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        with self.store.transaction() as db:
            return [tuple(row) for row in db.exec_driver_sql(sql)]

    def row(self) -> dict[str, Any]:
        with self.store.transaction() as db:
            query = tables.hub.select().where(tables.hub.c.id == HUB.text)
            return dict(db.execute(query).mappings().one())

    def faults(self) -> dict[str, int]:
        return {str(reason): int(n) for reason, n in self.query("SELECT reason, n FROM fault")}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    store = Store(f"sqlite:///{tmp_path}/city.db")
    registry = Registry(store)
    hubs = [HUB, NEIGHBOUR, FAR]
    for hub, code in registry.expect(hubs).items():
        registry.claim(HubId.parse(hub), code)
    registry.vouch(hubs, "confirmed")
    yield Desk(store)
    store.close()


def rows(*numbers: int, to: str = "offline") -> list[list[Any]]:
    return [[n, 1_790_000_000_000 + n, "slot", {"n": 1, "to": to}] for n in numbers]


def test_the_areas_are_the_citys() -> None:
    levels = [area.level for area in areas().values()]
    counts = (
        levels.count(Level.CITY),
        levels.count(Level.KECAMATAN),
        levels.count(Level.KELURAHAN),
    )
    assert counts == (1, 16, 177)
    assert all(area.parent in areas() for area in areas().values() if area.parent)


def test_a_stranger_is_told_and_counted(desk: Desk) -> None:
    stranger = HubId.parse("3374011001-099-099")
    (ack,) = desk.take("hello", stranger, sid=f"{RUN}-1", e=EPOCH, base=0, head=0)
    assert ack.no == "unknown"
    assert desk.take("state", stranger, sid=f"{RUN}-1", rev=1, at=0) == []
    assert desk.faults() == {"unknown_hub": 2}


def test_records_before_a_hello_ask_for_one(desk: Desk) -> None:
    assert desk.records(rows(1)).no == "hello"
    desk.hello()
    assert desk.records(rows(1)).s == 1


def test_numbers_beyond_what_the_city_holds_ask_for_a_hello(desk: Desk) -> None:
    desk.hello()
    assert desk.records(rows(11), p=10).no == "hello"
    assert desk.query("SELECT * FROM record") == []


def test_an_older_connections_words_come_too_late(desk: Desk) -> None:
    desk.hello(1)
    desk.hello(2)
    assert desk.hello(1) == []
    desk.take("life", sid=f"{RUN}-1")
    assert desk.row()["online"] == 1
    desk.take("life", sid=f"{RUN}-2", why="stop")
    assert desk.row()["online"] == 0
    assert desk.faults() == {"stale_hello": 1, "stale_death": 1}


def test_a_run_that_speaks_again_after_another_is_a_twin(desk: Desk) -> None:
    other = "f" * 12
    desk.hello()
    assert not desk.hello(run=other)[0].twin
    (ack,) = desk.hello(2)
    assert ack.twin
    assert desk.faults() == {"twin": 1}
    assert aggregates(desk.store, frozenset())[HUB.kelurahan]["twins"] == 1


def test_a_restart_is_no_twin(desk: Desk) -> None:
    for run in range(20):
        (ack,) = desk.hello(run=f"{run:012x}")
        assert not ack.twin


def test_of_two_states_the_later_counts(desk: Desk) -> None:
    desk.hello()
    state: dict[str, Any] = {"sid": f"{RUN}-1", "at": 0}
    slots = [{"n": 1, "st": "online", "own": "pemkot"}, {"n": 2, "st": "wrong_password"}]
    (ack,) = desk.take("state", rev=2, slots=slots, nvr="online", disk="error", free=7, **state)
    assert ack.rev == 2
    assert desk.take("state", rev=1, slots=[], **state) == []
    row = desk.row()
    assert (row["n_online"], row["n_dark"], row["n_pemkot"], row["disk"]) == (1, 1, 1, "error")
    sums = aggregates(desk.store, frozenset())["3374"]
    assert (sums["slots_online"], sums["slots_dark"], sums["disk_bad"]) == (1, 1, 1)


def test_since_when_a_slot_is_as_it_is_survives_further_states(desk: Desk) -> None:
    desk.hello()
    times = iter([1_000, 2_000, 3_000])
    with patch.object(reading, "now_ms", lambda: next(times)):
        for rev, status in ((1, "online"), (2, "online"), (3, "offline")):
            slots = [{"n": 1, "st": status}]
            desk.take("state", sid=f"{RUN}-1", rev=rev, at=0, slots=slots)
            since = json.loads(desk.row()["slots"])[0]["since"]
            assert since == (3_000 if status == "offline" else 1_000)


def test_a_batch_that_comes_twice_in_one_transaction_is_taken_once(desk: Desk) -> None:
    desk.hello()
    message = {"v": 1, "sid": f"{RUN}-1", "e": EPOCH, "p": 0, "r": rows(1, 2, 3)}
    raw = (up(HUB, "rec"), json.dumps(message).encode())
    assert [ack.s for ack in desk.take_all([raw, raw])] == [3, 3]
    assert len(desk.query("SELECT * FROM record")) == 3


def test_a_number_with_other_content_forks_behind_what_agrees(desk: Desk) -> None:
    desk.hello()
    desk.records(rows(1, 2, 3))
    ack = desk.records([*rows(1, 2), *rows(3, to="online"), *rows(4)])
    assert (ack.fork, ack.s) == (True, 2)
    assert len(desk.query("SELECT * FROM record")) == 3
    assert desk.faults()["forked"] == 1


def test_a_body_that_cannot_be_read_keeps_its_number_and_stops_nothing(desk: Desk) -> None:
    desk.hello()
    batch = [*rows(1), [2, 0, "slot", {"n": 99}], *rows(3)]
    ack = desk.records(batch)
    assert (ack.s, ack.bad) == (3, (2,))
    again = desk.records(batch)
    assert (again.s, again.fork) == (3, False)
    assert desk.query("SELECT kind, body FROM record WHERE seq = 2") == [("bad", "{}")]


def test_kinds_of_tomorrow_are_kept_as_they_came(desk: Desk) -> None:
    desk.hello()
    assert desk.records([[1, 0, "drone", {"height": 12}]]).s == 1
    assert desk.query("SELECT kind, body FROM record") == [("drone", '{"height": 12}')]
    assert desk.faults() == {"unknown_kind": 1}


def test_a_kind_of_tomorrow_that_is_no_text_keeps_its_number_and_stops_nothing(desk: Desk) -> None:
    desk.hello()
    head = f'{{"v":1,"sid":"{RUN}-1","e":"{EPOCH}","p":0,"r":[[1,0,"drone",{{"x":"'
    (ack,) = desk.take_all([(up(HUB, "rec"), head.encode() + b'\xff"}]]}')])
    assert (ack.s, ack.bad) == (1, (1,))


def test_text_that_not_every_database_can_keep_is_malformed(desk: Desk) -> None:
    assert desk.hello(sw="0.1\0")[0].no == "damaged"
    assert desk.faults() == {"malformed": 1}


def test_unknown_fields_are_not_kept(desk: Desk) -> None:
    desk.hello()
    desk.records([[1, 0, "slot", {**SLOT, "nama": "Pak Budi"}]])
    assert desk.query("SELECT body FROM record") == [('{"n":1,"to":"offline"}',)]


@pytest.mark.parametrize("numbers", [(2, 1), (1, 1), (0, 1)])
def test_numbers_out_of_order_are_damage(desk: Desk, numbers: tuple[int, ...]) -> None:
    desk.hello()
    assert desk.records(rows(*numbers)).no == "damaged"


def test_hours_and_days_add_up_by_the_day_in_semarang(desk: Desk) -> None:
    desk.hello()
    midnight = 20_000 * 24 - 7
    hour = {"n": 1, "c": {"flooding": 1}}
    desk.records(
        [
            [1, 0, "hour", {**hour, "h": midnight - 1}],
            [2, 0, "hour", {**hour, "h": midnight}],
            [3, 0, "hour", {**hour, "h": midnight + 23}],
            [4, 0, "day", {"n": 1, "d": 20_000, "c": {"flooding": 5}}],
        ]
    )
    assert desk.query("SELECT day, n FROM tally ORDER BY day") == [(19_999, 1), (20_000, 7)]


def test_incidents_are_open_until_they_are_closed(desk: Desk) -> None:
    desk.hello()
    incident = {"id": "20261124-1", "k": "flooding", "n": 1}
    desk.records([[1, 0, "incident", {**incident, "ph": "raised"}]])
    assert aggregates(desk.store, frozenset())["3374"]["incidents"] == 1
    desk.records([[2, 0, "incident", {**incident, "ph": "closed"}]], p=1)
    assert aggregates(desk.store, frozenset())["3374"]["incidents"] == 0


def test_only_the_scope_is_taken(desk: Desk) -> None:
    desk.scope = frozenset({FAR.kecamatan})
    assert desk.hello() == []
    (ack,) = desk.take("hello", FAR, sid=f"{RUN}-1", e=EPOCH, base=0, head=0)
    assert ack.hi
    assert desk.row()["online"] == 0


def test_a_new_ledger_begins_where_it_says(desk: Desk) -> None:
    desk.hello()
    desk.records(rows(1, 2, 3))
    (ack,) = desk.hello(2, epoch="f" * 15, base=2)
    assert ack.s == 2
    fresh = desk.records(rows(3), p=2, e="f" * 15, sid=f"{RUN}-2")
    assert (fresh.s, fresh.no) == (3, "")


def test_gaps_are_kept_as_they_are_stated(desk: Desk) -> None:
    desk.hello()
    desk.records([[9, 0, "gap", {"why": "full", "n": 5, "a": 2, "z": 8}]])
    assert desk.query("SELECT a, z, n, why FROM gap") == [(2, 8, 5, "full")]


def test_who_was_not_heard_is_silent(desk: Desk) -> None:
    desk.hello()
    assert retention.silence_unheard(desk.store, frozenset(), now_ms() - 1_000) == 0
    assert retention.silence_unheard(desk.store, frozenset({FAR.kecamatan}), now_ms() + 1) == 0
    assert retention.silence_unheard(desk.store, frozenset(), now_ms() + 1) == 1
    sums = aggregates(desk.store, frozenset())["3374"]
    assert (sums["online"], sums["silent"]) == (0, 3)


def test_old_records_go_and_their_sums_stay(desk: Desk) -> None:
    long_ago = now_ms() - 100 * DAY_MS
    with patch.object(reading, "now_ms", lambda: long_ago):
        desk.hello()
        hour = {"n": 1, "h": long_ago // 3_600_000, "c": {"flooding": 2}}
        batch = [[1, long_ago, "hour", hour], [2, long_ago, "slot", SLOT]]
        desk.records(batch)
    (number,) = desk.query("SELECT n FROM hub WHERE online = 1")[0]
    assert retention.forget(desk.store, number) == 1
    assert desk.query("SELECT kind FROM record") == [("slot",)]
    assert desk.query("SELECT n FROM tally") == [(2,)]
    again = desk.records(batch)
    assert (again.s, again.fork) == (2, False), "what was forgotten in time is no fork"
    assert desk.query("SELECT n FROM tally") == [(2,)]


def test_cleaning_begins_once_a_day_whoever_does_it(desk: Desk) -> None:
    assert retention.begin_cleaning(desk.store)
    assert not retention.begin_cleaning(desk.store)
    assert len(retention.hubs(desk.store)) == 3


def test_answers_are_small(desk: Desk) -> None:
    (ack,) = desk.hello()
    assert len(msgspec.json.encode(ack)) < 120
